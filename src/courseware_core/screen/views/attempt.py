"""Questions, feedback, the summary before handing in, and the result."""

import math

from courseware_core.blocks import Block, List, ListItem, Paragraph, Span, Tone, plain, text
from courseware_core.content.inline import inline
from courseware_core.content.model import Test
from courseware_core.content.questions.base import Outcome, Question
from courseware_core.engine.attempt import (
    Assessment,
    AttemptState,
    SlotState,
    hint_left,
    may_try_again,
    next_mark,
    stepwise,
    tries_allowed,
)
from courseware_core.engine.commands import (
    GiveAnswer,
    HandIn,
    OpenQuestion,
    OpenSummary,
    ShowHint,
)
from courseware_core.engine.facts import AttemptClosed
from courseware_core.engine.progress import Keep, counting
from courseware_core.screen.model import Control, Progress, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.changes import change_blocks
from courseware_core.screen.views.context import Context, go
from courseware_core.screen.views.parts import box, paragraph, said, tone_name
from courseware_core.screen.words import Words


def attempt_screen(state: AttemptState, content: Assessment, context: Context) -> Screen:
    """The screen of the attempt's phase."""
    if state.closed:
        return _result(state, state.closed, content, context)
    match state.phase:
        case "feedback":
            return _feedback(state, content, context)
        case "summary":
            return _summary(state, content, context)
        case _:
            return _question(state, content, context)


def intro_screen(test: Test, context: Context) -> Screen:
    """What a test is like, for somebody who never took it: no clock runs yet."""
    words, rules = context.words, test.attempts
    total = sum(pool.count for pool in test.draw)
    facts = [
        words.count("{n} question, answered in any order.", "{n} questions, answered in any order.", total),
        words.say("To pass you need {needed} of {total}.", needed=_whole(test, total, words), total=total),
        words.say("There are no hints, and the result comes at the end."),
    ]
    if test.time_limit:
        limit = words.duration(test.time_limit)
        facts.append(words.say("You have {duration} once you begin.", duration=limit))
    if rules.max is not None:
        facts.append(words.count("You have {n} attempt.", "You have {n} attempts.", rules.max))
    if rules.cooldown:
        pause = words.duration(rules.cooldown)
        facts.append(words.say("Between attempts lie {duration}.", duration=pause))
    facts.append(_which_rule(rules.keep, words))
    return Screen(
        name="intro",
        eyebrow=context.eyebrow,
        title=test.title,
        blocks=(List(items=tuple(ListItem(text=text(fact)) for fact in facts)),),
        controls=(go(Go("again", test.id), words.say("Begin the test"), "next"), context.menu()),
        locale=words.locale,
    )


def _whole(test: Test, total: int, words: Words) -> str:
    """The fewest right answers that pass."""
    return words.number(math.ceil(test.pass_mark * total))


def _which_rule(keep: Keep, words: Words) -> str:
    return {
        "best": words.say("Your best attempt counts."),
        "latest": words.say("Your latest attempt counts."),
        "first": words.say("Your first attempt counts."),
    }[keep]


def _question(state: AttemptState, content: Assessment, context: Context) -> Screen:
    words = context.words
    slot = state.slots[state.current]
    question = content.by_id[slot.question]
    blocks: list[Block] = [*change_blocks(context), paragraph(question.stem)]
    blocks += [box(words, "hint", [paragraph(hint)]) for hint in question.hints[: slot.hints]]
    if slot.tries and stepwise(content):
        number = words.say("Try {n} of {total}.", n=slot.tries + 1, total=tries_allowed(content))
        blocks.append(said(number))
    if state.deadline:
        blocks.append(said(_time_left(state, context)))
    earlier = None if stepwise(content) else slot.response
    controls: list[Control] = []
    if hint_left(state, content):
        controls.append(context.press(ShowHint(state.current), words.say("Hint"), "hint"))
    if not stepwise(content):
        controls += _ways_between(state, context)
    controls.append(context.menu())
    return Screen(
        name="question",
        eyebrow=context.eyebrow,
        title=content.title,
        progress=_position(state, words),
        blocks=tuple(blocks),
        input=question.input(slot.order, words.say, earlier),
        submit=context.press(GiveAnswer(state.current), words.say("Answer"), "submit"),
        controls=tuple(controls),
        locale=words.locale,
    )


def _position(state: AttemptState, words: Words) -> Progress:
    total = len(state.slots)
    label = words.say("Question {n} of {total}", n=state.current + 1, total=total)
    done = sum(slot.outcome is not None for slot in state.slots)
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
    blocks: list[Block] = [paragraph(question.stem)]
    blocks += _assessed(slot, question, context, reveal=not again)
    controls: list[Control] = []
    if again:
        note = _what_is_left(slot, content, words)
        retry = OpenQuestion(state.current)
        controls.append(context.press(retry, words.say("Try again"), note=note))
    if state.current + 1 < len(state.slots):
        following = OpenQuestion(state.current + 1)
        controls.append(context.press(following, words.say("Next question"), "next"))
    else:
        controls.append(context.press(HandIn(), words.say("See the result"), "next"))
    controls.append(context.menu())
    return Screen(
        name="feedback",
        eyebrow=context.eyebrow,
        title=content.title,
        progress=_position(state, words),
        blocks=tuple(blocks),
        controls=tuple(controls),
        locale=words.locale,
    )


