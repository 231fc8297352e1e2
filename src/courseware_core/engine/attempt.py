"""An attempt at a quiz or a test: slots, answers, hints, time, and exactly one result.

A quiz with feedback after each answer is walked in order, with tries and a penalty. A quiz with feedback
at the end and a test may be answered in any order, and answers changed, until they are handed in.
The score is a pure function of the pinned content and the facts; marks are exact fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from courseware_core.content.model import Quiz, Test
from courseware_core.content.questions.base import Invalid, Shuffle
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine.commands import (
    CheckOneself,
    Command,
    GiveAnswer,
    HandIn,
    MeetNothing,
    OpenQuestion,
    OpenSummary,
    ShowHint,
    ShowModelAnswer,
)
from courseware_core.engine.facts import (
    AnswerGiven,
    AttemptClosed,
    AttemptRegraded,
    AttemptStarted,
    DeadlineExtended,
    Fact,
    HintShown,
    ModelAnswerShown,
    QuestionOpened,
    Scope,
    SelfChecked,
    Slot,
    SummaryOpened,
    TimeExpired,
)
from courseware_core.engine.machine import Owed, Rejected, Standing
from courseware_core.engine.slots import SlotState, counted, may_check, may_give_up, practice

Assessment = Quiz | Test
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


# Starting


def draw(
    content: Assessment,
    shuffle: Shuffle[str],
    *,
    seen: frozenset[str] = frozenset(),
    barred: frozenset[str] = frozenset(),
) -> tuple[Slot, ...]:
    """The questions and option orders of a whole attempt; all chance comes from `shuffle`.

    A test draws no question of `barred`, and where it says so those of `seen` only when there are no others.
    """
    if isinstance(content, Quiz):
        chosen = [question.id for question in content.questions]
    else:
        chosen = []
        for pool in content.draw:
            ids = [question.id for question in pool.questions if question.id not in barred]
            fresh = [each for each in ids if each not in seen] if pool.avoid_seen else ids
            rest = [each for each in ids if each not in fresh]
            picked = set((shuffle(fresh) + shuffle(rest))[: pool.count])
            chosen += [each for each in ids if each in picked]
    if content.shuffle.questions:
        chosen = shuffle(chosen)
    by_id = content.by_id
    chance = shuffle if content.shuffle.options else None
    return tuple(Slot(each, by_id[each].order(chance)) for each in chosen)


def start(
    content: Assessment,
    digest: str,
    slots: tuple[Slot, ...],
    now: datetime,
    *,
    scope: Scope = "whole",
    only: frozenset[str] = frozenset(),
    first: bool = False,
) -> AttemptStarted | Rejected:
    """Opens an attempt on drawn `slots`; with a scope of less than the whole, on the questions of `only`.

    Rejected with `nothing_missed` when there are none, `whole_only` for a test.
    """
    limit = content.time_limit if isinstance(content, Test) else None
    if scope in ("missed", "picked"):
        if isinstance(content, Test):
            return Rejected("whole_only")
        slots = tuple(slot for slot in slots if slot.question in only)
        if not slots:
            return Rejected("nothing_missed")
    deadline = now + limit if limit else None
    return AttemptStarted(content.id, digest, slots, deadline, scope, first)


def may_start(content: Assessment, closed_at: Sequence[datetime], now: datetime) -> Rejected | None:
    """Why another attempt is not allowed now, given when earlier ones were closed; None if it is."""
    if not isinstance(content, Test):
        return None
    rules = content.attempts
    if rules.max is not None and len(closed_at) >= rules.max:
        return Rejected("no_attempts_left", {"max": str(rules.max)})
    if rules.cooldown and closed_at and now < max(closed_at) + rules.cooldown:
        return Rejected("cooling_down", {"until": (max(closed_at) + rules.cooldown).isoformat()})
    return None


def stepwise(content: Assessment) -> bool:
    """Whether feedback comes after each answer, so that questions are taken in order."""
    return isinstance(content, Quiz) and content.feedback == "each"


def tries_allowed(content: Assessment) -> int:
    """How many tries a question has; answers that may be changed until the end count as one."""
    return content.tries if isinstance(content, Quiz) and content.feedback == "each" else 1


# What facts mean


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
        case QuestionOpened() if _has(state, fact.slot):
            return replace(state, at=at, current=fact.slot, phase="question")
        case HintShown() if _has(state, fact.slot):
            return replace(state, at=at, slots=_with(state, fact.slot, hints=fact.number))
        case AnswerGiven() if _has(state, fact.slot):
            slot = state.slots[fact.slot]
            slots = _with(
                state,
                fact.slot,
                response=fact.response,
                outcome=fact.outcome,
                mark=fact.mark,
                tries=slot.tries + 1,
                answers=(*slot.answers, fact.response),
            )
            return replace(state, at=at, slots=slots, current=fact.slot, phase="feedback")
        case ModelAnswerShown() if _has(state, fact.slot):
            slots = _with(state, fact.slot, gave_up=True)
            return replace(state, at=at, slots=slots, current=fact.slot, phase="feedback")
        case SelfChecked() if _has(state, fact.slot):
            return replace(state, at=at, slots=_with(state, fact.slot, met=fact.met))
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


def _has(state: AttemptState, slot: int) -> bool:
    return 0 <= slot < len(state.slots)


def _with(state: AttemptState, slot: int, **changes: object) -> tuple[SlotState, ...]:
    changed = replace(state.slots[slot], **changes)  # type: ignore[arg-type]
    return (*state.slots[:slot], changed, *state.slots[slot + 1 :])


def _regraded(state: AttemptState, closed: AttemptClosed, fact: AttemptRegraded) -> AttemptState:
    for each in fact.verdicts:
        if _has(state, each.slot) and each.answer < len(state.slots[each.slot].answers):
            given = state.slots[each.slot].answers[each.answer]
            slots = _with(state, each.slot, response=given, outcome=each.outcome, mark=each.mark)
            state = replace(state, slots=slots)
    result = replace(closed, score=fact.score, out_of=fact.out_of, passed=fact.passed)
    return replace(state, closed=result)


# What commands do


def decide(
    state: AttemptState, command: Command, content: Assessment, now: datetime
) -> tuple[Fact, ...] | Rejected:
    """The facts that `command` brings about, or why the rules do not allow it now."""
    if state.closed:
        return Rejected("attempt_closed")
    if state.deadline and now > state.deadline and not _in_grace(state, command, content, now):
        return Rejected("time_over")
    match command:
        case GiveAnswer() if _has(state, command.slot):
            return _answer(state, command, content)
        case ShowHint() if command.slot == state.current and hint_left(state, content):
            number = state.slots[command.slot].hints + 1
            return (HintShown(command.slot, number),)
        case ShowModelAnswer() if command.slot == state.current and model_answer_left(state, content):
            return (ModelAnswerShown(command.slot),)
        case CheckOneself() if command.slot == state.current and self_check_left(state, content):
            return _check_oneself(state, command, content)
        case MeetNothing() if command.slot == state.current and self_check_left(state, content):
            return (SelfChecked(command.slot, ()),)
        case OpenQuestion() if _has(state, command.slot) and _may_open(state, command.slot, content):
            return (QuestionOpened(command.slot),)
        case OpenSummary() if not stepwise(content):
            return (SummaryOpened(),)
        case HandIn() if not stepwise(content) or _walked_through(state):
            return (close(state, content, "submitted"),)
        case _:
            return Rejected("not_possible")


def overdue(state: AttemptState, content: Assessment, now: datetime) -> tuple[Fact, ...]:
    """The end of an attempt whose deadline and grace have passed; nothing before that.

    Whoever touches the attempt first records it. Its score counts the answers that were given.
    """
    if state.closed or state.deadline is None or now <= state.deadline + _grace(content):
        return ()
    abandoned = isinstance(content, Test) and content.overdue == "abandon"
    cause: Literal["expired", "abandoned"] = "abandoned" if abandoned else "expired"
    return (TimeExpired(state.deadline), close(state, content, cause))


def close(
    state: AttemptState, content: Assessment, cause: Literal["submitted", "expired", "abandoned"]
) -> AttemptClosed:
    """The result: marks added exactly, and compared exactly with the pass mark.

    A round over missed or picked questions has no pass: only whole attempts count, and of them only what
    rules have marked.
    """
    score, out_of = counted(state.slots, content.by_id)
    if cause == "abandoned":
        score = Fraction(0)
    passed = None
    if content.pass_mark is not None and state.scope == "whole" and out_of:
        passed = score >= content.pass_mark * out_of
    return AttemptClosed(score, out_of, passed, cause, *practice(state.slots, content.by_id))


def owed(state: AttemptState) -> Owed | None:
    """Nothing is owed: every verdict is a rule's."""
    return None


