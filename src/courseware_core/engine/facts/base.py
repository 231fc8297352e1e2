"""What every fact is made of: exact marks, counts, moments."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, PlainSerializer

# What is read is bounded: a short text such as "1e999999999" would else fill the memory with digits.
_WRITTEN = re.compile(r"[0-9]{1,40}(?:/0*[1-9][0-9]{0,39})?")


@lru_cache(1024)
def _fraction(written: str) -> Fraction:
    if not _WRITTEN.fullmatch(written):
        raise ValueError("a mark is written n or n/d")
    return Fraction(written)


def _mark(value: Any) -> Any:
    return value if isinstance(value, Fraction) else _fraction(str(value))


Mark = Annotated[Fraction, BeforeValidator(_mark), PlainSerializer(str, return_type=str)]
"""An exact number of marks, 0 or more."""

Natural = Annotated[int, Field(ge=0, lt=2**31)]
"""A number of things, or a position counted from 0."""

Moment = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(9000, 1, 1, tzinfo=UTC))
]
"""A point in time, aware, to which lengths of time can be added."""

Scope = Literal["whole", "missed", "picked", "review"]
"""A round over everything, only over what the last one missed, only over what the learner picked, or over
what is due for review."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts. `version` counts meanings of a fact's fields, not editions of the software."""

    version: ClassVar[int] = 1


Instead = Literal[
    "",
    "down",
    "slow",
    "busy",
    "denied",
    "refused",
    "too_long",
    "unfit",
    "learner_spent",
    "tenant_spent",
    "lab_spent",
    "off",
    "gone",
]
"""Why the lesson tutor replied in place of a model: it cannot be reached or has a fault; it was slow; it is
asked too often; it does not accept us; it declined; the conversation is too long for it; what it wrote failed
the checks; a budget is spent; it was switched off; the model that the learner was told of is not there any
more."""
