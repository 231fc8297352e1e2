"""An attempt at a quiz or a test."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from courseware_core.content.questions.base import Outcome, Response
from courseware_core.engine.facts.base import Fact, Mark, Moment, Natural, Scope


@dataclass(frozen=True, slots=True)
class Slot:
    """A question of an attempt, with its options in the order they are shown."""

    question: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttemptStarted(Fact):
    """Chance has been thrown: the questions and orders of this attempt, for good.

    `first` says that the learner had no attempt of this activity before.
    """

    activity: str
    digest: str
    slots: tuple[Slot, ...]
    deadline: Moment | None = None
    scope: Scope = "whole"
    first: bool = False


@dataclass(frozen=True, slots=True)
class QuestionOpened(Fact):
    """The learner was shown a question."""

    slot: Natural


@dataclass(frozen=True, slots=True)
class HintShown(Fact):
    """Hint `number` of a question, counted from 1, was shown."""

    slot: Natural
    number: Natural


@dataclass(frozen=True, slots=True)
class AnswerGiven(Fact):
    """An answer with the verdict of the pinned content. `mark` is after penalties.

    Where no rule marks the question, the outcome is `unmarked` and the mark 0.
    """

    slot: Natural
    response: Response
    outcome: Outcome
    mark: Mark


@dataclass(frozen=True, slots=True)
class ModelAnswerShown(Fact):
    """The learner asked for the model answer of a question instead of answering it."""

    slot: Natural


@dataclass(frozen=True, slots=True)
class SelfChecked(Fact):
    """The learner held their answer against the model answer, and it met these criteria."""

    slot: Natural
    met: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummaryOpened(Fact):
    """The learner was shown what they answered, before handing in."""


@dataclass(frozen=True, slots=True)
class TimeExpired(Fact):
    """The deadline `at` had passed when somebody touched the attempt."""

    at: Moment


@dataclass(frozen=True, slots=True)
class AttemptClosed(Fact):
    """The one result of an attempt. `passed` is None where there is no pass mark.

    `practice` of `practice_of` are the marks that the learner gave themself, which count for nothing.
    """

    score: Mark
    out_of: Natural
    passed: bool | None
    cause: Literal["submitted", "expired", "abandoned"]
    practice: Mark = Fraction(0)
    practice_of: Natural = 0
