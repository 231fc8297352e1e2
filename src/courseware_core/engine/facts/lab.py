"""A conversation with a tutor."""

from dataclasses import dataclass
from typing import Literal

from courseware_core.content.questions.base import Outcome, Response
from courseware_core.engine.facts.base import Fact, Instead, Natural

Move = Literal["answer", "quote", "compare", "nudge", "repeat", "redirect"]
"""What the tutor does, chosen by code: give the author's answer, quote the lesson, compare an answer with
the author's points, ask for more than a word, notice a repetition, lead back to the lesson."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a lesson, with the id of the section they stand in."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class About:
    """A question that a learner has answered, as they were shown it: what they ask the tutor about.

    It is question `slot` of attempt `session`. `key` is the right answer, if they were shown it. `see` is
    the section that answers the question, empty if none is named. Stem and feedback are inline Markdown;
    answer and key are plain words, or code in `language`, and so is the `code` that the stem is about.
    """

    session: str
    slot: Natural
    stem: str
    answer: tuple[str, ...]
    outcome: Outcome
    feedback: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    language: str = ""
    see: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class LabStarted(Fact):
    """The conversation was opened. `exit_order` is the order of the exit question's options.

    `about` is what a learner asks about who asks beside an activity.
    """

    activity: str
    digest: str
    exit_order: tuple[str, ...] = ()
    about: About | None = None


@dataclass(frozen=True, slots=True)
class MessageSent(Fact):
    """The learner's words, as typed, stripped of control characters."""

    text: str


@dataclass(frozen=True, slots=True)
class ReplyGiven(Fact):
    """The tutor's answer to the learner's message `turn`, counted from 1.

    `counted` says whether both halves make an exchange, `closest` that the quotation is only the nearest
    passage. `source` names the tutor: `lesson`, or the name of a model. `instead` says why the lesson tutor
    replied in place of a model.
    """

    turn: Natural
    move: Move
    text: str = ""
    quotes: tuple[Quotation, ...] = ()
    see: tuple[str, ...] = ()
    closest: bool = False
    source: str = "lesson"
    counted: bool = False
    instead: Instead = ""


@dataclass(frozen=True, slots=True)
class CheckAsked(Fact):
    """The tutor asked one of the author's checks."""

    check: str


@dataclass(frozen=True, slots=True)
class CheckHintShown(Fact):
    """Hint `number` of a check, counted from 1, was shown."""

    check: str
    number: Natural


@dataclass(frozen=True, slots=True)
class CheckAnswerShown(Fact):
    """The author's answer to a check was shown."""

    check: str


SelfVerdict = Literal["had_it", "partly", "not_yet"]


@dataclass(frozen=True, slots=True)
class CheckMarked(Fact):
    """The learner compared their answer with the author's points."""

    check: str
    verdict: SelfVerdict


@dataclass(frozen=True, slots=True)
class LabCompleted(Fact):
    """The announced number of exchanges was reached."""


@dataclass(frozen=True, slots=True)
class ExitOpened(Fact):
    """The exit question was shown."""


@dataclass(frozen=True, slots=True)
class ExitAnswered(Fact):
    """An answer to the exit question with the verdict of the pinned content."""

    response: Response
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class TalkResumed(Fact):
    """The learner went back from a closing question to the conversation."""


@dataclass(frozen=True, slots=True)
class LabClosed(Fact):
    """The learner ended the conversation for good."""
