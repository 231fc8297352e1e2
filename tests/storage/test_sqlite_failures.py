"""A file that cannot be used is an error that names it and says what to do, and nothing is lost."""

import asyncio
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from tests.storage.damage import damage_index, damage_text

from courseware_core.engine.facts import MessageSent
from courseware_core.errors import StoreCorrupt, StoreError, StoreFull, StoreTooNew, UnreadableFact
from courseware_core.ports import Store
from courseware_core.storage.sqlite.store import SQLiteStore
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


async def test_a_full_disk_refuses_what_has_no_room_and_keeps_the_rest(
    path: Path, on_connect: Callable[[Callable[[sqlite3.Connection], object]], None]
) -> None:
    on_connect(lambda connection: connection.execute("PRAGMA max_page_count = 60"))
    store = await SQLiteStore.open(path)
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


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that holds one million bytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    options = ("-t", "tmpfs", "-o", "size=1000k", "tmpfs", str(disk))
    if mount is None or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here; a limit on the size of files stands in for it below")
    yield disk
    subprocess.run(["umount", disk], check=True)


async def test_a_disk_that_becomes_full_in_a_commit_takes_nothing_of_the_group_and_then_goes_on(
    small_disk: Path, held: Callable[[Store], AbstractAsyncContextManager[None]]
) -> None:
    store = await SQLiteStore.open(small_disk / "record.db")

    async def answer_all(text: str) -> list[object]:
        async with held(store):
            answers = [asyncio.create_task(write(store, f"s{n}", MessageSent(text))) for n in range(32)]
            await asyncio.sleep(0)  # each has handed its command over
        return await asyncio.gather(*answers, return_exceptions=True)

    await answer_all("before")
    filler = small_disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - 10 * 4096))
    became = await answer_all("meanwhile" * 500)
    assert [type(each) for each in became] == [StoreFull] * 32
    assert len({str(each) for each in became}) == 1
    for number in range(32):
        assert await texts(store, f"s{number}") == ["before"]
    filler.unlink()
    assert not [each for each in await answer_all("after") if isinstance(each, Exception)]
    for number in range(32):
        assert await texts(store, f"s{number}") == ["before", "after"]
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
    assert told.splitlines() == ["read one", refused, refused, refused]


def test_a_record_that_cannot_be_made_is_said_to_be_so(shared: Path, child: Child) -> None:
    shared.parent.chmod(0o555)
    missing, below = shared.parent / "other.db", shared.parent / "new" / "other.db"
    told, _ = child("unprivileged.py", missing, below).communicate(timeout=PATIENCE_S)
    of_missing, of_below = told.splitlines()
    assert of_missing.startswith(f"StoreReadOnly {missing} cannot be made")
    assert of_below.startswith(f"StoreError The folder {below.parent} cannot be made (Permission denied)")


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
    damage_text(path, b"needle-20-")

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


async def test_a_damaged_index_is_an_error_for_those_who_need_it(path: Path) -> None:
    store = await SQLiteStore.open(path)
    for number in range(40):
        await write(store, f"s{number:02}", MessageSent("one"))
    await store.close()
    damage_index(path, "facts_by_owner")

    store = await SQLiteStore.open(path)
    became = await asyncio.gather(
        write(store, "new", MessageSent("one")),
        write(store, "s20", MessageSent("two")),
        store.streams(ANN),
        store.erase([ANN]),
        return_exceptions=True,
    )
    assert [isinstance(each, StoreCorrupt) for each in became] == [True, False, True, True]
    assert await texts(store, "new") == []
    for number in range(40):
        assert await texts(store, f"s{number:02}") == ["one", "two"][: 1 + (number == 20)]
    await store.close()


async def test_a_session_written_by_a_newer_version_is_left_alone_and_the_others_go_on(path: Path) -> None:
    store = await SQLiteStore.open(path)
    await write(store, "s1", MessageSent("one"))
    await write(store, "s2", MessageSent("one"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE facts SET version = 99 WHERE session = 's1'")
    connection.close()
    became = await asyncio.gather(
        write(store, "s1", MessageSent("two")),
        write(store, "s2", MessageSent("two")),
        store.stream("s1"),
        return_exceptions=True,
    )
    assert [isinstance(each, UnreadableFact) for each in became] == [True, False, True]
    assert "Update courseware, then try again" in str(became[0])
    assert await texts(store, "s2") == ["one", "two"]
    assert await store.sessions() == ("s1", "s2")
    await store.close()
