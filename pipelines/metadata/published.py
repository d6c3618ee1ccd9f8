"""Everything a page says of its dates -> when it was published and modified, and whether its sources disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import lxml.html

from pipelines.article import DatePrecision, PageDate
from pipelines.metadata.claims import Claims
from pipelines.metadata.dates import day_date, parse_date
from pipelines.metadata.json_ld import Node
from pipelines.metadata.meta_tags import all_tags
from pipelines.metadata.place import StoryPlace
from pipelines.metadata.visible import visible_text

MAX_TIME_TAGS = 60
MAX_DISAGREEMENT = timedelta(days=1)
_PUBLISHED_TAGS = (
    "article:published_time article:published og:published_time og:article:published_time datepublished date_published"
    " parsely-pub-date sailthru.date cxenseparse:recs:publishtime publishdate publish-date publish_date pubdate publication_date"
    " publicationdate dc.date.issued dcterms.issued dc.date.created dcterms.created dcterms.date dc.date citation_publication_date"
    " originalpublicationdate article_date_original firstpublished dcsext.articlefirstpublished article.published news_date date"
).split()
_MODIFIED_TAGS = (
    "article:modified_time article:modified og:updated_time og:modified_time datemodified date_modified dcterms.modified"
    " dc.date.modified cxenseparse:recs:articlemodified last-modified lastmod revised"
).split()
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|\Z)|[/_-]((?:19|20)\d\d)(\d\d)(\d\d)(?=[/_.-]|\Z)")
_TITLED_CLASSES = ("publish", "updated", "date")
_SCRIPT_DATE = re.compile(
    r'"(?:datePublished|date_published|published_?(?:at|date|time|on)|publish_?date|publication_?date|dateCreated)\\?"\s*:\s*\\?"'
    r"(\d{4}-\d\d-\d\d[^\"\\]{0,30})",
    re.IGNORECASE,
)
MAX_SCRIPT_CHARS = 1_000_000
_MODIFIED = re.compile(r"modif|updat|aktualis|geändert|edited", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageDates:
    """When the page says it was published and last modified, and whether linked data and meta tags disagree by more than a day."""

    published: PageDate | None
    modified: PageDate | None
    in_conflict: bool


def read_dates(claims: Claims, place: StoryPlace, now: datetime) -> PageDates:
    """The page's dates; linked data first, then meta tags, microdata, `<time>` in the story, and the day in the URL."""
    stated = _first(_values(claims.articles, "datePublished", "dateCreated"), now)
    tagged = _first(all_tags(claims.tags, *_PUBLISHED_TAGS), now)
    published = _finer(stated, tagged) or _first(_more_published(claims, place), now) or day_in_url(claims.url, now)
    modified = _first(
        (*_values(claims.nodes, "dateModified"), *all_tags(claims.tags, *_MODIFIED_TAGS), *claims.microdata.get("datemodified", ())), now
    )
    in_conflict = stated is not None and tagged is not None and abs(stated.moment - tagged.moment) > MAX_DISAGREEMENT
    return PageDates(published, modified, in_conflict)


def _more_published(claims: Claims, place: StoryPlace) -> Iterator[str]:
    for name in ("datepublished", "datecreated"):
        yield from claims.microdata.get(name, ())
    yield from _values(claims.pages, "datePublished", "uploadDate")
    yield from _time_tags(claims.root, place)


def _finer(stated: PageDate | None, tagged: PageDate | None) -> PageDate | None:
    """Linked data's date, but the meta tag's where it is of the same day and known to the moment."""
    if stated is None or tagged is None:
        return stated or tagged
    is_finer = tagged.precision is DatePrecision.INSTANT and stated.precision is not DatePrecision.INSTANT
    return tagged if is_finer and tagged.day == stated.day else stated


def _first(texts: Iterable[str], now: datetime) -> PageDate | None:
    return next((found for text in texts if (found := parse_date(text, now))), None)


def _values(nodes: Sequence[Node], *keys: str) -> list[str]:
    values: list[Any] = [node.get(key) for key in keys for node in nodes]
    flat = [value[0] if isinstance(value, list) and value else value for value in values]
    flat = [value.get("@value") if isinstance(value, dict) else value for value in flat]
    return [str(value) for value in flat if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))]


def _time_tags(root: lxml.html.HtmlElement, place: StoryPlace) -> Iterator[str]:
    """The texts of `<time>` elements of the story: those named as published first, those of updates not at all."""
    elements = [element for _, element in zip(range(MAX_TIME_TAGS), root.iter("time"), strict=False) if _is_published(element, place)]
    elements.sort(key=lambda element: element.get("pubdate") is None and "publish" not in (element.get("class") or "").lower())
    for element in elements:
        yield element.get("datetime") or visible_text(element, 100)
    titled = ((element, title) for element in root.iterdescendants("*") if (title := element.get("title")) is not None)
    for element, title in titled:
        names = element.get("class") or ""
        if any(name in names for name in _TITLED_CLASSES) and place.holds(element):
            yield title


def _is_published(element: lxml.html.HtmlElement, place: StoryPlace) -> bool:
    name = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
    return ("publish" in name or not _MODIFIED.search(name)) and place.holds(element)


def day_in_url(url: str, now: datetime) -> PageDate | None:
    """The day that the URL's path names, None where it names none or one that is yet to come."""
    match = _URL_DAY.search(urlsplit(url).path)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        found = day_date(date(year, month, day), match[0].strip("/_-"))
    except ValueError:
        return None
    return found if found.moment <= now + timedelta(days=2) else None


def script_date(root: lxml.html.HtmlElement, now: datetime) -> PageDate | None:
    """The first date of publication in the data that a script builds the page from."""
    texts = (script.text[:MAX_SCRIPT_CHARS] for script in root.iter("script") if script.text)
    return _first((match[1] for text in texts if (match := _SCRIPT_DATE.search(text))), now)
