"""The result of an attempt, and what is said of each answer."""

import math
from fractions import Fraction

from courseware_core.blocks import Block, List, ListItem, Paragraph, Span, Tone, text
from courseware_core.content.inline import inline
from courseware_core.content.model import Quiz, Test
from courseware_core.content.questions.base import Question
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine.attempt import Assessment, stepwise
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.facts import AttemptClosed
from courseware_core.engine.progress import Keep, counting
from courseware_core.engine.slots import SlotState
from courseware_core.screen.model import Control, Progress, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.asides import result_asides
from courseware_core.screen.views.changes import change_blocks
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import (
    answer_blocks,
    asked,
    box,
    outcome_tone,
    paragraph,
    said,
    tone_name,
)
from courseware_core.screen.views.review import review_again, review_ahead
from courseware_core.screen.views.topics import topic_report, ways_to_review
from courseware_core.screen.views.written_result import (
    in_full,
    looking_again_at_all,
    practice_total,
    still_waiting,
    verification,
    written_in_short,
)
from courseware_core.screen.words import Words


def result_screen(
    state: AttemptState, closed: AttemptClosed, content: Assessment, context: Context
) -> Screen:
    """The result of a closed attempt, with every question as far as the rules show it."""
    words = context.words
    reviewed = [slot.last.reviewed for slot in state.slots if slot.last.reviewed]
    blocks = change_blocks(context, beside=reviewed)
    if closed.cause == "expired":
        blocks.append(said(words.say("The time was over, so your answers were handed in.")))
    if closed.cause == "abandoned":
        blocks.append(said(words.say("The time was over before you handed in, so there are no marks.")))
    show_score = not isinstance(content, Test) or "score" in content.review.show
    blocks += still_waiting(state, content, words)
    blocks += verification(state, content, words)
    if show_score:
        blocks += _score(state, closed, content, words)
    reviews: list[Control] = []
    if not isinstance(content, Test) or not content.mock:
        blocks += _which_counts(state, content, context)
    elif show_score:
        blocks += topic_report(state, content, context)
        reviews = ways_to_review(state, content, context)
    blocks += _review(state, closed, content, context)
    return Screen(
        name="result",
        eyebrow=context.eyebrow,
        title=words.say("{title}: result", title=content.title),
        progress=_scored(closed, words) if show_score and closed.out_of else None,
        blocks=tuple(blocks),
        controls=(*looking_again_at_all(state, context), *reviews, *_after(state, closed, content, context)),
        locale=words.locale,
    )


def _scored(closed: AttemptClosed, words: Words) -> Progress:
    label = words.say("{n} of {total}", n=words.number(closed.score), total=closed.out_of)
    return Progress(done=closed.score, total=closed.out_of, label=label)


def _score(state: AttemptState, closed: AttemptClosed, content: Assessment, words: Words) -> list[Block]:
    beside = list(practice_total(state, content, words))
    if not closed.out_of:
        return beside
    score = words.count(
        "You have {score} of {n} mark.",
        "You have {score} of {n} marks.",
        closed.out_of,
        score=words.number(closed.score),
    )
    blocks: list[Block] = [said(score), *beside]
    if closed.passed is not None and content.pass_mark is not None:
        needed = needed_marks(content, content.pass_mark, closed.out_of, words)
        sentence = (
            words.say("Passed. You needed at least {needed}.", needed=needed)
            if closed.passed
            else words.say("Not passed yet. You need at least {needed}.", needed=needed)
        )
        tone: Tone = "right" if closed.passed else "notice"
        blocks.append(box(words, tone, [said(sentence)]).model_copy(update={"label": words.say("Result")}))
    return blocks


def needed_marks(content: Assessment, share: Fraction, total: int, words: Words) -> str:
    """The marks that `share` of `total` needs: whole ones where no answer earns a part of one."""
    parts = isinstance(content, Quiz) or any(each.fabricate_partial() for each in content.by_id.values())
    exact = share * total
    return words.number(exact if parts else math.ceil(exact))


