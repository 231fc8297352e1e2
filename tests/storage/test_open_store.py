"""A store is named by a URL; opening it loads no more than it needs."""

import asyncio
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from courseware_core.errors import StoreError
from courseware_core.ports import Store
from courseware_core.storage import default_store_url, open_store
from courseware_core.storage.memory import MemoryStore
from courseware_core.storage.sqlite.store import SQLiteStore


def opened(url: str) -> Store:
    store = asyncio.run(open_store(url))
    asyncio.run(store.close())
    return store


def test_memory_is_a_store_in_memory() -> None:
    assert isinstance(opened("memory:"), MemoryStore)


def test_sqlite_is_a_file_at_an_absolute_path(tmp_path: Path) -> None:
    store = opened(f"sqlite:///{tmp_path}/record.db")
    assert isinstance(store, SQLiteStore)
    assert store.location == str(tmp_path / "record.db")
    assert (tmp_path / "record.db").exists()


def test_sqlite_is_a_file_beside_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened("sqlite:///record.db")
    assert (tmp_path / "record.db").exists()


def test_sqlite_is_a_file_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    opened("sqlite:///~/record.db")
    assert (tmp_path / "record.db").exists()


@pytest.mark.parametrize("name", ["with space.db", "question?.db", "hash#.db", "per%20cent.db", "日本.db"])
def test_a_path_may_hold_any_character(tmp_path: Path, name: str) -> None:
    opened(f"sqlite:///{tmp_path}/{name}")
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_making_a_record_writes_nothing_into_the_log_of_a_program(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    opened(f"sqlite:///{tmp_path}/record.db")
    assert [each for each in caplog.records if each.name != "asyncio"] == []


def test_a_missing_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    opened(f"sqlite:///{tmp_path}/made/for/it/record.db")
    assert stat.S_IMODE((tmp_path / "made/for/it").stat().st_mode) == 0o700


def test_the_default_is_a_file_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("other systems have no variable that moves the folder")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_store_url() == f"sqlite:///{tmp_path}/courseware/courseware.db"
    opened(default_store_url())
    assert stat.S_IMODE((tmp_path / "courseware").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("record.db", "write sqlite:///record.db"),
        ("/data/record.db", "write sqlite:////data/record.db"),
        ("C:\\data\\record.db", "write sqlite:///C:\\data\\record.db"),
        ("", "memory:, sqlite:///PATH or postgresql://USER@HOST/DATABASE"),
        ("sqlite:///", "Write sqlite:///PATH"),
        ("sqlite:///:memory:", "memory: for a record in memory"),
        (
            "sqlite:///record.db?mode=ro&cache=shared",
            "no settings such as ?mode=ro&cache=shared. Write sqlite:///record.db",
        ),
        ("sqlite:record.db", "Write sqlite:///record.db"),
        ("sqlite://record.db", "Write sqlite:///record.db"),
        ("sqlite://", "memory:, sqlite:///PATH or postgresql://USER@HOST/DATABASE"),
        ("memory", "memory:, sqlite:///PATH or postgresql://USER@HOST/DATABASE"),
        ("mysql://host/record", "no store of the kind mysql. A store is named memory:, sqlite:///PATH or "),
    ],
)
def test_what_names_no_store_is_refused_with_advice(url: str, advice: str) -> None:
    with pytest.raises(StoreError) as refused:
        opened(url)
    assert advice in str(refused.value)


@pytest.mark.parametrize(
    ("program", "absent"),
    [
        ("import courseware_core.storage", {"sqlalchemy", "sqlite3", "alembic", "platformdirs"}),
        ("run('memory:')", {"sqlalchemy", "sqlite3", "alembic"}),
        ("run('sqlite:///{path}')", {"alembic", "mako", "asyncpg", "greenlet"}),
    ],
)
def test_opening_imports_only_what_it_needs(tmp_path: Path, program: str, absent: set[str]) -> None:
    path = tmp_path / "record.db"
    opened(f"sqlite:///{path}")
    script = (
        "import asyncio, sys\n"
        "from courseware_core.storage import open_store\n"
        "def run(url): asyncio.run(go(url))\n"
        "async def go(url): await (await open_store(url)).close()\n"
        f"{program.format(path=path)}\n"
        "print(*sys.modules)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert absent & set(ended.stdout.split()) == set()
