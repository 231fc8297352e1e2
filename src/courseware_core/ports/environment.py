"""Time and chance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """The time of day."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...


class Chance(Protocol):
    """Everything that is left to chance."""

    def shuffle(self, items: Sequence[T]) -> list[T]:
        """The same items in a random order."""
        ...

    def session(self) -> str:
        """A name for a new session: 12 lower-case letters and digits, never given twice."""
        ...

    def code(self) -> str:
        """A code that is hard to guess and easy to copy: 8 upper-case letters and digits."""
        ...
