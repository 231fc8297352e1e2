"""A connection that is lost after something was saved, and before anybody heard of it."""

from collections.abc import AsyncIterator

import pytest
from tests.postgres import Server
from tests.storage.proxy import Proxy, between

from courseware_core.engine.facts import LabStarted, MessageSent
from courseware_core.errors import StoreUnreachable
from courseware_core.ports import Decision, Delivery, Loaded, Outcome, Store
from courseware_core.storage import open_store
from courseware_core.testing.stores.samples import ANN, BEN, decision, loaded, texts, write


@pytest.fixture
async def proxy(postgres: Server) -> AsyncIterator[Proxy]:
    """Stands before the server."""
    async with between(postgres.socket) as proxy:
        yield proxy


@pytest.fixture
async def store(proxy: Proxy, database: str) -> AsyncIterator[Store]:
    """A record behind it, with a session."""
    name = database.partition("?")[0].rpartition("/")[2]
    store = await open_store(proxy.url(name))
    await write(store, "s1", LabStarted("a1", "d1"))
    yield store
    await store.close()


async def test_a_delivery_is_done_once_and_acknowledged(proxy: Proxy, store: Store) -> None:
    delivery = Delivery(ANN, "s1", "1")
    proxy.lose_answer_to = b"quinine"
    outcomes = [
        (await loaded(store, "s1", delivery=delivery)).known,
        await _say(store, "quinine", delivery),
        (await loaded(store, "s1", delivery=delivery)).known,
    ]
    assert proxy.lose_answer_to == b""
    assert outcomes == [None, Outcome("accepted", "s1"), Outcome("accepted", "s1")]
    assert await texts(store) == ["quinine"]


async def test_what_has_no_delivery_is_never_done_twice_and_says_that_it_may_have_been(
    proxy: Proxy, store: Store
) -> None:
    proxy.lose_answer_to = b"quinine"
    with pytest.raises(StoreUnreachable, match="saved or not"):
        await write(store, "s1", MessageSent("quinine"))
    assert await texts(store) == ["quinine"]
    proxy.lose_answer_to = b"COMMIT"
    with pytest.raises(StoreUnreachable, match="saved or not"):
        await write(store, "s1", repoint={BEN: ANN})
    assert await store.identities(BEN) == (BEN, ANN)
    proxy.lose_answer_to = b"COMMIT"
    with pytest.raises(StoreUnreachable, match="saved or not"):
        await store.erase([ANN])
    assert await store.streams(ANN) == ()


async def _say(store: Store, text: str, delivery: Delivery) -> Outcome:
    def decide(found: Loaded) -> Decision[None]:
        if found.known:
            return decision("s1", outcome=found.known, remember=False)
        return decision("s1", MessageSent(text))

    done = await store.transact(["s1"], decide, actor=ANN, delivery=delivery)
    return done.outcome
