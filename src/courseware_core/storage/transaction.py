"""One command inside an open transaction: load what it decides on, let it decide, write that.

Synchronous, on one connection. Whoever calls begins, commits and rolls back.
"""

import secrets
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, assert_never

from sqlalchemy import Connection

from courseware_core.engine.facts import AttemptStarted
from courseware_core.engine.projections import FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ports import (
    AttemptsOf,
    Decision,
    Delivery,
    Erased,
    Loaded,
    Need,
    Outcome,
    QuestionsSeen,
    Stream,
)
from courseware_core.storage import reading, rows, statements
from courseware_core.storage.decisions import check, check_keys
from courseware_core.storage.statements import Upserts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Command(Generic[T]):
    """The arguments of `Store.transact`."""

    keys: Sequence[str]
    decide: Callable[[Loaded], Decision[T]]
    actor: Identity
    delivery: Delivery | None
    needs: Sequence[Need]

    def run(self, connection: Connection, upserts: Upserts) -> Decision[T]:
        """The decision, written. Raises what `decide` raises, UnreadableFact and ValueError."""
        loaded = _load(connection, self)
        decision = self.decide(loaded)
        check(decision, loaded)
        _write(connection, upserts, self, loaded, decision)
        return decision


def erase(connection: Connection, actor: Identity) -> Erased:
    """How much was deleted of one identity. The caller sees to it that no copy stays in the log."""
    who = rows.actor_row(actor)
    sessions = [{"session": row[0]} for row in connection.execute(statements.SESSIONS, who)]
    facts = 0
    if sessions:
        facts = connection.execute(statements.DROP_FACTS, sessions).rowcount
        connection.execute(statements.DROP_RESPONSES, sessions)
    connection.execute(statements.DROP_BODIES, who)
    connection.execute(statements.DROP_HEADS, who)
    connection.execute(statements.DROP_DELIVERIES, who)
    learner = connection.execute(statements.LEARNER, who).scalar()
    connection.execute(statements.DROP_IDENTITY, who)
    connection.execute(statements.DROP_LEARNER, {"learner": learner})
    return Erased(sessions=len(sessions), facts=facts)


def _load(connection: Connection, command: Command[T]) -> Loaded:
    check_keys(command.keys)
    keys, known, streams = list(command.keys), None, {}
    if command.delivery is not None:
        # An ordinary answer has one key: its stream and its delivery come in one statement.
        session = keys.pop(0) if keys else ""
        known, stream = _known_and_stream(connection, command.delivery, session)
        if session:
            streams[session] = stream
    for session in keys:
        streams[session] = reading.stream(connection, session)
    attempts, seen = _answers(connection, command.needs)
    return Loaded(streams, known, attempts, seen)


def _known_and_stream(
    connection: Connection, delivery: Delivery, session: str
) -> tuple[Outcome | None, Stream]:
    found = connection.execute(
        statements.KNOWN_AND_STREAM,
        {
            "session": session,
            **rows.actor_row(delivery.actor),
            "delivered_to": delivery.session,
            "id": delivery.id,
        },
    ).all()
    known = None
    if found and found[0].seq == 0:
        known, found = rows.outcome(found[0].payload), found[1:]
    return known, Stream(session, tuple(rows.recorded(row) for row in found))


def _answers(connection: Connection, needs: Sequence[Need]) -> tuple[tuple[Head, ...], frozenset[str]]:
    attempts: set[Head] = set()
    seen: set[str] = set()
    for need in needs:
        who = rows.actor_row(need.actor)
        match need:
            case AttemptsOf():
                of = {**who, "activity": need.activity}
                attempts |= {rows.head(row) for row in connection.execute(statements.ATTEMPTS, of)}
            case QuestionsSeen():
                of = {**who, "type": AttemptStarted.__name__}
                for row in connection.execute(statements.FIRST_FACTS, of):
                    seen |= rows.questions(row)
            case _:
                assert_never(need)
    return rows.by_start(attempts), frozenset(seen)


def _write(
    connection: Connection, upserts: Upserts, command: Command[T], loaded: Loaded, decision: Decision[T]
) -> None:
    at = decision.at
    facts = [
        row
        for session, new in decision.facts.items()
        for row in rows.fact_rows(session, loaded.streams[session].version, new, command.actor, at)
    ]
    if facts:
        if any(row["seq"] == 1 for row in facts):
            _keep_identity(connection, command.actor)
        connection.execute(statements.ADD_FACT, facts)
    if decision.heads:
        connection.execute(upserts.head, [rows.head_row(head) for head in decision.heads])
    if decision.responses:
        _keep_responses(connection, decision.responses)
    if decision.counts:
        connection.execute(upserts.count, [rows.count_row(count) for count in decision.counts])
    for digest, body in decision.bodies.items():
        if not connection.execute(statements.HAS_BODY, {"digest": digest}).scalar():
            packed = {"digest": digest, "body": zlib.compress(body), "at": rows.micros(at)}
            connection.execute(statements.ADD_BODY, packed)
    if command.delivery is not None and decision.remember:
        delivered = rows.delivery_row(command.delivery, decision.outcome, at)
        connection.execute(statements.ADD_DELIVERY, delivered)


def _keep_identity(connection: Connection, actor: Identity) -> None:
    who = rows.actor_row(actor)
    if connection.execute(statements.LEARNER, who).scalar() is None:
        # No digest of the identity: what may be left when it is forgotten must not name it.
        learner = {"learner": secrets.token_hex(8)}
        connection.execute(statements.ADD_LEARNER, learner)
        connection.execute(statements.ADD_IDENTITY, who | learner)


def _keep_responses(connection: Connection, responses: Sequence[FinalResponse]) -> None:
    sessions = {response.session for response in responses}
    connection.execute(statements.DROP_RESPONSES, [{"session": session} for session in sessions])
    connection.execute(
        statements.ADD_RESPONSE,
        [
            {**rows.response_row(response), "position": position}
            for position, response in enumerate(responses)
        ],
    )
