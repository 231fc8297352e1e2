"""What was spent on models is no projection of facts: what makes those again leaves it alone."""

from dataclasses import replace
from datetime import timedelta

from tests.app.surroundings import opened

from courseware_core.chat import Usage
from courseware_core.engine.facts import MessageSent
from courseware_core.ports import Settlement, Spending
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import TODAY, call, reserve, spending


async def test_making_the_projections_again_leaves_what_was_spent(store: SQLiteStore) -> None:
    yesterday, before = (TODAY - timedelta(days=days) for days in (1, 2))
    old, late = call(id="1", day=before), call(id="2", day=yesterday)
    begun = call(id="3")
    await reserve(store, old, MessageSent("one"))
    await reserve(store, late, settle=(Settlement(old, Usage(7)),))
    await reserve(store, begun, settle=(Settlement(late, Usage(8)),))
    used = await store.usage(before, TODAY)
    assert [each.usage.tokens for each in used] == [7, 8]

    async with opened(store=store) as app:
        await app.rebuild()
    assert await store.usage(before, TODAY) == used
    under_way = Spending(100, 100, 115, begun)
    assert await spending(store) == under_way
    assert await spending(store, day=yesterday) == replace(under_way, learner=8, tenant=8)
    assert await spending(store, day=before) == replace(under_way, learner=0, tenant=0)
