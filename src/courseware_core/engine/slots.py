"""A question of an attempt: how it was answered so far, and what that is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from courseware_core.content.questions.base import Outcome, Question, Response
from courseware_core.content.questions.open import WrittenQuestion


@dataclass(frozen=True, slots=True)
class SlotState:
    """A question of the attempt: how it was answered so far. `answers` are all that were given, in order.

    `gave_up` says that the learner asked for the model answer instead of answering. `met` are the criteria
    that they said their answer meets, None as long as they have not compared it.
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
    met: tuple[str, ...] | None = None

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


def counted(slots: Iterable[SlotState], by_id: Mapping[str, Question]) -> tuple[Fraction, int]:
    """The marks that rules gave, and out of how many: one for each question that a rule marks."""
    marked = [slot for slot in slots if not isinstance(by_id[slot.question], WrittenQuestion)]
    return sum((slot.mark for slot in marked), Fraction(0)), len(marked)


def practice(slots: Iterable[SlotState], by_id: Mapping[str, Question]) -> tuple[Fraction, int]:
    """The points that learners gave themselves, and out of how many: those of every written question."""
    earned = points = 0
    for slot in slots:
        question = by_id[slot.question]
        if isinstance(question, WrittenQuestion):
            earned += question.earned(slot.met or ())
            points += question.points
    return Fraction(earned), points


def may_give_up(slot: SlotState, question: Question) -> bool:
    """Whether the model answer can be had instead of answering."""
    return isinstance(question, WrittenQuestion) and not slot.is_done


def may_check(slot: SlotState, question: Question) -> bool:
    """Whether there is an answer that the learner has not compared with the criteria yet."""
    return isinstance(question, WrittenQuestion) and slot.response is not None and slot.met is None
