"""A tree or a text becomes blocks: nothing visible is left out, nothing stands twice."""

from __future__ import annotations

from html import escape

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.block import Block
from pipelines.segment import segment, segment_text


def cut(html: str) -> list[Block]:
    """The blocks of a body."""
    return segment(lxml.html.document_fromstring(f"<html><body>{html}</body></html>"))


def texts(html: str) -> list[str]:
    """The texts of these blocks."""
    return [block.text for block in cut(html)]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        pytest.param("<p>one</p><p>two</p>", ["one", "two"], id="paragraphs"),
        pytest.param("<div>one<p>two</p>three</div>", ["one", "two", "three"], id="text around a paragraph"),
        pytest.param("<p>one<br>two<br/>three</p>", ["one", "two", "three"], id="line breaks"),
        pytest.param("<ul><li>one<li>two</ul>", ["one", "two"], id="list"),
        pytest.param("<table><tr><td>one<td>two<tr><th>three</table>", ["one", "two", "three"], id="cells"),
        pytest.param("<dl><dt>one<dd>two</dl>", ["one", "two"], id="definitions"),
        pytest.param("<h2>one</h2>two", ["one", "two"], id="heading and bare text"),
        pytest.param("<figure><img><figcaption>one</figcaption></figure>", ["one"], id="caption"),
        pytest.param("<label>one</label><input><button>two</button>", ["one", "two"], id="form"),
        pytest.param("one", ["one"], id="bare text"),
        pytest.param("<a href='/'><div>one</div><div>two</div></a>", ["one", "two"], id="a link around boxes"),
        pytest.param("", [], id="nothing"),
        pytest.param("<p> \n&nbsp;</p><div></div>", [], id="only space"),
    ],
)
def test_cut_at_block_level(html: str, found: list[str]) -> None:
    """A block ends where a reader sees a new line begin."""
    assert texts(html) == found


@pytest.mark.parametrize("tag", ["a", "b", "em", "strong", "span", "i", "code", "abbr", "time", "sup", "font", "unknown-tag"])
def test_inline_elements_do_not_cut(tag: str) -> None:
    """A word in bold or a link stays inside its sentence."""
    assert texts(f"<p>one <{tag}>two</{tag}>, three</p>") == ["one two, three"]


