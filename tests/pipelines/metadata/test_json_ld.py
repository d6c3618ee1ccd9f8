"""Scripts of linked data, whole and broken."""

import time

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.metadata.json_ld import parse_json, read_json_ld

BROKEN = {
    "trailing commas": '{"a": [1, 2,], "b": "x, ]",}',
    "raw newline in a string": '{"a": [1, 2], "b": "x, ]", "c": "one\ntwo"}',
    "control characters": '{"a": [1, 2], "b": "x, ]", "c": "\x07"}',
    "CDATA in comments": '//<![CDATA[\n{"a": [1, 2], "b": "x, ]"}\n//]]>',
    "CDATA": '<![CDATA[{"a": [1, 2], "b": "x, ]"}]]>',
    "HTML comment": '<!-- {"a": [1, 2], "b": "x, ]"} -->',
    "comments": '/* head */ {"a": [1, 2], // two\n "b": "x, ]"}',
    "semicolon": '{"a": [1, 2], "b": "x, ]"};',
    "entities for quotes": "{&quot;a&quot;: [1, 2], &quot;b&quot;: &quot;x, ]&quot;}",
    "cut off": '{"b": "x, ]", "a": [1, 2',
    "more behind it": '{"a": [1, 2], "b": "x, ]"} }',
    "bad escape": r'{"a": [1, 2], "b": "x\, ]"}',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_repair(text):
    """Each usual way to break JSON is repaired."""
    value = parse_json(text)[0]
    assert (value["a"], value["b"]) == ([1, 2], "x, ]")


def test_quotes_inside_a_string():
    """Quotes that nobody escaped stay part of their string."""
    assert parse_json('{"headline": "Er sagte "Nein" und ging"}') == [{"headline": 'Er sagte "Nein" und ging'}]


def test_two_values_in_one_script():
    """Two values in one script are both read."""
    assert parse_json('{"a": 1}\n{"b": 2}') == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("text", ["", "undefined", "<p>", "[" * 100_000, '{"a":' * 50_000, "1" * 10_000])
def test_beyond_repair(text):
    """What cannot be saved gives nothing that has fields, and raises nothing."""
    assert not any(isinstance(value, dict) and value.get("headline") for value in parse_json(text))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet='{}[]",:/*\\u0a <>!-\n&quot;', max_size=60))
def test_no_text_raises(text):
    """No text raises."""
    assert isinstance(parse_json(text), list)


@pytest.mark.parametrize("atom", ['"', '\\"', "/*", "//", ", ", "{", '"a" ', "\\", '" ', '"\n', "*/"])
def test_linear_time(atom):
    """Repeating any mark of the language costs time in proportion to the text."""
    text = '{"a' + atom * (100_000 // len(atom))
    start = time.process_time()
    parse_json(text)
    assert time.process_time() - start < 1.0


def test_references_and_scripts():
    """Several scripts make one whole, and a reference finds its node; what the reference says itself wins."""
    root = lxml.html.document_fromstring(
        """<script type="application/ld+json">[{"@type": "Article", "author": {"@id": "#p", "jobTitle": "x"}}]</script>
        <script type="application/ld+json">{"@graph": [{"@type": "Person", "@id": "#p", "name": "Jana", "jobTitle": "y"}]}</script>"""
    )
    json_ld = read_json_ld(root)
    assert [node.get("@type") for node in json_ld.top] == ["Article", None, "Person"]
    assert json_ld.resolve(json_ld.top[0]["author"]) == {"@type": "Person", "@id": "#p", "name": "Jana", "jobTitle": "x"}


def test_large_block_is_skipped():
    """A block of more than 200 kB is skipped; the one after it is read."""
    big = '{"@type": "Article", "x": "' + "a" * 200_001 + '"}'
    root = lxml.html.document_fromstring(
        f'<script type="application/ld+json">{big}</script><script type="application/ld+json">{{"b": 1}}</script>'
    )
    assert read_json_ld(root).top == ({"b": 1},)
