"""Page -> lxml tree, once for all stages."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from itertools import islice

import lxml.html
from lxml import etree
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from pipelines.errors import PageError
from pipelines.foreign_markup import close_drawings
from pipelines.markup import mend_markup
from pipelines.nesting import flatten_nesting
from pipelines.page import Page
from pipelines.reasons import Reason, Stage
from pipelines.swallowed import is_cut, release_boxes
from pipelines.text import clean_text

_BINARY_MAGIC = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x7fELF",
    b"\xd0\xcf\x11\xe0", b"OggS\0", b"ID3\3", b"ID3\4", b"wOF2", b"wOFF", b"Rar!\x1a", b"7z\xbc\xaf",
)  # fmt: skip
# Feeds and sitemaps, which an HTML parser would read as text.
_XML_ROOT = re.compile(
    r"(?:<\?xml[^<>]*>\s*|<!--[^<>]*-->\s*|<!doctype (?!html)[^<>]*>\s*)*<(rss|feed|rdf:rdf|urlset|sitemapindex)[\s>]", re.IGNORECASE
)
SNIFFED_CHARS = 4_000
MIN_ZERO_SHARE = 0.6  # of a page's beginning, which is markup in any language
MAX_PAGE_BYTES = 10 * 2**20  # DOWNLOAD_MAXSIZE of the crawler; the largest of 1,682 real pages has 5 MB
MAX_TAGS = 220_000  # a page of so many tiny paragraphs takes 3.8 s of CPU; of 1,682 real pages the largest has 19,629
_MARKUP = re.compile(r"<[a-zA-Z!/]")
MAX_REPLACEMENT_SHARE = 0.01  # more undecodable characters than this: not text in the encoding we believe
MAX_BROKEN_SHARE = 0.1  # of the characters beyond ASCII; text in another encoding that is read as UTF-8 breaks at nearly all of them
# One class for all elements: lxml.html's own look-up asks Python for the class of each element each time the tree is walked.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)
_HEAD_TAGS = frozenset("title meta link base style script noscript template".split())
_BEYOND_ASCII = bytes(range(0x80, 0x100))


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page's tree; `is_cut`: running text at its end is missing, swallowed by what is never closed, or beyond 220,000 tags."""

    root: lxml.html.HtmlElement
    is_cut: bool = False


def parse_page(page: Page) -> lxml.html.HtmlElement:
    """The page's tree, as `parse_whole` gives it."""
    return parse_whole(page).root


def parse_whole(page: Page) -> ParsedPage:
    """The page's tree, parsed from text in the right encoding, and whether it holds all of the page.

    Raises PageError (stage parse): too_big; not_html for other formats and undecodable bytes; empty where nothing is there; too_deep where
    elements are nested beyond what the parser keeps.
    """
    if len(page.body) > MAX_PAGE_BYTES:
        raise PageError(Stage.PARSE, Reason.TOO_BIG, f"{len(page.body)} bytes")
    text = decode_page(page)
    if not text.strip():
        raise PageError(Stage.PARSE, Reason.EMPTY)
    if not _MARKUP.search(text):
        raise PageError(Stage.PARSE, Reason.NOT_HTML, "no markup")
    if other := _other_format(text):
        raise PageError(Stage.PARSE, Reason.NOT_HTML, other)
    text, is_shortened = _within_tags(mend_markup(clean_text(text)))
    root = _parse_text(text)
    release_boxes(root, text)
    if _is_drawing(root):
        raise PageError(Stage.PARSE, Reason.NOT_HTML, "svg")
    return ParsedPage(root, is_shortened or is_cut(root, text))


def decode_page(page: Page) -> str:
    """The page's text: encoding by BOM, UTF-8 where the bytes are that, the header's charset if it decodes cleanly, meta, Windows-1252.

    Raises PageError (not_html) for binary formats and for text with more than 1 % undecodable characters.
    """
    if isinstance(page.body, str):
        return page.body
    if page.body.startswith(_BINARY_MAGIC):
        raise PageError(Stage.PARSE, Reason.NOT_HTML, "binary")
    text = _decode(page.body, page.content_type)
    if text.count("\ufffd") > MAX_REPLACEMENT_SHARE * len(text):
        raise PageError(Stage.PARSE, Reason.NOT_HTML, "undecodable")
    return text


