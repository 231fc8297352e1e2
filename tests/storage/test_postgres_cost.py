"""What an answer costs on PostgreSQL, counted on the wire: two round trips, whatever it writes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.postgres import Server, name_of
from tests.storage.proxy import Proxy, between

from courseware_core.engine.facts import LabStarted, MessageSent
from courseware_core.engine.projections import Count
from courseware_core.ports import Delivery, Outcome
from courseware_core.storage.postgres.store import PostgresStore
from courseware_core.testing.stores.samples import ANN, decision, deliver, head, loaded, response, write

COUNTS = tuple(Count("q1", "d1", option, True, "2026-11") for option in ("o2", "o1", "o2"))


@pytest.fixture
async def proxy(postgres: Server) -> AsyncIterator[Proxy]:
    async with between(postgres.socket) as proxy:
        yield proxy


@pytest.fixture
async def store(proxy: Proxy, database: str) -> AsyncIterator[PostgresStore]:
    store = await PostgresStore.open(proxy.url(name_of(database)))
    yield store
    await store.close()


async def round_trips(proxy: Proxy, store: PostgresStore, number: int, **more: Any) -> int:
    facts = more.pop("facts", (MessageSent("one"),))
    before = proxy.round_trips
    await deliver(store, "s1", decision("s1", *facts, **more), Delivery(ANN, "s1", str(number)))
    return proxy.round_trips - before


@pytest.mark.parametrize(
    "answer",
    [
        {"heads": (head(),)},
        {"facts": (MessageSent("one"), MessageSent("two")), "heads": (head(),)},
        {
            "heads": (head(),),
            "responses": {"s1": (response("q1"), response("q2"))},
            "counts": COUNTS,
        },
        {"facts": (), "outcome": Outcome("refused", "s1", "stale")},
    ],
    ids=["answer", "two facts", "last answer", "refusal"],
)
async def test_an_answer_is_two_round_trips(
    proxy: Proxy, store: PostgresStore, answer: dict[str, Any]
) -> None:
    await write(store, "s1", LabStarted("a1", "d1"))
    await round_trips(proxy, store, 0, **answer)  # the statements are prepared
    assert [await round_trips(proxy, store, number, **answer) for number in range(1, 12)] == [2] * 11


async def test_what_is_only_read_is_one_round_trip(proxy: Proxy, store: PostgresStore) -> None:
    await write(store, "s1", LabStarted("a1", "d1"))
    delivery = Delivery(ANN, "s1", "1")
    await deliver(store, "s1", decision("s1", MessageSent("one")), delivery)
    for read in (
        lambda: store.stream("s1"),
        lambda: store.heads(ANN),
        lambda: loaded(store, "s1", delivery=delivery),
    ):
        await read()
        before = proxy.round_trips
        await read()
        assert proxy.round_trips == before + 1


async def test_a_store_that_is_used_by_one_at_a_time_has_one_connection(
    proxy: Proxy, store: PostgresStore
) -> None:
    for number in range(20):
        await write(store, f"s{number}", MessageSent("one"))
        await store.stream(f"s{number}")
    assert proxy.connections == 1
