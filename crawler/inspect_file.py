"""Where an inspect page is written: under a name made from the page's, and never over anything but an earlier inspect page."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipelines.errors import InputError
from pipelines.review import PAGE_MARK
from pipelines.urls import normalize_url

MAX_SLUG_CHARS = 60  # of four bytes at most each: with the suffix still a file name everywhere
_NOT_IN_NAMES = re.compile(r"[^\w.]+")
_PAGE_SUFFIXES = (".gz", ".html", ".htm", ".xhtml")
_MARK_WITHIN_BYTES = 1000


def slug_of_url(url: str) -> str:
    """A file name for a URL without tracking parameters: of a long one its end, which says most. Raises InputError without host."""
    try:
        parts = urlsplit(normalize_url(url))
    except ValueError as error:
        raise InputError(f"{url}: not a URL that can be fetched; it needs http:// or https:// and a host") from error
    return _slug(f"{parts.netloc}{_without_suffix(unquote(parts.path))} {unquote(parts.query)}")


def slug_of_file(path: Path) -> str:
    """A file name for a page's file; an index is named by its folder."""
    name = _without_suffix(path.name)
    return _slug(path.absolute().parent.name if name == "index" else name)


def check_target(path: Path) -> Path:
    """The path, if a page may be written there. Raises InputError where something else stands there, or no folder is."""
    if not path.parent.is_dir():
        raise InputError(f"{path.parent} is no folder")
    if path.is_symlink() or (path.exists() and not (path.is_file() and _is_inspect_page(path))):
        raise InputError(f"{path} exists and is no inspect page; name another file with -o")
    return path


def write_page(path: Path, rendered: bytes) -> None:
    """Puts the page at the path, whole or not at all. Raises InputError where that cannot be."""
    try:
        handle, name = tempfile.mkstemp(prefix=".inspect-", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(rendered)
            temporary.chmod(0o644)
            temporary.replace(check_target(path))
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error


def _is_inspect_page(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return PAGE_MARK.encode() in file.read(_MARK_WITHIN_BYTES)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _without_suffix(name: str) -> str:
    for suffix in _PAGE_SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def _slug(text: str) -> str:
    return _NOT_IN_NAMES.sub("-", text).strip("-.")[-MAX_SLUG_CHARS:].strip("-.") or "page"
