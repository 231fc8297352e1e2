"""Whether what is recorded of a session can be about the activity that it is pinned to.

A damaged record may name questions, options, blocks or checks that the activity does not have. It is
refused as a whole, so that machines and views may rely on every name in a state.
"""

from collections.abc import Iterator

from courseware_core.content.activity import Activity
from courseware_core.content.guides import Decision, Demo
from courseware_core.content.model import Lab, Lesson, Quiz, Test
from courseware_core.content.questions.base import Question, Response
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.decision import DecisionState
from courseware_core.engine.demo import DemoState
from courseware_core.engine.lab import LabState
from courseware_core.engine.lesson import Reading, place, to_read
from courseware_core.engine.slots import Graded, SlotState


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
        case DecisionState(), Decision():
            options = {question.id: {each.id for each in question.options} for question in content.questions}
            return all(
                option in options.get(question, ()) for question, option in (*state.answers, *state.before)
            )
        case DemoState(), Demo():
            return _demo_fits(state, content)
        case _:
            return False


def _slot_fits(slot: SlotState, question: Question | None) -> bool:
    return (
        question is not None
        and _order_fits(slot.order, question)
        and all(_response_fits(response, question) for response in slot.answers)
        and _writing_fits(slot, question)
    )


def _writing_fits(slot: SlotState, question: Question) -> bool:
    if not isinstance(question, WrittenQuestion):
        return slot.outcome != "unmarked" and not slot.gave_up and not slot.graded
    known = {each.id for each in question.rubric}
    named = {criterion for graded in slot.graded for criterion in _criteria(graded)}
    unmarked = slot.outcome in (None, "unmarked") and slot.mark == 0
    return unmarked and len(slot.graded) == len(slot.answers) and named <= known


def _criteria(graded: Graded) -> Iterator[str]:
    """The criteria that were named by whoever graded an answer."""
    for said in (graded.checked, graded.judged):
        yield from (each.criterion for each in said.judgements) if said else ()
    yield from graded.reviewed.met if graded.reviewed else ()
    yield from graded.met or ()


def _order_fits(order: tuple[str, ...], question: Question | None) -> bool:
    known = question.option_ids if question else frozenset()
    return len(order) == len(known) and known == set(order)


def _response_fits(response: Response | None, question: Question | None) -> bool:
    return response is None or (question is not None and question.fits(response))


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
        and (state.completed or state.phase == "talk" or content.lesson is not None)
        and (content.exit is not None or state.phase != "exit")
        and all(_response_fits(response, content.exit) for response in given)
    )


def _demo_fits(state: DemoState, content: Demo) -> bool:
    panels = tuple(panel.id for panel in content.panels)
    prompts = {panel.id for panel in content.panels if panel.prompt}
    return (
        state.shown == panels[: len(state.shown)]
        and (state.shown == panels if state.finished else not state.runs)
        and all(prompts.issuperset(run.panels) for run in state.runs)
        and all(tuple(o.panel for o in run.outputs) == run.panels[: len(run.outputs)] for run in state.runs)
    )
