"""Connections to one PostgreSQL database, each looked at before it is used."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import Executable
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from courseware_core.errors import StoreError, StoreOutdated, StoreTooNew
from courseware_core.storage import statements
from courseware_core.storage.decisions import closed
from courseware_core.storage.postgres.connection import Driver, said
from courseware_core.storage.postgres.errors import FAILURES, Unsure, is_lost, raise_explained
from courseware_core.storage.schema import REVISIONS

T = TypeVar("T")

LARGEST = 10
"""How many connections a pool has at most. More were measured to bring nothing."""

_SETTINGS = {
    "application_name": "courseware",
    "default_transaction_isolation": "read committed",
    # Whoever fell silent with a lock in hand is not waited for.
    "idle_in_transaction_session_timeout": "30s",
}
_DURABLE = """
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') = 'off'
"""


class Pool:
    """Connections to the database of `url`, all of them to the record that the first one showed.

    Nothing is waited for longer than `timeout_s`.
    """

    def __init__(self, url: str, timeout_s: float) -> None:
        self.location = location_of(url)
        self._timeout_s = timeout_s
        self._record: str | None = None
        self._in_use = 0
        self._unused = asyncio.Event()
        self._closed = False
        self._pool = asyncpg.create_pool(
            url,
            min_size=0,
            max_size=LARGEST,
            connect=connect,
            init=self._look_at,
            reset=_leave_as_it_is,
            max_cached_statement_lifetime=0,
            timeout=timeout_s,
            command_timeout=timeout_s,
            # Shorter than ours, so that a lock that was waited for in vain is told from a lost server.
            server_settings=_SETTINGS | {"lock_timeout": f"{timeout_s * 500:.0f}ms"},
        )

    async def open(self) -> None:
        """Looks at the database for the first time.

        Raises:
            StoreError: it cannot be reached, or its tables are not those of this software.
        """
        await self._pool
        try:
            await self.use(_leave_as_it_is)
        except BaseException:
            await self.close()
            raise

    async def use(self, work: Callable[[Driver], Awaitable[T]]) -> T:
        """What `work` returned. When its connection is lost, it is done again once on another one.

        Raises what `work` raises.

        Raises:
            StoreError: the database cannot be used.
        """
        if self._closed:
            raise closed()
        self._in_use += 1
        self._unused.clear()
        try:
            return await self._use(work)
        finally:
            self._in_use -= 1
            if not self._in_use:
                self._unused.set()

    async def close(self) -> None:
        """Waits for what is under way and closes every connection. May be repeated."""
        self._closed = True
        if self._in_use:
            await self._unused.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timeout_s):
                await self._pool.close()

    async def _use(self, work: Callable[[Driver], Awaitable[T]]) -> T:
        again = True
        while True:
            try:
                async with self._pool.acquire(timeout=self._timeout_s) as driver:
                    try:
                        return await work(driver)
                    except FAILURES as error:
                        if is_lost(error):
                            # The pool may have noticed, and let go of it.
                            with suppress(asyncpg.InterfaceError):
                                driver.terminate()
                        raise
            except FAILURES as error:
                if not (again and is_lost(error)) or isinstance(error, Unsure):
                    raise_explained(error, self.location)
            # The others were most likely lost as well, whether that has been noticed or not.
            await self._pool.expire_connections()
            again = False

    async def _look_at(self, driver: Driver) -> None:
        """Raises StoreError when the connection leads to another record than the first one did."""
        check_encoding(driver.get_settings().server_encoding, self.location)
        record = await _value(driver, statements.RECORD)
        if self._record not in (None, record):
            raise StoreError(
                f"Another database answered at {self.location} than the one that was opened; nothing was "
                "read or saved. See that the address leads to the right server, then start again."
            )
        _check_revision(await _value(driver, statements.REVISION), self.location)
        self._record = record
        await driver.execute(_DURABLE)


async def _value(driver: Driver, statement: Executable) -> str | None:
    """What the statement finds; None when the table it asks is missing."""
    with suppress(asyncpg.UndefinedTableError):
        value: str | None = await driver.fetchval(said(statement).text)
        return value
    return None


def check_encoding(encoding: str, location: str) -> None:
    """Raises StoreError when the database cannot keep every text that a learner may write."""
    if encoding != "UTF8":
        raise StoreError(
            f"{location} does not keep its texts in UTF-8. Create a database with ENCODING 'UTF8'."
        )


def too_new(location: str) -> StoreTooNew:
    """The error of tables that this software does not know."""
    return StoreTooNew(
        f"{location} was brought up to date by a newer version of courseware. Update courseware, or name "
        "another database."
    )


def _check_revision(revision: str | None, location: str) -> None:
    if revision is None:
        raise StoreOutdated(
            f"There is no record at {location} yet. Run `courseware db upgrade` to begin one."
        )
    if revision not in REVISIONS:
        raise too_new(location)
    if revision != REVISIONS[-1]:
        raise StoreOutdated(
            f"{location} has the tables of an older version of courseware. Run `courseware db upgrade`."
        )


def location_of(url: str) -> str:
    """`url` without its password, for people to read.

    Raises:
        StoreError: it cannot be read.
    """
    try:
        return make_url(url).difference_update_query(["password", "sslpassword"]).render_as_string()
    except (ArgumentError, ValueError):
        raise _unreadable() from None


async def connect(url: str, **options: Any) -> asyncpg.Connection:
    """A connection that nobody has looked at. Raises the driver's errors; StoreError when `url` is no URL."""
    try:
        return await asyncpg.connect(url, **options)
    except OSError:  # of which a certificate that is not trusted is one, and a ValueError too
        raise
    except ValueError:
        raise _unreadable() from None


def _unreadable() -> StoreError:
    """Does not say what cannot be read: whatever stands in the wrong place may be the password."""
    return StoreError(
        "The URL of the PostgreSQL database cannot be read. Write postgresql://USER:PASSWORD@HOST:PORT/"
        "DATABASE, and in a password every character that a URL gives a meaning of its own as in %40 for @."
    )


async def _leave_as_it_is(_: Any) -> None:
    """Between two uses nothing has to be put back, and asking would be a round trip more."""
