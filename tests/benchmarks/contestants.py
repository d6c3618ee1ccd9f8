"""The extractors that are compared, and where each one's adapter and pinned versions lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

EXTRACTORS = Path(__file__).resolve().parent / "extractors"
OURS = "reinschrift"
YARDSTICK = "trafilatura"  # others' CPU time is given as a multiple of this one's


@dataclass(frozen=True, slots=True)
class Contestant:
    """One extractor; `python` is the oldest version that it runs on, and no older than what our adapters need."""

    name: str
    python: tuple[int, int] = (3, 11)

    @property
    def adapter(self) -> Path:
        """The script that runs it over a jobs file."""
        return EXTRACTORS / f"{self.name.replace('-', '_')}_adapter.py"

    @property
    def requirements(self) -> Path:
        """The pinned versions of all packages in its environment; ours has none, it runs in the project's own."""
        return EXTRACTORS / "requirements" / f"{self.name}.txt"


CONTESTANTS = (
    Contestant(OURS),
    Contestant(YARDSTICK),
    Contestant("newspaper4k"),
    Contestant("news-please"),
    Contestant("readability-lxml"),
    Contestant("resiliparse"),
    Contestant("magic-html", python=(3, 12)),
    Contestant("goose3"),
    Contestant("justext"),
    Contestant("boilerpy3"),
)
