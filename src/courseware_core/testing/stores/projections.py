"""What a store promises of what is kept beside the facts."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from courseware_core.engine.facts import AttemptStarted, LessonStarted, MessageSent, QuestionOpened, Slot
from courseware_core.engine.projections import Count, Head
from courseware_core.identity import Identity
from courseware_core.ports import AttemptsOf, QuestionsSeen, Store
from courseware_core.testing.stores.samples import ANN, AT, BEN, head, loaded, response, write


class ProjectionPromises:
    """Heads, final responses, bodies and counts come back as they were written."""

    async def test_a_head_is_replaced_and_comes_back_as_it_was(self, store: Store) -> None:
        await write(store, "s1", MessageSent("one"), heads=(head(status="open", score=None),))
        bare = Head("s1", ANN, "lesson", "a1", "d1", "voided", "missed", AT, AT)
        for kept in (head(), bare, head(passed=False, score=Fraction(0))):
            await write(store, "s1", MessageSent("two"), heads=(kept,))
            assert await store.heads(ANN) == (kept,)

    async def test_heads_are_those_of_the_learner_in_order_of_start(self, store: Store) -> None:
        for session, owner, second in (("s1", ANN, 3), ("s2", BEN, 1), ("s3", ANN, 2)):
            kept = head(session, owner, started_at=AT + timedelta(seconds=second))
            await write(store, session, MessageSent("one"), actor=owner, heads=(kept,))
        assert [each.session for each in await store.heads(ANN)] == ["s3", "s1"]
        assert await store.heads(Identity("terminal", "local", "nobody")) == ()

    async def test_attempts_are_the_heads_of_the_activities_asked_for(self, store: Store) -> None:
        for number, (owner, activity) in enumerate(
            [(ANN, "a2"), (ANN, "a1"), (BEN, "a1"), (ANN, "a3"), (ANN, "a1")]
        ):
            started = AT - timedelta(seconds=number)
            kept = head(f"s{number}", owner, activity=activity, started_at=started)
            await write(store, f"s{number}", MessageSent("one"), actor=owner, heads=(kept,))
        of_one = await loaded(store, "new", needs=[AttemptsOf(ANN, "a1")])
        assert [each.session for each in of_one.attempts] == ["s4", "s1"]
        needs = [AttemptsOf(ANN, "a1"), AttemptsOf(ANN, "a2"), AttemptsOf(ANN, "a1")]
        of_two = await loaded(store, "new", needs=needs)
        assert [each.session for each in of_two.attempts] == ["s4", "s1", "s0"]
        assert (await loaded(store, "new", needs=[AttemptsOf(ANN, "none")])).attempts == ()

    async def test_waiting_are_the_heads_of_everybody_with_answers_that_wait(self, store: Store) -> None:
        for session, owner, second, waiting in (
            ("s1", ANN, 3, 2),
            ("s2", BEN, 1, 1),
            ("s3", ANN, 2, 0),
            ("s0", ANN, 3, 1),
        ):
            updated = AT + timedelta(seconds=second)
            kept = head(session, owner, status="open", updated_at=updated, waiting=waiting)
            await write(store, session, MessageSent("one"), actor=owner, heads=(kept,))
        assert [(each.session, each.waiting) for each in await store.waiting()] == [
            ("s2", 1),
            ("s0", 1),
            ("s1", 2),
        ]
        await write(store, "s2", MessageSent("read"), actor=BEN, heads=(head("s2", BEN, waiting=0),))
        await store.erase([ANN])
        assert await store.waiting() == ()

    async def test_questions_seen_are_those_of_all_attempts_of_the_learner(self, store: Store) -> None:
        for session, owner, questions in (
            ("s1", ANN, ("q1", "q2")),
            ("s2", BEN, ("q3",)),
            ("s3", ANN, ("q2", "q4")),
        ):
            slots = tuple(Slot(question, ("o1",)) for question in questions)
            begun = AttemptStarted("a1", "d1", slots)
            await write(store, session, begun, QuestionOpened(0), actor=owner)
        await write(store, "s4", LessonStarted("a2", "d2"))
        found = await loaded(store, "new", needs=[QuestionsSeen(ANN)])
        assert found.seen == {"q1", "q2", "q4"}
        nobody = Identity("terminal", "local", "nobody")
        assert (await loaded(store, "new", needs=[QuestionsSeen(nobody)])).seen == frozenset()

    async def test_final_responses_keep_the_order_of_the_questions(self, store: Store) -> None:
        given = (response("q2"), response("q1"), response("q3"))
        await write(store, "s1", MessageSent("one"), responses={"s1": given})
        assert await store.responses("s1") == given
        assert await store.responses("s2") == ()

    async def test_later_final_responses_replace_the_earlier(self, store: Store) -> None:
        await write(store, "s1", responses={"s1": (response("q1"), response("q2"))})
        await write(store, "s1", responses={"s1": (response("q3"),)})
        assert await store.responses("s1") == (response("q3"),)

    async def test_what_a_learner_answered_is_in_order_of_time(self, store: Store) -> None:
        for session, owner, minute in (("s2", ANN, 3), ("s3", BEN, 1), ("s1", ANN, 2), ("s4", ANN, 2)):
            at = AT + timedelta(minutes=minute)
            given = tuple(replace(response(name, session), at=at) for name in ("q2", "q1"))
            kept = head(session, owner)
            await write(
                store, session, MessageSent("one"), actor=owner, heads=(kept,), responses={session: given}
            )
        found = await store.answered(ANN)
        assert [(each.session, each.question) for each in found] == [
            (session, question) for session in ("s1", "s4", "s2") for question in ("q2", "q1")
        ]
        assert found[0] == replace(response("q2", "s1"), at=AT + timedelta(minutes=2))
        assert await store.answered(Identity("terminal", "local", "nobody")) == ()

    async def test_a_body_is_kept_once(self, store: Store) -> None:
        body = bytes(range(256)) * 400
        await write(store, "s1", bodies={"d1": body, "d2": b""})
        await write(store, "s2", bodies={"d1": b"something else"})
        assert await store.body("d1") == body
        assert await store.body("d2") == b""
        assert await store.body("d3") is None

    async def test_counts_add_up(self, store: Store) -> None:
        one = Count("q1", "d1", "o1", True, "2026-11")
        other = Count("q1", "d1", "o1", False, "2026-11")
        await write(store, "s1", counts=(one, other, one))
        await write(store, "s2", counts=(one,), actor=BEN)
        assert await store.counts() == {one: 3, other: 1}
