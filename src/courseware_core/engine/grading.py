"""Grading of open and coding answers: checks, then a model, then a person, else the learner themself.

Each criterion is decided by one of them, and it is known which. What checks and people say can count; what a
model or a learner says never does. A model that has any doubt decides nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Literal

from courseware_core.content.questions.base import Invalid, Question, Response
from courseware_core.content.questions.open import Coding, WrittenQuestion
from courseware_core.content.structure import Finding, examine, is_open
from courseware_core.engine.facts import (
    AnswerChecked,
    AnswerReviewed,
    Decided,
    Fact,
    Grader,
    Judgement,
    ReadersTold,
    SelfChecked,
)
from courseware_core.engine.machine import Rejected
from courseware_core.engine.slots import Graded, SlotState
from courseware_core.inputs import Answer

COUNTING: frozenset[Grader] = frozenset({"checks", "person"})
"""Whose word may count towards a result."""


GRADERS: tuple[Grader, ...] = ("checks", "model", "person", "self_check")
"""Everybody who grades, in the order in which they are asked."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands of one criterion: whether it is met and who said so; None and nobody while it is open.

    A `judgement` of an open one is by a check that could not tell.
    """

    criterion: str
    met: bool | None = None
    by: Grader | None = None
    judgement: Judgement | None = None


# What was said


def verdicts(graded: Graded, question: WrittenQuestion) -> tuple[Verdict, ...]:
    """What stands of each criterion of an answer, in the order of the rubric."""
    checked = {each.criterion: each for each in graded.checked.judgements} if graded.checked else {}
    judged = {each.criterion: each for each in clear_judgements(graded)}
    return tuple(_verdict(each.id, graded, checked, judged) for each in question.rubric)


def _verdict(
    criterion: str, graded: Graded, checked: Mapping[str, Judgement], judged: Mapping[str, Judgement]
) -> Verdict:
    if graded.reviewed:
        return Verdict(criterion, criterion in graded.reviewed.met, "person")
    check = checked.get(criterion)
    if check and check.met != "unsure":
        return Verdict(criterion, check.met == "yes", "checks", check)
    if said := judged.get(criterion):
        return Verdict(criterion, said.met == "yes", "model", said)
    if graded.met is not None:
        return Verdict(criterion, criterion in graded.met, "self_check")
    return Verdict(criterion, judgement=check)


def clear_judgements(graded: Graded) -> tuple[Judgement, ...]:
    """What a model said of an answer; nothing while it has not, or had any doubt."""
    judged = graded.judged
    return judged.judgements if judged and not judged.doubts and not judged.instead else ()


def undecided(graded: Graded, question: WrittenQuestion) -> tuple[str, ...]:
    """The criteria of which nobody has said anything that stands."""
    return tuple(each.criterion for each in verdicts(graded, question) if each.met is None)


def points(graded: Graded, question: WrittenQuestion, by: Collection[Grader] | None = None) -> int:
    """What the met criteria of an answer are worth; only those that one of `by` decided, if it is given."""
    found = verdicts(graded, question)
    return question.earned([each.criterion for each in found if each.met and (by is None or each.by in by)])


def standing_answer(slot: SlotState, question: WrittenQuestion) -> int | None:
    """The answer that stands: the best of the one that a person read last and those since; None without one.

    Another try may not cost what was earned already, and a person has the last word on what they read.
    """
    if not slot.graded:
        return None
    reviewed = [number for number, each in enumerate(slot.graded) if each.reviewed]
    since = range(reviewed[-1] if reviewed else 0, len(slot.graded))
    by = COUNTING if question.counts else None
    return max(since, key=lambda number: (points(slot.graded[number], question, by), number))


def standing(slot: SlotState, question: WrittenQuestion) -> Graded:
    """What was said of the answer that stands."""
    number = standing_answer(slot, question)
    return Graded() if number is None else slot.graded[number]


# Totals


def counted(slots: Iterable[SlotState], by_id: Mapping[str, Question]) -> tuple[Fraction, int]:
    """The marks that count, and out of how many: one for each question that a rule marks, or that counts."""
    score, out_of = Fraction(0), 0
    for slot in slots:
        question = by_id[slot.question]
        if not isinstance(question, WrittenQuestion):
            score, out_of = score + slot.mark, out_of + 1
        elif question.counts:
            earned = points(standing(slot, question), question, COUNTING)
            score, out_of = score + Fraction(earned, question.points), out_of + 1
    return score, out_of


def practice(slots: Iterable[SlotState], by_id: Mapping[str, Question]) -> tuple[Fraction, int]:
    """The points for open and coding questions that do not count, and out of how many."""
    earned = total = 0
    for slot in slots:
        question = by_id[slot.question]
        if isinstance(question, WrittenQuestion) and not question.counts:
            earned += points(standing(slot, question), question)
            total += question.points
    return Fraction(earned), total


def verified_by(slots: Iterable[SlotState], by_id: Mapping[str, Question]) -> tuple[Grader, ...]:
    """Who says that every criterion of every question is met; nobody unless each is."""
    found: set[Grader] = set()
    for slot in slots:
        question = by_id[slot.question]
        if not isinstance(question, WrittenQuestion):
            if slot.outcome != "right":
                return ()
            found.add("checks")
            continue
        for each in verdicts(standing(slot, question), question):
            if not each.met or each.by is None:
                return ()
            found.add(each.by)
    return tuple(each for each in GRADERS if each in found)


def waiting(slots: Iterable[SlotState], by_id: Mapping[str, Question]) -> tuple[int, ...]:
    """The questions whose last answer waits for the person that the learner was told of."""
    return tuple(
        number
        for number, slot in enumerate(slots)
        if isinstance(question := by_id[slot.question], WrittenQuestion) and waits(slot.last, question)
    )


def waits(graded: Graded, question: WrittenQuestion) -> bool:
    """Whether an answer waits for a person: what counts is for them, and what nobody else has decided."""
    if graded.told is None or not graded.told.reviewer or graded.reviewed:
        return False
    left = {each.by for each in verdicts(graded, question)}
    return bool(left - (COUNTING if question.counts else {"checks", "model", "person"}))


# What learners may do


def is_settled(slot: SlotState, question: WrittenQuestion) -> bool:
    """Whether the model answer may be seen: no try is left, none is needed, or none is wanted."""
    if slot.gave_up or slot.last.met is not None or slot.last.reviewed:
        return True
    if slot.response is None or slot.last.is_owed:
        return False
    return slot.tries >= question.tries or points(slot.last, question) == question.points


def may_try_again(slot: SlotState, question: WrittenQuestion) -> bool:
    """Whether there is an answer that another try could better."""
    return slot.response is not None and not slot.last.is_owed and not is_settled(slot, question)


def may_give_up(slot: SlotState, question: Question) -> bool:
    """Whether the model answer can be had instead of answering, or answering again."""
    if not isinstance(question, WrittenQuestion):
        return False
    return not slot.gave_up if slot.response is None else may_try_again(slot, question)


def may_check(slot: SlotState, question: Question) -> bool:
    """Whether the learner can hold their answer against criteria that nobody has decided."""
    if not isinstance(question, WrittenQuestion) or slot.response is None or slot.last.is_owed:
        return False
    return is_settled(slot, question) and slot.last.met is None and bool(undecided(slot.last, question))


# What commands come to


def may_read(question: WrittenQuestion, provider: str, reviewer: str) -> tuple[str, str]:
    """Of a model's provider and a person, those that read answers to `question`; empty for who does not."""
    order = question.grading.order
    by_model = "model" in order and set(question.checks) != {each.id for each in question.rubric}
    return provider if by_model else "", reviewer if "person" in order else ""


