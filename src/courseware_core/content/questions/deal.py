"""Orders to show things in whose authored order is the key."""

from collections.abc import Sequence
from hashlib import sha256

from courseware_core.content.questions.base import Shuffle

_DEALS = 8
_TWO = 2
"""Two things stand as they should in half of all orders: never to show that would give the other away."""


def dealt(
    question: str, key: Sequence[str], others: Sequence[str], shuffle: Shuffle[str] | None
) -> tuple[str, ...]:
    """The ids of `key` and `others`, mixed so that they do not begin with `key` as it stands.

    A `key` of two may be shown so by chance. Without `shuffle` it is an order that belongs to the question,
    the same in any process, which has nothing to do with the key.
    """
    right, ids = tuple(key), (*key, *others)
    own = sorted(ids, key=lambda each: sha256(f"{question}/{each}".encode()).digest())
    for _ in range(_DEALS if shuffle else 1):
        found = tuple(shuffle(own) if shuffle else own)
        if len(right) <= _TWO or found[: len(right)] != right:
            return found
    return (*ids[1:], ids[0])
