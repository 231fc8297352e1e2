"""A record of each kind."""

from collections.abc import Callable

import pytest
from tests.promises.stores import STORES, Record, record_of


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    """The name of a kind of record."""
    name: str = request.param
    return name


@pytest.fixture
def records(store: str, request: pytest.FixtureRequest) -> Callable[[], Record]:
    """Makes records of one kind, for every kind."""
    return record_of(store, request.getfixturevalue("database") if store == "postgres" else "")
