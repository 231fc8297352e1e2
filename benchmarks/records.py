"""Records to measure on: SQLite files with the product's own tables and sessions that were begun.

Every contender of a goal gets a file of its own that is filled the same way, so that all of them keep the
same tables and the same indexes, and write rows of the same size.
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import scratch

from courseware_core.content.questions.base import Response
from courseware_core.engine.facts import AnswerGiven, AttemptStarted, Fact, QuestionOpened, Slot, encode
from courseware_core.engine.projections import Head
from courseware_core.identity import Identity
from courseware_core.storage import rows
from courseware_core.storage.sqlite.store import SQLiteStore

ROUND_LENGTH = 12
"""Answers that are given in one session, before the next one: six questions, answered and gone on from."""

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DIGEST = "0" * 32
ACTIVITY = "m06.l1.quiz"
OPTIONS = ("corpus", "layers", "weights", "request")


@cache
def learner(task: int) -> Identity:
    """The learner whom a task plays."""
    return Identity("slack", "T024BE7LD", f"U{task:08d}")


def session(task: int, number: int) -> str:
    """The session in which a task gives its answer `number`, counted from 0."""
    return f"t{task:04d}n{number // ROUND_LENGTH:06d}"


def step(number: int) -> int:
    """The number of facts in that session before the answer."""
    return number % ROUND_LENGTH + 1


def fact(task: int, number: int) -> Fact:
    """What that answer records: an answer, which not all give alike, or that the learner has gone on."""
    return _fact(number % ROUND_LENGTH, OPTIONS[(task + number) % len(OPTIONS)])


def fact_text(task: int, number: int) -> tuple[str, int, str]:
    """The same as it stands in a row: name, version and payload."""
    return _text(fact(task, number))


_text = cache(encode)


@cache
def _fact(number: int, option: str) -> Fact:
    slot = number // 2
    if number % 2:
        return QuestionOpened(slot)
    right = option == OPTIONS[slot % len(OPTIONS)]
    return AnswerGiven(slot, Response(options=(option,)), "right" if right else "wrong", Fraction(right))


def _started(name: str) -> AttemptStarted:
    """The first fact of a session, with an order of the options that others do not have."""
    chance = Random(name)
    slots = (Slot(f"m06.l1.q{n}", tuple(chance.sample(OPTIONS, len(OPTIONS)))) for n in range(6))
    return AttemptStarted(ACTIVITY, DIGEST, tuple(slots))


def head(task: int, number: int) -> Head:
    """The head of that session after the answer."""
    return Head(
        session=session(task, number),
        owner=learner(task),
        kind="quiz",
        activity=ACTIVITY,
        digest=DIGEST,
        status="open",
        scope="whole",
        started_at=AT,
        updated_at=AT,
        done=step(number) // 2,
        total=6,
        version=step(number) + 1,
    )


WRITTEN = """
    SELECT (SELECT count(*) FROM facts WHERE seq > 1),
    (SELECT count(*) FROM deliveries),
    (SELECT sum(version - 1) FROM heads)
"""
"""Three times the number of answers that a record holds, when nobody has left anything out."""


@contextmanager
def record(tasks: int = 0, each: int = 0) -> Iterator[Path]:
    """A SQLite file in which every session is begun that `tasks` tasks of `each` answers need.

    In the end it must hold all of those answers.
    """
    with TemporaryDirectory(prefix="courseware-bench-") as folder:
        path = Path(folder) / "record.db"
        shutil.copy(_empty(), path)
        fill(path, tasks, each)
        yield path
        if tasks:
            with closing(sqlite3.connect(path)) as connection:
                assert set(connection.execute(WRITTEN).fetchone()) == {tasks * each}


def fill(path: Path, tasks: int, each: int) -> None:
    """Begins those sessions in the file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, row in begun(tasks, each):
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def begun(tasks: int, each: int) -> Iterator[tuple[str, Sequence[Any]]]:
    """The rows of those learners and sessions, each with its table; what is referred to comes first."""
    for task in range(tasks):
        who = learner(task)
        actor = (who.surface, who.tenant, who.user)
        yield "learners", (f"learner{task}",)
        yield "identities", (*actor, f"learner{task}")
        for number in range(0, each, ROUND_LENGTH):
            own = session(task, number)
            yield "facts", (own, 1, rows.micros(AT), *actor, *encode(_started(own)))
            yield "heads", tuple(rows.head_row(replace(head(task, number), version=1)).values())


@cache
def _empty() -> Path:
    """A file that the product has made."""
    path = scratch.folder() / "empty.db"

    async def make() -> None:
        await (await SQLiteStore.open(path)).close()

    asyncio.run(make())
    return path
