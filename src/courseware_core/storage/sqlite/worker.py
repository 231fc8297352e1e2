"""One thread that owns one connection and works off a queue, so that nothing blocks an event loop.

Any number of event loops may submit, at the same time or one after the other.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Generic, Protocol, TypeVar

from courseware_core.errors import StoreError
from courseware_core.storage.decisions import closed

C = TypeVar("C")
T = TypeVar("T")

LARGEST_GROUP = 256
"""How many waiting jobs are taken from the queue at once, at most."""


class Job(Generic[C]):
    """Work to be done on a connection, and what came of it. Made in the loop that waits for it."""

    __slots__ = ("_after", "_work", "error", "loop", "settled", "value")

    def __init__(self, work: Callable[[C], Any], after: Callable[[C], None] | None = None) -> None:
        self._work = work
        self._after = after
        self.loop = asyncio.get_running_loop()
        self.settled = self.loop.create_future()
        self.value: Any = None
        self.error: BaseException | None = None

    def run(self, connection: C) -> None:
        """Does the work, perhaps again. What it raises is kept for the caller, and ends no thread."""
        self.error = None
        try:
            self.value = self._work(connection)
        except BaseException as error:  # noqa: BLE001 - raised again by `result`
            self.error = error

    def follow_up(self, connection: C) -> None:
        """Does what is to be done when the work is durable. An error of it is the job's error."""
        if self._after is not None and self.error is None:
            try:
                self._after(connection)
            except BaseException as error:  # noqa: BLE001 - raised again by `result`
                self.error = error

    async def result(self) -> Any:
        """What the work returned; raises what it raised."""
        await self.settled
        if self.error is not None:
            raise self.error
        return self.value


class Desk(Protocol[C]):
    """A connection, and how jobs are done on it. Opened, used and closed in one thread."""

    def serve(self, jobs: Sequence[Job[C]]) -> None:
        """Does the jobs. A StoreError says that none of them was done."""
        ...

    def close(self) -> None:
        """Lets go of the connection."""
        ...


class Worker(Generic[C]):
    """The thread. Jobs are done in the order in which they were submitted.

    It is a daemon: a program that forgets to close it can end. What was acknowledged is durable by
    then, and nothing else was promised.
    """

    def __init__(self, name: str, open_desk: Callable[[], Desk[C]]) -> None:
        self._open_desk = open_desk
        self._queue: SimpleQueue[Job[C]] = SimpleQueue()
        self._lock = Lock()
        self._closing: Job[C] | None = None
        self._name = name
        self._thread: Thread | None = None

    async def start(self) -> None:
        """Opens the desk in its thread, and raises what that raises."""
        opening = Job[C](_nothing)
        self._thread = Thread(target=self._live, args=(opening,), name=self._name, daemon=True)
        self._thread.start()
        await opening.result()

    async def submit(self, work: Callable[[C], T], *, after: Callable[[C], None] | None = None) -> T:
        """What `work` returned, once the desk has served it. Raises what that raised; StoreError.

        `after` is done when the work is durable, and before this returns.
        """
        job = Job(work, after)
        with self._lock:
            if self._closing is not None:
                raise closed()
            self._queue.put(job)
        value: T = await job.result()
        return value

    async def close(self) -> None:
        """Waits until everything submitted is done and the thread has ended. May be repeated."""
        with self._lock:
            first = self._closing is None
            if self._closing is None:
                self._closing = Job[C](_nothing)
                self._queue.put(self._closing)
        try:
            if first:
                await self._closing.result()
        finally:
            if self._thread is not None:
                self._thread.join()

    def _live(self, opening: Job[C]) -> None:
        try:
            desk = self._open_desk()
        except BaseException as error:  # noqa: BLE001 - raised again by `start`
            opening.error = error
            _settle([opening])
            return
        _settle([opening])
        while self._serve_group(desk):
            pass

    def _serve_group(self, desk: Desk[C]) -> bool:
        jobs = self._take()
        closing = jobs.pop() if jobs[-1] is self._closing else None
        if jobs:
            try:
                desk.serve(jobs)
            except BaseException as failure:  # noqa: BLE001 - raised again in every task that waits
                for job in jobs:
                    job.error = _own(failure)
            _settle(jobs)
        if closing is not None:
            try:
                desk.close()
            except BaseException as error:  # noqa: BLE001 - raised again by `close`
                closing.error = error
            _settle([closing])
        return closing is None

    def _take(self) -> list[Job[C]]:
        jobs = [self._queue.get()]
        with suppress(Empty):
            while len(jobs) < LARGEST_GROUP:
                jobs.append(self._queue.get_nowait())
        return jobs


def _settle(jobs: Sequence[Job[C]]) -> None:
    """Wakes all who wait, with one call for each of their loops."""
    by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for job in jobs:
        by_loop.setdefault(job.loop, []).append(job.settled)
    for loop, settled in by_loop.items():
        # A loop that was closed in the meantime has nobody in it who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_wake, settled)


def _wake(settled: Sequence[asyncio.Future[None]]) -> None:
    for future in settled:
        if not future.done():
            future.set_result(None)


def _own(failure: BaseException) -> BaseException:
    """`failure` for one of several tasks: raised in all, it would gather the tracebacks of all."""
    if not isinstance(failure, StoreError):
        return failure
    own = type(failure)(*failure.args)
    own.__cause__ = failure
    return own


def _nothing(_: object) -> None:
    """The work of opening and closing, which the thread does itself."""
