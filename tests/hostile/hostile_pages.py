"""Pages that break extractors, by group, each with what has to become of it. Built, not stored: most are large."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hostile_story import CLAIMS, HEADLINE, page, paragraphs

from pipelines.reasons import Reason

WHOLE, CUT = "whole", "cut"  # stored with all of the story; stored with its beginning and flagged `truncated`
TREE_BYTES = 600_000
LARGE = frozenset("many_p many_a many_b many_td many_br many_li many_h2 nav_tail copyright nest_a".split())
ENTITIES = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@dataclass(frozen=True, slots=True)
class HostilePage:
    """A page with its name and what becomes of it: WHOLE, CUT, or the reason why it is refused."""

    name: str
    expected: str
    make: Callable[[], str | bytes]
    content_type: str | None = None

    @property
    def is_large(self) -> bool:
        """Whether it takes more than a quarter of a second."""
        return self.name in LARGE

    @property
    def body(self) -> bytes:
        """What a server sends."""
        made = self.make()
        return made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")


def hostile_pages() -> Iterator[HostilePage]:
    """All 68."""
    for group in (_patterns, _trees, _larger_trees, _lost_ends, _lost_articles, _wrong_types, _bytes, _characters, _values, _others):
        yield from group()


def linked_data(**claims: object) -> str:
    """A script with the claim to be a news story, and more claims."""
    data = {"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2026-11-16T09:30:00+01:00"} | claims
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def script(text: str) -> str:
    """A linked-data script with this text, right or wrong."""
    return f'<script type="application/ld+json">{text}</script>'


def many(piece: str, size: int = TREE_BYTES) -> str:
    """The piece as often as fits into so many bytes."""
    return piece * (size // len(piece))


def _patterns() -> Iterator[HostilePage]:
    """Text on which regular expressions of trafilatura need quadratic time, or worse."""
    yield HostilePage("doctype", WHOLE, lambda: page(start="<!DOCTYPE " + many("<!DOCTYPE ", 100_000) + ">"))
    yield HostilePage("html_selfclose", WHOLE, lambda: page(start="<!doctype html>" + many("<html ", 4_000) + "/>"))
    yield HostilePage("ld_quotes", WHOLE, lambda: page(head=script('{"a":' + many('"\\', 100_000) + "}")))
    yield HostilePage("ld_author", WHOLE, lambda: page(head=script('{"author":' + many('{"name":', 100_000) + '"a"}')))
    yield HostilePage("ld_publisher", WHOLE, lambda: page(head=script(many('"publisher":{', 100_000))))
    yield HostilePage("author_parens", WHOLE, lambda: page(claims=CLAIMS.replace("Ines Halloran", "(" * 100_000)))


def _trees() -> Iterator[HostilePage]:
    """600 kB of tiny elements on which trafilatura needs more than 10 s."""
    yield HostilePage("many_p", WHOLE, lambda: page(after=many("<p>x")))
    yield HostilePage("many_a", WHOLE, lambda: page(after=many("<a>x</a>")))
    yield HostilePage("many_b", WHOLE, lambda: page(after=many("<b>x</b>")))
    yield HostilePage("many_span", WHOLE, lambda: page(after=many("<span>x</span>")))
    yield HostilePage("many_td", WHOLE, lambda: page(after="<table><tr>" + many("<td>x") + "</table>"))
    yield HostilePage("many_attrs", WHOLE, lambda: page(before="<div " + " ".join(f"a{n}=1" for n in range(66_000)) + "></div>"))
    yield HostilePage("nest_a", WHOLE, lambda: page(after=many("<a href=/>")))


def _larger_trees() -> Iterator[HostilePage]:
    """The same with 3 to 12 s."""
    yield HostilePage("many_br", WHOLE, lambda: page(after=many("x<br>")))
    yield HostilePage("many_li", WHOLE, lambda: page(after="<ul>" + many("<li>x") + "</ul>"))
    yield HostilePage("many_h2", WHOLE, lambda: page(after=many("<h2>x</h2>")))
    yield HostilePage("nav_tail", WHOLE, lambda: page(bottom="<nav>" + many('<li><a href="/n">More news</a></li>') + "</nav>"))
    yield HostilePage("script_tail", WHOLE, lambda: page(bottom=many("<script>x()</script>")))
    yield HostilePage("comments", WHOLE, lambda: page(between=many("<!--x-->")))
    yield HostilePage("copyright", WHOLE, lambda: page(bottom=many("<p>© 2026 Valley Post</p>")))
    yield HostilePage("big_12mb", Reason.TOO_BIG, lambda: page(after=many("<p>More words stand here than anyone reads.</p>", 12_000_000)))


def _lost_ends() -> Iterator[HostilePage]:
    """Markup behind which parsers lose text. A browser shows all of them but what stands behind a comment or script."""
    for tag, depth in (("div", 300), ("div", 1500), ("div", 5000), ("b", 300), ("font", 100_000)):
        nested = page(between=f"<{tag}>" * depth)
        yield HostilePage(f"nest_{tag}_{depth}", WHOLE, lambda nested=nested: nested)
    yield HostilePage("early_close", WHOLE, lambda: page(between="</body></html>"))
    yield HostilePage("open_comment", CUT, lambda: page(between="<!-- "))
    yield HostilePage("open_script", CUT, lambda: page(between="<script>"))
    yield HostilePage("open_select", WHOLE, lambda: page(between="<select><option>"))


def _lost_articles() -> Iterator[HostilePage]:
    """What makes trafilatura give up on the whole page."""
    yield HostilePage("meta_tz_99", WHOLE, lambda: page(claims=CLAIMS.replace("+01:00", "+99:99")))
    for name in ("x1", "x1b", "xFFFF"):
        marked = page(between=f"<p>One &#{name}; two</p>")
        yield HostilePage(f"chr_ref_{name}", WHOLE, lambda marked=marked: marked)
    yield HostilePage("svg_root", WHOLE, lambda: f'<svg xmlns="http://www.w3.org/2000/svg">{page(start="")}</svg>')


def _wrong_types() -> Iterator[HostilePage]:
    """Claims of the wrong type, or that would move the page to another site."""
    yield HostilePage("ld_headline_int", WHOLE, lambda: page(head=linked_data(headline=5)))
    yield HostilePage("ld_headline_dict", WHOLE, lambda: page(head=linked_data(headline={})))
    yield HostilePage("ld_section_list", WHOLE, lambda: page(head=linked_data(articleSection=["a", {}, 3])))
    yield HostilePage("canonical_internal", WHOLE, lambda: page(head='<link rel="canonical" href="http://localhost/">'))
    moved = "<p>The page you asked for is not here.</p>"
    yield HostilePage("type_soft404", Reason.SOFT_404, lambda: page(claims="", story=moved).replace(HEADLINE, "Page not found"))


def _bytes() -> Iterator[HostilePage]:
    """Bytes that are not what they are said to be."""
    utf8, latin = "text/html; charset=utf-8", "text/html; charset=iso-8859-1"
    yield HostilePage("bad_utf8", WHOLE, lambda: page(between="<p>@@</p>").encode().replace(b"@@", b"\xff\xfe\x80 \xc3\x28"), utf8)
    yield HostilePage("latin1", WHOLE, lambda: page(between="<p>Zürich, für, ß</p>").encode("cp1252"), latin)
    yield HostilePage("latin1_as_utf8", WHOLE, lambda: page(between="<p>Zürich, für, ß</p>").encode("cp1252"), utf8)
    yield HostilePage("utf16", WHOLE, lambda: page().encode("utf-16"))
    yield HostilePage("utf16_no_mark", WHOLE, lambda: page().encode("utf-16-le"), "text/html")
    yield HostilePage("utf16_lie", WHOLE, lambda: page().encode(), "text/html; charset=utf-16")
    yield HostilePage("pdf", Reason.NOT_HTML, lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>> endobj " * 999, "text/html")
    yield HostilePage("random_bytes", Reason.NOT_HTML, lambda: random.Random(7).randbytes(200_000), "text/html")
    yield HostilePage("gzip_bomb", Reason.NOT_HTML, lambda: gzip.compress(bytes(30_000_000)), "text/html")


def _characters() -> Iterator[HostilePage]:
    """Characters that break terminals, databases and columns."""
    yield HostilePage("nul", WHOLE, lambda: page(between="<p>One\x00 two</p>" + "\x00" * 5000))
    yield HostilePage("cesu_surrogate", WHOLE, lambda: page(between="<p>A \ud83d\ude00 laugh</p>"))
    yield HostilePage("ld_surrogate", WHOLE, lambda: page(head=script('{"@type":"NewsArticle","headline":"Night \\ud800 trains"}')))
    yield HostilePage("ansi", WHOLE, lambda: page(between="<p>\x1b[31mRed\x1b[0m \x1b]0;title\x07</p>"))
    yield HostilePage("bidi", WHOLE, lambda: page(between="<p>One \u202e two \u2066 three \u2069</p>"))
    yield HostilePage("combining_300k", WHOLE, lambda: page(between="<p>a" + "\u0301" * 300_000 + "</p>"))
    yield HostilePage("entities_100k", WHOLE, lambda: page(between="<p>" + "&amp;" * 100_000 + "</p>"))


def _values() -> Iterator[HostilePage]:
    """Values in claims that no program expects."""
    yield HostilePage("int_5000_digits", WHOLE, lambda: page(head=script('{"@type":"NewsArticle","wordCount":' + "9" * 5000 + "}")))
    yield HostilePage("ld_depth_100k", WHOLE, lambda: page(head=script('{"a":' * 100_000 + "1" + "}" * 100_000)))
    yield HostilePage("ld_list_depth_100k", WHOLE, lambda: page(head=script("[" * 100_000)))
    yield HostilePage("canonical_bracket", WHOLE, lambda: page(head='<link rel="canonical" href="http://[">'))
    yield HostilePage("base_bracket", WHOLE, lambda: page(head='<base href="http://[">'))
    yield HostilePage("year_9999", WHOLE, lambda: page(claims=CLAIMS.replace("2026", "9999")))
    yield HostilePage("data_uri_900k", WHOLE, lambda: page(between=f'<img src="data:image/png;base64,{"A" * 900_000}">'))


def _others() -> Iterator[HostilePage]:
    """Pages that most programs survive."""
    yield HostilePage("empty", Reason.EMPTY, lambda: "")
    yield HostilePage("entity_bomb", WHOLE, lambda: page(start=ENTITIES, after="<p>&b;</p>"))
    yield HostilePage("no_html_tags", WHOLE, lambda: f"<title>{HEADLINE}</title>{CLAIMS}<h1>{HEADLINE}</h1>{paragraphs()}")
    yield HostilePage("word_1mb", WHOLE, lambda: page(between="<p>" + "a" * 1_000_000 + "</p>"))
    yield HostilePage("tables_200", WHOLE, lambda: page(between="<table><tr><td>" * 200))
