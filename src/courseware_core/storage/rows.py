"""How values stand in rows, and back. Pure; the one place that knows both."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from courseware_core.chat import Usage
from courseware_core.content.edition import Edition
from courseware_core.engine.facts import AttemptStarted, Fact, decode, encode
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ports import Call, Delivery, ModelUsage, Outcome, Recorded, Settlement, Stream

Row = dict[str, Any]
"""A row by column, in the order of the columns that the reading statements name."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_BILLION = 10**9
_OUTCOME = TypeAdapter(Outcome)

_identity = lru_cache(4096)(Identity)


def micros(at: datetime) -> int:
    """Whole microseconds since 1970. Raises: TypeError when `at` is naive."""
    return (at - _EPOCH) // _MICROSECOND


def instant(microseconds: int) -> datetime:
    """The time, aware, in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def actor_row(actor: Identity) -> Row:
    """The three columns that name an identity."""
    return {"surface": actor.surface, "tenant": actor.tenant, "user": actor.user}


def fact_rows(session: str, after: int, facts: Iterable[Fact], actor: Identity, at: datetime) -> list[Row]:
    """Rows of `facts`, numbered on from `after`. Raises: ValueError when one cannot be written."""
    rows = []
    for seq, fact in enumerate(facts, after + 1):
        name, version, payload = encode(fact)
        rows.append(
            {
                "session": session,
                "seq": seq,
                "at": micros(at),
                **actor_row(actor),
                "type": name,
                "version": version,
                "payload": payload,
            }
        )
    return rows


def recorded(row: Sequence[Any]) -> Recorded:
    """The fact of a row (without its session). Raises: UnreadableFact."""
    seq, at, surface, tenant, user, name, version, payload = row
    return Recorded(seq, instant(at), _identity(surface, tenant, user), decode(name, version, payload))


def questions(row: Sequence[Any]) -> frozenset[str]:
    """The questions of an attempt, by version and payload of its start. Raises: UnreadableFact."""
    version, payload = row
    fact = decode(AttemptStarted.__name__, version, payload)
    slots = fact.slots if isinstance(fact, AttemptStarted) else ()
    return frozenset(slot.question for slot in slots)


def delivery_row(delivery: Delivery, outcome: Outcome, at: datetime) -> Row:
    """A delivery with what became of it."""
    return {
        **actor_row(delivery.actor),
        "session": delivery.session,
        "id": delivery.id,
        "outcome": _OUTCOME.dump_json(outcome).decode(),
        "at": micros(at),
    }


def outcome(text: str) -> Outcome:
    """The outcome that stands in a delivery's row."""
    return _OUTCOME.validate_json(text)


def known_and_stream_row(delivery: Delivery, session: str) -> Row:
    """What is asked for by a delivery and the one session it is for."""
    return {
        "session": session,
        **actor_row(delivery.actor),
        "delivered_to": delivery.session,
        "id": delivery.id,
    }


def known_and_stream(session: str, found: Sequence[Sequence[Any]]) -> tuple[Outcome | None, Stream]:
    """The outcome of a known delivery, which comes as number 0, and the facts. Raises: UnreadableFact."""
    known = None
    if found and found[0][0] == 0:
        known, found = outcome(found[0][-1]), found[1:]
    return known, Stream(session, tuple(recorded(row) for row in found))


def head_row(head: Head) -> Row:
    """A head."""
    return {
        "session": head.session,
        **actor_row(head.owner),
        "kind": head.kind,
        "activity": head.activity,
        "digest": head.digest,
        "status": head.status,
        "scope": head.scope,
        "started_at": micros(head.started_at),
        "updated_at": micros(head.updated_at),
        "closed_at": None if head.closed_at is None else micros(head.closed_at),
        "deadline": None if head.deadline is None else micros(head.deadline),
        "done": head.done,
        "total": head.total,
        "score": None if head.score is None else _mark(head.score),
        "out_of": head.out_of,
        "passed": head.passed,
        "mark": head.mark,
        "mark_by": head.mark_by,
        "version": head.version,
        "waiting": head.waiting,
    }


def head(row: Sequence[Any]) -> Head:
    """The head of a row."""
    session, surface, tenant, user, kind, activity, digest, status, scope, *rest = row
    started_at, updated_at, closed_at, deadline, done, total, score, out_of, passed, *marks = rest
    mark, mark_by, version, waiting = marks
    return Head(
        session=session,
        owner=Identity(surface, tenant, user),
        kind=kind,
        activity=activity,
        digest=digest,
        status=status,
        scope=scope,
        started_at=instant(started_at),
        updated_at=instant(updated_at),
        closed_at=None if closed_at is None else instant(closed_at),
        deadline=None if deadline is None else instant(deadline),
        done=done,
        total=total,
        score=None if score is None else Fraction(score),
        out_of=out_of,
        passed=None if passed is None else bool(passed),
        mark=mark,
        mark_by=mark_by,
        version=version,
        waiting=waiting,
    )


