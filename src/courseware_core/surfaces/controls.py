"""What a custom id says: which control was pressed. Nothing else is remembered between two presses.

| custom id | what it is |
| --- | --- |
| `cw:p:TOKEN` | a button that presses a control |
| `cw:d:TOKEN` | a button of a dangerous control, which is to be pressed once more |
| `cw:o:N:TOKEN` | a button that sends option N with submit |
| `cw:s:TOKEN` | a select whose values are the options to send with submit |
| `cw:w:TOKEN` | a select whose value is the text to send with submit |
| `cw:c` | a select whose values are tokens of controls |
| `cw:f:TOKEN` | a button that opens the form of submit |
| `cw:t:N:AGAIN` | a button that turns to page N of the screen that AGAIN shows |
| `cw:m:KIND:TOKEN` | a form for an input of a kind; its one field is `FIELD_ID` |

A token has at most 64 printable characters of ASCII, so that each of these has at most 100.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard, get_args

from courseware_core.inputs import Answer
from courseware_core.screen.profiles import InputKind

CHOICES_ID = "cw:c"
FIELD_ID = "cw:answer"
TURNS = "cw:t:"
"""Begins the id of a button that turns to another page."""

_TOKEN = re.compile(r"[!-~]{1,64}")
_POSITION = re.compile(r"[0-9]{1,3}")
_PAGE = re.compile(r"[1-9][0-9]{0,4}")


@dataclass(frozen=True, slots=True)
class Press:
    """The control of `token` was pressed, with `answer`."""

    token: str
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class Arm:
    """The dangerous control of `token` was pressed for the first time."""

    token: str


@dataclass(frozen=True, slots=True)
class OpenForm:
    """The form of the submit with `token` was asked for."""

    token: str


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Page `page`, counted from 1, was asked for, of the screen that the token `again` shows."""

    again: str
    page: int


Said = Press | Arm | OpenForm | TurnPage


def press_id(token: str) -> str:
    """The custom id of a button that presses the control of `token`."""
    return f"cw:p:{token}"


def danger_id(token: str) -> str:
    """The custom id of a button that asks whether the dangerous control of `token` is meant."""
    return f"cw:d:{token}"


def option_id(token: str, position: int) -> str:
    """The custom id of a button that sends the option at `position`, counted from 0, with submit."""
    return f"cw:o:{position}:{token}"


def select_id(token: str) -> str:
    """The custom id of a select whose values, positions of options, are sent with submit."""
    return f"cw:s:{token}"


def words_id(token: str) -> str:
    """The custom id of a select whose value is the text that is sent with submit."""
    return f"cw:w:{token}"


def form_id(token: str) -> str:
    """The custom id of a button that opens the form of submit."""
    return f"cw:f:{token}"


def page_id(again: str, page: int) -> str:
    """The custom id of a button that turns to `page`, counted from 1, of the screen that `again` shows."""
    return f"{TURNS}{page}:{again}"


def modal_id(kind: InputKind, token: str) -> str:
    """The custom id of the form for an input of `kind` that is sent with submit."""
    return f"cw:m:{kind}:{token}"


def read(custom_id: str, values: Sequence[str] = ()) -> Said | None:
    """What pressing the button or select of `custom_id` means; `values` are what was selected.

    None for what is none of ours, or not as we write it.
    """
    ours, _, rest = custom_id.partition(":")
    verb, _, argument = rest.partition(":")
    if ours != "cw":
        return None
    match verb:
        case "p":
            return Press(argument) if _is_token(argument) else None
        case "d":
            return Arm(argument) if _is_token(argument) else None
        case "o":
            position, _, token = argument.partition(":")
            return _sent(token, (position,))
        case "s":
            return _sent(argument, values)
        case "w":
            return (
                Press(argument, Answer(text=values[0])) if _is_token(argument) and len(values) == 1 else None
            )
        case "c":
            return Press(values[0]) if custom_id == CHOICES_ID and _is_one_token(values) else None
        case "f":
            return OpenForm(argument) if _is_token(argument) else None
        case "t":
            page, _, again = argument.partition(":")
            return TurnPage(again, int(page)) if _PAGE.fullmatch(page) and _is_token(again) else None
        case _:
            return None


def read_form_id(custom_id: str) -> tuple[InputKind, str] | None:
    """The kind of input and the token that a form's custom id holds; None for anything else."""
    before, _, rest = custom_id.partition("cw:m:")
    kind, _, token = rest.partition(":")
    return (kind, token) if not before and _is_kind(kind) and _is_token(token) else None


def positions(values: Sequence[object]) -> tuple[int, ...] | None:
    """The positions that `values` are; None if there are none, or one is no position."""
    if not values or not all(_POSITION.fullmatch(str(value)) for value in values):
        return None
    return tuple(int(str(value)) for value in values)


def _sent(token: str, values: Sequence[str]) -> Press | None:
    chosen = positions(values)
    return Press(token, Answer(values=chosen)) if chosen and _is_token(token) else None


def _is_token(token: str) -> bool:
    return bool(_TOKEN.fullmatch(token))


def _is_one_token(values: Sequence[str]) -> bool:
    return len(values) == 1 and _is_token(values[0])


def _is_kind(kind: str) -> TypeGuard[InputKind]:
    return kind in get_args(InputKind)
