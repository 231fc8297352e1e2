"""What all tests share: how hard Hypothesis looks, and a surrounding without anybody's settings."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.postgres import Server, empty_database, serving

# A machine's speed is no property of the code: no deadline, and no complaint about slow examples.
for profile, examples in {"short": 50, "long": 500}.items():
    settings.register_profile(
        profile,
        max_examples=examples,
        derandomize="CI" in os.environ,  # a change is not blamed for what chance finds beside it
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Doctests stand in the package. A module here that is no test may be a program to start."""
    is_module = collection_path.suffix == ".py"
    return True if is_module and not collection_path.name.startswith("test_") else None


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nobody's settings, records or language, in this process and in those it starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("COURSEWARE_", "LC_", "LANG", "XDG_", "PYTHONDONTWRITEBYTECODE")):
                patch.delenv(name)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, one for each process that runs tests."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def shared_database(postgres: Server) -> str:
    """The URL of a PostgreSQL database for one test after the other."""
    return postgres.url(postgres.create_database())


@pytest.fixture
def database(shared_database: str) -> str:
    """The URL of a PostgreSQL database that holds an empty record. No test changes its tables."""
    asyncio.run(empty_database(shared_database))
    return shared_database
