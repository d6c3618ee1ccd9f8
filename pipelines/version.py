"""Versions that are stored with every row: which code, which labeller and which rules made it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    PACKAGE_VERSION = version("reinschrift")
except PackageNotFoundError:  # a checkout on the path, not installed
    PACKAGE_VERSION = "0.1.0"

LABELLER_VERSION = "learned-1"  # raised whenever the same page may get another label
EXTRACTOR_VERSION = f"{PACKAGE_VERSION}+{LABELLER_VERSION}"
