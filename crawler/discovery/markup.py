"""Foreign XML, read without trust: no entities, no network, no DOCTYPE, and as much of a broken file as can be had."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from lxml import etree
from scrapy.utils.gz import gunzip

from pipelines.errors import PageError
from pipelines.reasons import Reason, Stage

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_GZIP_MAGIC = b"\x1f\x8b"
_XML_START = re.compile(rb"<(?:\?xml|urlset|sitemapindex|rss|feed|rdf)\b", re.IGNORECASE)
# What may stand before the first element. Possessive, so that no number of comments makes it slow.
_DOCTYPE = re.compile(rb"(?>\s++|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<!doctype\s+(?P<name>[\w:]*)", re.IGNORECASE | re.DOTALL)
_ENTRY = re.compile(rb"<(?:\w+:)?(?:url|sitemap|item|entry)[\s/>]", re.IGNORECASE)
_string = etree.XPath("string()")  # leaves out entities that nobody declared
_MAX_JUNK_BYTES = 2000  # warnings of the site's own software that stand before the XML
_WIDE_DECLARATION = re.compile(rb"<\?xml[^>]*encoding=[\"'](?:utf-?16|utf-?32|ucs)", re.IGNORECASE)
MAX_BESIDE = 10_000  # elements in and between two entries; they stay in memory until the next one: 10 MB of `<a/>` took 314 MB and 47 s


def unpack(body: bytes, max_bytes: int) -> bytes:
    """The body without gzip, white space and UTF-8 mark in front; PageError where more than `max_bytes` come out.

    A cut gzip file gives what can be read of it.
    """
    try:
        plain = gunzip(body, max_size=max_bytes) if body.startswith(_GZIP_MAGIC) else body
    except ValueError as error:
        raise PageError(Stage.PARSE, Reason.TOO_BIG, f"more than {max_bytes} bytes unpacked") from error
    except (OSError, EOFError) as error:
        raise broken("no gzip") from error
    if len(plain) > max_bytes:
        raise PageError(Stage.PARSE, Reason.TOO_BIG, f"{len(plain)} bytes")
    if plain.startswith(_UTF16_MARKS):
        plain = plain.decode("utf-16", "replace").encode()
    start = _XML_START.search(plain, 0, _MAX_JUNK_BYTES)
    if start and b"<!doctype" not in plain[: start.start()].lower():  # a DOCTYPE is for `elements` to refuse
        return plain[start.start() :]
    return plain.lstrip().removeprefix(b"\xef\xbb\xbf").lstrip()


def broken(detail: str) -> PageError:
    """The error for a feed or sitemap that cannot be read."""
    return PageError(Stage.PARSE, Reason.BROKEN_FEED, detail)


def elements(body: bytes, names: frozenset[str]) -> Iterator[etree._Element]:
    """Each element whose local name is among the names, when its end is read; it is emptied when the next one is asked for.

    Local names, because real files get namespaces wrong. Raises PageError for a DOCTYPE. What follows an error that the parser
    cannot get over is missing, without an error; so is what follows more than 10,000 elements that are none of these.
    """
    if doctype := _DOCTYPE.match(body):  # asked here, since of one that the parser refuses it gives no element at all
        raise broken("HTML") if doctype["name"].lower() == b"html" else _doctype_error()
    # `unpack` leaves no UTF-16, so what declares itself as such would be misread, and so would UTF-8 that calls itself ASCII.
    encoding = "utf-8" if _WIDE_DECLARATION.match(body) or _is_utf8(body) else None
    parsed = etree.iterparse(
        BytesIO(body), events=("end",), recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True,
        encoding=encoding,
    )  # fmt: skip
    is_first, has_entry, beside = True, False, 0
    try:
        for _, element in parsed:
            if is_first and element.getroottree().docinfo.doctype:
                raise _doctype_error()
            is_first = False
            beside += 1
            if local_name(element) in names:
                yield element
                _forget(element)
                has_entry, beside = True, 0
            elif beside > MAX_BESIDE and has_entry:
                return
            elif beside > MAX_BESIDE:
                raise broken(f"{beside} elements without an entry")
    except etree.XMLSyntaxError as error:
        if is_first:
            raise broken("no XML") from error


def count_entries(plain: bytes) -> int:
    """About how many URLs an unpacked feed or sitemap names, or should: entries by their tags, else lines."""
    return sum(1 for _ in _ENTRY.finditer(plain)) if plain.startswith(b"<") else len(plain.splitlines())


def _is_utf8(body: bytes) -> bool:
    """Whether the bytes can hardly be anything but UTF-8, whatever is declared; ASCII says nothing."""
    try:
        return not body.isascii() and bool(body.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def is_empty_list(body: bytes, roots: frozenset[str], entries: frozenset[str]) -> bool:
    """Whether this is well-formed XML with one of these roots and none of these entries: a list that has nothing to say today."""
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    return local_name(root) in roots and not any(local_name(element) in entries for element in root.iter())


def local_name(element: etree._Element) -> str:
    """The element's name in lower case, without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def text_of(element: etree._Element | None) -> str | None:
    """All text inside the element on one line, None where there is none."""
    return " ".join(str(_string(element)).split()) or None if element is not None else None


def _doctype_error() -> PageError:
    return PageError(Stage.PARSE, Reason.DOCTYPE, "it may declare entities")


def _forget(element: etree._Element) -> None:
    """Empty the element and drop what lies before it, so that a large file needs little memory."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
