"""URLs without session ids: the same page has another one at each visit, and cookies, which would keep it elsewhere, are off.

The names are those that Heritrix and the Wayback Machine strip.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus, urlsplit, urlunsplit

# These name nothing else, whatever their value.
_SESSION_NAMES = re.compile(
    r"(?:php|j|aspx?|osc|zen|cf|wp)?sess(?:ion)?_?id|aspsessionid[a-z]*|phpsessid|jsessionid|oscsid|zenid|cfid|cftoken|sess"
)
# These may name a story or a section: `sid=123`. A session's value is long and looks drawn by lot.
_DOUBTFUL_NAMES = frozenset({"sid", "s_id", "session", "phpsession"})
_DRAWN_BY_LOT = re.compile(r"(?=(?:[^\d]*\d){3})(?=(?:[^a-z]*[a-z]){3})[0-9a-z_-]{20,}|[0-9a-f]{32,64}", re.IGNORECASE)
_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;]*|/\([a-z]\([0-9a-z]{20,}\)\)(?=/)", re.IGNORECASE)
_HINT = re.compile(r"s(?:ess|id)|zenid|cfid|cftoken|/\(", re.IGNORECASE)  # what any of them holds: most URLs end here


def without_session_id(url: str) -> str:
    """The URL without session ids in path and query; the very same string where there are none."""
    if not _HINT.search(url):
        return url
    parts = urlsplit(url)
    query = "&".join(pair for pair in parts.query.split("&") if not _is_session(pair))
    path = _IN_PATH.sub("", parts.path)
    return url if (path, query) == (parts.path, parts.query) else urlunsplit(parts._replace(path=path, query=query))


def _is_session(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote_plus(name).lower()
    return bool(_SESSION_NAMES.fullmatch(name)) or (name in _DOUBTFUL_NAMES and bool(_DRAWN_BY_LOT.fullmatch(value)))
