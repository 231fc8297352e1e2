"""Nothing of a forgotten person is left in the file, and a learner is forgotten with their last identity."""

import asyncio
import itertools
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from courseware_core.chat import Usage
from courseware_core.engine.facts import AttemptStarted, MessageSent, Slot
from courseware_core.errors import StoreError
from courseware_core.identity import Identity
from courseware_core.ports import AttemptsOf, Delivery, Outcome, QuestionsSeen, Settlement
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import (
    ANN,
    BEN,
    TODAY,
    call,
    decision,
    deliver,
    head,
    loaded,
    reserve,
    spending,
    texts,
    write,
)


def on_disk(path: Path) -> bytes:
    """Everything that stands in the record's files."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


async def test_no_word_of_a_forgotten_person_is_left_on_the_disk(store: SQLiteStore, path: Path) -> None:
    # Interleaved, and of very different lengths: this is what makes SQLite split its pages.
    people = [Identity("slack", "T1", f"user-{number * 7919 % 1000:03}-name") for number in range(60)]
    lengths = itertools.cycle([1, 1, 2, 400, 3, 5, 1, 40])

    async def converse(actor: Identity) -> None:
        for turn in range(30):
            words = f"said-by-{actor.user} " * next(lengths)
            refused = Outcome("refused", "", "too_long", {"word": f"refused-{actor.user}"})
            session = f"s{turn // 10}-{actor.user}"
            decided = decision(session, MessageSent(words), outcome=refused, heads=(head(session, actor),))
            await deliver(store, session, decided, Delivery(actor, session, str(turn)))
            begun = call(session, actor, id=f"{turn}-{actor.user}")
            await reserve(store, begun)
            if turn % 10 < 9:  # the last call of each session is still under way
                used = Settlement(begun, Usage(turn))
                await write(store, session, actor=actor, settle=(used,))

    await asyncio.gather(*(converse(actor) for actor in people))
    gone = people[::4]
    for actor in gone:
        assert f"said-by-{actor.user}".encode() in on_disk(path)
        erased = await store.erase([actor])
        assert (erased.sessions, erased.facts) == (3, 30)
        assert actor.user.encode() not in on_disk(path)
    for actor in gone:
        assert actor.user.encode() not in on_disk(path)
    for actor in set(people) - set(gone):
        assert len(await store.streams(actor)) == 3
        assert (await spending(store, actor, "new")).learner == 3 * 100 + sum(range(30)) - 9 - 19 - 29
    (used,) = await store.usage(TODAY, TODAY)
    assert used.calls == 60 * 27 + len(gone) * 3


async def test_what_another_program_still_reads_is_said_to_be_left(store: SQLiteStore, path: Path) -> None:
    await write(store, "s1", MessageSent("the words"))
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM facts").fetchone()
    with pytest.raises(StoreError, match="forget them again"):
        await store.erase([ANN])
    assert (await store.stream("s1")).version == 0
    assert b"the words" in on_disk(path)

    reader.close()
    await store.erase([ANN])
    assert b"the words" not in on_disk(path)


async def test_a_learner_is_all_identities_that_point_to_them(store: SQLiteStore, path: Path) -> None:
    for session, owner, question in (("s1", ANN, "q1"), ("s2", BEN, "q2")):
        begun = AttemptStarted("a1", "d1", (Slot(question, ()),))
        await write(store, session, begun, actor=owner, heads=(head(session, owner),))
    assert len(learners(path)) == 2
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE identities SET learner = (SELECT min(learner) FROM learners)")
    connection.close()

    for actor in (ANN, BEN):
        assert [each.session for each in await store.heads(actor)] == ["s1", "s2"]
        found = await loaded(store, "new", needs=[AttemptsOf(actor, "a1"), QuestionsSeen(actor)])
        assert [each.session for each in found.attempts] == ["s1", "s2"]
        assert found.seen == {"q1", "q2"}
        assert len(await store.streams(actor)) == 1

    (shared,) = {learner for _, learner in identities(path)}
    await store.erase([ANN])
    assert identities(path) == [("U1", shared)]
    assert shared in learners(path)
    assert [each.session for each in await store.heads(BEN)] == ["s2"]
    await store.erase([BEN])
    assert identities(path) == []
    assert shared not in learners(path)


async def test_an_identity_is_known_from_its_first_fact_on_and_by_no_trace_of_its_name(
    store: SQLiteStore, path: Path
) -> None:
    await deliver(store, "s1", decision("s1"), Delivery(ANN, "", "1"))
    assert identities(path) == []
    await write(store, "s1", MessageSent("one"))
    await write(store, "s2", MessageSent("one"))
    ((_, learner),) = identities(path)
    assert learners(path) == [learner]
    await store.erase([ANN])
    await write(store, "s1", MessageSent("again"))
    assert learners(path) != [learner]
    assert await texts(store) == ["again"]


def identities(path: Path) -> list[tuple[str, str]]:
    return _ask(path, "SELECT user, learner FROM identities")


def learners(path: Path) -> list[str]:
    return [learner for (learner,) in _ask(path, "SELECT learner FROM learners")]


def _ask(path: Path, statement: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()
