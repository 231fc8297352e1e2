"""What a view knows besides the state: words, time, surroundings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from courseware_core.content.activity import Activity
from courseware_core.content.model import Test
from courseware_core.engine import commands
from courseware_core.engine.commands import Command
from courseware_core.engine.facts import Fact
from courseware_core.engine.progress import Result
from courseware_core.engine.topics import TopicResult
from courseware_core.screen import token as tokens
from courseware_core.screen.model import Control, Role
from courseware_core.screen.navigation import Go, at
from courseware_core.screen.token import Token
from courseware_core.screen.words import Words


@dataclass(frozen=True, slots=True)
class Following:
    """The activity that comes next in the module."""

    id: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What somebody, called `by`, changed in the learner's session, or in attempt `number` beside it."""

    at: datetime
    by: str
    fact: Fact
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes back in review: how much is `due` today, and how much on the next `day` after that."""

    due: int = 0
    day: date | None = None
    on_day: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """Where a screen stands. `step` is the version of the session's stream that it shows.

    `page_chars` is a comfortable page of the surface. `course` is the id of the course that it belongs to.
    `sections` are titles by section id, and `lessons` the ids of their lessons. `last_time` is what the
    topics of a mock exam came to in the attempt before. `results` are the learner's closed attempts of this
    activity, in order of start. `missed` are what a round over missed things would hold: sections of a
    lesson, questions of a quiz. `changes` are what somebody else than the learner changed. `writing` says
    who writes the tutor's reply that is owed: we do (`here`), or another program did when last heard of
    (`elsewhere`); empty when nobody does. `provider` is who could reply with a model, empty when nobody
    could, and `agreed` whether the learner wants that. `reviewer` is the person who may read an answer to the
    current question, empty when nobody may. `ahead` is what review holds after a round of it.
    `updated` says that the lesson being read can be gone on with in a newer text.
    """

    words: Words
    now: datetime
    session: str
    step: int
    page_chars: int
    course: str = ""
    eyebrow: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    lessons: Mapping[str, str] = field(default_factory=dict)
    following: Following | None = None
    results: tuple[Result, ...] = ()
    last_time: tuple[TopicResult, ...] = ()
    missed: frozenset[str] = frozenset()
    changes: tuple[Changed, ...] = ()
    writing: Literal["", "here", "elsewhere"] = ""
    provider: str = ""
    agreed: bool = False
    reviewer: str = ""
    ahead: Ahead = Ahead()
    updated: bool = False

    def press(
        self,
        command: Command,
        label: str,
        role: Role = "other",
        *,
        note: str = "",
        danger: bool = False,
    ) -> Control:
        """A control that sends `command` to this session at this step."""
        token = Token(command.verb, commands.arguments(command), self.session, self.step)
        return Control(token=tokens.encode(token), label=label, role=role, note=note, danger=danger)

    @property
    def here(self) -> str:
        """What stands for this session where controls go to an activity."""
        return at(self.session)

    def menu(self) -> Control:
        """The way to the course's menu, which every screen has."""
        return go(Go("menu", self.course), self.words.say("Menu"), "menu")

    def onward(self) -> tuple[Control, ...]:
        """The way to the next activity of the module, when there is one."""
        if self.following is None:
            return ()
        label = self.words.say("Go on: {activity}", activity=activity_name(self.words, self.following))
        return (go(Go("enter", self.following.id), label, "next"),)


def go(target: Go, label: str, role: Role = "other", *, note: str = "") -> Control:
    """A control that goes somewhere."""
    return Control(token=target.token(), label=label, role=role, note=note)


def shown_kind(activity: Activity) -> str:
    """The kind of an activity as learners know it: a mock exam is no test to them."""
    return "mock" if isinstance(activity, Test) and activity.mock else activity.kind


def kind_name(words: Words, kind: str) -> str:
    """The kind of an activity in the learner's words; `mock` is a mock exam."""
    match kind:
        case "lesson":
            return words.say("Lesson")
        case "quiz":
            return words.say("Quiz")
        case "challenge":
            return words.say("Challenge")
        case "test":
            return words.say("Test")
        case "decision":
            return words.say("Decision helper")
        case "demo":
            return words.say("Demo")
        case "mock":
            return words.say("Mock exam")
        case _:
            return words.say("Lab")


def activity_name(words: Words, activity: Following) -> str:
    """Kind and title of an activity, or its title alone where that says the kind."""
    kind = kind_name(words, activity.kind)
    if activity.title == kind:
        return kind
    return words.say("{kind}: {title}", kind=kind, title=activity.title)
