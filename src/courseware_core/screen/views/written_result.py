"""What open and coding questions came to, for the result of an attempt."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from courseware_core.blocks import Block, Paragraph, Span
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine.attempt import Assessment
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.facts import Grader
from courseware_core.engine.grading import (
    COUNTING,
    is_settled,
    points,
    practice,
    standing,
    verdicts,
    verified_by,
    waiting,
    waits,
)
from courseware_core.engine.slots import Graded, SlotState
from courseware_core.screen.model import Control
from courseware_core.screen.views.context import Context
from courseware_core.screen.views.graded import graded, looking_again
from courseware_core.screen.views.graders import grader_names, provider_of, reviewer_of
from courseware_core.screen.views.parts import asked, box, said
from courseware_core.screen.words import Words


def verification(state: AttemptState, content: Assessment, words: Words) -> Iterator[Block]:
    """Of a challenge: whether all that it asks for was met, and who says so.

    That it is not verified is said when nobody is to read an answer any more.
    """
    if content.kind != "challenge":
        return
    by = verified_by(state.slots, content.by_id)
    if not by and _is_open(state, content):
        return
    if not by:
        sentence = words.say(
            "Done, but not verified: for that, every criterion of every question has to be met."
        )
        yield box(words, "notice", [said(sentence)])
        return
    found = {grader: said_of for grader, said_of, _ in _decided(state, content)}
    names = grader_names(((grader, found.get(grader, Graded())) for grader in by), words, as_practice=True)
    sentence = words.say("Verified by: {names}.", names=names)
    yield box(words, "right", [said(sentence)]).model_copy(update={"label": words.say("Result")})


def practice_total(state: AttemptState, content: Assessment, words: Words) -> Iterator[Block]:
    """What was said of all answers that do not count, by whom, and that it is no part of the result."""
    found = [each for each in _decided(state, content) if not each[2].counts]
    given, total = practice(state.slots, content.by_id)
    if not found:
        return
    sentence = words.count(
        "Practice: {score} of {n} point for what you wrote. It is no part of your result.",
        "Practice: {score} of {n} points for what you wrote. They are no part of your result.",
        total,
        score=words.number(given),
    )
    names = grader_names(((grader, said_of) for grader, said_of, _ in found), words, as_practice=False)
    yield said(f"{sentence} {words.say('Given by: {names}.', names=names)}")


def still_waiting(state: AttemptState, content: Assessment, words: Words) -> Iterator[Block]:
    """How many answers a model has not read yet, or wait for whom: the result is not the last word."""
    owed = [provider_of(slot.last) for slot in state.slots if slot.last.is_owed]
    for provider, count in Counter(owed).items():
        sentence = words.count(
            "{n} answer was not read yet by the model of {provider}. What is shown here can still change.",
            "{n} answers were not read yet by the model of {provider}. What is shown here can still change.",
            count,
            provider=provider,
        )
        yield box(words, "notice", [said(sentence)])
    waiting_slots = [state.slots[number] for number in waiting(state.slots, content.by_id)]
    people = [reviewer_of(slot.last) for slot in waiting_slots if not slot.last.is_owed]
    for reviewer, count in Counter(people).items():
        sentence = words.count(
            "{n} answer waits for {reviewer}. What is shown here can still change.",
            "{n} answers wait for {reviewer}. What is shown here can still change.",
            count,
            reviewer=reviewer,
        )
        yield box(words, "notice", [said(sentence)])


def written_in_short(slot: SlotState, question: WrittenQuestion, words: Words) -> str:
    """What came of the question, for a list of all."""
    if slot.response is None and slot.gave_up:
        return words.say("You looked at the model answer:")
    if slot.response is None:
        return words.say("Not answered:")
    stands = standing(slot, question)
    if question.counts:
        share = Fraction(points(stands, question, COUNTING), question.points)
        return words.say("{verdict}, {marks} of 1:", verdict=words.say("Counts"), marks=words.number(share))
    if any(each.by for each in verdicts(stands, question)):
        return words.say("Practice, {n} of {total}:", n=points(stands, question), total=question.points)
    if slot.last.is_owed:
        model = provider_of(slot.last)
        return words.say("Answered, not read yet by the model of {provider}:", provider=model)
    if waits(slot.last, question):
        return words.say("Answered, waits for {reviewer}:", reviewer=reviewer_of(slot.last))
    return words.say("Answered, not compared:")


def in_full(state: AttemptState, content: Assessment, context: Context) -> Iterator[Block]:
    """Each question that somebody else reads, or that was left before its model answer could be seen.

    All that was said of the answer is there, with the model answer, which may be seen now.
    """
    words = context.words
    for number, slot in enumerate(state.slots):
        question = content.by_id[slot.question]
        if isinstance(question, WrittenQuestion) and (
            _is_for_others(slot, question) or not is_settled(slot, question)
        ):
            heading = words.say("Question {n}", n=number + 1)
            yield Paragraph(text=(Span(text=heading, bold=True),))
            yield from asked(question)
            yield from graded(slot, question, context, ended=True)


def _is_open(state: AttemptState, content: Assessment) -> bool:
    """Whether a model or a person is still to read an answer."""
    return bool(waiting(state.slots, content.by_id)) or any(slot.last.is_owed for slot in state.slots)


def _is_for_others(slot: SlotState, question: WrittenQuestion) -> bool:
    """Whether somebody else has read the last answer, or is to."""
    last = slot.last
    return bool(last.is_owed or last.judged or last.reviewed or waits(last, question))


def looking_again_at_all(state: AttemptState, context: Context) -> tuple[Control, ...]:
    """The way to see whether every answer was read by now, where one was not."""
    return next((tuple(looking_again(slot, context)) for slot in state.slots if slot.last.is_owed), ())


def _decided(state: AttemptState, content: Assessment) -> Iterator[tuple[Grader, Graded, WrittenQuestion]]:
    """Who decided the criteria of the answers that stand, each with all that was said of the answer."""
    for slot in state.slots:
        question = content.by_id[slot.question]
        if isinstance(question, WrittenQuestion):
            stands = standing(slot, question)
            for each in verdicts(stands, question):
                if each.by:
                    yield each.by, stands, question
