"""Whether what a site did is usual for it: one pure function for each thing that goes wrong, numbers in, judgement out.

Each compares the newest run with the site's own runs before it (`past`, newest first). None means that nothing can be said: too few
runs to compare with, or too few pages to judge. Runs that raised the same alarm do not count as usual.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from crawler.watch.judgement import MIN_BASELINE, Judgement
from crawler.watch.numbers import AlarmKind, FeedAge, SiteRun
from crawler.watch.samples import Size, latest_sample, samples, spread, usual_runs
from crawler.watch.yields import judge_yield, judge_zero_yield

PATIENCE_S = 6 * 3600  # so soon after its last good run a failing site may be down for a moment only
MIN_FAILURES = 2

MAX_SAMPLE_RUNS = 24  # a day of hourly runs: what is older says nothing about now
MIN_PAGES = 20  # pages on which a share is judged; of a usual 5 % by chance a quarter more once in 1,000 (binomial)
MIN_ARTICLES = 10  # articles on which the shares of labels are judged: the lengths of a few differ too much
SIGMAS = 5.0  # of a spread that is itself taken from five values or little more
MIN_RISE = 0.25  # of the share of errors or empty bodies, above the usual one
MIN_SHARE_CHANGE = 0.2  # of a label's share of the text: samples of one template differ by less

HOUR_S = 3600
STALE_FACTOR = 3  # times the greatest age on any day before
MIN_STALE_S = 24 * HOUR_S
MIN_STALE_FIRST_WEEK_S = 96 * HOUR_S  # until a weekend has been seen
WEEK_DAYS = 7.0


def judge_site(now: SiteRun, past: Sequence[SiteRun], feeds: Sequence[FeedAge] = ()) -> list[Judgement]:
    """All that can be said about a site's newest run and the feeds that it read.

    The oldest run is not compared with: a site's first run fetches what is new within a week.
    """
    past = past[:-1]
    judgements = [
        judge_failure(now, past),
        judge_zero_yield(now, past),
        *judge_yield(now, past),
        judge_error_rate(now, past),
        judge_empty_bodies(now, past),
        judge_removed_share(now, past),
        judge_feeds(feeds),
    ]
    return [judgement for judgement in judgements if judgement is not None]


def judge_failure(now: SiteRun, past: Sequence[SiteRun]) -> Judgement | None:
    """The site failed twice in a row, or for the first time in more than six hours since it last worked."""
    if now.has_failed is None:
        return None
    if not now.has_failed:
        return Judgement(AlarmKind.SITE_FAILED, is_alarm=False)
    due = [run for run in past if run.has_failed is not None]
    streak = 1 + len(list(takewhile(lambda run: run.has_failed, due)))
    good = due[streak - 1 :]
    is_old = bool(good) and now.ended - good[0].ended > PATIENCE_S
    times = "1 run" if streak == 1 else f"{streak} runs in a row"
    message = f"failed or fell silent, {times}{'' if good else '; it has never worked'}"
    return Judgement(AlarmKind.SITE_FAILED, streak >= MIN_FAILURES or is_old, message, float(streak), 0.0)


def judge_error_rate(now: SiteRun, past: Sequence[SiteRun]) -> Judgement | None:
    """More of the pages fail than usual."""
    share = _Share(AlarmKind.ERROR_RATE, "failed", lambda run: run.errors, lambda run: run.pages)
    return _judge_share(share, [now, *past])


def judge_empty_bodies(now: SiteRun, past: Sequence[SiteRun]) -> Judgement | None:
    """More of the pages that came hold no story than usual."""
    share = _Share(AlarmKind.EMPTY_BODIES, "came without a story", lambda run: run.empty, lambda run: run.came)
    return _judge_share(share, [now, *past])


def judge_removed_share(now: SiteRun, past: Sequence[SiteRun]) -> Judgement | None:
    """A label's share of the articles' text, the story's own included, differs from the usual one: the template has changed."""
    runs = [now, *past]
    sample = latest_sample(runs, _articles, MIN_ARTICLES, MAX_SAMPLE_RUNS)
    if sample is None:
        return None
    before = [_label_shares(older) for older in samples(usual_runs(runs[len(sample) :], AlarmKind.REMOVED_SHARE), _articles, MIN_ARTICLES)]
    if len(before) < MIN_BASELINE:
        return None
    value = _label_shares(sample)
    label, change = _greatest_change(value, before)
    usual = median(shares.get(label, 0.0) for shares in before)
    share = value.get(label, 0.0)
    message = f"{label} is {share:.0%} of the text in {sum(map(_articles, sample))} articles, usual are {usual:.0%}"
    return Judgement(AlarmKind.REMOVED_SHARE, change > 0, message, share, usual)


