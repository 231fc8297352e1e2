"""Everything that is said to a database, built once. Parameters have the names of the columns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Table,
    Text,
    and_,
    bindparam,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
    union_all,
    update,
)

from courseware_core.storage.schema import (
    FIRST,
    REVISION_TABLE,
    bodies,
    budgets,
    calls,
    deliveries,
    editions,
    facts,
    heads,
    identities,
    item_counts,
    learners,
    record,
    responses,
    usage,
)


def _is_actor(table: Table, prefix: str = "") -> ColumnElement[bool]:
    return and_(*(table.c[name] == bindparam(prefix + name) for name in ("surface", "tenant", "user")))


def _same_owner(table: Table) -> ColumnElement[bool]:
    return and_(*(table.c[name] == identities.c[name] for name in ("surface", "tenant", "user")))


_FACT = (
    facts.c.seq,
    facts.c.at,
    facts.c.surface,
    facts.c.tenant,
    facts.c.user,
    facts.c.type,
    facts.c.version,
    facts.c.payload,
)
# Reading

LEARNER = select(identities.c.learner).where(_is_actor(identities))
"""The learner that an identity is."""

_IS_LEARNER = identities.c.learner == LEARNER.scalar_subquery()

STREAM = select(*_FACT).where(facts.c.session == bindparam("session")).order_by(facts.c.seq)
"""The facts of one session, in order."""

KNOWN_AND_STREAM = union_all(
    select(*_FACT).where(facts.c.session == bindparam("session")),
    select(
        literal_column("0"),
        deliveries.c.at,
        deliveries.c.surface,
        deliveries.c.tenant,
        deliveries.c.user,
        literal_column("''"),
        literal_column("0"),
        deliveries.c.outcome,
    ).where(
        _is_actor(deliveries),
        deliveries.c.session == bindparam("delivered_to"),
        deliveries.c.id == bindparam("id"),
    ),
).order_by("seq")
"""The facts of one session, in order; before them, as number 0, the outcome of a known delivery."""

SESSIONS = select(facts.c.session).where(_is_actor(facts), FIRST).order_by(facts.c.at, facts.c.session)
"""The sessions that an identity began, in order of their first fact."""

_began = select(facts.c.session, facts.c.at.label("began_at")).where(_is_actor(facts), FIRST).subquery()
STREAMS = (
    select(facts.c.session, *_FACT)
    .join(_began, _began.c.session == facts.c.session)
    .order_by(_began.c.began_at, facts.c.session, facts.c.seq)
)
"""The facts of every session that an identity began, session by session."""

FIRST_FACTS = (
    select(facts.c.version, facts.c.payload)
    .join(identities, _same_owner(facts))
    .where(_IS_LEARNER, FIRST, facts.c.type == bindparam("type"))
)
"""The first facts of one type over all identities of the learner that an identity is."""

HEADS = (
    select(heads)
    .join(identities, _same_owner(heads))
    .where(_IS_LEARNER)
    .order_by(heads.c.started_at, heads.c.session)
)
"""The heads over all identities of the learner that an identity is, in order of start."""

ATTEMPTS = HEADS.where(heads.c.activity == bindparam("activity"))
"""Those of one activity."""

ATTEMPTS_OF_ALL = (
    select(heads)
    .where(heads.c.activity == bindparam("activity"))
    .order_by(heads.c.started_at, heads.c.session)
)
"""Every head of one activity, of all learners, in order of start."""

WAITING = (
    select(heads).where(heads.c.waiting > literal_column("0")).order_by(heads.c.updated_at, heads.c.session)
)
"""Every head with answers that wait for a person, of all learners, in order of its last fact."""

TAKEN = (
    select(identities.c.learner, facts.c.session, *_FACT)
    .select_from(heads)
    .join(identities, _same_owner(heads))
    .join(facts, facts.c.session == heads.c.session)
    .where(heads.c.activity == bindparam("activity"), heads.c.status == literal_column("'closed'"))
    .order_by(heads.c.started_at, heads.c.session, facts.c.seq)
)
"""The facts of every closed session of one activity with its learner, session by session."""

IDENTITIES = (
    select(identities.c.surface, identities.c.tenant, identities.c.user)
    .where(_IS_LEARNER)
    .order_by(identities.c.surface, identities.c.tenant, identities.c.user)
)
"""The identities of the learner that an identity is."""

ALL_SESSIONS = select(facts.c.session).where(FIRST).order_by(facts.c.session)
"""Every session that has facts."""

_RESPONSE = (
    responses.c.session,
    responses.c.activity,
    responses.c.question,
    responses.c.options,
    responses.c.outcome,
    responses.c.mark,
    responses.c.tries,
    responses.c.hints,
    responses.c.at,
)
RESPONSES = (
    select(*_RESPONSE).where(responses.c.session == bindparam("session")).order_by(responses.c.position)
)
"""The final responses of one session, in order."""

ANSWERED = (
    select(*_RESPONSE)
    .join(heads, heads.c.session == responses.c.session)
    .join(identities, _same_owner(heads))
    .where(_IS_LEARNER)
    .order_by(responses.c.at, responses.c.session, responses.c.position)
)
"""The final responses over all identities of the learner that an identity is, in order of time."""

OF_TYPE = (
    select(*_FACT).where(facts.c.type == bindparam("type")).order_by(facts.c.at, facts.c.session, facts.c.seq)
)
"""The facts of one type in all sessions, in order of time."""

BODY = select(bodies.c.body).where(bodies.c.digest == bindparam("digest"))
"""One body, compressed."""

HAS_BODY = select(func.count()).where(bodies.c.digest == bindparam("digest"))
"""1 when the body is kept, else 0."""

EDITIONS = select(editions.c.course, editions.c.edition)
"""The number of each course's newest edition."""

