"""SQLite files, processes of their own that use them, and an ear for what is said to SQLite."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from courseware_core.ports import Decision, Loaded, Outcome, Store
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import ANN, AT

PATIENCE_S = 60
"""How long a test waits for what must happen, before it fails."""

Child = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a record may be kept."""
    return tmp_path / "record.db"


@pytest.fixture(scope="session")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record without any row, to be copied: that takes less time than making one."""
    path = tmp_path_factory.mktemp("empty") / "record.db"

    async def make() -> None:
        await (await SQLiteStore.open(path)).close()

    asyncio.run(make())
    return path


@pytest.fixture
async def store(path: Path, empty_record: Path) -> AsyncIterator[SQLiteStore]:
    """A store without any record, that does not wait long for others."""
    shutil.copy(empty_record, path)
    store = await SQLiteStore.open(path, busy_timeout_s=0.05)
    yield store
    await store.close()


@pytest.fixture
def child() -> Iterator[Child]:
    """Starts a program of the folder `children`; whoever is still running at the end is killed."""
    yield from _starting()


@pytest.fixture(scope="module")
def child_of_all() -> Iterator[Child]:
    """The same, for what all tests of a module look at."""
    yield from _starting()


def _starting() -> Iterator[Child]:
    started = []

    def start(program: str, *arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "children" / program), *map(str, arguments)],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


OnConnect = Callable[[Callable[[sqlite3.Connection], object]], None]


@pytest.fixture
def on_connect(monkeypatch: pytest.MonkeyPatch) -> OnConnect:
    """Has something done to every connection to SQLite that is opened from now on."""

    def do(what: Callable[[sqlite3.Connection], object]) -> None:
        connect = sqlite3.connect

        def connect_and_do(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*arguments, **options)
            what(connection)
            return connection

        monkeypatch.setattr(sqlite3, "connect", connect_and_do)

    return do


@pytest.fixture
def spoken(on_connect: OnConnect) -> list[str]:
    """Every statement that SQLite is given, in order, on connections opened from now on."""
    said: list[str] = []
    on_connect(lambda connection: connection.set_trace_callback(said.append))
    return said


Held = Callable[[Store], AbstractAsyncContextManager[None]]


@pytest.fixture
def held() -> Held:
    """Keeps the store's writer busy as long as the context lasts, and then lets it go on."""

    @asynccontextmanager
    async def hold(store: Store) -> AsyncIterator[None]:
        entered, released = threading.Event(), threading.Event()

        def decide(_: Loaded) -> Decision[bool]:
            entered.set()
            return Decision(Outcome("accepted"), released.wait(PATIENCE_S), AT, remember=False)

        holding = asyncio.create_task(store.transact([], decide, actor=ANN))
        assert await asyncio.to_thread(entered.wait, PATIENCE_S)
        try:
            yield
        finally:
            released.set()
            assert (await holding).result

    return hold
