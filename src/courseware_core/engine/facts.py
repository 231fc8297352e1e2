"""What is recorded. Facts are a published format: a new field has a default, a changed meaning a new version.

State is a fold over facts and is never stored. Marks are exact fractions, written "n/d".
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache, lru_cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, PlainSerializer, TypeAdapter, ValidationError

from courseware_core.content.questions.base import Outcome, Response
from courseware_core.errors import UnreadableFact

# What is read is bounded: a short text such as "1e999999999" would else fill the memory with digits.
_WRITTEN = re.compile(r"[0-9]{1,40}(?:/0*[1-9][0-9]{0,39})?")


@lru_cache(1024)
def _fraction(written: str) -> Fraction:
    if not _WRITTEN.fullmatch(written):
        raise ValueError("a mark is written n or n/d")
    return Fraction(written)


def _mark(value: Any) -> Any:
    return value if isinstance(value, Fraction) else _fraction(str(value))


Mark = Annotated[Fraction, BeforeValidator(_mark), PlainSerializer(str, return_type=str)]
"""An exact number of marks, 0 or more."""

Natural = Annotated[int, Field(ge=0, lt=2**31)]
"""A number of things, or a position counted from 0."""

Moment = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(9000, 1, 1, tzinfo=UTC))
]
"""A point in time, aware, to which lengths of time can be added."""

Scope = Literal["whole", "missed", "picked", "review"]
"""A round over everything, only over what the last one missed, only over what the learner picked, or over
what is due for review."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts. `version` counts meanings of a fact's fields, not editions of the software."""

    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a lesson: characters of block `block` that come before it. The end has an empty block."""

    block: str
    offset: Natural = 0


END = Place("")


# The lesson


@dataclass(frozen=True, slots=True)
class LessonStarted(Fact):
    """Reading began. `blocks` are the ids to be read when the scope is not the whole lesson."""

    activity: str
    digest: str
    scope: Scope = "whole"
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRead(Fact):
    """The reader went on from a page that showed `start` up to, and not including, `end`."""

    start: Place
    end: Place


@dataclass(frozen=True, slots=True)
class PlaceMoved(Fact):
    """The reader went to another place without having read up to it."""

    place: Place


@dataclass(frozen=True, slots=True)
class LessonUpdated(Fact):
    """The reading goes on at `place` of the text with this digest, which was published meanwhile.

    `read` are the spans of it that count as read, and `blocks` the ids to be read when the scope is not the
    whole lesson.
    """

    digest: str
    place: Place
    read: tuple[tuple[Place, Place], ...] = ()
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonFinished(Fact):
    """The reader closed the lesson at its end."""


# The quiz and the test


@dataclass(frozen=True, slots=True)
class Slot:
    """A question of an attempt, with its options in the order they are shown."""

    question: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttemptStarted(Fact):
    """Chance has been thrown: the questions and orders of this attempt, for good.

    `first` says that the learner had no attempt of this activity before.
    """

    activity: str
    digest: str
    slots: tuple[Slot, ...]
    deadline: Moment | None = None
    scope: Scope = "whole"
    first: bool = False


@dataclass(frozen=True, slots=True)
class QuestionOpened(Fact):
    """The learner was shown a question."""

    slot: Natural


@dataclass(frozen=True, slots=True)
class HintShown(Fact):
    """Hint `number` of a question, counted from 1, was shown."""

    slot: Natural
    number: Natural


@dataclass(frozen=True, slots=True)
class AnswerGiven(Fact):
    """An answer with the verdict of the pinned content. `mark` is after penalties.

    Where no rule marks the question, the outcome is `unmarked` and the mark 0.
    """

    slot: Natural
    response: Response
    outcome: Outcome
    mark: Mark


@dataclass(frozen=True, slots=True)
class ModelAnswerShown(Fact):
    """The learner asked for the model answer of a question instead of answering it."""

    slot: Natural


@dataclass(frozen=True, slots=True)
class SelfChecked(Fact):
    """The learner held their answer against the model answer, and it met these criteria."""

    slot: Natural
    met: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummaryOpened(Fact):
    """The learner was shown what they answered, before handing in."""


@dataclass(frozen=True, slots=True)
class TimeExpired(Fact):
    """The deadline `at` had passed when somebody touched the attempt."""

    at: Moment


@dataclass(frozen=True, slots=True)
class AttemptClosed(Fact):
    """The one result of an attempt. `passed` is None where there is no pass mark.

    `practice` of `practice_of` are the marks that the learner gave themself, which count for nothing.
    """

    score: Mark
    out_of: Natural
    passed: bool | None
    cause: Literal["submitted", "expired", "abandoned"]
    practice: Mark = Fraction(0)
    practice_of: Natural = 0


# What somebody else than the learner changed. The actor of the fact says who.


@dataclass(frozen=True, slots=True)
class DeadlineExtended(Fact):
    """An attempt has until `deadline`; one that time had closed is open again."""

    deadline: Moment
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Regraded:
    """The verdict on question `slot` that stands now, on answer `answer` of those given to it, from 0.

    `mark` is after penalties.
    """

    slot: Natural
    answer: Natural
    outcome: Outcome
    mark: Mark


@dataclass(frozen=True, slots=True)
class AttemptRegraded(Fact):
    """The answers of a closed attempt were graded again, by the content with this digest."""

    digest: str
    verdicts: tuple[Regraded, ...]
    score: Mark
    out_of: Natural
    passed: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SessionVoided(Fact):
    """The session counts for nothing any more: an operator took it back, or linking left two open."""

    cause: Literal["operator", "linked"]
    reason: str = ""


# The lab

Move = Literal["answer", "quote", "compare", "nudge", "repeat", "redirect"]
"""What the tutor does, chosen by code: give the author's answer, quote the lesson, compare an answer with
the author's points, ask for more than a word, notice a repetition, lead back to the lesson."""


