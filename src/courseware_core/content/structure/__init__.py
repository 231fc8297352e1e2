"""Checks of answers in code: what authors can ask for, and what an answer lacks. Nothing is ever run."""

from collections.abc import Mapping
from typing import Literal, get_args

from courseware_core.content.structure.findings import Finding, is_open
from courseware_core.content.structure.jsonl import examine_lines
from courseware_core.content.structure.python_checks import examine_python
from courseware_core.content.structure.signs import unreadable
from courseware_core.content.structure.specs import (
    AnyCheck,
    Argument,
    CallCheck,
    FunctionCheck,
    JsonLinesCheck,
    KeepsCheck,
    MessagesCheck,
    PythonCheck,
    RecordsCheck,
)


def examine(
    answer: str, language: Literal["jsonl", "json", "python"], checks: Mapping[str, AnyCheck]
) -> Mapping[str, tuple[Finding, ...]]:
    """What each check found in the answer, by the same keys; nothing where it is as it should be.

    Where all that was found is open (`is_open`) the check could not tell. It takes any text and never
    raises. Checks of another language than the answer's find nothing.
    """
    if wrong := unreadable(answer):
        return dict.fromkeys(checks, (wrong,))
    found: dict[str, tuple[Finding, ...]] = dict.fromkeys(checks, ())
    match language:
        case "jsonl":
            kinds = get_args(JsonLinesCheck)
            found |= examine_lines(
                answer, {key: each for key, each in checks.items() if isinstance(each, kinds)}
            )
        case "python":
            kinds = get_args(PythonCheck)
            found |= examine_python(
                answer, {key: each for key, each in checks.items() if isinstance(each, kinds)}
            )
        case "json":
            pass
    return found


__all__ = [
    "AnyCheck",
    "Argument",
    "CallCheck",
    "Finding",
    "FunctionCheck",
    "JsonLinesCheck",
    "KeepsCheck",
    "MessagesCheck",
    "PythonCheck",
    "RecordsCheck",
    "examine",
    "is_open",
]
