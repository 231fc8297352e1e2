"""What a store demands of a decision, whatever it keeps it in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from courseware_core.content.edition import Edition
from courseware_core.errors import StoreError
from courseware_core.ports import Call, Decision, Loaded, Need, SpendingOf


def closed() -> StoreError:
    """The error of using a store after `close`."""
    return StoreError("The record was closed before. Open it again to use it.")


def follow(editions: Iterable[Edition], numbers: Mapping[str, int]) -> bool:
    """Whether each of `editions` is the next of its course; `numbers` are those of the newest ones kept."""
    return all(each.number == numbers.get(each.course, 0) + 1 for each in editions)


def check_asked(keys: Sequence[str], needs: Sequence[Need]) -> None:
    """Raises ValueError when a key is empty or named twice, or when spending is asked for twice."""
    if "" in keys or len(set(keys)) != len(keys):
        raise ValueError(f"Every key of a transaction is a session, named once, but they are {keys!r}.")
    if sum(isinstance(need, SpendingOf) for need in needs) > 1:
        raise ValueError("A transaction asks for the spending of one session on one day, and not of several.")


def check(decision: Decision[Any], loaded: Loaded, needs: Sequence[Need]) -> None:
    """Raises ValueError when `decision` writes where nothing was loaded, or on a known delivery.

    So it does when a call begins that the `needs` did not prepare, or beside another call.
    """
    begun = [] if decision.call is None else [decision.call]
    ended = [each.call for each in decision.settle]
    written = (
        *decision.facts,
        *(head.session for head in decision.heads),
        *decision.responses,
        *(call.session for call in (*ended, *begun)),
    )
    strays = sorted(set(written) - set(loaded.streams))
    if strays:
        raise ValueError(f"The decision writes to {', '.join(strays)}, which its keys do not name.")
    if loaded.known is not None and (decision.remember or written):
        raise ValueError("The delivery has an outcome already; nothing may be decided on it again.")
    for call in begun:
        _check_begun(call, loaded.spending.call, ended, needs)


def _check_begun(call: Call, under_way: Call | None, ended: Sequence[Call], needs: Sequence[Need]) -> None:
    # To ask is also to lock: tokens that are set aside without it may be more than there are.
    asked = SpendingOf(call.actor, call.session, call.day)
    if asked not in needs:
        raise ValueError(f"The decision begins a call without having asked for what was spent: {asked}.")
    if under_way is not None and under_way not in ended:
        raise ValueError(f"The decision begins a call in {call.session}, where another is under way.")
