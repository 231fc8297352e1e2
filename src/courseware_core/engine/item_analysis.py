"""Item analysis: how the questions did, computed from the first time that each learner was asked.

Shares are exact. Everything here is counted from recorded answers; nothing is estimated or modelled.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import StatisticsError, correlation
from typing import Annotated, Literal

from pydantic import PlainSerializer

from courseware_core.content.model import Quiz, Test
from courseware_core.content.questions.base import Question, Response, Verdict
from courseware_core.content.questions.choice import ChoiceQuestion
from courseware_core.content.questions.true_false import TrueFalse
from courseware_core.engine.attempt import Assessment, stepwise
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.facts import AnswerGiven, Fact, QuestionOpened
from courseware_core.engine.slots import SlotState
from courseware_core.frozen import Frozen

ENOUGH = 30
"""Learners from whom on discrimination and flags are given; with fewer they say more about chance."""

FEW = 5
"""Learners who have to have chosen a wrong option before it is said who they were."""

EASY, HARD = Fraction(19, 20), Fraction(3, 10)
"""Items that a larger share answers rightly, or a smaller, tell few learners apart. The bounds are ours."""

Share = Annotated[Fraction, PlainSerializer(str, return_type=str)]
"""An exact number, written "n/d"."""


class OptionReport(Frozen):
    """One option of an item: its text, whether it is right, and how many chose it.

    A flag says that nobody chose this wrong option, or that those who chose it did better in the rest of
    their attempt than those who were right.
    """

    option: str
    text: str
    correct: bool
    chosen: int
    flag: Literal["", "nobody", "better_learners"] = ""


class ItemReport(Frozen):
    """How one item did. `n` learners answered it, of whom `right` were; `skipped` saw it and did not answer.

    `difficulty` is the share of `n` that was right, None where no rule marks the item. `tries` and `hints`
    are means over those who answered, None where there is but one try, or no hint. `discrimination` is as
    in `discrimination()`. `versions` counts the versions of its activities that were asked.
    """

    item: str
    type: str
    stem: str
    n: int
    right: int
    skipped: int
    difficulty: Share | None
    tries: Share | None
    hints: Share | None
    discrimination: float | None
    versions: int
    options: tuple[OptionReport, ...]
    flag: Literal["", "too_easy", "too_hard"] = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A closed attempt with its facts, at the content that it is pinned to by `digest`."""

    content: Assessment
    digest: str
    scope: str
    state: AttemptState
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Encounter:
    """The first time that a learner was shown an item. Without a response they did not answer it.

    `rest` is the share of the marks that they earned on the other items of that attempt, unanswered ones
    among them; None when there was no other that a rule marks.
    """

    question: Question
    digest: str
    response: Response | None
    verdict: Verdict | None
    rest: Fraction | None
    tries: int | None
    hints: int | None


def encounters(sittings: Iterable[Sitting]) -> Iterator[Encounter]:
    """The first time that a learner was shown each item; `sittings` are all of theirs, in order of start.

    Counted are quizzes, whole or of picked questions, and the first attempt at each test and mock exam.
    Rounds over what was missed, or is due for review, are not: nobody is there for the first time.
    """
    met: set[str] = set()
    taken: set[str] = set()
    for sitting in sittings:
        is_repeated = isinstance(sitting.content, Test) and sitting.content.id in taken
        if sitting.scope not in ("whole", "picked") or is_repeated:
            continue
        taken.add(sitting.content.id)
        for encounter in _of_sitting(sitting):
            if encounter.question.id not in met:
                met.add(encounter.question.id)
                yield encounter


def _of_sitting(sitting: Sitting) -> Iterator[Encounter]:
    content, slots = sitting.content, sitting.state.slots
    marks = {
        slot.question: verdict.mark if verdict else Fraction(0)
        for slot in slots
        if (verdict := _verdict(slot, content)) is None or verdict.outcome != "unmarked"
    }
    shown = {0}
    shown |= {fact.slot for fact in sitting.facts if isinstance(fact, QuestionOpened | AnswerGiven)}
    several_tries = isinstance(content, Quiz) and stepwise(content) and content.tries > 1
    for number, slot in enumerate(slots):
        if number not in shown:
            continue
        question = content.by_id[slot.question]
        others = [mark for other, mark in marks.items() if other != slot.question]
        yield Encounter(
            question=question,
            digest=sitting.digest,
            response=_response(slot, content),
            verdict=_verdict(slot, content),
            rest=sum(others, Fraction(0)) / len(others) if others else None,
            tries=slot.tries if several_tries else None,
            hints=slot.hints if isinstance(content, Quiz) and question.hints else None,
        )