def standing(state: AttemptState, content: Assessment) -> Standing:
    """Questions answered, and the result of a closed attempt."""
    closed = state.closed
    return Standing(
        closed=closed is not None,
        done=sum(slot.is_done for slot in state.slots),
        total=len(state.slots),
        score=closed.score if closed else None,
        out_of=closed.out_of if closed else None,
        passed=closed.passed if closed else None,
        deadline=state.deadline,
        closed_at=state.closed_at,
    )


def may_try_again(state: AttemptState, content: Assessment) -> bool:
    """Whether the current question was answered, not rightly, and has a try left."""
    slot = state.slots[state.current]
    return stepwise(content) and slot.outcome in ("partial", "wrong") and slot.tries < tries_allowed(content)


def next_mark(slot: SlotState, content: Assessment) -> Fraction:
    """What a right answer would earn now: the mark less the penalty for each wrong try."""
    if isinstance(content, Quiz) and stepwise(content):
        return max(Fraction(0), 1 - content.penalty * len(slot.wrong))
    return Fraction(1)


def hint_left(state: AttemptState, content: Assessment) -> bool:
    """Whether the current question is open and has a hint that was not shown. Tests give none."""
    slot = state.slots[state.current]
    question = content.by_id[slot.question]
    return isinstance(content, Quiz) and state.phase == "question" and slot.hints < len(question.hints)


