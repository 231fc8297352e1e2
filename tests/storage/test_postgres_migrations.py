"""A PostgreSQL database is upgraded when the operator says so, whole or not at all, and once."""

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata  # noqa: TID253
from alembic.runtime.migration import MigrationContext  # noqa: TID253
from sqlalchemy import Connection, Engine, NullPool, event
from sqlalchemy.ext.asyncio import create_async_engine
from tests.postgres import Server

from courseware_core.engine.facts import MessageSent
from courseware_core.errors import StoreCorrupt, StoreError, StoreOutdated, StoreTooNew
from courseware_core.storage import open_store, upgrade_store
from courseware_core.storage.migrations import upgrade
from courseware_core.storage.schema import REVISION_TABLE, REVISIONS, metadata
from courseware_core.testing.stores.samples import texts, write

PATIENCE_S = 60

T = TypeVar("T")

Child = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def empty(postgres: Server) -> Iterator[str]:
    """The URL of a database without any tables."""
    name = postgres.create_database(empty=True)
    yield postgres.url(name)
    postgres.drop_database(name)


async def done(url: str, work: Callable[[Connection], T]) -> T:
    """What `work` returned, committed."""
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=NullPool
    )
    async with engine.begin() as connection:
        return await connection.run_sync(work)


async def asked(url: str, question: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(question)]
    finally:
        await connection.close()


async def tables(url: str) -> set[str]:
    found = await asked(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name for (name,) in found}


async def one_fact(url: str) -> list[str]:
    store = await open_store(url)
    await write(store, "s1", MessageSent("one"))
    found = await texts(store)
    await store.close()
    return found


async def test_the_migrated_schema_is_the_declared_one(empty: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        options = {"version_table": REVISION_TABLE, "compare_type": True, "compare_server_default": True}
        found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
        return found

    assert await upgrade_store(empty) == REVISIONS[-1]
    assert await done(empty, differences) == []
    assert await tables(empty) == {REVISION_TABLE, *metadata.tables}


async def test_the_order_of_texts_does_not_depend_on_the_system(empty: str) -> None:
    await upgrade_store(empty)
    of_the_system = (
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    )
    assert await asked(empty, of_the_system) == []


async def test_a_database_that_was_not_upgraded_is_not_opened(empty: str) -> None:
    with pytest.raises(StoreOutdated, match=r"no record at .*courseware db upgrade"):
        await open_store(empty)
    assert await tables(empty) == set()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
async def test_an_older_record_is_upgraded_with_all_that_is_in_it(empty: str, revision: str) -> None:
    await done(empty, lambda connection: upgrade(connection, revision))
    await asked(
        empty,
        "INSERT INTO facts VALUES ('s1', 1, 0, 'terminal', 'local', 'ann', 'MessageSent', 1, "
        """'{"text": "from before"}')""",
    )
    with pytest.raises(StoreOutdated, match=r"older version.*courseware db upgrade"):
        await open_store(empty)
    assert await upgrade_store(empty) == REVISIONS[-1]
    assert await tables(empty) == {REVISION_TABLE, *metadata.tables}
    assert await one_fact(empty) == ["from before", "one"]


async def test_upgrading_again_changes_nothing(empty: str) -> None:
    await upgrade_store(empty)
    await one_fact(empty)
    before = await asked(empty, "SELECT id, xmin::text FROM record")
    assert await upgrade_store(empty) == REVISIONS[-1]
    assert await asked(empty, "SELECT id, xmin::text FROM record") == before
    assert len(before) == 1


async def test_upgrades_at_once_are_one(empty: str) -> None:
    assert await asyncio.gather(*(upgrade_store(empty) for _ in range(6))) == [REVISIONS[-1]] * 6
    assert len(await asked(empty, "SELECT id FROM record")) == 1
    assert await one_fact(empty) == ["one"]


async def test_an_upgrade_that_fails_leaves_the_database_as_it_was(empty: str) -> None:
    def fail(_: object, __: object, statement: str, *___: object) -> None:
        if "INSERT INTO record" in statement:
            raise LookupError

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        with pytest.raises(LookupError):
            await upgrade_store(empty)
    finally:
        event.remove(Engine, "before_cursor_execute", fail)
    assert await tables(empty) == set()
    await upgrade_store(empty)
    assert await one_fact(empty) == ["one"]


async def test_an_upgrade_that_is_killed_leaves_the_database_as_it_was(empty: str, child: Child) -> None:
    process = child("upgrading.py", empty)
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    waiting = asyncio.create_task(upgrade_store(empty))
    assert await tables(empty) == set()
    process.kill()
    assert await asyncio.wait_for(waiting, PATIENCE_S) == REVISIONS[-1]
    assert await one_fact(empty) == ["one"]


async def test_a_record_of_a_newer_version_is_refused_untouched(empty: str) -> None:
    await upgrade_store(empty)
    await asked(empty, f"UPDATE {REVISION_TABLE} SET version_num = '9999'")
    for use in (open_store, upgrade_store):
        with pytest.raises(StoreTooNew, match="Update courseware"):
            await use(empty)
    assert await asked(empty, f"SELECT version_num FROM {REVISION_TABLE}") == [("9999",)]


async def test_a_store_that_is_open_takes_no_new_connections_to_a_newer_record(empty: str) -> None:
    await upgrade_store(empty)
    store = await open_store(empty)
    await write(store, "s1", MessageSent("one"))
    await asked(empty, f"UPDATE {REVISION_TABLE} SET version_num = '9999'")
    await asked(
        empty, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'courseware'"
    )
    with pytest.raises(StoreTooNew):
        await store.stream("s1")
    await store.close()


async def test_tables_of_another_program_are_left_alone(empty: str) -> None:
    await asked(empty, "CREATE TABLE heads (name text)")
    with pytest.raises(StoreOutdated):
        await open_store(empty)
    with pytest.raises(StoreCorrupt, match="another program"):
        await upgrade_store(empty)
    assert await tables(empty) == {"heads"}


async def test_a_database_that_cannot_keep_every_text_is_refused(postgres: Server) -> None:
    await postgres.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    for use in (open_store, upgrade_store):
        with pytest.raises(StoreError, match="UTF-8"):
            await use(postgres.url("latin"))
    assert await tables(postgres.url("latin")) == set()
    await postgres.execute("DROP DATABASE latin")


async def test_a_record_in_memory_has_nothing_to_upgrade() -> None:
    with pytest.raises(StoreError, match="nothing to upgrade"):
        await upgrade_store("memory:")
