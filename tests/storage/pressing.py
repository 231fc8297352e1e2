"""Presses of one button, decided like a turn: a known delivery first, then the step of the screen."""

from courseware_core.engine.facts import MessageSent
from courseware_core.identity import Identity
from courseware_core.ports import Decision, Delivery, Loaded, Outcome, Store
from courseware_core.testing.stores.samples import ANN, AT, decision, head


async def press(store: Store, step: int, text: str, *, session: str = "s1", actor: Identity = ANN) -> Outcome:
    """What became of the press with this text, whose delivery has its name, on the screen of `step`."""

    def decide(found: Loaded) -> Decision[None]:
        if found.known:
            return Decision(found.known, None, AT, remember=False)
        if found.streams[session].version != step:
            return decision(session, outcome=Outcome("refused", session, "stale"))
        return decision(session, MessageSent(text), heads=(head(session, actor, done=step),))

    delivery = Delivery(actor, session, text)
    return (await store.transact([session], decide, actor=actor, delivery=delivery)).outcome
