"""What can be asked outside a transaction, each with one statement.

Synchronous, on one connection.
"""

import zlib
from collections.abc import Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter

from courseware_core.content.edition import Edition
from courseware_core.engine.facts import Fact
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ports import ModelUsage, Recorded, Stream, Taken
from courseware_core.storage import rows, statements
from courseware_core.storage.connection import Connection, value


def stream(connection: Connection, session: str) -> Stream:
    """The facts of a session. Raises: UnreadableFact."""
    found = connection.execute(statements.STREAM, {"session": session})
    return Stream(session, tuple(rows.recorded(row) for row in found.fetchall()))


def streams(connection: Connection, actor: Identity) -> tuple[Stream, ...]:
    """Every stream that an identity began, in order of their first fact. Raises: UnreadableFact."""
    found = connection.execute(statements.STREAMS, rows.actor_row(actor)).fetchall()
    return tuple(
        Stream(session, tuple(rows.recorded(row[1:]) for row in of_session))
        for session, of_session in groupby(found, key=itemgetter(0))
    )


def heads(connection: Connection, actor: Identity) -> tuple[Head, ...]:
    """Every head of the learner that an identity is, in order of start."""
    found = connection.execute(statements.HEADS, rows.actor_row(actor))
    return tuple(rows.head(row) for row in found.fetchall())


def attempts(connection: Connection, activity: str) -> tuple[Head, ...]:
    """Every head of an activity, of all learners, in order of start."""
    found = connection.execute(statements.ATTEMPTS_OF_ALL, {"activity": activity})
    return tuple(rows.head(row) for row in found.fetchall())


def waiting(connection: Connection) -> tuple[Head, ...]:
    """Every head with answers that wait for a person, of all learners, in order of its last fact."""
    return tuple(rows.head(row) for row in connection.execute(statements.WAITING).fetchall())


def taken(connection: Connection, activity: str) -> tuple[Taken, ...]:
    """Every closed session of an activity, in order of start. Raises: UnreadableFact."""
    found = connection.execute(statements.TAKEN, {"activity": activity}).fetchall()
    return tuple(
        Taken(learner, Stream(session, tuple(rows.recorded(row[2:]) for row in of_session)))
        for (learner, session), of_session in groupby(found, key=itemgetter(0, 1))
    )


def identities(connection: Connection, actor: Identity) -> tuple[Identity, ...]:
    """The identities of the learner that an identity is; itself alone when it is not recorded."""
    found = connection.execute(statements.IDENTITIES, rows.actor_row(actor))
    return tuple(Identity(*row) for row in found.fetchall()) or (actor,)


def sessions(connection: Connection) -> tuple[str, ...]:
    """Every session that has facts, in order of name."""
    return tuple(row[0] for row in connection.execute(statements.ALL_SESSIONS).fetchall())


def responses(connection: Connection, session: str) -> tuple[FinalResponse, ...]:
    """The final responses of a session, in the order of its questions."""
    found = connection.execute(statements.RESPONSES, {"session": session})
    return tuple(rows.response(row) for row in found.fetchall())


def answered(connection: Connection, actor: Identity) -> tuple[FinalResponse, ...]:
    """The final responses of the learner that an identity is, in order of time."""
    found = connection.execute(statements.ANSWERED, rows.actor_row(actor))
    return tuple(rows.response(row) for row in found.fetchall())


def body(connection: Connection, digest: str) -> bytes | None:
    """The body with this digest, or None."""
    packed = value(connection.execute(statements.BODY, {"digest": digest}))
    return None if packed is None else zlib.decompress(packed)


def editions(connection: Connection) -> Mapping[str, int]:
    """The number of the newest edition of every course that has any."""
    return {row[0]: row[1] for row in connection.execute(statements.EDITIONS).fetchall()}


def edition(connection: Connection, course: str) -> Edition | None:
    """The newest edition of a course, or None."""
    row = connection.execute(statements.EDITION, {"course": course}).fetchone()
    return None if row is None else rows.edition(row)


def recorded(connection: Connection, fact: type[Fact]) -> tuple[Recorded, ...]:
    """Every fact of a type in all streams, in order of time. Raises: UnreadableFact."""
    found = connection.execute(statements.OF_TYPE, {"type": fact.__name__})
    return tuple(rows.recorded(row) for row in found.fetchall())


def counts(connection: Connection) -> Mapping[Count, int]:
    """The anonymous counts."""
    return dict(rows.count(row) for row in connection.execute(statements.COUNTS).fetchall())


def usage(connection: Connection, first: date, last: date) -> tuple[ModelUsage, ...]:
    """What was used of models from one day to another, in order of day, tenant and model."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return rows.usage(connection.execute(statements.USAGE, days).fetchall())
