"""How open and coding answers are graded: who may read them, and what checks, a model and a person said."""

from dataclasses import dataclass
from typing import Literal

from courseware_core.content.structure.findings import Finding
from courseware_core.engine.facts.base import Fact, Instead, Mark, Natural

Grader = Literal["checks", "model", "person", "self_check"]
"""Who can say that an answer meets a criterion."""

Doubt = Literal[
    "unsure",
    "passes_differ",
    "addressed",
    "unquoted",
    "unanchored",
    "one_quote",
    "garbled",
]
"""Why a model's verdict is left to a person: it was not sure; asked again, it said something else; the answer
talks to whoever grades it; the words it quotes do not stand in the answer; they hold none of the author's
anchors; the same words are to show three criteria or more; its reply could not be read."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was said of one criterion, on what evidence.

    `quote` are words of the answer that show that it is met, `findings` what a check found wrong.
    """

    criterion: str
    met: Literal["yes", "no", "unsure"]
    quote: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadersTold(Fact):
    """Before they answered question `slot`, the learner was told who may read this answer.

    `answer` counts the answers to the question from 0. A model of `provider` reads it, and the person
    `reviewer` may; both are empty where nobody does.
    """

    slot: Natural
    answer: Natural
    provider: str = ""
    reviewer: str = ""


@dataclass(frozen=True, slots=True)
class AnswerChecked(Fact):
    """What the author's checks found in an answer."""

    slot: Natural
    answer: Natural
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class AnswerJudged(Fact):
    """What a model said of an answer. With any of `doubts` it decides nothing, and a person may.

    `source` names the model. `instead` says why there is no verdict of it.
    """

    slot: Natural
    answer: Natural
    source: str = ""
    judgements: tuple[Judgement, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    instead: Instead = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """Whether a criterion was met, and who said so."""

    criterion: str
    met: bool
    by: Grader


@dataclass(frozen=True, slots=True)
class AnswerReviewed(Fact):
    """The person `reviewer` read an answer: it meets the criteria `met`, and no others.

    `before` is what had been decided until then. The learner reads the `reason`.
    """

    slot: Natural
    answer: Natural
    reviewer: str
    met: tuple[str, ...]
    before: tuple[Decided, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ResultRevised(Fact):
    """The result of a closed attempt, after an answer of it was graded late."""

    score: Mark
    out_of: Natural
    passed: bool | None
    practice: Mark
    practice_of: Natural
