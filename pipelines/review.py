"""One article as a page for a person in doubt: its blocks in order, kept and removed, coloured by label, with the reason for each."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from jinja2 import Environment, PackageLoader, Template

from pipelines.article import Article, Rejection
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.text import clean_text
from pipelines.version import EXTRACTOR_VERSION

# One hue a label, so that neighbours in the legend are easy to tell apart; body is black on white.
HUES = {
    BlockLabel.HEADLINE: 220,
    BlockLabel.CAPTION: 190,
    BlockLabel.BYLINE: 250,
    BlockLabel.NEWSLETTER: 340,
    BlockLabel.JOB_LISTING: 25,
    BlockLabel.COMMENT_POLICY: 285,
    BlockLabel.COMMENTS: 305,
    BlockLabel.RELATED: 145,
    BlockLabel.PROMOTION: 45,
    BlockLabel.SHARE: 205,
    BlockLabel.AUTHOR_BIO: 170,
    BlockLabel.PAYWALL: 5,
    BlockLabel.LEGAL: 80,
    BlockLabel.NAVIGATION: 115,
    BlockLabel.OTHER: 320,
}


def render_article(article: Article) -> str:
    """A self-contained HTML page for the article; nothing in it is loaded from elsewhere, and the page's text is escaped."""
    words = Counter({label: 0 for label in BlockLabel})
    for block in article.blocks:
        words[block.label] += len(block.text.split())
    counts = Counter(block.label for block in article.blocks)
    return _template("inspect.html.jinja").render(
        article=article,
        metadata=article.metadata,
        rows=[_row(block) for block in article.blocks],
        legend=[(label, counts[label], words[label], HUES.get(label, 0)) for label in BlockLabel if counts[label]],
        kept=counts[BlockLabel.BODY],
        total=len(article.blocks),
        version=EXTRACTOR_VERSION,
    )


def render_rejection(rejection: Rejection) -> str:
    """A page that says why there is no article."""
    return _template("rejection.html.jinja").render(rejection=rejection, version=EXTRACTOR_VERSION)


def _row(block: LabelledBlock) -> dict[str, object]:
    score = "rule without a score" if block.confidence is None else f"confidence {block.confidence:.2f}"
    return {
        "kept": block.kept,
        "label": str(block.label),
        "kind": str(block.kind) if block.kind else "",
        "hue": HUES.get(block.label, 0),
        "text": clean_text(block.text),
        "why": f"{block.reason} · {score}",
        "place": block.xpath or f"line {block.block_index + 1}",
        "tag": block.tag or "",
        "link_density": f"{block.link_density:.0%}",
    }


@lru_cache(maxsize=4)
def _template(name: str) -> Template:
    environment = Environment(loader=PackageLoader("pipelines"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(name)
