"""What an attempt at a quiz or a test does, counted a second time, without the engine.

Facts are tuples of the fact's name and what it says.
"""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from tests.promises.content import Item, Rules
from tests.promises.grading import Refusal, Response, is_right, marked, understood

from courseware_core.identity import Identity
from courseware_core.inputs import Answer

Fact = tuple[Any, ...]
ACCEPTED = Refusal()
TWO = 2
"""Things of which half of all orders are right; of more than these the right one is never shown first."""


class Entry(NamedTuple):
    """A fact with its time and who recorded it."""

    at: datetime
    actor: Identity
    fact: Fact


@dataclass
class Slot:
    """A question of an attempt. `stands` is the place of the answer that counts, of those given."""

    item: Item
    order: tuple[str, ...]
    answers: list[Response] = field(default_factory=list)
    stands: int = -1
    verdict: str = ""
    mark: Fraction = Fraction(0)
    hints: int = 0
    gave_up: bool = False
    met: tuple[str, ...] | None = None

    @property
    def is_done(self) -> bool:
        """Whether it was answered or given up."""
        return bool(self.answers) or self.gave_up

    @property
    def is_missed(self) -> bool:
        return self.verdict not in ("right", "unmarked")

    @property
    def standing(self) -> Response | None:
        """The answer that counts."""
        return self.answers[self.stands] if self.answers else None


@dataclass
class Round:
    """One session. `log` is everything that was recorded, in order."""

    session: str
    owner: Identity
    rules: Rules
    started: datetime
    log: list[Entry] = field(default_factory=list)
    voided: bool = False

    @property
    def step(self) -> int:
        return len(self.log)

    @property
    def at(self) -> datetime:
        return self.log[-1].at

    @property
    def is_open(self) -> bool:
        raise NotImplementedError

    def press(
        self, actor: Identity, verb: str, args: tuple[Any, ...], answer: Answer, now: datetime
    ) -> Refusal:
        """What becomes of a press on the current screen."""
        raise NotImplementedError

    def record(self, at: datetime, actor: Identity, *facts: Fact) -> None:
        self.log += [Entry(max(at, self.at) if self.log else at, actor, fact) for fact in facts]

    def facts(self, name: str) -> list[Fact]:
        return [entry.fact for entry in self.log if entry.fact[0] == name]


# Attempts


