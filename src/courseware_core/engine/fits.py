"""Whether what is recorded of a session can be about the activity that it is pinned to.

A damaged record may name questions, options, blocks or checks that the activity does not have. It is
refused as a whole, so that machines and views may rely on every name in a state.
"""

from courseware_core.content.model import Activity, Lab, Lesson, Quiz, Test
from courseware_core.content.questions.base import Question, Response
from courseware_core.engine.attempt import AttemptState, SlotState
from courseware_core.engine.lab import LabState
from courseware_core.engine.lesson import Reading, place, to_read


def fits(state: object, content: Activity) -> bool:
    """Whether `state` names only what `content` has, and is of its machine."""
    match state, content:
        case AttemptState(), Quiz() | Test():
            asked = content.by_id
            slots = state.slots
            return bool(slots) and all(_slot_fits(slot, asked.get(slot.question)) for slot in slots)
        case Reading(), Lesson():
            return _reading_fits(state, content)
        case LabState(), Lab():
            return _lab_fits(state, content)
        case _:
            return False


def _slot_fits(slot: SlotState, question: Question | None) -> bool:
    return (
        question is not None
        and _order_fits(slot.order, question)
        and all(_response_fits(response, question) for response in slot.answers)
    )


def _order_fits(order: tuple[str, ...], question: Question | None) -> bool:
    known = question.option_ids if question else frozenset()
    return len(order) == len(known) and known == set(order)


def _response_fits(response: Response | None, question: Question | None) -> bool:
    return response is None or (question is not None and question.option_ids.issuperset(response.options))


def _reading_fits(state: Reading, content: Lesson) -> bool:
    blocks = {block.id for block in to_read(state, content)}
    if not blocks or not blocks.issuperset(state.blocks):
        return False
    return state.finished or place(state, content).block in blocks


def _lab_fits(state: LabState, content: Lab) -> bool:
    known = {check.id for check in content.checks}
    named = {check.id for check in state.checks} | {turn.check for turn in state.turns if turn.check}
    given = (*state.exit_wrong, state.exit_response)
    return (
        named <= known
        and _order_fits(state.exit_order, content.exit)
        and (state.completed or state.phase == "talk")
        and (content.exit is not None or state.phase != "exit")
        and all(_response_fits(response, content.exit) for response in given)
    )