def _decode(body: bytes, content_type: str | None) -> str:
    bom_encoding, bom = read_bom(body)
    if bom_encoding and bom:
        return body[len(bom) :].decode(bom_encoding, "replace")
    if wide := _wide_encoding(body):
        return body.decode(wide, "replace")
    utf8 = _read_utf8(body)
    if utf8 is not None:
        return utf8
    for encoding in _candidates(body, content_type):
        try:
            return body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    declared = next(iter(_candidates(body, content_type)))
    return body.decode(declared, "replace")


def _wide_encoding(body: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the first ones is zero, as in no other encoding of markup."""
    head = body[: SNIFFED_CHARS // 2 * 2]
    for encoding, zeros, letters in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if zeros.count(0) > MIN_ZERO_SHARE * len(zeros) and letters.count(0) < (1 - MIN_ZERO_SHARE) * len(letters):
            return encoding
    return None


def _read_utf8(body: bytes) -> str | None:
    """The text where the bytes can hardly be anything but UTF-8, whatever is declared; None for ASCII, which says nothing.

    A byte that was cut or damaged does not change what the page is.
    """
    if body.isascii():
        return None
    text = body.decode("utf-8", "replace")
    beyond_ascii = len(text) - len(body.translate(None, _BEYOND_ASCII))
    return text if text.count("\ufffd") <= MAX_BROKEN_SHARE * beyond_ascii else None


def _candidates(body: bytes, content_type: str | None) -> list[str]:
    """Encodings to try, best first; all but the last refuse bytes they cannot decode."""
    declared = [http_content_type_encoding(content_type), html_body_declared_encoding(body[:4096])]
    found = [encoding for encoding in map(resolve_encoding, filter(None, declared)) if encoding and _fits(encoding, body)]
    return list(dict.fromkeys([*found, "utf-8", "cp1252"]))


def _fits(encoding: str, body: bytes) -> bool:
    """Whether a declared encoding is possible: a 16-bit charset on a body of single bytes is a lie that decodes to nonsense."""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        return False
    return not (name.startswith(("utf-16", "utf-32")) and body[:1024].count(0) == 0)


def _other_format(text: str) -> str | None:
    """The name of another text format, by its beginning; None for HTML."""
    begin = text[:SNIFFED_CHARS].lstrip("\ufeff \t\r\n")
    if root := _XML_ROOT.match(begin):
        return f"XML: {root[1].lower()}"
    if not begin.startswith(("{", "[")):
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    return "JSON"


def _within_tags(text: str) -> tuple[str, bool]:
    """The page's beginning of 220,000 tags, and whether there are more."""
    if text.count("<") <= MAX_TAGS:
        return text, False
    return text[: next(islice(re.finditer("<", text), MAX_TAGS, None)).start()], True


def _is_drawing(root: lxml.html.HtmlElement) -> bool:
    """Whether the page is one SVG, with nothing in it that a browser would show as a page."""
    body = root.find("body")
    return body is not None and len(body) == 1 and body[0].tag == "svg" and not (body.text or body[0].tail or "").strip()


def _parse_text(text: str) -> lxml.html.HtmlElement:
    """The tree; of a page that is nested too deeply for the parser one of fewer elements with the same text."""
    root, is_deep = _parse_within(text)
    if is_deep:
        root, is_deep = _parse_within(flatten_nesting(text), huge=True)
    if is_deep:
        raise PageError(Stage.PARSE, Reason.TOO_DEEP, "libxml2 stops at 2,048 levels, and drops what is below")
    if root.tag != "html":
        raise PageError(Stage.PARSE, Reason.NOT_HTML, f"root element {root.tag}")
    if root.find("body") is None:
        _open_body(root)
    close_drawings(root)
    return root


def _parse_within(text: str, *, huge: bool = False) -> tuple[lxml.html.HtmlElement, bool]:
    """The tree within the parser's own limits (256 levels, `huge`: 2,048), and whether it hit one of them: then text is missing."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=huge, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise PageError(Stage.PARSE, Reason.EMPTY, str(error)) from error
    return root, any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)


def _open_body(root: lxml.html.HtmlElement) -> None:
    """Moves what no head holds out of it: an unknown element opens the body in browsers, and in libxml2 draws the page into the head."""
    head = root.find("head")
    children = [] if head is None else list(head)
    first = next((index for index, child in enumerate(children) if child.tag not in _HEAD_TAGS), len(children))
    if shown := children[first:]:
        etree.SubElement(root, "body").extend(shown)
