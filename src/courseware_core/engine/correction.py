"""What operators may change in an attempt: grade it again, or give it more time.

Grading again is replay: the same answers in the same order, by another version of the content.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from courseware_core.content.questions.base import RIGHT, Question
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine.attempt import Assessment, close, next_mark, stepwise
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.facts import AttemptRegraded, DeadlineExtended, Regraded
from courseware_core.engine.machine import Rejected
from courseware_core.engine.slots import SlotState


@dataclass(frozen=True, slots=True)
class Standing:
    """The result of a closed attempt: exact marks, and whether it passed where there is a pass mark."""

    score: Fraction
    out_of: int
    passed: bool | None

    def lowers(self, before: "Standing") -> bool:
        """Whether it takes marks, or a pass, from a learner who had `before`."""
        return self.score < before.score or (before.passed is True and self.passed is not True)


def regrade(
    state: AttemptState, pinned: Assessment, content: Assessment, digest: str, reason: str
) -> AttemptRegraded | Rejected:
    """The result of a closed attempt at `pinned` by the keys, penalty and pass mark of `content`.

    Rejected with `attempt_open`, or with `question_changed` when `content` lacks a question of the
    attempt, or asks it with other options: then nobody gave an answer to it.
    """
    if state.closed is None:
        return Rejected("attempt_open")
    by_id = content.by_id
    slots = []
    for slot in state.slots:
        question = by_id.get(slot.question)
        if question is None or not _still_asks(question, pinned.by_id[slot.question], slot):
            return Rejected("question_changed", {"question": slot.question})
        slots.append(_replayed(slot, question, pinned, content))
    result = close(replace(state, slots=tuple(slots)), content, state.closed.cause)
    return AttemptRegraded(
        digest=digest,
        verdicts=tuple(
            Regraded(number, len(slot.answers) - 1, slot.outcome, slot.mark)
            for number, slot in enumerate(slots)
            if slot.outcome is not None
        ),
        score=result.score,
        out_of=result.out_of,
        passed=result.passed,
        reason=reason,
    )


def is_changed(state: AttemptState, regraded: AttemptRegraded) -> bool:
    """Whether any verdict, mark or result is another than before."""
    before = {
        number: (slot.outcome, slot.mark)
        for number, slot in enumerate(state.slots)
        if slot.outcome is not None
    }
    after = {each.slot: (each.outcome, each.mark) for each in regraded.verdicts}
    return before != after or standing(state) != Standing(regraded.score, regraded.out_of, regraded.passed)


def standing(state: AttemptState) -> Standing | None:
    """The result as it stands; None while the attempt is open."""
    closed = state.closed
    return Standing(closed.score, closed.out_of, closed.passed) if closed else None


def extend(
    state: AttemptState, deadline: datetime, now: datetime, reason: str
) -> DeadlineExtended | Rejected:
    """More time for a timed attempt, which is opened again when its time was over.

    Rejected with `not_timed`, `handed_in`, or `not_later` when that gives no time.
    """
    if state.deadline is None:
        return Rejected("not_timed")
    if state.closed and state.closed.cause == "submitted":
        return Rejected("handed_in")
    if deadline <= max(state.deadline, now):
        return Rejected("not_later")
    return DeadlineExtended(deadline, reason)


def _still_asks(question: Question, pinned: Question, slot: SlotState) -> bool:
    same = question.type == pinned.type and question.option_ids == pinned.option_ids
    return same and _criteria(question) == _criteria(pinned) and all(map(question.fits, slot.answers))


def _criteria(question: Question) -> dict[str, int]:
    """The criteria that learners compared their answers with, and what each is worth."""
    rubric = question.rubric if isinstance(question, WrittenQuestion) else ()
    return {each.id: each.points for each in rubric}


def _replayed(slot: SlotState, question: Question, pinned: Assessment, content: Assessment) -> SlotState:
    """The slot with its answers graded by `question`; a right one ends the tries."""
    graded = replace(slot, answers=(), outcome=None, mark=Fraction(0))
    for response in slot.answers:
        # An answer that could be changed until the end was no try, so it costs nothing.
        worth = next_mark(graded, content) if stepwise(pinned) else Fraction(1)
        verdict = question.grade(response)
        answers = (*graded.answers, response)
        mark = max(graded.mark, verdict.mark * worth) if stepwise(pinned) else verdict.mark
        graded = replace(graded, outcome=verdict.outcome, mark=mark, answers=answers)
        if stepwise(pinned) and graded.outcome == RIGHT.outcome:
            break
    return graded
