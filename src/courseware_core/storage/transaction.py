"""One command inside an open transaction: load what it decides on, let it decide, write that.

Synchronous, on one connection. Whoever calls begins, commits and rolls back.
"""

import secrets
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Generic, TypeVar, assert_never

from courseware_core.content.edition import Edition
from courseware_core.engine.facts import AttemptStarted
from courseware_core.engine.projections import FinalResponse, Head
from courseware_core.identity import FORGOTTEN, Identity
from courseware_core.ports import (
    AttemptsOf,
    Decision,
    Delivery,
    Erased,
    IdentitiesOf,
    Loaded,
    Need,
    Pruned,
    QuestionsSeen,
    Spending,
    SpendingOf,
)
from courseware_core.storage import reading, rows, spending, statements
from courseware_core.storage.connection import Connection, value
from courseware_core.storage.decisions import check, check_asked, follow
from courseware_core.storage.rows import Row
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
        check(decision, loaded, self.needs)
        _write(connection, upserts, self, loaded, decision)
        return decision


def erase(connection: Connection, upserts: Upserts, actors: Sequence[Identity]) -> Erased:
    """How much was deleted of these identities. The caller sees to it that no copy stays in the log."""
    erased = [_erase(connection, upserts, actor) for actor in actors]
    return Erased(
        sessions=sum(each.sessions for each in erased),
        facts=sum(each.facts for each in erased),
    )


def publish(connection: Connection, editions: Sequence[Edition], bodies: Mapping[str, bytes]) -> bool:
    """Whether every edition is the next of its course, and was written with the bodies."""
    if not follow(editions, reading.editions(connection)):
        return False
    for each in editions:
        _keep_bodies(connection, bodies, each.at)
        connection.execute(statements.DROP_EDITION, {"course": each.course})
        connection.execute(statements.ADD_EDITION, rows.edition_row(each))
    return True


def prune(connection: Connection, before: datetime) -> Pruned:
    """How much was deleted that no longer served a purpose."""
    old = {"before": rows.micros(before)}
    spending.prune(connection, before)
    return Pruned(
        deliveries=connection.execute(statements.DROP_OLD_DELIVERIES, old).rowcount,
        heads=connection.execute(statements.DROP_STRAY_HEADS).rowcount,
        responses=connection.execute(statements.DROP_STRAY_RESPONSES).rowcount,
    )


def _erase(connection: Connection, upserts: Upserts, actor: Identity) -> Erased:
    who = rows.actor_row(actor)
    sessions = [{"session": row[0]} for row in connection.execute(statements.SESSIONS, who).fetchall()]
    spending.forget(connection, upserts, actor, [each["session"] for each in sessions])
    facts = 0
    if sessions:
        facts = connection.execute(statements.DROP_FACTS, sessions).rowcount
        connection.execute(statements.DROP_RESPONSES, sessions)
    connection.execute(statements.RENAME_ACTOR, _old(who) | rows.actor_row(FORGOTTEN))
    connection.execute(statements.DROP_HEADS, who)
    connection.execute(statements.DROP_DELIVERIES, who)
    learner = value(connection.execute(statements.LEARNER, who))
    connection.execute(statements.DROP_IDENTITY, who)
    connection.execute(statements.DROP_LEARNER, {"learner": learner})
    return Erased(sessions=len(sessions), facts=facts)


def _load(connection: Connection, command: Command[T]) -> Loaded:
    check_asked(command.keys, command.needs)
    keys, known, streams = list(command.keys), None, {}
    if command.delivery is not None:
        # An ordinary answer has one key: its stream and its delivery come in one statement.
        session = keys.pop(0) if keys else ""
        asked = rows.known_and_stream_row(command.delivery, session)
        known, stream = rows.known_and_stream(
            session, connection.execute(statements.KNOWN_AND_STREAM, asked).fetchall()
        )
        if session:
            streams[session] = stream
    for session in keys:
        streams[session] = reading.stream(connection, session)
    return Loaded(streams, known, *_answers(connection, command.needs))


