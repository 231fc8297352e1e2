"""Bringing a PostgreSQL database to the current revision. Only an operator asks for it."""

from sqlalchemy import Connection, NullPool, func, inspect, select
from sqlalchemy.ext.asyncio import create_async_engine

from courseware_core.storage import statements
from courseware_core.storage.migrations import upgrade
from courseware_core.storage.postgres.errors import FAILURES, raise_explained
from courseware_core.storage.postgres.pool import check_encoding, connect, location_of, too_new
from courseware_core.storage.schema import REVISION_TABLE, REVISIONS

_CONNECT_TIMEOUT_S = 10
_ENCODING = select(func.current_setting("server_encoding"))
_ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(0x636F757273657761))
"""Held until the transaction ends. The number only has to be one that other programs do not lock."""

_NO_LONG_WAIT = select(func.set_config("lock_timeout", "5s", True))
"""Whoever waits to change a table keeps everybody else waiting for it too."""


async def upgrade_database(url: str) -> str:
    """The revision that the tables have now: changed in one transaction, or as they were.

    Raises:
        StoreError: the database cannot be reached or changed, or is newer than this software.
    """
    location = location_of(url)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: connect(url, timeout=_CONNECT_TIMEOUT_S),
        isolation_level="READ COMMITTED",
        poolclass=NullPool,
        hide_parameters=True,
    )
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, location)
    except FAILURES as error:
        raise_explained(error, location)
    return REVISIONS[-1]


def _upgrade(connection: Connection, location: str) -> None:
    check_encoding(connection.execute(_ENCODING).scalar_one(), location)
    connection.execute(_ONE_AT_A_TIME)
    connection.execute(_NO_LONG_WAIT)
    revision = None
    if inspect(connection).has_table(REVISION_TABLE):
        revision = connection.execute(statements.REVISION).scalar()
    if revision is not None and revision not in REVISIONS:
        raise too_new(location)
    if revision != REVISIONS[-1]:
        upgrade(connection)