@pytest.mark.parametrize("tag", ["script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "select"])
def test_what_is_no_text_is_left_out(tag: str) -> None:
    """Code and replaced elements give no text; what follows them does."""
    assert texts(f"<p>one <{tag}>x</{tag}>two</p><{tag}>y</{tag}>three") == ["one two", "three"]


@pytest.mark.parametrize("attribute", ["hidden", 'style="display: none"', 'style="color:red;VISIBILITY:hidden"'])
def test_hidden_elements_are_cut_and_marked(attribute: str) -> None:
    """What is hidden is a block too, and its container, like all containers in it, says that it is hidden."""
    seen, hidden = cut(f"<p>seen</p><div {attribute}><p>not seen</p></div>")
    assert (seen.container.is_hidden, hidden.container.is_hidden) == (False, True)


def test_space_is_squeezed() -> None:
    """A block is one line with single spaces, in NFC."""
    assert texts("<p>\n  Cafe&#x301;\t\n am&nbsp;&nbsp;Tor </p>") == ["Café am Tor"]


def test_blocks_are_numbered_in_order() -> None:
    """Indices count from 0 in document order."""
    assert [block.index for block in cut("<p>a</p><div>b<p>c</p>d</div>")] == [0, 1, 2, 3]


def test_xpath_finds_the_element_again() -> None:
    """A block's path leads to the element in the tree that holds its text."""
    root = lxml.html.document_fromstring(
        "<body><div>one<p>two <b>x</b></p></div><ul><li>three<li><p>four</ul><section>five</section></body>"
    )
    for block in segment(root):
        (element,) = root.getroottree().xpath(block.xpath)
        assert block.text in " ".join(element.text_content().split())
        assert block.tag == element.tag


@pytest.mark.parametrize(
    ("html", "density"),
    [
        ("<p>no link</p>", 0.0),
        ("<p><a href='/a'>all of it</a></p>", 1.0),
        ("<p>half<a href='/a'>half</a></p>", 0.5),
        ("<p><a href='/a'>one</a> <a href='/b'>two</a></p>", 6 / 7),
        ("<a href='/a'><div>all of it</div></a>", 1.0),
        ("<p><a href='/a'><b>b</b>cd</a>efg</p>", 0.5),
    ],
)
def test_link_density(html: str, density: float) -> None:
    """The share of a block's characters inside links."""
    assert cut(html)[0].link_density == pytest.approx(density)


def test_first_link_is_kept_as_written() -> None:
    """A block knows where its first link leads, also when the link stands around it."""
    assert [block.link for block in cut("<p>a <a href='/b?c'>b</a> <a href='/d'>d</a></p><a href='#e'><div>e</div></a><p>f</p>")] == [
        "/b?c",
        "#e",
        None,
    ]


def test_container_names() -> None:
    """Class, id, role and labels of a box are its names, in lower case, camel case split; a form adds its inputs."""
    (block,) = cut('<form id="NewsLetter" class="box sideBar" role="Form"><input type="email">Text</form>')
    assert block.container.names.split() == ["box", "side-bar", "news-letter", "form", "input-email"]


def test_blocks_of_one_box_share_the_container() -> None:
    """Two blocks stand in one box when a container above both is the same object."""
    first, second, third = cut("<div><p>a</p><p>b</p></div><div><p>c</p></div>")
    assert first.container.parent is second.container.parent
    assert first.container.parent is not third.container.parent


def test_text_below_media() -> None:
    """A text right below a picture says so, the one after it does not."""
    assert [block.media_box is not None for block in cut("<p>a</p><div><img src=x><p>b</p><p>c</p></div>")] == [False, True, False]


def test_emphasis_is_counted() -> None:
    """A line in bold from end to end has as many emphasised characters as characters."""
    (block,) = cut("<p><b>Bold <i>line</i></b></p>")
    assert block.emphasis_chars == len("Boldline")


def test_plain_text_lines() -> None:
    """Each line that is not empty is a block, whatever ends the lines."""
    blocks = segment_text("One.\r\n\r\n  Two\u00a0lines.  \nThree.\n\n\n")
    assert [(block.index, block.text, block.tag) for block in blocks] == [
        (0, "One.", "line"),
        (1, "Two lines.", "line"),
        (2, "Three.", "line"),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", " \t\r\n\u00a0"])
def test_empty_text_has_no_blocks(text: str) -> None:
    """Without a visible character there is no block."""
    assert segment_text(text) == []


WORDS = st.text(alphabet="abcäß東 \n&<", min_size=0, max_size=6)
INLINE = st.sampled_from(["a", "b", "span", "em"])
BOXES = st.sampled_from(["div", "section", "blockquote", "ul", "table", "figure", "footer"])


def nodes(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements around runs of smaller pieces of HTML."""
    inside = st.lists(children, max_size=4).map("".join)
    return st.builds(lambda tag, inner: f"<{tag}>{inner}</{tag}>", st.one_of(INLINE, BOXES), inside)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.recursive(st.one_of(WORDS.map(escape), st.just("<br>"), st.just("<script>no</script>")), nodes, max_leaves=20), max_size=5)
)
def test_every_visible_character_stands_in_one_block_in_order(parts: list[str]) -> None:
    """Read one after the other, the blocks hold all visible characters of any tree, each once, in document order."""
    root = lxml.html.document_fromstring(f"<html><body>{''.join(parts)}</body></html>")
    visible = "".join(str(text) for text in root.xpath("//body//text()[not(parent::script)]"))
    assert "".join("".join(block.text.split()) for block in segment(root)) == "".join(visible.split())
