"""Making the projections again from the facts, which are the only truth."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from courseware_core.errors import StoreCorrupt, UnreadableFact
from courseware_core.ledger import STARTS, Ledger, final_responses, head
from courseware_core.ports import Decision, Loaded, Outcome, Pruned

DELIVERY_TTL = timedelta(days=1)
"""How long it is kept what became of a delivery; afterwards the step of its screen refuses it."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many sessions were made again, which could not be read, and what was deleted besides."""

    sessions: int
    unreadable: tuple[str, ...]
    pruned: Pruned


async def rebuild(ledger: Ledger, now: datetime) -> Rebuilt:
    """Makes every head and every final response again, session by session, also while others answer.

    Deletes rows of sessions that have no facts, and deliveries older than a day. A session that cannot be
    read, because it is damaged or of a newer version, stays as it is.

    Raises: StoreError.
    """
    made, unreadable = 0, []
    for session in await ledger.store.sessions():
        try:
            made += await _rebuild(ledger, session, now)
        except (UnreadableFact, StoreCorrupt):
            unreadable.append(session)
    pruned = await ledger.store.prune(now - DELIVERY_TTL)
    return Rebuilt(made, tuple(unreadable), pruned)


async def _rebuild(ledger: Ledger, session: str, now: datetime) -> bool:
    """Whether it is a session of an activity, which alone have projections."""
    recorded = await ledger.store.stream(session)
    if not recorded.facts:
        return False  # forgotten meanwhile

    def decide(loaded: Loaded) -> Decision[bool]:
        stream = loaded.streams[session]
        if not stream.facts or not isinstance(stream.facts[0].fact, STARTS):
            return Decision(Outcome("accepted"), False, now)
        current = ledger.fold(stream)
        return Decision(
            Outcome("accepted"),
            True,
            now,
            heads=(head(current),),
            responses={session: final_responses(current)},
        )

    return (await ledger.transact([session], decide, recorded.facts[0].actor)).result
