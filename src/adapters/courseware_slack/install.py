"""The workspaces that installed the app: their tokens, encrypted where they lie, in slack_sdk's tables.

With SQLite they lie in a file beside the record, with PostgreSQL in the record's database.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import (
    AsyncSQLAlchemyInstallationStore,
    SQLAlchemyInstallationStore,
)
from slack_sdk.oauth.sqlalchemy_utils import normalize_datetime_for_db
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore, SQLAlchemyOAuthStateStore
from sqlalchemy import (
    URL,
    Connection,
    Delete,
    Dialect,
    RowMapping,
    Table,
    Text,
    create_engine,
    func,
    inspect,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeDecorator

from courseware_core.clock import SystemClock
from courseware_core.errors import NotInstalled, StoreError
from courseware_slack.settings import Settings

T = TypeVar("T")

STATE_LIVES_S = 600
"""How long somebody may take to agree to the installation, in their browser."""

_SECRET = frozenset(
    ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")
)
_FILE = "sqlite:///"
_ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(0x736C61636B))
"""Held until the transaction ends. The number only has to be one that other programs do not lock."""


class Installations:
    """Where installations are kept, and the states of those under way. `location` says where that is."""

    store: AsyncInstallationStore
    states: AsyncOAuthStateStore
    location: str
    bots: Table
    tables: tuple[Table, ...]

    async def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` returned, all of it in one transaction. Raises: SQLAlchemyError, OSError."""
        raise NotImplementedError

    async def close(self) -> None:
        """Lets go of the database."""
        raise NotImplementedError

    async def newest(self) -> Sequence[Bot]:
        """The newest installation of every workspace or organisation. Raises: SQLAlchemyError, OSError."""
        rows = await self.run(partial(_bots, self.bots))
        found = [SQLAlchemyInstallationStore.build_bot_entity(row) for row in rows]
        return [*{(each.enterprise_id, each.team_id): each for each in found}.values()]


@asynccontextmanager
async def opened_installations(
    settings: Settings, *, only_read: bool = False
) -> AsyncIterator[Installations]:
    """The installations of the app. What an older key has encrypted is encrypted with the first one by then.

    With `only_read` nothing is made or changed for that; whoever asks then goes on reading only.
    Raises: StoreError when they cannot be read, or not with these keys; NotInstalled.
    """
    url = settings.record
    opened = (
        _InFile(url, settings.client_id) if url.startswith(_FILE) else _InPostgres(url, settings.client_id)
    )
    box = MultiFernet([Fernet(key) for key in settings.keys])
    for column in (each for table in opened.tables for each in table.columns if each.name in _SECRET):
        column.type = _Sealed(box)
    try:
        try:
            await opened.run(partial(_look_through if only_read else _prepare, opened.tables))
        except InvalidToken:
            raise StoreError(
                f"COURSEWARE_SLACK_KEY does not open the tokens that are kept at {opened.location}. Add the "
                "key that they were encrypted with behind the others, with a comma between."
            ) from None
        except (OSError, SQLAlchemyError) as error:
            cause = getattr(error, "orig", None) or error
            raise StoreError(f"The installations at {opened.location} cannot be used: {cause}.") from None
        yield opened
    finally:
        await opened.close()


def are_kept(settings: Settings) -> bool:
    """Whether there is a place where installations lie already; `opened_installations` makes it."""
    url = settings.record
    return not url.startswith(_FILE) or _file_beside(url).exists()


def _file_beside(url: str) -> Path:
    """The file of installations beside that of the record at `url`."""
    record = Path(url.removeprefix(_FILE)).expanduser()
    return record.with_name(f"{record.stem}-slack{record.suffix}")


