"""What a transaction on PostgreSQL locks before it reads, so that it decides on what stays so.

Everybody locks in one order: identities, learners, tenants, first facts.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from sqlalchemy import BigInteger, bindparam, func, select

from courseware_core.identity import Identity
from courseware_core.storage import rows, statements
from courseware_core.storage.connection import Connection, value
from courseware_core.storage.schema import FIRST, facts, learners

_LEARNER_OF = statements.LEARNER.with_for_update(key_share=True)
_NAME = select(func.pg_advisory_xact_lock(bindparam("name", type_=BigInteger)))
_LEARNER = (
    select(learners.c.learner)
    .where(learners.c.learner == bindparam("learner"))
    .with_for_update(key_share=True)
)
_STREAM = select(facts.c.seq).where(facts.c.session == bindparam("session"), FIRST).with_for_update()
_STREAMS_OF = statements.SESSIONS.order_by(None).order_by(facts.c.session).with_for_update()


def lock_learners(connection: Connection, actors: Iterable[Identity]) -> None:
    """Keeps others from counting over the learners that `actors` are, and from linking them."""
    found = {_locked_learner(connection, actor) for actor in sorted(set(actors))}
    for learner in sorted(each for each in found if each is not None):
        connection.execute(_LEARNER, {"learner": learner})


def _locked_learner(connection: Connection, actor: Identity) -> str | None:
    who = rows.actor_row(actor)
    learner: str | None = value(connection.execute(_LEARNER_OF, who))
    if learner is None:
        # A row that is not there cannot be locked, but its name can.
        _lock_name(connection, str(actor))
        learner = value(connection.execute(_LEARNER_OF, who))
    return learner


def lock_tenants(connection: Connection, scopes: Iterable[str]) -> None:
    """Keeps others from counting over these tenants, each written `surface:tenant`."""
    for scope in sorted(set(scopes)):
        _lock_name(connection, scope)


def lock_editions(connection: Connection) -> None:
    """Keeps others from publishing."""
    _lock_name(connection, "editions")


def _lock_name(connection: Connection, name: str) -> None:
    number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
    connection.execute(_NAME, {"name": number})


def lock_streams(connection: Connection, sessions: Sequence[str]) -> None:
    """Keeps others from appending to the streams that have facts."""
    for session in sorted(sessions):
        connection.execute(_STREAM, {"session": session})


def lock_streams_of(connection: Connection, actor: Identity) -> None:
    """Keeps everybody from appending to the streams that an identity began."""
    connection.execute(_STREAMS_OF, rows.actor_row(actor))
