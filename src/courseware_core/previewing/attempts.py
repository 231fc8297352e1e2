"""Every question of a quiz, a test or a pool, asked, with its hints, answered, and what comes of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from courseware_core.blocks import plain
from courseware_core.content.inline import inline
from courseware_core.content.model import Quiz, Shuffling, Test
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.base import Question
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine import attempt as attempts
from courseware_core.engine.attempt import Assessment, stepwise
from courseware_core.engine.commands import GiveAnswer, HandIn, OpenQuestion, ShowHint
from courseware_core.engine.machine import Rejected
from courseware_core.inputs import Answer
from courseware_core.previewing.answers import answers
from courseware_core.previewing.rehearsal import AT, Rehearsal, Shown, Stage
from courseware_core.previewing.written import Attempt, checked_by_oneself, written_screens
from courseware_core.screen.views.attempt import attempt_screen
from courseware_core.screen.views.intro import intro_screen
from courseware_core.screen.views.pick import pick_screen

_AS_AUTHORED = Shuffling(questions=False, options=False)


def quiz_screens(quiz: Quiz, stage: Stage) -> Iterator[Shown]:
    """What can be picked, every question, and the results."""
    if quiz.pick:
        yield Shown(quiz.id, "what can be picked", pick_screen(quiz, stage.context(quiz, 0)))
    ordered = quiz.model_copy(update={"shuffle": _AS_AUTHORED})
    yield from _questions(ordered, stage)
    if not stepwise(quiz):
        yield from questions_by_themselves(quiz.title, quiz.questions, stage)
    yield from _results(ordered, stage)


def test_screens(test: Test, stage: Stage) -> Iterator[Shown]:
    """The introduction, every question that may be drawn, the overview, the results.

    Hints, and the feedback on single answers, are shown as a quiz would show them.
    """
    yield Shown(test.id, "the introduction", intro_screen(test, stage.context(test, 0)))
    draw = tuple(each.model_copy(update={"count": len(each.questions)}) for each in test.draw)
    whole = test.model_copy(update={"draw": draw, "shuffle": _AS_AUTHORED})
    yield from _questions(whole, stage)
    questions = [question for each in test.draw for question in each.questions]
    yield from questions_by_themselves(test.title, questions, stage)
    yield from _results(whole, stage)


def questions_by_themselves(title: str, questions: Sequence[AnyQuestion], stage: Stage) -> Iterator[Shown]:
    """Every question as a quiz of its own, with two tries, so that everything said of answers is seen."""
    for question in questions:
        quiz = Quiz(
            id=question.id,
            title=title,
            course=question.id,
            module=question.id,
            shuffle=_AS_AUTHORED,
            tries=2,
            questions=(question,),
        )
        at = _begun(quiz, stage)
        for each in (*_asked(at, question), *_answered(at, question)):
            yield replace(each, led=f"by itself: {each.led}")


def _begun(content: Assessment, stage: Stage) -> Attempt:
    first = attempts.start(content, "", attempts.draw(content, list), AT)
    assert not isinstance(first, Rejected)
    return Rehearsal.begun(attempts, attempt_screen, content, stage, first)


def _questions(content: Assessment, stage: Stage) -> Iterator[Shown]:
    """Every question in order, each after right answers to all before it."""
    at = _begun(content, stage)
    for number, slot in enumerate(at.state.slots):
        question = content.by_id[slot.question]
        yield from _asked(at, question)
        if stepwise(content):
            yield from _answered(at, question)
        at = _passed(at, number, rightly=True)
    if not stepwise(content):
        yield Shown(content.id, "the overview", at.screen())


def _asked(at: Attempt, question: Question) -> Iterator[Shown]:
    """The question as it is asked, and after each hint."""
    yield Shown(question.id, "asked", at.screen())
    hinted = at.after(ShowHint)
    number = 1
    while hinted:
        yield Shown(question.id, f"after hint {number}", hinted.screen())
        hinted, number = hinted.after(ShowHint), number + 1


def _answered(at: Attempt, question: Question) -> Iterator[Shown]:
    """What comes of each answer, and the key after the last try."""
    if isinstance(question, WrittenQuestion):
        yield from written_screens(at, question)
        return
    for answer in answers(question):
        given = at.after(GiveAnswer, answer)
        if given:
            yield Shown(question.id, _led(given, question), given.screen())
    last = _after_last_try(at, question) if attempts.tries_allowed(at.content) > 1 else None
    if last:
        yield Shown(question.id, "after the last try", last.screen())


def _led(given: Attempt, question: Question) -> str:
    slot = given.state.slots[given.state.current]
    assert slot.response is not None
    said = "; ".join(plain(inline(each)) for each in question.given(slot.response, given.stage.words.say))
    return f"answered, {slot.outcome}: {said}"


def _after_last_try(at: Attempt, question: Question) -> Attempt | None:
    """The question after a wrong answer to which no other try follows."""
    assert isinstance(at.content, Quiz)
    once = replace(at, content=at.content.model_copy(update={"tries": 1}))
    _, wrong, _ = question.fabricate()
    return once.after(GiveAnswer, wrong)


def _passed(at: Attempt, number: int, *, rightly: bool, compared: bool = False) -> Attempt:
    """The attempt at its next question, or behind the last one; with answers `compared` by the learner."""
    question = at.content.by_id[at.state.slots[number].question]
    right, wrong, _ = question.fabricate()
    given = at.after(GiveAnswer, right if rightly else wrong)
    assert given, "every question can be answered"
    if compared and isinstance(question, WrittenQuestion):
        given = checked_by_oneself(given, Answer(values=tuple(range(len(question.rubric))))) or given
    if not stepwise(at.content) or number + 1 == len(at.state.slots):
        return given
    following = given.decided(OpenQuestion(number + 1))
    assert following, "after an answer comes the next question"
    return following


def _results(content: Assessment, stage: Stage) -> Iterator[Shown]:
    for rightly, said in ((True, "right"), (False, "wrong")):
        at = _begun(content, stage)
        for number in range(len(at.state.slots)):
            at = _passed(at, number, rightly=rightly, compared=rightly)
        handed_in = at.after(HandIn)
        assert handed_in, "what is answered can be handed in"
        yield Shown(content.id, f"the result, everything {said}", handed_in.screen())
