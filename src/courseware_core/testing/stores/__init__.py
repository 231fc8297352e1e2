"""The promises that every store keeps, as one suite. Needs pytest and pytest-asyncio.

A store of your own keeps them when a class `TestMyStore(StoreContract)` that says how to `open` it passes.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from courseware_core.engine.facts import AttemptStarted, MessageSent, QuestionOpened, Slot
from courseware_core.engine.projections import Count
from courseware_core.errors import StoreError
from courseware_core.ports import AttemptsOf, Delivery, QuestionsSeen, Settlement, SpendingOf, Store
from courseware_core.testing.stores.deliveries import DeliveryPromises
from courseware_core.testing.stores.forgetting import ForgettingPromises
from courseware_core.testing.stores.linking import LinkingPromises
from courseware_core.testing.stores.projections import ProjectionPromises
from courseware_core.testing.stores.publishing import PublishingPromises
from courseware_core.testing.stores.samples import (
    ANN,
    AT,
    TODAY,
    call,
    decision,
    deliver,
    head,
    loaded,
    reserve,
    response,
    write,
)
from courseware_core.testing.stores.spending import SpendingPromises
from courseware_core.testing.stores.streams import StreamPromises
from courseware_core.testing.stores.transactions import TransactionPromises


@pytest.mark.asyncio
class StoreContract(
    StreamPromises,
    TransactionPromises,
    DeliveryPromises,
    ProjectionPromises,
    LinkingPromises,
    ForgettingPromises,
    PublishingPromises,
    SpendingPromises,
):
    """Derive from it, say how to `open`, and every promise is tested."""

    durable = True
    """Whether what was committed is there when the same folder is opened again."""

    async def open(self, folder: Path) -> Store:
        """A store that keeps its record in `folder`, which may hold one already."""
        raise NotImplementedError

    @pytest_asyncio.fixture
    async def store(self, tmp_path: Path) -> AsyncIterator[Store]:
        """A store without any record."""
        store = await self.open(tmp_path)
        yield store
        await store.close()

    @pytest_asyncio.fixture
    async def stores(self, store: Store, tmp_path: Path) -> AsyncIterator[Sequence[Store]]:
        """That store and another one on its record; itself again when the record is not to last."""
        other = await self.open(tmp_path) if self.durable else store
        yield (store, other)
        await other.close()

    async def test_it_says_where_it_is_when_it_outlives_the_program(self, store: Store) -> None:
        assert bool(store.location) == self.durable

    async def test_what_was_committed_is_there_after_opening_again_if_it_is_to_last(
        self, store: Store, tmp_path: Path
    ) -> None:
        delivery, count = Delivery(ANN, "", "1"), Count("q1", "d1", "o1", True, "2026-11")
        decided = decision(
            "s1",
            AttemptStarted("a1", "d1", (Slot("q1", ("o2", "o1")),), deadline=AT),
            heads=(head(),),
            responses={"s1": (response("q1"),)},
            counts=(count,),
            bodies={"d1": b"body"},
        )
        await deliver(store, "s1", decided, delivery)
        await reserve(store, call(id="1"))
        await reserve(store, call(id="2"), settle=(Settlement.of_lost(call(id="1")),))
        before = await _everything(store, delivery)
        await store.close()
        again = await self.open(tmp_path)
        try:
            if not self.durable:
                assert (await again.stream("s1")).facts == ()
                return
            assert await _everything(again, delivery) == before
            await write(again, "s1", QuestionOpened(0))
            assert (await again.stream("s1")).version == 2
        finally:
            await again.close()

    async def test_closing_waits_for_what_is_under_way(self, store: Store) -> None:
        under_way = [
            asyncio.create_task(write(store, f"s{number}", MessageSent("one"))) for number in range(20)
        ]
        await asyncio.sleep(0)  # each has handed its command over
        await store.close()
        assert len(await asyncio.gather(*under_way)) == 20

    async def test_a_closed_store_says_so(self, store: Store) -> None:
        await store.close()
        await store.close()
        with pytest.raises(StoreError, match="closed"):
            await store.stream("s1")
        with pytest.raises(StoreError, match="closed"):
            await write(store, "s1", MessageSent("one"))
        with pytest.raises(StoreError, match="closed"):
            await store.erase([ANN])


async def _everything(store: Store, delivery: Delivery) -> tuple[object, ...]:
    return (
        await store.streams(ANN),
        await store.heads(ANN),
        await store.responses("s1"),
        await store.body("d1"),
        await store.counts(),
        await store.usage(TODAY, TODAY),
        await loaded(
            store,
            "s1",
            delivery=delivery,
            needs=[AttemptsOf(ANN, "a1"), QuestionsSeen(ANN), SpendingOf(ANN, "s1", TODAY)],
        ),
    )
