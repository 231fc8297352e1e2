"""A chat platform in a process of its own, whose people press at a bot or an app in this one."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.measuring import Sample, Stopwatch

QUIZ = "m06.l1.quiz"
PRESSES = 5
"""From the first of three questions on: an answer to each, and what leads on to the next.

Each is one interaction and one commit, for everything that is pressed at.
"""

_PROGRAMS = Path(__file__).with_name("programs")


class Play:
    """People of a chat platform, who have each a question before them."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def said(self) -> Any:
        """What it has to say next."""
        assert self._process.stdout
        return json.loads(await self._process.stdout.readline())

    async def measured(self, at_once: int, times: int = 1, *, a_second: int = 0) -> Sample:
        """`PRESSES` of each of `at_once` people at once, and of as many others after that, `times` times.

        With `a_second` so many presses are due in each second, whatever became of those before.
        """
        assert self._process.stdin
        paced = f" {a_second}" if a_second else ""
        latencies_s: list[float] = []
        with Stopwatch() as watch:
            for _ in range(times):
                self._process.stdin.write(f"{at_once} {PRESSES}{paced}\n".encode())
                latencies_s += await self.said()
        return watch.sample(len(latencies_s), latencies_s)


@asynccontextmanager
async def playing(
    program: str, people: int, **environment: str
) -> AsyncIterator[tuple[Play, dict[str, str]]]:
    """People of the platform that `program` is, and the settings of what is to be pressed at there."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(_PROGRAMS / program), str(people), "learn", QUIZ),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    play = Play(process)
    settings = await play.said()
    try:
        yield play, settings
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()
