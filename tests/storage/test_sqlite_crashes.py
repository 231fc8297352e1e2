"""Wherever a process is killed in the middle of something: afterwards all of it is there, or nothing."""

import asyncio
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.storage.children.scenarios import SCENARIOS, begin

from courseware_core.storage.sqlite.store import SQLiteStore

PATIENCE_S = 60
LOG_HEADER, FRAME_HEADER, PAGE = 32, 24, 4096
"""Bytes; see https://www.sqlite.org/fileformat2.html#the_write_ahead_log"""

Child = Callable[..., subprocess.Popen[str]]
Content = dict[str, list[str]]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record in which every scenario can be played."""
    path = tmp_path_factory.mktemp("crashes") / "record.db"

    async def make() -> None:
        store = await SQLiteStore.open(path)
        await begin(store)
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture(scope="module")
def crashed(record: Path, child_of_all: Child) -> dict[Path, bool]:
    """The copies of `crashing.py`, and whether it was told that all is done."""
    told, complaints = child_of_all("crashing.py", record).communicate(timeout=PATIENCE_S)
    assert complaints == ""
    named = [line.partition(" ") for line in told.splitlines()]
    return {record.with_name(name): bool(acknowledged) for name, _, acknowledged in named}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_cut_off_at_a_statement_is_there_whole_or_not_at_all(
    record: Path, crashed: dict[Path, bool], scenario: str
) -> None:
    copies = _of(scenario, crashed)
    before, after = content(record), replayed(record, scenario)
    assert before != after
    whole = []
    for copy, acknowledged in copies.items():
        found = content(copy)
        assert found in (before, after)
        assert found == after or not acknowledged
        assert replayed(copy, scenario) == after
        whole.append(found == after)
    assert whole[0]  # killed when it was to be told
    assert whole[1:] == sorted(whole[1:])  # what was committed stays
    assert whole.count(False) >= 9  # BEGIN, SAVEPOINT, four that write, what was read, RELEASE, COMMIT
    assert list(copies.values()) == [False] * (len(copies) - 1) + [True]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_commit_that_is_cut_off_at_a_byte_is_there_whole_or_not_at_all(
    record: Path, crashed: dict[Path, bool], scenario: str
) -> None:
    copies = _of(scenario, crashed)
    before, after = content(record), replayed(record, scenario)
    committed = _copied(next(copy for copy in list(copies)[1:] if content(copy) == after))
    log = _log_of(committed)
    written = log.read_bytes()
    cuts = list(_cuts(len(written)))
    assert len(cuts) >= 8
    for cut in cuts:
        log.write_bytes(written[:cut] + bytes(len(written) - cut))
        assert content(committed) == before
        log.write_bytes(written[:cut])
        assert replayed(committed, scenario) == after
    log.write_bytes(written)
    assert content(committed) == after


def content(record: Path) -> Content:
    """What stands in a record, read from a copy. Names of learners, which are chance, are left out."""
    with sqlite3.connect(_copied(record)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {name: _rows(connection, f"SELECT * FROM {name}") for name in tables}
        found["learners"] = _rows(connection, "SELECT count(*) FROM learners")
        found["identities"] = _rows(
            connection,
            "SELECT one.user, other.user FROM identities one JOIN identities other USING (learner)",
        )
    connection.close()
    return found


def replayed(record: Path, scenario: str) -> Content:
    """What stands in a copy of the record once the scenario has been played, perhaps for a second time."""
    copy = _copied(record)

    async def play() -> None:
        store = await SQLiteStore.open(copy)
        await SCENARIOS[scenario](store)
        await store.close()

    asyncio.run(play())
    return content(copy)


def _of(scenario: str, crashed: dict[Path, bool]) -> dict[Path, bool]:
    return {copy: told for copy, told in crashed.items() if copy.name.startswith(f"{scenario}-")}


def _cuts(length: int) -> Iterator[int]:
    """Where the writing of a log may have stopped: before, in and behind the header of every frame."""
    for frame in range(LOG_HEADER, length, FRAME_HEADER + PAGE):
        yield from (frame, frame + FRAME_HEADER // 2, frame + FRAME_HEADER + PAGE // 2)


def _copied(record: Path) -> Path:
    copy = record.with_name("copy") / record.name
    shutil.rmtree(copy.parent, ignore_errors=True)
    copy.parent.mkdir()
    for file in (record, _log_of(record)):
        if file.exists():
            shutil.copy(file, copy.parent)
    return copy


def _log_of(record: Path) -> Path:
    return record.with_name(f"{record.name}-wal")


def _rows(connection: sqlite3.Connection, statement: str) -> list[str]:
    return sorted(map(repr, connection.execute(statement)))
