"""Month names of the languages that news pages are most often written in."""

from __future__ import annotations

import re

_NAMES = (
    (
        "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari januar styczeń"
        " stycznia leden ledna января янв січня ocak januára siječnja ianuarie január ιανουαρίου tammikuuta jaanuar sausio"
    ),
    (
        "february feb februar février févr fév fevrier febrero febbraio fevereiro fev februari lutego"
        " února февраля фев лютого şubat februára veljače februarie február φεβρουαρίου helmikuuta veebruar febr"
    ),
    (
        "march mar märz mrz mär maerz mars marzo março marco maart mrt"
        " mart marca března марта березня március martie ožujka μαρτίου maaliskuuta märts maret"
    ),
    (
        "april apr avril avr abril abr aprile aprel kwietnia dubna"
        " апреля апр квітня nisan apríla április aprilie travnja απριλίου huhtikuuta aprill"
    ),
    ("may mai mayo maggio mag maio mei maj maja května мая травня mayıs mája május svibnja μαΐου toukokuuta"),
    ("june jun juni juin junio giugno giu junho czerwca června июня июн червня haziran júna június iunie lipnja ιουνίου kesäkuuta juuni"),
    (
        "july jul juli juillet juil julio luglio lug julho lipca července"
        " июля июл липня temmuz júla július iulie srpnja ιουλίου heinäkuuta juuli"
    ),
    (
        "august aug août aout agosto ago augustus augusti sierpnia srpna"
        " августа авг серпня ağustos augusta augusztus kolovoza αυγούστου elokuuta agustus"
    ),
    (
        "september sept sep septembre septiembre settembre set setembro września září"
        " сентября сен вересня eylül septembra szeptember septembrie rujna σεπτεμβρίου syyskuuta"
    ),
    (
        "october oct oktober okt octobre octubre ottobre ott outubro out października"
        " října октября окт жовтня ekim októbra október octombrie οκτωβρίου lokakuuta oktoober"
    ),
    ("november nov novembre noviembre novembro listopada listopadu ноября ноя kasım novembra noiembrie νοεμβρίου marraskuuta"),
    (
        "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro desember"
        " grudnia prosince декабря дек грудня aralık decembra decembrie prosinca δεκεμβρίου joulukuuta detsember"
    ),
)
_NUMBERS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}

MONTH_PATTERN = "(?:" + "|".join(re.escape(name) for name in sorted(_NUMBERS, key=len, reverse=True)) + r")\b"


def month_number(name: str) -> int:
    """The month's number, 1 to 12. Raises ValueError for a name it does not know."""
    number = _NUMBERS.get(name.lower())
    if number is None:
        raise ValueError(f"no month {name!r}")
    return number
