"""Going from one activity to another: what controls do that change no activity."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Literal, get_args

from courseware_core.screen import token as tokens
from courseware_core.screen.token import Token

Place = Literal["review", "exam", "ask", "you", "progress", "settings", "privacy", "forget", "link"]
"""Somewhere to be that is no activity and no course; people come in there by this name."""

PLACES: tuple[Place, ...] = get_args(Place)

Deed = Literal["speak", "export", "erase", "code", "give", "claim", "join", "refuse", "part"]
"""Something done at one of these places with what is kept of the person."""

DEEDS: frozenset[str] = frozenset(get_args(Deed))

ACCOUNT: frozenset[str] = frozenset(("settings", "privacy", "forget", "link", *DEEDS))
"""The places that show what is kept of the person, and what is done there."""

Way = Literal[
    "begin",
    "greet",
    "menu",
    "path",
    "enter",
    "show",
    "again",
    "missed",
    "pick",
    "contents",
    "define",
    "provider",
    "agree",
    "decline",
]
Verb = Way | Place | Deed
_VERBS: frozenset[str] = frozenset((*get_args(Way), *PLACES, *ACCOUNT))


@dataclass(frozen=True, slots=True)
class Go:
    """A place to go to.

    `begin` leaves the welcome, which `greet` shows; `menu` is the start menu, or that of the course whose id
    is in `activity`; `path` is the map of everything; `enter` resumes or starts `activity`, and `show` shows
    it and begins nothing; `again` and `missed` start a new round of it, whole or over what the last one
    missed; `contents` lists a lesson's sections.
    `pick` lists what can be picked of a quiz, or starts a round over what `choice` picks.
    `review` goes to a round over what is due again. `exam` lists tests and mock exams, `you` what there is
    about the person: `progress`, `settings`, `privacy` and from there `forget`, and `link`.
    `define` looks up the term in the answer, else in `choice`, and leads back to `activity`, else to the
    menu; `ask` asks a lesson something, without an `activity` the one read last.
    `speak` takes the language in `choice`, `export` hands over all that is recorded, and `erase` forgets what
    has the fingerprint in it. `code` makes a code to link with, and `give` looks up the one in the answer,
    else in `choice`; `claim` agrees to whose that is, whose fingerprint is in `activity`. `join` and `refuse`
    answer whoever claimed one, whose fingerprint is in `choice`; `activity` says whose attempts to keep.
    `part` makes the person a learner of their own again.
    `provider` asks once more who may get what is written in a lab; `agree` and `decline` answer that.
    `activity` may be a session, as `at` names it: then it is that one, and no other of its activity.
    Else `choice` is the language to begin in, or the fingerprint of the provider told of or of the pick.
    """

    verb: Verb
    activity: str = ""
    choice: str = ""

    def token(self) -> str:
        """The token of a control that goes there. A choice that a token cannot hold is left out."""
        return _token(self)

    @property
    def session(self) -> str:
        """The session that is meant; empty when it is an activity, or nothing."""
        return self.activity.removeprefix(_SESSION) if self.activity.startswith(_SESSION) else ""


_SESSION = "@"
"""Begins what stands for a session in place of an activity; no id of an activity does."""


def at(session: str) -> str:
    """What stands for `session` in place of an activity."""
    return _SESSION + session


AsideVerb = Literal["ask", "problem", "report"]


@dataclass(frozen=True, slots=True)
class Aside:
    """Something done beside an activity, on the screen of `step` of its session.

    `ask` asks about a question that was answered, `problem` opens the form to report one, and `report` sends
    it. `slot` is the question that it is about, None for the screen as a whole.
    """

    verb: AsideVerb
    session: str
    step: int
    slot: int | None = None

    def token(self) -> str:
        """The token of a control that does it."""
        slot = "" if self.slot is None else str(self.slot)
        return tokens.encode(Token(self.verb, (slot,), self.session, self.step))


def beside(token: Token) -> Go | Aside | None:
    """What the token does beside an activity; None when it does nothing of that kind."""
    going = parse(token)
    return going if going and going.verb in ("define", "ask") else _aside(token)


def _aside(token: Token) -> Aside | None:
    if token.verb not in get_args(AsideVerb) or not token.session or len(token.args) != 1:
        return None
    slot = token.args[0]
    if slot and not (slot.isascii() and slot.isdecimal() and len(slot) < 10):
        return None
    return Aside(token.verb, token.session, token.step, int(slot) if slot else None)  # type: ignore[arg-type]


def fingerprint(name: str) -> str:
    """Eight characters that stand for a name of any length in a token."""
    return sha256(name.encode()).hexdigest()[:8]


@lru_cache(maxsize=1024)
def _token(going: Go) -> str:
    try:
        return tokens.encode(Token(going.verb, (going.activity, going.choice)))
    except ValueError:
        return tokens.encode(Token(going.verb, (going.activity, "")))


def parse(token: Token) -> Go | None:
    """Where the token goes; None when it is no navigation."""
    if token.verb not in _VERBS or token.session or len(token.args) != 2:
        return None
    return Go(token.verb, *token.args)  # type: ignore[arg-type]