def by_start(heads: Iterable[Head]) -> tuple[Head, ...]:
    """`heads` in order of start; those of one moment in the order of their names."""
    return tuple(sorted(heads, key=lambda head: (head.started_at, head.session)))


def response_row(response: FinalResponse, position: int) -> Row:
    """A final response that is the one at `position`, counted from 0."""
    return {
        "session": response.session,
        "activity": response.activity,
        "question": response.question,
        "options": json.dumps(response.options),
        "outcome": response.outcome,
        "mark": _mark(response.mark),
        "tries": response.tries,
        "hints": response.hints,
        "at": micros(response.at),
        "position": position,
    }


def response(row: Sequence[Any]) -> FinalResponse:
    """The final response of a row."""
    session, activity, question, options, outcome, mark, tries, hints, at = row[:9]
    return FinalResponse(
        session=session,
        activity=activity,
        question=question,
        options=tuple(json.loads(options)),
        outcome=outcome,
        mark=Fraction(mark),
        tries=tries,
        hints=hints,
        at=instant(at),
    )


def count_row(count: Count) -> Row:
    """One more of a count."""
    return {
        "item": count.item,
        "digest": count.digest,
        "option": count.option,
        "first": count.first,
        "month": count.month,
        "n": 1,
    }


def count(row: Sequence[Any]) -> tuple[Count, int]:
    """The count of a row, and how many."""
    item, digest, option, first, month, n = row
    return Count(item, digest, option, bool(first), month), n


def edition_row(edition: Edition) -> Row:
    """An edition."""
    return {
        "course": edition.course,
        "edition": edition.number,
        "version": edition.version,
        "manifest": edition.manifest,
        "at": micros(edition.at),
        "publisher": edition.by,
    }


def edition(row: Sequence[Any]) -> Edition:
    """The edition of a row."""
    course, number, version, manifest, at, by = row
    return Edition(course, number, version, manifest, instant(at), by)


def call_row(call: Call) -> Row:
    """A call under way."""
    return {
        "session": call.session,
        "id": call.id,
        **actor_row(call.actor),
        "model": call.model,
        "day": call.day.isoformat(),
        "tokens": call.tokens,
        "until": micros(call.until),
    }


def call(row: Sequence[Any]) -> Call:
    """The call of a row."""
    session, name, surface, tenant, user, model, day, tokens, until = row
    actor = Identity(surface, tenant, user)
    return Call(session, name, actor, model, date.fromisoformat(day), tokens, instant(until))


def budgets_of(call: Call) -> tuple[tuple[str, str], ...]:
    """The scope and the day of each budget that a call counts in: its actor's, tenant's and session's."""
    day = call.day.isoformat()
    return (str(call.actor), day), (call.actor.scope, day), (call.session, "")


USAGE_KEY = ("day", "surface", "tenant", "model")
"""The columns that name a row of usage. The others are numbers, which add up."""


def usage_row(settlement: Settlement) -> Row:
    """A call that has ended."""
    call, used = settlement.call, settlement.usage
    return {
        "day": call.day.isoformat(),
        "surface": call.actor.surface,
        "tenant": call.actor.tenant,
        "model": call.model,
        "calls": 1,
        "prompt_tokens": used.prompt_tokens,
        "reply_tokens": used.reply_tokens,
        "estimated": int(used.estimated),
        "cost": 0 if used.cost is None else int((used.cost * _BILLION).to_integral_value()),
        "unpriced": int(used.cost is None),
    }


def usage(found: Iterable[Sequence[Any]]) -> tuple[ModelUsage, ...]:
    """What was used of models, by its rows, in order of day, tenant and model."""
    used = map(_usage, found)
    return tuple(sorted(used, key=lambda each: (each.day, each.tenant, each.model)))


def _usage(row: Sequence[Any]) -> ModelUsage:
    day, surface, tenant, model, calls, prompt_tokens, reply_tokens, estimated, cost, unpriced = row
    price = None if unpriced == calls else Decimal(cost) / _BILLION
    return ModelUsage(
        day=date.fromisoformat(day),
        tenant=f"{surface}:{tenant}",
        model=model,
        calls=calls,
        usage=Usage(prompt_tokens, reply_tokens, price, estimated > 0),
        unpriced=unpriced,
    )


def _mark(mark: Fraction) -> str:
    return f"{mark.numerator}/{mark.denominator}"
