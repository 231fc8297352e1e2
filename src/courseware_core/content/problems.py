"""Problems: what is wrong with a course's files, where, and what to write instead."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal, NamedTuple

from courseware_core.frozen import Frozen

Level = Literal["error", "warning", "note"]
"""An error keeps a course from being used; a warning is probably a mistake; a note is for information."""


class Place(NamedTuple):
    """A position in a file; lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(Frozen):
    """Something wrong at a place. `hint` says what to do; `at` is the id of the item concerned, if any."""

    rule: str
    level: Level
    file: str
    line: int
    column: int
    message: str
    hint: str = ""
    at: str = ""

    def __str__(self) -> str:
        """`file:line:column: error CW010 message`, with the hint after it."""
        said = f"{self.message} {self.hint}".rstrip()
        return f"{self.file}:{self.line}:{self.column}: {self.level} {self.rule} {said}"


def problem(
    rule: str, place: Place, message: str, *, level: Level = "error", hint: str = "", at: str = ""
) -> Problem:
    """A problem at `place`."""
    return Problem(
        rule=rule,
        level=level,
        file=place.file,
        line=place.line,
        column=place.column,
        message=message,
        hint=hint,
        at=at,
    )


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """`problems` by file, line, column and rule, each once."""
    return sorted(
        dict.fromkeys(problems),
        key=lambda each: (each.file, each.line, each.column, each.rule, each.message),
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean ...?` with the nearest of `known`, or nothing when none is near."""
    near = get_close_matches(word, sorted(set(known)), n=1)
    return f"Did you mean `{near[0]}`?" if near else ""


def as_text(problems: Iterable[Problem]) -> str:
    """One line for each problem, as editors and people read it."""
    return "\n".join(str(each) for each in problems)


def as_json(problems: Iterable[Problem]) -> str:
    """A JSON list of objects, one for each problem."""
    return json.dumps([each.model_dump() for each in problems], ensure_ascii=False, indent=1)


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands that GitHub shows as annotations of a change.

    See https://docs.github.com/actions/reference/workflow-commands-for-github-actions (2026-11).
    """
    names: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}
    return "\n".join(
        f"::{names[each.level]} file={_escaped(each.file, ':,')},line={each.line},"
        f"col={each.column},title={each.rule}::{_escaped(f'{each.message} {each.hint}'.rstrip())}"
        for each in problems
    )


def _escaped(words: str, marks: str = "") -> str:
    for mark in "%\r\n" + marks:
        words = words.replace(mark, f"%{ord(mark):02X}")
    return words
