"""How much one run may take: seconds, pages, megabytes, memory."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.settings import BaseSettings

from pipelines.errors import InputError

MEGABYTE = 2**20
MEMORY_SETTING = "MEMUSAGE_LIMIT_MB"
STOP_PREFIX = "limit:"  # begins the finish reason of a crawl that reached a limit; the setting's name follows


@dataclass(frozen=True, slots=True)
class RunLimits:
    """The limits of a run; 0 is none."""

    seconds: float = 0.0
    pages: int = 0
    received_bytes: int = 0
    memory_bytes: int = 0

    def reached(self, seconds: float, pages: int, received_bytes: int, memory_bytes: int = 0) -> str | None:
        """The setting whose limit a run with these numbers has reached, None below all of them."""
        for name, limit, value in (
            ("MAX_RUN_S", self.seconds, seconds),
            ("MAX_RUN_PAGES", self.pages, pages),
            ("MAX_RUN_MB", self.received_bytes, received_bytes),
            (MEMORY_SETTING, self.memory_bytes, memory_bytes),
        ):
            if 0 < limit <= value:
                return name
        return None


def read_run_limits(settings: BaseSettings) -> RunLimits:
    """The limits that the settings ask for; InputError where one is no number."""
    return RunLimits(
        seconds=_number(settings, "MAX_RUN_S"),
        pages=int(_number(settings, "MAX_RUN_PAGES")),
        received_bytes=int(_number(settings, "MAX_RUN_MB") * MEGABYTE),
        memory_bytes=int(_number(settings, MEMORY_SETTING) * MEGABYTE),
    )


def _number(settings: BaseSettings, name: str) -> float:
    try:
        number = float(settings.get(name) or 0)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):  # NaN fails as well
        raise InputError(f"{name}={settings[name]}: not a number from 0 on (0: no limit)")
    return number


def limit_reached(finish_reason: str | None) -> str | None:
    """The setting whose limit ended the crawl, None where something else did."""
    is_limit = finish_reason is not None and finish_reason.startswith(STOP_PREFIX)
    return finish_reason.removeprefix(STOP_PREFIX) if finish_reason and is_limit else None


def why_stopped(finish_reason: str | None) -> str:
    """Why a crawl stopped before its end, in words."""
    if name := limit_reached(finish_reason):
        return f"{name} is reached"
    return {"shutdown": "a signal"}.get(finish_reason or "", finish_reason or "cut off")