def _which_counts(state: AttemptState, content: Assessment, context: Context) -> list[Block]:
    """A word on which of several attempts counts."""
    words = context.words
    if state.scope == "review":
        return review_ahead(context)
    if state.scope in ("missed", "picked"):
        sentences = [
            words.say("This round repeated only what you had missed.")
            if state.scope == "missed"
            else words.say("This round held only what you picked.")
        ]
        if any(result.scope == "whole" for result in context.results):
            sentences.append(words.say("Your result stays that of your whole attempts."))
        return [said(" ".join(sentences))]
    whole = [result for result in context.results if result.scope == "whole" and result.out_of]
    if len(whole) < 2:
        return []
    keep: Keep = content.attempts.keep if isinstance(content, Test) else "best"
    counts = counting(context.results, keep)
    assert counts is not None
    items = []
    for result in whole:
        line = words.say(
            "Attempt {n}: {score} of {total}",
            n=result.number,
            score=words.number(result.score),
            total=result.out_of,
        )
        marked = result == counts
        items.append(
            ListItem(
                text=(
                    Span(text=line, bold=marked),
                    *text(" – " + words.say("this one counts") if marked else ""),
                )
            )
        )
    return [said(which_rule(keep, words)), List(items=tuple(items))]


def which_rule(keep: Keep, words: Words) -> str:
    """Which of several attempts counts, in a sentence."""
    return {
        "best": words.say("Your best attempt counts."),
        "latest": words.say("Your latest attempt counts."),
        "first": words.say("Your first attempt counts."),
    }[keep]


def _review(state: AttemptState, closed: AttemptClosed, content: Assessment, context: Context) -> list[Block]:
    """Every question again, as far as the review rules show it."""
    words = context.words
    if isinstance(content, Test):
        rule = content.review.answers
        reveal = rule == "after_submit" or (rule == "after_pass" and closed.passed is True)
        if "feedback" not in content.review.show and not reveal:
            return []
        feedback = "feedback" in content.review.show
    else:
        reveal = feedback = True
    if stepwise(content):
        return [_outcomes(state, content, words), *in_full(state, content, context)]
    by_id = content.by_id
    blocks: list[Block] = []
    for number, slot in enumerate(state.slots):
        question = by_id[slot.question]
        heading = words.say("Question {n}", n=number + 1)
        blocks.append(Paragraph(text=(Span(text=heading, bold=True),)))
        blocks += asked(question)
        blocks += assessed(slot, question, context, reveal=reveal, feedback=feedback)
    if isinstance(content, Test) and rule == "after_pass" and not reveal:
        blocks.append(said(words.say("The right answers are shown once you have passed.")))
    return blocks


def assessed(
    slot: SlotState, question: Question, context: Context, *, reveal: bool, feedback: bool = True
) -> list[Block]:
    """What was answered, how it was judged, and what there is to say about it."""
    words = context.words
    if slot.response is None:
        given: list[Block] = [said(words.say("You did not answer."))]
    else:
        label, answer = words.say("Your answer:"), question.given(slot.response, words.say)
        if slot.response.text is None:
            given = answer_blocks(label, answer, question)
        else:
            given = [said(f"{label} {'; '.join(answer)}")]
    outcome = outcome_tone(slot.outcome)
    body: list[Block] = []
    if slot.response is not None and feedback:
        body += map(paragraph, question.feedback_on(slot.response, reveal=reveal))
        general = question.feedback.correct if outcome == "right" else question.feedback.incorrect
        body += [paragraph(general)] if general else []
    if reveal and outcome != "right":
        body += answer_blocks(words.say("The right answer:"), question.key(words.say), question)
    title = context.sections.get(question.see or "")
    if outcome != "right" and title:
        body.append(said(words.say("To read again: {section}", section=title)))
    return [*given, box(words, outcome, body)]


def _outcomes(state: AttemptState, content: Assessment, words: Words) -> List:
    by_id = content.by_id
    items = []
    for slot in state.slots:
        question = by_id[slot.question]
        if isinstance(question, WrittenQuestion):
            line = written_in_short(slot, question, words)
        else:
            verdict, marks = tone_name(words, outcome_tone(slot.earned)), words.number(slot.mark)
            line = words.say("{verdict}, {marks} of 1:", verdict=verdict, marks=marks)
        items.append(ListItem(text=(*text(line + " "), *inline(question.stem))))
    return List(items=tuple(items), ordered=True)


def _after(
    state: AttemptState, closed: AttemptClosed, content: Assessment, context: Context
) -> tuple[Control, ...]:
    words = context.words
    if state.scope == "review":
        return (*review_again(context), *result_asides(state, content, context), context.menu())
    if isinstance(content, Quiz) and content.pick:
        again = go(Go("pick", content.id), words.say("Pick questions"))
    else:
        again = go(Go("again", content.id), words.say("Take it again"))
    ways: list[Control] = []
    if context.missed and not isinstance(content, Test):
        ways.append(go(Go("missed", content.id), words.say("Only what I missed")))
    ways.append(again)
    onward = list(context.onward())
    ordered = [*ways, *onward] if closed.passed is False else [*onward, *ways]
    return (*ordered, *result_asides(state, content, context), context.menu())
