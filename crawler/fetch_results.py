"""From what the downloader gives to values of our own: an answer, a redirect, or why there was none."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from service_identity import VerificationError
from twisted.python.failure import Failure

from crawler.finds import UrlKind
from crawler.header_limit import HeaderTooBigError
from crawler.items import Candidate, Concluded, Fetched, Validators, Verdict, Visit, failed, skipped
from crawler.middlewares.breaker import LeftAloneError
from crawler.middlewares.compression import BadEncodingError
from crawler.middlewares.robots import RobotsUnreachableError
from crawler.middlewares.tdm_reservation import TDM_META
from crawler.session_ids import without_session_id
from pipelines.guard import GuardError
from pipelines.page import Page
from pipelines.reasons import Reason, Stage
from pipelines.urls import registered_domain, url_id

HTTP_OK = 200
HTTP_REDIRECTION = 300
HTTP_NOT_MODIFIED = 304
HTTP_CLIENT_ERROR = 400
HTTP_SERVER_ERROR = 500
MAX_VALIDATOR_BYTES = 1_000  # longer ones are no honest version of anything
UNCHANGED = skipped(Stage.FETCH, Reason.UNCHANGED)

_TDM_VALUES = {b"1": True, b"0": False}

# The first class that fits counts: subclasses stand before their bases.
_VERDICTS: tuple[tuple[type[BaseException], Verdict], ...] = (
    (RobotsUnreachableError, failed(Stage.FETCH, Reason.ROBOTS)),
    (LeftAloneError, failed(Stage.FETCH, Reason.LEFT_ALONE)),
    (GuardError, skipped(Stage.FETCH, Reason.GUARD)),
    (UnsupportedURLSchemeError, skipped(Stage.FETCH, Reason.GUARD)),
    (NotSupported, skipped(Stage.FETCH, Reason.GUARD)),
    (CannotResolveHostError, failed(Stage.FETCH, Reason.DNS)),
    (DownloadTimeoutError, failed(Stage.FETCH, Reason.TIMEOUT)),
    (DownloadConnectionRefusedError, failed(Stage.FETCH, Reason.CONNECTION)),
    (ResponseDataLossError, failed(Stage.FETCH, Reason.TRUNCATED)),
    (HeaderTooBigError, skipped(Stage.FETCH, Reason.HEADER_TOO_BIG)),
    (DownloadCancelledError, skipped(Stage.FETCH, Reason.TOO_BIG)),
    (BadEncodingError, failed(Stage.FETCH, Reason.BAD_ENCODING)),
    (DownloadFailedError, failed(Stage.FETCH, Reason.CONNECTION)),
)


def answered(response: Response, visit: Visit) -> Fetched | Concluded:
    """The page that came, or the verdict where the status says that none did."""
    if response.status == HTTP_NOT_MODIFIED and visit.validators != Validators():
        return Concluded(visit, visit.kind, UNCHANGED, http_status=response.status, fetched_at=datetime.now(UTC))
    if HTTP_OK <= response.status < HTTP_REDIRECTION:
        return _came(response, visit)
    no_rules = visit.kind is UrlKind.ROBOTS and HTTP_CLIENT_ERROR <= response.status < HTTP_SERVER_ERROR
    # RFC 9309: a robots.txt that is not there allows everything; that is no error
    verdict = skipped(Stage.FETCH, Reason.SOURCE) if no_rules else failed(Stage.FETCH, f"http_{response.status}")
    return Concluded(visit, visit.kind, verdict, http_status=response.status, fetched_at=datetime.now(UTC))


def conditions(visit: Visit) -> dict[str, str]:
    """The request headers by which a server need not send again what was taken in before."""
    known = visit.validators
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value is not None}


def validators_of(response: Response) -> Validators:
    """What will tell this answer from a later version."""
    return Validators(_header(response, "ETag"), _header(response, "Last-Modified"), hashlib.sha256(response.body).hexdigest())


def _came(response: Response, visit: Visit) -> Fetched | Concluded:
    """The page; where its body is to the byte what was taken in before, nothing in it needs to be read again."""
    validators, page = validators_of(response), page_of(response, visit.request_url)
    if validators.html_sha256 != visit.validators.html_sha256:
        return Fetched(visit, page, validators)
    digest, fetched_at = validators.html_sha256, page.fetched_at
    return Concluded(visit, visit.kind, UNCHANGED, http_status=response.status, html_sha256=digest, fetched_at=fetched_at)


def _header(response: Response, name: str) -> str | None:
    """The header's value, to be sent back as it came; None for none, or one that is not fit to be sent."""
    value = (response.headers.get(name) or b"").strip()
    is_fit = value.isascii() and value.decode("ascii", "replace").isprintable() and len(value) <= MAX_VALIDATOR_BYTES
    return value.decode("ascii") if value and is_fit else None


