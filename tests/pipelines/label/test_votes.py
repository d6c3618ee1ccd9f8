"""Evidence is added up by label."""

from __future__ import annotations

from pipelines.block import BlockLabel
from pipelines.label.votes import Votes


def test_without_votes() -> None:
    """Nothing was said: no label, no weight."""
    votes = Votes()
    assert (votes.best(), votes.total(BlockLabel.SHARE), votes.rule(BlockLabel.SHARE), votes.items()) == ((None, 0.0), 0.0, "default", [])


def test_weights_add_up() -> None:
    """Two hints for one label outweigh one for another; the strongest rule is named."""
    votes = Votes()
    votes.add(BlockLabel.SHARE, 1.0, "cue:share")
    votes.add(BlockLabel.RELATED, 1.5, "phrase:related")
    votes.add(BlockLabel.SHARE, 0.75, "target:share")
    assert votes.best() == (BlockLabel.SHARE, 1.75)
    assert votes.rule(BlockLabel.SHARE) == "cue:share"
    assert votes.total(BlockLabel.RELATED) == 1.5


def test_evidence_against_a_label() -> None:
    """A label with more against it than for it is not the best."""
    votes = Votes()
    votes.add(BlockLabel.SHARE, 1.0, "for")
    votes.add(BlockLabel.SHARE, -2.0, "against")
    assert votes.best() == (None, 0.0)


def test_ties_do_not_depend_on_the_order_of_votes() -> None:
    """Of two equal labels the first in the list of labels is taken."""
    first, second = Votes(), Votes()
    for votes, labels in ((first, (BlockLabel.SHARE, BlockLabel.RELATED)), (second, (BlockLabel.RELATED, BlockLabel.SHARE))):
        for label in labels:
            votes.add(label, 1.0, "rule")
    assert first.best() == second.best() == (BlockLabel.RELATED, 1.0)
