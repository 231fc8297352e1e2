"""Records in databases."""

import shutil
import tempfile
from pathlib import Path

from tests.postgres import empty_database

from courseware_core.ports import Store
from courseware_core.storage import open_store
from courseware_core.storage.sqlite.store import SQLiteStore


class SQLiteRecord:
    """A file in a folder of its own, with a connection for each worker."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="promises-")

    async def open(self) -> Store:
        path = Path(self._folder.name) / "record.db"
        if not path.exists():
            shutil.copy(await _empty_file(), path)
        return await SQLiteStore.open(path)

    async def close(self, store: Store) -> None:
        await store.close()

    async def end(self) -> None:
        self._folder.cleanup()


_templates: list[tempfile.TemporaryDirectory[str]] = []


async def _empty_file() -> Path:
    """A file with the schema and nothing in it; made once, because that takes longer than an example."""
    if not _templates:
        _templates.append(tempfile.TemporaryDirectory(prefix="promises-"))
        store = await SQLiteStore.open(Path(_templates[0].name) / "empty.db")
        await store.close()
    return Path(_templates[0].name) / "empty.db"


class PostgresRecord:
    """A database that is emptied first, with connections for each worker."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._is_empty = False

    async def open(self) -> Store:
        if not self._is_empty:
            self._is_empty = True
            await empty_database(self._url)
        return await open_store(self._url)

    async def close(self, store: Store) -> None:
        await store.close()

    async def end(self) -> None:
        pass
