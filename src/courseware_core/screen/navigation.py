"""Going from one activity to another: what controls do that change no activity."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Literal, get_args

from courseware_core.screen import token as tokens
from courseware_core.screen.token import Token

Verb = Literal["begin", "menu", "enter", "again", "missed", "contents", "provider", "agree", "decline"]


@dataclass(frozen=True, slots=True)
class Go:
    """A place to go to.

    `begin` leaves the welcome; `enter` resumes or starts `activity`; `again` and `missed` start a
    new round of it, whole or over what the last one missed; `contents` lists a lesson's sections.
    `provider` asks once more who may get what is written in a lab; `agree` and `decline` answer that.
    `choice` is the language to begin in, or the fingerprint of the provider that was told of.
    """

    verb: Verb
    activity: str = ""
    choice: str = ""

    def token(self) -> str:
        """The token of a control that goes there. A choice that a token cannot hold is left out."""
        return _token(self)


def fingerprint(provider: str) -> str:
    """Eight characters that stand for a provider's name in a token."""
    return sha256(provider.encode()).hexdigest()[:8]


@lru_cache(maxsize=1024)
def _token(going: Go) -> str:
    try:
        return tokens.encode(Token(going.verb, (going.activity, going.choice)))
    except ValueError:
        return tokens.encode(Token(going.verb, (going.activity, "")))


def parse(token: Token) -> Go | None:
    """Where the token goes; None when it is no navigation."""
    if token.verb not in get_args(Verb) or token.session or len(token.args) != 2:
        return None
    return Go(token.verb, *token.args)  # type: ignore[arg-type]
