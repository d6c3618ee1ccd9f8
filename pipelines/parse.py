"""Page -> lxml tree, once for all stages."""

from __future__ import annotations

import codecs
import re

import lxml.html
from lxml import etree
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from pipelines.errors import PageError
from pipelines.foreign_markup import close_drawings
from pipelines.page import Page
from pipelines.reasons import Reason, Stage
from pipelines.text import clean_text

# libxml2 drops what stands behind an early </body> or </html>; browsers do not. A doctype says nothing to us and can be made to
# hang other people's regular expressions.
_DROPPED_TAGS = re.compile(r"</(?:body|html)\s*>|<!doctype[^<>\[]*>|<\?xml[^<>]*>", re.IGNORECASE)
# Character references to C0 controls and non-characters: no text has them, and trafilatura gives up on the whole page.
_CONTROL_REFERENCES = re.compile(
    r"&#(?:0*(?:[1-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[1-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?", re.IGNORECASE
)
_BINARY_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x1f\x8b")
_MARKUP = re.compile(r"<[a-zA-Z!/]")
MAX_REPLACEMENT_SHARE = 0.01  # more undecodable characters than this: not text in the encoding we believe
MAX_BROKEN_SHARE = 0.1  # of the characters beyond ASCII; text in another encoding that is read as UTF-8 breaks at nearly all of them
# One class for all elements: lxml.html's own look-up asks Python for the class of each element each time the tree is walked.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)
_HEAD_TAGS = frozenset("title meta link base style script noscript template".split())
_BEYOND_ASCII = bytes(range(0x80, 0x100))


def parse_page(page: Page) -> lxml.html.HtmlElement:
    """The page's tree, parsed from text in the right encoding.

    Raises PageError (stage parse): not_html for other formats and undecodable bytes, empty where nothing is there, too_deep where elements
    are nested beyond what the parser keeps.
    """
    text = decode_page(page)
    if not text.strip():
        raise PageError(Stage.PARSE, Reason.EMPTY)
    if not _MARKUP.search(text):
        raise PageError(Stage.PARSE, Reason.NOT_HTML, "no markup")
    return _parse_text(_CONTROL_REFERENCES.sub("", _DROPPED_TAGS.sub("", text)))


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


def _parse_text(text: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = lxml.html.document_fromstring(clean_text(text).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise PageError(Stage.PARSE, Reason.EMPTY, str(error)) from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise PageError(Stage.PARSE, Reason.TOO_DEEP, "libxml2 stops at 2,048 levels, and drops what is below")
    if root.tag != "html":
        raise PageError(Stage.PARSE, Reason.NOT_HTML, f"root element {root.tag}")
    if root.find("body") is None:
        _open_body(root)
    close_drawings(root)
    return root


def _open_body(root: lxml.html.HtmlElement) -> None:
    """Moves what no head holds out of it: an unknown element opens the body in browsers, and in libxml2 draws the page into the head."""
    head = root.find("head")
    children = [] if head is None else list(head)
    first = next((index for index, child in enumerate(children) if child.tag not in _HEAD_TAGS), len(children))
    if shown := children[first:]:
        etree.SubElement(root, "body").extend(shown)
