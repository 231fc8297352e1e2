"""What a person asks for. A command is decided by the machine of its activity; it carries no authority.

Every field but `answer` travels in a control's token, so it is a small number or an id.
"""

from dataclasses import dataclass, fields
from typing import ClassVar

from courseware_core.content.model import Lesson
from courseware_core.engine.facts import AnswerJudged, PanelOutput, ReplyGiven, SelfVerdict
from courseware_core.inputs import Answer


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands; `verb` is the command's short name in tokens."""

    verb: ClassVar[str]


# The lesson; `block` counts the blocks of the pinned lesson from 0, and their number is the end.


@dataclass(frozen=True, slots=True)
class TurnPage(Command):
    """Go on from the page shown, which ended before character `offset` of block `block`."""

    verb = "turn"
    block: int
    offset: int


@dataclass(frozen=True, slots=True)
class GoTo(Command):
    """Go to a place without having read up to it."""

    verb = "goto"
    block: int
    offset: int


@dataclass(frozen=True, slots=True)
class UpdateLesson(Command):
    """Go on in the text of the lesson that is at hand now."""

    verb = "update"


@dataclass(frozen=True, slots=True)
class ReadOnIn(Command):
    """Go on in this text of the lesson. What `UpdateLesson` comes to, so it has no verb in tokens."""

    verb = ""
    lesson: Lesson
    digest: str


# The quiz and the test


@dataclass(frozen=True, slots=True)
class OpenQuestion(Command):
    """Show question `slot`, counted from 0."""

    verb = "open"
    slot: int


@dataclass(frozen=True, slots=True)
class GiveAnswer(Command):
    """Answer question `slot`."""

    verb = "answer"
    slot: int
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class SubmitAnswer(Command):
    """Answer open or coding question `slot`; `readers` is a fingerprint of who may read it, as was told."""

    verb = "submit"
    slot: int
    readers: str
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class SubmitTo(Command):
    """Answer a question that these may read. What `SubmitAnswer` comes to, so it has no verb in tokens."""

    verb = ""
    slot: int
    provider: str
    reviewer: str
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class RecordJudgement(Command):
    """The model's verdict that was owed has come. Never sent by a person, so it has no verb in tokens."""

    verb = ""
    judged: AnswerJudged


@dataclass(frozen=True, slots=True)
class ShowHint(Command):
    """Show the next hint of question `slot`."""

    verb = "hint"
    slot: int


@dataclass(frozen=True, slots=True)
class ShowModelAnswer(Command):
    """Show the model answer of question `slot`, which is not to be answered, or not again, then."""

    verb = "model"
    slot: int


@dataclass(frozen=True, slots=True)
class CheckOneself(Command):
    """Say which criteria one's own answer to question `slot` meets."""

    verb = "own"
    slot: int
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class MeetNothing(Command):
    """Say that one's own answer to question `slot` meets no criterion, where no choice can be sent empty."""

    verb = "none"
    slot: int


@dataclass(frozen=True, slots=True)
class OpenSummary(Command):
    """Show what was answered, before handing in."""

    verb = "summary"


@dataclass(frozen=True, slots=True)
class HandIn(Command):
    """Close the attempt and see the result."""

    verb = "handin"


# The lab


@dataclass(frozen=True, slots=True)
class Say(Command):
    """Write to the tutor."""

    verb = "say"
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class UseStarter(Command):
    """Write suggested starter `number`, counted from 0, to the tutor."""

    verb = "starter"
    number: int


@dataclass(frozen=True, slots=True)
class RecordReply(Command):
    """The reply that was owed has come. Never sent by a person, so it has no verb in tokens."""

    verb = ""
    reply: ReplyGiven


@dataclass(frozen=True, slots=True)
class AskCheck(Command):
    """Have the tutor ask its next check."""

    verb = "ask"


@dataclass(frozen=True, slots=True)
class ShowCheckHint(Command):
    """Show the next hint of the open check."""

    verb = "chint"


@dataclass(frozen=True, slots=True)
class ShowCheckAnswer(Command):
    """Show an answer to the open check, of which every hint was shown."""

    verb = "canswer"


@dataclass(frozen=True, slots=True)
class MarkCheck(Command):
    """Say how one's own answer compares with the author's points."""

    verb = "mark"
    verdict: SelfVerdict


@dataclass(frozen=True, slots=True)
class OpenExit(Command):
    """Show the exit question."""

    verb = "exit"


@dataclass(frozen=True, slots=True)
class AnswerExit(Command):
    """Answer the exit question."""

    verb = "exita"
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class ResumeTalk(Command):
    """Go back from the exit question to the conversation."""

    verb = "talk"


@dataclass(frozen=True, slots=True)
class CloseLab(Command):
    """End a completed lab for good."""

    verb = "close"


# The decision


@dataclass(frozen=True, slots=True)
class Choose(Command):
    """Answer question `number` of the decision, counted from 0."""

    verb = "choose"
    number: int
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class TakeBack(Command):
    """Take back the answer to question `number` of the decision."""

    verb = "back"
    number: int


@dataclass(frozen=True, slots=True)
class KeepAnswer(Command):
    """Give the answer to question `number` of the decision again that was taken back."""

    verb = "keep"
    number: int


# The demo


@dataclass(frozen=True, slots=True)
class ShowPanel(Command):
    """Show the next way to do the task."""

    verb = "panel"


@dataclass(frozen=True, slots=True)
class RunInput(Command):
    """Run one's own input through the prompts of the demo."""

    verb = "run"
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class RecordOutput(Command):
    """An output that was owed has come. Never sent by a person, so it has no verb in tokens."""

    verb = ""
    output: PanelOutput


@dataclass(frozen=True, slots=True)
class FinishDemo(Command):
    """Come to the end of the demo."""

    verb = "done"


COMMANDS: dict[str, type[Command]] = {
    command.verb: command
    for command in (
        *(TurnPage, GoTo, UpdateLesson),
        *(OpenQuestion, GiveAnswer, ShowHint, OpenSummary, HandIn),
        *(SubmitAnswer, ShowModelAnswer, CheckOneself, MeetNothing),
        *(Choose, TakeBack, KeepAnswer),
        *(ShowPanel, RunInput, FinishDemo),
        *(
            Say,
            UseStarter,
            AskCheck,
            ShowCheckHint,
            ShowCheckAnswer,
            MarkCheck,
            OpenExit,
            AnswerExit,
            ResumeTalk,
            CloseLab,
        ),
    )
}
"""Every command that a control can send, by verb."""

_CARRIED = {
    kind: tuple(field.name for field in fields(kind) if field.name != "answer") for kind in COMMANDS.values()
}
"""The fields that travel in a token."""


def arguments(command: Command) -> tuple[str, ...]:
    """What a token carries of `command`: its fields in order, as text, without the answer."""
    return tuple(str(getattr(command, name)) for name in _CARRIED[type(command)])


def parse(verb: str, args: tuple[str, ...], answer: Answer) -> Command | None:
    """The command that a token stands for, with the answer put in; None when it is none of ours."""
    kind = COMMANDS.get(verb)
    if kind is None:
        return None
    names = _CARRIED[kind]
    if len(names) != len(args):
        return None
    values: dict[str, object] = {}
    for name, arg in zip(names, args, strict=True):
        if name == "verdict":
            if arg not in ("had_it", "partly", "not_yet"):
                return None
            values[name] = arg
        elif name == "readers":
            values[name] = arg
        elif arg.isascii() and arg.isdecimal() and len(arg) < 10:
            values[name] = int(arg)
        else:
            return None
    if len(names) < len(fields(kind)):
        values["answer"] = answer
    return kind(**values)
