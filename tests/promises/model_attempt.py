"""What an attempt at a quiz or a test does, counted a second time, without the engine."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from tests.promises import model_writing
from tests.promises.content import Item, Rules
from tests.promises.grading import Refusal, Response, is_right, marked, passes_checks, understood
from tests.promises.model_round import ACCEPTED, Fact, Round
from tests.promises.model_writing import Said, Verdict

from courseware_core.identity import Identity
from courseware_core.inputs import Answer


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
    saids: list[Said] = field(default_factory=list)

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

    @property
    def last(self) -> Said:
        """What was said of the last answer, where no rule marks it."""
        return self.saids[-1] if self.saids else Said()

    @property
    def is_settled(self) -> bool:
        """Whether the model answer may be seen."""
        return model_writing.is_settled(self.item, self.saids, gave_up=self.gave_up)

    def say(self, answer: int, **what: Any) -> None:
        """Something is said of an answer."""
        self.saids[answer] = replace(self.saids[answer], **what)


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
            case "answer" | "submit", int():
                return self._answer(actor, slot, answer, now, *args[1:])
            case "hint", int() if self._may_hint(slot):
                self.slots[slot].hints += 1
                self.record(now, actor, ("HintShown", slot, self.slots[slot].hints))
            case "open", int() if self._may_open(slot):
                self._open(actor, slot, now)
            case "model", int() if self._may_give_up(slot):
                self.slots[slot].gave_up = True
                self.phase = "feedback"
                self.record(now, actor, ("ModelAnswerShown", slot))
            case "own", int() if self.may_check(slot):
                return self._check(actor, slot, answer, now)
            case "none", int() if self.may_check(slot):
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
        score = sum((mark for *_, mark in verdicts), self.graded_marks())
        score = score if self.cause != "abandoned" else Fraction(0)
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
        if slot.item.is_written:
            return bool(slot.answers) and not slot.last.is_owed and not slot.is_settled
        return (
            self.rules.each and slot.verdict in ("wrong", "partial") and len(slot.answers) < self.rules.tries
        )

    @property
    def out_of(self) -> int:
        """How many of the questions a rule marks, or count whoever marks them."""
        return sum(not slot.item.is_written or slot.item.counts for slot in self.slots)

    def practice(self) -> tuple[Fraction, int]:
        """The points for what was written and does not count, of all there are."""
        written = [slot for slot in self.slots if slot.item.is_written and not slot.item.counts]
        earned = sum(
            model_writing.worth(each.item, model_writing.best(each.item, each.saids)) for each in written
        )
        return Fraction(earned), sum(sum(slot.item.points) for slot in written)

    def marks(self) -> Fraction:
        """The marks of the answers as they stand."""
        return sum((slot.mark for slot in self.slots), self.graded_marks())

    def graded_marks(self) -> Fraction:
        """The marks for what was written and counts."""
        return sum((model_writing.counted(slot.item, slot.saids) for slot in self.slots), Fraction(0))

    def waiting(self) -> list[int]:
        """The questions whose last answer waits for a person."""
        return [n for n, s in enumerate(self.slots) if s.saids and model_writing.waits(s.item, s.last)]

    @property
    def owed(self) -> tuple[int, int] | None:
        """The first question with an answer that a model is to read, and which answer."""
        owing = (n for n, slot in enumerate(self.slots) if slot.saids and slot.last.is_owed)
        number = next(owing, None)
        return None if number is None else (number, len(self.slots[number].saids) - 1)

    @property
    def debt(self) -> str:
        """What is owed first, by name; empty when nothing is."""
        return "{}-{}".format(*self.owed) if self.owed else ""

    def judge(self, actor: Identity, verdict: Verdict, now: datetime) -> None:
        """A model's verdict that was owed has come, or why there is none."""
        assert self.owed
        number, answer = self.owed
        self.slots[number].say(answer, judged=verdict)
        self.record(now, actor, ("AnswerJudged", number, answer, verdict), *self._revised())

    def review(
        self,
        by: Identity,
        reviewer: str,
        number: int,
        answer: int,
        met: tuple[str, ...],
        reason: str,
        now: datetime,
    ) -> Refusal:
        """What becomes of a person's word on an answer, of which there may be a later one."""
        slot = self.slots[number]
        if self.voided:
            return Refusal("voided")
        if not slot.item.is_written:
            return Refusal("not_written")
        if not slot.answers:
            return Refusal("not_answered")
        if slot.last.reviewer != reviewer:
            return Refusal("not_told")
        if not 0 <= answer < len(slot.saids):
            return Refusal("not_answered")
        if answer != len(slot.saids) - 1:
            return Refusal("answered_again")
        before = model_writing.decided(slot.item, slot.last)
        if slot.last.reviewed == met and reason in ("", slot.last.reason):
            return ACCEPTED
        if not reason and any(was != (name in met) for name, (was, _) in before.items()):
            return Refusal("reason_needed")
        slot.say(answer, reviewed=met, reason=reason)
        stood = tuple((name, *before[name]) for name in slot.item.criteria if name in before)
        self.record(
            now, by, ("AnswerReviewed", number, answer, reviewer, met, stood, reason), *self._revised()
        )
        return ACCEPTED

    def _was_opened_in_time(self, opened: datetime) -> bool:
        return self.deadline is not None and opened <= self.deadline

    def _may_hint(self, slot: int) -> bool:
        shown = self.slots[slot]
        asked = self.rules.kind == "quiz" and self.phase == "question" and slot == self.current
        return asked and shown.hints < shown.item.hints

    def _may_give_up(self, slot: int) -> bool:
        asked = self.rules.each and self.phase in ("question", "feedback") and slot == self.current
        if not asked or not self.slots[slot].item.is_written:
            return False
        return self.may_try_again() if self.slots[slot].answers else not self.slots[slot].gave_up

    def may_check(self, slot: int) -> bool:
        """Whether the learner may hold their answer against criteria that nobody has decided."""
        shown = self.slots[slot]
        is_there = self.phase == "feedback" and slot == self.current and bool(shown.saids)
        is_theirs = is_there and not shown.last.is_owed and shown.is_settled and shown.last.own is None
        return is_theirs and bool(model_writing.open_criteria(shown.item, shown.last))

    def _check(self, actor: Identity, slot: int, answer: Answer, now: datetime) -> Refusal:
        shown = self.slots[slot]
        criteria = model_writing.open_criteria(shown.item, shown.last)
        if not all(0 <= each < len(criteria) for each in answer.values):
            return Refusal("unknown_option")
        met = tuple(name for place, name in enumerate(criteria) if place in answer.values)
        shown.say(-1, own=met)
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

    def _answer(
        self,
        actor: Identity,
        number: int,
        answer: Answer,
        now: datetime,
        provider: str = "",
        reviewer: str = "",
    ) -> Refusal:
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
        if slot.item.is_written:
            self._submit(actor, number, response, provider, reviewer)
        if not self.rules.each and number + 1 < len(self.slots):
            self._open(actor, number + 1, now)
        elif not self.rules.each:
            self.phase = "summary"
            self.record(now, actor, ("SummaryOpened",))
        return ACCEPTED

    def _submit(self, actor: Identity, number: int, response: Response, provider: str, reviewer: str) -> None:
        """Who may read what was written, and what code finds in it."""
        slot, answer = self.slots[number], len(self.slots[number].saids)
        passes = passes_checks(response)
        slot.saids.append(Said(provider, reviewer, passes_checks=passes))
        if provider or reviewer:
            self.record(self.at, actor, ("ReadersTold", number, answer, provider, reviewer))
        checked = tuple((name, "yes" if passes else "no") for name in slot.item.criteria[: slot.item.checked])
        if checked:
            self.record(self.at, actor, ("AnswerChecked", number, answer, checked))

    def _revised(self) -> tuple[Fact, ...]:
        """What a verdict makes of a result that stood already."""
        if not self.cause:
            return ()
        self.score = Fraction(0) if self.cause == "abandoned" else self.marks()
        self.passed = is_passed(self.rules.pass_mark, self.score, self.out_of, self.scope)
        return (("ResultRevised", self.score, self.out_of, self.passed, *self.practice()),)

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
