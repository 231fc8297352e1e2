"""What several commands share: courses over a record, asking for agreement, and how things are written."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Container, Iterable
from fractions import Fraction

from courseware_core.app import Courseware
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError

_YES = ("y", "yes")


def with_courses(
    settings: Settings, act: Callable[[Courseware], Awaitable[int | None]], *, create: bool = False
) -> int:
    """The exit code of `act` with the courses and the record; one that returns nothing has done it."""

    async def opened() -> int:
        async with Courseware.open(content=settings.content, store=settings.store, create=create) as app:
            return await act(app) or 0

    return asyncio.run(opened())


def agreed(question: str, instead: str) -> bool:
    """Whether the person agreed.

    Raises: UsageError, which says what to add `instead`, when nobody is here to ask.
    """
    if not (sys.stdin and sys.stdin.isatty()):
        raise UsageError(f"Nobody is here to ask: add {instead}. Nothing was changed.")
    return input(f"{question} [y/N] ").strip().casefold() in _YES


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def decimal(mark: Fraction) -> str:
    """An exact mark with at most two decimals."""
    return f"{float(mark):.2f}".rstrip("0").rstrip(".")


def say_rows(table: Iterable[tuple[str, ...]], *, numbers: Container[int] = ()) -> None:
    """Writes rows, with columns as wide as they have to be; the columns `numbers` end below each other."""
    listed = list(table)
    widths = [max(map(len, column)) for column in zip(*listed, strict=True)]
    for row in listed:
        cells = (
            f"{cell:>{width}}" if place in numbers else f"{cell:<{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        say("    " + "  ".join(cells).rstrip())
