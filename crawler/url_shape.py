"""What a URL looks like it leads to, before anything is fetched: an article, a page of links, a feed, or nothing of use.

A judgement by shape orders the work and saves requests. What may be an article and may be not is UNKNOWN, and is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler import url_words as words
from crawler.finds import UrlKind
from pipelines.text import CJK
from pipelines.urls import is_tracking

MIN_SLUG_WORDS = 3  # "zoll-gegen-stahl" is a headline, "real-madrid" may be a section
MIN_CJK_LETTERS = 11  # written without hyphens; the longest section name met, "entertainment" in Japanese, has ten
MAX_SECTION_PARTS = 2
MAX_SECTION_CHARS = 30
MAX_SECTION_DIGITS = 2  # "formula-1", "g20"; more is a story's number
MAX_SUFFIX_CHARS = 6
MIN_ID_DIGITS = 3  # of `?p=`: less is a page number
_PAGE_NUMBER = re.compile(r"\d{1,4}")
_PAGE_NUMBER_IN_QUERY = re.compile(r"\d{1,2}")

_DAY = re.compile(r"(?<!\d)(?:19[89]|20\d)\d(?P<s>[/_.-]?)(?:0?[1-9]|1[0-2]|[a-z]{3})(?P=s)(?:0[1-9]|[12]\d|3[01]|[1-9])(?!\d)")
_MONTH = re.compile(r"(?:^|/)(?:19[89]|20\d)\d[/-](?:0?[1-9]|1[0-2])(?=/|$)")
_YEAR = re.compile(r"(?:19[89]|20\d)\d")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{20,}")
_NUMBER_ID = re.compile(r"\d{5,}")
_MIXED_ID = re.compile(r"(?=(?:[a-z]*\d){2})(?=(?:\d*[a-z]){2})[a-z0-9]{8,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CJK = re.compile(f"[{CJK}\u0e00-\u0e7f]")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?")
_PAGE_LEAF = re.compile(rf"(?:{'|'.join(sorted(words.PAGE_WORDS))})[-_]?\d{{1,4}}")


@dataclass(frozen=True, slots=True)
class _Shape:
    """A URL cut into what the rules look at: decoded, lower case, the ending of the last part split off."""

    host_label: str
    parts: tuple[str, ...]
    suffix: str
    query: tuple[tuple[str, str], ...]
    is_paged: bool = False

    @property
    def leaf(self) -> str:
        return self.parts[-1] if self.parts else ""


def judge_url(url: str) -> UrlKind | None:
    """What the URL probably leads to; None for what is never fetched: accounts, search, shares, printing, media, other schemes."""
    shape = _cut(url)
    if shape is None or _is_useless(shape):
        return None
    if kind := _machine_kind(shape):
        return kind
    if shape.suffix in words.MEDIA_SUFFIXES:
        return None
    return _page_kind(_without_page_number(shape))


def is_further_page(url: str, first: str) -> bool:
    """Whether a URL names a further page of the list that `first` is a page of."""
    shape, other = _cut(url), _cut(first)
    if shape is None or other is None or urlsplit(url).netloc != urlsplit(first).netloc:
        return False
    shape, other = _without_page_number(shape), _without_page_number(other)
    return shape.is_paged and replace(shape, is_paged=other.is_paged) == other


def is_paged(url: str) -> bool:
    """Whether a URL names a page of a list other than its first."""
    shape = _cut(url)
    return shape is not None and _without_page_number(shape).is_paged


def _page_kind(shape: _Shape) -> UrlKind | None:
    """The kind of a page for readers, its page number already taken off."""
    if any(key in words.ID_KEYS and len(value) >= MIN_ID_DIGITS and value.isdigit() for key, value in shape.query):
        return UrlKind.ARTICLE
    if not shape.parts:
        return UrlKind.SECTION if shape.is_paged else (UrlKind.UNKNOWN if shape.query else UrlKind.FRONT)
    return _dated_kind(shape) or _undated_kind(shape)


def _undated_kind(shape: _Shape) -> UrlKind | None:
    """The kind of a page whose path holds no date."""
    if any(part in words.LISTING_PARTS for part in shape.parts) or _YEAR.fullmatch(shape.leaf):
        return UrlKind.LISTING
    if any(part in words.CATEGORY_PARTS for part in shape.parts) and not (shape.suffix or _has_id(shape.leaf)):
        return UrlKind.SECTION
    if _is_story_leaf(shape):
        return UrlKind.ARTICLE
    if shape.parts[0] in words.SERVICE_PARTS:
        return None
    is_section = len(shape.parts) <= MAX_SECTION_PARTS and all(map(_is_section_name, shape.parts))
    return UrlKind.SECTION if is_section and not shape.query else UrlKind.UNKNOWN


def _cut(url: str) -> _Shape | None:
    try:
        split = urlsplit(url.strip())
    except ValueError:
        return None
    if split.scheme not in ("http", "https") or not split.hostname:
        return None
    parts = [unquote(part).lower() for part in split.path.split("/") if part]
    stem, dot, suffix = parts[-1].rpartition(".") if parts else ("", "", "")
    if dot and suffix.isalnum() and not suffix.isdigit() and len(suffix) <= MAX_SUFFIX_CHARS:
        parts[-1] = stem
    else:
        suffix = ""
    query = tuple((key.lower(), value) for key, value in parse_qsl(split.query, keep_blank_values=True))
    return _Shape(split.hostname.split(".")[0], tuple(parts), suffix, query)


def _is_useless(shape: _Shape) -> bool:
    """Whether there is no story behind it by its host, a part of its path or a parameter."""
    keys = {key for key, _ in shape.query}
    return (
        shape.host_label in words.CLOSED_HOSTS
        or not words.CLOSED_PARTS.isdisjoint(shape.parts)
        or shape.leaf in words.SERVICE_PARTS
        or shape.leaf in words.ACTION_PARTS
        or not keys.isdisjoint(words.ACTION_KEYS | words.SEARCH_KEYS)
        or (len(shape.parts) > 1 and shape.parts[-2] in words.ACTION_PARTS and shape.leaf in words.FEED_WORDS)
    )


def _machine_kind(shape: _Shape) -> UrlKind | None:
    """The kind of a file for machines: robots.txt, a sitemap, a feed."""
    if shape.parts == ("robots",) and shape.suffix == "txt":
        return UrlKind.ROBOTS
    if "sitemap" in shape.leaf and (shape.suffix in ("xml", "gz", "txt") or shape.leaf.endswith(".xml")):
        return UrlKind.SITEMAP
    ends = {shape.leaf, shape.parts[0]} if shape.parts else set()
    is_feed = shape.suffix in words.FEED_SUFFIXES or not words.FEED_WORDS.isdisjoint(ends)
    is_feed = is_feed or shape.host_label in words.FEED_WORDS or any(key == "feed" for key, _ in shape.query)
    return UrlKind.FEED if is_feed and shape.suffix not in words.MEDIA_SUFFIXES else None


def _without_page_number(shape: _Shape) -> _Shape:
    """The shape of the first page: no page number, index file, tracking parameter, nor language in front."""
    parts = list(shape.parts)
    query = tuple((key, value) for key, value in shape.query if not is_tracking(key))
    is_paged = False
    if len(parts) > 1 and parts[-2] in words.PAGE_WORDS and _PAGE_NUMBER.fullmatch(parts[-1]):
        parts, is_paged = parts[:-2], True
    elif parts and _PAGE_LEAF.fullmatch(parts[-1]):
        parts, is_paged = parts[:-1], True
    kept = tuple((key, value) for key, value in query if not (key in words.PAGE_WORDS and _PAGE_NUMBER_IN_QUERY.fullmatch(value)))
    is_paged = is_paged or len(kept) < len(query)
    suffix = shape.suffix
    if parts and parts[-1] in words.INDEX_NAMES and (suffix or len(parts) > 1):
        parts, suffix = parts[:-1], ""
    if len(parts) > 1 and _LANGUAGE.fullmatch(parts[0]):
        parts = parts[1:]
    return replace(shape, parts=tuple(parts), query=kept, suffix=suffix, is_paged=is_paged)


def _dated_kind(shape: _Shape) -> UrlKind | None:
    """ARTICLE for a path with a date and something that names a story, LISTING for a date alone, None without a date."""
    path = "/".join(shape.parts)
    date = _DAY.search(path) or _MONTH.search(path)
    if date is None:
        return None
    rest = path[date.end() :].strip("/_.-")
    is_story = _WORD.search(rest) or (rest and date.re is _DAY) or _has_id(rest) or _is_slug(path[: date.start()].rpartition("/")[2])
    return UrlKind.ARTICLE if is_story else UrlKind.LISTING


def _is_story_leaf(shape: _Shape) -> bool:
    """Whether the last part names one story: a headline, an id, or a file below a section."""
    below_section = len(shape.parts) > 1 and shape.suffix in words.PAGE_SUFFIXES
    numbered = any(_NUMBER_ID.fullmatch(part) for part in shape.parts[1:-1])  # /story/3000000123456/title
    return below_section or numbered or _is_slug(shape.leaf) or _has_id(shape.leaf) or len(_CJK.findall(shape.leaf)) >= MIN_CJK_LETTERS


def _is_slug(text: str) -> bool:
    return sum(word not in words.JOINING_WORDS for word in _WORD.findall(text)) >= MIN_SLUG_WORDS


def _has_id(text: str) -> bool:
    return bool(_NUMBER_ID.search(text) or _UUID.search(text) or _MIXED_ID.fullmatch(text))


def _is_section_name(part: str) -> bool:
    return len(part) <= MAX_SECTION_CHARS and sum(letter.isdigit() for letter in part) <= MAX_SECTION_DIGITS
