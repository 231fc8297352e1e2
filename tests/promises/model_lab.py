"""What a lab does, counted a second time, without the engine."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.promises.content import STARTER, CheckItem
from tests.promises.grading import Refusal, Response, is_right, understood
from tests.promises.model_round import ACCEPTED, Round

from courseware_core.identity import Identity
from courseware_core.inputs import Answer

TRIES_AT_EXIT = 3
LONGEST_MESSAGE = 4000


@dataclass(frozen=True)
class Message:
    """Something to say, with what it is worth. Messages of one `key` say the same."""

    text: str
    key: str
    asks: bool = False
    small: bool = False
    gives_up: bool = False


MESSAGES = (
    Message("Why does it matter?", "why", asks=True),
    Message("  why DOES it -- matter", "why", asks=True),
    Message("How does it end?", "how", asks=True),
    Message("ok", "ok", small=True),
    Message("Thanks, great!", "thanks", small=True),
    Message("I don't know", "lost", gives_up=True),
    Message("It has one point, I would say.", "one point"),
    Message("The whole is more than that.", "whole"),
    Message("  ", ""),
    Message("x" * (LONGEST_MESSAGE + 1), "long"),
)
_STARTER = Message(STARTER, "starter", asks=True)


@dataclass
class Check:
    """A check that was asked."""

    item: CheckItem
    closing: bool
    hints: int = 0
    failed: int = 0
    verdict: str = ""
    shown: bool = False

    @property
    def is_settled(self) -> bool:
        return self.shown or self.verdict in ("had_it", "partly")


@dataclass
class Lab(Round):
    """A conversation. `said` holds each message with the check it answers; `owed`: a reply is due."""

    order: tuple[str, ...] = ()
    said: list[tuple[Message, str]] = field(default_factory=list)
    owed: bool = False
    counted: int = 0
    checks: list[Check] = field(default_factory=list)
    comparing: bool = False
    completed: bool = False
    phase: str = "talk"
    exit_wrong: list[Response] = field(default_factory=list)
    exit_right: bool = False

    @property
    def is_open(self) -> bool:
        return self.phase != "closed" and not self.voided

    @property
    def debt(self) -> str:
        """What is owed first, by name; empty when nothing is."""
        return str(len(self.said)) if self.owed else ""

    @property
    def asked(self) -> Check | None:
        """The check that waits for an answer."""
        return self.checks[-1] if self.checks and not self.checks[-1].is_settled else None

    def next_check(self) -> CheckItem | None:
        known = {check.item.id for check in self.checks}
        *early, last = self.rules.checks
        return next((each for each in ([last] if self.completed else early) if each.id not in known), None)

    def exit_is_open(self) -> bool:
        return not self.exit_right and len(self.exit_wrong) < TRIES_AT_EXIT

    def mark(self) -> tuple[str, str]:
        """The mark and who gave it."""
        if not self.completed:
            return "", ""
        if self.exit_right:
            return "assisted" if self.exit_wrong else "demonstrated", "rule"
        for check in self.checks:
            if check.closing and check.verdict == "had_it":
                return "assisted" if check.hints or check.failed else "demonstrated", "self"
        return "completed", "rule"

    def press(
        self, actor: Identity, verb: str, args: tuple[Any, ...], answer: Answer, now: datetime
    ) -> Refusal:
        """What becomes of a press on the current screen."""
        if self.voided or self.phase == "closed":
            return Refusal("voided" if self.voided else "lab_closed")
        asked = self.asked
        match verb:
            case "say" if self.phase == "talk":
                message = next(each for each in MESSAGES if each.text == (answer.text or "  "))
                return self._say(actor, message, now)
            case "starter" if self.phase == "talk" and args == (0,):
                return self._say(actor, _STARTER, now)
            case "ask" if asked is None and self.next_check():
                self._ask(actor, now)
            case "chint" if asked and asked.hints < asked.item.hints:
                self._hint(actor, asked, now)
            case "canswer" if asked and asked.hints == asked.item.hints:
                self._show(actor, asked, now)
            case "mark" if asked and self.comparing:
                self._judge(actor, asked, args[0], now)
            case "exit" if self.completed:
                self.phase = "exit"
                self.record(now, actor, ("ExitOpened",))
            case "exita" if self.phase == "exit" and self.exit_is_open():
                return self._answer_exit(actor, answer, now)
            case "talk" if self.phase == "exit":
                self.phase = "talk"
                self.record(now, actor, ("TalkResumed",))
            case "close" if self.completed and not self.owed:
                self.phase = "closed"
                self.record(now, actor, ("LabClosed",))
            case _:
                return Refusal("not_possible")
        return ACCEPTED

    def reply(self, actor: Identity, now: datetime) -> None:
        """The reply that was owed has come."""
        _, check = self.said[-1]
        self.owed = False
        self.comparing = bool(check)
        self.counted += 1
        move = "compare" if check else "answer"
        self.record(now, actor, ("ReplyGiven", len(self.said), move, True))
        if not self.completed and self.counted >= self.rules.exchanges:
            self.completed = True
            self.record(now, actor, ("LabCompleted",))
        elif self.asked is None and self.next_check():
            self._ask(actor, now)

    def _say(self, actor: Identity, message: Message, now: datetime) -> Refusal:
        if not message.key:
            return Refusal("blank")
        if message.key == "long":
            sizes = (("max", str(LONGEST_MESSAGE)), ("length", str(len(message.text))))
            return Refusal("message_too_long", sizes)
        if self.owed:
            return Refusal("reply_owed")
        asked, known = self.asked, {each.key for each, _ in self.said}
        answers = asked.item.id if asked and not message.asks else ""
        self.said.append((message, answers))
        self.comparing = False
        self.record(now, actor, ("MessageSent", message.text.strip()))
        if message.small or (asked and message.gives_up):
            self.record(now, actor, ("ReplyGiven", len(self.said), "nudge", False))
            if asked and message.gives_up:
                more = asked.hints < asked.item.hints
                (self._hint if more else self._show)(actor, asked, now)
        elif message.key in known:
            self.record(now, actor, ("ReplyGiven", len(self.said), "repeat", False))
        else:
            self.owed = True
        return ACCEPTED

    def _ask(self, actor: Identity, now: datetime) -> None:
        item = self.next_check()
        assert item
        self.checks.append(Check(item, closing=self.completed))
        self.record(now, actor, ("CheckAsked", item.id))

    def _hint(self, actor: Identity, asked: Check, now: datetime) -> None:
        asked.hints += 1
        self.record(now, actor, ("CheckHintShown", asked.item.id, asked.hints))

    def _show(self, actor: Identity, asked: Check, now: datetime) -> None:
        asked.shown = True
        self.comparing = False
        self.record(now, actor, ("CheckAnswerShown", asked.item.id))

    def _judge(self, actor: Identity, asked: Check, verdict: str, now: datetime) -> None:
        asked.verdict = verdict
        asked.failed += verdict == "not_yet"
        self.comparing = False
        self.record(now, actor, ("CheckMarked", asked.item.id, verdict))
        if asked.failed >= TRIES_AT_EXIT and verdict == "not_yet":
            self._show(actor, asked, now)

    def _answer_exit(self, actor: Identity, answer: Answer, now: datetime) -> Refusal:
        (item,) = self.rules.items
        response = understood(item, self.order, answer)
        if isinstance(response, Refusal):
            return response
        if response in self.exit_wrong:
            return Refusal("same_answer")
        self.exit_right = is_right(item, response)
        if not self.exit_right:
            self.exit_wrong.append(response)
        verdict = "right" if self.exit_right else "wrong"
        self.record(now, actor, ("ExitAnswered", response, verdict))
        return ACCEPTED
