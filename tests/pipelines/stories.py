"""Stories and pages that several tests share."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from pipelines.page import Page

URL = "https://www.kurier.example/news/ferry-landing-stays-closed"
HEADLINE = "Ferry landing stays closed for another winter"
FERRY = (
    "The council of Talheim met on Tuesday evening to talk about the old ferry landing, which has been closed since last spring.",
    "Engineers had found cracks in two of the beams, and the repair would cost about as much as the town spends on its library in a year.",
    "“We have waited long enough, and the people on the other bank have waited longer,” said the mayor after the vote.",
    "Opponents of the plan answered that a smaller boat would do, and that the money was needed for the roof of the school.",
    "A decision on the loan is expected before the end of the month; until then the bus keeps to its detour through the upper town.",
)
FETCHED_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def linked_data(**claims: object) -> str:
    """The page's claim to be a news story, with more claims or others."""
    data = {"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2026-11-19T10:00:00+01:00"} | claims
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def html_of(*, head: str | None = None, story: str | None = None, headline: str = HEADLINE) -> str:
    """An HTML page: menu, headline, story and copyright line."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in FERRY)
    return (
        f'<!doctype html><html lang="en"><head><title>{headline} | Kurier</title>{linked_data() if head is None else head}</head>'
        f'<body><nav><a href="/">Home</a></nav><main><article><h1>{headline}</h1>{paragraphs if story is None else story}</article></main>'
        "<footer><p>© 2026 Kurier. All rights reserved.</p></footer></body></html>"
    )


def page_of(body: bytes | str, url: str = URL) -> Page:
    """The fetched page with this body."""
    return Page(url, body, FETCHED_AT)
