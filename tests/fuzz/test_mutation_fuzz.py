"""Mutated pages lose no text, and the fuzzer sees what it is there to see."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import mutation_fuzz
import pytest
from editing import Mutant
from findings import Case, Findings, fault_of, load, save
from markup import shown_text, tags_of
from mutations import MUTATIONS, Leaves, mutate
from trial import Trial, try_page

PAGE = (
    '<!doctype html><html><head><title>A</title><script type=\'application/ld+json\'>{"@type": "NewsArticle"}</script></head>'
    "<body><nav><a href='/x>y'>Home</a></nav><p>One &amp; two<b>three</b></p><!-- no -->"
    "<style>p {}</style><div>Four<br>five six</div></body></html>"
)
OTHER = "<body><ul><li>Seven</li></ul></body>"


def test_sample_pages_survive_every_mutation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """300 mutated pages: nothing raised, nothing over the deadline, and 99 % of the text kept that each kind of mutation left."""
    code = mutation_fuzz.main(
        ["--pages", "300", "--seed", "1", "--workers", "2", "--deadline", "30", "--bases", "60", "--out", str(tmp_path)]
    )
    table = capsys.readouterr().out
    assert code == 0, table
    assert all(name in table for name in MUTATIONS)
    assert "no faults" in table


def test_same_seed_same_pages() -> None:
    """A page depends on the seed and its number alone."""
    for name in MUTATIONS:
        assert mutate(Random("1:5"), name, PAGE, PAGE) == mutate(Random("1:5"), name, PAGE, PAGE)


@pytest.mark.parametrize("name", MUTATIONS)
def test_mutation_changes_the_page(name: str) -> None:
    """Of 30 tries at least one differs from the page."""
    assert any(mutate(Random(number), name, PAGE, OTHER).body != PAGE.encode() for number in range(30))


def test_tokens_of_a_page() -> None:
    """Tags of the body and shown text, as a browser reads them: comments, scripts and `>` inside quotes are no text."""
    assert [tag.name for tag in tags_of(PAGE)] == ["nav", "a", "a", "nav", "p", "b", "b", "p", "div", "br", "div"]
    assert shown_text(PAGE).split() == ["Home", "One", "&", "twothree", "Four", "five", "six"]


@pytest.mark.parametrize("text", ["<p title='" * 20_000, "<p " + "a=b " * 50_000, "<p" + ' a="' * 50_000, "<!--" * 50_000, "</" * 50_000])
def test_tokens_of_broken_markup_take_linear_time(text: str) -> None:
    """The fuzzer's own reading never is what takes long."""
    begin = time.process_time()
    shown_text(text)
    assert time.process_time() - begin < 2


def case_of(mutation: str) -> Case:
    """A case of this mutation."""
    return Case(7, mutation, "a.html", "https://page.invalid/a", "One two three", "text/html")


@pytest.mark.parametrize(
    ("mutation", "answer", "fault"),
    [
        ("nest", Trial("article", 0.1, 100, 100, 99), None),
        ("nest", Trial("article", 0.1, 100, 100, 98), "below"),
        ("nest", Trial("refused:no_story", 0.1, 100, 100, 0), "lost"),
        ("truncate", Trial("refused:too_short", 0.1, 100, 40, 0), None),
        ("truncate", Trial("refused:too_short", 0.1, 100, 60, 0), "below"),
        ("splice", Trial("refused:no_story", 0.1, 100, 100, 0), None),
        ("splice", ValueError("x"), "exception"),
    ],
)
def test_faults(mutation: str, answer: Trial | BaseException, fault: str | None) -> None:
    """What counts as a fault, by what the mutation leaves of the story."""
    assert fault_of(case_of(mutation), answer) == fault


def test_too_little_kept_over_all_pages(tmp_path: Path) -> None:
    """Less than 99 % of what all pages should keep, or of what 100 pages of one mutation should; such a page is saved."""
    findings = Findings(tmp_path)
    findings.add(case_of("nest"), Mutant(b"<p>"), Trial("article", 0.1, 100, 100, 98))
    findings.add(case_of("splice"), Mutant(b"<p>"), Trial("article", 0.1, 100, 100, 0))
    assert findings.too_low() == ["all"]
    findings.add(case_of("early_end"), Mutant(b"<p>"), Trial("article", 0.1, 10_000, 10_000, 10_000))
    assert findings.too_low() == []
    for _ in range(99):
        findings.add(case_of("nest"), Mutant(b"<p>"), Trial("article", 0.1, 100, 100, 98))
    assert findings.too_low() == ["nest"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["below-nest-7.html", "below-nest-7.json"]


def test_saved_page_is_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was saved is the same page, and --replay says what becomes of it: of a deadline that no page can meet, that it is late."""
    body = "<body>" + "<p>One two three and many more words of a story.</p>" * 200
    path = save(tmp_path, case_of("splice"), Mutant(body.encode(), "text/html"), "late", TimeoutError("x"))
    assert load(path) == (case_of("splice"), Mutant(body.encode(), "text/html"))
    assert mutation_fuzz.main(["--replay", str(path), "--workers", "1", "--deadline", "0.000001"]) == 1
    assert "splice of a.html: late" in capsys.readouterr().out


def test_folder_without_pages_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and how to name one."""
    assert mutation_fuzz.main(["--corpus", str(tmp_path), "--workers", "1"]) == 2
    assert "--corpus" in capsys.readouterr().err


def test_lost_story_is_seen() -> None:
    """A page that holds nothing of the story keeps nothing of it."""
    page = mutation_fuzz.as_page("https://page.invalid/a", b"<p>Nothing of it is here, but a few other words stand in its place.</p>")
    trial = try_page(page, "The story was about a bridge.", Leaves.WHOLE)
    assert (trial.original, trial.wanted, trial.kept) == (6, 6, 0)
    assert try_page(page, "The story was about a bridge.", Leaves.SHOWN).wanted == 0