EDITION = select(editions).where(editions.c.course == bindparam("course"))
"""One course's newest edition."""

COUNTS = select(item_counts)
"""Every anonymous count."""

_COLON = literal_column("':'", Text)
_OF_LEARNER = (
    identities.c.surface.concat(_COLON).concat(identities.c.tenant).concat(_COLON).concat(identities.c.user)
)
_BUDGET = select(budgets.c.scope, budgets.c.day, budgets.c.tokens)
_TODAY = budgets.c.day == bindparam("day")
_EVER = budgets.c.day == literal_column("''")
SPENT = union_all(
    _BUDGET.select_from(identities).join(budgets, budgets.c.scope == _OF_LEARNER).where(_IS_LEARNER, _TODAY),
    _BUDGET.where(budgets.c.scope == bindparam("of_tenant"), _TODAY),
    _BUDGET.where(budgets.c.scope == bindparam("session"), _EVER),
)
"""What was spent by every identity of the learner that an identity is, by a tenant, and by a session."""

CALL = select(calls).where(calls.c.session == bindparam("session"))
"""The call under way in one session."""

CALLS_OF = select(calls).where(
    or_(_is_actor(calls), calls.c.session.in_(select(facts.c.session).where(_is_actor(facts), FIRST)))
)
"""The calls under way that an identity asked for, and those in sessions that it began."""

USAGE = select(usage).where(usage.c.day >= bindparam("first"), usage.c.day <= bindparam("last"))
"""What was used of models from one day to another."""

REVISION = select(column("version_num", Text)).select_from(table(REVISION_TABLE))
"""The revision of the schema."""

RECORD = select(record.c.id)
"""What tells this record from every other."""

# Writing

ADD_FACT = insert(facts)
ADD_DELIVERY = insert(deliveries)
ADD_LEARNER = insert(learners)
ADD_IDENTITY = insert(identities)
ADD_RESPONSE = insert(responses)
ADD_BODY = insert(bodies)
ADD_EDITION = insert(editions)
DROP_EDITION = delete(editions).where(editions.c.course == bindparam("course"))
ADD_CALL = insert(calls)
DROP_CALL = delete(calls).where(calls.c.session == bindparam("session"), calls.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class Upserts:
    """The statements whose construct belongs to a dialect. All but `head` add numbers to what is kept."""

    head: Executable
    count: Executable
    budget: Executable
    usage: Executable


def upserts(dialect_insert: Callable[[Table], Any]) -> Upserts:
    """The upserts, made with the `insert` of SQLite's or PostgreSQL's dialect."""
    head, count = dialect_insert(heads), dialect_insert(item_counts)
    budget, used = dialect_insert(budgets), dialect_insert(usage)
    # Who a session belongs to and what it is of never changes, and setting it would touch the index.
    fixed = {"session", "surface", "tenant", "user", "activity"}
    return Upserts(
        head=head.on_conflict_do_update(
            index_elements=list(heads.primary_key),
            set_={each.name: head.excluded[each.name] for each in heads.c if each.name not in fixed},
        ),
        count=count.on_conflict_do_update(
            index_elements=list(item_counts.primary_key), set_={"n": item_counts.c.n + count.excluded.n}
        ),
        budget=budget.on_conflict_do_update(
            index_elements=list(budgets.primary_key),
            set_={"tokens": budgets.c.tokens + budget.excluded.tokens},
        ),
        usage=used.on_conflict_do_update(
            index_elements=list(usage.primary_key),
            set_={each.name: each + used.excluded[each.name] for each in usage.c if not each.primary_key},
        ),
    )


# Forgetting

DROP_FACTS = delete(facts).where(facts.c.session == bindparam("session"))
DROP_RESPONSES = delete(responses).where(responses.c.session == bindparam("session"))
DROP_DELIVERIES = delete(deliveries).where(_is_actor(deliveries))
DROP_HEADS = delete(heads).where(_is_actor(heads))
DROP_BUDGETS = delete(budgets).where(budgets.c.scope == bindparam("scope"))
DROP_IDENTITY = delete(identities).where(_is_actor(identities))
REPOINT = update(identities).where(_is_actor(identities, "old_")).values(learner=bindparam("learner"))
"""Makes an identity that learner."""

DROP_LEARNER = delete(learners).where(
    learners.c.learner == bindparam("learner"), ~exists().where(identities.c.learner == learners.c.learner)
)
"""A learner, unless some identity still is that learner."""

RENAME_ACTOR = (
    update(facts)
    .where(_is_actor(facts, "old_"))
    .values({name: bindparam(name) for name in ("surface", "tenant", "user")})
)
"""Puts another identity in the place of one in all facts it recorded."""

# Pruning

DROP_OLD_DELIVERIES = delete(deliveries).where(deliveries.c.at < bindparam("before"))
DROP_STRAY_HEADS = delete(heads).where(~exists().where(facts.c.session == heads.c.session))
DROP_STRAY_RESPONSES = delete(responses).where(~exists().where(facts.c.session == responses.c.session))
DROP_OLD_BUDGETS = delete(budgets).where(~_EVER, budgets.c.day < bindparam("before"))
DROP_STRAY_BUDGETS = delete(budgets).where(_EVER, ~exists().where(facts.c.session == budgets.c.scope))
