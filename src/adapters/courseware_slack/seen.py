"""A message or Home of ours as Slack gives it back: what can be pressed on it, and what is left of it later.

Pure. Nothing is kept of what was shown: what its controls say is enough to go on from there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from courseware_core.engine.commands import Say
from courseware_core.screen import token as tokens
from courseware_core.screen.measure import units
from courseware_core.screen.navigation import Go, at, beside, parse
from courseware_core.screen.words import Words
from courseware_core.surfaces.controls import (
    CHOICES_ID,
    TURNS,
    OpenForm,
    Said,
    TurnPage,
    press_id,
    read,
)
from courseware_slack import limits, mrkdwn

Json = dict[str, Any]
Block = Mapping[str, Any]

_LETTER = 2
"""The longest label that is a letter, of an option that stands in the text."""

_AGAIN = "cw:again:"
"""Begins the id of the last block with buttons, which says how the screen is shown once more."""

_LEFT = "cw:left"
"""The id of the block with the one button of a message that was left to wait."""


def said_on(blocks: Sequence[Block]) -> Iterator[Said]:
    """What using each control of ours on a message would say, in its order."""
    for element in _elements(blocks):
        action_id = str(element.get("action_id", ""))
        values = [str(option["value"]) for option in element.get("options") or ()]
        each = [[value] for value in values] if action_id == CHOICES_ID else [values[:1]]
        yield from (said for value in each if (said := read(action_id, value)))


def tokens_of(said: Iterable[Said]) -> list[str]:
    """The tokens of what can be pressed on a message; first that of its form, which its screen alone has."""
    forms, pressed = _tokens_of(said)
    return [*forms, *pressed]


def own_tokens_of(said: Iterable[Said]) -> list[str]:
    """Those of `tokens_of` that belong to the screen on the message: of its form, or of its session."""
    forms, pressed = _tokens_of(said)
    return [*forms, *(each for each in pressed if each in forms or not each.startswith(":"))]


def _tokens_of(said: Iterable[Said]) -> tuple[list[str], list[str]]:
    """The tokens of forms, and those of everything else that can be pressed."""
    forms, pressed = [], []
    for each in said:
        if isinstance(each, OpenForm):
            forms.append(each.token)
        elif not isinstance(each, TurnPage):
            pressed.append(each.token)
    return forms, pressed


def page_on(blocks: Sequence[Block]) -> int | None:
    """Which of several pages a message shows; None where it shows all there is."""
    for element in _elements(blocks):
        action_id = str(element.get("action_id", ""))
        said = read(action_id) if action_id.startswith(TURNS) else None
        if isinstance(said, TurnPage):
            return said.page - 1 if element.get("style") == "primary" else said.page + 1
    return None


def marked(blocks: Sequence[Block], again: str, asks: str = "", since: str = "") -> list[Json]:
    """The message, which says from now on that the token `again` shows it once more.

    `asks` is the token of a dangerous control that the message asks about, which was typed. `since` is when
    that was done of which it came, as timestamps of messages have it.
    """
    pressed = [number for number, block in enumerate(blocks) if block["type"] == "actions"]
    name = {"block_id": f"{_AGAIN}{again} {asks} {since}".rstrip()}
    last = pressed[-1] if pressed else -1
    return [{**block, **name} if number == last else {**block} for number, block in enumerate(blocks)]


def mark_on(blocks: Sequence[Block]) -> tuple[str, str, str]:
    """`again`, `asks` and `since` of a message that was `marked`, else empty."""
    names = (str(block.get("block_id", "")) for block in blocks)
    mark = next((name.removeprefix(_AGAIN) for name in names if name.startswith(_AGAIN)), "")
    again, asks, since, *_ = [*mark.split(" "), "", "", ""]
    return again, asks, since


def session_of(token: str) -> str:
    """The session that a control belongs to or leads to; empty where that is none, or is not known."""
    decoded = tokens.decode(token)
    if decoded is None:
        return ""
    going = parse(decoded)
    return going.session if going else decoded.session


def session_in(said: Iterable[Said]) -> str:
    """The session that a message shows, by what can be said on it; empty where it is none."""
    return next(filter(None, map(session_of, tokens_of(said))), "")


def waiting_on(blocks: Sequence[Block]) -> str:
    """The session that a message shows and that can be gone on with there; empty where there is none."""
    for each in tokens_of(said_on(blocks)):
        decoded = tokens.decode(each)
        if decoded and decoded.session and not beside(decoded):
            return decoded.session
        going = parse(decoded) if decoded else None
        if going and going.verb == "enter" and going.session:
            return going.session
    return ""


def is_live(blocks: Sequence[Block]) -> bool:
    """Whether a message shows a screen with controls, and is not one that was left to wait."""
    return any(True for _ in said_on(blocks)) and not is_left(blocks)


def is_lab(blocks: Sequence[Block]) -> bool:
    """Whether a message shows a lab, with a control to write to its tutor."""
    decoded = (tokens.decode(each) for each in tokens_of(said_on(blocks)))
    return any(each is not None and each.verb == Say.verb for each in decoded)


def is_left(blocks: Sequence[Block]) -> bool:
    """Whether a message was left to wait, with the one button that goes on there."""
    return any(block.get("block_id") == _LEFT for block in blocks)


def going_on(session: str) -> str:
    """The token of the control that goes on with a session that waits."""
    return Go("enter", at(session)).token()


def left(blocks: Sequence[Block], words: Words, *, waits: str = "") -> list[Json]:
    """The message without its controls; options that were pressed or ticked are read then.

    Where the session `waits` it says so, with a button that goes on there.
    """
    kept = [each for block in blocks for each in _read(block)]
    if not waits:
        return kept or [mrkdwn.section(mrkdwn.CUT)]
    waiting = words.say("This waits here until you go on with it.")
    label = mrkdwn.plain(words.say("Continue here"), most=limits.BUTTON)
    button = {
        "type": "button",
        "text": label,
        "action_id": press_id(going_on(waits)),
        "accessibility_label": label["text"],
    }
    return [
        *kept[: limits.BLOCKS - 2],
        mrkdwn.section(f"{mrkdwn.EMOJI['notice']} {mrkdwn.line(waiting)}"),
        {"type": "actions", "block_id": _LEFT, "elements": [button]},
    ]


def _read(block: Block) -> Iterator[Json]:
    """A block without anything to press, as what is left of it."""
    match block.get("type"):
        case "actions":
            pressed = [each for each in block["elements"] if str(each.get("action_id")).startswith("cw:o:")]
            options = [str(each["text"]["text"]) for each in pressed]
        case "input":
            options = [str(each["text"]["text"]) for each in block["element"].get("options") or ()]
        case _:
            yield dict(block)
            return
    if max(map(units, options), default=0) > _LETTER:
        yield from map(mrkdwn.section, mrkdwn.packed(map(mrkdwn.line, options), "\n"))


def _elements(blocks: Sequence[Block]) -> Iterator[Block]:
    """What can be used on a message, in its order."""
    for block in blocks:
        match block.get("type"):
            case "actions":
                yield from block.get("elements") or ()
            case "input":
                yield block.get("element") or {}
