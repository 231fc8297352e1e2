"""An ordinary answer on PostgreSQL, in two round trips: one statement reads, one writes all or nothing.

Neither needs BEGIN or COMMIT. Nobody else can have changed what was decided on: the new facts would
have numbers that are taken. What needs more than this is left to a transaction.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple
from functools import cache
from typing import Literal, TypeVar

from sqlalchemy import CTE, Executable, Table, all_, bindparam, delete, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert

from courseware_core.ports import Decision, Loaded
from courseware_core.storage import rows, statements
from courseware_core.storage.decisions import check, check_asked
from courseware_core.storage.postgres.connection import Driver, Said, said
from courseware_core.storage.postgres.errors import saving
from courseware_core.storage.rows import Row
from courseware_core.storage.schema import FIRST, deliveries, facts, heads, item_counts, responses
from courseware_core.storage.statements import upserts
from courseware_core.storage.transaction import Command

T = TypeVar("T")
Part = Literal["facts", "head", "responses", "counts", "delivery"]


async def answer(driver: Driver, command: Command[T]) -> Decision[T] | None:
    """The decision, read and written with one statement each; None when that takes a transaction.

    Nothing is written then. Raises what `decide` raises, and the driver's errors.
    """
    check_asked(command.keys, command.needs)
    if command.needs or len(command.keys) != 1:
        return None
    (session,) = command.keys
    loaded = await _load(driver, command, session)
    decision = command.decide(loaded)
    check(decision, loaded, command.needs)
    written = _written(command, loaded, decision, session)
    if not written:
        return None if _has_more(decision) else decision
    if not _is_ordinary(loaded, decision, session):
        return None
    parameters: Row = {"session": session}
    for part in written.values():
        parameters |= part
    writing = _writing(tuple(written))
    with saving(again=command.delivery is not None):
        done = await driver.fetchval(writing.text, *writing.arguments(parameters))
    return decision if done else None


async def _load(driver: Driver, command: Command[T], session: str) -> Loaded:
    if command.delivery is None:
        reading = said(statements.STREAM)
        asked: Row = {"session": session}
    else:
        reading = said(statements.KNOWN_AND_STREAM)
        asked = rows.known_and_stream_row(command.delivery, session)
    found = await driver.fetch(reading.text, *reading.arguments(asked))
    known, stream = rows.known_and_stream(session, found)
    return Loaded({session: stream}, known)


def _is_ordinary(loaded: Loaded, decision: Decision[T], session: str) -> bool:
    """Whether the session goes on, and a new fact is there to say that nobody else was first."""
    checked = decision.facts.get(session) or not (decision.heads or decision.responses or decision.counts)
    return bool(loaded.streams[session].version and checked and not _has_more(decision))


def _has_more(decision: Decision[T]) -> bool:
    """Whether it holds what no part of the statement writes."""
    return bool(decision.bodies or decision.repoint or decision.settle or decision.call)


def _written(command: Command[T], loaded: Loaded, decision: Decision[T], session: str) -> dict[Part, Row]:
    """What is to be written, by the part of the statement that writes it."""
    written: dict[Part, Row] = {}
    new = decision.facts.get(session)
    if new:
        after = loaded.streams[session].version
        written["facts"] = _many(facts, rows.fact_rows(session, after, new, command.actor, decision.at))
    if decision.heads:
        written["head"] = _one(heads, rows.head_row(decision.heads[-1]))
    if session in decision.responses:
        final = enumerate(decision.responses[session])
        written["responses"] = _many(
            responses, [rows.response_row(each, position) for position, each in final]
        )
    if decision.counts:
        # Each once, and in one order for everybody: two who waited for each other would both fail.
        each_once = sorted(Counter(decision.counts).items(), key=lambda item: astuple(item[0]))
        written["counts"] = _many(item_counts, [rows.count_row(count) | {"n": n} for count, n in each_once])
    if command.delivery is not None and decision.remember:
        written["delivery"] = _one(
            deliveries, rows.delivery_row(command.delivery, decision.outcome, decision.at)
        )
    return written


def _one(table: Table, row: Row) -> Row:
    return {f"{table.name}_{name}": value for name, value in row.items()}


def _many(table: Table, found: Sequence[Row]) -> Row:
    """The parameters of several rows: a list for each column."""
    return {f"{table.name}_{name}": [row[name] for row in found] for name in _names(table)}


def _names(table: Table) -> list[str]:
    return [column.name for column in table.c]


@cache
def _writing(parts: Sequence[Part]) -> Said:
    """The statement that writes these parts, and returns 1; 0 when the session was erased meanwhile.

    Who erases a session locks its first fact, and so does this: either it comes first, or it writes nothing.
    """
    changes = [change for part in parts for change in _CHANGES[part]]
    return said(select(func.count()).select_from(_STREAM).add_cte(*changes))


_STREAM = (
    select(facts.c.session)
    .where(facts.c.session == bindparam("session"), FIRST)
    .with_for_update(read=True, key_share=True)
    .cte("stream")
)


def _insert_one(table: Table) -> Insert:
    values = (bindparam(f"{table.name}_{column.name}", type_=column.type) for column in table.c)
    return insert(table).from_select(_names(table), select(*values).select_from(_STREAM))


def _insert_many(table: Table) -> Insert:
    lists = (bindparam(f"{table.name}_{column.name}", type_=ARRAY(column.type)) for column in table.c)
    new = func.unnest(*lists).table_valued(*_names(table)).render_derived(name=f"new_{table.name}")
    return insert(table).from_select(_names(table), select(new).select_from(_STREAM.join(new, true())))


def _responses() -> tuple[CTE, CTE]:
    """Those of questions that have one no more are deleted, which leaves the others to be replaced."""
    named = bindparam("responses_question", type_=ARRAY(responses.c.question.type))
    old = delete(responses).where(
        responses.c.session.in_(select(_STREAM.c.session)), responses.c.question != all_(named)
    )
    new = _insert_many(responses)
    replaced = {column.name: new.excluded[column.name] for column in responses.c if not column.primary_key}
    put = new.on_conflict_do_update(index_elements=list(responses.primary_key), set_=replaced)
    return old.cte("old_responses"), put.cte("new_responses")


def _named(upsert: Executable, name: str) -> CTE:
    assert isinstance(upsert, Insert)
    return upsert.cte(name)


_CHANGES: dict[Part, tuple[CTE, ...]] = {
    "facts": (_insert_many(facts).cte("added"),),
    "head": (_named(upserts(_insert_one).head, "head"),),
    "responses": _responses(),
    "counts": (_named(upserts(_insert_many).count, "counted"),),
    "delivery": (_insert_one(deliveries).cte("delivered"),),
}
