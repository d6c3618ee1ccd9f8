"""`scrapy runs` and `scrapy why` over a data directory that the crawl's own recorder wrote."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.closing import close_run
from crawler.commands.runs import Command as Runs
from crawler.commands.why import Command as Why
from crawler.finds import Source, UrlKind
from crawler.frontier import Limits
from crawler.items import Candidate, Concluded, failed, skipped
from crawler.ledger_schema import MIGRATIONS
from crawler.plan import CrawlPlan
from crawler.reading import table
from crawler.run_result import ExitCode
from crawler.runs import begin_run
from crawler.session import CrawlSession, open_session
from crawler.watch.after_run import RunEnd, watch_run
from pipelines.article import Article, DatePrecision, Metadata, PageDate
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.read_state import ledger_path
from pipelines.reasons import Reason, Stage
from pipelines.state import lock_store, migrate, open_state
from pipelines.urls import url_id

SITE = "kurier.example"
NOW = datetime.now(UTC)
FRONT, STORY, OLD, AMP, BROKEN = (
    f"https://www.{SITE}/{path}" for path in ("", "news/ferry-landing-stays-closed", "news/old-story", "amp/landing", "news/broken-story")
)
SEED = Candidate(url_id(FRONT), FRONT, SITE, UrlKind.FRONT, Source.SEED, 0)
FAILED = RunEnd(ExitCode.SITES_FAILED, "too many sites failed or fell silent: kurier.example", 12.34, 7, 3 * 2**20)


def _named(url: str, source: Source = Source.FRONT_PAGE, dated: datetime | None = NOW) -> Candidate:
    return Candidate(url_id(url), url, SITE, UrlKind.ARTICLE, source, 1, dated)


def _article(url: str, headline: str, canonical: str | None = None) -> Article:
    date = PageDate(NOW, DatePrecision.INSTANT, NOW.date(), NOW.isoformat(), NOW.isoformat())
    block = LabelledBlock(0, BlockLabel.BODY, headline, "test", char_start=0, char_end=len(headline))
    metadata = Metadata(headline, canonical_url=canonical or url, date_published=date)
    return Article(url, None, url_id(canonical or url), metadata, headline, (block,), fetched_at=NOW)


def _record(session: CrawlSession) -> None:
    """Ends every queued URL as its name says."""
    outcomes = {
        FRONT: skipped(Stage.PARSE, Reason.LISTING),
        STORY: _article(STORY, "Ferry landing stays closed"),
        AMP: _article(AMP, "Ferry landing stays closed", STORY),
        BROKEN: failed(Stage.FETCH, "http_500"),
    }
    while visits := session.ledger.queued(SITE, 1):
        (visit,) = visits
        outcome = outcomes[visit.url]
        status = 500 if visit.url == BROKEN else 200
        session.recorder.conclude(Concluded(visit, visit.kind, outcome, http_status=status, fetched_at=NOW))


@contextmanager
def _run(data_dir: Path, end: RunEnd, **arguments: str) -> Iterator[CrawlSession]:
    plan = CrawlPlan(arguments, data_dir, (SEED,), (SITE,), {}, Limits(since=NOW - timedelta(days=7)))
    with open_session(plan, "news") as session:
        session.recorder.discover([SEED])
        yield session
        _record(session)
        session.recorder.settle_rest([SITE])
        watch_run(session, close_run(session, "finished", 0.0), end)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Two runs: one of a story, its alias, an old one and a broken one; one that finds the story again. With their ids."""
    data_dir = tmp_path_factory.mktemp("recorded") / "data"
    with _run(data_dir, FAILED, url=FRONT) as first:
        first.recorder.discover([_named(AMP), _named(STORY), _named(BROKEN), _named(OLD, Source.SITEMAP, NOW - timedelta(days=30))])
    with _run(data_dir, RunEnd(ExitCode.DONE, "", 2.0, 3, 100), url=FRONT) as second:
        second.recorder.discover([_named(f"{STORY}?utm_source=x")])
    return data_dir, [first.run_id, second.run_id]


class Look:
    """Runs a command in this process; gives its exit code, output and complaint."""

    def __init__(self, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._data_dir, self._capsys = data_dir, capsys

    def __call__(self, kind: type[Runs | Why], *args: str, n: int = 20, **settings: str) -> tuple[int, str, str]:
        """As text."""
        return self._run(kind, args, n, settings, as_json=False)

    def json(self, kind: type[Runs | Why], *args: str, **settings: str) -> Any:
        """As JSON, one object a line."""
        code, output, complaint = self._run(kind, args, 20, settings, as_json=True)
        assert (code, complaint) == (0, "")
        return [json.loads(line) for line in output.splitlines()]

    def _run(
        self, kind: type[Runs | Why], args: tuple[str, ...], n: int, settings: dict[str, str], *, as_json: bool
    ) -> tuple[int, str, str]:
        command = kind()
        command.settings = Settings({"DATA_DIR": str(self._data_dir)} | settings)
        command.run(list(args), Namespace(json=as_json, n=n))
        captured = self._capsys.readouterr()
        return command.exitcode, captured.out, captured.err


@pytest.fixture
def look(recorded: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]) -> Look:
    """The commands over the two runs."""
    return Look(recorded[0], capsys)


