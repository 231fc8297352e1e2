"""Calls of models: which is under way, what counts against budgets, and what was used in the end.

Synchronous, on one connection. Whoever calls begins, commits and rolls back.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from courseware_core.identity import Identity
from courseware_core.ports import Call, Settlement, Spending, SpendingOf
from courseware_core.storage import rows, statements
from courseware_core.storage.connection import Connection
from courseware_core.storage.statements import Upserts


def spending(connection: Connection, asked: SpendingOf) -> Spending:
    """What was asked for."""
    day, tenant, session = asked.day.isoformat(), asked.actor.scope, asked.session
    whose = rows.actor_row(asked.actor) | {"day": day, "of_tenant": tenant, "session": session}
    found = connection.execute(statements.SPENT, whose).fetchall()
    spent = {(scope, on): tokens for scope, on, tokens in found}
    under_way = connection.execute(statements.CALL, {"session": session}).fetchone()
    of_tenant, of_session = spent.pop((tenant, day), 0), spent.pop((session, ""), 0)
    return Spending(
        learner=sum(spent.values()),
        tenant=of_tenant,
        session=of_session,
        call=None if under_way is None else rows.call(under_way),
    )


def keep_calls(
    connection: Connection, upserts: Upserts, settle: Sequence[Settlement], begun: Call | None
) -> None:
    """Ends calls, then begins one. A call that has ended before is not ended again."""
    ended = [each for each in settle if _drop(connection, each.call)]
    spent = Counter[tuple[str, str]]()
    for each in ended:
        for budget in rows.budgets_of(each.call):
            spent[budget] += each.usage.tokens - each.call.tokens
    if begun is not None:
        connection.execute(statements.ADD_CALL, rows.call_row(begun))
        for budget in rows.budgets_of(begun):
            spent[budget] += begun.tokens
    # In one order for everybody: two who waited for each other would both be taken back.
    changes = [
        {"scope": scope, "day": day, "tokens": tokens}
        for (scope, day), tokens in sorted(spent.items())
        if tokens
    ]
    if changes:
        connection.execute(upserts.budget, changes)
    if ended:
        used = sorted(map(rows.usage_row, ended), key=lambda row: [row[name] for name in rows.USAGE_KEY])
        connection.execute(upserts.usage, used)


def forget(connection: Connection, upserts: Upserts, actor: Identity, sessions: Sequence[str]) -> None:
    """Deletes what an identity spent and what was spent in its `sessions`, whose facts are still there.

    Calls of it that are under way, and those in its sessions, are lost.
    """
    under_way = connection.execute(statements.CALLS_OF, rows.actor_row(actor)).fetchall()
    lost = [Settlement.of_lost(rows.call(row)) for row in under_way]
    keep_calls(connection, upserts, lost, None)
    connection.execute(statements.DROP_BUDGETS, [{"scope": scope} for scope in (str(actor), *sessions)])


def prune(connection: Connection, before: datetime) -> None:
    """Deletes what was spent on days before that one, and in sessions that have no facts."""
    day = before.astimezone(UTC).date().isoformat()
    connection.execute(statements.DROP_OLD_BUDGETS, {"before": day})
    connection.execute(statements.DROP_STRAY_BUDGETS)


def _drop(connection: Connection, call: Call) -> bool:
    """Whether the call was under way until now."""
    named = {"session": call.session, "id": call.id}
    return connection.execute(statements.DROP_CALL, named).rowcount > 0
