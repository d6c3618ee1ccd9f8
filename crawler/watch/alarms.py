"""From judgements to alarms: which are new, which go on, which have ended. Pure: numbers and values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from crawler.watch.judgement import Judgement
from crawler.watch.numbers import AlarmKind

ACCEPT_AFTER_S = 14 * 24 * 3600  # then a new level is what is usual
# A level may change for good; a dead site or feed stays dead.
LEVELS = frozenset(
    {AlarmKind.LOW_YIELD, AlarmKind.HIGH_YIELD, AlarmKind.ERROR_RATE, AlarmKind.EMPTY_BODIES, AlarmKind.REMOVED_SHARE},
)


class AlarmState(StrEnum):
    """Where an alarm stands after a run."""

    NEW = "new"
    REPEATED = "repeated"
    ENDED = "ended"
    ACCEPTED = "accepted"  # a level that has lasted: it is usual from here on


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong with one subject: a site, or the run by its arguments. `since` is the end of the run that raised it first.

    `repeats` counts the runs after that one that raised it again.
    """

    subject: str
    kind: AlarmKind
    state: AlarmState
    message: str
    since: int
    repeats: int = 0
    value: float | None = None
    usual: float | None = None

    @property
    def line(self) -> str:
        """The alarm in one line, for a person."""
        begin = f"since {datetime.fromtimestamp(self.since, UTC):%Y-%m-%d %H:%M} UTC"
        again = {
            AlarmState.NEW: "new",
            AlarmState.REPEATED: f"again, {begin}, {self.repeats + 1} runs",
            AlarmState.ENDED: f"ended, {begin}",
            AlarmState.ACCEPTED: f"usual from now on, {begin}",
        }
        return f"{self.subject}: {self.kind} ({again[self.state]}): {self.message}"


Key = tuple[str, AlarmKind]


def follow(judged: Iterable[tuple[str, Judgement]], known: Mapping[Key, Alarm], now: int) -> list[Alarm]:
    """The alarms of a run, from what its monitors said of each subject and the alarms that were open before it.

    What no monitor spoke of stays as it was, unsaid. An alarm about a level that has lasted two weeks ends: the level is usual now.
    """
    alarms = []
    for subject, judgement in judged:
        before = known.get((subject, judgement.kind))
        if judgement.is_alarm and before is not None and judgement.kind in LEVELS and now - before.since > ACCEPT_AFTER_S:
            alarms.append(replace(before, state=AlarmState.ACCEPTED, message=judgement.message))
        elif judgement.is_alarm:
            alarms.append(_raised(subject, judgement, before, now))
        elif before is not None:
            alarms.append(replace(before, state=AlarmState.ENDED, message=judgement.message or before.message))
    return in_order(alarms)


def in_order(alarms: Iterable[Alarm]) -> list[Alarm]:
    """What is new first, then what goes on, then what has ended; by subject."""
    states = list(AlarmState)
    return sorted(alarms, key=lambda alarm: (states.index(alarm.state), alarm.subject, alarm.kind))


def _raised(subject: str, judgement: Judgement, before: Alarm | None, now: int) -> Alarm:
    return Alarm(
        subject=subject,
        kind=judgement.kind,
        state=AlarmState.REPEATED if before else AlarmState.NEW,
        message=judgement.message,
        since=before.since if before else now,
        repeats=before.repeats + 1 if before else 0,
        value=judgement.value,
        usual=judgement.usual,
    )


def worth_telling(alarms: Iterable[Alarm], *, repeats: bool) -> bool:
    """Whether somebody has to be told: something began or ended, or goes on and repeats are wanted."""
    return any(alarm.state is not AlarmState.REPEATED or repeats for alarm in alarms)


def run_subject(arguments: Mapping[str, str]) -> str:
    """What an alarm about a whole run names as its subject: the run's arguments, so that each timer has alarms of its own."""
    return " ".join(f"{name}={value}" for name, value in sorted(arguments.items())) or "run"
