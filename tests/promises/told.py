"""The product's facts in the words of the reference model, and what a screen may show of a round."""

from collections.abc import Iterator
from dataclasses import astuple
from fractions import Fraction
from typing import Any

from tests.promises import content, sentences
from tests.promises.content import Item
from tests.promises.grading import Response
from tests.promises.model_attempt import Attempt, Slot
from tests.promises.model_guides import Decision, Demo
from tests.promises.model_lab import Lab
from tests.promises.model_round import Fact, Round
from tests.promises.model_talk import Talk
from tests.promises.model_writing import Verdict

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
            return (name, fact.activity, fact.exit_order, _asked(fact.about))
        case facts.AnswerGiven():
            return (name, fact.slot, _response(fact.response), fact.outcome, fact.mark)
        case facts.AnswerChecked():
            return (
                name,
                fact.slot,
                fact.answer,
                tuple((each.criterion, each.met) for each in fact.judgements),
            )
        case facts.AnswerJudged():
            return (name, fact.slot, fact.answer, _verdict(fact))
        case facts.DecisionStarted() | facts.DemoStarted():
            return (name, fact.activity)
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


def _asked(about: facts.About | None) -> Fact | None:
    return (about.session, about.slot, about.outcome, bool(about.key)) if about else None


def _verdict(judged: facts.AnswerJudged) -> Verdict:
    """What a model says for certain; else why that decides nothing."""
    if judged.instead or judged.doubts:
        return "instead" if judged.instead else "doubt"
    return tuple(each.criterion for each in judged.judgements if each.met == "yes")


def _response(given: Given) -> Response:
    if given.text is not None:
        return given.text
    has_order = any(":" in each or each in content.IN_ORDER for each in given.options)
    return given.options if has_order else frozenset(given.options)


def screen_name(round_: Round) -> str:
    """The kind of screen that the round stands at."""
    match round_:
        case Lab():
            return {"talk": "lab.talk", "exit": "lab.exit", "closed": "lab.end"}[round_.phase]
        case Attempt():
            return "result" if round_.cause else round_.phase
        case Talk():
            return "ask"
        case Decision():
            return "decision.end" if round_.advice else "decision.question"
        case Demo():
            return "demo.end" if round_.reached else "demo.panel" if round_.shown else "demo.task"
        case _:
            raise TypeError(round_)


def earned(round_: Round) -> set[str]:
    """The secrets of the activity that the current screen may show."""
    match round_:
        case Lab():
            return set(_of_lab(round_))
        case Attempt():
            return set(_of_attempt(round_))
        case Talk() if round_.about:
            return set(round_.about.allowed)
        case Decision():
            return set(_of_decision(round_))
        case Demo():
            return set(_of_demo(round_))
        case _:
            raise TypeError(round_)


def earned_of(slot: Slot, *, reveal: bool) -> Iterator[str]:
    """The secrets of a question that somebody may see who was told how they answered it."""
    if slot.standing is not None:
        yield from _own_words(slot.item, slot.standing)
    if slot.item.is_written:
        yield from _graded(slot, reveal=reveal)
    else:
        yield from _remarks(slot, reveal=reveal)


def _of_decision(decision: Decision) -> Iterator[str]:
    if decision.advice:
        yield from (sentences.advice(decision.advice.gives), sentences.measure(decision.rules))


def _of_demo(demo: Demo) -> Iterator[str]:
    if demo.reached:
        yield sentences.conclusion(demo.rules)
    elif demo.shown:
        yield sentences.panel(demo.rules.panels[demo.shown - 1])


def _of_attempt(attempt: Attempt) -> Iterator[str]:
    current = attempt.slots[attempt.current]
    for slot in attempt.slots:
        for each in slot.answers:
            yield from _own_words(slot.item, each)
    match screen_name(attempt):
        case "question":
            yield from sentences.hints(current.item)[: current.hints]
            yield from _graded(current, reveal=current.is_settled) if current.item.is_written else ()
        case "feedback" if current.item.is_written:
            yield from _graded(current, reveal=current.is_settled)
        case "feedback":
            yield from _remarks(current, reveal=not attempt.may_try_again())
        case "result" if attempt.rules.each:
            for slot in attempt.slots:
                yield from _graded(slot, reveal=True) if slot.item.is_written else ()
        case "result":
            reveal = attempt.rules.kind == "quiz" or attempt.passed is True
            for slot in attempt.slots:
                yield from _remarks(slot, reveal=reveal)
        case _:
            pass


def _graded(slot: Slot, *, reveal: bool) -> Iterator[str]:
    """What may be read of a written question: what is missing, and once it is settled the key."""
    yield from map(sentences.lacking, slot.item.criteria if slot.answers else ())
    if reveal:
        yield sentences.model_answer(slot.item)
        yield from map(sentences.criterion, slot.item.criteria)


def _own_words(item: Item, response: Response) -> Iterator[str]:
    """What the learner said themself."""
    if isinstance(response, str):
        yield response
    elif item.kind == "matching":
        yield from (sentences.match(*each.split(":")) for each in response)


def _remarks(slot: Slot, *, reveal: bool) -> Iterator[str]:
    last = slot.standing
    chosen = last if isinstance(last, frozenset) else frozenset()
    yield from map(sentences.feedback, chosen)
    if slot.item.kind == "matching" and last is not None:
        found = {pair for pair in slot.item.pairs if f"{pair}:{pair}" in last}
        yield from map(sentences.feedback, set(slot.item.pairs) - found)
    if isinstance(last, str) and slot.item.kind == "numeric":
        (right,) = slot.item.right
        if abs(Fraction(last) - Fraction(right) - 10) <= 1:
            yield sentences.near(slot.item)
    if last is not None:
        yield sentences.praise(slot.item) if slot.verdict == "right" else sentences.nudge(slot.item)
    if reveal and slot.item.kind in ("short_text", "numeric"):
        yield from slot.item.right
    elif reveal and slot.item.kind == "matching":
        yield from (sentences.match(each, each) for each in slot.item.pairs)
    elif reveal:
        yield from map(sentences.missed, slot.item.right - chosen)


def _of_lab(lab: Lab) -> Iterator[str]:
    for check in lab.checks:
        yield sentences.check_ask(check.item)
        yield from sentences.check_hints(check.item)[: check.hints]
        if any(about == check.item.id for _, about in lab.said):
            yield sentences.check_point(check.item)
        if check.shown:
            yield sentences.check_answer(check.item)
    (item,) = lab.rules.items
    for response in lab.exit_wrong:
        yield from map(sentences.feedback, response)
    if lab.exit_right:
        yield from map(sentences.feedback, item.right)
    elif not lab.exit_is_open():
        yield from map(sentences.missed, item.right)