def _answers(
    connection: Connection, needs: Sequence[Need]
) -> tuple[tuple[Head, ...], frozenset[str], dict[Identity, tuple[Identity, ...]], Spending]:
    attempts: set[Head] = set()
    seen: set[str] = set()
    identities: dict[Identity, tuple[Identity, ...]] = {}
    spent = Spending()
    for need in needs:
        who = rows.actor_row(need.actor)
        match need:
            case AttemptsOf():
                if need.activity:
                    found = connection.execute(statements.ATTEMPTS, {**who, "activity": need.activity})
                else:
                    found = connection.execute(statements.HEADS, who)
                attempts |= {rows.head(row) for row in found.fetchall()}
            case QuestionsSeen():
                of = {**who, "type": AttemptStarted.__name__}
                for row in connection.execute(statements.FIRST_FACTS, of).fetchall():
                    seen |= rows.questions(row)
            case IdentitiesOf():
                identities[need.actor] = reading.identities(connection, need.actor)
            case SpendingOf():
                spent = spending.spending(connection, need)
            case _:
                assert_never(need)
    return rows.by_start(attempts), frozenset(seen), identities, spent


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
    for session, responses in decision.responses.items():
        _keep_responses(connection, session, responses)
    if decision.counts:
        # In one order for everybody: two who waited for each other would both be taken back.
        counts = sorted(decision.counts, key=astuple)
        connection.execute(upserts.count, [rows.count_row(count) for count in counts])
    _keep_bodies(connection, decision.bodies, at)
    for identity, other in decision.repoint.items():
        _repoint(connection, identity, other)
    if decision.call is not None:
        _keep_identity(connection, decision.call.actor)
    if decision.settle or decision.call is not None:
        spending.keep_calls(connection, upserts, decision.settle, decision.call)
    if command.delivery is not None and decision.remember:
        delivered = rows.delivery_row(command.delivery, decision.outcome, at)
        connection.execute(statements.ADD_DELIVERY, delivered)


def _keep_bodies(connection: Connection, bodies: Mapping[str, bytes], at: datetime) -> None:
    for digest, body in bodies.items():
        if not value(connection.execute(statements.HAS_BODY, {"digest": digest})):
            packed = {"digest": digest, "body": zlib.compress(body), "at": rows.micros(at)}
            connection.execute(statements.ADD_BODY, packed)


def _keep_identity(connection: Connection, actor: Identity) -> str:
    """The learner that the actor is, from now on if not before."""
    who = rows.actor_row(actor)
    learner: str | None = value(connection.execute(statements.LEARNER, who))
    if learner is None:
        learner = _new_learner(connection)
        connection.execute(statements.ADD_IDENTITY, who | {"learner": learner})
    return learner


def _new_learner(connection: Connection) -> str:
    # No digest of an identity: what may be left when one is forgotten must not name it.
    learner = secrets.token_hex(8)
    connection.execute(statements.ADD_LEARNER, {"learner": learner})
    return learner


def _keep_responses(connection: Connection, session: str, responses: Sequence[FinalResponse]) -> None:
    connection.execute(statements.DROP_RESPONSES, {"session": session})
    if responses:
        kept = [rows.response_row(response, position) for position, response in enumerate(responses)]
        connection.execute(statements.ADD_RESPONSE, kept)


def _repoint(connection: Connection, identity: Identity, other: Identity | None) -> None:
    before = _keep_identity(connection, identity)
    learner = _new_learner(connection) if other is None else _keep_identity(connection, other)
    connection.execute(statements.REPOINT, _old(rows.actor_row(identity)) | {"learner": learner})
    connection.execute(statements.DROP_LEARNER, {"learner": before})


def _old(who: Row) -> Row:
    """The parameters that name the rows of an identity where its columns are set anew."""
    return {f"old_{name}": value for name, value in who.items()}
