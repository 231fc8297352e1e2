"""One SQLite file is served by one process; whoever else needs it waits their turn."""

import asyncio
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from courseware_core.app import Courseware
from courseware_core.engine.facts import MessageSent
from courseware_core.errors import StoreServed
from courseware_core.storage import open_store
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import texts, write

PATIENCE_S = 60

Child = Callable[..., subprocess.Popen[str]]
OnConnect = Callable[[Callable[[sqlite3.Connection], object]], None]


@pytest.fixture
def server(path: Path, child: Child) -> subprocess.Popen[str]:
    """A process that serves the record."""
    process = child("serving.py", path)
    assert process.stdout is not None
    assert process.stdout.readline() == "serving\n"
    return process


async def serve(path: Path) -> SQLiteStore:
    return await SQLiteStore.open(path, serving=True, busy_timeout_s=0.05)


@pytest.mark.parametrize("end", ["killed", "forgetful"])
async def test_when_a_process_has_ended_in_whatever_way_the_next_may_serve(
    path: Path, server: subprocess.Popen[str], end: str
) -> None:
    if end == "killed":
        server.kill()
    server.communicate(timeout=PATIENCE_S)
    store = await serve(path)
    assert await texts(store) == ["served"]
    await store.close()


async def test_who_would_serve_as_well_is_told_of_postgresql_and_who_would_not_works_beside_the_one_who_does(
    path: Path, server: subprocess.Popen[str]
) -> None:
    with pytest.raises(StoreServed, match=r"record\.db is being served .* PostgreSQL"):
        await serve(path)
    beside = await open_store(f"sqlite:///{path}")
    await write(beside, "s1", MessageSent("beside"))
    assert await texts(beside) == ["served", "beside"]
    await beside.backup(path.with_name("copy.db"))
    await beside.close()
    assert server.poll() is None


async def test_one_process_serves_a_file_once_by_whatever_name_it_calls_it(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await serve(path)
    (tmp_path / "link.db").symlink_to(path)
    (tmp_path / "here").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    names = (path, Path(path.name), tmp_path / "link.db", tmp_path / "here" / path.name)
    for name in names:
        with pytest.raises(StoreServed):
            await serve(name)
    await write(store, "s1", MessageSent("one"))
    assert await texts(store) == ["one"]
    await store.close()
    for name in names:
        await (await serve(name)).close()


async def test_of_many_who_would_serve_at_once_one_does(path: Path) -> None:
    await (await SQLiteStore.open(path)).close()
    became = await asyncio.gather(*(serve(path) for _ in range(8)), return_exceptions=True)
    serving = [each for each in became if isinstance(each, SQLiteStore)]
    assert len(serving) == 1
    assert [type(each) for each in became if each not in serving] == [StoreServed] * 7
    await serving[0].close()


async def test_who_comes_while_the_one_before_is_leaving_waits_for_it(path: Path) -> None:
    leaving = await serve(path)
    coming = asyncio.create_task(SQLiteStore.open(path, serving=True, busy_timeout_s=PATIENCE_S))
    await asyncio.sleep(0)  # it has begun to wait
    await leaving.close()
    await (await coming).close()


async def test_a_copy_of_a_record_that_is_served_is_another_record(path: Path) -> None:
    store = await serve(path)
    await store.backup(path.with_name("copy.db"))
    await (await serve(path.with_name("copy.db"))).close()
    await store.close()


async def test_a_record_in_memory_may_always_be_served() -> None:
    await (await open_store("memory:", serving=True)).close()


async def test_the_mark_beside_the_record_is_one_empty_file(path: Path) -> None:
    store = await serve(path)
    await store.close()
    mark = path.with_name("record.db-serving")
    assert sorted(path.parent.iterdir()) == [path, mark]
    assert mark.stat().st_size == 0


async def test_an_app_that_serves_is_the_only_one_and_others_may_look(
    path: Path, on_connect: OnConnect
) -> None:
    on_connect(
        lambda connection: connection.execute("PRAGMA busy_timeout = 50")
    )  # who is refused hears it soon
    url = f"sqlite:///{path}"
    async with Courseware.open(store=url, serving=True):
        async with Courseware.open(store=url):
            pass
        with pytest.raises(StoreServed, match="PostgreSQL"):
            async with Courseware.open(store=url, serving=True):
                pass
