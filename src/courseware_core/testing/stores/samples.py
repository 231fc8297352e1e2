"""The promises that every store keeps, as one suite. Needs pytest and pytest-asyncio.

class TestMyStore(StoreContract):
    async def open(self, folder: Path) -> Store:
        return await MyStore.open(folder / "record")
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from courseware_core.engine.facts import Fact, MessageSent
from courseware_core.engine.projections import FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ports import Call, Decision, Delivery, Loaded, Outcome, Spending, SpendingOf, Store

ANN = Identity("terminal", "local", "ann")
BEN = Identity("slack", "T1", "U1")
CAT = Identity("slack", "T2", "U1")
AT = datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=UTC)
TODAY = AT.date()
TEXTS = (
    "plain",
    "生地 ﷺ e\u0301 🥖 \u202ereversed\u202c",
    "before\x00after",
    "'; DROP TABLE facts; -- \\ \" %s :name ?",
    "line\r\nline\u2028line",
    "x" * 20_000,
    "🥖" * 20_000,
)
"""What a learner may write: all of it must come back as it was."""


@dataclass(frozen=True, slots=True)
class FromTomorrow(Fact):
    """A fact that a newer version of the software writes."""


def head(session: str = "s1", owner: Identity = ANN, **changes: Any) -> Head:
    """A head that has every field filled in."""
    filled: dict[str, Any] = {
        "kind": "test",
        "activity": "a1",
        "digest": "d1",
        "status": "closed",
        "scope": "whole",
        "started_at": AT,
        "updated_at": AT + timedelta(seconds=1),
        "closed_at": AT + timedelta(seconds=2),
        "deadline": AT + timedelta(hours=1),
        "done": 2,
        "total": 3,
        "score": Fraction(7, 3),
        "out_of": 3,
        "passed": True,
        "mark": "completed",
        "mark_by": "rule",
        "version": 2,
        "waiting": 1,
    }
    return Head(session, owner, **filled | changes)


def response(question: str, session: str = "s1") -> FinalResponse:
    """A final response that has every field filled in."""
    return FinalResponse(
        session=session,
        activity="a1",
        question=question,
        options=("o2", "o1"),
        outcome="partial",
        mark=Fraction(1, 3),
        tries=2,
        hints=1,
        at=AT,
    )


def call(session: str = "s1", actor: Identity = ANN, **changes: Any) -> Call:
    """A call of a model that has 100 tokens set aside for it."""
    filled: dict[str, Any] = {
        "id": f"c-{session}",
        "model": "openai/gpt-4o-mini",
        "day": TODAY,
        "tokens": 100,
        "until": AT + timedelta(seconds=75),
    }
    return Call(session=session, actor=actor, **filled | changes)


def decision(
    session: str = "s1", *facts: Fact, outcome: Outcome | None = None, **more: Any
) -> Decision[None]:
    """A decision to append `facts` to `session`."""
    return Decision(
        **{
            "outcome": outcome or Outcome("accepted", session),
            "result": None,
            "at": AT,
            "facts": {session: facts} if facts else {},
            **more,
        }
    )


async def write(
    store: Store, session: str = "s1", *facts: Fact, actor: Identity = ANN, **more: Any
) -> Decision[None]:
    """Appends `facts` to `session`, with what else is in `more`."""
    decided = decision(session, *facts, **more)
    return await store.transact([session], lambda _: decided, actor=actor)


async def loaded(store: Store, *keys: str, **options: Any) -> Loaded:
    """What a transaction with these arguments decides on."""

    def decide(found: Loaded) -> Decision[Loaded]:
        return Decision(Outcome("accepted"), found, AT, remember=False)

    return (await store.transact(keys, decide, **{"actor": ANN} | options)).result


async def texts(store: Store, session: str = "s1") -> list[str]:
    """The messages of a session."""
    stream = await store.stream(session)
    return [each.fact.text for each in stream.facts if isinstance(each.fact, MessageSent)]


async def deliver(store: Store, session: str, decided: Decision[None], delivery: Delivery) -> None:
    """Commits `decided` as what came of `delivery`."""
    await store.transact([session], lambda _: decided, actor=delivery.actor, delivery=delivery)


async def reserve(store: Store, begun: Call, *facts: Fact, **more: Any) -> Decision[None]:
    """Begins a call and appends `facts` to its session, with what else is in `more`."""
    decided = decision(begun.session, *facts, call=begun, **more)
    asked = SpendingOf(begun.actor, begun.session, begun.day)
    return await store.transact([begun.session], lambda _: decided, actor=begun.actor, needs=[asked])


async def spending(store: Store, actor: Identity = ANN, session: str = "s1", day: date = TODAY) -> Spending:
    """What was spent, as a transaction finds it."""
    return (await loaded(store, session, needs=[SpendingOf(actor, session, day)])).spending
