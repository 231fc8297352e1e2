"""The schema of a file is brought to the current revision when it is opened, whole or not at all."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata  # noqa: TID253
from alembic.config import Config  # noqa: TID253
from alembic.runtime.migration import MigrationContext  # noqa: TID253
from alembic.script import ScriptDirectory  # noqa: TID253
from sqlalchemy import Engine, create_engine, event

from courseware_core.engine.facts import MessageSent
from courseware_core.storage import look_at_store, upgrade_store
from courseware_core.storage.migrations import upgrade
from courseware_core.storage.schema import REVISION_TABLE, REVISIONS, metadata
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import texts, write

_INDEXES = {str(index.name) for table in metadata.tables.values() for index in table.indexes}


def schema(path: Path) -> dict[str, str]:
    """The statements that made the tables and indexes of a file, by name."""
    connection = sqlite3.connect(path)
    try:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in found}
    finally:
        connection.close()


async def one_fact(path: Path) -> list[str]:
    store = await SQLiteStore.open(path)
    await write(store, "s1", MessageSent("one"))
    found = await texts(store)
    await store.close()
    return found


def test_the_migrated_schema_is_the_declared_one(path: Path, tmp_path: Path) -> None:
    asyncio.run(one_fact(path))
    migrated = schema(path)
    del migrated[REVISION_TABLE]
    declared = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    metadata.create_all(declared)
    declared.dispose()
    assert migrated == schema(tmp_path / "declared.db")

    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        options = {"version_table": REVISION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_known_revisions_are_those_that_are_shipped() -> None:
    config = Config()
    config.set_main_option("script_location", "courseware_core.storage:migrations")
    shipped = ScriptDirectory.from_config(config)
    assert tuple(reversed([script.revision for script in shipped.walk_revisions()])) == REVISIONS


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    def fail(_: object, __: object, statement: str, *___: object) -> None:
        if "CREATE TABLE heads" in statement:
            raise InterruptedError

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        with pytest.raises(InterruptedError):
            asyncio.run(SQLiteStore.open(path))
    finally:
        event.remove(Engine, "before_cursor_execute", fail)
    assert schema(path) == {}
    assert asyncio.run(one_fact(path)) == ["one"]


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_older_file_is_upgraded_with_all_that_is_in_it(path: Path, revision: str) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade(connection, revision)
        connection.exec_driver_sql(
            "INSERT INTO facts VALUES ('s1', 1, 0, 'terminal', 'local', 'ann', 'MessageSent', 1, "
            """'{"text": "from before"}')"""
        )
    engine.dispose()
    assert asyncio.run(look_at_store(f"sqlite:///{path}")).condition == "older"
    assert set(schema(path)) <= {REVISION_TABLE, *metadata.tables, *_INDEXES}
    assert asyncio.run(one_fact(path)) == ["from before", "one"]
    made = sqlite3.connect(path)
    assert made.execute("SELECT count(*), min(length(id)) FROM record").fetchall() == [(1, 16)]
    made.close()
    assert set(schema(path)) == {REVISION_TABLE, *metadata.tables, *_INDEXES}


def test_upgrading_a_file_is_opening_it(path: Path) -> None:
    assert asyncio.run(upgrade_store(f"sqlite:///{path}")) == REVISIONS[-1]
    assert "record" in schema(path)
    assert asyncio.run(upgrade_store(f"sqlite:///{path}")) == REVISIONS[-1]


def test_opening_again_changes_nothing(path: Path) -> None:
    asyncio.run(one_fact(path))
    before = schema(path)

    async def open_and_close() -> None:
        await (await SQLiteStore.open(path)).close()

    content = path.read_bytes()
    asyncio.run(open_and_close())
    assert schema(path) == before
    assert path.read_bytes() == content
