"""A site with thousands of URLs of traps around a handful of stories; every trap page leads to further ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import permutations

from crawls import Answer
from small_site import article, listing, story

STORIES = 12
FIELDS = "abcdefg"


class TrapSite(Mapping[str, Answer]):
    """Answers to any path, as a server does that makes its pages when asked."""

    def __init__(self) -> None:
        self._stories = {story(number): article(f"village {number}") for number in range(STORIES)}
        self._traps: dict[str, Callable[[str], Answer]] = {
            "/kalender/": _calendar,
            "/termine": _day,
            "/politik/": _repeating,
            "/liste": _permuted,
            "/sitzung/": _session_in_path,
            "/welt": _session_in_query,
            "/tag/": _tags,
        }

    def __getitem__(self, path: str) -> Answer:
        if path == "/":
            return listing(*self._stories, *self._entrances())
        if answer := self._stories.get(path.partition("?")[0]):
            return answer
        for start, trap in self._traps.items():
            if path.startswith(start):
                return trap(path)
        raise KeyError(path)

    def _entrances(self) -> list[str]:
        month = f"{datetime.now(UTC):%Y/%m}"
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        return [
            f"/kalender/{month}/",
            f"/termine?date={day}",
            "/politik/bund/",
            "/liste?a=1",
            "/sitzung/0a1b2c3d4e5f6071/",
            "/welt",
            "/tag/0",
        ]

    def __iter__(self):  # type: ignore[no-untyped-def]  # what is there cannot be listed
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError


def _drawn(seed: str) -> str:
    return sha256(seed.encode()).hexdigest()[:32]


def _calendar(path: str) -> Answer:
    """The months before and after."""
    year, month = (int(part) for part in path.split("/")[2:4])
    before, after = datetime(year, month, 1, tzinfo=UTC) - timedelta(days=1), datetime(year, month, 28, tzinfo=UTC) + timedelta(days=5)
    return listing(
        f"/kalender/{before:%Y/%m}/", f"/kalender/{after:%Y/%m}/", *(f"/kalender/{year}/{month:02}/{day:02}/" for day in range(1, 29))
    )


def _day(path: str) -> Answer:
    """The days around this one, and further by years."""
    day = datetime.fromisoformat(path.rpartition("=")[2])
    return listing(*(f"/termine?date={day + timedelta(days=step):%Y-%m-%d}" for step in (-365, -30, -1, 1, 7, 30, 90, 365)))


def _repeating(path: str) -> Answer:
    """A relative link without a slash in front."""
    return listing(f"{path}politik/bund/", f"{path}bund/", f"{path}politik/ein-bericht-aus-dem-bund")


def _permuted(path: str) -> Answer:
    """All orders of the parameters, with ever more of them."""
    pairs = path.partition("?")[2].split("&")
    further = [f"{FIELDS[len(pairs) % len(FIELDS)]}={len(pairs)}", f"z{len(pairs)}={len(path)}"]
    orders = ("&".join(order) for order in permutations([*pairs[-3:], *further]))
    return listing(*(f"/liste?{order}" for order in orders))


def _session_in_path(path: str) -> Answer:
    """The same story under an id that is another one at each visit."""
    links = "".join(f'<a href="/sitzung/{_drawn(path + str(number))}/ein-bericht-des-tages">x</a>' for number in range(20))
    answer = article("the only village")
    return Answer(str(answer.body).replace("</main>", f"{links}</main>"))


def _session_in_query(path: str) -> Answer:
    """A section whose links hold the session, in three ways; the stories are those of the front page."""
    drawn = _drawn(path)
    stories = (f"{story(number)}?PHPSESSID={drawn}" for number in range(STORIES))
    return listing(*stories, f"/welt?sid={drawn}", f"/welt;jsessionid={drawn}", f"/welt?PHPSESSID={drawn}&sid={_drawn(drawn)}")


def _tags(path: str) -> Answer:
    """A page of tags that leads to tags."""
    return listing(*(f"/tag/{_drawn(path + str(number))[:6]}" for number in range(30)))
