"""Author texts as pages write them -> names of people.

"By Jane Doe, Chief Reporter and John Roe (AFP)" gives Jane Doe and John Roe.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from pipelines.metadata.roles import AGENCIES, CONTROL_WORDS, DESKS, JOB_FIELDS, NO_NAMES, ORGANISATION_WORDS, ROLE_WORDS
from pipelines.text import squeeze, tokens

MAX_TEXT_CHARS = 600
MAX_NAME_CHARS = 70
MAX_NAME_WORDS = 6
MAX_PEOPLE = 30
WHOLE_NAME_WORDS = 2
_TAG = re.compile(r"<[^<>]{0,300}+>")
_ADDRESS = re.compile(r"\S+@\S+\.\w+|(?:https?://|www\.)\S+|(?<!\w)@\w+")
_BYLINE = re.compile(
    r"\A\W*(?:(?:\w+\s+){0,3}(?:posts?|articles|stories|beiträge|beitrag|artikel|profil|erstellt|interview|pressemitteilung|bericht|kommentar|analyse)\s+(?:by|von)\b|quelle\s*:|(?:(?:written|posted|published|words|story|text|reporting|photos?|fotos?)\s+)?by\b|(?:ein\s+\w+\s+)?von\b|par\b|por\b|"
    r"(?:text|autor(?:in|en)?|authors?|auteurs?|autora?|autore|reporter|redaktion)\s*:|автор\w*\s*:|(?:door|av|af|yazan|przez|od)\s+(?=\w+\s+\w))[\s:]*",
    re.IGNORECASE,
)
# Prepositions that also begin surnames ("de Gaulle"): only in lower case, and with a whole name behind them.
_PREPOSITION = re.compile(r"\A(?:de|di|da|do)\s+(?=[^\W\d_]\S*\s+\S)")
_SPLIT = re.compile(
    r"\s*(?:[;|•·、，\n]|\s[–—-]\s|,\s*(?:und|and|et)\b)\s*|\s+(?:und|and|et|og|och|ja|sowie|with|mit|avec|&)\s+|\s*&\s*", re.IGNORECASE
)
# "Ortega y Gasset" is one man and "dpa/lno" one desk: these split only between two whole names.
_WEAK_SPLIT = re.compile(r"(?<=\w\s)\b(?:y|e|i|en|и|та|ve)\s+|\s*/\s*")
_NO_PERSON = re.compile(r"[\d?!{}<>=:]")
_DOMAIN = re.compile(r"\w\.(?:com|org|net|info|news|tv|eu|[a-z]{2})\Z", re.IGNORECASE)
_PARTICLES = frozenset("de del della der den des di da do dos das du la le van von zu zum zur of y e i bin ibn al el af av ten ter".split())
_PARENTHESES = re.compile(r"\(([^()]{0,80})\)|\[([^\[\]]{0,80})\]")
_SUFFIX = re.compile(r",\s*(?=(?:jr|sr|ii|iii|iv)\b)", re.IGNORECASE)
_CREDENTIAL = re.compile(r"(?:ph\.?\s?d|m\.?d|m\.?a|b\.?a|m\.?s|m\.?sc|mba|rd|rn|esq|dvm|cpa|ll\.?m)\.?", re.IGNORECASE)


def clean_names(texts: Iterable[str], site_keys: frozenset[str] = frozenset(), *, keep_organisations: bool = False) -> tuple[str, ...]:
    """The people named in the texts, in order, each once; `site_keys` are the `name_key`s of the site's own names.

    With `keep_organisations` agencies, desks and the site itself stay, where they are named; accounts and sentences never do.
    """
    names: dict[str, str] = {}
    for name in (name for text in texts for name in _split_names(text)):
        if is_person(name, site_keys) or (keep_organisations and is_organisation(name, site_keys)):
            names.setdefault(name_key(name), name)
    return tuple(names.values())[:MAX_PEOPLE]


def name_key(name: str) -> str:
    """The name without accents, case and punctuation: names with equal keys are one."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def is_person(name: str, site_keys: frozenset[str] = frozenset()) -> bool:
    """Whether a cleaned text can be a person's name: no agency, desk, site, account or sentence."""
    return _can_be_name(name) and not is_organisation(name, site_keys) and not _NO_PERSON.search(name)