def _prepare(tables: Sequence[Table], connection: Connection) -> None:
    """Makes the tables where they are missing, and encrypts what they hold with the key of today."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME)
    for table in tables:
        table.create(connection, checkfirst=True)
        secret = [column for column in table.columns if column.name in _SECRET]
        for row in connection.execute(select(table.c.id, *secret)) if secret else ():
            number, *values = row
            connection.execute(
                table.update()
                .where(table.c.id == number)
                .values({column.name: value for column, value in zip(secret, values, strict=True)})
            )


def _look_through(tables: Sequence[Table], connection: Connection) -> None:
    """Decrypts whatever there is. Raises: InvalidToken."""
    for table in tables:
        secret = [column for column in table.columns if column.name in _SECRET]
        if secret and inspect(connection).has_table(table.name):
            connection.execute(select(*secret)).all()


def _bots(bots: Table, connection: Connection) -> Sequence[RowMapping]:
    if not inspect(connection).has_table(bots.name):
        return ()
    return connection.execute(bots.select().order_by(bots.c.installed_at)).mappings().all()


def _expired(states: Table) -> Delete:
    """What deletes the states of installations that nobody can finish any more."""
    return states.delete().where(states.c.expire_at < normalize_datetime_for_db(SystemClock().now()))


class _Sealed(TypeDecorator[str]):
    """A text that is encrypted in the database."""

    impl = Text
    cache_ok = False

    def __init__(self, box: MultiFernet) -> None:
        super().__init__()
        self._box = box

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self._box.encrypt(value.encode()).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self._box.decrypt(str(value).encode()).decode()


class _InFile(Installations):
    """In a file beside the record's."""

    def __init__(self, url: str, client_id: str) -> None:
        self.location = str(_file_beside(url))
        self._engine = create_engine(URL.create("sqlite", database=self.location), hide_parameters=True)
        kept = SQLAlchemyInstallationStore(client_id, self._engine)
        states = SQLAlchemyOAuthStateStore(STATE_LIVES_S, self._engine)
        self.store, self.states = _InThread(kept), _StatesInThread(states)
        self.bots = kept.bots
        self.tables = (kept.bots, kept.installations, states.oauth_states)

    async def run(self, work: Callable[[Connection], T]) -> T:
        def whole() -> T:
            with self._engine.begin() as connection:
                return work(connection)

        return await asyncio.to_thread(whole)

    async def close(self) -> None:
        await asyncio.to_thread(self._engine.dispose)


class _InPostgres(Installations):
    """In the record's database."""

    def __init__(self, url: str, client_id: str) -> None:
        try:
            import asyncpg
            from sqlalchemy.ext.asyncio import create_async_engine
        except ModuleNotFoundError:
            raise NotInstalled(
                "PostgreSQL needs more than is installed here. Run `pip install 'courseware-core[postgres]'`."
            ) from None
        self.location = url.rpartition("@")[2]
        self._engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=partial(asyncpg.connect, url),
            hide_parameters=True,
            pool_pre_ping=True,
        )
        kept = AsyncSQLAlchemyInstallationStore(client_id, self._engine)
        states = _StatesInPostgres(STATE_LIVES_S, self._engine)
        self.store, self.states = kept, states
        self.bots = kept.bots
        self.tables = (kept.bots, kept.installations, states.oauth_states)

    async def run(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


class _InThread(AsyncInstallationStore):
    """slack_sdk's store of a file, asked in a thread: Python's driver for SQLite waits for the disk."""

    def __init__(self, store: SQLAlchemyInstallationStore) -> None:
        self._store = store

    async def async_save(self, installation: Installation) -> None:
        await asyncio.to_thread(self._store.save, installation)

    async def async_save_bot(self, bot: Bot) -> None:
        await asyncio.to_thread(self._store.save_bot, bot)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        return await asyncio.to_thread(
            self._store.find_bot,
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await asyncio.to_thread(self._store.delete_bot, enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        await asyncio.to_thread(
            self._store.delete_installation, enterprise_id=enterprise_id, team_id=team_id, user_id=user_id
        )


class _StatesInThread(AsyncOAuthStateStore):
    """slack_sdk's states in a file, asked in a thread; those that are over go when another is made."""

    def __init__(self, states: SQLAlchemyOAuthStateStore) -> None:
        self._states = states

    async def async_issue(self, *_: Any, **__: Any) -> str:
        return await asyncio.to_thread(self._issue)

    async def async_consume(self, state: str) -> bool:
        return await asyncio.to_thread(self._states.consume, state)

    def _issue(self) -> str:
        with self._states.engine.begin() as connection:
            connection.execute(_expired(self._states.oauth_states))
        return self._states.issue()


class _StatesInPostgres(AsyncSQLAlchemyOAuthStateStore):
    """slack_sdk's states, of which those that are over go when another is made."""

    async def async_issue(self, *_: Any, **__: Any) -> str:
        async with self.engine.begin() as connection:
            await connection.execute(_expired(self.oauth_states))
        return await super().async_issue()
