"""Nothing secret in logs: user names and passwords of URLs, values of secret-like settings, parameters and headers."""

from __future__ import annotations

import re
from typing import Any

from scrapy.settings import BaseSettings

MASK = "***"

# Words that make a name secret-like, as the parts of `AWS_SECRET_ACCESS_KEY`, `api-key` and `sessionToken` are.
_WORDS = frozenset(
    "apikey accesskey auth authorization bearer cookie credential credentials hmac jsessionid jwt key otp pass passphrase passwd password"
    " phpsessid pwd secret session sessionid sid sig signature token tokens webhook accesstoken authtoken clientsecret secretkey".split()
)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Za-z][a-z]*")
# Bounded, since some of what is logged comes from strangers.
_USERINFO = re.compile(r"(?<=//)[^\s/?#'\"<>]{1,500}@")
_PARAMETER = re.compile(r"(?<=[?&;])([^=&#;?\s]{1,80})=([^&#;\s'\"<>]+)")
_ENTRY = re.compile(
    r"""(?P<head>(?P<quote>['"])(?P<quoted>[A-Za-z][\w-]{1,80})(?P=quote)\s{0,3}[:=]\s{0,3}|(?<![\w-])(?P<name>[A-Za-z][\w-]{1,80})=)"""
    r"""(?P<value>\[?b?'(?:[^'\\\n]|\\.)*'\]?|\[?b?"(?:[^"\\\n]|\\.)*"\]?|[^\s,}\])'"&;<>]+)"""
)
_HEADER = re.compile(r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)(\s*:\s*)(?![\['\"])[^\r\n]{1,4000}")


class SecretText(str):
    """A setting's value that works as ever, and is not shown where settings are printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(MASK)


def mask_settings(settings: BaseSettings) -> None:
    """Hide the values of secret-like settings from Scrapy's list of overridden settings; components read them as before."""
    for name in settings:
        value: Any = settings[name]
        if isinstance(value, str) and value and is_secret_name(name):
            settings.set(name, SecretText(value), priority=settings.getpriority(name) or 0)


def is_secret_name(name: str) -> bool:
    """Whether what bears this name should not be shown."""
    return any(part.lower() in _WORDS for part in _PART.findall(name))


def redact(text: str) -> str:
    """The text with stars in the place of user names, passwords and the values of secret-like names."""
    if "//" in text:
        text = _PARAMETER.sub(_masked_parameter, _USERINFO.sub(f"{MASK}@", text))
    return _ENTRY.sub(_masked_entry, _HEADER.sub(rf"\1\2{MASK}", text)) if ":" in text or "=" in text else text


def _masked_parameter(match: re.Match[str]) -> str:
    return f"{match[1]}={MASK}" if is_secret_name(match[1]) else match[0]


def _masked_entry(match: re.Match[str]) -> str:
    """The entry of a printed dictionary, or an assignment, without its value."""
    name, value = match["quoted"] or match["name"], match["value"]
    if value in ("None", "True", "False") or not is_secret_name(name):
        return match[0]
    quote = value[-1] if value[-1] in "'\"" else ""
    return f"{match['head']}{quote}{MASK}{quote}"