def unanswered(error: BaseException, visit: Visit) -> Concluded:
    """The verdict on a visit that brought no answer."""
    return Concluded(visit, visit.kind, verdict_on(error))


def redirected(visit: Visit, target: str) -> Concluded:
    """The end of a visit that was sent to another URL: that becomes a URL of its own, unless it leaves the site."""
    try:
        target = without_session_id(target)
        site = registered_domain(target)
    except ValueError:
        site = ""
    if site != visit.site:
        return Concluded(visit, visit.kind, skipped(Stage.FETCH, Reason.OFFSITE_REDIRECT))
    # one hop deeper, so that an endless chain of redirects ends at the depth limit
    found = Candidate(url_id(target), target, site, visit.kind, visit.source, visit.depth + 1, visit.dated, visit.url, claims=visit.claims)
    return Concluded(visit, visit.kind, skipped(Stage.FETCH, Reason.ALIAS), candidates=(found,))


def page_of(response: Response, request_url: str | None = None) -> Page:
    """The page that a response brings, with what its headers say; `request_url` is the URL before redirects."""
    content_type = response.headers.get("Content-Type")
    return Page(
        url=without_session_id(response.url),
        body=response.body,
        fetched_at=datetime.now(UTC),
        content_type=content_type.decode("latin-1") if content_type else None,
        http_status=response.status,
        request_url=request_url,
        # one a line: a robot's name in one header says nothing about the next
        robots_header=b"\n".join(response.headers.getlist("X-Robots-Tag")).decode("latin-1") or None,
        tdm_reserved=_tdm_reserved(response),
    )


def _tdm_reserved(response: Response) -> bool | None:
    """What the response's header says of text and data mining, else what the site's tdmrep.json does."""
    values = {value.strip() for value in response.headers.getlist("tdm-reservation")}
    if values & _TDM_VALUES.keys():
        return any(_TDM_VALUES.get(value, False) for value in values)
    around: bool | None = response.meta.get(TDM_META) if response.request else None
    return around


def verdict_on(error: BaseException) -> Verdict:
    """The verdict that a request's exception stands for. A robots.txt that could not be had ends as what kept it away."""
    if isinstance(error, RobotsUnreachableError) and error.__cause__ is not None:
        return failed(Stage.FETCH, verdict_on(error.__cause__).reason or Reason.ROBOTS)
    if _is_of_tls(error):
        return failed(Stage.FETCH, Reason.TLS)
    for kind, verdict in _VERDICTS:
        if isinstance(error, kind):
            return verdict
    return _of_ignored(str(error)) if isinstance(error, IgnoreRequest) else failed(Stage.FETCH, Reason.INTERNAL_ERROR)


def _of_ignored(text: str) -> Verdict:
    """Scrapy tells its reasons apart by their text only."""
    if "redirections" in text:
        return failed(Stage.FETCH, Reason.REDIRECTS)
    return skipped(Stage.FETCH, Reason.TOO_BIG if "during decompression" in text else Reason.ROBOTS)


def _is_of_tls(error: BaseException) -> bool:
    """Whether a certificate or the encryption is what failed; Twisted names it among the reasons of a failed response."""
    reasons: list[Failure] = getattr(error.__cause__, "reasons", [])
    return any(isinstance(reason.value, TlsError | VerificationError) for reason in reasons)
