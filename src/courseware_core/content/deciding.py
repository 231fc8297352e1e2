"""What a decision's rules come to: which rule counts, which questions make a difference, what is wrong.

Answers that are still possible form a *box*: for each question a set of options. A rule is a box too, so
that "the first rule that holds" can be proved for all answers at once instead of for one after the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import NamedTuple, Protocol

from courseware_core.content.guides import DecisionQuestion, DecisionRule, Recommendation
from courseware_core.content.problems import did_you_mean

MOST_COMBINATIONS = 100_000
"""More combinations of answers nobody can look through, and proofs about them would take too long."""

Box = Mapping[str, frozenset[str]]
"""The options that an answer may be, by question."""


class Deciding(Protocol):
    """Questions and the rules about their answers, as a file or an activity has them."""

    @property
    def questions(self) -> tuple[DecisionQuestion, ...]:
        """The questions in the order in which they are asked."""
        ...

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """What the rules may recommend."""
        ...

    @property
    def rules(self) -> tuple[DecisionRule, ...]:
        """The rules, of which the first that holds counts."""
        ...


class Fault(NamedTuple):
    """What is wrong with a decision, and where: the path to it in its file."""

    path: tuple[str | int, ...]
    message: str
    hint: str = ""


def ruling(decision: Deciding, chosen: Mapping[str, str]) -> DecisionRule | None:
    """The rule that counts however the questions left open are answered; None while they matter.

    `chosen` are the answers so far: ids of options by question.
    """
    counting = _counting(decision, _open(decision, chosen))
    return counting[0] if len(counting) == 1 else None


def next_question(decision: Deciding, chosen: Mapping[str, str]) -> int | None:
    """The first question left open that makes a difference, counted from 0; None when none does."""
    box = _open(decision, chosen)
    tested = _tested(decision, box)
    return next((number for number, each in enumerate(decision.questions) if each.id in tested), None)


def ways(decision: Deciding) -> Iterator[tuple[DecisionRule, tuple[tuple[str, str], ...]]]:
    """Each rule, with answers that lead to it: pairs of question and option in the order they are asked.

    Together they ask every question that makes a difference. A rule that never counts is left out.
    """
    whole = _open(decision, {})
    rules = [_box(rule, whole) for rule in decision.rules]
    asked_after: dict[tuple[tuple[str, str], ...], int | None] = {}
    for number, rule in enumerate(decision.rules):
        holds = all(rules[number].values())
        leading = _beyond(rules[number], rules[:number]) if holds else None
        if leading is None:
            continue
        steps: tuple[tuple[str, str], ...] = ()
        while True:
            if steps not in asked_after:
                asked_after[steps] = next_question(decision, dict(steps))
            asked = asked_after[steps]
            if asked is None:
                break
            question = decision.questions[asked]
            steps += ((question.id, next(o.id for o in question.options if o.id in leading[question.id])),)
        yield rule, steps


def way(decision: Deciding, chosen: Mapping[str, str]) -> Mapping[str, str]:
    """The answers in `chosen` to questions that are asked, up to the first that is left open, in order."""
    answered: dict[str, str] = {}
    while (number := next_question(decision, answered)) is not None:
        question = decision.questions[number].id
        if question not in chosen:
            break
        answered[question] = chosen[question]
    return answered


def unknown_names(decision: Deciding) -> Iterator[Fault]:
    """Every question, option and recommendation that a rule names and that there is not."""
    options = {each.id: [option.id for option in each.options] for each in decision.questions}
    recommendations = [each.id for each in decision.recommendations]
    for number, rule in enumerate(decision.rules):
        for question, answers in rule.when.items():
            path = ("rules", number, "when", question)
            if question not in options:
                said = f"there is no question `{question}`."
                yield Fault(path, said, did_you_mean(question, options))
                continue
            for position, answer in enumerate(answers):
                if answer not in options[question]:
                    said = f"`{question}` has no option `{answer}`."
                    yield Fault((*path, position), said, did_you_mean(answer, options[question]))
        if rule.recommend not in recommendations:
            said = f"there is no recommendation `{rule.recommend}`."
            hint = did_you_mean(rule.recommend, recommendations)
            yield Fault(("rules", number, "recommend"), said, hint)


def faults(decision: Deciding) -> Iterator[Fault]:
    """Everything that keeps a decision from coming to an end, or that has no effect.

    Every name in the rules must be known. Nothing is said where one id names two things: nobody knows then
    what the rules mean.
    """
    if _ambiguous(decision):
        return
    combinations = prod(len(each.options) for each in decision.questions)
    if combinations > MOST_COMBINATIONS:
        said = f"the questions have {combinations} combinations of answers; {MOST_COMBINATIONS} are the most."
        yield Fault(("questions",), said, "Leave out a question, or give some of them fewer options.")
        return
    whole = _open(decision, {})
    rules = [_box(rule, whole) for rule in decision.rules]
    if missing := _beyond(whole, rules):
        said = f"no rule holds for these answers: {_in_words(decision, missing)}."
        yield Fault(("rules",), said, "Add a rule for them, or a last one with `when: {}`.")
    yield from _of_rules(decision, rules)
    given = {rule.recommend for rule in decision.rules}
    for number, recommendation in enumerate(decision.recommendations):
        if recommendation.id not in given:
            yield Fault(("recommendations", number), f"no rule recommends `{recommendation.id}`.")
    tested = _tested(decision, whole)
    for number, question in enumerate(decision.questions):
        if question.id not in tested:
            said = f"no answer to `{question.id}` changes what is recommended."
            yield Fault(("questions", number), said, "Name it in a rule, or leave it out.")


def _ambiguous(decision: Deciding) -> bool:
    """Whether two questions, two options of a question or two recommendations have one id."""
    lists = (
        [each.id for each in decision.questions],
        [each.id for each in decision.recommendations],
        *([option.id for option in each.options] for each in decision.questions),
    )
    return any(len(set(ids)) < len(ids) for ids in lists)


def _of_rules(decision: Deciding, rules: Sequence[Box]) -> Iterator[Fault]:
    for number, box in enumerate(rules):
        earlier = rules[:number]
        if box in earlier:
            same = earlier.index(box)
            said = f"this rule holds for the same answers as rule {same + 1}, which comes first."
            agree = decision.rules[same].recommend == decision.rules[number].recommend
            hint = "Leave one of them out." if agree else "They contradict each other: keep one."
            yield Fault(("rules", number), said, hint)
        elif _beyond(box, earlier) is None:
            said = "this rule never counts: wherever it holds, an earlier one does."
            yield Fault(("rules", number), said, "Move it up, or leave it out.")


def _counting(decision: Deciding, box: Box) -> list[DecisionRule]:
    """The rules that are the first to hold for some answers in `box`."""
    rules = [_box(rule, box) for rule in decision.rules]
    return [
        rule
        for number, rule in enumerate(decision.rules)
        if all(rules[number].values()) and _beyond(rules[number], rules[:number]) is not None
    ]


def _tested(decision: Deciding, box: Box) -> frozenset[str]:
    """The questions whose answer makes a difference for some answers in `box`.

    They are those that a rule which counts somewhere has a condition on: with an answer that it does not
    name, it would not hold there.
    """
    return frozenset(
        question
        for rule in _counting(decision, box)
        for question, wanted in rule.when.items()
        if not box[question].issubset(wanted)
    )


def _open(decision: Deciding, chosen: Mapping[str, str]) -> Box:
    """The answers that are possible after `chosen`."""
    return {
        each.id: frozenset((chosen[each.id],) if each.id in chosen else (o.id for o in each.options))
        for each in decision.questions
    }


def _box(rule: DecisionRule, within: Box) -> Box:
    """The answers in `within` for which `rule` holds; where there are none, some set in it is empty."""
    return {
        question: options.intersection(rule.when[question]) if question in rule.when else options
        for question, options in within.items()
    }


def _beyond(box: Box, others: Sequence[Box]) -> Box | None:
    """Answers in `box` that are in none of `others`; None when there are none."""
    for number, other in enumerate(others):
        if not all(options & other[question] for question, options in box.items()):
            continue
        inside = dict(box)
        for question, options in box.items():
            if outside := options - other[question]:
                found = _beyond(inside | {question: outside}, others[number + 1 :])
                if found is not None:
                    return found
            inside[question] = options & other[question]
        return None
    return box


def _in_words(decision: Deciding, box: Box) -> str:
    """Some answers in `box`, as an author would write them; questions are left out where any will do."""
    parts = (
        f"{each.id}: {next(option.id for option in each.options if option.id in box[each.id])}"
        for each in decision.questions
        if len(box[each.id]) < len(each.options)
    )
    return ", ".join(parts) or "any"
