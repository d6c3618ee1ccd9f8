"""Bytes become one tree, in the encoding they really have, or the page says why not."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from pipelines.errors import PageError
from pipelines.page import Page
from pipelines.parse import decode_page, parse_page, parse_whole
from pipelines.reasons import Reason, Stage

TEXT = "<p>Café in Zürich – “für 5 €”</p>"
LATIN = "<p>Café in Zürich</p>"


def page(body: bytes | str, content_type: str | None = None) -> Page:
    """A page with this body and header."""
    return Page("https://news.example/a", body, datetime(2026, 11, 1, tzinfo=UTC), content_type)


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param(b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=iso-8859-1", TEXT, id="bom beats the header"),
        pytest.param(TEXT.encode("utf-16"), None, TEXT, id="utf-16 with bom"),
        pytest.param(TEXT.encode("utf-16-le"), "text/html; charset=utf-16le", TEXT, id="utf-16 by header"),
        pytest.param(f"{TEXT:40}".encode("utf-16-be"), None, f"{TEXT:40}", id="utf-16 without bom or header"),
        pytest.param(TEXT.encode(), None, TEXT, id="utf-8 undeclared"),
        pytest.param(TEXT.encode(), "text/html; charset=utf-16", TEXT, id="header lies: utf-16"),
        pytest.param(LATIN.encode(), "text/html; charset=iso-8859-1", LATIN, id="header lies: latin-1"),
        pytest.param(TEXT.encode(), "text/html; charset=klingon", TEXT, id="header names nothing"),
        pytest.param(LATIN.encode("latin-1"), "text/html; charset=iso-8859-1", LATIN, id="latin-1 by header"),
        pytest.param(LATIN.encode("latin-1"), "text/html; charset=utf-8", LATIN, id="header lies: utf-8"),
        pytest.param(LATIN.encode("latin-1"), None, LATIN, id="latin-1 undeclared"),
        pytest.param(TEXT.encode("cp1252"), None, TEXT, id="windows-1252 undeclared"),
        pytest.param(TEXT.encode("cp1252"), "text/html; charset=iso-8859-1", TEXT, id="windows-1252 called latin-1"),
        pytest.param("<p>Москва</p>".encode("koi8-r"), "text/html; charset=koi8-r", "<p>Москва</p>", id="koi8-r by header"),
        pytest.param(TEXT, "text/html; charset=iso-8859-1", TEXT, id="a string is text already"),
    ],
)
def test_encoding(body: bytes | str, content_type: str | None, text: str) -> None:
    """Bytes that are UTF-8 are read as UTF-8; else the header is believed where it fits."""
    assert decode_page(page(body, content_type)) == text


@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        ("iso-8859-1", "latin-1", "Zürich heute"),
        ("iso-8859-1", "utf-8", "Zürich heute"),
        ("windows-1252", "utf-8", "Zürich heute"),
        ("shift_jis", "shift_jis", "東京の新聞"),
        ("gb2312", "gbk", "北京的报纸今天写道"),
        ("iso-2022-jp", "iso-2022-jp", "東京の新聞"),
        ("windows-1251", "cp1251", "Москва сегодня"),
    ],
)
def test_meta_charset(charset: str, encoding: str, text: str) -> None:
    """A charset in the page is believed unless the bytes are UTF-8."""
    body = f'<meta charset="{charset}"><p>{text}</p>'.encode(encoding)
    assert parse_page(page(body)).text_content() == text


def test_damaged_byte_does_not_change_the_encoding() -> None:
    """One broken byte in a UTF-8 page costs one character, not all umlauts."""
    body = "<p>Zürich ".encode() * 40 + b"\xff" + "für</p>".encode()
    assert decode_page(page(body, "text/html; charset=utf-8")).endswith("Zürich \ufffdfür</p>")


def test_page_cut_inside_a_character_is_still_utf_8() -> None:
    """A body that was cut in the middle of a character keeps its encoding."""
    body = "<p>Zürich ".encode() * 40 + "ü".encode()[:1]
    assert "Zürich" in decode_page(page(body, "text/html; charset=iso-8859-1"))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", Reason.EMPTY, id="nothing"),
        pytest.param(b" \r\n ", Reason.EMPTY, id="whitespace"),
        pytest.param(b"<!-- nothing -->", Reason.EMPTY, id="a comment"),
        pytest.param(b"<!doctype html>", Reason.EMPTY, id="a doctype"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 <a>", Reason.NOT_HTML, id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n<a>", Reason.NOT_HTML, id="png"),
        pytest.param(b"\x1f\x8b\x08\x00<a>", Reason.NOT_HTML, id="gzip"),
        pytest.param(b"No markup here.", Reason.NOT_HTML, id="plain text"),
        pytest.param(b"<p>" + b"\x81\x8d\x8f" * 99 + b"</p>", Reason.NOT_HTML, id="undecodable"),
        pytest.param(b"<p>" + b"a" * 11_000_000, Reason.TOO_BIG, id="11 MB"),
    ],
)
def test_page_that_is_no_html(body: bytes | str, reason: Reason) -> None:
    """What cannot be read is refused with its reason, and never half of it kept in silence."""
    with pytest.raises(PageError) as caught:
        parse_page(page(body))
    assert (caught.value.stage, caught.value.reason) == (Stage.PARSE, reason)


@pytest.mark.parametrize("levels", [100, 300, 3_000, 100_000])
@pytest.mark.parametrize("tag", ["div", "b", "font", "td", "custom-box"])
def test_deep_nesting_keeps_its_text(tag: str, levels: int) -> None:
    """Text is read however deep it stands, as browsers show it; behind the end of the nest the page goes on outside of it."""
    root = parse_page(page(f"<{tag}>" * levels + "<p>deep</p>" + f"</{tag}>" * levels + "<h1>after</h1>"))
    assert root.text_content() == "deepafter"
    assert len(list(root.iter("h1").__next__().iterancestors())) <= 3


def test_lines_of_boxes_that_are_left_out() -> None:
    """Text of boxes nested too deeply stays apart."""
    root = parse_page(page("<div>word" * 400))
    assert "word" * 2 not in " ".join(root.itertext())
    assert root.text_content().count("word") == 400


def test_page_of_too_many_tags_is_cut() -> None:
    """Beyond 220,000 tags a page ends, and says so."""
    parsed = parse_whole(page("<p>begin</p>" + "<i>" * 300_000 + "<p>end</p>"))
    assert (parsed.is_cut, "begin" in parsed.root.text_content(), "end" in parsed.root.text_content()) == (True, True, False)


def test_attributes_are_bounded() -> None:
    """66,000 attributes, which libxml2 compares with each other, become 256, whatever stands in quotes; the text stays."""
    many = " ".join(f'a{number}=">"' for number in range(66_000))
    root = parse_page(page(f"<p>one</p><div class=box {many}>two</div><p>three</p>"))
    box = next(root.iter("div"))
    assert (root.text_content(), box.get("class"), len(box.attrib)) == ("onetwothree", "box", 256)


def test_early_end_of_the_document() -> None:
    """Text behind a first </body></html> stays, as in browsers."""
    body = "<html><body><p>one</p></body></html><p>two</p></BODY ></html>\n<p>three</p>"
    assert parse_page(page(body)).text_content() == "onetwo\nthree"


def test_entities_of_a_doctype_are_not_expanded() -> None:
    """A billion laughs in the doctype is not even one."""
    bomb = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><p>&b;</p>'
    assert "haha" not in parse_page(page(bomb)).text_content()


@pytest.mark.parametrize(
    "piece", ["<!DOCTYPE ", "<?xml ", "</body ", "<!--", "</", "<html ", '<a "', "<a b='\"", '="<', "='<", "<svg>", "<a b "]
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    """A megabyte of unfinished markup is parsed within a second or two."""
    begin = time.perf_counter()
    parse_page(page("<p>a</p>" + piece * (1_000_000 // len(piece))))
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a\x00b\ud800c", "abc"),
        ("a&#1;b&#x1B;c&#00012;d&#xFFFF;e&#65534;f", "abcdef"),
        ("a&#10;b&#160;c&#150;d&#133;e&#x1f600;f&#31a", "a\nb\u00a0c–d…e😀fa"),
        ("&#123;&#x10f;&#310;", "{ďĶ"),
    ],
)
def test_control_characters(html: str, text: str) -> None:
    """Control characters never reach the tree, as bytes or as references; what is a character does."""
    assert parse_page(page(f"<p>{html}</p>")).text_content() == text


@pytest.mark.parametrize("head", ["<title>a</title><ody>", "<title>a</title><x-page>", "<style>p {}</style><htmk><title>a</title>"])
def test_unknown_element_in_the_head_opens_the_body(head: str) -> None:
    """As in browsers: what stands after it is shown, and the head keeps what is the head's."""
    root = parse_page(page(f"<html><head>{head}<p>One</p><div>Two</div></html>"))
    assert root.findtext(".//title") == "a"
    assert [element.text for element in root.find("body").iter("p", "div")] == ["One", "Two"]
