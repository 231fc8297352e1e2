"""Stores: where the record is kept. A store is named by a URL."""

from pathlib import Path

from courseware_core.errors import StoreError
from courseware_core.ports import Store

_SQLITE = "sqlite:///"


async def open_store(url: str, *, create: bool = True) -> Store:
    """The store that `url` names, ready to be used; close it when done.

    `memory:` is gone with the process. `sqlite:///PATH` is a file, made with its folder when it is
    missing, unless `create` is false; a PATH that begins with a slash makes four of them.

    Raises:
        StoreError: the URL is none of these, or the record cannot be used.
    """
    if url == "memory:":
        from courseware_core.storage.memory import MemoryStore

        return MemoryStore()
    if url.startswith(_SQLITE):
        path = url.removeprefix(_SQLITE)
        if not path or path == ":memory:":
            raise StoreError(f"{url} names no file. Write sqlite:///PATH, or memory: for a record in memory.")
        from courseware_core.storage.sqlite import SQLiteStore

        if not (create or _file(path).exists()):
            raise StoreError(f"There is no record at {path} yet. Learning begins one.")
        return await SQLiteStore.open(_file(path))
    raise StoreError(_advice(url))


def default_store_url() -> str:
    """The URL of this user's own record, in the folder where this system keeps a program's data."""
    from platformdirs import user_data_path

    return f"{_SQLITE}{user_data_path('courseware', appauthor=False) / 'courseware.db'}"


def _file(path: str) -> Path:
    return Path(path).expanduser()


def _advice(url: str) -> str:
    scheme, colon, rest = url.partition(":")
    known = "A store is named memory: or sqlite:///PATH"
    if scheme == "sqlite" and rest.strip("/"):
        return f"{url} has not enough slashes. Write {_SQLITE}{rest.lstrip('/')}"
    if colon and len(scheme) > 1:  # a single letter is a drive of Windows
        return f"There is no store of the kind {scheme}. {known}."
    return f"{url!r} is no store's URL. {known}; for a file of this name write {_SQLITE}{url}"
