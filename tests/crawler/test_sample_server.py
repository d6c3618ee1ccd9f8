"""The server of the sample sites gives the pages of a host, and nothing beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.sample_server import find_file, hosts_in, resolve_setting


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two hosts, one page with labels, and a file outside."""
    (tmp_path / "a.example" / "news").mkdir(parents=True)
    (tmp_path / "b.example").mkdir()
    (tmp_path / "profiles").mkdir()
    for name in ("a.example/index.html", "a.example/news/index.html", "a.example/index.labels.json", "secret.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("host", "path", "file"),
    [
        ("a.example", "/", "a.example/index.html"),
        ("A.Example:8080", "/?page=2", "a.example/index.html"),
        ("a.example", "/news/", "a.example/news/index.html"),
        ("a.example", "/gone.html", None),
        ("a.example", "/index.labels.json", None),
        ("a.example", "/../secret.txt", None),
        ("a.example", "/%2e%2e/secret.txt", None),
        ("..", "/secret.txt", None),
        ("", "/secret.txt", None),
        ("b.example", "/", None),
    ],
)
def test_find_file(folder: Path, host: str, path: str, file: str | None) -> None:
    """Labels and files outside the host's folder are never served."""
    assert find_file(folder, host, path) == (folder / file if file else None)


def test_resolve_names_every_host(folder: Path) -> None:
    """Folders without a dot are no hosts."""
    assert resolve_setting(hosts_in(folder), 8080) == "a.example=127.0.0.1:8080,b.example=127.0.0.1:8080"
