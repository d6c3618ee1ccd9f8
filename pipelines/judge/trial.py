"""Cross-validation of the judge: each fold of sites is judged by a model, threshold included, that has seen none of them."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.judge.learn import Example, learn


def try_out(examples: Sequence[Example]) -> list[float]:
    """The score of each example by a model that was learned from the other folds; a page that a rule refuses counts as -inf."""
    scores = [float("-inf")] * len(examples)
    for fold in sorted({example.fold for example in examples}):
        model = learn([example for example in examples if example.fold != fold])
        for index, example in enumerate(examples):
            if example.fold == fold and not example.is_refused:
                scores[index] = model.score(example.features)
    return scores


def describe(examples: Sequence[Example], scores: Sequence[float]) -> str:
    """One line: how many articles are refused, how many other pages accepted, and the area under the ROC curve."""
    articles = [score for example, score in zip(examples, scores, strict=True) if example.is_article]
    others = [score for example, score in zip(examples, scores, strict=True) if not example.is_article]
    refused, accepted = sum(score < 0 for score in articles), sum(score >= 0 for score in others)
    return (
        f"refused {refused} of {len(articles)} articles ({refused / len(articles):.1%}), "
        f"accepted {accepted} of {len(others)} other pages ({accepted / len(others):.1%}), AUC {_area(articles, others):.4f}"
    )


def _area(articles: Sequence[float], others: Sequence[float]) -> float:
    """The share of pairs in which the article scores higher; a tie is half."""
    wins = sum((article > other) + 0.5 * (article == other) for article in articles for other in others)
    return wins / (len(articles) * len(others))
