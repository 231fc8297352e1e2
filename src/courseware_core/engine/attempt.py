"""An attempt at a quiz or a test: slots, answers, hints, time, and exactly one result.

A quiz with feedback after each answer is walked in order, with tries and a penalty. A quiz with feedback
at the end and a test may be answered in any order, and answers changed, until they are handed in.
The score is a pure function of the pinned content and the facts; marks are exact fractions.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from courseware_core.content.model import Quiz, Test
from courseware_core.content.questions.base import UNMARKED, Invalid, Response, Shuffle
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine import attempt_state, grading
from courseware_core.engine.attempt_state import AttemptState, has
from courseware_core.engine.commands import (
    CheckOneself,
    Command,
    GiveAnswer,
    HandIn,
    MeetNothing,
    OpenQuestion,
    OpenSummary,
    RecordJudgement,
    ShowHint,
    ShowModelAnswer,
    SubmitTo,
)
from courseware_core.engine.facts import (
    AnswerGiven,
    AttemptClosed,
    AttemptStarted,
    Fact,
    HintShown,
    ModelAnswerShown,
    QuestionOpened,
    ResultRevised,
    Scope,
    SelfChecked,
    Slot,
    SummaryOpened,
    TimeExpired,
)
from courseware_core.engine.machine import OwedJudgement, Rejected, Standing
from courseware_core.engine.slots import SlotState
from courseware_core.engine.verified import verified

Assessment = Quiz | Test

initial = attempt_state.initial
evolve = attempt_state.evolve


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


# What commands do


def decide(
    state: AttemptState, command: Command, content: Assessment, now: datetime
) -> tuple[Fact, ...] | Rejected:
    """The facts that `command` brings about, or why the rules do not allow it now."""
    if isinstance(command, RecordJudgement):
        return _judge(state, command, content)
    if state.closed:
        return Rejected("attempt_closed")
    if state.deadline and now > state.deadline and not _in_grace(state, command, content, now):
        return Rejected("time_over")
    match command:
        case GiveAnswer() | SubmitTo() if has(state, command.slot):
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
        case OpenQuestion() if has(state, command.slot) and _may_open(state, command.slot, content):
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
    score, out_of = grading.counted(state.slots, content.by_id)
    if cause == "abandoned":
        score = Fraction(0)
    passed = None
    if content.pass_mark is not None and state.scope == "whole" and out_of:
        passed = score >= content.pass_mark * out_of
    return AttemptClosed(score, out_of, passed, cause, *grading.practice(state.slots, content.by_id))


def owed(state: AttemptState) -> OwedJudgement | None:
    """A model's verdict on the first answer that one is to read, also when the attempt is closed by then."""
    for number, slot in enumerate(state.slots):
        told, response = slot.last.told, slot.response
        if slot.last.is_owed and told is not None and response is not None:
            answer = len(slot.answers) - 1
            return OwedJudgement(number, answer, slot.question, response.text or "", told.provider)
    return None


def revised(state: AttemptState, facts: tuple[Fact, ...], content: Assessment) -> tuple[Fact, ...]:
    """`facts` that grade an answer, and what they make of the result when the attempt is closed."""
    if state.closed is None:
        return facts
    assert state.at is not None
    after = state
    for fact in facts:
        after = evolve(after, fact, state.at)
    result = close(replace(after, closed=None), content, state.closed.cause)
    return (
        *facts,
        ResultRevised(result.score, result.out_of, result.passed, result.practice, result.practice_of),
    )


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
        waiting=len(grading.waiting(state.slots, content.by_id)),
        **_mark(state, content),
    )


def _mark(state: AttemptState, content: Assessment) -> dict[str, str]:
    """The mark of a challenge done as a whole: `verified` where every criterion is met, and by whom."""
    if content.kind != "challenge" or not state.closed or state.scope != "whole":
        return {}
    found = verified(state.slots, content.by_id)
    return {"mark": "verified" if found.by else "completed", "mark_by": found.mark_by}


def written(state: AttemptState, content: Assessment, slot: int) -> WrittenQuestion | None:
    """Question `slot` of an open attempt where no rule marks it."""
    if state.closed or not has(state, slot):
        return None
    question = content.by_id[state.slots[slot].question]
    return question if isinstance(question, WrittenQuestion) else None


def may_try_again(state: AttemptState, content: Assessment) -> bool:
    """Whether the current question was answered, not rightly, and has a try left."""
    slot = state.slots[state.current]
    question = content.by_id[slot.question]
    if isinstance(question, WrittenQuestion):
        return grading.may_try_again(slot, question)
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
    """Whether the model answer can be had instead of answering the current question, now or again."""
    slot = state.slots[state.current]
    is_asked = stepwise(content) and state.phase in ("question", "feedback")
    return is_asked and grading.may_give_up(slot, content.by_id[slot.question])


def self_check_left(state: AttemptState, content: Assessment) -> bool:
    """Whether the answer just given can be held against the criteria of its question."""
    slot = state.slots[state.current]
    return state.phase == "feedback" and grading.may_check(slot, content.by_id[slot.question])


def _check_oneself(
    state: AttemptState, command: CheckOneself, content: Assessment
) -> tuple[Fact, ...] | Rejected:
    slot = state.slots[command.slot]
    question = content.by_id[slot.question]
    assert isinstance(question, WrittenQuestion)
    return grading.check_oneself(command.slot, slot, question, command.answer)


def _judge(state: AttemptState, command: RecordJudgement, content: Assessment) -> tuple[Fact, ...] | Rejected:
    due, judged = owed(state), command.judged
    if due is None or (judged.slot, judged.answer) != (due.slot, due.answer):
        return Rejected("judgement_known")
    return revised(state, (judged,), content)


def _answer(
    state: AttemptState, command: GiveAnswer | SubmitTo, content: Assessment
) -> tuple[Fact, ...] | Rejected:
    if command.slot != state.current or state.phase != "question":
        return Rejected("already_answered")
    slot = state.slots[command.slot]
    question = content.by_id[slot.question]
    response = question.read(command.answer, slot.order)
    if isinstance(response, Invalid):
        return Rejected(response.code)
    if stepwise(content) and response in slot.wrong:
        return Rejected("same_answer")
    if isinstance(question, WrittenQuestion):
        return _submit(command, slot, question, response)
    verdict = question.grade(response)
    mark = verdict.mark * next_mark(slot, content)
    if stepwise(content):
        # Another try may not cost what was earned already.
        return (AnswerGiven(command.slot, response, verdict.outcome, max(slot.mark, mark)),)
    return (AnswerGiven(command.slot, response, verdict.outcome, mark), _after_answer(state, command.slot))


def _submit(
    command: GiveAnswer | SubmitTo, slot: SlotState, question: WrittenQuestion, response: Response
) -> tuple[Fact, ...]:
    """An answer that no rule marks, with who may read it and what checks find in it."""
    provider, reviewer = (command.provider, command.reviewer) if isinstance(command, SubmitTo) else ("", "")
    given = AnswerGiven(command.slot, response, UNMARKED.outcome, UNMARKED.mark)
    return (given, *grading.submitted(command.slot, slot, question, response, provider, reviewer))


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
