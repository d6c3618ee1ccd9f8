"""What went wrong, by mutation: counted, told, and saved with the page that did it, so that it can be done again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from editing import Mutant
from mutations import MUTATIONS, Leaves
from trial import Trial

MIN_SHARE = 0.99  # of the text that a kind of mutation left, over all its pages
MIN_PAGES = 100  # of a mutation: of fewer, one page decides
MIN_PAGE_SHARE = 0.5  # of one page's story that no mutation removed: less is a page lost
MIN_LEFT = 0.5  # of a damaged story; with less, that the rest is refused is right


@dataclass(frozen=True, slots=True)
class Case:
    """One mutated page: enough to try it once more."""

    index: int
    mutation: str
    name: str
    url: str
    story: str
    content_type: str | None


@dataclass(slots=True)
class Tally:
    """The pages of one mutation."""

    pages: int = 0
    wanted: int = 0
    kept: int = 0
    refused: int = 0
    below: int = 0
    slowest_s: float = 0.0

    @property
    def share(self) -> float:
        """Of the text that the mutation left, what was kept."""
        return self.kept / self.wanted if self.wanted else 1.0


@dataclass(slots=True)
class Findings:
    """The sums of a run; `folder` takes the pages that failed."""

    folder: Path
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    faults: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, case: Case, mutant: Mutant, answer: Trial | BaseException) -> None:
        """Counts one page, and saves it where it is a fault or kept less than 99 %."""
        tally = self.tallies[case.mutation]
        tally.pages += 1
        kind = fault_of(case, answer)
        if isinstance(answer, Trial):
            self._count(tally, case, answer)
        if kind is None:
            return
        if kind != "below":
            self.faults[kind] += 1
        save(self.folder, case, mutant, kind, answer)

    def _count(self, tally: Tally, case: Case, trial: Trial) -> None:
        tally.slowest_s = max(tally.slowest_s, trial.seconds)
        tally.refused += trial.verdict != "article"
        if is_judged(case, trial):
            tally.wanted += trial.wanted
            tally.kept += trial.kept
            tally.below += trial.kept < MIN_SHARE * trial.wanted

    def too_low(self) -> list[str]:
        """The mutations, with enough pages to say so, over which less than 99 % of the text was kept; `all` for their sum."""
        judged = {name: tally for name, tally in self.tallies.items() if MUTATIONS[name][1] is not Leaves.FREE}
        low = [name for name, tally in judged.items() if tally.pages >= MIN_PAGES and tally.share < MIN_SHARE]
        wanted, kept = (sum(getattr(tally, part) for tally in judged.values()) for part in ("wanted", "kept"))
        return [*low, "all"] if kept < MIN_SHARE * wanted else low

    def table(self) -> str:
        """The sums, one mutation a line."""
        head = f"{'mutation':20} {'pages':>7} {'kept':>8} {'below 99 %':>11} {'refused':>8} {'slowest':>8}"
        rows = [
            f"{name:20} {tally.pages:7,} {_percent(name, tally):>8} {tally.below:11,} {tally.refused:8,} {tally.slowest_s:6.2f} s"
            for name, tally in sorted(self.tallies.items())
        ]
        return "\n".join([head, *rows])


def is_judged(case: Case, trial: Trial) -> bool:
    """Whether the page's story is known well enough to say what must be kept of it."""
    leaves = MUTATIONS[case.mutation][1]
    if leaves is Leaves.SHOWN and trial.verdict != "article":
        return trial.wanted >= MIN_LEFT * trial.original
    return leaves is not Leaves.FREE


def fault_of(case: Case, answer: Trial | BaseException) -> str | None:
    """What is wrong with the answer: late, died, exception, lost, or below (99 % of its text); None where all is well."""
    if isinstance(answer, BaseException):
        return {"WorkerTimeoutError": "late", "WorkerDiedError": "died"}.get(type(answer).__name__, "exception")
    if not is_judged(case, answer):
        return None
    if MUTATIONS[case.mutation][1] is Leaves.WHOLE and answer.kept < MIN_PAGE_SHARE * answer.wanted:
        return "lost"
    return "below" if answer.kept < MIN_SHARE * answer.wanted else None


def save(folder: Path, case: Case, mutant: Mutant, kind: str, answer: Trial | BaseException) -> Path:
    """Writes the page and, beside it, what it was made of and what became of it; gives the page's file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}-{case.mutation}-{case.index}.html"
    path.write_bytes(mutant.body)
    about = asdict(case) | {"answer": asdict(answer) if isinstance(answer, Trial) else _told(answer)}
    path.with_suffix(".json").write_text(json.dumps(about, indent=1), encoding="utf-8")
    return path


def load(path: Path) -> tuple[Case, Mutant]:
    """A saved page with what it was made of; a page alone, without its JSON file, is tried without a story."""
    body, about = path.read_bytes(), path.with_suffix(".json")
    values: Mapping[str, object] = json.loads(about.read_text(encoding="utf-8")) if about.exists() else {}
    known = {key: value for key, value in values.items() if key != "answer"}
    default = {"index": 0, "mutation": "splice", "name": path.name, "url": "https://page.invalid/a", "story": "", "content_type": None}
    case = Case(**{**default, **known})
    return case, Mutant(body, case.content_type)


def _percent(name: str, tally: Tally) -> str:
    return "-" if MUTATIONS[name][1] is Leaves.FREE else f"{100 * tally.share:.2f} %"


def _told(error: BaseException) -> str:
    return "\n".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())])