def is_organisation(name: str, site_keys: frozenset[str] = frozenset()) -> bool:
    """Whether a cleaned text names an agency, a desk, a company or the site itself."""
    key = name_key(name)
    if not key or key in NO_NAMES or len(name) > MAX_NAME_CHARS:
        return False
    words = tokens(name)
    if key in AGENCIES or key in DESKS or key in site_keys or _DOMAIN.search(name) or any(word in ORGANISATION_WORDS for word in words):
        return True
    if "/" in name and any(name_key(part) in AGENCIES for part in name.split("/")):
        return True
    return any(word.isupper() and len(word) > 1 and word.lower() in site_keys | AGENCIES for word in name.split())


def _can_be_name(name: str) -> bool:
    words = tokens(name)
    return bool(words) and len(words) <= MAX_NAME_WORDS and len(name) <= MAX_NAME_CHARS and name_key(name) not in NO_NAMES


def looks_like_name(name: str) -> bool:
    """Whether a visible text is written as names are: one word, or all but particles in capitals; none from a page's controls."""
    words = [word for word in name.replace("-", " ").split() if word.lower().strip(".'") not in _PARTICLES]
    return (len(words) == 1 and words[0].lower() not in CONTROL_WORDS) or (
        all(word[0].isalpha() and not word[0].islower() for word in words) and not any(word in CONTROL_WORDS for word in tokens(name))
    )


def _split_names(text: str) -> list[str]:
    text = _ADDRESS.sub(" ", _TAG.sub(" ", html.unescape(text[:MAX_TEXT_CHARS])))
    text = _PARENTHESES.sub(_keep_nickname, _SUFFIX.sub(" ", text))
    text = _PREPOSITION.sub("", _BYLINE.sub("", squeeze(text).strip()))
    names = []
    for part in _SPLIT.split(text):
        for group in _weak_parts(part):
            names.extend(_comma_parts(group))
    return [name for name in map(_strip_roles, names) if name]


def _keep_nickname(match: re.Match[str]) -> str:
    """A pair of parentheses stays where it holds a name, and goes where it holds an agency, initials or a role."""
    inner = (match[1] or match[2] or "").strip()
    is_nickname = (
        inner[:1].isupper() and inner.isalpha() and not inner.isupper() and is_person(inner) and not _is_role(inner, is_first=False)
    )
    return match[0] if is_nickname else " "


def _weak_parts(text: str) -> list[str]:
    parts = _WEAK_SPLIT.split(text)
    return parts if all(len(part.split()) >= WHOLE_NAME_WORDS for part in parts) else [text]


def _comma_parts(text: str) -> list[str]:
    """The names of a list; roles, degrees and places behind a whole name or an organisation are none."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    whole = bool(parts) and (len(parts[0].split()) >= WHOLE_NAME_WORDS or is_organisation(parts[0]))
    kept = [part for number, part in enumerate(parts) if number == 0 or not (whole and _is_place_or_degree(part))]
    return [part for number, part in enumerate(kept) if not _is_role(part, is_first=number == 0)]


def _is_place_or_degree(text: str) -> bool:
    return (len(text.split()) == 1 and name_key(text) not in AGENCIES) or bool(_CREDENTIAL.fullmatch(text))


def _is_role(text: str, *, is_first: bool) -> bool:
    """Whether a part of a byline is a job title: "Chief Reporter"; the first part may be a desk ("Times Staff") or one word and a title."""
    if not any(word in ROLE_WORDS for word in tokens(text)[-3:]):
        return False
    rest = _strip_roles(text)
    if is_first and rest:
        return rest.isascii() and len(rest.split()) < WHOLE_NAME_WORDS and not is_organisation(text)
    return len(rest.split()) < WHOLE_NAME_WORDS or rest[0].islower()


def _strip_roles(name: str) -> str:
    """The name without job titles around it, marks at its ends and a second byline word; a desk's name stays whole."""
    text = _BYLINE.sub("", name.strip(' \t,:;|–—-_*·•"“”„»«‘()[]→←'))
    parts = text.split()
    while parts and parts[-1].lower().strip(".:") in ROLE_WORDS:
        parts.pop()
        while len(parts) > WHOLE_NAME_WORDS and parts[-1].lower() in JOB_FIELDS:
            parts.pop()
    while len(parts) > 1 and parts[0].lower().strip(".:") in ROLE_WORDS:
        parts.pop(0)
    return text if parts and len(parts) < WHOLE_NAME_WORDS and is_organisation(text) else " ".join(parts)
