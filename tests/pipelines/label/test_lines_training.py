"""What the model for lines is trained on, decided by and measured with."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.block import Block, BlockLabel
from pipelines.label.cue_ratios import count_cues, empty_counts, log_ratios, score_cues
from pipelines.label.lines.decide import best_labels, marginals, without_strays
from pipelines.label.lines.features import LABELS, LINE_COLUMNS, line_matrix, read_lines
from pipelines.label.lines.grafts import make_grafts
from pipelines.label.lines.measures import NamedText, describe, label_f1
from pipelines.label.lines.model import load_line_model, model_from_arrays
from pipelines.label.lines.prior import with_prior
from pipelines.label.lines.views import BODY, LabelledLines, make_views
from pipelines.label.lines.wording import read_wording

NEWSLETTER, NAVIGATION, JOB, POLICY = (
    LABELS.index(label) for label in (BlockLabel.NEWSLETTER, BlockLabel.NAVIGATION, BlockLabel.JOB_LISTING, BlockLabel.COMMENT_POLICY)
)
PAGE = LabelledLines(
    id="a/1",
    fold=0,
    language="en",
    texts=["Menu", "A title", "First.", "Sign up", "Second.", "Third.", "Join us", "Clerk", "Imprint"],
    labels=[NAVIGATION, LABELS.index(BlockLabel.HEADLINE), BODY, NEWSLETTER, BODY, BODY, JOB, JOB, NAVIGATION],
    kept=[False, True, True, False, True, True, False, False, True],
)


def test_views_of_a_page() -> None:
    """All lines; from the headline on; what an extractor keeps and leaves behind; the story alone."""
    views = dict(make_views(PAGE))
    assert views["all"] == list(range(9))
    assert views["around"][0] == 1
    assert views["extracted"] == list(range(1, 9))
    assert views["clean"] == [2, 4, 5]


def test_page_without_a_story_has_one_view() -> None:
    """Without body there is nothing to extract."""
    page = LabelledLines("a/2", 0, "en", ["Menu"], [NAVIGATION], [False])
    assert dict(make_views(page)) == {"all": [0]}


def test_grafts_keep_the_story_in_order() -> None:
    """A graft is the story with runs of other pages, the same at every call."""
    grafts = list(make_grafts([PAGE], seed=1))
    assert grafts == list(make_grafts([PAGE], seed=1))
    (name, texts, labels), *rest = grafts
    assert (name, rest) == ("a/1", [])
    assert [text for text, label in zip(texts, labels, strict=True) if label == BODY] == ["First.", "Second.", "Third."]
    assert BODY in set(labels) <= {BODY, NEWSLETTER, JOB, POLICY}
    assert labels[0] == BODY


def test_matrix_has_a_column_for_each_name() -> None:
    """A row for each line, a column for each name, all of them numbers."""
    lines = read_lines([Block(0, "Subscribe to our newsletter", "line"), Block(1, "東京", "line")])
    matrix = line_matrix(lines, np.zeros((2, len(LABELS)), dtype=np.float32))
    assert matrix.shape == (2, len(LINE_COLUMNS))
    assert np.isfinite(matrix).all()


def test_words_of_the_tables_point_to_their_label() -> None:
    """Words of the phrase tables speak for their label in any language; unknown words for none."""
    found = read_wording(["Inscrivez-vous à la newsletter", "Xyzzy"])
    assert found[0].argmax() == LABELS.index(BlockLabel.NEWSLETTER) - 1
    assert not found[1].any()


def test_cues_learn_their_label() -> None:
    """A cue that stands only in lines of one label speaks for it."""
    hashes, starts = np.array([5, 5, 7, 7], dtype=np.int64), np.array([0, 1, 2, 3], dtype=np.int64)
    counts = empty_counts(2)
    count_cues(hashes, starts, np.array([0, 0, 1, 1]), 2.0, counts)
    assert score_cues(hashes, starts, log_ratios(counts)).argmax(axis=1).tolist() == [0, 0, 1, 1]


def test_neighbours_settle_a_doubtful_line() -> None:
    """A doubtful line between two sure ones of a label gets theirs."""
    likely = np.full((3, len(LABELS)), 0.001, dtype=np.float32)
    likely[[0, 2], NEWSLETTER] = 0.98
    likely[1, [NEWSLETTER, JOB]] = 0.45, 0.5
    transitions = np.log(np.eye(len(LABELS)) * 0.8 + 0.01).astype(np.float32)
    assert best_labels(likely, transitions).tolist() == [NEWSLETTER] * 3
    assert marginals(likely, transitions)[1].argmax() == NEWSLETTER


def test_sentence_is_story_until_something_speaks() -> None:
    """A doubtful sentence without evidence is story; a phrase speaks for its label."""
    lines = read_lines(
        [
            Block(0, "The harbour board met on Monday to discuss the dredging of the port.", "line"),
            Block(1, "Subscribe to our newsletter", "line"),
        ]
    )
    doubtful = np.full((2, len(LABELS)), 0.01, dtype=np.float32)
    doubtful[:, [BODY, NEWSLETTER]] = 0.42, 0.44
    assert with_prior(doubtful, lines).argmax(axis=1).tolist() == [BODY, NEWSLETTER]


def test_stray_lines_go() -> None:
    """A line alone among boilerplate goes; the last line of a text stays, unless it fills in the title."""
    likely = np.full((7, len(LABELS)), 0.01, dtype=np.float32)
    likely[:, NAVIGATION] = 0.2
    words, plain = np.full(7, 9, dtype=np.float32), np.zeros(7, dtype=np.bool_)
    among = np.array([BODY, JOB, JOB, JOB, BODY, JOB, BODY])
    assert without_strays(among, likely, words, plain).tolist() == [BODY, JOB, JOB, JOB, NAVIGATION, JOB, BODY]
    last = np.array([BODY, BODY, BODY, JOB, JOB, JOB, BODY])
    assert without_strays(last, likely, words, plain).tolist() == last.tolist()
    assert without_strays(last, likely, words, ~plain).tolist() == [*last.tolist()[:-1], NAVIGATION]


def test_marginals_add_up() -> None:
    """The probabilities of a line's labels make one."""
    likely = np.random.default_rng(1).dirichlet(np.ones(len(LABELS)), size=5).astype(np.float32)
    found = marginals(likely, np.zeros((len(LABELS), len(LABELS)), dtype=np.float32))
    assert found.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-4)
    assert found == pytest.approx(likely, abs=1e-4)


def test_figures_of_a_view() -> None:
    """F1 by label over all texts of a view; for stories alone how many stayed whole."""
    words = np.ones(4, dtype=np.float32)
    truth, given = np.array([BODY, BODY, NEWSLETTER, NEWSLETTER]), np.array([BODY, BODY, NEWSLETTER, BODY])
    assert label_f1(truth, given, BlockLabel.NEWSLETTER) == pytest.approx(2 / 3)
    lines = describe([NamedText("extracted", truth, given, words), NamedText("clean", truth[:2], given[:2], words[:2])])
    assert "newsletter 0.667" in lines[0]
    assert lines[1].startswith("clean: 1.000 of 1 texts")


def test_model_survives_its_own_file() -> None:
    """What is written is what was read."""
    model = load_line_model()
    again = model_from_arrays(model.arrays())
    assert np.array_equal(model.names, again.names)
    assert np.array_equal(model.trees.thresholds, again.trees.thresholds)
    assert model.exponent == again.exponent
