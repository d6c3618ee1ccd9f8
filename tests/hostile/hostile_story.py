"""The story that every hostile page carries: a beginning, a middle and an end that are easy to find again."""

from __future__ import annotations

BEGIN, MIDDLE, END = "Amberfeld", "Birkentor", "Cedernhof"
MARKERS = (BEGIN, MIDDLE, END)
HEADLINE = "Night trains return to the valley line"
PARAGRAPHS = (
    f"The railway office of {BEGIN} said on Monday that night trains will run through the valley again from the first week of March.",
    "For eleven years the line had been closed after ten in the evening, because nobody wanted to pay for the signal boxes.",
    f"A group of nurses from the hospital at {MIDDLE} had collected four thousand signatures in favour of the late trains.",
    "“We finish work at midnight, and the last bus has left long before that,” said one of them after the meeting.",
    f"The first train is to leave {END} at twenty past twelve, and the council will look at the numbers again in autumn.",
)
TEXT = "\n\n".join(PARAGRAPHS)
CLAIMS = (
    '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-16T09:30:00+01:00">'
    '<meta name="author" content="Ines Halloran">'
)


def paragraphs(first: int = 0, last: int | None = None) -> str:
    """Paragraphs of the story as HTML."""
    return "".join(f"<p>{text}</p>\n" for text in PARAGRAPHS[first:last])


def page(
    *,
    head: str = "",
    claims: str = CLAIMS,
    top: str = "",
    before: str = "",
    between: str = "",
    after: str = "",
    bottom: str = "",
    start: str = "<!doctype html>",
    story: str | None = None,
) -> str:
    """The page with the attack at one of its places: head, above the article, before, inside or after its text, below it."""
    text = f"{paragraphs(0, 2)}{between}{paragraphs(2)}" if story is None else story
    return (
        f'{start}<html lang="en"><head><title>{HEADLINE}</title>{claims}{head}</head><body>'
        f'<header><a href="/">Valley Post</a></header>{top}'
        f"<article><h1>{HEADLINE}</h1>{before}{text}{after}</article>{bottom}<footer><p>© 2026 Valley Post</p></footer></body></html>"
    )