def model_answer_left(state: AttemptState, content: Assessment) -> bool:
    """Whether the current question is open and has a model answer, to be had instead of answering."""
    slot = state.slots[state.current]
    is_asked = stepwise(content) and state.phase == "question"
    return is_asked and may_give_up(slot, content.by_id[slot.question])


def self_check_left(state: AttemptState, content: Assessment) -> bool:
    """Whether the answer just given can be held against the criteria of its question."""
    slot = state.slots[state.current]
    return state.phase == "feedback" and may_check(slot, content.by_id[slot.question])


def _check_oneself(
    state: AttemptState, command: CheckOneself, content: Assessment
) -> tuple[Fact, ...] | Rejected:
    question = content.by_id[state.slots[command.slot].question]
    assert isinstance(question, WrittenQuestion)
    met = question.read_criteria(command.answer)
    return Rejected(met.code) if isinstance(met, Invalid) else (SelfChecked(command.slot, met),)


def _answer(state: AttemptState, command: GiveAnswer, content: Assessment) -> tuple[Fact, ...] | Rejected:
    if command.slot != state.current or state.phase != "question":
        return Rejected("already_answered")
    slot = state.slots[command.slot]
    question = content.by_id[slot.question]
    response = question.read(command.answer, slot.order)
    if isinstance(response, Invalid):
        return Rejected(response.code)
    if stepwise(content) and response in slot.wrong:
        return Rejected("same_answer")
    verdict = question.grade(response)
    mark = verdict.mark * next_mark(slot, content)
    if stepwise(content):
        # Another try may not cost what was earned already.
        return (AnswerGiven(command.slot, response, verdict.outcome, max(slot.mark, mark)),)
    return (AnswerGiven(command.slot, response, verdict.outcome, mark), _after_answer(state, command.slot))


def _after_answer(state: AttemptState, answered: int) -> Fact:
    following = answered + 1
    return QuestionOpened(following) if following < len(state.slots) else SummaryOpened()


def _may_open(state: AttemptState, slot: int, content: Assessment) -> bool:
    if not stepwise(content):
        return True
    if state.phase != "feedback":
        return False
    return slot == state.current + 1 or (slot == state.current and may_try_again(state, content))


def _walked_through(state: AttemptState) -> bool:
    return state.phase == "feedback" and state.current == len(state.slots) - 1


def _grace(content: Assessment) -> timedelta:
    return (content.grace if isinstance(content, Test) else None) or timedelta(0)


def _in_grace(state: AttemptState, command: Command, content: Assessment, now: datetime) -> bool:
    """In the grace period an answer counts if its screen was opened in time, and one may hand in."""
    if state.deadline is None or now > state.deadline + _grace(content):
        return False
    opened_in_time = state.at is not None and state.at <= state.deadline
    return isinstance(command, HandIn) or (isinstance(command, GiveAnswer) and opened_in_time)
