"""Reading the keys of one TOML table: each value has the type that is asked for, or the error names file and key."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources.abc import Traversable
from typing import NoReturn

from pipelines.errors import ProfileError


@dataclass(frozen=True, slots=True)
class Keys:
    """One table of a profile. `place` names it where it is not the whole file: `remove.` or `layout[2].`."""

    path: Traversable
    table: Mapping[str, object]
    place: str = ""

    def only(self, known: Collection[str]) -> None:
        """Raises ProfileError for a key that nobody reads."""
        for key in self.table:
            if key not in known:
                raise ProfileError(f"{self.path}: unknown key {self.place + key!r}; known are {', '.join(known)}")

    def fail(self, key: str, fault: str) -> NoReturn:
        """Raises ProfileError that says what is wrong with a key."""
        raise ProfileError(f"{self.path}: key {self.place + key!r} {fault}")

    def matching(self, key: str, pattern: re.Pattern[str], form: str) -> str:
        """A string of a given form."""
        value = self.table.get(key)
        if not isinstance(value, str) or not pattern.match(value):
            self.fail(key, f"must be {form}, not {value!r}")
        return value

    def strings(self, key: str, fault_of: Callable[[str], str | None]) -> tuple[str, ...]:
        """A list of strings, none where the key is missing; `fault_of` says what is wrong with one of them."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.fail(key, "must be a list of strings")
        for entry in value:
            if fault := fault_of(entry):
                raise ProfileError(f"{self.path}: key {self.place + key!r}: {entry!r} {fault}")
        return tuple(value)

    def number(self, key: str, least: float, most: float) -> float | None:
        """A number from `least` to `most`, None where the key is missing."""
        value = self.table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self.fail(key, f"must be a number from {least:g} to {most:g}, not {value!r}")
        return float(value)

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number from `least` to `most`, None where the key is missing."""
        value = self.number(key, least, most)
        if value is not None and not isinstance(self.table[key], int):
            self.fail(key, f"must be a whole number, not {self.table[key]!r}")
        return None if value is None else int(value)

    def day(self, key: str) -> date | None:
        """A day, None where the key is missing."""
        value = self.table.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            self.fail(key, f"must be a day without quotation marks, such as 2021-10-05, not {value!r}")
        return value

    def below(self, key: str) -> Keys:
        """The table under a key, an empty one where the key is missing."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            self.fail(key, f"must be a table, [{self.place}{key}]")
        return Keys(self.path, value, f"{self.place}{key}.")

    def each(self, key: str) -> tuple[Keys, ...]:
        """The tables of a list of tables, in order."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.fail(key, f"must be a list of tables, [[{key}]]")
        return tuple(Keys(self.path, entry, f"{key}[{number}].") for number, entry in enumerate(value, start=1))
