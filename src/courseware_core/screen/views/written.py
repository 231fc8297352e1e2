"""Open and coding questions as they are asked: what an answer is worth, and who may read it."""

from collections.abc import Iterator
from fractions import Fraction

from courseware_core.blocks import Block
from courseware_core.content.questions.open import Coding, WrittenQuestion
from courseware_core.engine.attempt import Assessment, model_answer_left, self_check_left
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.commands import (
    CheckOneself,
    GiveAnswer,
    MeetNothing,
    ShowModelAnswer,
    SubmitAnswer,
)
from courseware_core.engine.grading import may_read, may_try_again, readers, undecided, waits
from courseware_core.engine.slots import SlotState
from courseware_core.inputs import ChooseSeveral
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.replies import to_be_typed
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.graded import what_was_said, worth
from courseware_core.screen.views.graders import provider_of, was_sent
from courseware_core.screen.views.parts import box, said
from courseware_core.screen.views.points import as_written
from courseware_core.screen.words import Words

_LANGUAGES = {"jsonl": "JSON Lines", "json": "JSON", "python": "Python"}


def how_to_write(slot: SlotState, question: WrittenQuestion, context: Context) -> Iterator[Block]:
    """What an answer is worth and who may read it, below what came of the answer before it."""
    words = context.words
    if slot.response is not None:
        yield box(words, "learner", as_written(slot.response.text or "", question))
        yield from what_was_said(slot, question, context, settled=False, retrying=True)
    again = slot.response is not None
    sentences = [*_worth(question, context), *_readers(question, context, again=again)]
    if isinstance(question, Coding):
        sentences.insert(0, words.say("Write it in {language}.", language=_LANGUAGES[question.language]))
    yield said(" ".join(sentences))


def submitting(slot: int, question: WrittenQuestion, context: Context) -> Control:
    """Sends the answer to question `slot` to those that the screen names."""
    told = readers(*_told(question, context))
    command = SubmitAnswer(slot, told) if told else GiveAnswer(slot)
    return context.press(command, context.words.say("Answer"), "submit")


def other_readers(question: WrittenQuestion, context: Context) -> Iterator[Control]:
    """The way to choose again whether a model reads answers, where there is a choice."""
    words = context.words
    if not may_read(question, context.provider, "")[0]:
        return
    if context.agreed:
        label = words.say("Reads answers: the model of {provider}", provider=context.provider)
    else:
        label = words.say("Reads answers: no model")
    yield go(Go("provider", context.here), label)


def giving_up(state: AttemptState, content: Assessment, context: Context) -> Iterator[Control]:
    """The way to the model answer without an answer of one's own, or another one, where there is one."""
    if model_answer_left(state, content):
        words = context.words
        slot = state.slots[state.current]
        question = content.by_id[slot.question]
        first = slot.response is None
        if isinstance(question, WrittenQuestion) and question.counts:
            note = (
                words.say("ends this question, without a mark")
                if first
                else words.say("ends this question, without another try")
            )
        else:
            note = words.say("instead of answering") if first else words.say("instead of another try")
        yield context.press(ShowModelAnswer(state.current), words.say("Show the model answer"), note=note)


def left_to_oneself(slot: SlotState, question: WrittenQuestion, words: Words) -> Iterator[Block]:
    """That nobody else will read the last answer, and what can be done about what is open in it."""
    last = slot.last
    if not may_try_again(slot, question) or not undecided(last, question) or waits(last, question):
        return
    nobody = (
        words.say(
            "It was sent to the model of {provider}, which gave no verdict; nobody further will read it.",
            provider=provider_of(last),
        )
        if was_sent(last)
        else words.say("Nobody else will read this answer.")
    )
    compare = words.say("Show the model answer and compare the two yourself, or try again first.")
    yield said(f"{nobody} {compare}")


def checking_oneself(screen: Screen, state: AttemptState, content: Assessment, context: Context) -> Screen:
    """`screen` with the criteria to choose from that are open, as long as the learner has not chosen."""
    question = content.by_id[state.slots[state.current].question]
    if not self_check_left(state, content) or not isinstance(question, WrittenQuestion):
        return screen
    words = context.words
    left = undecided(state.slots[state.current].last, question)
    criteria = tuple(worth(each, words) for each in question.rubric if each.id in left)
    none = context.press(MeetNothing(state.current), words.say("None of them"))
    return screen.model_copy(
        update={
            "blocks": (*screen.blocks, said(words.say("Which of these does your answer meet?"))),
            "input": to_be_typed(ChooseSeveral(options=criteria), words),
            "submit": context.press(CheckOneself(state.current), words.say("Check"), "submit"),
            "controls": (none, *screen.controls),
        }
    )


def _told(question: WrittenQuestion, context: Context) -> tuple[str, str]:
    return may_read(question, context.provider if context.agreed else "", context.reviewer)


def _worth(question: WrittenQuestion, context: Context) -> Iterator[str]:
    """What can come of an answer: marks, or practice."""
    words = context.words
    _, reviewer = _told(question, context)
    if question.counts:
        yield _counting(question, reviewer, words)
    elif question.checks or any(_told(question, context)):
        yield words.say("It is practice and gets no marks.")
        if question.checks:
            yield words.say("Checks look at the code, which is never run.")
    else:
        yield words.say("You compare your answer with a model answer. It is practice and gets no marks.")


def _counting(question: WrittenQuestion, reviewer: str, words: Words) -> str:
    """Who decides the mark of a question that counts."""
    by_checks = question.earned(question.checks)
    if by_checks == question.points:
        return words.say("It counts for one mark, which checks of the code give. The code is never run.")
    if reviewer and by_checks:
        return words.say(
            "It counts for one mark. Checks look at the code, which is never run, and {reviewer} decides the"
            " rest.",
            reviewer=reviewer,
        )
    if reviewer:
        return words.say("It counts for one mark, which {reviewer} gives.", reviewer=reviewer)
    if not by_checks:
        return words.say(
            "It counts for one mark, which only a person can give, and nobody is named for that."
        )
    return words.count(
        "It counts for one mark, of which checks give up to {marks}. The other point is practice here.",
        "It counts for one mark, of which checks give up to {marks}. The other {n} points are practice here.",
        question.points - by_checks,
        marks=words.percent(Fraction(by_checks, question.points)),
    )


def _readers(question: WrittenQuestion, context: Context, *, again: bool) -> Iterator[str]:
    """Who gets the answer to read when it is sent; `again` tells it from the one before."""
    words = context.words
    provider, reviewer = _told(question, context)
    if provider and again:
        yield words.say(
            "Your new answer is sent to the model of {provider}, without your name.", provider=provider
        )
    elif provider:
        yield words.say(
            "Your answer is sent to the model of {provider}, without your name.", provider=provider
        )
    if provider and question.counts:
        yield words.say("What the model says does not count.")
    if reviewer and again:
        yield words.say("{reviewer} may read your new answer.", reviewer=reviewer)
    elif reviewer:
        yield words.say("{reviewer} may read it.", reviewer=reviewer)
    if not provider and not reviewer and again:
        yield words.say("Your new answer is sent to no model, and nobody is asked to read it.")
    elif not provider and not reviewer:
        yield words.say("It is sent to no model, and nobody is asked to read it.")
