"""What an answer in words or code came to in points: who gave them, what counts, and which answer stands."""

from collections.abc import Collection, Iterator
from fractions import Fraction

from courseware_core.blocks import Block, Callout, Code, Paragraph, text
from courseware_core.content.questions.open import Coding, WrittenQuestion
from courseware_core.engine.facts import Grader
from courseware_core.engine.grading import (
    COUNTING,
    GRADERS,
    Verdict,
    points,
    standing,
    standing_answer,
)
from courseware_core.engine.slots import SlotState
from courseware_core.screen.views.graders import gave
from courseware_core.screen.views.parts import box, said
from courseware_core.screen.words import Words

_IN_SHORT = 300
"""The most characters that are shown of an earlier answer."""


def sums(
    slot: SlotState, question: WrittenQuestion, found: tuple[Verdict, ...], words: Words
) -> Iterator[str]:
    """What each grader gave for the last answer, of how many points, and what of it counts."""
    given = {each.by for each in found}
    shared = False
    for grader in GRADERS:
        theirs = [each.criterion for each in found if each.by == grader]
        if theirs:
            out_of = question.earned(theirs)
            shared = shared or out_of < question.points
            score = points(slot.last, question, (grader,))
            yield gave(grader, slot.last, score, out_of, words, partly=out_of < question.points)
    if shared:
        yield words.count("The question has {n} point.", "The question has {n} points.", question.points)
    if given != {None}:
        yield from _worth_to_the_result(slot, question, given, words)


def as_written(answer: str, question: WrittenQuestion) -> list[Block]:
    """An answer as it was typed, and code as code."""
    if isinstance(question, Coding):
        return [Code(text=answer, language=question.language)]
    return [Paragraph(text=text(answer))]


def better_answer(slot: SlotState, question: WrittenQuestion, words: Words) -> Iterator[Block]:
    """The earlier answer that stands, in short and with its points, where the last one does not."""
    number = standing_answer(slot, question)
    if number is None or number == len(slot.graded) - 1:
        return
    by = COUNTING if question.counts else None
    yield said(
        words.say(
            "An earlier answer of yours has more points, {score} of {total}, and is the one that stands:",
            score=points(slot.graded[number], question, by),
            total=question.points,
        )
    )
    yield _in_short(slot.answers[number].text or "", question, words)


def _in_short(answer: str, question: WrittenQuestion, words: Words) -> Callout:
    if len(answer) > _IN_SHORT:
        answer = f"{answer[:_IN_SHORT].rstrip()} …"
    return box(words, "learner", as_written(answer, question))


def _worth_to_the_result(
    slot: SlotState, question: WrittenQuestion, given: Collection[Grader | None], words: Words
) -> Iterator[str]:
    if not question.counts and "person" in given:
        yield words.say("That is for you to know; it is practice and changes no marks.")
        return
    if not question.counts:
        yield words.say("It is practice and no part of your result.")
        return
    counting = points(standing(slot, question), question, COUNTING)
    yield words.count(
        "You have {score} of {n} mark.",
        "You have {score} of {n} marks.",
        1,
        score=words.number(Fraction(counting, question.points)),
    )
    if "model" in given or "self_check" in given:
        yield words.say("Only what checks and people say counts.")
