"""Every error that reinschrift raises, in one tree.

A page that holds no article is not an error: it ends as a `Rejection` (see `article.py`).
"""

from __future__ import annotations

from typing import Self

from pipelines.reasons import Reason, Stage


class ReinschriftError(Exception):
    """Any error of this project whose message is meant for a person."""


class InputError(ReinschriftError):
    """What the user gave cannot be used: an argument, a file, a URL. Exit code 2."""


class ProfileError(InputError):
    """A site profile is missing, unreadable or wrong; names the file and the key. Exit code 2."""


class NotFetchedError(ReinschriftError):
    """A page that was asked for could not be had; the message says why. Exit code 4."""


class StoreError(ReinschriftError):
    """The store or the disk under it failed; nothing was acknowledged. Exit code 7."""


class StoreLockedError(StoreError):
    """Another run holds the store; the message names its process. Exit code 3."""


class BadRowError(ReinschriftError):
    """A row that the data set's schema refuses; the store quarantines it with this message as the reason."""


class PageError(ReinschriftError):
    """A stage cannot go on with this page; `extract_article` turns it into a `Rejection`."""

    def __init__(self, stage: Stage, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{stage}: {reason}{f' ({detail})' if detail else ''}")
        self.stage = stage
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[Self], tuple[Stage, Reason, str]]:
        """Made again from its parts in another process: from its message alone it could not be, and the pool of workers would end."""
        return type(self), (self.stage, self.reason, self.detail)
