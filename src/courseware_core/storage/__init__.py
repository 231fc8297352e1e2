"""Stores: where the record is kept. A store is named by a URL."""

import asyncio
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from courseware_core.errors import NotInstalled, StoreError
from courseware_core.ports import Store

if TYPE_CHECKING:
    from courseware_core.storage.sqlite.file import Condition

_SQLITE = "sqlite:///"
_SETTINGS = re.compile(r"\?\w+=.*$", re.DOTALL)
_POSTGRES = ("postgresql://", "postgres://")

_LOOKED_AT_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """What was found where a record is kept or would be: how it stands, and where that is.

    `location` holds no password, and is empty for a record that ends with the program.
    """

    condition: "Condition"
    location: str


async def open_store(url: str, *, create: bool = True, serving: bool = False) -> Store:
    """The store that `url` names, ready to be used; close it when done.

    `memory:` is gone with the process. `sqlite:///PATH` is a file, made with its folder when it is
    missing, unless `create` is false; a PATH that begins with a slash makes four of them.
    `postgresql://USER:PASSWORD@HOST:PORT/DATABASE` is a database that `upgrade_store` has made ready.

    `serving` is for a bot or a server. One file can be served by one of them at a time.

    Raises:
        StoreServed: somebody else serves the file.
        StoreError: the URL is none of these, or the record cannot be used.
        NotInstalled: the part for PostgreSQL is missing.
    """
    if url == "memory:":
        from courseware_core.storage.memory import MemoryStore

        return MemoryStore()
    if url.startswith(_POSTGRES):
        _need_postgres()
        from courseware_core.storage.postgres.store import PostgresStore

        return await PostgresStore.open(url)
    from courseware_core.storage.sqlite.store import SQLiteStore

    path = _file(url)
    if not (create or path.exists()):
        raise StoreError(f"There is no record at {path} yet. Learning begins one.")
    return await SQLiteStore.open(path, serving=serving)


async def upgrade_store(url: str) -> str:
    """The revision that the tables of the record have now. They are made when there are none.

    Whole or not at all; two upgrades at once are one. What is recorded stays.

    Raises:
        StoreError: the URL names no record that lasts, or the record cannot be used.
        NotInstalled: the part for PostgreSQL is missing.
    """
    if url == "memory:":
        raise StoreError("A record in memory is always up to date: there is nothing to upgrade.")
    if url.startswith(_POSTGRES):
        _need_postgres()
        from courseware_core.storage.postgres.upgrade import upgrade_database

        return await upgrade_database(url)
    from courseware_core.storage.schema import REVISIONS
    from courseware_core.storage.sqlite.store import SQLiteStore

    # To open a file that may be written is to upgrade it.
    await (await SQLiteStore.open(_file(url))).close()
    return REVISIONS[-1]


async def look_at_store(url: str) -> Found:
    """How the record stands that `url` names, as a bot or a server would find it. Nothing is made or changed.

    Raises:
        StoreServed: somebody else serves it.
        StoreError: the URL names no record, or it cannot be used.
        NotInstalled: the part for PostgreSQL is missing.
    """
    if url == "memory:" or url.startswith(_POSTGRES):
        store = await open_store(url)
        await store.close()
        return Found("ready", store.location)
    path = _file(url)
    return Found(await asyncio.to_thread(_condition, path), str(path))


def default_store_url() -> str:
    """The URL of this user's own record, in the folder where this system keeps a program's data."""
    from platformdirs import user_data_path

    return f"{_SQLITE}{user_data_path('courseware', appauthor=False) / 'courseware.db'}"


def _condition(path: Path) -> "Condition":
    from courseware_core.storage.sqlite.file import condition
    from courseware_core.storage.sqlite.serving import look

    found = condition(path, _LOOKED_AT_WITHIN_S)
    look(path)
    return found


def _file(url: str) -> Path:
    if not url.startswith(_SQLITE):
        raise StoreError(_advice(url))
    path = url.removeprefix(_SQLITE)
    if not path or path == ":memory:":
        raise StoreError(f"{url} names no file. Write sqlite:///PATH, or memory: for a record in memory.")
    if settings := _SETTINGS.search(path):
        plain = url.removesuffix(settings.group())
        raise StoreError(f"A file takes no settings such as {settings.group()}. Write {plain}")
    return Path(path).expanduser()


def _need_postgres() -> None:
    if not (find_spec("asyncpg") and find_spec("greenlet")):
        raise NotInstalled(
            "PostgreSQL needs more than is installed here. Run `pip install 'courseware-core[postgres]'`."
        )


def _advice(url: str) -> str:
    scheme, colon, rest = url.partition(":")
    known = "A store is named memory:, sqlite:///PATH or postgresql://USER@HOST/DATABASE"
    if scheme == "sqlite" and rest.strip("/"):
        return f"{url} has not enough slashes. Write {_SQLITE}{rest.lstrip('/')}"
    if colon and len(scheme) > 1:  # a single letter is a drive of Windows
        return f"There is no store of the kind {scheme}. {known}."
    return f"{url!r} is no store's URL. {known}; for a file of this name write {_SQLITE}{url}"
