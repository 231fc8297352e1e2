"""Whoever replies in labs."""

from dataclasses import dataclass
from typing import Literal, Protocol

from courseware_core.chat import Usage
from courseware_core.content.model import Check, Lab
from courseware_core.engine.facts import About, Instead, Move, Quotation


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message of a learner and the reply it got."""

    message: str
    reply: str


@dataclass(frozen=True, slots=True)
class TutorRequest:
    """A reply that is owed. `respond` answers a question; `compare` holds the message against `check`.

    `exchanges` are the earlier ones of this conversation, in order. `seen` are the ids of checks whose
    points the learner was shown. `left` is how many exchanges are missing to complete the lab, this one
    among them. `asked` is the author's question that stands below the reply, if one does. `locale` is the
    lab's. `about` is the answered question that is asked about, beside an activity.
    """

    move: Literal["respond", "compare"]
    lab: Lab
    message: str
    check: Check | None = None
    exchanges: tuple[Exchange, ...] = ()
    seen: frozenset[str] = frozenset()
    left: int = 0
    asked: str = ""
    locale: str = "en"
    about: About | None = None


@dataclass(frozen=True, slots=True)
class TutorReply:
    """A tutor's words. `quotes` are verbatim from the lab's passages; `see` are ids of sections.

    `move` is what the reply does in the end: `answer`, `quote` or `redirect` to a question, `compare` to
    an answer. `text` has at most 4,000 characters; contract suites ask for 90 words.
    `closest` says that the quotation is only the nearest passage. `source` names the tutor, and `instead`
    says why it replied in place of a model. `usage` is what the reply used of a model.
    """

    move: Move
    text: str = ""
    quotes: tuple[Quotation, ...] = ()
    see: tuple[str, ...] = ()
    closest: bool = False
    source: str = "lesson"
    instead: Instead = ""
    usage: Usage = Usage()


class Tutor(Protocol):
    """Whoever replies in labs."""

    async def reply(self, request: TutorRequest) -> TutorReply:
        """The reply to the message. Never a score, a completion or a permission."""
        ...
