"""Questions, feedback, and the summary before handing in."""

from dataclasses import replace

from courseware_core.blocks import Block, plain
from courseware_core.content.inline import inline
from courseware_core.content.questions.base import Question
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine.attempt import (
    Assessment,
    hint_left,
    may_try_again,
    next_mark,
    self_check_left,
    stepwise,
    tries_allowed,
)
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.commands import (
    GiveAnswer,
    HandIn,
    OpenQuestion,
    OpenSummary,
    ShowHint,
)
from courseware_core.engine.grading import is_settled
from courseware_core.engine.slots import SlotState
from courseware_core.screen.model import Control, Progress, Screen
from courseware_core.screen.replies import to_be_typed
from courseware_core.screen.views.asides import feedback_asides
from courseware_core.screen.views.changes import change_blocks
from courseware_core.screen.views.context import Context
from courseware_core.screen.views.graded import graded, looking_again
from courseware_core.screen.views.parts import asked, box, paragraph, said
from courseware_core.screen.views.result import assessed, result_screen
from courseware_core.screen.views.written import (
    checking_oneself,
    giving_up,
    how_to_write,
    left_to_oneself,
    other_readers,
    submitting,
)
from courseware_core.screen.words import Words


def attempt_screen(state: AttemptState, content: Assessment, context: Context) -> Screen:
    """The screen of the attempt's phase."""
    if state.closed:
        return result_screen(state, state.closed, content, context)
    match state.phase:
        case "feedback":
            return _feedback(state, content, context)
        case "summary":
            return _summary(state, content, context)
        case _:
            return _question(state, content, context)


def _question(state: AttemptState, content: Assessment, context: Context) -> Screen:
    words = context.words
    slot = state.slots[state.current]
    question = content.by_id[slot.question]
    blocks: list[Block] = [*change_blocks(context), *asked(question)]
    blocks += [box(words, "hint", [paragraph(hint)]) for hint in question.hints[: slot.hints]]
    if slot.tries and stepwise(content):
        number = words.say("Try {n} of {total}.", n=slot.tries + 1, total=_tries(question, content))
        blocks.append(said(number))
    if state.deadline:
        blocks.append(said(_time_left(state, context)))
    earlier = None if stepwise(content) else slot.response
    submit = context.press(GiveAnswer(state.current), words.say("Answer"), "submit")
    controls: list[Control] = []
    if isinstance(question, WrittenQuestion):
        blocks += how_to_write(slot, question, context)
        submit = submitting(state.current, question, context)
    if hint_left(state, content):
        controls.append(context.press(ShowHint(state.current), words.say("Hint"), "hint"))
    controls += giving_up(state, content, context)
    if not stepwise(content):
        controls += _ways_between(state, context)
    if isinstance(question, WrittenQuestion):
        controls += other_readers(question, context)
    controls.append(context.menu())
    return Screen(
        name="question",
        eyebrow=context.eyebrow,
        title=content.title,
        progress=_position(state, words),
        blocks=tuple(blocks),
        input=to_be_typed(question.input(slot.order, words.say, earlier), words),
        submit=submit,
        controls=tuple(controls),
        locale=words.locale,
    )


def _position(state: AttemptState, words: Words) -> Progress:
    total = len(state.slots)
    label = words.say("Question {n} of {total}", n=state.current + 1, total=total)
    done = sum(slot.is_done for slot in state.slots)
    return Progress(done=done, total=total, label=label)


def _time_left(state: AttemptState, context: Context) -> str:
    assert state.deadline is not None
    if context.now >= state.deadline:
        return context.words.say("The time is over. An answer sent right now still counts.")
    left = context.words.duration(state.deadline - context.now)
    return context.words.say("Time left: {duration}.", duration=left)


def _ways_between(state: AttemptState, context: Context) -> list[Control]:
    words = context.words
    ways = []
    if state.current + 1 < len(state.slots):
        following = OpenQuestion(state.current + 1)
        ways.append(context.press(following, words.say("Leave for later"), "next"))
    if state.current:
        before = OpenQuestion(state.current - 1)
        ways.append(context.press(before, words.say("Back"), "back"))
    ways.append(context.press(OpenSummary(), words.say("Overview")))
    return ways


