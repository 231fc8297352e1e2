"""Goal 8: a durable answer on PostgreSQL, from one process and from two."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from time import perf_counter

from benchmarks import floors_postgres, floors_sqlalchemy, ours, postgres
from benchmarks.measuring import Sample
from benchmarks.plan import Cheaper, Contender, Faster, Goal
from benchmarks.postgres import Server

LEARNERS = 32
EACH = 48
PATIENCE_S = 60

TWO_TRIPS = "PostgreSQL: asyncpg, two round trips"
NAIVE = "PostgreSQL: SQLAlchemy Core on asyncpg"
OURS = "PostgreSQL: our store"
ONE_WORKER = "PostgreSQL: our store, 1 process"
TWO_WORKERS = "PostgreSQL: our store, 2 processes"


def goal() -> Goal:
    """What is measured for it."""
    return Goal(
        "goal8",
        "A durable answer on PostgreSQL",
        (
            Contender(TWO_TRIPS, partial(_in_a_database, floors_postgres.two_round_trips)),
            Contender(NAIVE, partial(_in_a_database, floors_sqlalchemy.on_postgres)),
            Contender(OURS, partial(_in_a_database, _ours)),
            Contender(ONE_WORKER, partial(_workers, 1)),
            Contender(TWO_WORKERS, partial(_workers, 2)),
        ),
        (
            Faster("answers a second, against the obvious program", OURS, NAIVE, 2),
            Cheaper("processor time of program and server, against the obvious program", OURS, NAIVE, 0.6),
            Faster("answers a second, two processes against one", TWO_WORKERS, ONE_WORKER, 1.25),
            Cheaper("processor time of an answer, two processes against one", TWO_WORKERS, ONE_WORKER, 1.15),
        ),
    )


def _in_a_database(work: Callable[[Server, int, int], Awaitable[Sample]]) -> Sample:
    async def go(server: Server) -> Sample:
        return await work(server, LEARNERS, EACH)

    with postgres.record(LEARNERS, EACH) as server:
        return asyncio.run(go(server))


async def _ours(server: Server, tasks: int, each: int) -> Sample:
    return await ours.answers(server.url, tasks, each, elsewhere=server.cpu_s)


def _workers(number: int) -> Sample:
    """Answers of as many processes, each with learners of its own."""
    context = get_context("spawn")
    together, samples = context.Barrier(number + 1), context.Queue()
    with postgres.record(number * LEARNERS, EACH) as server:
        workers = [
            context.Process(target=_worker, args=(server.url, worker * LEARNERS, together, samples))
            for worker in range(number)
        ]
        for worker in workers:
            worker.start()
        together.wait(PATIENCE_S)
        server_s, began = server.cpu_s(), perf_counter()
        found = [samples.get(timeout=PATIENCE_S) for _ in workers]
        wall_s, server_s = perf_counter() - began, server.cpu_s() - server_s
        for worker in workers:
            worker.join()
    return Sample(
        sum(each.operations for each in found),
        sum(each.cpu_s for each in found) + server_s,
        wall_s,
        tuple(latency for each in found for latency in each.latencies_s),
    )


def _worker(url: str, first: int, together: Barrier, samples: "Queue[Sample]") -> None:
    def ready() -> None:
        together.wait(PATIENCE_S)

    samples.put(asyncio.run(ours.answers(url, LEARNERS, EACH, first=first, ready=ready)))
