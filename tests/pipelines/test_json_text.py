"""JSON that every program reads and no terminal obeys."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.json_text import to_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters()), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_reads_as_the_same_value(value):
    """Escaped or not, the value is the same; it is one line, and can be written to any file."""
    text = to_json(value)
    assert json.loads(text) == value
    assert text.encode().decode().splitlines() == [text]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Grüße 東京 😀", '"Grüße 東京 😀"'),
        ("\x1b[2J\x7f\x9b", r'"\u001b[2J\u007f\u009b"'),
        ("\u202eabc\u2066\u200f", r'"\u202eabc\u2066\u200f"'),
        ("\u2028\u2029", r'"\u2028\u2029"'),
        ("\ud800", r'"\ud800"'),
        ("\U000e0041", r'"\udb40\udc41"'),
        ({"a\x9b": [1.5, float("nan"), (float("inf"),)]}, r'{"a\u009b": [1.5, null, [null]]}'),
    ],
)
def test_json(value, text):
    """Text stays in its script; controls, bidi marks, surrogates and numbers that JSON lacks do not."""
    assert to_json(value) == text
