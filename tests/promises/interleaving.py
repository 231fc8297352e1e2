"""Two tasks whose every use of the store waits for its turn, so that any order of them can be played."""

import asyncio
import inspect
from collections.abc import Coroutine, Sequence
from itertools import product
from typing import Any

ORDERS = tuple(product((0, 1), repeat=6))
"""Which of two tasks goes on, for six steps; afterwards whoever is left does."""


class Conductor:
    """Lets one task go on at a time, in the given order."""

    def __init__(self, order: Sequence[int]) -> None:
        self._order = order
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._is_over = False

    async def turn(self, task: int) -> None:
        """Waits until it is that task's turn, while there are two."""
        if self._is_over:
            return
        self._waiting[task] = asyncio.get_running_loop().create_future()
        await self._waiting[task]

    async def together(self, *work: Coroutine[Any, Any, Any]) -> list[Any]:
        """What the two return, run in that order."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
            for number in (*self._order, *(0, 1) * 50):
                await self._until_it_waits(tasks, number)
                if number in self._waiting:
                    self._waiting.pop(number).set_result(None)
            self._is_over = True
            await asyncio.wait(tasks)
        return [task.result() for task in tasks]

    async def _until_it_waits(self, tasks: Sequence[asyncio.Task[Any]], number: int) -> None:
        while number not in self._waiting and not tasks[number].done():  # noqa: ASYNC110 - it may be anywhere
            await asyncio.sleep(0)


class Stepped:
    """A store in memory of which every use by a task is a step."""

    def __init__(self, store: Any, conductor: Conductor, task: int) -> None:
        self._store = store
        self._conductor = conductor
        self._task = task

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if not inspect.iscoroutinefunction(method):
            return method

        async def step(*arguments: Any, **options: Any) -> Any:
            await self._conductor.turn(self._task)
            return await method(*arguments, **options)

        return step
