"""Starts processes that each submit an answer which a model judges, and says how each of them ended.

A process kills itself when something happens: the first does at the first time, the second at the second, and
so on.
What happens is a commit that begins or ends, or a call of the model. Usage: judged.py URL...
"""

import asyncio
import os
import signal
import sqlite3
import sys
from typing import Any

from tests.app.judges import ANSWER, BREAD, GRACE, Judge, asked
from tests.app.surroundings import opened

POINTS = ("BEGIN", "COMMIT")


class Fate:
    """Counts what happens once it is on, and kills this process at `last`."""

    def __init__(self, last: int) -> None:
        self._last = last
        self._counted = 0
        self.is_on = False

    def happens(self) -> None:
        """Something happens."""
        self._counted += self.is_on
        if self._counted > self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(self, statement: str) -> None:
        """SQLite is about to do `statement`."""
        if statement.startswith(POINTS):
            self.happens()


class MortalJudge(Judge):
    """A judge in whose calls this process may end."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self.go_on.set()
        self._fate = fate

    async def complete(self, *messages: Any, **how: Any) -> Any:
        self._fate.happens()
        return await super().complete(*messages, **how)


async def main(url: str, last: int) -> None:
    fate, connect = Fate(last), sqlite3.connect

    def connect_and_listen(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_trace_callback(fate.heard)
        return connection

    sqlite3.connect = connect_and_listen  # type: ignore[assignment]
    async with opened(BREAD, url, model=MortalJudge(fate), reviewer=GRACE) as app:
        someone = await asked(app)
        fate.is_on = True
        await someone.write(ANSWER)
        fate.is_on = False


asyncio.run(main("memory:", sys.maxsize))  # all is imported, so that no process has to
for number, record in enumerate(sys.argv[1:]):
    process = os.fork()
    if not process:
        asyncio.run(main(record, number))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)  # noqa: T201 - heard by the test
