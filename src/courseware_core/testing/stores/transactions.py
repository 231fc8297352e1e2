"""What a store promises of a transaction."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from courseware_core.engine.facts import MessageSent
from courseware_core.engine.projections import Count
from courseware_core.ports import Decision, Delivery, Loaded, Outcome, Store
from courseware_core.testing.stores.samples import (
    ANN,
    AT,
    decision,
    deliver,
    head,
    loaded,
    response,
    texts,
    write,
)

ZONELESS = AT.replace(tzinfo=None)


class TransactionPromises:
    """All or nothing, decided on what was committed before."""

    async def test_a_decision_is_made_on_what_was_committed_before(self, store: Store) -> None:
        await write(store, "s1", MessageSent("one"))
        found = await loaded(store, "s1", "s2")
        assert found.streams == {"s1": await store.stream("s1"), "s2": await store.stream("s2")}
        assert (found.known, found.attempts, found.seen) == (None, (), frozenset())

    async def test_the_decision_is_handed_back(self, store: Store) -> None:
        decided = Decision(Outcome("accepted", "s1"), object(), AT)
        assert await store.transact(["s1"], lambda _: decided, actor=ANN) is decided

    async def test_a_decision_is_written_whole(self, store: Store) -> None:
        delivery, count = Delivery(ANN, "s1", "1"), Count("q1", "d1", "o1", True, "2026-11")
        decided = decision(
            "s1",
            MessageSent("one"),
            heads=(head(),),
            responses={"s1": (response("q1"),)},
            counts=(count,),
            bodies={"d1": b"body"},
        )
        await deliver(store, "s1", decided, delivery)
        assert await texts(store) == ["one"]
        assert await store.heads(ANN) == (head(),)
        assert await store.responses("s1") == (response("q1"),)
        assert await store.counts() == {count: 1}
        assert await store.body("d1") == b"body"
        assert (await loaded(store, "s1", delivery=delivery)).known == decided.outcome

    @pytest.mark.parametrize(
        "unwritable",
        [
            {"facts": {"s1": (MessageSent("one"),), "s2": (MessageSent("\ud800"),)}},
            {"heads": (head(), head("s2", closed_at=ZONELESS))},
            {"responses": {"s1": (response("q1"), replace(response("q2"), at=ZONELESS))}},
        ],
        ids=["fact", "head", "response"],
    )
    async def test_a_decision_that_fails_leaves_nothing(
        self, store: Store, unwritable: dict[str, Any]
    ) -> None:
        delivery, count = Delivery(ANN, "s1", "1"), Count("q1", "d1", "o1", True, "2026-11")
        whole: dict[str, Any] = {
            "facts": {"s1": (MessageSent("one"),)},
            "heads": (head(),),
            "responses": {"s1": (response("q1"),)},
            "counts": (count,),
            "bodies": {"d1": b"body"},
        }
        decided = decision("s1", **whole | unwritable)
        with pytest.raises((ValueError, TypeError), match=r"surrogates|naive"):
            await store.transact(["s1", "s2"], lambda _: decided, actor=ANN, delivery=delivery)
        assert (await store.stream("s1")).version == 0
        assert await store.heads(ANN) == ()
        assert await store.responses("s1") == ()
        assert await store.counts() == {}
        assert await store.body("d1") is None
        assert (await loaded(store, "s1", delivery=delivery)).known is None

    @pytest.mark.parametrize("error", [LookupError, StopIteration])
    async def test_what_decide_raises_is_raised_and_only_its_command_fails(
        self, store: Store, error: type[Exception]
    ) -> None:
        def fail(_: Loaded) -> Decision[None]:
            raise error("the reason")

        everybody = await asyncio.gather(
            write(store, "s1", MessageSent("one")),
            store.transact(["s1"], fail, actor=ANN),
            write(store, "s1", MessageSent("two")),
            return_exceptions=True,
        )
        assert [isinstance(each, Exception) for each in everybody] == [False, True, False]
        assert "the reason" in repr(everybody[1]) + repr(everybody[1].__cause__)  # type: ignore[union-attr]
        assert sorted(await texts(store)) == ["one", "two"]

    async def test_several_sessions_are_written_together(self, store: Store) -> None:
        await write(store, "s1", MessageSent("one"))
        decided = decision(facts={"s2": (MessageSent("b"),), "s1": (MessageSent("a"),)})
        await store.transact(["s1", "s2"], lambda _: decided, actor=ANN)
        assert (await texts(store, "s1"), await texts(store, "s2")) == (["one", "a"], ["b"])

    @pytest.mark.parametrize(
        "stray",
        [
            {"facts": {"s2": (MessageSent("one"),)}},
            {"heads": (head("s2"),)},
            {"responses": {"s2": (response("q1", "s2"),)}},
        ],
        ids=["fact", "head", "response"],
    )
    async def test_nothing_is_written_to_a_session_that_is_no_key(
        self, store: Store, stray: dict[str, Any]
    ) -> None:
        decided = decision("s1", **stray)
        with pytest.raises(ValueError, match="s2"):
            await store.transact(["s1"], lambda _: decided, actor=ANN)
        assert (await store.stream("s2")).version == 0

    @pytest.mark.parametrize("keys", [["s1", "s1"], ["s1", ""]])
    async def test_keys_are_sessions_each_named_once(self, store: Store, keys: list[str]) -> None:
        with pytest.raises(ValueError, match="s1"):
            await store.transact(keys, lambda _: decision(), actor=ANN)
