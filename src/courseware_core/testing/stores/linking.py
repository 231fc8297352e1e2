"""What a store promises of identities that are one learner."""

from datetime import timedelta

from courseware_core.engine.facts import AttemptStarted, MessageSent, Slot
from courseware_core.identity import Identity
from courseware_core.ports import AttemptsOf, IdentitiesOf, QuestionsSeen, Store
from courseware_core.testing.stores.samples import ANN, AT, BEN, CAT, decision, head, loaded, write


class LinkingPromises:
    """Linking repoints, unlinking repoints back, and nothing is copied."""

    async def test_every_identity_is_a_learner_of_its_own_at_first(self, store: Store) -> None:
        await write(store, "s1", MessageSent("one"))
        for actor in (ANN, BEN):
            assert await store.identities(actor) == (actor,)
            assert (await _identities(store, actor)) == (actor,)

    async def test_identities_that_are_one_learner_share_attempts_and_questions_seen(
        self, store: Store
    ) -> None:
        await _begin(store, "s1", ANN)
        await _begin(store, "s2", BEN)
        await write(store, "s1", repoint={BEN: ANN})
        for actor in (ANN, BEN):
            assert await store.identities(actor) == (BEN, ANN)
            assert await _identities(store, actor) == (BEN, ANN)
            assert [each.session for each in await store.heads(actor)] == ["s1", "s2"]
            found = await loaded(store, "new", needs=[AttemptsOf(actor, "a1"), QuestionsSeen(actor)])
            assert [each.session for each in found.attempts] == ["s1", "s2"]
            assert found.seen == {"q-s1", "q-s2"}
        assert [each.session for each in await store.streams(ANN)] == ["s1"]

    async def test_an_identity_may_be_linked_before_anything_of_it_is_recorded(self, store: Store) -> None:
        await write(store, "s1", repoint={BEN: ANN})
        assert await store.identities(BEN) == (BEN, ANN)

    async def test_one_that_is_unlinked_is_a_learner_of_its_own_again(self, store: Store) -> None:
        for session, actor in (("s1", ANN), ("s2", BEN), ("s3", CAT)):
            await _begin(store, session, actor)
        await write(store, "s1", repoint={BEN: ANN, CAT: ANN})
        await write(store, "s1", repoint={ANN: None})
        assert await store.identities(ANN) == (ANN,)
        assert await store.identities(CAT) == (BEN, CAT)
        assert [each.session for each in await store.heads(ANN)] == ["s1"]
        assert [each.session for each in await store.heads(BEN)] == ["s2", "s3"]

    async def test_linking_is_all_or_nothing_with_the_rest_of_the_decision(self, store: Store) -> None:
        decided = decision("s1", MessageSent("\ud800"), repoint={BEN: ANN})
        try:
            await store.transact(["s1"], lambda _: decided, actor=ANN)
        except ValueError:
            assert await store.identities(ANN) == (ANN,)
        else:
            raise AssertionError("a surrogate was written")

    async def test_who_was_forgotten_is_linked_to_nobody(self, store: Store) -> None:
        await _begin(store, "s1", ANN)
        await _begin(store, "s2", BEN)
        await write(store, "s1", repoint={BEN: ANN})
        await store.erase([BEN])
        assert await store.identities(BEN) == (BEN,)
        assert await store.identities(ANN) == (ANN,)

    async def test_closed_sessions_of_an_activity_come_with_one_name_for_each_learner(
        self, store: Store
    ) -> None:
        for session, actor in (("s1", ANN), ("s2", BEN), ("s3", CAT), ("s4", ANN)):
            await _begin(store, session, actor)
        await write(store, "s1", repoint={BEN: ANN})
        found = await store.taken("a1")
        assert [each.stream.session for each in found] == ["s1", "s2", "s3", "s4"]
        first, second, third, fourth = (each.learner for each in found)
        assert first == second == fourth != third
        assert found[1].stream == await store.stream("s2")

    async def test_closed_sessions_are_in_order_of_start_without_open_and_voided_ones(
        self, store: Store
    ) -> None:
        for number, status in enumerate(("closed", "open", "voided", "closed")):
            kept = head(f"s{number}", status=status, started_at=AT - timedelta(seconds=number))
            await write(store, f"s{number}", MessageSent("one"), MessageSent("two"), heads=(kept,))
        await write(store, "s9", MessageSent("one"), heads=(head("s9", activity="a2"),))
        found = await store.taken("a1")
        assert [(each.stream.session, each.stream.version) for each in found] == [("s3", 2), ("s0", 2)]
        assert await store.taken("none") == ()

    async def test_closed_sessions_of_who_was_forgotten_are_gone(self, store: Store) -> None:
        await _begin(store, "s1", ANN)
        await _begin(store, "s2", BEN)
        await store.erase([ANN])
        assert [each.stream.session for each in await store.taken("a1")] == ["s2"]

    async def test_attempts_of_every_activity_can_be_asked_for(self, store: Store) -> None:
        await write(store, "s1", MessageSent("one"), heads=(head("s1", activity="a1"),))
        await write(store, "s2", MessageSent("one"), heads=(head("s2", activity="a2"),))
        found = await loaded(store, "new", needs=[AttemptsOf(ANN)])
        assert [each.session for each in found.attempts] == ["s1", "s2"]


async def _begin(store: Store, session: str, actor: Identity) -> None:
    fact = AttemptStarted("a1", "d1", (Slot(f"q-{session}", ()),))
    await write(store, session, fact, actor=actor, heads=(head(session, actor),))


async def _identities(store: Store, actor: Identity) -> tuple[Identity, ...]:
    found = await loaded(store, needs=[IdentitiesOf(actor)])
    return found.identities[actor]
