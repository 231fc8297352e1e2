"""Letters for shown positions: A is the first, Z the 26th, AA the 27th."""

from string import ascii_uppercase

_MOST = 4


def letter(position: int) -> str:
    """The letter or letters of a position, counted from 0."""
    rest, last = divmod(position, len(ascii_uppercase))
    return (letter(rest - 1) if rest else "") + ascii_uppercase[last]


def position(letters: str) -> int | None:
    """The position that at most four `letters` stand for, in either case; None for anything else."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= _MOST):
        return None
    found = 0
    for each in letters.upper():
        found = found * len(ascii_uppercase) + ascii_uppercase.index(each) + 1
    return found - 1
