"""A page as it was fetched: the input of the whole library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page: its final URL, its bytes, and when they came.

    `body` is what the server sent after content decoding, as bytes; a notebook may pass a string, which is
    encoded as UTF-8 and then believed to be UTF-8. `fetched_at` is aware, UTC. `content_type` is the
    whole header value. `request_url` is the URL before redirects, None where there was none. `robots_header` are
    the values of X-Robots-Tag headers, one a line; `tdm_reserved` is what the page's tdm-reservation header, or else its site's
    tdmrep.json, says of text and data mining.
    """

    url: str
    body: bytes | str
    fetched_at: datetime
    content_type: str | None = None
    http_status: int | None = None
    request_url: str | None = None
    robots_header: str | None = None
    tdm_reserved: bool | None = None
