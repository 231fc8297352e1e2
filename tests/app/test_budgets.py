"""Budgets in tokens: what is set aside, what is settled, and that nobody gets beyond them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.app.modelling import DAY, USED, SlowModel, in_lab, quick_model, said, talked, used
from tests.app.surroundings import ADA, BEA, opened

from courseware_core.identity import Identity
from courseware_core.ports import Decision, Loaded, Outcome, SpendingOf, Store
from courseware_core.storage import open_store
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.stores.samples import AT
from courseware_core.tutoring import Budgets

NONE = Budgets(learner_day=None, tenant_day=None, lab=None)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a record of each kind is kept."""
    match request.param:
        case "memory":
            return "memory:"
        case "sqlite":
            return f"sqlite:///{tmp_path / 'record.db'}"
        case _:
            return str(request.getfixturevalue("database"))


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An empty record of each kind."""
    opened_store = await open_store(url)
    yield opened_store
    await opened_store.close()


async def set_aside() -> int:
    """The tokens that are set aside for the first message to the lab."""
    model, store = SlowModel(), MemoryStore()
    async with opened(store=store, model=model, budgets=NONE) as app:
        someone = await in_lab(app)
        writing = asyncio.create_task(app.answer(ADA, someone.screen, "Why does it turn brown?"))
        await model.busy.wait()
        session = next(head.session for head in await store.heads(ADA))

        def decide(loaded: Loaded) -> Decision[int]:
            return Decision(Outcome("accepted"), loaded.spending.learner, AT, remember=False)

        decision = await store.transact([session], decide, actor=ADA, needs=[SpendingOf(ADA, session, DAY)])
        model.go_on.set()
        await writing
    return decision.result


def people(number: int) -> list[Identity]:
    return [Identity("test", "local", f"learner{n}") for n in range(number)]


async def test_without_room_in_a_budget_the_lesson_replies_and_nothing_is_asked(store: Store) -> None:
    for budgets, sentence in (
        (Budgets(learner_day=10), "What you can ask the model in a day is used up."),
        (Budgets(tenant_day=10), "What everybody here can ask the model in a day is used up."),
        (Budgets(lab=10), "What can be asked the model in one lab is used up."),
    ):
        model = quick_model()
        async with opened(store=store, model=model, budgets=budgets) as app:
            someone = await in_lab(app)
            screen = await someone.write("Why does it turn brown?")
            assert f"{sentence} So the lesson replies:" in said(screen)
            assert model.asked == 0
            assert await used(app) == ()
            await app.forget(ADA)


async def test_what_was_used_counts_and_what_was_only_set_aside_does_not(store: Store) -> None:
    """Two calls fit whose reservations together would not."""
    most = await set_aside()
    assert 2 * most > most + 2 * USED.tokens
    budgets = Budgets(learner_day=most + 2 * USED.tokens, tenant_day=None, lab=None)
    async with opened(store=store, model=quick_model(), budgets=budgets) as app:
        someone = await in_lab(app)
        await someone.talk("Why does it turn brown?", "What stops the browning?", "Why?? What is heat for?")
        _, replies = await talked(app)
        assert [reply.instead for reply in replies][:2] == ["", ""]


async def test_a_budget_of_a_day_is_new_on_the_next(store: Store) -> None:
    clock, model = FixedClock(), quick_model()
    room_for_one_call = await set_aside() + USED.tokens - 1  # a later prompt holds the talk so far
    budgets = Budgets(learner_day=room_for_one_call, tenant_day=None, lab=None)
    async with opened(store=store, clock=clock, model=model, budgets=budgets) as app:
        someone = await in_lab(app)
        await someone.talk("Why does it turn brown?", "What stops the browning?")
        clock.move(timedelta(days=1))
        await someone.write("What does heat do to a leaf?")
        _, replies = await talked(app)
        assert [reply.instead for reply in replies] == ["", "learner_spent", ""]
        assert [each.day for each in await app.operators.usage(DAY, DAY + timedelta(days=1))] == [
            DAY,
            DAY + timedelta(days=1),
        ]


async def test_a_learner_has_one_budget_on_all_surfaces(store: Store) -> None:
    there = Identity("chat", "server", "ada")
    room_for_one_call = await set_aside() + USED.tokens - 1
    budgets = Budgets(learner_day=room_for_one_call, tenant_day=None, lab=None)
    async with opened(store=store, model=quick_model(), budgets=budgets) as app:
        offer = await app.linking.offer(ADA)
        await app.linking.claim(there, offer.code)
        await app.linking.confirm(ADA)
        here = await in_lab(app)
        await here.write("Why does it turn brown?")
        elsewhere = await in_lab(app, there)
        screen = await elsewhere.write("What stops the browning?")
        assert "What you can ask the model in a day is used up" in said(screen)


async def test_many_at_once_never_get_beyond_the_budget_of_their_tenant(store: Store) -> None:
    """As many calls are under way as the budget has room for, and not one more."""
    model, most = SlowModel(), await set_aside()
    budgets = Budgets(learner_day=None, tenant_day=3 * most + 10, lab=None)
    async with opened(store=store, model=model, budgets=budgets) as app:
        crowd = [(who, await in_lab(app, who)) for who in people(8)]
        writing = [
            asyncio.create_task(app.answer(who, each.screen, "Why does it turn brown?"))
            for who, each in crowd
        ]
        replies = 0
        async with asyncio.timeout(60):
            while replies < len(crowd) - 3:  # those without room have their replies already
                await asyncio.sleep(0.01)
                replies = sum(task.done() for task in writing)
        assert (model.asked, replies) == (3, 5)
        model.go_on.set()
        await asyncio.gather(*writing)
        (usage,) = await used(app)
        assert (usage.calls, usage.usage.tokens) == (3, 3 * USED.tokens)


async def test_an_operator_sees_what_was_used_by_day_tenant_and_model(store: Store) -> None:
    async with opened(store=store, model=quick_model()) as app:
        for who in (ADA, BEA, Identity("test", "elsewhere", "cem")):
            someone = await in_lab(app, who)
            await someone.write("Why does it turn brown?")
        found = [(each.tenant, each.model, each.calls, each.usage.tokens) for each in await used(app)]
        assert found == [
            ("test:elsewhere", "openai/slow", 1, USED.tokens),
            ("test:local", "openai/slow", 2, 2 * USED.tokens),
        ]
