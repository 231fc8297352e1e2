"""A copy of the record is made while others answer, and is whole or is not there."""

import asyncio
import sqlite3
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.storage.damage import damage_text

from courseware_core.engine.facts import MessageSent
from courseware_core.errors import StoreCorrupt, StoreError
from courseware_core.identity import Identity
from courseware_core.ports import Delivery, Settlement, Spending
from courseware_core.storage import open_store
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import (
    ANN,
    BEN,
    TODAY,
    call,
    decision,
    deliver,
    head,
    reserve,
    spending,
    texts,
    write,
)

PATIENCE_S = 60

Child = Callable[..., subprocess.Popen[str]]


async def test_a_copy_made_while_many_answer_is_how_the_record_was_at_one_moment(
    store: SQLiteStore, path: Path
) -> None:
    acknowledged: dict[str, int] = {}
    more, enough = asyncio.Semaphore(0), asyncio.Event()

    async def answer(session: str) -> None:
        actor, number = Identity("terminal", "local", session), 0
        while not enough.is_set():
            facts = (MessageSent(str(number)), MessageSent("x" * 500))
            decided = decision(session, *facts, heads=(head(session, actor, version=2 * number + 2),))
            await deliver(store, session, decided, Delivery(actor, session, str(number)))
            number += 1
            acknowledged[session] = number
            more.release()

    answering = [asyncio.create_task(answer(f"s{number}")) for number in range(20)]
    copies = [path.with_name(f"copy{number}.db") for number in range(5)]
    told = []
    for file in copies:
        for _ in range(100):
            await more.acquire()
        told.append(dict(acknowledged))
        await store.backup(file)
    enough.set()
    await asyncio.gather(*answering)

    for file, before in zip(copies, told, strict=True):
        assert _integrity(file) == "ok"
        copy = await open_store(f"sqlite:///{file}")
        for session in before:
            live, copied = await store.stream(session), await copy.stream(session)
            assert copied.facts == live.facts[: copied.version]
            assert copied.version >= 2 * before[session]
            (kept,) = await copy.heads(Identity("terminal", "local", session))
            assert kept.version == copied.version
        await copy.close()


async def test_a_copy_goes_on_as_a_record(store: SQLiteStore, path: Path) -> None:
    await write(store, "s1", MessageSent("before"))
    await store.backup(path.with_name("copy.db"))
    await write(store, "s1", MessageSent("after"))
    copy = await SQLiteStore.open(path.with_name("copy.db"))
    await write(copy, "s1", MessageSent("elsewhere"))
    assert await texts(copy) == ["before", "elsewhere"]
    assert await texts(store) == ["before", "after"]
    await copy.close()


async def test_a_copy_knows_what_was_spent(store: SQLiteStore, path: Path) -> None:
    begun = call("s1", id="2")
    await reserve(store, call("s1", id="1"))
    await reserve(store, begun, settle=(Settlement.of_lost(call("s1", id="1")),))
    await store.backup(path.with_name("copy.db"))
    copy = await SQLiteStore.open(path.with_name("copy.db"))
    assert await spending(copy) == Spending(200, 200, 200, begun)
    assert await copy.usage(TODAY, TODAY) == await store.usage(TODAY, TODAY) != ()
    await copy.close()


async def test_a_copy_is_its_makers_alone_and_nothing_else_is_left_behind(
    store: SQLiteStore, path: Path, tmp_path: Path
) -> None:
    (tmp_path / "copies").mkdir()
    file = tmp_path / "copies" / "copy.db"
    await store.backup(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


async def test_who_was_forgotten_is_not_in_a_copy_made_since(store: SQLiteStore, path: Path) -> None:
    await write(store, "s1", MessageSent("the words of Ann"))
    await write(store, "s2", MessageSent("the words of Ben"), actor=BEN)
    await store.erase([ANN])
    await store.backup(path.with_name("copy.db"))
    copied = path.with_name("copy.db").read_bytes()
    assert b"the words of Ben" in copied
    assert b"the words of Ann" not in copied


async def test_a_file_that_exists_is_not_overwritten(store: SQLiteStore, path: Path) -> None:
    path.with_name("mine.txt").write_text("mine")
    for file in (path.with_name("mine.txt"), path, path.parent):
        with pytest.raises(StoreError, match=r"exists, and was left as it is\. Name a file"):
            await store.backup(file)
    assert path.with_name("mine.txt").read_text() == "mine"
    assert (await store.stream("s1")).version == 0


@pytest.mark.parametrize("left", ["copy.db-wal", "copy.db-journal"])
async def test_what_an_earlier_file_of_that_name_left_is_not_made_part_of_the_copy(
    store: SQLiteStore, path: Path, left: str
) -> None:
    path.with_name(left).write_bytes(b"left")
    with pytest.raises(StoreError, match=f"{left} exists, and was left as it is"):
        await store.backup(path.with_name("copy.db"))
    assert not path.with_name("copy.db").exists()


async def test_a_copy_that_cannot_be_written_is_said_to_be_so(store: SQLiteStore, tmp_path: Path) -> None:
    for file in (tmp_path / "missing" / "copy.db", tmp_path / ("long" * 100)):
        with pytest.raises(StoreError, match=r"No backup was written to .* Name a file"):
            await store.backup(file)
    await write(store, "s1", MessageSent("one"))


def test_a_copy_that_finds_no_room_leaves_nothing_behind(path: Path, tmp_path: Path, child: Child) -> None:
    async def fill() -> None:
        store = await SQLiteStore.open(path)
        await asyncio.gather(*(write(store, f"s{number}", MessageSent("x" * 10_000)) for number in range(20)))
        await store.close()

    asyncio.run(fill())
    copies, rooms = tmp_path / "copies", (1_000, 20_000, 100_000)
    copies.mkdir()
    told, complaints = child("backing_up.py", path, copies, *rooms).communicate(timeout=PATIENCE_S)
    assert complaints == ""
    for room, each in zip(rooms, told.splitlines(), strict=True):
        file = copies / f"{room}.db"
        assert each.startswith(f"StoreFull {file} could not be written, so nothing was saved: the disk")
    assert list(copies.iterdir()) == []


async def test_a_damaged_record_is_named_and_not_copied(path: Path) -> None:
    store = await SQLiteStore.open(path)
    for number in range(40):
        await write(store, f"s{number:02}", MessageSent(f"needle-{number:02}-" + "x" * 2000))
    await store.close()
    damage_text(path, b"needle-20-")

    store = await SQLiteStore.open(path)
    with pytest.raises(StoreCorrupt, match=r"record\.db is damaged"):
        await store.backup(path.with_name("copy.db"))
    assert not list(path.parent.glob("copy*"))
    await store.close()


async def test_a_record_in_memory_says_that_there_is_nothing_to_copy(tmp_path: Path) -> None:
    store = await open_store("memory:")
    with pytest.raises(StoreError, match="sqlite:///PATH"):
        await store.backup(tmp_path / "copy.db")
    await store.close()


def _integrity(file: Path) -> str:
    connection = sqlite3.connect(file)
    try:
        (told,) = connection.execute("PRAGMA integrity_check").fetchone()
        return str(told)
    finally:
        connection.close()
