"""Alarms over runs: new, repeated, ended, taken as usual."""

from __future__ import annotations

from crawler.watch.alarms import ACCEPT_AFTER_S, Alarm, AlarmState, follow, worth_telling
from crawler.watch.judgement import Judgement
from crawler.watch.numbers import AlarmKind

SITE, BEGIN = "a.example", 1_795_000_000  # 2026-11-18 10:26:40 UTC
LOW = Judgement(AlarmKind.LOW_YIELD, is_alarm=True, message="2 articles", value=2.0, usual=30.0)
FINE = Judgement(AlarmKind.LOW_YIELD, is_alarm=False, message="29 articles")
DEAD = Judgement(AlarmKind.SITE_FAILED, is_alarm=True, message="failed")
NEW = Alarm(SITE, AlarmKind.LOW_YIELD, AlarmState.NEW, "2 articles", BEGIN, 0, 2.0, 30.0)


def _known(alarm: Alarm) -> dict[tuple[str, AlarmKind], Alarm]:
    return {(alarm.subject, alarm.kind): alarm}


def test_alarm_begins_goes_on_and_ends() -> None:
    """It says since when, how often, and when it is over."""
    (new,) = follow([(SITE, LOW)], {}, BEGIN)
    assert new == NEW
    assert new.line == "a.example: low_yield (new): 2 articles"
    (again,) = follow([(SITE, LOW)], _known(new), BEGIN + 3600)
    assert again.line == "a.example: low_yield (again, since 2026-11-18 11:06 UTC, 2 runs): 2 articles"
    (ended,) = follow([(SITE, FINE)], _known(again), BEGIN + 7200)
    assert ended.line == "a.example: low_yield (ended, since 2026-11-18 11:06 UTC): 29 articles"
    assert follow([(SITE, FINE)], {}, BEGIN) == []


def test_alarm_that_nothing_can_be_said_about_stays_open() -> None:
    """A run that did not judge the site neither repeats nor ends its alarm."""
    assert follow([("b.example", FINE)], _known(NEW), BEGIN + 1) == []


def test_level_that_lasts_becomes_usual_and_a_dead_site_does_not() -> None:
    """After two weeks a lower yield is what the site yields; a site that fails goes on failing."""
    later = BEGIN + ACCEPT_AFTER_S + 1
    (accepted,) = follow([(SITE, LOW)], _known(NEW), later)
    assert accepted.state is AlarmState.ACCEPTED
    dead = Alarm(SITE, AlarmKind.SITE_FAILED, AlarmState.NEW, "failed", BEGIN)
    (again,) = follow([(SITE, DEAD)], _known(dead), later)
    assert again.state is AlarmState.REPEATED


def test_order_and_what_is_told() -> None:
    """What is new comes first; what only goes on is told where repeats are wanted."""
    known = _known(NEW)
    alarms = follow([(SITE, LOW), ("b.example", DEAD)], known, BEGIN + 1)
    assert [alarm.state for alarm in alarms] == [AlarmState.NEW, AlarmState.REPEATED]
    (repeated,) = follow([(SITE, LOW)], known, BEGIN + 1)
    assert worth_telling(alarms, repeats=False)
    assert not worth_telling([repeated], repeats=False)
    assert worth_telling([repeated], repeats=True)
    assert not worth_telling([], repeats=True)