def _response(slot: SlotState, content: Assessment) -> Response | None:
    """The first answer; where answers may be changed until they are handed in, the one handed in."""
    if not slot.answers:
        return None
    return slot.answers[0] if stepwise(content) else slot.response


def _verdict(slot: SlotState, content: Assessment) -> Verdict | None:
    response = _response(slot, content)
    return None if response is None else content.by_id[slot.question].grade(response)


def report(question: Question, met: Sequence[Encounter]) -> ItemReport:
    """How an item did; `met` are all learners' first encounters with it."""
    answered = [each for each in met if each.response is not None]
    n = len(answered)
    right = sum(_is_right(each) for each in answered)
    is_marked = n > 0 and any(each.verdict and each.verdict.outcome != "unmarked" for each in answered)
    difficulty = Fraction(right, n) if is_marked else None
    flag: Literal["", "too_easy", "too_hard"] = ""
    if difficulty is not None and n >= ENOUGH:
        flag = "too_easy" if difficulty > EASY else "too_hard" if difficulty < HARD else ""
    return ItemReport(
        item=question.id,
        type=question.type,
        stem=question.stem,
        n=n,
        right=right,
        skipped=len(met) - n,
        difficulty=difficulty,
        tries=_mean(each.tries for each in answered),
        hints=_mean(each.hints for each in answered),
        discrimination=discrimination(answered) if is_marked else None,
        versions=len({each.digest for each in met}),
        options=tuple(_options(question, answered)),
        flag=flag,
    )


def discrimination(answered: Sequence[Encounter]) -> float | None:
    """The corrected item-total correlation of an item, -1 to 1, to three decimals.

    It is Pearson's correlation, over the learners who answered the item, of the mark x that their answer
    earned (0 to 1) with the share y of the marks on the *other* items of the same attempt:
    r = sum((x - mean x)(y - mean y)) / sqrt(sum((x - mean x)^2) sum((y - mean y)^2)). Where marks are 0 or 1
    it is the point-biserial correlation. The item itself is left out of y, since it would else be held
    against itself: S. Henrysson (1963), Correction of item-total correlations in item analysis,
    Psychometrika 28(2), 211-218, https://doi.org/10.1007/BF02289618.

    None with fewer than 30 such learners, or when all have the same mark or the same rest.
    """
    pairs = [(each.verdict.mark, each.rest) for each in answered if each.verdict and each.rest is not None]
    if len(pairs) < ENOUGH:
        return None
    try:
        return round(correlation([float(x) for x, _ in pairs], [float(y) for _, y in pairs]), 3)
    except StatisticsError:
        return None


def _options(question: Question, answered: Sequence[Encounter]) -> Iterator[OptionReport]:
    if not isinstance(question, ChoiceQuestion | TrueFalse):
        return
    chosen = Counter(option for each in answered if each.response for option in each.response.options)
    rest_of_right = _mean(each.rest for each in answered if _is_right(each))
    for option, text in _texts(question).items():
        correct = _is_key(question, option)
        flag: Literal["", "nobody", "better_learners"] = ""
        if not correct and len(answered) >= ENOUGH:
            who = [each for each in answered if each.response and option in each.response.options]
            rest = _mean(each.rest for each in who)
            if not who:
                flag = "nobody"
            elif len(who) >= FEW and rest is not None and rest_of_right is not None and rest > rest_of_right:
                flag = "better_learners"
        yield OptionReport(option=option, text=text, correct=correct, chosen=chosen[option], flag=flag)


def _texts(question: ChoiceQuestion | TrueFalse) -> Mapping[str, str]:
    """The texts of the options, in the authored order."""
    order = question.order(None)
    return {option: question.given(Response(options=(option,)), str)[0] for option in order}


def _is_key(question: ChoiceQuestion | TrueFalse, option: str) -> bool:
    if isinstance(question, ChoiceQuestion):
        return any(each.correct for each in question.options if each.id == option)
    return question.grade(Response(options=(option,))).outcome == "right"


def _is_right(encounter: Encounter) -> bool:
    return encounter.verdict is not None and encounter.verdict.outcome == "right"


def _mean(numbers: Iterable[Fraction | int | None]) -> Fraction | None:
    """The mean of those that are there; None when none is."""
    there = [Fraction(each) for each in numbers if each is not None]
    return sum(there, Fraction(0)) / len(there) if there else None
