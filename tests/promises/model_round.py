"""A session counted a second time, without the engine: everything that is recorded of it, in order.

Facts are tuples of the fact's name and what it says.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from tests.promises.content import Rules
from tests.promises.grading import Refusal

from courseware_core.identity import Identity
from courseware_core.inputs import Answer

Fact = tuple[Any, ...]
ACCEPTED = Refusal()
VERDICTS = ("AnswerJudged", "AnswerReviewed", "ResultRevised")
"""What is said of answers, which may come while somebody writes the next one."""


class Entry(NamedTuple):
    """A fact with its time and who recorded it."""

    at: datetime
    actor: Identity
    fact: Fact


@dataclass
class Round:
    """One session. `log` is everything that was recorded, in order.

    `lease` says what a model is writing, and until when nobody else does.
    """

    session: str
    owner: Identity
    rules: Rules
    started: datetime
    log: list[Entry] = field(default_factory=list)
    voided: bool = False
    lease: tuple[str, datetime] | None = None

    @property
    def step(self) -> int:
        return len(self.log)

    @property
    def at(self) -> datetime:
        return self.log[-1].at

    @property
    def is_open(self) -> bool:
        raise NotImplementedError

    @property
    def debt(self) -> str:
        """What is owed first, by name; empty when nothing is."""
        return ""

    def is_shown(self, step: int) -> bool:
        """Whether the screen of that step is as good as the current one: nothing but verdicts came since."""
        since = self.log[step:] if step else self.log
        return 0 < step <= self.step and all(entry.fact[0] in VERDICTS for entry in since)

    def press(
        self, actor: Identity, verb: str, args: tuple[Any, ...], answer: Answer, now: datetime
    ) -> Refusal:
        """What becomes of a press on the current screen."""
        raise NotImplementedError

    def record(self, at: datetime, actor: Identity, *facts: Fact) -> None:
        self.log += [Entry(max(at, self.at) if self.log else at, actor, fact) for fact in facts]

    def facts(self, name: str) -> list[Fact]:
        return [entry.fact for entry in self.log if entry.fact[0] == name]
