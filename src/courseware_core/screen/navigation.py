"""Going from one activity to another: what controls do that change no activity."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from courseware_core.screen import token as tokens
from courseware_core.screen.token import Token

Verb = Literal["begin", "menu", "enter", "again", "missed", "contents"]


@dataclass(frozen=True, slots=True)
class Go:
    """A place to go to.

    `begin` leaves the welcome; `enter` resumes or starts `activity`; `again` and `missed` start a
    new round of it, whole or over what the last one missed; `contents` lists a lesson's sections.
    `locale` is the language to begin in.
    """

    verb: Verb
    activity: str = ""
    locale: str = ""

    def token(self) -> str:
        """The token of a control that goes there. A locale that a token cannot hold is left out."""
        return _token(self)


@lru_cache(maxsize=1024)
def _token(going: Go) -> str:
    try:
        return tokens.encode(Token(going.verb, (going.activity, going.locale)))
    except ValueError:
        return tokens.encode(Token(going.verb, (going.activity, "")))


def parse(token: Token) -> Go | None:
    """Where the token goes; None when it is no navigation."""
    if token.verb not in get_args(Verb) or token.session or len(token.args) != 2:
        return None
    return Go(token.verb, *token.args)  # type: ignore[arg-type]
