"""What a piece of work costs: processor time, wall clock and how long each operation took."""

import asyncio
import ctypes
import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter, process_time
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured run. `cpu_s` is the processor time of every thread, and of servers that took part.

    `latencies_s` has one entry for each operation, where each was timed. `counted` are exact numbers that
    the run brings along, over all operations.
    """

    operations: int
    cpu_s: float
    wall_s: float
    latencies_s: tuple[float, ...] = ()
    counted: Mapping[str, float] = field(default_factory=dict)


class Stopwatch:
    """Measures its context. `elsewhere` is the processor time, in seconds, that others have used so far."""

    def __init__(self, elsewhere: Callable[[], float] = lambda: 0.0) -> None:
        self._elsewhere = elsewhere
        self._cpu_s = self._wall_s = 0.0
        self._syncs = 0

    def __enter__(self) -> Self:
        gc.collect()  # what was left behind before is not this work's
        self._syncs = _syncs()
        self._wall_s, self._cpu_s = perf_counter(), process_time() + self._elsewhere()
        return self

    def __exit__(self, _: type[BaseException] | None, __: object, ___: TracebackType | None) -> None:
        self._wall_s = perf_counter() - self._wall_s
        self._cpu_s = process_time() + self._elsewhere() - self._cpu_s
        self._syncs = _syncs() - self._syncs

    def sample(self, operations: int, latencies_s: Sequence[float] = ()) -> Sample:
        """What was measured, once the context has been left. Syncs are counted where they can be."""
        counted = {"syncs": self._syncs} if self._syncs else {}
        return Sample(operations, self._cpu_s, self._wall_s, tuple(latencies_s), counted)


def _syncs() -> int:
    """How often files were synced so far; 0 where the library of `slow_disk` is not loaded."""
    try:
        return ctypes.c_ulong.in_dll(ctypes.CDLL(None), "slow_disk_syncs").value
    except ValueError:
        return 0


def repeated(work: Callable[[], object], times: int) -> Sample:
    """`work` done `times` times, one after the other."""
    with Stopwatch() as watch:
        for _ in range(times):
            work()
    return watch.sample(times)


async def at_once(
    tasks: int,
    each: int,
    work: Callable[[int, int], Awaitable[object]],
    *,
    done: Callable[[int], bool] = lambda _: False,
    elsewhere: Callable[[], float] = lambda: 0.0,
) -> Sample:
    """`work(task, number)` done `each` times, one after the other, in each of `tasks` tasks.

    A task ends before that when it is `done`. `elsewhere` is as in `Stopwatch`.
    """
    latencies_s: list[float] = []

    async def go(task: int) -> None:
        for number in range(each):
            if done(task):
                break
            began = perf_counter()
            await work(task, number)
            latencies_s.append(perf_counter() - began)

    with Stopwatch(elsewhere) as watch:
        await asyncio.gather(*(go(task) for task in range(tasks)))
    return watch.sample(len(latencies_s), latencies_s)
