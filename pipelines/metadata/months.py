"""Month names of the languages that news pages are most often written in."""

from __future__ import annotations

import re

_NAMES = (
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari januar styczeń stycznia leden ledna января ocak",
    "february feb februar février févr fév febrero febbraio fevereiro fev februari lutego února февраля şubat",
    "march mar märz mrz mär mars marzo março maart mrt mart marca března марта",
    "april apr avril avr abril abr aprile aprel kwietnia dubna апреля nisan",
    "may mai mayo maggio mag maio mei maj maja května мая mayıs",
    "june jun juni juin junio giugno giu junho czerwca června июня haziran",
    "july jul juli juillet juil julio luglio lug julho lipca července июля temmuz",
    "august aug août agosto ago augustus augusti sierpnia srpna августа ağustos",
    "september sept sep septembre septiembre settembre set setembro września září сентября eylül",
    "october oct oktober okt octobre octubre ottobre ott outubro out października října октября ekim",
    "november nov novembre noviembre novembro listopada listopadu ноября kasım",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember grudnia prosince декабря aralık",
)
_NUMBERS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}

MONTH_PATTERN = "(?:" + "|".join(re.escape(name) for name in sorted(_NUMBERS, key=len, reverse=True)) + r")\b"


def month_number(name: str) -> int:
    """The month's number, 1 to 12. Raises ValueError for a name it does not know."""
    number = _NUMBERS.get(name.lower())
    if number is None:
        raise ValueError(f"no month {name!r}")
    return number
