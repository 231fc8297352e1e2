"""Several stores and processes on one database, and what becomes of the record when something dies."""

import asyncio
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from itertools import count

import pytest
from tests.postgres import Server, name_of, serving
from tests.storage.pressing import press

from courseware_core.chat import Usage
from courseware_core.engine.facts import LabStarted, MessageSent
from courseware_core.engine.projections import Count
from courseware_core.errors import StoreError
from courseware_core.identity import Identity
from courseware_core.ports import (
    AttemptsOf,
    Call,
    Decision,
    Delivery,
    Loaded,
    Outcome,
    Settlement,
    SpendingOf,
)
from courseware_core.storage.postgres.store import PostgresStore
from courseware_core.testing.stores.samples import (
    ANN,
    AT,
    BEN,
    TODAY,
    call,
    decision,
    head,
    loaded,
    spending,
    texts,
    write,
)

PATIENCE_S = 60

Child = Callable[..., subprocess.Popen[str]]


@pytest.fixture
async def stores(database: str) -> AsyncIterator[Sequence[PostgresStore]]:
    """Two stores on one database."""
    stores = [await PostgresStore.open(database) for _ in range(2)]
    yield stores
    for store in stores:
        await store.close()


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server that may be stopped."""
    with serving() as server:
        yield server


async def test_processes_that_press_the_same_buttons_have_one_of_each_accepted(
    database: str, child: Child
) -> None:
    screens = 40
    store = await PostgresStore.open(database)
    await write(store, "s1", LabStarted("a1", "d1"))
    processes = [child("pressing.py", database, name, screens) for name in ("x", "y", "z")]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    accepted: list[str] = []
    for process in processes:
        told, complaints = await asyncio.to_thread(process.communicate, timeout=PATIENCE_S)
        assert (process.returncode, complaints) == (0, "")
        accepted += told.split()
    kept = await texts(store)
    assert [int(text.split("-")[1]) for text in kept] == list(range(1, screens + 1))
    assert sorted(accepted) == sorted(kept)
    (last,) = await store.heads(ANN)
    assert last.done == screens
    await store.close()


async def test_stores_decide_on_each_others_answers(stores: Sequence[PostgresStore]) -> None:
    async def count_up(store: PostgresStore) -> None:
        for _ in range(20):

            def decide(found: Loaded) -> Decision[None]:
                number = found.streams["s1"].version
                return decision("s1", MessageSent(str(number)), heads=(head(done=number),))

            await store.transact(["s1"], decide, actor=ANN)

    await asyncio.gather(*(count_up(store) for store in [*stores] * 8))
    assert await texts(stores[0]) == [str(number) for number in range(320)]
    assert (await stores[0].heads(ANN))[0].done == 319


@pytest.mark.parametrize("known", [False, True], ids=["new learner", "known learner"])
async def test_of_many_openings_of_one_activity_one_begins_it(
    stores: Sequence[PostgresStore], known: bool
) -> None:
    if known:
        linked = decision("p", MessageSent("hello"), repoint={BEN: ANN})
        await stores[0].transact(["p"], lambda _: linked, actor=ANN)

    async def open_it(number: int) -> str:
        session, actor = f"s{number}", (ANN, BEN)[number % 2 if known else 0]

        def decide(found: Loaded) -> Decision[str]:
            if found.attempts:
                under_way = found.attempts[0].session
                return Decision(Outcome("accepted", under_way), under_way, AT)
            return Decision(
                Outcome("accepted", session),
                session,
                AT,
                facts={session: (LabStarted("a1", "d1"),)},
                heads=(head(session, actor, status="open"),),
            )

        store, delivery = stores[number % 3 % 2], Delivery(actor, "", str(number))
        needs = [AttemptsOf(actor, "a1")]
        decided = await store.transact([session], decide, actor=actor, delivery=delivery, needs=needs)
        return decided.result

    opened = await asyncio.gather(*(open_it(number) for number in range(20)))
    assert len(set(opened)) == 1
    assert len(await stores[0].heads(ANN)) == 1
    assert await stores[0].sessions() == tuple(sorted({*opened, *(["p"] if known else [])}))


async def test_what_closes_at_once_is_all_counted(stores: Sequence[PostgresStore]) -> None:
    counts = [Count(f"q{number}", "d1", "o1", True, "2026-11") for number in range(8)]

    async def close(number: int) -> None:
        actor = Identity("slack", "T1", f"U{number}")
        await write(stores[0], f"s{number}", LabStarted("a1", "d1"), actor=actor)
        of_this = tuple(counts[number % 8 :] + counts[: number % 8])
        await write(stores[number % 2], f"s{number}", MessageSent("end"), actor=actor, counts=of_this)

    await asyncio.gather(*(close(number) for number in range(40)))
    assert await stores[0].counts() == dict.fromkeys(counts, 40)


async def test_who_is_forgotten_while_they_answer_is_forgotten_whole(
    stores: Sequence[PostgresStore],
) -> None:
    told = Counter[str]()

    async def answer(session: str) -> None:
        for step in count(1):
            outcome = await press(stores[0], step, str(step), session=session)
            if outcome.status == "refused":
                return
            told[session] = step

    sessions = [f"s{number}" for number in range(4)]
    for _ in range(10):
        told.clear()
        for session in sessions:
            await write(stores[0], session, LabStarted("a1", "d1"), heads=(head(session),))
        answering = [asyncio.create_task(answer(session)) for session in sessions]
        await more(told, answering)
        assert (await stores[1].erase([ANN])).sessions == 4
        await asyncio.gather(*answering)
        assert await stores[1].sessions() == ()
        assert await stores[1].heads(ANN) == ()
        for session, steps in told.items():
            delivery = Delivery(ANN, session, str(steps))
            assert (await loaded(stores[1], session, delivery=delivery)).known is None


async def test_who_is_forgotten_while_models_write_to_them_has_spent_nothing_and_all_of_it_is_used(
    stores: Sequence[PostgresStore],
) -> None:
    told = Counter[str]()

    async def converse(session: str, time: int) -> None:
        """Begins calls and ends them, until the session is not there any more."""
        asked = SpendingOf(ANN, session, TODAY)
        for number in count(1):
            begun = call(session, id=f"{time}-{number}")

            def begin(found: Loaded, begun: Call = begun) -> Decision[bool]:
                there = bool(found.streams[session].facts)
                return Decision(Outcome("accepted"), there, AT, call=begun if there else None)

            store = stores[number % 2]
            if not (await store.transact([session], begin, actor=ANN, needs=[asked])).result:
                return
            told[session] = number
            await write(store, session, settle=(Settlement(begun, Usage(number)),))

    sessions = [f"s{number}" for number in range(4)]
    for time in range(5):
        told.clear()
        used = sum(each.calls for each in await stores[0].usage(TODAY, TODAY))
        for session in sessions:
            await write(stores[0], session, LabStarted("a1", "d1"))
        talking = [asyncio.create_task(converse(session, time)) for session in sessions]
        await more(told, talking)
        await stores[1].erase([ANN])
        await asyncio.gather(*talking)
        for session in sessions:
            found = await spending(stores[0], ANN, session)
            assert (found.learner, found.session, found.call) == (0, 0, None)
        assert sum(each.calls for each in await stores[0].usage(TODAY, TODAY)) == used + sum(told.values())


async def test_whatever_was_acknowledged_outlives_a_crash_of_the_server_and_answers_go_on(
    mortal: Server,
) -> None:
    store = await PostgresStore.open(mortal.url(await asyncio.to_thread(mortal.create_database)))
    told, refused = Counter[str](), Counter[str]()
    enough = False

    async def answer(session: str) -> None:
        actor = Identity("slack", "T1", session)
        await write(store, session, LabStarted("a1", "d1"), actor=actor)
        while not enough:
            step = told[session] + 1
            try:
                outcome = await press(store, step, str(step), session=session, actor=actor)
            except StoreError as error:
                refused[str(error)] += 1
                await asyncio.sleep(0.001)
            else:
                assert outcome == Outcome("accepted", session)
                told[session] = step

    answering = [asyncio.create_task(answer(f"s{number}")) for number in range(4)]
    for how in (signal.SIGQUIT, signal.SIGINT, signal.SIGQUIT):
        await more(told, answering)
        await asyncio.to_thread(mortal.stop, how)
        refused.clear()
        await reached(lambda: bool(refused), answering)
        await asyncio.to_thread(mortal.start)
    await more(told, answering)
    enough = True
    await asyncio.gather(*answering)
    assert all("nothing was acknowledged" in sentence for sentence in refused)
    for session, steps in told.items():
        assert await texts(store, session) == [str(step) for step in range(1, steps + 1)]
    await store.close()


async def test_an_answer_whose_connection_is_lost_is_given_again_and_has_one_effect(
    stores: Sequence[PostgresStore], postgres: Server, database: str
) -> None:
    store, told = stores[0], Counter[str]()
    enough = False

    async def answer(session: str) -> None:
        await write(store, session, LabStarted("a1", "d1"))
        while not enough:
            step = told[session] + 1
            outcome = await press(store, step, str(step), session=session)
            assert outcome == Outcome("accepted", session)
            told[session] = step

    answering = [asyncio.create_task(answer(f"s{number}")) for number in range(4)]
    for _ in range(8):
        await more(told, answering)
        await postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name_of(database)}' AND pid <> pg_backend_pid()"
        )
    await more(told, answering)
    enough = True
    await asyncio.gather(*answering)
    for session, steps in told.items():
        assert await texts(store, session) == [str(step) for step in range(1, steps + 1)]


async def more(told: Counter[str], answering: Sequence[asyncio.Task[None]]) -> None:
    """Waits for some more answers in each session."""
    before = told.copy()
    sessions = [f"s{number}" for number in range(len(answering))]
    await reached(lambda: all(told[each] >= before[each] + 10 for each in sessions), answering)


async def reached(condition: Callable[[], bool], others: Sequence[asyncio.Task[None]]) -> None:
    """Waits until it holds. Raises what one of the others raises meanwhile."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            for task in others:
                if task.done():
                    task.result()
            await asyncio.sleep(0.001)