def _feedback(state: AttemptState, content: Assessment, context: Context) -> Screen:
    words = context.words
    slot = state.slots[state.current]
    question = content.by_id[slot.question]
    again = may_try_again(state, content)
    blocks: list[Block] = asked(question)
    if isinstance(question, WrittenQuestion):
        blocks += graded(slot, question, context, choosing=self_check_left(state, content))
        blocks += left_to_oneself(slot, question, words)
    else:
        blocks += assessed(slot, question, context, reveal=not again)
    if _keeps_earlier_mark(slot, content):
        sentence = words.say(
            "You keep {marks} of the mark from your earlier try.", marks=words.number(slot.mark)
        )
        blocks.append(said(sentence))
    elif slot.outcome == "partial":
        blocks.append(said(words.say("You have {marks} of the mark.", marks=words.number(slot.mark))))
    controls: list[Control] = [*looking_again(slot, context)]
    if again:
        note = _what_is_left(slot, content, words)
        retry = OpenQuestion(state.current)
        controls.append(context.press(retry, words.say("Try again"), note=note))
        controls += giving_up(state, content, context)
    tries_end = _ends_tries(slot, question, words)
    if state.current + 1 < len(state.slots):
        following = OpenQuestion(state.current + 1)
        controls.append(context.press(following, words.say("Next question"), "next", note=tries_end))
    else:
        controls.append(context.press(HandIn(), words.say("See the result"), "next", note=tries_end))
    controls += [*feedback_asides(state.current, context), context.menu()]
    screen = Screen(
        name="feedback",
        eyebrow=context.eyebrow,
        title=content.title,
        progress=_position(state, words),
        blocks=tuple(blocks),
        controls=tuple(controls),
        locale=words.locale,
    )
    return checking_oneself(screen, state, content, context)


def _keeps_earlier_mark(slot: SlotState, content: Assessment) -> bool:
    """Whether the last answer earned less than one before it."""
    if slot.response is None:
        return False
    before = replace(slot, outcome=None, answers=slot.answers[:-1])
    last = content.by_id[slot.question].grade(slot.response)
    return last.mark * next_mark(before, content) < slot.mark


def _tries(question: Question, content: Assessment) -> int:
    return question.tries if isinstance(question, WrittenQuestion) else tries_allowed(content)


def _what_is_left(slot: SlotState, content: Assessment, words: Words) -> str:
    """How many tries there are, and what a right answer would earn now."""
    question = content.by_id[slot.question]
    left = _tries(question, content) - slot.tries
    mark = next_mark(slot, content)
    if mark == 1 or isinstance(question, WrittenQuestion):
        return words.count("{n} try left", "{n} tries left", left)
    return words.count(
        "{n} try left, for {marks} of the mark",
        "{n} tries left, the next for {marks} of the mark",
        left,
        marks=words.number(mark),
    )


def _ends_tries(slot: SlotState, question: Question, words: Words) -> str:
    """What is given up by going on from a question in words or code; nothing where no try is left."""
    if (
        not isinstance(question, WrittenQuestion)
        or is_settled(slot, question)
        or slot.tries >= question.tries
    ):
        return ""
    return words.say("without another try; the result shows the model answer")


def _summary(state: AttemptState, content: Assessment, context: Context) -> Screen:
    words = context.words
    by_id = content.by_id
    open_slots = sum(slot.outcome is None for slot in state.slots)
    if open_slots:
        sentence = words.count("{n} question is still open.", "{n} questions are still open.", open_slots)
    else:
        sentence = words.say("All questions are answered. You may still change an answer.")
    blocks: list[Block] = [said(sentence)]
    if state.deadline:
        blocks.append(said(_time_left(state, context)))
    choices = []
    for number, slot in enumerate(state.slots):
        stem = plain(inline(by_id[slot.question].stem))
        label = words.say("{n}. {question}", n=number + 1, question=stem)
        note = (
            words.say("open")
            if slot.response is None
            else "; ".join(
                "".join(span.text for span in inline(given))
                for given in by_id[slot.question].given(slot.response, words.say)
            )
        )
        choices.append(context.press(OpenQuestion(number), label, "choice", note=note))
    hand_in = context.press(HandIn(), words.say("Hand in"), danger=open_slots > 0)
    return Screen(
        name="summary",
        eyebrow=context.eyebrow,
        title=words.say("{title}: overview", title=content.title),
        progress=Progress(
            done=len(state.slots) - open_slots,
            total=len(state.slots),
            label=words.say(
                "{n} of {total} answered", n=len(state.slots) - open_slots, total=len(state.slots)
            ),
        ),
        blocks=tuple(blocks),
        controls=(hand_in, *choices, context.menu()),
        locale=words.locale,
    )
