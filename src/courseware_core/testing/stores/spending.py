"""What a store promises of calls of models, of what counts against budgets, and of what was used."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from courseware_core.chat import Usage
from courseware_core.engine.facts import MessageSent
from courseware_core.identity import Identity
from courseware_core.ports import (
    Call,
    Decision,
    Delivery,
    Loaded,
    ModelUsage,
    Outcome,
    Settlement,
    Spending,
    SpendingOf,
    Store,
)
from courseware_core.testing.stores.samples import (
    ANN,
    AT,
    BEN,
    CAT,
    TODAY,
    call,
    decision,
    deliver,
    loaded,
    reserve,
    spending,
    texts,
    write,
)

TOMORROW = TODAY + timedelta(days=1)
COLLEAGUE = Identity("slack", "T1", "U2")
"""In the same tenant as Ben."""

USED = Usage(prompt_tokens=30, reply_tokens=12, cost=Decimal("0.000012345"))


class SpendingPromises:
    """Tokens that are set aside count until a call has ended, and then those that were used."""

    async def test_nothing_is_spent_at_first(self, store: Store) -> None:
        assert await spending(store) == Spending()
        assert (await loaded(store, "s1")).spending == Spending()
        assert await store.usage(TODAY, TODAY) == ()

    async def test_a_call_is_under_way_and_its_tokens_count_until_it_ends(self, store: Store) -> None:
        begun = call(actor=Identity("slack", "T1", "a:b"), until=AT.astimezone(timezone(timedelta(hours=9))))
        await reserve(store, begun)
        assert await spending(store, begun.actor) == Spending(100, 100, 100, begun)
        assert await store.usage(TODAY, TODAY) == ()

    @pytest.mark.parametrize("used", [USED, replace(USED, reply_tokens=500), Usage()])
    async def test_what_was_used_counts_in_place_of_what_was_set_aside(
        self, store: Store, used: Usage
    ) -> None:
        await reserve(store, call(), MessageSent("one"))
        await _settle(store, call(), used)
        assert await spending(store) == Spending(used.tokens, used.tokens, used.tokens)
        await reserve(store, call(id="2"))
        assert (await spending(store)).learner == used.tokens + 100

    async def test_of_a_call_that_was_lost_all_counts(self, store: Store) -> None:
        lost = call()
        await reserve(store, lost)
        await write(store, settle=(Settlement.of_lost(lost),))
        assert await spending(store) == Spending(100, 100, 100)
        (used,) = await store.usage(TODAY, TODAY)
        assert (used.calls, used.unpriced) == (1, 1)
        assert used.usage == Usage(100, 0, None, estimated=True)

    async def test_a_lost_call_ends_before_the_next_one_begins(self, store: Store) -> None:
        lost, begun = call(id="1"), call(id="2", tokens=7)
        await reserve(store, lost)
        await reserve(store, begun, settle=(Settlement.of_lost(lost),))
        assert await spending(store) == Spending(107, 107, 107, begun)

    async def test_a_call_ends_once(self, store: Store) -> None:
        lost, begun = call(id="1"), call(id="2", tokens=7)
        await reserve(store, lost)
        await reserve(store, begun, settle=(Settlement.of_lost(lost),))
        before = await spending(store), await store.usage(TODAY, TODAY)
        await _settle(store, lost, USED)
        assert (await spending(store), await store.usage(TODAY, TODAY)) == before
        await _settle(store, begun, USED)
        await _settle(store, begun, USED)
        assert await spending(store) == Spending(142, 142, 142)

    async def test_a_learner_spends_with_all_identities(self, store: Store) -> None:
        for session, actor in (("s1", ANN), ("s2", BEN), ("s3", COLLEAGUE), ("s4", CAT)):
            await reserve(store, call(session, actor))
        await write(store, "s1", repoint={BEN: ANN})
        assert await spending(store, ANN, "s1") == Spending(200, 100, 100, call("s1", ANN))
        assert await spending(store, BEN, "s2") == Spending(200, 200, 100, call("s2", BEN))
        assert await spending(store, COLLEAGUE, "new") == Spending(100, 200)
        assert await spending(store, CAT, "new") == Spending(100, 100)
        await write(store, "s1", repoint={BEN: None})
        assert (await spending(store, ANN)).learner == (await spending(store, BEN)).learner == 100

    async def test_every_day_counts_for_itself_but_a_session_over_all_days(self, store: Store) -> None:
        await reserve(store, call(id="1"))
        await _settle(store, call(id="1"), USED)
        begun = call(id="2", day=TOMORROW)
        await reserve(store, begun)
        assert await spending(store) == Spending(42, 42, 142, begun)
        assert await spending(store, day=TOMORROW) == Spending(100, 100, 142, begun)
        await _settle(store, begun, USED)
        assert await spending(store) == Spending(42, 42, 84)
        assert await spending(store, day=TOMORROW) == Spending(42, 42, 84)

    async def test_a_session_is_no_tenant_and_no_identity_whatever_it_is_called(self, store: Store) -> None:
        await reserve(store, call("slack:T1", ANN))
        await reserve(store, call("slack:T1:U1", ANN))
        assert await spending(store, BEN, "new") == Spending()
        await reserve(store, call("slack:T1", BEN, id="2"), settle=(Settlement(call("slack:T1"), Usage(1)),))
        assert await spending(store, BEN, "slack:T1") == Spending(
            100, 100, 101, call("slack:T1", BEN, id="2")
        )

    @pytest.mark.parametrize(
        ("keys", "needs", "said"),
        [
            (["s2"], [SpendingOf(ANN, "s1", TODAY)], "writes to s1, which its keys do not name"),
            (["s1"], [], "without having asked"),
            (["s1"], [SpendingOf(BEN, "s1", TODAY)], "without having asked"),
            (["s1"], [SpendingOf(ANN, "s2", TODAY)], "without having asked"),
            (["s1"], [SpendingOf(ANN, "s1", TOMORROW)], "without having asked"),
            (
                ["s1"],
                [SpendingOf(ANN, "s1", TODAY), SpendingOf(ANN, "s1", TOMORROW)],
                "one session on one day",
            ),
        ],
    )
    async def test_a_call_begins_only_on_spending_that_was_asked_for(
        self, store: Store, keys: list[str], needs: list[SpendingOf], said: str
    ) -> None:
        await write(store, "s1", MessageSent("one"))
        decided = decision("s1", call=call())
        with pytest.raises(ValueError, match=said):
            await store.transact(keys, lambda _: decided, actor=ANN, needs=needs)
        assert await spending(store) == Spending()

    async def test_a_session_has_one_call_at_most(self, store: Store) -> None:
        await reserve(store, call(id="1"))
        with pytest.raises(ValueError, match="another is under way"):
            await reserve(store, call(id="2"), MessageSent("one"))
        with pytest.raises(ValueError, match="another is under way"):
            await reserve(store, call(id="3"), settle=(Settlement(call(id="2"), USED),))
        assert await spending(store) == Spending(100, 100, 100, call(id="1"))
        assert (await store.stream("s1")).version == 0

    async def test_nothing_is_settled_in_a_session_that_is_no_key(self, store: Store) -> None:
        await reserve(store, call("s2"))
        with pytest.raises(ValueError, match="s2"):
            await write(store, "s1", settle=(Settlement(call("s2"), USED),))
        assert (await spending(store, session="s2")).call == call("s2")

    @pytest.mark.parametrize("settling", [False, True])
    async def test_spending_is_all_or_nothing_with_the_rest_of_the_decision(
        self, store: Store, settling: bool
    ) -> None:
        if settling:
            await reserve(store, call(id="1"))
        before = await spending(store)
        change: dict[str, Any] = {"settle": (Settlement(call(id="1"), USED),)} if settling else {}
        with pytest.raises(ValueError, match="surrogates"):
            await reserve(store, call(id="2"), MessageSent("\ud800"), **change)
        with pytest.raises(TypeError):
            await reserve(store, call(id="2", until=AT.replace(tzinfo=None)), MessageSent("one"), **change)
        assert await spending(store) == before
        assert await store.usage(TODAY, TODAY) == ()
        assert (await store.stream("s1")).version == 0

    async def test_a_known_delivery_spends_nothing(self, store: Store) -> None:
        delivery, begun = Delivery(ANN, "s1", "1"), call(id="1")
        await reserve(store, begun)
        await deliver(store, "s1", decision("s1", MessageSent("one")), delivery)
        for change in ({"call": call(id="2")}, {"settle": (Settlement(begun, USED),)}):
            decided = decision("s1", remember=False, **change)
            with pytest.raises(ValueError, match="outcome already"):
                await deliver(store, "s1", decided, delivery)
        assert await spending(store) == Spending(100, 100, 100, begun)

    @pytest.mark.parametrize("budget", ["learner", "tenant"])
    async def test_calls_that_begin_at_once_never_set_aside_more_than_there_is(
        self, stores: Sequence[Store], budget: str
    ) -> None:
        everybody = [Identity("slack", "T1", f"U{number}") for number in range(40)]
        if budget == "learner":
            everywhere = [Identity("slack", f"T{number}", "U1") for number in range(2, 10)]
            await write(stores[0], "p", repoint=dict.fromkeys(everywhere, BEN))
            everybody = everywhere * 5

        async def begin(number: int, actor: Identity) -> Call | None:
            begun = call(f"s{number}", actor)
            decide = _within(1050, lambda spent: int(getattr(spent, budget)), begun)
            asked = SpendingOf(actor, begun.session, TODAY)
            store = stores[number // 2 % 2]
            return (await store.transact([begun.session], decide, actor=actor, needs=[asked])).result

        begun = await asyncio.gather(*(begin(*each) for each in enumerate(everybody)))
        calls = [each for each in begun if each]
        assert len(calls) == 10
        assert getattr(await spending(stores[0], BEN), budget) == 1000
        await asyncio.gather(*(_settle(stores[n % 2], each, USED) for n, each in enumerate(calls)))
        assert getattr(await spending(stores[0], BEN), budget) == 420
        assert sum(each.calls for each in await stores[1].usage(TODAY, TODAY)) == 10

    async def test_of_many_who_find_a_call_lost_one_writes_the_reply(self, stores: Sequence[Store]) -> None:
        await write(stores[0], "s1", MessageSent("one"), repoint={BEN: ANN})
        await reserve(stores[0], call(id="lost"))

        async def take_over(number: int) -> Call | None:
            begun = call(actor=(ANN, BEN)[number % 2], id=str(number), until=AT + timedelta(hours=1))

            def decide(found: Loaded) -> Decision[Call | None]:
                under_way = found.spending.call
                if under_way is None or under_way.until > AT + timedelta(minutes=30):
                    return Decision(Outcome("refused"), None, AT)
                lost = Settlement.of_lost(under_way)
                two = {"s1": (MessageSent("two"),)}
                return Decision(Outcome("accepted"), begun, AT, two, settle=(lost,), call=begun)

            asked = SpendingOf(begun.actor, "s1", TODAY)
            store = stores[number // 2 % 2]
            return (await store.transact(["s1"], decide, actor=begun.actor, needs=[asked])).result

        found = await asyncio.gather(*(take_over(number) for number in range(20)))
        (begun,) = [each for each in found if each]
        assert await texts(stores[0]) == ["one", "two"]
        spent = await spending(stores[0])
        assert (spent.learner, spent.session, spent.call) == (200, 200, begun)
        assert [each.calls for each in await stores[0].usage(TODAY, TODAY)] == [1]

    async def test_usage_adds_up_by_day_tenant_and_model(self, store: Store) -> None:
        unpriced = Usage(5, 6, None, estimated=True)
        free = Usage(7, 8)
        for number, (actor, model, day, used) in enumerate(
            [
                (CAT, "m1", TOMORROW, USED),
                (BEN, "m2", TODAY, unpriced),
                (BEN, "m2", TODAY, unpriced),
                (BEN, "m1", TODAY, USED),
                (COLLEAGUE, "m1", TODAY, unpriced),
                (BEN, "m1", TODAY, USED),
                (ANN, "m1", TODAY, free),
                (Identity("slack-eu", "T1", "U1"), "m1", TODAY, free),
                (ANN, "m1", TODAY - timedelta(days=1), USED),
            ]
        ):
            begun = call(f"s{number}", actor, model=model, day=day)
            await reserve(store, begun)
            await _settle(store, begun, used)
        ours = ModelUsage(TODAY, "slack:T1", "m1", 3, Usage(65, 30, Decimal("0.00002469"), True), 1)
        assert await store.usage(TODAY, TOMORROW) == (
            ModelUsage(TODAY, "slack-eu:T1", "m1", 1, free, 0),
            ours,
            ModelUsage(TODAY, "slack:T1", "m2", 2, unpriced + unpriced, 2),
            ModelUsage(TODAY, "terminal:local", "m1", 1, free, 0),
            ModelUsage(TOMORROW, "slack:T2", "m1", 1, USED, 0),
        )
        assert ours in await store.usage(TODAY, TODAY)
        assert len(await store.usage(TODAY - timedelta(days=1), TODAY - timedelta(days=1))) == 1
        assert await store.usage(TOMORROW, TODAY) == ()

    async def test_a_price_counts_to_a_billionth_of_a_dollar(self, store: Store) -> None:
        for number, cost in enumerate(("1234567.123456789", "0.0000000012", "0.00000000051")):
            begun = call(id=str(number))
            await reserve(store, begun)
            await _settle(store, begun, replace(USED, cost=Decimal(cost)))
        (used,) = await store.usage(TODAY, TODAY)
        assert used.usage.cost == Decimal("1234567.123456791")

    async def test_who_is_forgotten_has_spent_nothing_but_their_tenant_has(self, store: Store) -> None:
        await reserve(store, call("s1", BEN, id="1"), MessageSent("one"))
        await _settle(store, call("s1", BEN, id="1"), USED)
        await reserve(store, call("s2", COLLEAGUE), MessageSent("one"))
        await store.erase([BEN])
        assert await spending(store, BEN, "s1") == Spending(0, 142, 0)
        assert await spending(store, COLLEAGUE, "s2") == Spending(100, 142, 100, call("s2", COLLEAGUE))
        (used,) = await store.usage(TODAY, TODAY)
        assert (used.tenant, used.calls, used.usage) == ("slack:T1", 1, USED)

    async def test_calls_of_the_forgotten_are_lost_and_so_are_those_in_their_sessions(
        self, store: Store
    ) -> None:
        await write(store, "s1", MessageSent("one"), actor=ANN)
        await write(store, "s2", MessageSent("one"), actor=BEN)
        in_hers, of_hers = call("s1", BEN), call("s2", ANN)
        unrecorded, others = call("s3", ANN), call("s4", BEN)
        for begun in (in_hers, of_hers, unrecorded, others):
            await reserve(store, begun)
        await store.erase([ANN])
        assert await spending(store, ANN, "s1") == Spending(0, 200, 0)
        assert await spending(store, ANN, "s3") == Spending(0, 200, 100)
        assert await spending(store, BEN, "s2") == Spending(200, 200, 100)
        assert await spending(store, BEN, "s4") == Spending(200, 200, 100, others)
        used = {each.tenant: (each.calls, each.usage.tokens) for each in await store.usage(TODAY, TODAY)}
        assert used == {"slack:T1": (1, 100), "terminal:local": (2, 200)}
        for begun in (in_hers, of_hers, unrecorded):
            await _settle(store, begun, USED)
        assert await spending(store, ANN, "s1") == Spending(0, 200, 0)

    async def test_what_was_spent_before_a_day_is_pruned_and_nothing_else(self, store: Store) -> None:
        await reserve(store, call("s1", id="1", day=TODAY), MessageSent("one"))
        await _settle(store, call("s1", id="1", day=TODAY), USED)
        begun = call("s1", id="2", day=TOMORROW)
        await reserve(store, begun)
        await reserve(store, call("nothing recorded", BEN, day=TOMORROW))
        before = await store.usage(TODAY, TOMORROW)
        late_in_the_evening = AT.replace(day=TOMORROW.day, hour=23).astimezone(timezone(timedelta(hours=9)))
        for _ in range(2):
            await store.prune(late_in_the_evening)
            assert await spending(store) == Spending(0, 0, 142, begun)
            assert await spending(store, day=TOMORROW) == Spending(100, 100, 142, begun)
            assert (await spending(store, BEN, "nothing recorded", TOMORROW)).session == 0
            assert await store.usage(TODAY, TOMORROW) == before


async def _settle(store: Store, ended: Call, used: Usage) -> None:
    """Ends a call and records nothing else."""
    await write(store, ended.session, actor=ended.actor, settle=(Settlement(ended, used),))


def _within(
    limit: int, spent: Callable[[Spending], int], begun: Call
) -> Callable[[Loaded], Decision[Call | None]]:
    """Begins the call if there is room for it, and says so."""

    def decide(found: Loaded) -> Decision[Call | None]:
        if spent(found.spending) + begun.tokens > limit:
            return Decision(Outcome("refused"), None, AT)
        one = {begun.session: (MessageSent("one"),)}
        return Decision(Outcome("accepted"), begun, AT, one, call=begun)

    return decide
