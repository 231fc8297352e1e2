"""A session that nobody has: an activity as its machine leaves it after what is pressed on its screens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from courseware_core.content.activity import Activity
from courseware_core.engine import commands
from courseware_core.engine.commands import Command
from courseware_core.engine.facts import Fact
from courseware_core.engine.machine import Machine, Rejected
from courseware_core.inputs import Answer
from courseware_core.screen import token as tokens
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.views.context import Context, kind_name, shown_kind
from courseware_core.screen.words import Words

S = TypeVar("S")
A = TypeVar("A", bound=Activity)

AT = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of every preview, in which no time passes."""

_SESSION = "preview"


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen of `item` (a question, a check, or the activity), and what leads to it, in English."""

    item: str
    led: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class Stage:
    """What all screens of a preview share.

    `page_chars` is a comfortable page of the surface, `sections` are titles by section id, and `lessons` the
    ids of their lessons. `provider` and `reviewer` are the model and the person who may read answers.
    """

    words: Words
    page_chars: int
    sections: Mapping[str, str] = field(default_factory=dict)
    lessons: Mapping[str, str] = field(default_factory=dict)
    provider: str = ""
    reviewer: str = ""

    def context(self, activity: Activity, step: int) -> Context:
        """What a view knows besides the state."""
        return Context(
            words=self.words,
            now=AT,
            session=_SESSION,
            step=step,
            page_chars=self.page_chars,
            course=activity.course,
            eyebrow=kind_name(self.words, shown_kind(activity)),
            sections=self.sections,
            lessons=self.lessons,
            provider=self.provider,
            agreed=bool(self.provider),
            reviewer=self.reviewer,
        )


@dataclass(frozen=True, slots=True)
class Rehearsal(Generic[S, A]):
    """An activity in some state. Whatever is done to it makes another one."""

    machine: Machine[S, A]
    view: Callable[[S, A, Context], Screen]
    content: A
    stage: Stage
    state: S
    step: int = 0

    @classmethod
    def begun(
        cls,
        machine: Machine[S, A],
        view: Callable[[S, A, Context], Screen],
        content: A,
        stage: Stage,
        first: Fact,
    ) -> "Rehearsal[S, A]":
        """The activity after its first fact."""
        return cls(machine, view, content, stage, machine.initial()).told(first)

    def told(self, *facts: Fact) -> "Rehearsal[S, A]":
        """After these facts."""
        state = self.state
        for fact in facts:
            state = self.machine.evolve(state, fact, AT)
        return replace(self, state=state, step=self.step + len(facts))

    def screen(self) -> Screen:
        """What is shown now."""
        return self.view(self.state, self.content, self.stage.context(self.content, self.step))

    def after(self, wanted: type[Command], answer: Answer = Answer()) -> "Rehearsal[S, A] | None":
        """After the control of the screen that sends such a command; None when it has none.

        None as well when the machine does not take the answer.
        """
        screen = self.screen()
        pressed = [*((screen.submit,) if screen.submit else ()), *screen.controls]
        found = (_command(control, answer) for control in pressed)
        command = next((each for each in found if isinstance(each, wanted)), None)
        return None if command is None else self.decided(command)

    def decided(self, command: Command) -> "Rehearsal[S, A] | None":
        """After what the machine makes of a command; None when it refuses it."""
        decided = self.machine.decide(self.state, command, self.content, AT)
        return None if isinstance(decided, Rejected) else self.told(*decided)


def _command(control: Control, answer: Answer) -> Command | None:
    token = tokens.decode(control.token)
    return commands.parse(token.verb, token.args, answer) if token and token.session else None
