"""What every activity's machine is: three pure functions and a summary.

    decide(state, command, content, now) -> facts | Rejected      what a command does
    evolve(state, fact, at) -> state                              what a fact means
    owed(state) -> Due | None                                     what the product owes the learner

State is the fold of `evolve` over a session's facts. Time comes as an argument and never runs backwards:
`now` is the later of the clock and the last fact. `evolve` never raises and ignores facts of other machines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal, Protocol, TypeVar

from courseware_core.engine.commands import Command
from courseware_core.engine.facts import Fact

S = TypeVar("S")
A = TypeVar("A", contravariant=True)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A command that the rules do not allow now. Nothing changed; `code` names a catalogue sentence."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Owed:
    """A tutor's reply that the product owes for message `turn`, counted from 1.

    `respond` answers a question; `compare` holds the message against check `check`.
    """

    turn: int
    move: Literal["respond", "compare"]
    message: str
    check: str | None = None

    @property
    def key(self) -> str:
        """Tells it from everything else that this session ever owes."""
        return str(self.turn)


@dataclass(frozen=True, slots=True)
class OwedOutput:
    """What a model makes of the learner's input `turn`, counted from 1, with the prompt of one panel."""

    turn: int
    panel: str
    text: str

    @property
    def key(self) -> str:
        """Tells it from everything else that this session ever owes."""
        return f"{self.turn}-{self.panel}"


@dataclass(frozen=True, slots=True)
class OwedJudgement:
    """A verdict on answer `answer` (from 0) to question `slot`, which is `question`: `text`.

    The learner was told that a model of `provider` reads it.
    """

    slot: int
    answer: int
    question: str
    text: str
    provider: str

    @property
    def key(self) -> str:
        """Tells it from everything else that this session ever owes."""
        return f"{self.slot}-{self.answer}"


Due = Owed | OwedOutput | OwedJudgement
"""Everything that the product can owe."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a session stands: `done` of `total` in the activity's own units, and its result when it has one.

    `mark` is a lab's (completed, demonstrated, assisted), given by `mark_by` (rule or self); decisions and
    demos are completed by rule. A challenge is completed, or verified by those that `verified.Verified` reads
    out of it. `waiting` answers wait for a person.
    `closed_at` is when it ended, where that may be before the fact that closed it.
    """

    closed: bool
    done: int
    total: int
    score: Fraction | None = None
    out_of: int | None = None
    passed: bool | None = None
    mark: str = ""
    mark_by: str = ""
    deadline: datetime | None = None
    closed_at: datetime | None = None
    waiting: int = 0


class Machine(Protocol[S, A]):
    """The machine of one kind of activity; a module of this package satisfies it."""

    def initial(self) -> S:
        """The state of a session without facts."""
        ...

    def evolve(self, state: S, fact: Fact, at: datetime) -> S:
        """The state after `fact`, recorded at `at`."""
        ...

    def decide(self, state: S, command: Command, content: A, now: datetime) -> tuple[Fact, ...] | Rejected:
        """The facts that `command` brings about, at least one; or why it is not allowed."""
        ...

    def overdue(self, state: S, content: A, now: datetime) -> tuple[Fact, ...]:
        """The facts that the passing of time has brought about; none for most activities."""
        ...

    def owed(self, state: S) -> Due | None:
        """What the product owes the learner, derived from state alone."""
        ...

    def standing(self, state: S, content: A) -> Standing:
        """The session in a few numbers, for menus and reports."""
        ...


def fold(machine: Machine[S, Any], facts: Iterable[tuple[Fact, datetime]]) -> S:
    """The state after `facts`, each with the time it was recorded."""
    state = machine.initial()
    for fact, at in facts:
        state = machine.evolve(state, fact, at)
    return state
