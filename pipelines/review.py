"""One article as a page for a person in doubt: its blocks in order, kept and removed, coloured by label, with the reason for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup

from pipelines.article import Article, Rejection
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.reasons import Reason
from pipelines.text import clean_text
from pipelines.version import EXTRACTOR_VERSION

PAGE_MARK = '<meta name="generator" content="reinschrift inspect">'  # near the top of every page, which is known by it
UNSURE_BELOW = 0.6  # confidence from which on a person need not look twice; with more than two labels, .5 is no even chance

# Hue and saturation: what readers are pestered with is loud, what frames every page is grey.
COLOURS = {
    BlockLabel.HEADLINE: "222 65%",
    BlockLabel.CAPTION: "192 60%",
    BlockLabel.BYLINE: "250 55%",
    BlockLabel.NEWSLETTER: "338 75%",
    BlockLabel.JOB_LISTING: "24 80%",
    BlockLabel.COMMENT_POLICY: "285 60%",
    BlockLabel.COMMENTS: "312 50%",
    BlockLabel.RELATED: "150 50%",
    BlockLabel.PROMOTION: "44 85%",
    BlockLabel.SHARE: "204 75%",
    BlockLabel.AUTHOR_BIO: "172 60%",
    BlockLabel.PAYWALL: "4 75%",
    BlockLabel.LEGAL: "82 40%",
    BlockLabel.NAVIGATION: "215 20%",
    BlockLabel.OTHER: "0 0%",
}
MEANINGS = {
    BlockLabel.BODY: "the story",
    BlockLabel.HEADLINE: "the article's own title, stored beside the body",
    BlockLabel.CAPTION: "captions and credits of pictures and videos",
    BlockLabel.BYLINE: "author, date, kicker, reading time, agency",
    BlockLabel.NEWSLETTER: "calls to subscribe to newsletters, alerts, feeds, channels",
    BlockLabel.JOB_LISTING: "job ads, titles of vacancies, links to job boards",
    BlockLabel.COMMENT_POLICY: "invitations to comment, rules, comment forms",
    BlockLabel.COMMENTS: "readers' comments",
    BlockLabel.RELATED: "links and teasers to other articles",
    BlockLabel.PROMOTION: "ads, book and product boxes, donations",
    BlockLabel.SHARE: "share, follow, like, print",
    BlockLabel.AUTHOR_BIO: "about the author",
    BlockLabel.PAYWALL: "subscribe or log in to read on",
    BlockLabel.LEGAL: "copyright, imprint, cookies, privacy",
    BlockLabel.NAVIGATION: "menus, breadcrumbs, search, footer links",
    BlockLabel.OTHER: "player controls, polls, error texts and the like",
}
ADVICE = {
    Reason.TIMEOUT: "Taking the page apart took longer than EXTRACT_TIMEOUT_S allows; the process was ended.",
    Reason.WORKER_DIED: "The process that took the page apart died; the page may need more memory than there is.",
    Reason.NOT_HTML: "What came is no HTML page in an encoding that can be read.",
    Reason.EMPTY: "There is no text in it; the page may need JavaScript to show any.",
    Reason.NO_STORY: "No block of it reads as a story; the page may need JavaScript to show one.",
    Reason.TOO_SHORT: "What remains after the boilerplate is too short for an article.",
    Reason.LISTING: "It is a list of links to articles: a front page, a section, a topic.",
    Reason.SOFT_404: "It says that the page was not found, although the server said that it was.",
    Reason.NOT_ARTICLE: "It holds text, but of another kind than news: a form, a notice, a shop, an account page.",
}


def render_article(article: Article) -> str:
    """A self-contained HTML page for the article; nothing in it is loaded from elsewhere, and the page's text is escaped."""
    rows = list(_rows(article.blocks))
    return _template("inspect.html.jinja").render(
        article=article,
        metadata=article.metadata,
        rows=rows,
        legend=_legend(rows),
        words={kept: sum(int(str(row["words"])) for row in rows if row["kept"] is kept) for kept in (True, False)},
        blocks={kept: sum(row["kept"] is kept for row in rows) for kept in (True, False)},
        version=EXTRACTOR_VERSION,
    )


def render_rejection(rejection: Rejection) -> str:
    """A page that says why there is no article."""
    return _template("rejection.html.jinja").render(rejection=rejection, advice=ADVICE.get(rejection.reason), version=EXTRACTOR_VERSION)


def _rows(blocks: Iterable[LabelledBlock]) -> Iterator[dict[str, object]]:
    """One row for each block; `begins` where its label is another than that of the block above."""
    above: BlockLabel | None = None
    for block in blocks:
        yield {
            "number": block.block_index + 1,
            "begins": block.label is not above,
            "kept": block.kept,
            "label": block.label.replace("_", " "),
            "kind": block.kind.replace("_", " ") if block.kind else "",
            "colour": COLOURS.get(block.label, ""),
            "text": clean_text(block.text),
            "words": len(block.text.split()),
            "reason": block.reason,
            "score": "" if block.confidence is None else f"{block.confidence:.2f}",
            "unsure": block.confidence is not None and block.confidence < UNSURE_BELOW,
            "place": block.xpath or f"line {block.block_index + 1}",
            "tag": block.tag or "",
            "link_density": f"{block.link_density:.0%}",
        }
        above = block.label


def _legend(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The labels of the page: body first, then those with the most words."""
    entries = []
    for label in BlockLabel:
        own = [row for row in rows if row["label"] == label.replace("_", " ")]
        if own:
            words = sum(int(str(row["words"])) for row in own)
            entries.append({**own[0], "blocks": len(own), "words": words, "meaning": MEANINGS[label]})
    return sorted(entries, key=lambda entry: (not entry["kept"], -int(str(entry["words"]))))


@lru_cache(maxsize=4)
def _template(name: str) -> Template:
    environment = Environment(loader=PackageLoader("pipelines"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(name, globals={"page_mark": Markup(PAGE_MARK)})
