"""What a learner has earned to see of a question: what is said of their answer, and the right one."""

from dataclasses import dataclass

from courseware_core.content.model import Test
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine.attempt import Assessment, may_try_again, stepwise
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.grading import is_settled


@dataclass(frozen=True, slots=True)
class Earned:
    """Whether the feedback on an answer may be seen, and whether the right answer may."""

    feedback: bool
    key: bool


def earned(state: AttemptState, content: Assessment, slot: int) -> Earned | None:
    """What may be seen of question `slot`; None while nothing may, or when there is no such question.

    In an open attempt that is the question whose feedback is shown now; in a closed one what the review
    rules show.
    """
    if not 0 <= slot < len(state.slots):
        return None
    if state.closed is None:
        shown = stepwise(content) and state.phase == "feedback" and slot == state.current
        return Earned(feedback=True, key=_key_is_shown(state, content)) if shown else None
    if not isinstance(content, Test):
        return Earned(feedback=True, key=True)
    rule, feedback = content.review.answers, "feedback" in content.review.show
    key = rule == "after_submit" or (rule == "after_pass" and state.closed.passed is True)
    return Earned(feedback, key) if feedback or key else None


def _key_is_shown(state: AttemptState, content: Assessment) -> bool:
    slot = state.slots[state.current]
    question = content.by_id[slot.question]
    if isinstance(question, WrittenQuestion):
        return is_settled(slot, question)
    return not may_try_again(state, content)


def seen_slots(state: AttemptState, content: Assessment) -> tuple[int, ...]:
    """The questions of which something may be seen."""
    return tuple(slot for slot in range(len(state.slots)) if earned(state, content, slot))
