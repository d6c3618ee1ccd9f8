"""Article or not: many small signs, none of which decides alone."""

from __future__ import annotations

import pytest
from stories import FERRY, FETCHED_AT, URL

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.errors import PageError
from pipelines.judge import judge_page
from pipelines.judge.features import read_features
from pipelines.metadata.dates import day_date
from pipelines.reasons import Reason, Stage

NEWS = Metadata(headline="Ferry landing stays closed", article_type="newsarticle", authors=("Anna Lindqvist",))


def paragraphs(*texts: str) -> list[Block]:
    """Blocks as paragraphs have them."""
    return [Block(index=index, text=text, tag="p") for index, text in enumerate(texts)]


def refusal(url: str, metadata: Metadata, blocks: list[Block]) -> Reason:
    """Why the page is refused."""
    with pytest.raises(PageError) as caught:
        judge_page(url, metadata, blocks, [True] * len(blocks))
    assert caught.value.stage is Stage.ASSEMBLE
    return caught.value.reason


def test_story_passes() -> None:
    """A page that says NewsArticle and reads as prose is one."""
    assert judge_page(URL, NEWS, paragraphs(*FERRY), [True] * 5) >= 0


@pytest.mark.parametrize("path", ["/", "/story", "/forum/thread/7", "/shop/item?id=7", "/p/7", "/tags/ferry", "/imprint"])
def test_no_story_is_refused_for_its_url_alone(path: str) -> None:
    """A story is one wherever it stands."""
    assert judge_page(f"https://www.kurier.example{path}", NEWS, paragraphs(*FERRY), [True] * 5) >= 0


def test_page_that_claims_nothing_may_be_a_story() -> None:
    """Many sites have no markup at all; prose speaks for itself."""
    assert judge_page(URL, Metadata(headline="Ferry landing"), paragraphs(*FERRY), [True] * 5) >= 0


def test_few_words_without_a_claim_are_too_short() -> None:
    """A line of text that nothing calls an article is none."""
    assert refusal(URL, Metadata(), paragraphs("The landing stays closed.")) is Reason.TOO_SHORT


def test_short_news_are_news() -> None:
    """A line of text that the page calls a news article is one."""
    assert judge_page(URL, NEWS, paragraphs("The landing stays closed for another winter, the council decided on Tuesday."), [True]) >= 0


@pytest.mark.parametrize(
    "title",
    ["Error 404", "Page not found", "Seite nicht gefunden", "Page introuvable", "Página no encontrada", "Pagina non trovata"],
)
def test_error_page_is_a_soft_404(title: str) -> None:
    """A page with little text whose title says that it is not there is refused, whatever its status."""
    text = "The page that you asked for was moved or deleted. Try the search, or begin at our front page, where all stories of today are."
    assert refusal(URL, Metadata(headline=title), paragraphs(text)) is Reason.SOFT_404


def test_story_about_what_was_not_found_is_no_error_page() -> None:
    """A dated news story may say in its title that somebody was not found."""
    news = Metadata(headline="Sailor not found after storm", article_type="newsarticle", date_published=day_date(FETCHED_AT.date(), "raw"))
    assert judge_page(URL, news, paragraphs(*FERRY[:3]), [True] * 3) >= 0


def test_shop_page_is_no_article() -> None:
    """A product with a price and a sales talk is refused."""
    product = Metadata(headline="Kettle K7", article_type="product")
    texts = [
        "Our kettle boils your water in a minute, and you will love it.",
        "Only $ 49.90 in our store",
        "You save $ 10.00 on your first kettle today",
    ]
    assert refusal("https://shop.kurier.example/product/kettle-7", product, paragraphs(*texts)) is Reason.NOT_ARTICLE


def test_list_of_links_is_no_article() -> None:
    """A section page, all links, is refused."""
    text = "Ferry landing stays closed for another winter and the bus keeps its detour"
    links = [Block(index=index, text=text, tag="li", link_chars=len(text), link="/a") for index in range(30)]
    assert refusal("https://www.kurier.example/category/town", Metadata(article_type="website"), links) is Reason.NOT_ARTICLE


def test_signals_are_finite_numbers() -> None:
    """Every signal has a value, also of a page without blocks."""
    assert all(abs(value) < 100 for value in read_features("https://www.kurier.example", Metadata(), [], []).signs.values())
