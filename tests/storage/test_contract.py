"""Every store keeps the promises of the contract."""

import shutil
from pathlib import Path

import pytest

from courseware_core.ports import Store
from courseware_core.storage import open_store
from courseware_core.testing.stores import StoreContract


class TestMemoryStore(StoreContract):
    durable = False

    async def open(self, folder: Path) -> Store:
        return await open_store("memory:")


class TestSQLiteStore(StoreContract):
    @pytest.fixture(autouse=True)
    def use(self, tmp_path: Path, empty_record: Path) -> None:
        shutil.copy(empty_record, tmp_path)

    async def open(self, folder: Path) -> Store:
        return await open_store(f"sqlite:///{folder / 'record.db'}")


class TestPostgresStore(StoreContract):
    @pytest.fixture(autouse=True)
    def use(self, database: str) -> None:
        self.url = database

    async def open(self, folder: Path) -> Store:
        return await open_store(self.url)
