"""What asking about a question does, counted a second time, without the engine."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.promises.content import Rules
from tests.promises.grading import Refusal, Response
from tests.promises.model_attempt import Attempt
from tests.promises.model_lab import LONGEST_MESSAGE, MESSAGES
from tests.promises.model_round import ACCEPTED, Round

from courseware_core.identity import Identity
from courseware_core.inputs import Answer


@dataclass(frozen=True)
class Question:
    """A question of an attempt as the learner sees it when they ask about it.

    `has_key` says whether the right answer is before them and was not theirs, `allowed` what else may be.
    """

    session: str
    slot: int
    given: Response | None
    outcome: str
    has_key: bool
    allowed: frozenset[str]


def may_be_asked(attempt: Attempt, number: int) -> tuple[bool, bool]:
    """Whether anything of the question may be seen, and whether its right answer may."""
    if number >= len(attempt.slots):
        return False, False
    if not attempt.cause:
        is_shown = attempt.rules.each and attempt.phase == "feedback" and number == attempt.current
        slot = attempt.slots[attempt.current]
        sees_key = slot.is_settled if slot.item.is_written else not attempt.may_try_again()
        return is_shown, is_shown and sees_key
    return True, attempt.rules.kind == "quiz" or attempt.passed is True


@dataclass
class Talk(Round):
    """A conversation about a question of the activity with the rules `of`."""

    about: Question | None = None
    of: Rules | None = None
    said: int = 0
    closed: bool = False

    @property
    def is_open(self) -> bool:
        return not self.closed and not self.voided

    def press(
        self, actor: Identity, verb: str, args: tuple[Any, ...], answer: Answer, now: datetime
    ) -> Refusal:
        """What becomes of a press on the current screen; whatever says something is replied to at once."""
        if self.voided or self.closed:
            return Refusal("voided" if self.voided else "lab_closed")
        if verb == "close":
            self.closed = True
            self.record(now, actor, ("LabClosed",))
            return ACCEPTED
        if verb != "say":
            return Refusal("not_possible")
        text = (answer.text or "").strip()
        if not text:
            return Refusal("blank")
        if len(text) > LONGEST_MESSAGE:
            sizes = (("max", str(LONGEST_MESSAGE)), ("length", str(len(text))))
            return Refusal("message_too_long", sizes)
        self.said += 1
        small = next(each.small for each in MESSAGES if each.text.strip() == text)
        reply = ("nudge", False) if small else ("answer", True)
        self.record(now, actor, ("MessageSent", text), ("ReplyGiven", self.said, *reply))
        return ACCEPTED
