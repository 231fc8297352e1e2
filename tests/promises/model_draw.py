"""Which questions and orders chance may give a new attempt."""

from tests.promises.content import Rules
from tests.promises.model_attempt import Slot

TWO = 2
"""Things of which half of all orders are right; of more than these the right one is never shown first."""


def drawn(
    rules: Rules,
    slots: list[Slot],
    *,
    seen: frozenset[str],
    only: frozenset[str] | None,
    barred: frozenset[str],
) -> str:
    """What is wrong with the questions and orders that chance gave a new attempt; empty when nothing is."""
    names = [slot.item.id for slot in slots]
    if len(set(names)) != len(names):
        return f"a question stands twice in {names}"
    offered = [item.id for item in rules.items if (only is None or item.id in only) and item.id not in barred]
    if set(names) - set(offered) or len(names) != (rules.draw or len(offered)):
        return f"{names} were drawn from {offered}"
    unseen = [name for name in offered if name not in seen]
    if rules.draw and len(set(names) & set(unseen)) < min(len(unseen), rules.draw):
        return f"{names} were drawn although {unseen} were new"
    for slot in slots:
        if sorted(slot.order) != sorted(slot.item.options):
            return f"{slot.item.id} has the options {slot.order}"
        if slot.item.last and slot.order[-1] != slot.item.last:
            return f"{slot.item.id} does not end with {slot.item.last}"
        key = {"ordering": slot.item.options, "matching": slot.item.pairs}.get(slot.item.kind, ())
        if len(key) > TWO and slot.order[: len(key)] == key:
            return f"{slot.item.id} is shown as it should be answered"
    return ""
