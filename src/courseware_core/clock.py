"""The clock and the chance of the real world."""

import random
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return datetime.now(UTC)


class SystemChance:
    """The operating system's randomness."""

    def __init__(self) -> None:
        self._random = random.SystemRandom()

    def shuffle(self, items: Sequence[T]) -> list[T]:
        """The same items in a random order."""
        return self._random.sample(items, len(items))

    def session(self) -> str:
        """A name for a new session: 12 characters, 60 random bits."""
        return "".join(secrets.choice(_ALPHABET) for _ in range(12))

    def code(self) -> str:
        """A code of 8 characters, 40 random bits, without letters that look like others."""
        return "".join(secrets.choice(_ALPHABET) for _ in range(8)).upper()
