"""What a store demands of a decision, whatever it keeps it in."""

from collections.abc import Sequence
from typing import Any

from courseware_core.errors import StoreError
from courseware_core.ports import Decision, Loaded


def closed() -> StoreError:
    """The error of using a store after `close`."""
    return StoreError("The record was closed before. Open it again to use it.")


def check_keys(keys: Sequence[str]) -> None:
    """Raises ValueError when a key is empty or named twice."""
    if "" in keys or len(set(keys)) != len(keys):
        raise ValueError(f"Every key of a transaction is a session, named once, but they are {keys!r}.")


def check(decision: Decision[Any], loaded: Loaded) -> None:
    """Raises ValueError when `decision` writes where nothing was loaded, or on a known delivery."""
    written = (
        *decision.facts,
        *(head.session for head in decision.heads),
        *decision.responses,
    )
    strays = sorted(set(written) - set(loaded.streams))
    if strays:
        raise ValueError(f"The decision writes to {', '.join(strays)}, which its keys do not name.")
    if loaded.known is not None and (decision.remember or written):
        raise ValueError("The delivery has an outcome already; nothing may be decided on it again.")