def _what_is_left(slot: SlotState, content: Assessment, words: Words) -> str:
    """How many tries there are, and what a right answer would earn now."""
    left = tries_allowed(content) - slot.tries
    mark = next_mark(slot, content)
    if mark == 1:
        return words.count("{n} try left", "{n} tries left", left)
    return words.count(
        "{n} try left, for {marks} of the mark",
        "{n} tries left, the next for {marks} of the mark",
        left,
        marks=words.number(mark),
    )


def _assessed(
    slot: SlotState, question: Question, context: Context, *, reveal: bool, feedback: bool = True
) -> list[Block]:
    """What was answered, how it was judged, and what there is to say about it."""
    words = context.words
    if slot.response is None:
        given: list[Block] = [said(words.say("You did not answer."))]
    else:
        answer = "; ".join(question.given(slot.response, words.say))
        if slot.response.text is None:
            shown = inline(answer)
        else:
            shown = text(answer)
        given = [Paragraph(text=(*text(words.say("Your answer:") + " "), *shown))]
    outcome: Outcome = slot.outcome or "wrong"
    body: list[Block] = []
    if slot.response is not None and feedback:
        body += map(paragraph, question.feedback_on(slot.response, reveal=reveal))
        nudge = "" if reveal else question.feedback.incorrect
        general = question.feedback.correct if outcome == "right" else nudge
        body += [paragraph(general)] if general else []
    if reveal and outcome != "right":
        key = inline("; ".join(question.key(words.say)))
        body.append(Paragraph(text=(*text(words.say("The right answer:") + " "), *key)))
    title = context.sections.get(question.see or "")
    if outcome != "right" and title:
        body.append(said(words.say("To read again: {section}", section=title)))
    return [*given, box(words, outcome, body)]


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


def _result(state: AttemptState, closed: AttemptClosed, content: Assessment, context: Context) -> Screen:
    words = context.words
    blocks = change_blocks(context)
    if closed.cause == "expired":
        blocks.append(said(words.say("The time was over, so your answers were handed in.")))
    if closed.cause == "abandoned":
        blocks.append(said(words.say("The time was over before you handed in, so there are no marks.")))
    show_score = not isinstance(content, Test) or "score" in content.review.show
    if show_score:
        blocks += _score(closed, content, words)
    blocks += _which_counts(state, content, context)
    blocks += _review(state, closed, content, context)
    return Screen(
        name="result",
        eyebrow=context.eyebrow,
        title=words.say("{title}: result", title=content.title),
        progress=_scored(closed, words) if show_score else None,
        blocks=tuple(blocks),
        controls=_after(closed, content, context),
        locale=words.locale,
    )


def _scored(closed: AttemptClosed, words: Words) -> Progress:
    label = words.say("{n} of {total}", n=words.number(closed.score), total=closed.out_of)
    return Progress(done=int(closed.score), total=closed.out_of, label=label)


def _score(closed: AttemptClosed, content: Assessment, words: Words) -> list[Block]:
    score = words.count(
        "You have {score} of {n} mark.",
        "You have {score} of {n} marks.",
        closed.out_of,
        score=words.number(closed.score),
    )
    blocks: list[Block] = [said(score)]
    if closed.passed is not None and content.pass_mark is not None:
        needed = words.number(content.pass_mark * closed.out_of)
        sentence = (
            words.say("Passed. You needed at least {needed}.", needed=needed)
            if closed.passed
            else words.say("Not passed yet. You need at least {needed}.", needed=needed)
        )
        tone: Tone = "right" if closed.passed else "notice"
        blocks.append(box(words, tone, [said(sentence)]).model_copy(update={"label": words.say("Result")}))
    return blocks


def _which_counts(state: AttemptState, content: Assessment, context: Context) -> list[Block]:
    """A word on which of several attempts counts."""
    words = context.words
    if state.scope == "missed":
        return [
            said(
                words.say(
                    "This round repeated only what you had missed."
                    " Your result stays that of your whole attempts."
                )
            )
        ]
    whole = [result for result in context.results if result.scope == "whole"]
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
    return [said(_which_rule(keep, words)), List(items=tuple(items))]


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
        return [_outcomes(state, content, words)]
    by_id = content.by_id
    blocks: list[Block] = []
    for number, slot in enumerate(state.slots):
        question = by_id[slot.question]
        heading = words.say("Question {n}", n=number + 1)
        blocks.append(Paragraph(text=(Span(text=heading, bold=True),)))
        blocks.append(paragraph(question.stem))
        blocks += _assessed(slot, question, context, reveal=reveal, feedback=feedback)
    if isinstance(content, Test) and rule == "after_pass" and not reveal:
        blocks.append(said(words.say("The right answers are shown once you have passed.")))
    return blocks


def _outcomes(state: AttemptState, content: Assessment, words: Words) -> List:
    by_id = content.by_id
    items = []
    for slot in state.slots:
        verdict = tone_name(words, slot.outcome or "wrong")
        marks = words.number(slot.mark)
        line = words.say("{verdict}, {marks} of 1:", verdict=verdict, marks=marks)
        items.append(ListItem(text=(*text(line + " "), *inline(by_id[slot.question].stem))))
    return List(items=tuple(items), ordered=True)


def _after(closed: AttemptClosed, content: Assessment, context: Context) -> tuple[Control, ...]:
    words = context.words
    again = go(Go("again", content.id), words.say("Take it again"))
    ways: list[Control] = []
    if context.missed and not isinstance(content, Test):
        ways.append(go(Go("missed", content.id), words.say("Only what I missed")))
    ways.append(again)
    onward = list(context.onward())
    ordered = [*ways, *onward] if closed.passed is False else [*onward, *ways]
    return (*ordered, context.menu())
