"""A small news site, made of plain parts, whose every page a test can name."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from crawls import Answer, Site

HOST = "www.kurier.example"
FRONT = f"http://{HOST}/"
TODAY = datetime.now(UTC)
PARAGRAPHS = (
    "The town council of {name} met on Tuesday evening to talk about the old ferry landing, which has been closed since last spring.",
    "Engineers had found cracks in two of the beams, and the repair would cost about as much as the town spends on its library in a year.",
    "“We have waited long enough, and the people on the other bank have waited longer,” said the mayor of {name} after the vote.",
    "Opponents of the plan answered that a smaller boat would do, and that the money was needed for the roof of the school in {name}.",
    "A decision on the loan is expected before the end of the month; until then the bus keeps to its detour through the upper town.",
)
XML = {"Content-Type": "application/xml"}


def article(name: str, *, published: datetime | None = TODAY, canonical: str | None = None, head: str = "") -> Answer:
    """A story called `Ferry landing of NAME`, dated, with a canonical link where one is given."""
    headline = f"Ferry landing of {name} stays closed for another winter"
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline}
    if published is not None:
        data["datePublished"] = published.isoformat(timespec="seconds")
    link = f'<link rel="canonical" href="{urljoin(FRONT, canonical)}">' if canonical else ""
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    body = "".join(f"<p>{paragraph.format(name=name)}</p>" for paragraph in PARAGRAPHS)
    return Answer(
        f'<!doctype html><html lang="en"><head><title>{headline}</title>{link}{script}{head}</head>'
        f"<body><main><article><h1>{headline}</h1>{body}</article></main></body></html>"
    )


def listing(*paths: str) -> Answer:
    """A page of links."""
    links = "".join(f'<li><a href="{path}">{path.strip("/").replace("-", " ")}</a></li>' for path in paths)
    return Answer(f'<!doctype html><html lang="en"><head><title>Kurier</title></head><body><ul>{links}</ul></body></html>')


def sitemap(*entries: tuple[str, datetime | None]) -> Answer:
    """A plain sitemap; a date becomes `lastmod`."""
    urls = "".join(
        f"<url><loc>{urljoin(FRONT, path)}</loc>{f'<lastmod>{moment.isoformat()}</lastmod>' if moment else ''}</url>"
        for path, moment in entries
    )
    return Answer(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>', headers=XML)


def robots(*lines: str) -> Answer:
    """A robots.txt."""
    return Answer("\n".join(lines), headers={"Content-Type": "text/plain"})


def redirect(target: str) -> Answer:
    """A permanent redirect."""
    return Answer(status=301, headers={"Location": target, "Content-Type": "text/html"})


def days_ago(days: float) -> datetime:
    """A moment before today."""
    return TODAY - timedelta(days=days)


def story(number: int) -> str:
    """The path of one of many stories."""
    return f"/news/ferry-landing-of-village-{number}-stays-closed"


def big_site(stories: int) -> Site:
    """A front page, and that many stories."""
    paths = [story(number) for number in range(stories)]
    return {"/": listing(*paths)} | {path: article(f"village {number}") for number, path in enumerate(paths)}
