"""The text of an answer in code: its lines and signs, and how findings quote it."""

import re
import unicodedata
from collections.abc import Iterable

from courseware_core.content.structure.findings import UNSEEN, Finding

MAX_LENGTH = 10_000
"""Characters that are looked at; longer than any answer may be."""

MAX_FINDINGS = 5
"""How many findings of one check are worth reading at once."""

CURLY = "“”„‟‘’‚‛«»‹›＂＇"
"""Quotation marks that word processors and telephones put in place of straight ones."""

LINE = re.compile(r"\r\n|\r|\n")
_FENCE = re.compile(r"\s*(```|~~~)")
_LONGEST_QUOTED = 40


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text, however they end."""
    return tuple(LINE.split(text.removeprefix("\N{BYTE ORDER MARK}")))


def shown(text: str) -> str:
    """Words of an answer for a sentence about it: short, of signs that can be seen and stored."""
    seen = " ".join(text[: 4 * _LONGEST_QUOTED].split())
    seen = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in seen)
    return seen if len(seen) <= _LONGEST_QUOTED else f"{seen[: _LONGEST_QUOTED - 1]}…"


def at(code: str, line: int, **params: object) -> Finding:
    """A finding in a line, and with `column` where that helps; both count from 1."""
    return Finding(code, {"line": str(line)} | {name: str(value) for name, value in params.items()})


def cut(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The first findings, each once, what is wrong before what is unseen, and how many there are besides."""
    first: list[Finding] = []
    more = 0
    for each in sorted(found, key=lambda each: each.code in UNSEEN):
        if each in first:
            continue
        if len(first) < MAX_FINDINGS:
            first.append(each)
        else:
            more += 1
    return (*first, Finding("more", {"count": str(more)})) if more else tuple(first)


def unreadable(text: str) -> Finding | None:
    """Why a text is not looked at as code: it is too long, or holds signs that no text file has."""
    if len(text) > MAX_LENGTH:
        return Finding("too_long", {"length": str(len(text)), "max": str(MAX_LENGTH)})
    for number, line in enumerate(lines(text), start=1):
        for column, sign in enumerate(line, start=1):
            if (sign < " " and sign not in "\t\f") or unicodedata.category(sign) == "Cs":
                return at("odd_sign", number, column=column)
    return None


def is_fence(line: str) -> bool:
    """Whether a line is the beginning or end of a Markdown listing, and no part of the code."""
    return _FENCE.match(line) is not None


def odd_space(sign: str) -> bool:
    """Whether a sign looks like a space, or like nothing, and is no space to a program."""
    return sign not in " \t\r\n" and unicodedata.category(sign) in ("Zs", "Zl", "Zp", "Cf", "Cc")
