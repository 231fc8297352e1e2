"""What a store may be doing when its process is killed, and the record it does it to."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from courseware_core.chat import Usage
from courseware_core.content.edition import Edition
from courseware_core.content.questions.base import Response
from courseware_core.engine.facts import (
    AnswerGiven,
    AttemptClosed,
    AttemptStarted,
    MessageSent,
    QuestionOpened,
    ReplyGiven,
    Slot,
)
from courseware_core.engine.projections import Count, Head
from courseware_core.identity import Identity
from courseware_core.ports import Decision, Delivery, Loaded, Outcome, Settlement, SpendingOf, Store
from courseware_core.testing.stores.samples import (
    ANN,
    AT,
    BEN,
    CAT,
    call,
    decision,
    deliver,
    head,
    reserve,
    response,
)

_STARTED = AttemptStarted("a1", "d1", (Slot("q1", ("o2", "o1")), Slot("q2", ("o1", "o2"))))
_ANSWERED = AnswerGiven(0, Response(options=("o1",)), "right", Fraction(1))


async def begin(store: Store) -> None:
    """The record: Ann and Ben are in the middle of an attempt each, and Ann has acted in Ben's.

    A model is writing to Ann.
    """
    for session, actor in (("s1", ANN), ("s2", BEN)):
        begun = decision(
            session, _STARTED, QuestionOpened(0), heads=(_open(session, actor),), bodies={"d1": b"body"}
        )
        await deliver(store, session, begun, Delivery(actor, "", "1"))
    await deliver(store, "s2", decision("s2", _ANSWERED), Delivery(ANN, "s2", "2"))
    await reserve(store, call("s1", ANN))


async def start(store: Store) -> None:
    """A third person begins an attempt, of another version of the activity."""
    begun = decision(
        "s3", _STARTED, QuestionOpened(0), heads=(_open("s3", CAT, digest="d2"),), bodies={"d2": b"new"}
    )
    await _once(store, begun, Delivery(CAT, "", "1"), "s3")


async def answer(store: Store) -> None:
    """Ann answers her first question."""
    answered = decision("s1", _ANSWERED, QuestionOpened(1), heads=(_open("s1", ANN, done=1, version=4),))
    await _once(store, answered, Delivery(ANN, "s1", "2"), "s1")


async def close(store: Store) -> None:
    """Ann answers her last question and hands in."""
    closed = decision(
        "s1",
        _ANSWERED,
        AttemptClosed(Fraction(2), 2, True, "submitted"),
        heads=(head("s1", ANN),),
        responses={"s1": (response("q1"), response("q2"))},
        counts=tuple(Count(item, "d1", "o1", first=True, month="2026-11") for item in ("q1", "q2")),
    )
    await _once(store, closed, Delivery(ANN, "s1", "3"), "s1")


async def ask(store: Store) -> None:
    """Ben says something that a model is to reply to."""
    asked = decision("s2", MessageSent("why?"), call=call("s2", BEN), heads=(_open("s2", BEN, version=4),))
    await _once(store, asked, Delivery(BEN, "s2", "5"), "s2")


async def settle(store: Store) -> None:
    """What the model wrote to Ann is recorded."""
    used = Settlement(call("s1", ANN), Usage(20, 5, Decimal("0.001")))
    replied = decision("s1", ReplyGiven(1, "answer"), settle=(used,), heads=(_open("s1", ANN, version=4),))
    await _once(store, replied, Delivery(ANN, "s1", "5"), "s1")


async def link(store: Store) -> None:
    """Ann and Ben turn out to be one person, who keeps Ann's attempt; a third identity comes along."""
    voided = head("s2", BEN, status="voided", updated_at=AT + timedelta(minutes=1))
    linked = decision(
        "s1",
        facts={"s1": (QuestionOpened(1),), "s2": (QuestionOpened(1),)},
        heads=(head("s1", ANN, status="open"), voided),
        repoint={BEN: ANN, CAT: ANN},
    )
    await _once(store, linked, Delivery(ANN, "s1", "4"), "s1", "s2")


async def erase(store: Store) -> None:
    """Ann is forgotten."""
    await store.erase([ANN])


async def publish(store: Store) -> None:
    """Two courses are published."""
    editions = [Edition(course, 1, "1.0", "{}", AT, "olga") for course in ("c1", "c2")]
    await store.publish(editions, {"d1": b"body", "d2": b"new"})


SCENARIOS: Mapping[str, Callable[[Store], Awaitable[None]]] = {
    each.__name__: each for each in (start, answer, close, ask, settle, link, erase, publish)
}


async def _once(store: Store, decided: Decision[None], delivery: Delivery, *keys: str) -> None:
    """Commits what comes of a delivery, as a turn does: what came before is answered and not repeated."""

    def decide(loaded: Loaded) -> Decision[None]:
        return Decision(loaded.known, None, AT, remember=False) if loaded.known else decided

    begun = decided.call
    needs = [SpendingOf(begun.actor, begun.session, begun.day)] if begun else []
    became = await store.transact(keys, decide, actor=delivery.actor, delivery=delivery, needs=needs)
    assert became.outcome == Outcome("accepted", keys[0])


def _open(session: str, actor: Identity, **changes: object) -> Head:
    return head(session, actor, status="open", closed_at=None, score=None, passed=None, **changes)
