"""One learner's turns, one after the other: shown in the order in which they were decided."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from courseware_core.app import Meanwhile
from courseware_core.turns import Turn

Show = Callable[[Turn], Awaitable[None]]


class NotShown(Exception):
    """A turn was decided, and whatever it changed is saved, but the platform did not take its screen."""


class Line:
    """Where one learner's turns wait for each other. `failures` are what a screen may not be shown for."""

    def __init__(self, failures: tuple[type[Exception], ...]) -> None:
        self._failures = failures
        self._lock = asyncio.Lock()
        self._at = ("", "")
        self.users = 0

    async def turn(self, work: Callable[[Meanwhile], Awaitable[Turn]], show: Show) -> None:
        """Has a turn decided and shown. While a model writes, the screen to wait with is shown.

        Meanwhile the learner may do other things. When these led somewhere else, the model's reply waits
        for them where it was written.

        `work` asks for that once at most.

        Raises: what `work` raises; NotShown.
        """
        waiting: list[tuple[Turn, asyncio.Task[None]]] = []

        async def let_others_in(turn: Turn) -> None:
            try:
                await self._shown(turn, show)
            finally:
                self._lock.release()

        def meanwhile(turn: Turn) -> None:
            waiting.append((turn, asyncio.create_task(let_others_in(turn))))

        await self._lock.acquire()
        try:
            turn = await work(meanwhile)
            if not waiting:
                await self._shown(turn, show)
        finally:
            if waiting:
                await asyncio.wait([shown for _, shown in waiting])
            else:
                self._lock.release()
        for first, shown in waiting:
            await shown
            async with self._lock:
                if self._at == _place(first):
                    await self._shown(turn, show)

    async def _shown(self, turn: Turn, show: Show) -> None:
        self._at = _place(turn)
        try:
            await show(turn)
        except self._failures as error:
            raise NotShown from error


class Lines:
    """The lines of those who are being answered now; nothing is kept of anybody else.

    `failures` are what a request to the platform may end with.
    """

    def __init__(self, failures: tuple[type[Exception], ...]) -> None:
        self._failures = failures
        self._lines: dict[int, Line] = {}

    @asynccontextmanager
    async def of(self, user: int) -> AsyncIterator[Line]:
        """The line of a user, which is theirs as long as somebody is in it."""
        line = self._lines.setdefault(user, Line(self._failures))
        line.users += 1
        try:
            yield line
        finally:
            line.users -= 1
            if not line.users:
                del self._lines[user]


def _place(turn: Turn) -> tuple[str, str]:
    """What tells whether two screens are of the same activity."""
    return turn.screen.eyebrow, turn.screen.title