def test_runs_are_listed_newest_first(recorded: tuple[Path, list[str]], look: Look) -> None:
    """One line each, with verdicts, exit code and alarms."""
    code, output, _ = look(Runs)
    head, *rows = (line.split() for line in output.splitlines())
    assert code == 0
    assert head[:2] == ["run", "started"]
    assert [row[0] for row in rows] == [run_id[:8] for run_id in reversed(recorded[1])]
    assert [row[3:] for row in rows] == [
        ["2.0", "finished", "0", "2", "0", "2", "0", "0", "0", f"url={FRONT}"],
        ["12.3", "finished", "5", "5", "1", "3", "1", "0", "1", f"url={FRONT}"],
    ]
    assert len(look(Runs, n=1)[1].splitlines()) == 2


def test_run_is_shown_with_verdicts_sources_sites_and_alarms(recorded: tuple[Path, list[str]], look: Look) -> None:
    """As JSON; the begin of the id is enough, and the sums match."""
    (report,) = look.json(Runs, "show", recorded[1][0][:6])
    assert report["run_id"] == recorded[1][0]
    assert (report["exit_code"], report["seconds"], report["pages"], report["bytes"]) == (5, 12.3, 7, 3 * 2**20)
    assert report["verdicts"] == {
        "error:http_500": 1,
        "skipped:alias": 1,
        "skipped:listing": 1,
        "skipped:too_old": 1,
        "stored": 1,
    }
    assert report["found"] == sum(report["verdicts"].values()) == 5
    assert report["sites"] == {SITE: report["verdicts"]}
    assert report["sources"] == {
        "front_page": {"error:http_500": 1, "skipped:alias": 1, "stored": 1},
        "seed": {"skipped:listing": 1},
        "sitemap": {"skipped:too_old": 1},
    }
    (alarm,) = report["alarms"]
    assert (alarm["subject"], alarm["kind"], alarm["state"], alarm["repeats"]) == (f"url={FRONT}", "exit_code", "new", 0)


def test_last_run_is_shown_as_text(look: Look) -> None:
    """`last`, or nothing, is the newest; it says that the alarm of the run before has ended."""
    code, output, _ = look(Runs, "show", "last")
    assert (code, output) == (0, look(Runs, "show")[1])
    assert "finished, exit code 0, 2.0 s, 3 responses, 0.0 MB\n" in output
    assert "skipped:known       1\nskipped:listing     1\nsum                 2\n2 URLs were found.\n" in output
    assert f"  url={FRONT}: exit_code (ended, since " in output


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("show", "zzzz"), "scrapy runs: there is no run 'zzzz' in the ledger; `scrapy runs` lists them\n"),
        (("show", ""), "scrapy runs: more than one run has an id that begins with '': give more of it\n"),
        (("shew",), "scrapy runs: takes nothing or `show RUN`, not 'shew'; see scrapy runs --help\n"),
        (("--jsn",), "scrapy runs: takes nothing or `show RUN`, not '--jsn'; see scrapy runs --help\n"),
    ],
)
def test_bad_arguments_of_runs(look: Look, args: tuple[str, ...], complaint: str) -> None:
    """Exit code 2, and a line that says what to do."""
    assert look(Runs, *args) == (2, "", complaint)


def test_history_of_a_stored_story(recorded: tuple[Path, list[str]], look: Look) -> None:
    """Its verdict in each run, whatever its spelling, the article and its revisions, and who calls it canonical."""
    (history,) = look.json(Why, f"{STORY.replace('https', 'http')}#comments")
    assert [(entry["run_id"], entry["verdict"]) for entry in history["decisions"]] == list(
        zip(recorded[1], ["stored", "skipped:known"], strict=True)
    )
    assert history["article_id"] == url_id(STORY)
    assert [(row["headline"], row["revision_cause"], row["run_id"]) for row in history["revisions"]] == [
        ("Ferry landing stays closed", "first", recorded[1][0])
    ]
    assert history["aliases"] == [AMP]
    assert history["state"]["meaning"] == "an earlier run stored it, or judged it by its content"


def test_history_of_an_alias_leads_to_the_article(look: Look) -> None:
    """The alias itself is not stored, its canonical URL is."""
    (history,) = look.json(Why, AMP)
    assert history["canonical"]["url"] == STORY
    assert history["article_id"] == url_id(STORY)
    output = look(Why, AMP)[1]
    assert "Now: skipped:alias: another URL is the canonical one of this page\n" in output
    assert f"  its canonical URL is {STORY} (skipped:known)\n" in output
    assert "stored revisions: 1\n" in output


