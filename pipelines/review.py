"""One article as a page for a person in doubt: its blocks in order, kept and removed, coloured by label, with the reason for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup

from pipelines.article import Article, Rejection
from pipelines.block import BlockKind, BlockLabel, LabelledBlock
from pipelines.reasons import Reason
from pipelines.text import clean_text, count_words
from pipelines.version import EXTRACTOR_VERSION

PAGE_MARK = '<meta name="generator" content="reinschrift inspect">'  # stands near the top of both templates, whose pages are known by it
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


@dataclass(frozen=True, slots=True)
class Row:
    """One block as the page shows it; `begins` where its label is another than that of the block above."""

    block: LabelledBlock
    begins: bool

    @property
    def name(self) -> str:
        """The label as words."""
        return self.block.label.replace("_", " ")

    @property
    def kind(self) -> str:
        """The form of a kept block as words, empty for a plain paragraph."""
        return "" if self.block.kind in (None, BlockKind.PARAGRAPH) else self.block.kind.replace("_", " ")

    @property
    def colour(self) -> str:
        """Hue and saturation for CSS."""
        return COLOURS.get(self.block.label, "0 0%")

    @property
    def text(self) -> str:
        """The block's text without characters that no page may hold."""
        return clean_text(self.block.text)

    @property
    def words(self) -> int:
        """Words of the block, which are its share of the map."""
        return count_words(self.block.text)

    @property
    def unsure(self) -> bool:
        """Whether a person had better look twice."""
        return self.block.confidence is not None and self.block.confidence < UNSURE_BELOW


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One label of the page: its first row, and how much of the page it is."""

    first: Row
    blocks: int
    words: int
    meaning: str


def render_article(article: Article) -> str:
    """A self-contained HTML page for the article; nothing in it is loaded from elsewhere, and the page's text is escaped."""
    labels = [block.label for block in article.blocks]
    rows = [Row(block, block.label is not above) for block, above in zip(article.blocks, [None, *labels], strict=False)]
    return _template("inspect.html.jinja").render(
        article=article,
        metadata=article.metadata,
        rows=rows,
        legend=_legend(rows),
        kept=[row for row in rows if row.block.kept],
        removed=[row for row in rows if not row.block.kept],
        version=EXTRACTOR_VERSION,
    )


def render_rejection(rejection: Rejection) -> str:
    """A page that says why there is no article."""
    return _template("rejection.html.jinja").render(rejection=rejection, advice=ADVICE.get(rejection.reason), version=EXTRACTOR_VERSION)


def _legend(rows: Sequence[Row]) -> list[LegendEntry]:
    """The labels of the page: body first, then those with the most words."""
    by_label: dict[BlockLabel, list[Row]] = {}
    for row in rows:
        by_label.setdefault(row.block.label, []).append(row)
    entries = [LegendEntry(own[0], len(own), sum(row.words for row in own), MEANINGS[label]) for label, own in by_label.items()]
    return sorted(entries, key=lambda entry: (not entry.first.block.kept, -entry.words))


@lru_cache(maxsize=4)
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("pipelines"), autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=_without_controls
    )
    return environment.get_template(name)


def _without_controls(value: object) -> object:
    """What a template prints: no text on the page holds controls, half surrogates or bidi overrides, whoever wrote it."""
    return clean_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value
