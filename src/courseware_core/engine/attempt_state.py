"""The state of an attempt, and what its facts mean."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from courseware_core.engine.facts import (
    AnswerChecked,
    AnswerGiven,
    AnswerJudged,
    AnswerReviewed,
    AttemptClosed,
    AttemptRegraded,
    AttemptStarted,
    DeadlineExtended,
    Fact,
    HintShown,
    ModelAnswerShown,
    QuestionOpened,
    ReadersTold,
    ResultRevised,
    Scope,
    SelfChecked,
    SummaryOpened,
)
from courseware_core.engine.slots import Graded, SlotState

Phase = Literal["question", "feedback", "summary", "closed"]


@dataclass(frozen=True, slots=True)
class AttemptState:
    """The state of an attempt. `at` is the time of the last fact, which opened the screen shown now.

    `closed_at` is when it ended, which is never after the deadline. `left` is the phase it was closed in;
    `reopened` says that it was closed by time once, and opened again.
    """

    digest: str = ""
    scope: Scope = "whole"
    slots: tuple[SlotState, ...] = ()
    deadline: datetime | None = None
    current: int = 0
    phase: Phase = "question"
    at: datetime | None = None
    closed: AttemptClosed | None = None
    closed_at: datetime | None = None
    left: Phase = "question"
    reopened: bool = False
    first: bool = False


def initial() -> AttemptState:
    """An attempt without facts."""
    return AttemptState()


def evolve(state: AttemptState, fact: Fact, at: datetime) -> AttemptState:
    """The state after `fact`."""
    match fact:
        case AttemptStarted():
            return AttemptState(
                digest=fact.digest,
                scope=fact.scope,
                slots=tuple(SlotState(slot.question, slot.order) for slot in fact.slots),
                deadline=fact.deadline,
                at=at,
                first=fact.first,
            )
        case QuestionOpened() if has(state, fact.slot):
            return replace(state, at=at, current=fact.slot, phase="question")
        case HintShown() if has(state, fact.slot):
            return replace(state, at=at, slots=_with(state, fact.slot, hints=fact.number))
        case AnswerGiven() if has(state, fact.slot):
            slot = state.slots[fact.slot]
            slots = _with(
                state,
                fact.slot,
                response=fact.response,
                outcome=fact.outcome,
                mark=fact.mark,
                tries=slot.tries + 1,
                answers=(*slot.answers, fact.response),
                graded=(*slot.graded, Graded()) if fact.outcome == "unmarked" else (),
            )
            return replace(state, at=at, slots=slots, current=fact.slot, phase="feedback")
        case ModelAnswerShown() if has(state, fact.slot):
            slots = _with(state, fact.slot, gave_up=True)
            return replace(state, at=at, slots=slots, current=fact.slot, phase="feedback")
        case SelfChecked() if has(state, fact.slot):
            return _said(state, at, fact.slot, len(state.slots[fact.slot].graded) - 1, met=fact.met)
        case ReadersTold() if has(state, fact.slot):
            return _said(state, at, fact.slot, fact.answer, told=fact)
        case AnswerChecked() if has(state, fact.slot):
            return _said(state, at, fact.slot, fact.answer, checked=fact)
        case AnswerJudged() if has(state, fact.slot):
            return _said(state, at, fact.slot, fact.answer, judged=fact)
        case AnswerReviewed() if has(state, fact.slot):
            return _said(state, at, fact.slot, fact.answer, reviewed=fact)
        case ResultRevised() if state.closed:
            revised = replace(
                state.closed,
                score=fact.score,
                out_of=fact.out_of,
                passed=fact.passed,
                practice=fact.practice,
                practice_of=fact.practice_of,
            )
            return replace(state, at=at, closed=revised)
        case SummaryOpened():
            return replace(state, at=at, phase="summary")
        case AttemptClosed():
            ended = min(at, state.deadline) if state.deadline else at
            return replace(state, at=at, phase="closed", left=state.phase, closed=fact, closed_at=ended)
        case DeadlineExtended():
            state = replace(state, at=at, deadline=fact.deadline)
            if state.closed is None or state.closed.cause == "submitted":
                return state
            return replace(state, phase=state.left, closed=None, closed_at=None, reopened=True)
        case AttemptRegraded() if state.closed:
            return _regraded(replace(state, at=at, digest=fact.digest), state.closed, fact)
        case _:
            return replace(state, at=at)


def has(state: AttemptState, slot: int) -> bool:
    """Whether the attempt has a question `slot`."""
    return 0 <= slot < len(state.slots)


def _with(state: AttemptState, slot: int, **changes: object) -> tuple[SlotState, ...]:
    changed = replace(state.slots[slot], **changes)  # type: ignore[arg-type]
    return (*state.slots[:slot], changed, *state.slots[slot + 1 :])


def _said(state: AttemptState, at: datetime, slot: int, answer: int, **said: object) -> AttemptState:
    """The state after something was said of one answer, wherever the learner is by then."""
    graded = list(state.slots[slot].graded)
    if not 0 <= answer < len(graded):  # a damaged record, which `fits` tells by the number
        graded, answer = [*graded, Graded()], -1
    graded[answer] = replace(graded[answer], **said)  # type: ignore[arg-type]
    return replace(state, at=at, slots=_with(state, slot, graded=tuple(graded)))


def _regraded(state: AttemptState, closed: AttemptClosed, fact: AttemptRegraded) -> AttemptState:
    for each in fact.verdicts:
        if has(state, each.slot) and each.answer < len(state.slots[each.slot].answers):
            given = state.slots[each.slot].answers[each.answer]
            slots = _with(state, each.slot, response=given, outcome=each.outcome, mark=each.mark)
            state = replace(state, slots=slots)
    result = replace(closed, score=fact.score, out_of=fact.out_of, passed=fact.passed)
    return replace(state, closed=result)