@dataclass
class Attempt(Round):
    """An attempt at a quiz or a test."""

    slots: list[Slot] = field(default_factory=list)
    scope: str = "whole"
    first: bool = False
    deadline: datetime | None = None
    current: int = 0
    phase: str = "question"
    cause: str = ""
    ended: datetime | None = None
    score: Fraction = Fraction(0)
    passed: bool | None = None
    counted: bool = False

    def __post_init__(self) -> None:
        self.pinned = self.rules
        """The rules it began with; `rules` are those by which its verdicts stand."""

    @property
    def is_open(self) -> bool:
        return not self.cause and not self.voided

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.deadline is not None and now > self.deadline + self.rules.grace

    def expire(self, actor: Identity, now: datetime) -> None:
        """Records the end of an attempt that is overdue."""
        if self.is_overdue(now):
            self.record(now, actor, ("TimeExpired", self.deadline))
            self._close(actor, now, "abandoned" if self.rules.abandon else "expired")

    def press(
        self, actor: Identity, verb: str, args: tuple[Any, ...], answer: Answer, now: datetime
    ) -> Refusal:
        """What becomes of a press on the current screen."""
        if self.voided:
            return Refusal("voided")
        opened = self.at
        now = max(now, self.at)
        self.expire(actor, now)
        if self.cause:
            return Refusal("attempt_closed")
        late = self.deadline is not None and now > self.deadline
        if late and not (verb == "handin" or (verb == "answer" and self._was_opened_in_time(opened))):
            return Refusal("time_over")
        slot = args[0] if args else None
        if slot is not None and slot >= len(self.slots):
            return Refusal("not_possible")
        match verb, slot:
            case "answer", int():
                return self._answer(actor, slot, answer, now)
            case "hint", int() if self._may_hint(slot):
                self.slots[slot].hints += 1
                self.record(now, actor, ("HintShown", slot, self.slots[slot].hints))
            case "open", int() if self._may_open(slot):
                self._open(actor, slot, now)
            case "model", int() if self._may_give_up(slot):
                self.slots[slot].gave_up = True
                self.phase = "feedback"
                self.record(now, actor, ("ModelAnswerShown", slot))
            case "own", int() if self._may_check(slot):
                return self._check(actor, slot, answer, now)
            case "none", int() if self._may_check(slot):
                return self._check(actor, slot, Answer(), now)
            case "summary", None if not self.rules.each:
                self.phase = "summary"
                self.record(now, actor, ("SummaryOpened",))
            case "handin", None if not self.rules.each or self._is_walked_through():
                self._close(actor, now, "submitted")
            case _:
                return Refusal("not_possible")
        return ACCEPTED

    def extend(
        self, by: Identity, until: datetime, now: datetime, reason: str, *, other_open: bool
    ) -> Refusal:
        """More time, which opens an attempt again that time had closed."""
        now = max(now, self.at)
        if self.voided:
            return Refusal("voided")
        if self.deadline is None:
            return Refusal("not_timed")
        if self.cause == "submitted":
            return Refusal("handed_in")
        if until <= max(self.deadline, now):
            return Refusal("not_later")
        if other_open:
            return Refusal("other_open")
        self.deadline = until
        self.cause, self.ended, self.passed = "", None, None
        self.record(now, by, ("DeadlineExtended", until, reason))
        return ACCEPTED

    def regrade(self, by: Identity, rules: Rules, now: datetime, reason: str, *, lower: bool) -> str:
        """What came of grading it again by other rules: changed, same, kept, or why it was refused."""
        now = max(now, self.at)
        if self.voided:
            return "voided"
        self.expire(by, now)
        if not self.cause:
            return "attempt_open"
        verdicts = []
        for number, slot in enumerate(self.slots):
            item = next((each for each in rules.items if each.id == slot.item.id), None)
            if item is None or _asks_something_else(item, slot.item):
                return "question_changed"
            verdicts += [(number, *_replayed(slot, item, rules))] if slot.answers else []
        score = (
            sum((mark for *_, mark in verdicts), Fraction(0)) if self.cause != "abandoned" else Fraction(0)
        )
        passed = is_passed(rules.pass_mark, score, self.out_of, self.scope)
        stood = [(n, slot.verdict, slot.mark) for n, slot in enumerate(self.slots) if slot.answers]
        stands = [(n, verdict, mark) for n, _, verdict, mark in verdicts]
        if (stood, self.score, self.passed) == (stands, score, passed):
            return "same"
        if not lower and (score < self.score or (self.passed is True and passed is not True)):
            return "kept"
        self.rules, self.score, self.passed = rules, score, passed
        for slot in self.slots:
            slot.item = rules.item(slot.item.id)
        for number, last, verdict, mark in verdicts:
            slot = self.slots[number]
            slot.stands, slot.verdict, slot.mark = last, verdict, mark
        fact = ("AttemptRegraded", tuple(verdicts), score, self.out_of, passed, reason)
        self.record(now, by, fact)
        return "changed"

    def may_try_again(self) -> bool:
        slot = self.slots[self.current]
        return (
            self.rules.each and slot.verdict in ("wrong", "partial") and len(slot.answers) < self.rules.tries
        )

    @property
    def out_of(self) -> int:
        """How many of the questions a rule marks."""
        return sum(slot.item.kind != "open" for slot in self.slots)

    def practice(self) -> tuple[Fraction, int]:
        """What the learner gave themself, of all they could."""
        written = [slot for slot in self.slots if slot.item.kind == "open"]
        earned = sum(
            points
            for slot in written
            for name, points in zip(slot.item.criteria, slot.item.points, strict=True)
            if name in (slot.met or ())
        )
        return Fraction(earned), sum(sum(slot.item.points) for slot in written)

    def marks(self) -> Fraction:
        """The marks of the answers as they stand."""
        return sum((slot.mark for slot in self.slots), Fraction(0))

    def _was_opened_in_time(self, opened: datetime) -> bool:
        return self.deadline is not None and opened <= self.deadline

    def _may_hint(self, slot: int) -> bool:
        shown = self.slots[slot]
        asked = self.rules.kind == "quiz" and self.phase == "question" and slot == self.current
        return asked and shown.hints < shown.item.hints

    def _may_give_up(self, slot: int) -> bool:
        asked = self.rules.each and self.phase == "question" and slot == self.current
        return asked and self.slots[slot].item.kind == "open"

    def _may_check(self, slot: int) -> bool:
        shown = self.slots[slot]
        is_written = shown.item.kind == "open" and bool(shown.answers)
        return self.phase == "feedback" and slot == self.current and is_written and shown.met is None

    def _check(self, actor: Identity, slot: int, answer: Answer, now: datetime) -> Refusal:
        criteria = self.slots[slot].item.criteria
        if not all(0 <= each < len(criteria) for each in answer.values):
            return Refusal("unknown_option")
        met = tuple(name for place, name in enumerate(criteria) if place in answer.values)
        self.slots[slot].met = met
        self.record(now, actor, ("SelfChecked", slot, met))
        return ACCEPTED

    def _may_open(self, slot: int) -> bool:
        if not self.rules.each:
            return True
        onward = slot == self.current + 1
        return self.phase == "feedback" and (onward or (slot == self.current and self.may_try_again()))

    def _is_walked_through(self) -> bool:
        return self.phase == "feedback" and self.current == len(self.slots) - 1

    def _open(self, actor: Identity, slot: int, now: datetime) -> None:
        self.current, self.phase = slot, "question"
        self.record(now, actor, ("QuestionOpened", slot))

    def _answer(self, actor: Identity, number: int, answer: Answer, now: datetime) -> Refusal:
        if number != self.current or self.phase != "question":
            return Refusal("already_answered")
        slot = self.slots[number]
        response = understood(slot.item, slot.order, answer)
        if isinstance(response, Refusal):
            return response
        if self.rules.each and response in slot.answers:
            return Refusal("same_answer")
        slot.answers.append(response)
        slot.verdict, slot.mark = marked(self.rules, slot.item, slot.answers)
        slot.stands = len(slot.answers) - 1
        self.phase = "feedback"
        self.record(now, actor, ("AnswerGiven", number, response, slot.verdict, slot.mark))
        if not self.rules.each and number + 1 < len(self.slots):
            self._open(actor, number + 1, now)
        elif not self.rules.each:
            self.phase = "summary"
            self.record(now, actor, ("SummaryOpened",))
        return ACCEPTED

    def _close(self, actor: Identity, now: datetime, cause: str) -> None:
        self.cause = cause
        self.ended = min(now, self.deadline) if self.deadline else now
        self.score = Fraction(0) if cause == "abandoned" else self.marks()
        self.passed = is_passed(self.rules.pass_mark, self.score, self.out_of, self.scope)
        result = ("AttemptClosed", self.score, self.out_of, self.passed, cause, *self.practice())
        self.record(now, actor, result)


