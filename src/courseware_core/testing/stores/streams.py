"""What a store promises of facts."""

import asyncio
from datetime import UTC, timedelta, timezone

import pytest

from courseware_core.engine.facts import FACTS, LabStarted, MessageSent
from courseware_core.errors import UnreadableFact
from courseware_core.ports import Delivery, Outcome, Store
from courseware_core.testing.stores.samples import (
    ANN,
    AT,
    BEN,
    TEXTS,
    FromTomorrow,
    decision,
    deliver,
    head,
    loaded,
    texts,
    write,
)


class StreamPromises:
    """Facts come back as they were written, in order."""

    async def test_facts_come_back_in_order_and_numbered_without_gaps(self, store: Store) -> None:
        await write(store, "s1", LabStarted("a1", "d1"), MessageSent("one"))
        await write(store, "s1", MessageSent("two"), actor=BEN, at=AT + timedelta(seconds=1))
        stream = await store.stream("s1")
        assert [each.seq for each in stream.facts] == [1, 2, 3]
        assert [each.fact for each in stream.facts] == [
            LabStarted("a1", "d1"),
            MessageSent("one"),
            MessageSent("two"),
        ]
        assert [each.actor for each in stream.facts] == [ANN, ANN, BEN]
        assert [each.at - AT for each in stream.facts] == [timedelta(seconds=s) for s in (0, 0, 1)]
        assert (stream.session, stream.version) == ("s1", 3)

    async def test_a_session_nobody_began_is_an_empty_stream(self, store: Store) -> None:
        stream = await store.stream("s1")
        assert (stream.session, stream.version) == ("s1", 0)

    async def test_every_moment_comes_back_exact_and_in_utc(self, store: Store) -> None:
        east = AT.astimezone(timezone(timedelta(hours=9)))
        await write(store, "s1", MessageSent("one"), at=east, heads=(head(started_at=east, deadline=east),))
        (fact,) = (await store.stream("s1")).facts
        (kept,) = await store.heads(ANN)
        for moment in (fact.at, kept.started_at, kept.deadline):
            assert moment == AT
            assert moment is not None
            assert moment.tzinfo is UTC

    async def test_a_time_without_a_zone_is_refused(self, store: Store) -> None:
        with pytest.raises(TypeError):
            await write(store, "s1", MessageSent("one"), at=AT.replace(tzinfo=None))
        assert (await store.stream("s1")).version == 0

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    async def test_every_text_comes_back_as_it_was_written(self, store: Store, text: str) -> None:
        refused = Outcome("refused", "s1", "some_code", {"word": text})
        delivery = Delivery(ANN, "s1", "1")
        decided = decision("s1", MessageSent(text), outcome=refused)
        await deliver(store, "s1", decided, delivery)
        assert await texts(store) == [text]
        assert (await loaded(store, "s1", delivery=delivery)).known == refused

    async def test_a_fact_that_cannot_be_written_takes_nothing_with_it(self, store: Store) -> None:
        everybody = await asyncio.gather(
            write(store, "s1", MessageSent("one")),
            write(store, "s2", MessageSent("two"), MessageSent("\ud800"), heads=(head("s2"),)),
            write(store, "s3", MessageSent("three")),
            return_exceptions=True,
        )
        assert [isinstance(each, ValueError) for each in everybody] == [False, True, False]
        assert [await texts(store, s) for s in ("s1", "s2", "s3")] == [["one"], [], ["three"]]
        assert await store.heads(ANN) == ()

    async def test_a_fact_of_a_newer_version_is_an_error_and_stays_as_it_is(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as newer:
            newer.setitem(FACTS, ("FromTomorrow", 1), FromTomorrow)
            await write(store, "s1", LabStarted("a1", "d1"), FromTomorrow())
        everybody = await asyncio.gather(
            store.stream("s1"),
            store.streams(ANN),
            write(store, "s1", MessageSent("too late")),
            write(store, "s2", MessageSent("hello")),
            return_exceptions=True,
        )
        assert [isinstance(each, UnreadableFact) for each in everybody] == [True, True, True, False]
        assert await texts(store, "s2") == ["hello"]
        with monkeypatch.context() as newer:
            newer.setitem(FACTS, ("FromTomorrow", 1), FromTomorrow)
            assert [each.fact for each in (await store.stream("s1")).facts] == [
                LabStarted("a1", "d1"),
                FromTomorrow(),
            ]

    async def test_streams_are_those_an_identity_began_in_order_of_their_first_fact(
        self, store: Store
    ) -> None:
        for session, actor, second in (
            ("s2", ANN, 3),
            ("s9", ANN, 1),
            ("s5", BEN, 2),
            ("s4", ANN, 3),
            ("s9", ANN, 4),
            ("s5", ANN, 5),
        ):
            at = AT + timedelta(seconds=second)
            await write(store, session, MessageSent(session), MessageSent("x"), actor=actor, at=at)
        streams = await store.streams(ANN)
        assert [each.session for each in streams] == ["s9", "s2", "s4"]
        assert [each.version for each in streams] == [4, 2, 2]
        assert list(streams) == [await store.stream(session) for session in ("s9", "s2", "s4")]

    async def test_facts_of_one_type_are_found_in_all_streams_in_order_of_time(self, store: Store) -> None:
        for session, actor, second in (("s2", ANN, 3), ("s1", BEN, 1), ("s3", ANN, 2), ("s1", BEN, 3)):
            at = AT + timedelta(seconds=second)
            await write(store, session, LabStarted("a1", session), MessageSent(session), actor=actor, at=at)
        found = await store.recorded(MessageSent)
        assert [each.fact for each in found] == [MessageSent(name) for name in ("s1", "s3", "s1", "s2")]
        assert [each.actor for each in found] == [BEN, ANN, BEN, ANN]
        assert [each.at for each in found] == [AT + timedelta(seconds=each) for each in (1, 2, 3, 3)]
        assert await store.recorded(FromTomorrow) == ()
