"""Several processes, threads and event loops, and what becomes of the record when one of them dies."""

import asyncio
import sqlite3
import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from courseware_core.engine.facts import MessageSent
from courseware_core.errors import StoreBusy
from courseware_core.identity import Identity
from courseware_core.ports import Decision, Delivery, Loaded, Outcome
from courseware_core.storage.sqlite.store import SQLiteStore
from courseware_core.testing.stores.samples import ANN, AT, loaded, texts, write

PATIENCE_S = 60

Child = Callable[..., subprocess.Popen[str]]


async def test_every_acknowledged_answer_outlives_every_killed_process(path: Path, child: Child) -> None:
    printed: list[list[str]] = []
    for answers in (400, 1, 5, 8, 9, 23, 57, 211):
        process = child("answering.py", path)
        assert process.stdout is not None
        printed += [process.stdout.readline().split() for _ in range(answers)]
        process.kill()
        rest = process.stdout.read()
        # The last line may have been cut off by the kill.
        printed += [line.split() for line in rest.split("\n")[:-1]]

    store = await SQLiteStore.open(path)
    for session in {session for session, _ in printed}:
        told = [number for of, number in printed if of == session]
        kept = (await texts(store, session))[::2]
        assert kept == [str(number) for number in range(1, len(kept) + 1)]
        assert sorted(told, key=int) == told
        assert set(told) <= set(kept)
        actor = Identity("terminal", "local", session)
        for number in told:
            known = (await loaded(store, session, delivery=Delivery(actor, session, number))).known
            assert known == Outcome("accepted", session)
        (head,) = await store.heads(actor)
        assert head.done == len(kept)
    await store.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


async def test_a_store_that_nobody_closes_keeps_no_process_alive_and_loses_nothing(
    path: Path, child: Child
) -> None:
    process = child("forgetful.py", path)
    _, complaints = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, complaints) == (0, "")
    store = await SQLiteStore.open(path)
    assert (await texts(store))[0] == "acknowledged"
    await store.close()


async def test_processes_that_begin_a_record_together_all_write_to_it(path: Path, child: Child) -> None:
    processes = [child("one_of_many.py", path, f"s{number}") for number in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, complaints = process.communicate(timeout=PATIENCE_S)
        assert (process.returncode, complaints) == (0, "")
    store = await SQLiteStore.open(path)
    for number in range(4):
        assert await texts(store, f"s{number}") == [str(answer) for answer in range(10)]
    await store.close()


async def test_a_writer_in_another_process_is_waited_for_and_then_named(
    store: SQLiteStore, path: Path, child: Child
) -> None:
    await write(store, "s1", MessageSent("before"))
    process = child("locking.py", path)
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"
    answers = await asyncio.gather(
        *(write(store, f"s{number}", MessageSent("meanwhile")) for number in range(3)),
        return_exceptions=True,
    )
    assert [type(each) for each in answers] == [StoreBusy] * 3
    assert str(path) in str(answers[0])
    assert "Try again" in str(answers[0])
    assert await texts(store) == ["before"]

    process.communicate(timeout=PATIENCE_S)
    await write(store, "s1", MessageSent("after"))
    assert await texts(store) == ["before", "after"]


async def test_two_stores_on_one_file_decide_on_each_others_answers(path: Path) -> None:
    ours, theirs = await SQLiteStore.open(path), await SQLiteStore.open(path)

    async def count_up(store: SQLiteStore) -> None:
        for _ in range(20):

            def decide(found: Loaded) -> Decision[None]:
                number = found.streams["s1"].version
                return Decision(Outcome("accepted"), None, AT, facts={"s1": (MessageSent(str(number)),)})

            await store.transact(["s1"], decide, actor=ANN)

    await asyncio.gather(count_up(ours), count_up(theirs), count_up(ours), count_up(theirs))
    assert await texts(ours) == [str(number) for number in range(80)]
    await ours.close()
    await theirs.close()


def test_event_loops_may_follow_each_other(path: Path) -> None:
    store = asyncio.run(SQLiteStore.open(path))
    asyncio.run(write(store, "s1", MessageSent("one")))
    asyncio.run(write(store, "s1", MessageSent("two")))
    assert asyncio.run(texts(store)) == ["one", "two"]
    asyncio.run(store.close())


def test_event_loops_may_run_at_once(path: Path) -> None:
    store = asyncio.run(SQLiteStore.open(path))
    answered: Counter[str] = Counter()

    async def answer(session: str) -> None:
        for number in range(50):
            await write(store, session, MessageSent(str(number)))
            answered[session] += 1

    threads = [
        threading.Thread(target=lambda session=f"s{number}": asyncio.run(answer(session)))
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert list(answered.values()) == [50] * 4
    asyncio.run(store.close())


def test_a_loop_that_ends_early_leaves_the_store_usable(path: Path) -> None:
    store = asyncio.run(SQLiteStore.open(path))
    entered, released = threading.Event(), threading.Event()

    def decide(_: Loaded) -> Decision[bool]:
        entered.set()
        return Decision(Outcome("accepted"), released.wait(PATIENCE_S), AT)

    async def leave() -> None:
        waiting = asyncio.create_task(store.transact([], decide, actor=ANN))
        assert await asyncio.to_thread(entered.wait, PATIENCE_S)
        waiting.cancel()

    asyncio.run(leave())
    released.set()
    asyncio.run(write(store, "s1", MessageSent("one")))
    assert asyncio.run(texts(store)) == ["one"]
    asyncio.run(store.close())


async def test_closing_ends_every_thread(path: Path) -> None:
    before = set(threading.enumerate())
    store = await SQLiteStore.open(path)
    await write(store, "s1", MessageSent("one"))
    assert len(set(threading.enumerate()) - before) == 2
    await store.close()
    assert set(threading.enumerate()) - before == set()
