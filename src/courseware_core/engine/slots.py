"""A question of an attempt: how it was answered so far, and what that is worth."""

from dataclasses import dataclass
from fractions import Fraction

from courseware_core.content.questions.base import Outcome, Response
from courseware_core.engine.facts import AnswerChecked, AnswerJudged, AnswerReviewed, ReadersTold


@dataclass(frozen=True, slots=True)
class Graded:
    """What was said of one answer to an open or coding question, and by whom.

    `told` says who may read it. `met` are the criteria that the learner said it meets, None as long as they
    have not compared it.
    """

    told: ReadersTold | None = None
    checked: AnswerChecked | None = None
    judged: AnswerJudged | None = None
    reviewed: AnswerReviewed | None = None
    met: tuple[str, ...] | None = None

    @property
    def is_owed(self) -> bool:
        """Whether a model is to read the answer and nobody has said anything of it yet."""
        to_be_read = self.told is not None and bool(self.told.provider)
        return to_be_read and self.judged is None and self.reviewed is None


NOTHING_SAID = Graded()


@dataclass(frozen=True, slots=True)
class SlotState:
    """A question of the attempt: how it was answered so far. `answers` are all that were given, in order.

    `gave_up` says that the learner asked for the model answer instead of answering, or answering again.
    `graded` goes with `answers` where no rule marks the question.
    """

    question: str
    order: tuple[str, ...]
    response: Response | None = None
    outcome: Outcome | None = None
    mark: Fraction = Fraction(0)
    tries: int = 0
    hints: int = 0
    answers: tuple[Response, ...] = ()
    gave_up: bool = False
    graded: tuple[Graded, ...] = ()

    @property
    def last(self) -> Graded:
        """What was said of the last answer."""
        return self.graded[-1] if self.graded else NOTHING_SAID

    @property
    def wrong(self) -> tuple[Response, ...]:
        """The answers that were not right. After a right one there are no more tries."""
        return self.answers[:-1] if self.outcome == "right" else self.answers

    @property
    def is_done(self) -> bool:
        """Whether it was answered or given up."""
        return self.outcome is not None or self.gave_up

    @property
    def earned(self) -> Outcome | None:
        """The outcome that goes with `mark`, which a later try that earned less does not lower."""
        return "partial" if self.outcome == "wrong" and self.mark else self.outcome

    @property
    def is_missed(self) -> bool:
        """Whether it was not answered, or not rightly as far as a rule can say."""
        return self.outcome not in ("right", "unmarked")