def _asks_something_else(item: Item, before: Item) -> bool:
    return set(item.options) != set(before.options) or item.points != before.points


def _replayed(slot: Slot, item: Item, rules: Rules) -> tuple[int, str, Fraction]:
    """Which answer counts by other rules, with its verdict and mark: a right one ends the tries."""
    last = len(slot.answers) - 1
    if rules.each:
        right = (place for place, answer in enumerate(slot.answers) if is_right(item, answer))
        last = next(right, last)
    return (last, *marked(rules, item, slot.answers[: last + 1]))


def is_passed(pass_mark: Fraction | None, score: Fraction, out_of: int, scope: str) -> bool | None:
    """In whole numbers, so that nothing is rounded."""
    if pass_mark is None or scope != "whole" or not out_of:
        return None
    needed = pass_mark.numerator * out_of * score.denominator
    return score.numerator * pass_mark.denominator >= needed


def drawn(
    rules: Rules,
    slots: list[Slot],
    *,
    seen: frozenset[str],
    only: frozenset[str] | None,
    barred: frozenset[str],
) -> str:
    """What is wrong with the questions and orders that chance gave a new attempt; empty when nothing is."""
    names = [slot.item.id for slot in slots]
    if len(set(names)) != len(names):
        return f"a question stands twice in {names}"
    offered = [item.id for item in rules.items if (only is None or item.id in only) and item.id not in barred]
    if set(names) - set(offered) or len(names) != (rules.draw or len(offered)):
        return f"{names} were drawn from {offered}"
    unseen = [name for name in offered if name not in seen]
    if rules.draw and len(set(names) & set(unseen)) < min(len(unseen), rules.draw):
        return f"{names} were drawn although {unseen} were new"
    for slot in slots:
        if sorted(slot.order) != sorted(slot.item.options):
            return f"{slot.item.id} has the options {slot.order}"
        if slot.item.last and slot.order[-1] != slot.item.last:
            return f"{slot.item.id} does not end with {slot.item.last}"
        key = {"ordering": slot.item.options, "matching": slot.item.pairs}.get(slot.item.kind, ())
        if len(key) > TWO and slot.order[: len(key)] == key:
            return f"{slot.item.id} is shown as it should be answered"
    return ""
