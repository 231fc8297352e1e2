"""What somebody else than the learner changed. The actor of the fact says who."""

from dataclasses import dataclass
from typing import Literal

from courseware_core.content.questions.base import Outcome
from courseware_core.engine.facts.base import Fact, Mark, Moment, Natural


@dataclass(frozen=True, slots=True)
class DeadlineExtended(Fact):
    """An attempt has until `deadline`; one that time had closed is open again."""

    deadline: Moment
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Regraded:
    """The verdict on question `slot` that stands now, on answer `answer` of those given to it, from 0.

    `mark` is after penalties.
    """

    slot: Natural
    answer: Natural
    outcome: Outcome
    mark: Mark


@dataclass(frozen=True, slots=True)
class AttemptRegraded(Fact):
    """The answers of a closed attempt were graded again, by the content with this digest."""

    digest: str
    verdicts: tuple[Regraded, ...]
    score: Mark
    out_of: Natural
    passed: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SessionVoided(Fact):
    """The session counts for nothing any more: an operator took it back, or linking left two open."""

    cause: Literal["operator", "linked"]
    reason: str = ""