Instead = Literal[
    "",
    "down",
    "slow",
    "busy",
    "denied",
    "refused",
    "too_long",
    "unfit",
    "learner_spent",
    "tenant_spent",
    "lab_spent",
    "off",
]
"""Why the lesson tutor replied in place of a model: it cannot be reached or has a fault; it was slow; it is
asked too often; it does not accept us; it declined; the conversation is too long for it; what it wrote failed
the checks; a budget is spent; the tenant switched it off."""


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
    answer and key are plain words, or code in `language`.
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


# The decision


@dataclass(frozen=True, slots=True)
class DecisionStarted(Fact):
    """The way to a recommendation was begun."""

    activity: str
    digest: str


@dataclass(frozen=True, slots=True)
class ChoiceMade(Fact):
    """A question was answered with one of its options, which led to `recommendation` if to any."""

    question: str
    option: str
    recommendation: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceTakenBack(Fact):
    """An answer was taken back, to be given anew."""

    question: str


# The demo


@dataclass(frozen=True, slots=True)
class DemoStarted(Fact):
    """The task was shown."""

    activity: str
    digest: str


@dataclass(frozen=True, slots=True)
class PanelShown(Fact):
    """One more way to do the task was shown."""

    panel: str


@dataclass(frozen=True, slots=True)
class InputSent(Fact):
    """The learner's own input, to be run through the prompts of `panels`, in this order."""

    text: str
    panels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelOutput(Fact):
    """What a model made of the learner's input `turn`, counted from 1, with the prompt of one panel.

    `instead` says why there is nothing.
    """

    turn: Natural
    panel: str
    text: str = ""
    source: str = ""
    instead: Instead = ""


@dataclass(frozen=True, slots=True)
class DemoFinished(Fact):
    """The learner came to the end of the demo."""


# The person


@dataclass(frozen=True, slots=True)
class ProblemReported(Fact):
    """The person says that something is wrong with an activity, or with `item` of it, pinned to `digest`."""

    activity: str
    digest: str
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class WelcomeShown(Fact):
    """The person was told what is stored, where, and who sees it."""


@dataclass(frozen=True, slots=True)
class LanguageChosen(Fact):
    """The person chose the language of the product's own sentences."""

    locale: str


