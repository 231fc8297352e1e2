"""What a store promises of forgetting."""

from datetime import timedelta

import pytest

from courseware_core.engine.facts import FACTS, AttemptStarted, MessageSent, Slot
from courseware_core.engine.projections import Count
from courseware_core.identity import FORGOTTEN
from courseware_core.ports import AttemptsOf, Delivery, QuestionsSeen, Store
from courseware_core.testing.stores.samples import (
    ANN,
    AT,
    BEN,
    FromTomorrow,
    decision,
    deliver,
    head,
    loaded,
    response,
    texts,
    write,
)


class ForgettingPromises:
    """A person is forgotten whole, and nobody else."""

    async def test_a_person_is_forgotten_and_nobody_else(self, store: Store) -> None:
        count = Count("q1", "d1", "o1", True, "2026-11")
        for session, owner, digest in (("s1", ANN, "d1"), ("s2", ANN, "d2"), ("s3", BEN, "d2")):
            decided = decision(
                session,
                AttemptStarted("a1", digest, (Slot(f"q-{session}", ()),)),
                MessageSent(session),
                heads=(head(session, owner, digest=digest),),
                responses={session: (response("q1", session),)},
                counts=(count,),
                bodies={digest: b"body"},
            )
            opening = Delivery(owner, "", session)
            await deliver(store, session, decided, opening)

        erased = await store.erase([ANN])
        assert (erased.sessions, erased.facts) == (2, 4)
        assert await store.streams(ANN) == ()
        assert await store.heads(ANN) == ()
        for session in ("s1", "s2"):
            assert (await store.stream(session)).version == 0
            assert await store.responses(session) == ()
            opening = Delivery(ANN, "", session)
            assert (await loaded(store, session, delivery=opening)).known is None
        needs = [AttemptsOf(ANN, "a1"), QuestionsSeen(ANN)]
        found = await loaded(store, "new", needs=needs)
        assert (found.attempts, found.seen) == ((), frozenset())
        # What was taught is nobody's: another session may be about to be pinned to it.
        assert await store.body("d1") == await store.body("d2") == b"body"
        assert await texts(store, "s3") == ["s3"]
        assert len(await store.heads(BEN)) == 1
        assert len(await store.responses("s3")) == 1
        assert (await loaded(store, delivery=Delivery(BEN, "", "s3"))).known is not None
        assert await store.counts() == {count: 3}

    async def test_nobody_is_forgotten_twice(self, store: Store) -> None:
        await write(store, "s1", MessageSent("one"))
        await store.erase([ANN])
        erased = await store.erase([ANN])
        assert (erased.sessions, erased.facts) == (0, 0)

    async def test_what_they_did_in_a_session_of_somebody_else_names_them_no_more(self, store: Store) -> None:
        await write(store, "s1", MessageSent("one"), actor=BEN)
        await write(store, "s1", MessageSent("two"), actor=ANN)
        await store.erase([ANN])
        assert [each.actor for each in (await store.stream("s1")).facts] == [BEN, FORGOTTEN]
        assert await texts(store, "s1") == ["one", "two"]

    async def test_all_of_a_learner_s_identities_are_forgotten_together(self, store: Store) -> None:
        await write(store, "s1", MessageSent("one"), actor=BEN)
        await write(store, "s2", MessageSent("two"), repoint={BEN: ANN})
        erased = await store.erase([ANN, BEN])
        assert (erased.sessions, erased.facts) == (2, 2)
        assert await store.sessions() == ()

    async def test_old_deliveries_and_strays_are_pruned_and_nothing_else(self, store: Store) -> None:
        old, new = Delivery(ANN, "s1", "1"), Delivery(ANN, "s1", "2")
        await deliver(store, "s1", decision("s1", MessageSent("one"), heads=(head(),)), old)
        await deliver(store, "s1", decision("s1", at=AT + timedelta(days=1)), new)
        await write(store, "s2", heads=(head("s2"),), responses={"s2": (response("q1", "s2"),)})
        pruned = await store.prune(AT + timedelta(seconds=1))
        assert (pruned.deliveries, pruned.heads, pruned.responses) == (1, 1, 1)
        assert (await loaded(store, "s1", delivery=old)).known is None
        assert (await loaded(store, "s1", delivery=new)).known is not None
        assert [each.session for each in await store.heads(ANN)] == ["s1"]
        assert await texts(store) == ["one"]

    async def test_who_was_forgotten_may_begin_again(self, store: Store) -> None:
        await write(store, "s1", MessageSent("one"), heads=(head(),))
        await store.erase([ANN])
        await write(store, "s1", MessageSent("two"), heads=(head(done=1),))
        assert await texts(store) == ["two"]
        assert await store.heads(ANN) == (head(done=1),)

    async def test_a_fact_of_a_newer_version_is_forgotten_like_any_other(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as newer:
            newer.setitem(FACTS, ("FromTomorrow", 1), FromTomorrow)
            await write(store, "s1", FromTomorrow())
        assert (await store.erase([ANN])).facts == 1
        assert (await store.stream("s1")).version == 0
