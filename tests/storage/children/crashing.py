"""Plays each scenario with copies of a record again and again, killed at another statement each time.

The copy SCENARIO-N.db is that of a process that was killed just before its writer's statement N, until one
has fewer statements and lives; SCENARIO-silent.db of one that was killed when all was committed and it
would have been told so.

Usage: crashing.py RECORD
Prints the name of each copy, and `acknowledged` behind it when the process lived to be told.
"""

import asyncio
import itertools
import os
import shutil
import signal
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

from tests.storage.children.scenarios import SCENARIOS

from courseware_core.storage.sqlite.store import SQLiteStore


def die(*_: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


async def act(copy: Path, scenario: str, *, last: int | None, silent: bool) -> None:
    """Does it, and is killed at the writer's statement `last`, or before it could be told that it is done."""
    begun, said = threading.Event(), itertools.count(1)
    connect = sqlite3.connect

    def count(_: str) -> None:
        if begun.is_set() and next(said) == last:
            die()

    def connect_and_count(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        if threading.current_thread().name == "courseware-writer":
            connection.set_trace_callback(count)
        return connection

    driver: Any = sqlite3
    driver.connect = connect_and_count
    store = await SQLiteStore.open(copy)
    if silent:
        loop: Any = asyncio.get_running_loop()
        loop.call_soon_threadsafe = die
    begun.set()
    await SCENARIOS[scenario](store)
    os._exit(0)  # nothing is closed, so that the log stays as it is


def survived(record: Path, copy: Path, scenario: str, *, last: int | None, silent: bool = False) -> bool:
    """Whether a process of its own does it to a copy and lives to hear of it."""
    shutil.copy(record, copy)
    child = os.fork()
    if child == 0:
        asyncio.run(act(copy, scenario, last=last, silent=silent))
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    print(copy.name, *["acknowledged"] * (status == 0), flush=True)  # noqa: T201 - heard by the test
    return status == 0


def crash_everywhere(record: Path, scenario: str) -> None:
    def copy(name: object) -> Path:
        return record.with_name(f"{scenario}-{name}.db")

    survived(record, copy("silent"), scenario, last=None, silent=True)
    for number in itertools.count(1):
        if survived(record, copy(number), scenario, last=number):
            break


for scenario in SCENARIOS:
    crash_everywhere(Path(sys.argv[1]), scenario)
