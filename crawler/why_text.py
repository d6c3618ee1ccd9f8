"""The history of a URL as text, for a person at the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crawler.reading import table
from crawler.run_text import RUN_ID_CHARS
from crawler.site_record import verdict_of_row
from crawler.url_history import History
from pipelines.text import one_line

MAX_SOURCES = 12  # of the site; --json has them all


def why_text(history: History) -> str:
    """What is known of the URL, or what keeps it away."""
    head = [one_line(history["url"]), f"  as every spelling of it: {history['normalized_url']} (id {history['url_id']})"]
    return "\n".join([*head, "", *(_seen(history) if history["seen"] else _never_seen(history))])


def _seen(history: History) -> Iterator[str]:
    state = history["state"]
    if state:
        meaning = f": {state['meaning']}" if state["meaning"] else ""
        yield f"Now: {verdict_of_row(state)}{meaning}{_hold(state)}"
        yield f"  kind {state['kind']}, named by {state['source']} at depth {state['depth']}, first on {state['first_seen']}"
        yield f"  last looked at {state['last_check'] or 'never'}, dated {state['published'] or 'by nobody'}"
    if canonical := history["canonical"]:
        yield f"  its canonical URL is {canonical['url']} ({verdict_of_row(canonical)})"
    for alias in history["aliases"]:
        yield f"  {one_line(alias)} calls it its canonical URL"
    yield ""
    yield table(
        ("run", "judged (UTC)", "verdict", "stage", "source", "depth", "status", "meaning"), list(map(_decision, history["decisions"]))
    )
    yield from _article(history)


def _hold(state: Mapping[str, Any]) -> str:
    words = {"undated": ", held back to the end of the run unless a listing names it", "canonical": ", waits for its canonical URL"}
    return words.get(state["hold"], "")


def _decision(decision: Mapping[str, Any]) -> tuple[object, ...]:
    names = ("verdict", "stage", "source", "depth", "http_status", "meaning")
    return (decision["run_id"][:RUN_ID_CHARS], decision["at"][:19].replace("T", " "), *(decision[name] for name in names))


def _article(history: History) -> Iterator[str]:
    if not history["article_id"]:
        return
    yield ""
    yield f"Article {history['article_id']}, stored revisions: {len(history['revisions'])}"
    names = ("fetched_at", "revision_cause", "content_hash", "word_count", "headline")
    yield table(names, [tuple(revision[name] for name in names) for revision in history["revisions"]])


def _never_seen(history: History) -> Iterator[str]:
    yield f"Never seen. {history['conclusion']}"
    yield ""
    yield table(("check", "finding", "detail"), [(check["name"], check["finding"], check["detail"]) for check in history["checks"]])
    sources = history["sources"]
    if sources:
        names = ("kind", "verdict", "last_check", "url")
        yield ""
        yield table(names, [tuple(source[name] for name in names) for source in sources[:MAX_SOURCES]])
    if len(sources) > MAX_SOURCES:
        yield f"… and {len(sources) - MAX_SOURCES} more sources: --json has them all"