def readers(provider: str, reviewer: str) -> str:
    """What a control carries of who may read an answer; nothing where nobody does."""
    if not provider and not reviewer:
        return ""
    return sha256(f"{provider}\n{reviewer}".encode()).hexdigest()[:8]


def submitted(
    number: int, slot: SlotState, question: WrittenQuestion, response: Response, provider: str, reviewer: str
) -> tuple[Fact, ...]:
    """What follows from an answer to question `number`, besides the answer itself."""
    answer = len(slot.answers)
    told = ReadersTold(number, answer, *may_read(question, provider, reviewer))
    facts: list[Fact] = [told] if told.provider or told.reviewer else []
    if isinstance(question, Coding) and question.checks:
        assert response.text is not None
        found = examine(response.text, question.language, question.checks)
        judgements = tuple(
            Judgement(criterion, _met(faults), findings=tuple(faults)) for criterion, faults in found.items()
        )
        facts.append(AnswerChecked(number, answer, judgements))
    return tuple(facts)


def _met(found: tuple[Finding, ...]) -> Literal["yes", "no", "unsure"]:
    if not found:
        return "yes"
    return "unsure" if is_open(found) else "no"


def check_oneself(
    number: int, slot: SlotState, question: WrittenQuestion, answer: Answer
) -> tuple[Fact, ...] | Rejected:
    """The criteria at the answer's positions among those that are open; none is an answer too."""
    met = question.read_criteria(answer, undecided(slot.last, question))
    return Rejected(met.code) if isinstance(met, Invalid) else (SelfChecked(number, met),)


def review(
    number: int,
    slot: SlotState,
    question: WrittenQuestion,
    *,
    answer: int,
    reviewer: str,
    met: Collection[str],
    reason: str,
) -> AnswerReviewed | Rejected:
    """A person's word on answer `answer` of question `number`, counted from 0.

    Rejected with `not_answered`, `not_told` (the learner was not told that this person may read it), or
    `answered_again` when it is not the last answer any more.
    """
    if not slot.graded or answer >= len(slot.graded):
        return Rejected("not_answered")
    if answer != len(slot.graded) - 1:
        return Rejected("answered_again")
    told = slot.last.told
    if told is None or told.reviewer != reviewer:
        return Rejected("not_told")
    before = tuple(
        Decided(each.criterion, each.met, each.by)
        for each in verdicts(slot.last, question)
        if each.met is not None and each.by is not None
    )
    known = tuple(each.id for each in question.rubric if each.id in met)
    return AnswerReviewed(number, answer, reviewer, known, before, reason)
