"""What a store promises of deliveries."""

import asyncio
from collections.abc import Callable

import pytest

from courseware_core.engine.facts import LabStarted, MessageSent
from courseware_core.identity import Identity
from courseware_core.ports import Decision, Delivery, Loaded, Outcome, Store
from courseware_core.testing.stores.samples import ANN, BEN, decision, deliver, loaded, texts, write


class DeliveryPromises:
    """What is sent twice has one effect."""

    async def test_a_delivery_is_known_to_its_actor_session_and_id_alone(self, store: Store) -> None:
        refused = Outcome("refused", "s1", "stale", {"step": "3"})
        delivery = Delivery(ANN, "s1", "1")
        decided = decision("s1", outcome=refused)
        await deliver(store, "s1", decided, delivery)
        assert (await loaded(store, "s1", delivery=delivery)).known == refused
        assert (await loaded(store, delivery=delivery)).known == refused
        for other in (Delivery(BEN, "s1", "1"), Delivery(ANN, "", "1"), Delivery(ANN, "s1", "2")):
            assert (await loaded(store, "s1", delivery=other)).known is None
        assert (await loaded(store, "s1")).known is None

    async def test_a_delivery_that_opens_a_session_is_known_for_any_new_session(self, store: Store) -> None:
        delivery = Delivery(ANN, "", "1")
        decided = decision("s1", MessageSent("one"))
        await deliver(store, "s1", decided, delivery)
        found = await loaded(store, "s2", delivery=delivery)
        assert found.known == Outcome("accepted", "s1")
        assert found.streams["s2"].version == 0

    async def test_a_known_delivery_has_no_second_effect(self, store: Store) -> None:
        delivery = Delivery(ANN, "s1", "1")
        first = decision("s1", MessageSent("one"))
        again = decision("s1", MessageSent("two"), outcome=Outcome("refused", "s1", "other"))
        await deliver(store, "s1", first, delivery)
        with pytest.raises(ValueError, match="outcome already"):
            await deliver(store, "s1", again, delivery)
        assert await texts(store) == ["one"]
        assert (await loaded(store, "s1", delivery=delivery)).known == first.outcome

    async def test_a_delivery_that_is_not_to_be_remembered_is_not(self, store: Store) -> None:
        delivery = Delivery(ANN, "s1", "1")
        decided = decision("s1", remember=False)
        await deliver(store, "s1", decided, delivery)
        assert (await loaded(store, "s1", delivery=delivery)).known is None

    async def test_of_fifty_presses_of_one_button_one_is_accepted(self, store: Store) -> None:
        await write(store, "s1", LabStarted("a1", "d1"))

        async def press(number: int) -> Outcome:
            delivery = Delivery(ANN, "s1", str(number))
            decide = _pressing(step=1, text=str(number))
            return (await store.transact(["s1"], decide, actor=ANN, delivery=delivery)).outcome

        outcomes = await asyncio.gather(*(press(number) for number in range(50)))
        assert sorted(each.status for each in outcomes) == ["accepted"] + ["refused"] * 49
        assert (await store.stream("s1")).version == 2

    async def test_a_press_delivered_fifty_times_has_one_effect_and_one_outcome(self, store: Store) -> None:
        await write(store, "s1", LabStarted("a1", "d1"))

        async def press() -> Outcome:
            delivery = Delivery(ANN, "s1", "1")
            decide = _pressing(step=1, text="once")
            return (await store.transact(["s1"], decide, actor=ANN, delivery=delivery)).outcome

        outcomes = await asyncio.gather(*(press() for _ in range(50)))
        assert outcomes == [Outcome("accepted", "s1")] * 50
        assert await texts(store) == ["once"]

    async def test_sessions_of_many_people_all_land(self, store: Store) -> None:
        people = [Identity("slack", "T1", f"U{number}") for number in range(40)]

        async def converse(actor: Identity) -> None:
            for turn in range(5):
                await write(store, f"s-{actor.user}", MessageSent(f"{turn}"), actor=actor)

        await asyncio.gather(*(converse(actor) for actor in people))
        for actor in people:
            assert await texts(store, f"s-{actor.user}") == ["0", "1", "2", "3", "4"]
            assert len(await store.streams(actor)) == 1


def _pressing(*, step: int, text: str) -> Callable[[Loaded], Decision[None]]:
    """Decides like a turn does: a known delivery first, then the step of the screen."""

    def decide(found: Loaded) -> Decision[None]:
        if found.known:
            return decision("s1", outcome=found.known, remember=False)
        if found.streams["s1"].version != step:
            return decision("s1", outcome=Outcome("refused", "s1", "stale"))
        return decision("s1", MessageSent(text))

    return decide
