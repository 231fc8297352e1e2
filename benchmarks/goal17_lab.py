"""Goal 17: an exchange in a lab with a model, and an event loop that litellm never holds up."""

from collections.abc import Callable
from functools import partial

from benchmarks import alone, floors_litellm, labs, stalls
from benchmarks.measuring import Sample
from benchmarks.plan import Cheaper, Contender, Goal, Shorter

BY_HAND = "lab: a call of litellm and two commits by hand"
OURS = "lab: an exchange, from the message to the next screen"
LIFE = "lab: an app from its start on, 55 exchanges"
EXCHANGES = 120
LONGEST_MS = 50


def goal() -> Goal:
    """What is measured for it."""
    work: dict[str, Callable[[], Sample]] = {
        BY_HAND: partial(floors_litellm.exchanges, EXCHANGES),
        OURS: partial(labs.ours, EXCHANGES),
        LIFE: stalls.run,
    }
    return Goal(
        "goal17",
        "A lab with a model",
        tuple(Contender(name, partial(alone.run, each, labs.environment())) for name, each in work.items()),
        (
            Cheaper("an exchange, processor time, the call included", OURS, BY_HAND, 1.1),
            Shorter("the longest stall while litellm is imported", LIFE, stalls.IMPORT, LONGEST_MS),
            Shorter("the longest stall in the first exchange", LIFE, stalls.FIRST, LONGEST_MS),
            Shorter("the longest stall in 54 more exchanges", LIFE, stalls.FURTHER, LONGEST_MS),
        ),
    )
