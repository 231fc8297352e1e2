"""The projections made again from the facts are those that were written with them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from tests.app.surroundings import ADA, learner, opened

from courseware_core.engine.facts import FACTS
from courseware_core.engine.projections import FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ports import Decision, Outcome, Store
from courseware_core.storage import open_store
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.journeys import whole_module
from courseware_core.testing.stores.samples import FromTomorrow

OPERATOR = Identity("operator", "local", "olga")
CHAT = Identity("chat", "T1", "U1")

Projections = dict[str, tuple[Head, tuple[FinalResponse, ...]]]


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty record of every kind."""
    urls = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path / 'record.db'}"}
    return urls.get(request.param) or str(request.getfixturevalue("database"))


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An empty record of every kind."""
    store = await open_store(url)
    yield store
    await store.close()


async def projections(store: Store, *learners: Identity) -> Projections:
    heads = [head for who in learners for head in await store.heads(who)]
    return {head.session: (head, await store.responses(head.session)) for head in heads}


async def spoil(store: Store, wrong: Projections) -> None:
    """Writes something else in the place of every projection."""
    for session, (head, _) in wrong.items():
        spoiled = Head(
            session,
            head.owner,
            head.kind,
            head.activity,
            "d",
            "open",
            "whole",
            head.closed_at or head.started_at,
            head.updated_at,
        )
        answer = FinalResponse(session, "a", "q", (), "wrong", Fraction(0), 9, 9, head.started_at)
        decided = Decision(
            Outcome("accepted"), None, head.updated_at, heads=(spoiled,), responses={session: (answer,)}
        )

        await store.transact([session], lambda _, decided=decided: decided, actor=ADA)  # type: ignore[misc]


async def test_what_is_rebuilt_equals_what_was_live(store: Store) -> None:
    clock = FixedClock()
    async with opened(store=store, clock=clock) as app:
        someone, there = learner(app), learner(app, CHAT)
        await whole_module(someone)
        await someone.enter("t1.l1.quiz")
        await someone.press("Take it again")
        await someone.take_assessment(wrong=2)
        await there.enter("t1.test")
        await there.answer()
        clock.move(timedelta(hours=1))
        await there.enter("t1.test")
        (late,) = (head for head in await app.operators.attempts("t1.test", CHAT))
        await app.operators.extend(OPERATOR, late.session, clock.now() + timedelta(minutes=20))
        await there.enter("t1.test")
        await there.take_assessment()
        await app.operators.void(OPERATOR, (await app.operators.attempts("t1.l1.quiz"))[0].session)
        await there.enter("t1.l1.lab")
        await there.talk("Why is a leaf green?")
        live = await projections(store, ADA, CHAT)
        assert {head.status for head, _ in live.values()} == {"open", "closed", "voided"}
        await spoil(store, live)
        assert await projections(store, ADA, CHAT) != live
        rebuilt = await app.rebuild()
        assert await projections(store, ADA, CHAT) == live
        assert rebuilt.sessions == len(live)
        assert rebuilt.unreadable == ()


async def test_a_session_of_a_newer_version_is_named_and_left(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(store=store) as app:
        await learner(app).enter("t1.l1")
        (session,) = await projections(store, ADA)
        with monkeypatch.context() as newer:
            newer.setitem(FACTS, ("FromTomorrow", 1), FromTomorrow)
            decided = Decision(
                Outcome("accepted"), None, FixedClock().now(), facts={session: (FromTomorrow(),)}
            )
            await store.transact([session], lambda _: decided, actor=ADA)
        before = await projections(store, ADA)
        assert (await app.rebuild()).unreadable == (session,)
        assert await projections(store, ADA) == before
