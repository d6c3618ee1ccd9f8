"""Article or not: what the page claims, how its text reads, how it is built and what it says around the story, weighed by a trained model.

A page that says what it is not (a shop's product, a forum thread) needs strong evidence; one that says NewsArticle and reads as prose
passes. No single sign refuses a page, least of all the shape of its URL.

`rules` refuses what is too short or not there, `features` reads the signs, `model` weighs them, `train` learns the weights.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.errors import PageError
from pipelines.judge.features import read_features
from pipelines.judge.model import Model, load_model
from pipelines.judge.rules import refuse
from pipelines.reasons import Reason, Stage

__all__ = ["judge_page"]


def judge_page(url: str, metadata: Metadata, blocks: Sequence[Block], is_story: Sequence[bool], model: Model | None = None) -> float:
    """The page's score as an article: its log-odds above the threshold, 0 or more; by the shipped model unless another is given.

    Raises PageError (stage assemble): too_short, soft_404, not_article.
    """
    words = sum(block.words for block, kept in zip(blocks, is_story, strict=True) if kept)
    refusal = refuse(metadata, blocks, words)
    if refusal is not None:
        raise PageError(Stage.ASSEMBLE, *refusal)
    score = (model or load_model()).score(read_features(url, metadata, blocks, is_story))
    if score < 0:
        raise PageError(Stage.ASSEMBLE, Reason.NOT_ARTICLE, f"score {score:.2f}")
    return score
