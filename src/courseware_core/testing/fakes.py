"""A clock that stands still and a chance that repeats itself."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")


class FixedClock:
    """A clock that moves only when told to."""

    def __init__(self, at: datetime = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)) -> None:
        self._at = at

    def now(self) -> datetime:
        """The time it was set to."""
        return self._at

    def move(self, by: timedelta) -> None:
        """Sets it on, or back when `by` is negative."""
        self._at += by


class RepeatableChance:
    """The same shuffles and session names for the same seed, in the order they are asked for."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._sessions = 0
        self._codes = 0

    def shuffle(self, items: Sequence[T]) -> list[T]:
        """The same items in an order that depends on the seed."""
        return self._random.sample(items, len(items))

    def session(self) -> str:
        """`s00000000001`, `s00000000002` and so on."""
        self._sessions += 1
        return f"s{self._sessions:011d}"

    def code(self) -> str:
        """`C0000001`, `C0000002` and so on."""
        self._codes += 1
        return f"C{self._codes:07d}"
