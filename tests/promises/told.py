"""The product's facts in the words of the reference model, and what a screen may show of a round."""

from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

from tests.promises import content
from tests.promises.model_attempt import Attempt, Fact, Response, Slot
from tests.promises.model_lab import Lab

from courseware_core.content.questions.base import Response as Given
from courseware_core.engine import facts


def told(fact: facts.Fact) -> Fact:
    """The fact as a tuple of its name and what it says."""
    name = type(fact).__name__
    match fact:
        case facts.AttemptStarted():
            slots = tuple((slot.question, slot.order) for slot in fact.slots)
            return (name, fact.activity, fact.scope, fact.first, fact.deadline, slots)
        case facts.LabStarted():
            return (name, fact.activity, fact.exit_order)
        case facts.AnswerGiven():
            return (name, fact.slot, _response(fact.response), fact.outcome, fact.mark)
        case facts.AttemptRegraded():
            verdicts = tuple((each.slot, each.answer, each.outcome, each.mark) for each in fact.verdicts)
            return (name, verdicts, fact.score, fact.out_of, fact.passed, fact.reason)
        case facts.ReplyGiven():
            return (name, fact.turn, fact.move, fact.counted)
        case facts.ExitAnswered():
            return (name, _response(fact.response), fact.outcome)
        case _:
            values: tuple[Any, ...] = astuple(fact)
            return (name, *values)


def _response(given: Given) -> Response:
    return frozenset(given.options) if given.text is None else given.text


def screen_name(round_: Attempt | Lab) -> str:
    """The kind of screen that the round stands at."""
    if isinstance(round_, Lab):
        return {"talk": "lab.talk", "exit": "lab.exit", "closed": "lab.end"}[round_.phase]
    return "result" if round_.cause else round_.phase


def earned(round_: Attempt | Lab) -> set[str]:
    """The secrets of the activity that the current screen may show."""
    return set(_of_lab(round_) if isinstance(round_, Lab) else _of_attempt(round_))


def _of_attempt(attempt: Attempt) -> Iterator[str]:
    current = attempt.slots[attempt.current]
    yield from (each for slot in attempt.slots for each in slot.answers if isinstance(each, str))
    match screen_name(attempt):
        case "question":
            yield from content.hints(current.item)[: current.hints]
        case "feedback":
            yield from _remarks(current, reveal=not attempt.may_try_again())
        case "result" if not attempt.rules.each:
            reveal = attempt.rules.kind == "quiz" or attempt.passed is True
            for slot in attempt.slots:
                yield from _remarks(slot, reveal=reveal)
        case _:
            pass


def _remarks(slot: Slot, *, reveal: bool) -> Iterator[str]:
    last = slot.standing
    chosen = last if isinstance(last, frozenset) else frozenset()
    yield from map(content.feedback, chosen)
    if last is not None:
        yield content.praise(slot.item) if slot.verdict == "right" else content.nudge(slot.item)
    if reveal and slot.item.kind == "short_text":
        yield from slot.item.right
    elif reveal:
        yield from map(content.missed, slot.item.right - chosen)


def _of_lab(lab: Lab) -> Iterator[str]:
    for check in lab.checks:
        yield content.check_ask(check.item)
        yield from content.check_hints(check.item)[: check.hints]
        if any(about == check.item.id for _, about in lab.said):
            yield content.check_point(check.item)
        if check.shown:
            yield content.check_answer(check.item)
    (item,) = lab.rules.items
    for response in lab.exit_wrong:
        yield from map(content.feedback, response)
    if lab.exit_right:
        yield from map(content.feedback, item.right)
    elif not lab.exit_is_open():
        yield from map(content.missed, item.right)
