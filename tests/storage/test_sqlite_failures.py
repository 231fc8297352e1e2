"""A file that cannot be used is an error that names it and says what to do, and nothing is lost."""

import asyncio
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from courseware_core.engine.facts import MessageSent
from courseware_core.errors import StoreCorrupt, StoreError, StoreFull, StoreTooNew
from courseware_core.storage.sqlite import SQLiteStore
from courseware_core.testing.stores.samples import ANN, texts, write

PATIENCE_S = 60

Child = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def shared() -> Iterator[Path]:
    """A record with one fact, in a folder that everybody on this machine can get to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "record.db"
        asyncio.run(_one_fact(path))
        folder.chmod(0o755)
        path.chmod(0o644)
        yield path
        folder.chmod(0o755)


async def _one_fact(path: Path) -> None:
    store = await SQLiteStore.open(path)
    await write(store, "s1", MessageSent("one"))
    await store.close()


async def _texts(path: Path) -> list[str]:
    store = await SQLiteStore.open(path)
    found = await texts(store)
    await store.close()
    return found


async def test_a_full_disk_refuses_what_has_no_room_and_keeps_the_rest(path: Path) -> None:
    def limit(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 60")

    event.listen(Engine, "connect", limit)
    try:
        store = await SQLiteStore.open(path)
    finally:
        event.remove(Engine, "connect", limit)
    became = await asyncio.gather(
        *(write(store, f"s{number}", MessageSent("x" * 20_000)) for number in range(20)),
        write(store, "small", MessageSent("small")),
        return_exceptions=True,
    )
    full = [number for number, each in enumerate(became) if isinstance(each, StoreFull)]
    assert 0 < len(full) < 20
    assert str(path) in str(became[full[0]])
    assert "Make room" in str(became[full[0]])
    assert await texts(store, "small") == ["small"]
    for number in range(20):
        assert len(await texts(store, f"s{number}")) == (number not in full)
    await store.close()


async def test_a_commit_that_finds_no_room_acknowledges_nothing(path: Path, child: Child) -> None:
    process = child("limited.py", path)
    told, complaints = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, complaints) == (0, "")
    assert told.splitlines() == ["('Decision', 32)", "('StoreFull', 32)", "('Decision', 32)"]
    store = await SQLiteStore.open(path)
    for number in range(32):
        assert await texts(store, f"s{number}") == ["before", "after"]
    await store.close()


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_what_may_only_be_read_is_read(shared: Path, child: Child, what: str) -> None:
    if what in {"file", "both"}:
        shared.chmod(0o444)
    if what in {"folder", "both"}:
        shared.parent.chmod(0o555)
    told, complaints = child("unprivileged.py", shared).communicate(timeout=PATIENCE_S)
    assert complaints == ""
    refused = (
        f"StoreReadOnly {shared} may be read but not written, so nothing was saved. "
        "Allow writing to the file and to its folder, or name another file."
    )
    assert told.splitlines() == ["read one", refused, refused]


def test_a_record_that_cannot_be_made_is_said_to_be_so(shared: Path, child: Child) -> None:
    shared.parent.chmod(0o555)
    missing = shared.parent / "other.db"
    told, _ = child("unprivileged.py", missing).communicate(timeout=PATIENCE_S)
    assert told.startswith(f"StoreReadOnly {missing} cannot be made")
    below = shared.parent / "new" / "other.db"
    told, _ = child("unprivileged.py", below).communicate(timeout=PATIENCE_S)
    assert told.startswith(f"StoreError The folder {below.parent} cannot be made (Permission denied)")


def test_a_file_where_a_folder_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        asyncio.run(SQLiteStore.open(tmp_path / "file" / "record.db"))


def test_a_folder_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        asyncio.run(SQLiteStore.open(tmp_path))


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.write_text("Notes on dough.\n" * 1000)
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt, match=r"record\.db is damaged, or is no courseware database"):
        asyncio.run(SQLiteStore.open(path))
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_record(path: Path) -> None:
    path.touch()
    asyncio.run(_one_fact(path))
    assert asyncio.run(_texts(path)) == ["one"]


def test_the_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE facts (recipe TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt, match=r"record\.db is the database of another program"):
        asyncio.run(SQLiteStore.open(path))
    assert path.read_bytes() == before


def test_a_record_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    asyncio.run(_one_fact(path))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE courseware_revision SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreTooNew, match=r"record\.db was written by a newer version .* Update courseware"):
        asyncio.run(SQLiteStore.open(path))
    assert path.read_bytes() == before


async def test_a_damaged_page_is_an_error_for_those_who_need_it(path: Path) -> None:
    store = await SQLiteStore.open(path)
    for number in range(40):
        await write(store, f"s{number:02}", MessageSent(f"needle-{number:02}-" + "x" * 2000))
    await store.close()
    _damage(path, b"needle-20-")

    store = await SQLiteStore.open(path)
    became = await asyncio.gather(
        write(store, "s20", MessageSent("more")),
        write(store, "s39", MessageSent("more")),
        store.stream("s20"),
        store.streams(ANN),
        return_exceptions=True,
    )
    assert [isinstance(each, StoreCorrupt) for each in became] == [True, False, True, True]
    assert "Put a backup in its place" in str(became[0])
    assert (await store.stream("s39")).version == 2
    await store.close()


def _damage(path: Path, needle: bytes) -> None:
    content = bytearray(path.read_bytes())
    page = content.index(needle) // 4096 * 4096
    content[page : page + 2000] = b"\xff" * 2000
    path.write_bytes(content)
