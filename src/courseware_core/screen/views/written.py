"""Open and coding questions: the learner's answer beside the author's, and what they say of it themselves."""

import re
from collections.abc import Iterator

from courseware_core.blocks import Block, Callout, Code, List, ListItem, Paragraph, RichText, text
from courseware_core.content.inline import inline
from courseware_core.content.questions.open import Coding, Criterion, WrittenQuestion
from courseware_core.engine.attempt import Assessment, AttemptState, model_answer_left, self_check_left
from courseware_core.engine.commands import CheckOneself, MeetNothing, ShowModelAnswer
from courseware_core.engine.slots import SlotState, practice
from courseware_core.inputs import ChooseSeveral
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.replies import to_be_typed
from courseware_core.screen.views.context import Context
from courseware_core.screen.views.parts import box, paragraph, said
from courseware_core.screen.words import Words

_LANGUAGES = {"jsonl": "JSON Lines", "json": "JSON", "python": "Python"}


def how_to_write(question: WrittenQuestion, words: Words) -> list[Block]:
    """What becomes of an answer, and the language that code is to be written in."""
    sentences = [words.say("You compare your answer with a model answer. It is practice and gets no marks.")]
    if isinstance(question, Coding):
        sentences.append(words.say("Write it in {language}.", language=_LANGUAGES[question.language]))
    return [said(" ".join(sentences))]


def giving_up(state: AttemptState, content: Assessment, context: Context) -> Iterator[Control]:
    """The way to the model answer without an answer of one's own, where there is one."""
    if model_answer_left(state, content):
        words = context.words
        note = words.say("instead of answering")
        yield context.press(ShowModelAnswer(state.current), words.say("Show the model answer"), note=note)


def compared(slot: SlotState, question: WrittenQuestion, context: Context) -> Iterator[Block]:
    """What was answered, the model answer, and which criteria the learner said were met."""
    words = context.words
    if slot.response is not None:
        yield box(words, "learner", _as_written(slot.response.text or "", question))
    yield Callout(tone="key", label=words.say("Model answer"), body=tuple(_model_answer(question)))
    if slot.met is not None:
        yield said(_gave_oneself(slot.met, question, words))
    if slot.met is not None or slot.gave_up:
        yield List(items=tuple(ListItem(text=_judged(each, slot, words)) for each in question.rubric))
        title = context.sections.get(question.see or "")
        if title and question.earned(slot.met or ()) < question.points:
            yield said(words.say("To read again: {section}", section=title))


def checking_oneself(screen: Screen, state: AttemptState, content: Assessment, context: Context) -> Screen:
    """`screen` with the criteria to choose from, as long as the answer was not held against them."""
    question = content.by_id[state.slots[state.current].question]
    if not self_check_left(state, content) or not isinstance(question, WrittenQuestion):
        return screen
    words = context.words
    criteria = tuple(_worth(each, words) for each in question.rubric)
    none = context.press(MeetNothing(state.current), words.say("None of them"))
    return screen.model_copy(
        update={
            "blocks": (*screen.blocks, said(words.say("Which of these does your answer meet?"))),
            "input": to_be_typed(ChooseSeveral(options=criteria), words),
            "submit": context.press(CheckOneself(state.current), words.say("Check"), "submit"),
            "controls": (none, *screen.controls),
        }
    )


def compared_in_short(slot: SlotState, question: WrittenQuestion, words: Words) -> str:
    """What came of the question, for a list of all."""
    if slot.response is None:
        return words.say("Not answered:")
    if slot.met is None:
        return words.say("Answered, not compared:")
    earned = question.earned(slot.met)
    return words.say("Practice, {n} of {total}:", n=earned, total=question.points)


def practice_total(state: AttemptState, content: Assessment, words: Words) -> Iterator[Block]:
    """What the learner gave themself for the answers that they compared, and that it counts for nothing."""
    given, points = practice((slot for slot in state.slots if slot.met is not None), content.by_id)
    if points:
        sentence = words.count(
            "Practice: you gave yourself {score} of {n} point for what you wrote."
            " It is no part of your result.",
            "Practice: you gave yourself {score} of {n} points for what you wrote."
            " They are no part of your result.",
            points,
            score=words.number(given),
        )
        yield said(sentence)


def _as_written(answer: str, question: WrittenQuestion) -> list[Block]:
    if isinstance(question, Coding):
        return [Code(text=answer, language=question.language)]
    return [Paragraph(text=text(answer))]


def _model_answer(question: WrittenQuestion) -> Iterator[Block]:
    if isinstance(question, Coding):
        yield Code(text=question.model_answer.rstrip("\n"), language=question.language)
    else:
        yield from map(paragraph, re.split(r"\n\s*\n", question.model_answer))


def _worth(criterion: Criterion, words: Words) -> RichText:
    points = words.count("({n} point)", "({n} points)", criterion.points)
    return (*inline(criterion.criterion), *text(f" {points}"))


def _judged(criterion: Criterion, slot: SlotState, words: Words) -> RichText:
    if slot.met is None:
        return _worth(criterion, words)
    verdict = words.say("Met:") if criterion.id in slot.met else words.say("Not met:")
    return (*text(verdict + " "), *_worth(criterion, words))


def _gave_oneself(met: tuple[str, ...], question: WrittenQuestion, words: Words) -> str:
    return words.count(
        "You gave yourself {score} of {n} point.",
        "You gave yourself {score} of {n} points.",
        question.points,
        score=question.earned(met),
    )
