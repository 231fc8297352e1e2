"""How long the event loop of an app with a model was held up, from when litellm begins to be imported."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import labs, records
from benchmarks.measuring import Sample, Stopwatch

from courseware_core.app import Courseware
from courseware_core.llm import worker

IMPORT = "import"
FIRST = "first"
FURTHER = "further"
"""What is watched: the import, the first exchange with the model, and those of nine talks after it."""

_TALKS = 9
_STEP_S = 0.001


def run() -> Sample:
    """An app's life from its start to its last exchange. It counts the longest stalls, in milliseconds."""
    with labs.provider() as base, records.record() as path:
        return asyncio.run(_run(base, path))


async def _run(base: str, path: Path) -> Sample:
    store = f"sqlite:///{path}"
    worst_ms: dict[str, float] = {}
    async with Courseware.open(store=store, model=labs.MODEL, model_base=base) as app:
        with Stopwatch() as watch:
            async with _watched(IMPORT, worst_ms):
                await _imported()
            first = records.learner(0)
            screen = await labs.begun(app, first)
            async with _watched(FIRST, worst_ms):
                await labs.exchange(app, first, screen, 0)
            async with _watched(FURTHER, worst_ms):
                for talk in range(1, _TALKS + 1):
                    await labs.talk(app, records.learner(talk))
    ran = watch.sample(1)
    return Sample(ran.operations, ran.cpu_s, ran.wall_s, counted=worst_ms)


async def _imported() -> None:
    """Waits for litellm, which the app's model imports in a thread."""

    async def nothing(_: Any) -> None:
        pass

    holder = object()
    await asyncio.wrap_future(worker.hold(holder).submit(nothing))
    await worker.release(holder)


@asynccontextmanager
async def _watched(phase: str, worst_ms: dict[str, float]) -> AsyncIterator[None]:
    """Notes the longest time that a task needed which wanted to sleep for a millisecond."""
    slept_s: list[float] = []

    async def watch() -> None:
        while True:
            began = perf_counter()
            await asyncio.sleep(_STEP_S)
            slept_s.append(perf_counter() - began)

    watching = asyncio.create_task(watch())
    try:
        yield
        await asyncio.sleep(2 * _STEP_S)  # a stall at the very end is seen as well
    finally:
        watching.cancel()
    worst_ms[phase] = 1e3 * max(slept_s)
