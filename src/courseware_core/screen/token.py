"""Control tokens: which session, which step of it, which command. A token carries no authority."""

import re
from dataclasses import dataclass

MAX_LENGTH = 64
_SEPARATOR = ":"
_PRINTABLE = re.compile(rf"[!-~]{{1,{MAX_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Token:
    """A decoded token.

    `session` is empty for controls that belong to no session; `step` is the version of the session's
    stream that the screen showed.
    """

    verb: str
    args: tuple[str, ...] = ()
    session: str = ""
    step: int = 0


def encode(token: Token) -> str:
    """`token` as at most 64 ASCII characters. Raises: ValueError when it would not come back as it is."""
    encoded = _SEPARATOR.join((token.session, str(token.step), token.verb, *token.args))
    comes_back = token.verb and token.step >= 0 and encoded.count(_SEPARATOR) == 2 + len(token.args)
    if not (comes_back and _PRINTABLE.fullmatch(encoded)):
        raise ValueError(
            f"{encoded!r} is no token: at most {MAX_LENGTH} ASCII characters, no spaces or colons in a part"
        )
    return encoded


def decode(encoded: str) -> Token | None:
    """The token that was encoded so; None for anything else."""
    session, _, rest = encoded.partition(_SEPARATOR)
    step, _, rest = rest.partition(_SEPARATOR)
    verb, *args = rest.split(_SEPARATOR)
    if not (_PRINTABLE.fullmatch(encoded) and step.isdecimal() and verb):
        return None
    return Token(verb, tuple(args), session, int(step))