def judge_feeds(feeds: Sequence[FeedAge]) -> Judgement | None:
    """The newest entry of a feed is older than it ever was by far; of several feeds the worst is named."""
    if not any(_has_history(feed) for feed in feeds):
        return None
    stale = sorted(filter(is_stale, feeds), key=lambda feed: -feed.age_s)
    if not stale:
        return Judgement(AlarmKind.STALE_FEED, is_alarm=False)
    oldest = max(stale[0].past_ages_s)
    more = f" (and {len(stale) - 1} more feeds)" if len(stale) > 1 else ""
    message = f"the newest entry of {stale[0].url} is {_hours(stale[0].age_s)} old, usual are {_hours(oldest)} at most{more}"
    return Judgement(AlarmKind.STALE_FEED, is_alarm=True, message=message, value=float(stale[0].age_s), usual=float(oldest))


def is_stale(feed: FeedAge) -> bool:
    """Whether a feed's newest entry is far older than usual; False where too few readings say what is usual."""
    floor_s = MIN_STALE_S if feed.days >= WEEK_DAYS else MIN_STALE_FIRST_WEEK_S
    return _has_history(feed) and feed.age_s > max(STALE_FACTOR * max(feed.past_ages_s), floor_s)


def _has_history(feed: FeedAge) -> bool:
    return feed.reads >= MIN_BASELINE and bool(feed.past_ages_s)


@dataclass(frozen=True, slots=True)
class _Share:
    """A share of a site's pages that should not rise: what it counts, of what, and how to say so."""

    kind: AlarmKind
    words: str
    part: Size
    whole: Size

    def of(self, runs: Sequence[SiteRun]) -> float:
        return sum(map(self.part, runs)) / sum(map(self.whole, runs))


def _judge_share(share: _Share, runs: Sequence[SiteRun]) -> Judgement | None:
    sample = latest_sample(runs, share.whole, MIN_PAGES, MAX_SAMPLE_RUNS)
    if sample is None:
        return None
    before = [share.of(older) for older in samples(usual_runs(runs[len(sample) :], share.kind), share.whole, MIN_PAGES)]
    if len(before) < MIN_BASELINE:
        return None
    value, usual = share.of(sample), median(before)
    is_alarm = value > usual + max(MIN_RISE, SIGMAS * spread(before))
    message = f"{value:.0%} of {sum(map(share.whole, sample))} pages {share.words}, usual are {usual:.0%}"
    return Judgement(share.kind, is_alarm, message, value, usual)


def _greatest_change(value: Mapping[str, float], before: Sequence[Mapping[str, float]]) -> tuple[str, float]:
    """The label whose share has changed most beyond what is usual for it, and by how much; 0 where none has."""
    changes = {}
    for label in sorted(value.keys() | {name for shares in before for name in shares}):
        shares = [entry.get(label, 0.0) for entry in before]
        change = abs(value.get(label, 0.0) - median(shares))
        changes[label] = change if change > max(MIN_SHARE_CHANGE, SIGMAS * spread(shares)) else 0.0
    return max(changes.items(), key=lambda entry: entry[1], default=("", 0.0))


def _label_shares(runs: Sequence[SiteRun]) -> dict[str, float]:
    """The share of the text that each label has, from 0 to 1."""
    chars: Counter[str] = Counter()
    for run in runs:
        chars.update(run.chars)
    return {label: number / chars.total() for label, number in chars.items() if number}


def _articles(run: SiteRun) -> int:
    return run.articles


def _hours(seconds: float) -> str:
    return f"{seconds / HOUR_S:.0f} h"
