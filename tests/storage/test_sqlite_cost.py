"""What a durable answer costs on SQLite, counted exactly."""

import asyncio
import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from courseware_core.engine.facts import LabStarted, MessageSent, QuestionOpened
from courseware_core.ports import Decision, Delivery, Loaded, Outcome, Store
from courseware_core.storage import statements
from courseware_core.storage.sqlite.connection import text_of
from courseware_core.storage.sqlite.file import open_for_writing
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import ANN, AT, decision, deliver, head, texts, write


@pytest.fixture
async def measured(spoken: list[str], store: SQLiteStore) -> SQLiteStore:
    """A store that is listened to, with one session in progress."""
    await write(store, "s1", LabStarted("a1", "d1"), heads=(head(),))
    spoken.clear()
    return store


async def answer(store: Store, session: str, delivery: str) -> None:
    decided = decision(session, MessageSent(delivery), QuestionOpened(1), heads=(head(session),))
    await deliver(store, session, decided, Delivery(ANN, session, delivery))


async def test_an_answer_is_one_commit(measured: SQLiteStore, spoken: list[str]) -> None:
    await answer(measured, "s1", "1")
    control = [said for said in spoken if said.split()[0] in {"BEGIN", "SAVEPOINT", "RELEASE", "COMMIT"}]
    assert control == ["BEGIN IMMEDIATE", "SAVEPOINT job", "RELEASE job", "COMMIT"]
    assert (spoken[0], spoken[-1]) == ("BEGIN IMMEDIATE", "COMMIT")


async def test_an_answer_is_four_statements(measured: SQLiteStore, spoken: list[str]) -> None:
    await answer(measured, "s1", "1")
    assert [" ".join(said.split()[:3]) for said in spoken[2:-2]] == [
        "SELECT facts.seq, facts.at,",
        *["INSERT INTO facts"] * 2,  # one statement, executed for each of two facts
        "INSERT INTO heads",
        "INSERT INTO deliveries",
    ]


async def test_an_answer_wakes_the_event_loop_once(
    measured: SQLiteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    hops = _count_hops(monkeypatch)
    await answer(measured, "s1", "1")
    assert len(hops) == 1


@pytest.mark.parametrize("tasks", [16, 128])
async def test_answers_that_wait_together_are_one_commit_and_wake_the_loop_once(
    measured: SQLiteStore,
    spoken: list[str],
    monkeypatch: pytest.MonkeyPatch,
    held: Callable[[Store], AbstractAsyncContextManager[None]],
    tasks: int,
) -> None:
    async with held(measured):
        answers = [asyncio.create_task(answer(measured, f"s{n}", "1")) for n in range(tasks)]
        await asyncio.sleep(0)  # each has handed its command over
        spoken.clear()
        hops = _count_hops(monkeypatch)
    await asyncio.gather(*answers)
    of_the_holder, of_the_answers = 1, 1
    assert spoken.count("COMMIT") == of_the_holder + of_the_answers
    assert spoken.count("SAVEPOINT job") == tasks
    assert len(hops) == of_the_holder + of_the_answers
    for number in range(tasks):
        assert await texts(measured, f"s{number}") == ["1"]


async def test_more_than_a_group_holds_are_several_commits(
    measured: SQLiteStore,
    spoken: list[str],
    held: Callable[[Store], AbstractAsyncContextManager[None]],
) -> None:
    async with held(measured):
        answers = [asyncio.create_task(answer(measured, f"s{n}", "1")) for n in range(600)]
        await asyncio.sleep(0)
        spoken.clear()
    await asyncio.gather(*answers)
    assert spoken.count("COMMIT") == 1 + 3


async def test_reading_does_not_wait_for_the_writer(
    measured: SQLiteStore, held: Callable[[Store], AbstractAsyncContextManager[None]]
) -> None:
    async with held(measured):
        assert (await measured.stream("s1")).version == 1
        assert len(await measured.heads(ANN)) == 1


async def test_the_writer_is_durable_and_wipes_what_it_deletes(
    path: Path, on_connect: Callable[[Callable[[sqlite3.Connection], object]], None]
) -> None:
    connections: dict[int, sqlite3.Connection] = {}
    on_connect(lambda connection: connections.update({threading.get_ident(): connection}))

    def ask(_: Loaded) -> Decision[list[Any]]:
        writer = connections[threading.get_ident()]
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        told = [writer.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
        return Decision(Outcome("accepted"), told, AT, remember=False)

    store = await SQLiteStore.open(path)
    full, on = 2, 1
    assert (await store.transact([], ask, actor=ANN)).result == ["wal", full, on, on]
    await store.close()


@pytest.mark.parametrize(
    "name",
    [
        *("KNOWN_AND_STREAM", "STREAM", "STREAMS", "ATTEMPTS", "FIRST_FACTS", "HEADS", "RESPONSES", "BODY"),
        *("SPENT", "CALL"),
    ],
)
def test_nothing_that_is_asked_in_a_turn_reads_a_whole_table(path: Path, name: str) -> None:
    connection = open_for_writing(path, 1)
    asked = text_of(getattr(statements, name))
    wanted = dict.fromkeys(re.findall(r":(\w+)", asked), "")
    steps = [detail for *_, detail in connection.driver.execute(f"EXPLAIN QUERY PLAN {asked}", wanted)]
    assert any(step.startswith("SEARCH") for step in steps)
    assert not [step for step in steps if step.startswith("SCAN")]
    connection.close()


def _count_hops(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    loop, hops = asyncio.get_running_loop(), []
    wake = loop.call_soon_threadsafe

    def counted(callback: Any, *arguments: Any, **options: Any) -> asyncio.Handle:
        hops.append(callback)
        return wake(callback, *arguments, **options)

    monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
    return hops