def test_history_says_what_a_reason_means(look: Look) -> None:
    """Also that of a status."""
    assert "Now: skipped:too_old: dated before the run's horizon: seven days, or since=\n" in look(Why, OLD)[1]
    assert "Now: error:http_500: the server answered with status 500\n" in look(Why, BROKEN)[1]


@pytest.mark.parametrize(
    ("url", "conclusion"),
    [
        (f"{FRONT}news/nobody-names-this-one", "none of 1 sources that were read names it"),
        (
            f"{FRONT}2019/03/04/story-of-long-ago",
            "If one did, it would be left out: the URL says 2019-03-04, a run takes what is dated from",
        ),
        (f"{FRONT}login", "it looks like an account, search, share, print or media address"),
        ("https://other.example/story", "no run has seen other.example (no profile): scrapy crawl news -a url=https://other.example/"),
        ("http://127.0.0.2/admin", "it does not lead to a public web server"),
        (f"http://www.{SITE}:8080/news/story", "it does not lead to a public web server"),
    ],
)
def test_url_that_no_run_has_seen(look: Look, url: str, conclusion: str) -> None:
    """It is told what keeps it away: a rule, the site, the sources, and what more would."""
    code, output, _ = look(Why, url)
    (never_seen,) = [line for line in output.splitlines() if line.startswith("Never seen. ")]
    assert code == 0
    assert conclusion in never_seen
    (history,) = look.json(Why, url)
    assert not history["seen"]
    assert [check["name"] for check in history["checks"]] == ["guard", "shape", "site", "exclude", "robots", "horizon", "budget", "sources"]


def test_profile_that_excludes_the_path_is_named(look: Look, write_profile: Any) -> None:
    """With the prefix."""
    text = f'name = "kurier"\ndomain = "{SITE}"\nstart = ["{FRONT}"]\nexclude = ["/sport/"]\n'
    folder = write_profile(SITE, text)
    (history,) = look.json(Why, f"{FRONT}sport/match-of-the-day-is-over", SITES_DIRS=str(folder))
    (check,) = [check for check in history["checks"] if check["name"] == "exclude"]
    assert check == {"name": "exclude", "finding": "refuses", "detail": "the profile 'kurier' excludes paths that begin with /sport/"}
    assert history["conclusion"].endswith("If one did, it would be left out: the profile 'kurier' excludes paths that begin with /sport/")


def test_bad_url_is_told(look: Look) -> None:
    """Exit code 2, one line."""
    code, output, complaint = look(Why, "kurier")
    assert (code, output) == (2, "")
    assert complaint == "scrapy why: kurier: not a URL that can be fetched; it needs http:// or https:// and a host\n"
    assert look(Why)[2] == "scrapy why: name one URL; see scrapy why --help\n"


def test_folder_without_a_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both say so, and make nothing."""
    look = Look(tmp_path / "none", capsys)
    for code, output, complaint in (look(Runs), look(Why, STORY)):
        assert (code, output) == (2, "")
        assert "no run has been here yet" in complaint
    assert list(tmp_path.iterdir()) == []


def test_both_read_while_a_run_goes_on(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the lock, and with what the run has committed so far; its end is not known yet."""
    look = Look(data_dir, capsys)
    with _run(data_dir, FAILED, url=FRONT) as session:
        session.recorder.discover([_named(OLD, dated=NOW - timedelta(days=30))])
        session.recorder.commit()
        with pytest.raises(Exception, match="in use"), lock_store(data_dir):
            pass
        (report,) = look.json(Runs, "show", "last")
        assert (report["outcome"], report["exit_code"], report["verdicts"]) == (None, None, {"queued": 1, "skipped:too_old": 1})
        assert "going on, or killed" in look(Runs)[1]
        (history,) = look.json(Why, OLD)
        assert [entry["verdict"] for entry in history["decisions"]] == ["skipped:too_old"]


def test_ledger_that_no_watching_program_has_written(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An older one lists its runs, without exit codes; one without tables has none."""
    look = Look(data_dir, capsys)
    with closing(open_state(ledger_path(data_dir))) as ledger:
        assert look(Runs)[0] == 0
        migrate(ledger, "crawler", MIGRATIONS)
        run_id = begin_run(ledger, "news", {"sites": "all"})
        (report,) = look.json(Runs)
    assert (report["run_id"], report["exit_code"], report["alarms"]) == (run_id, None, [])


def test_table_aligns_its_columns() -> None:
    """Numbers to the right, nothing after the last column, an empty cell where nothing is known."""
    assert table(("a", "number"), [("long", 7), ("b", None)], frozenset({"number"})) == "a     number\nlong       7\nb"
