"""What the adapters share: charset, language, and text from HTML."""

from __future__ import annotations

import pytest
from html_text import html_text
from measured_run import declared_language, decoded


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Fähre".encode(), "Fähre"),
        ("Fähre".encode("cp1252"), "Fähre"),
        (b"<meta charset=ISO-8859-15>\xa4", "<meta charset=ISO-8859-15>€"),
        (b"<meta charset=no-such>F\xc3\xa4hre", "<meta charset=no-such>Fähre"),
        (b'<meta charset="utf-8">F\xe4hre', '<meta charset="utf-8">F\ufffdhre'),
    ],
)
def test_decoded(html: bytes, text: str) -> None:
    """The named charset first, then UTF-8, then Windows-1252; no page fails."""
    assert decoded(html) == text


@pytest.mark.parametrize(
    ("html", "language"), [(b'<html class=x lang="de-AT">', "de"), (b"<HTML LANG=EN>", "en"), (b"<html>", None), (b"", None)]
)
def test_declared_language(html: bytes, language: str | None) -> None:
    """The primary tag of the html element's lang."""
    assert declared_language(html) == language


def test_html_text() -> None:
    """A line for each block, inline elements run on, and what is not seen is left out."""
    html = "<div><h1>The\n ferry</h1><p>It is <b>closed</b>,<br>they say.<script>x()</script> So.</p>tail<!-- no --></div>"
    assert html_text(html) == "The ferry\nIt is closed,\nthey say. So.\ntail"
    assert html_text(" ") == ""
