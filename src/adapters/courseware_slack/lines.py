"""One learner's turns: decided one after the other, and shown in that order, however long showing takes.

Slack waits three seconds for an acknowledgement, which follows what was decided; what is to be seen then may
wait for as long as Slack cannot be reached.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from courseware_core.app import Meanwhile
from courseware_core.turns import Turn

Job = Callable[[], Awaitable[None]]
"""Shows something. It raises nothing."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    job: Job
    place: Hashable


class Line:
    """Where one learner's turns wait for each other, first to be decided, then to be shown.

    `arriving` is held by who has to find out something first, until it is decided: those who hold it one
    after the other are decided in that order. Nobody else waits for it.
    """

    def __init__(
        self, start: Callable[[Coroutine[Any, Any, None]], object], left: Callable[[], None]
    ) -> None:
        self._start = start
        self._left = left
        self.arriving = asyncio.Lock()
        self._deciding = asyncio.Lock()
        self._waiting: deque[_Waiting] = deque()
        self._shows = False
        self._last: dict[Hashable, object] = {}
        self.users = 0

    async def decide(
        self, work: Callable[[Meanwhile], Awaitable[Turn]], show: Callable[[Turn, bool], None]
    ) -> None:
        """Has a turn decided. `show` is told of it, and before of what to wait with while a model writes.

        Then it is told True, and others may be decided until the model's reply is there. Raises what `work`
        and `show` raise.
        """
        waits = False

        def meanwhile(turn: Turn) -> None:
            nonlocal waits
            show(turn, True)
            waits = True
            self._deciding.release()

        await self._deciding.acquire()
        try:
            show(await work(meanwhile), False)
        finally:
            if not waits:
                self._deciding.release()

    def show(self, job: Job, *, place: Hashable = None, by: object = None) -> None:
        """Has `job` done after all before it. What is pending for the same `place` need not be done first.

        Without a `place` it is always done. `by` is on whose behalf the place is changed.
        """
        if place is not None:
            self._waiting = deque(each for each in self._waiting if each.place != place)
            self._last[place] = by
        self._waiting.append(_Waiting(job, place))
        if not self._shows:
            self._shows = True
            self.users += 1
            self._start(self._show_all())

    def is_last(self, place: Hashable, by: object) -> bool:
        """Whether nothing was to be shown at `place` since what was on behalf of `by`."""
        return self._last.get(place) is by

    async def _show_all(self) -> None:
        try:
            while self._waiting:
                await self._waiting.popleft().job()
        finally:
            self._shows = False
            self._left()


class Lines:
    """The lines of those who are being answered now; nothing is kept of anybody else."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def of(self, learner: Hashable) -> AsyncIterator[Line]:
        """The line of a learner, which is theirs as long as somebody is in it."""
        line = self._lines.get(learner)
        if line is None:
            line = self._lines[learner] = Line(self.start, lambda: self._leave(learner))
        line.users += 1
        try:
            yield line
        finally:
            self._leave(learner)

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A task that `drained` waits for."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drained(self, *, within_s: float) -> bool:
        """Whether all that was begun is done; what is not by then is given up."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within_s
        while self._tasks and loop.time() < until:
            await asyncio.wait(self._tasks, timeout=until - loop.time())
        left = tuple(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return not left

    def _leave(self, learner: Hashable) -> None:
        line = self._lines[learner]
        line.users -= 1
        if not line.users:
            del self._lines[learner]
