"""Facts as a store keeps them: name, version and JSON, and back."""

from functools import cache, lru_cache

from pydantic import TypeAdapter, ValidationError

from courseware_core.engine.facts.attempt import (
    AnswerGiven,
    AttemptClosed,
    AttemptStarted,
    HintShown,
    ModelAnswerShown,
    QuestionOpened,
    SelfChecked,
    SummaryOpened,
    TimeExpired,
)
from courseware_core.engine.facts.base import Fact
from courseware_core.engine.facts.corrections import (
    AttemptRegraded,
    DeadlineExtended,
    SessionVoided,
)
from courseware_core.engine.facts.grading import (
    AnswerChecked,
    AnswerJudged,
    AnswerReviewed,
    ReadersTold,
    ResultRevised,
)
from courseware_core.engine.facts.guides import (
    ChoiceMade,
    ChoiceTakenBack,
    DecisionStarted,
    DemoFinished,
    DemoStarted,
    InputSent,
    PanelOutput,
    PanelShown,
)
from courseware_core.engine.facts.lab import (
    CheckAnswerShown,
    CheckAsked,
    CheckHintShown,
    CheckMarked,
    ExitAnswered,
    ExitOpened,
    LabClosed,
    LabCompleted,
    LabStarted,
    MessageSent,
    ReplyGiven,
    TalkResumed,
)
from courseware_core.engine.facts.lesson import (
    LessonFinished,
    LessonStarted,
    LessonUpdated,
    PageRead,
    PlaceMoved,
)
from courseware_core.engine.facts.linking import (
    LinkClaimed,
    Linked,
    LinkOffered,
    LinkSettled,
    LinkTried,
    Unlinked,
)
from courseware_core.engine.facts.people import (
    LanguageChosen,
    ModelsSwitched,
    ProblemReported,
    ProviderChosen,
    WelcomeShown,
)
from courseware_core.errors import UnreadableFact

FACTS: dict[tuple[str, int], type[Fact]] = {
    (fact.__name__, fact.version): fact
    for fact in (
        *(LessonStarted, PageRead, PlaceMoved, LessonUpdated, LessonFinished),
        *(AttemptStarted, QuestionOpened, HintShown, AnswerGiven, SummaryOpened),
        *(ModelAnswerShown, SelfChecked),
        *(ReadersTold, AnswerChecked, AnswerJudged, AnswerReviewed, ResultRevised),
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