@dataclass(frozen=True, slots=True)
class ProviderChosen(Fact):
    """The person was told that `provider` gets what they write to a model, and agreed, or did not."""

    provider: str
    agreed: bool


# What an operator set for a whole tenant, in a stream of its own.


@dataclass(frozen=True, slots=True)
class ModelsSwitched(Fact):
    """Models may reply to learners of `tenant`, written `surface:tenant`, or may not."""

    tenant: str
    on: bool
    reason: str = ""


# Linking. A code has a stream of its own, named by its hash; it begins with LinkOffered.


@dataclass(frozen=True, slots=True)
class LinkOffered(Fact):
    """The person asked for the code with the stream `code`, which is good until `until`."""

    code: str
    until: Moment


@dataclass(frozen=True, slots=True)
class LinkTried(Fact):
    """The person tried a code that was not good."""


@dataclass(frozen=True, slots=True)
class LinkClaimed(Fact):
    """The actor gave the code and agreed to be one learner with the person who had asked for it."""

    code: str


@dataclass(frozen=True, slots=True)
class LinkSettled(Fact):
    """The person who had asked for the code answered the claim."""

    agreed: bool


@dataclass(frozen=True, slots=True)
class Linked(Fact):
    """The person is one learner with somebody on `surface` from now on."""

    surface: str


@dataclass(frozen=True, slots=True)
class Unlinked(Fact):
    """The person is a learner of their own again."""


FACTS: dict[tuple[str, int], type[Fact]] = {
    (fact.__name__, fact.version): fact
    for fact in (
        *(LessonStarted, PageRead, PlaceMoved, LessonUpdated, LessonFinished),
        *(AttemptStarted, QuestionOpened, HintShown, AnswerGiven, SummaryOpened),
        *(ModelAnswerShown, SelfChecked),
        *(TimeExpired, AttemptClosed, DeadlineExtended, AttemptRegraded, SessionVoided),
        *(LabStarted, MessageSent, ReplyGiven, LabCompleted, LabClosed),
        *(CheckAsked, CheckHintShown, CheckAnswerShown, CheckMarked),
        *(ExitOpened, ExitAnswered, TalkResumed),
        *(DecisionStarted, ChoiceMade, ChoiceTakenBack),
        *(DemoStarted, PanelShown, InputSent, PanelOutput, DemoFinished),
        *(WelcomeShown, LanguageChosen, ProviderChosen, ProblemReported, ModelsSwitched),
        *(LinkOffered, LinkTried, LinkClaimed, LinkSettled, Linked, Unlinked),
    )
}
"""Every fact that this software can read, by name and version."""


_LONGEST_REMEMBERED = 200
"""Characters of a payload. Longer ones rarely come twice, and would take more than a few megabytes."""


@cache
def _adapter(name: str, version: int) -> TypeAdapter[Fact]:
    return TypeAdapter(FACTS[name, version])


@lru_cache(4096)
def _remembered(name: str, version: int, payload: str) -> Fact:
    """A short fact: most of them, like `{"slot":3}`, stand in many streams."""
    return _adapter(name, version).validate_json(payload)


def encode(fact: Fact) -> tuple[str, int, str]:
    """The name, version and payload (JSON) that a store keeps of `fact`."""
    name, version = type(fact).__name__, fact.version
    return name, version, _adapter(name, version).dump_json(fact).decode()


def decode(name: str, version: int, payload: str) -> Fact:
    """The fact that was encoded so.

    Raises:
        UnreadableFact: the name or version is unknown, or the payload does not fit it.
    """
    if (name, version) not in FACTS:
        raise UnreadableFact(
            f"The record holds a {name} (version {version}), which this version of courseware "
            "does not know. Update courseware, then try again."
        )
    try:
        if len(payload) <= _LONGEST_REMEMBERED:
            return _remembered(name, version, payload)
        return _adapter(name, version).validate_json(payload)
    except ValidationError as error:
        raise UnreadableFact(
            f"A recorded {name} cannot be read: {error.error_count()} of its fields do not fit. "
            "Restore the record from a backup, or forget this learner."
        ) from None
