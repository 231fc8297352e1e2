"""What Slack would be sent for a screen, and what it and its own library would have to say against that."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from tests.slack import blockkit
from tests.slack.blockkit import every

from courseware_core.screen.fit import fit
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import SLACK_HOME, SLACK_MESSAGE
from courseware_core.surfaces.controls import CHOICES_ID, Said, read
from courseware_slack.forms import needs_form
from courseware_slack.mrkdwn import BLANK
from courseware_slack.render import Message, home, message

Payload = Mapping[str, Any]

AGAIN = "s:1:again"
CHOSEN_FROM = ("radio_buttons", "checkboxes", "static_select", "multi_static_select")


def pages(screen: Screen) -> tuple[Screen, ...]:
    return fit(screen, SLACK_MESSAGE)


def home_pages(screen: Screen) -> tuple[Screen, ...]:
    return fit(screen, SLACK_HOME)


def sent(page: Screen, **how: Any) -> Message:
    """What is sent for a page."""
    return message(page, again=AGAIN, **how)


def blocks_of(page: Screen, **how: Any) -> list[dict[str, Any]]:
    return sent(page, **how).blocks


def home_of(page: Screen, **how: Any) -> dict[str, Any]:
    return home(page, again=AGAIN, **how)


def wrong_with(shown: Message) -> list[str]:
    """What Slack would refuse of a message, or its library misses in it; nothing if it is well."""
    unlabelled = [
        each["action_id"]
        for each in every(shown.blocks)
        if each.get("type") == "button" and not each.get("accessibility_label", "").strip()
    ]
    return [
        *blockkit.problems(shown.blocks, "message"),
        *_wrong_with_models(shown.blocks),
        *([] if 0 < len(shown.text.strip()) <= 4_000 else [f"text: {shown.text!r}"]),
        *(f"no label to be read aloud: {each}" for each in unlabelled),
    ]


def wrong_with_view(view: dict[str, Any]) -> list[str]:
    """The same of a modal or a Home."""
    wrong = [*blockkit.problems_of_view(view), *_wrong_with_models(view["blocks"])]
    made = View(**view)
    try:
        if made.to_dict() != view:
            wrong.append(f"the library makes {made.to_dict()} of it")
    except SlackObjectFormationError as error:
        wrong.append(str(error))
    return wrong


def _wrong_with_models(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        made = Block.parse(block)
        assert made is not None
        try:
            if made.to_dict() != block:
                yield f"the library makes {made.to_dict()} of {block}"
        except SlackObjectFormationError as error:
            yield str(error)


def pressed(blocks: Sequence[Payload]) -> list[Payload]:
    """Every button and whatever can be chosen from."""
    return [each for each in every(list(blocks)) if each.get("type") in ("button", *CHOSEN_FROM)]


def labels(blocks: Sequence[Payload]) -> list[str]:
    """The labels of all buttons."""
    return [each["text"]["text"] for each in pressed(blocks) if each["type"] == "button"]


def labelled(blocks: Sequence[Payload], label: str) -> Payload:
    """The one button with this label."""
    (found,) = (
        each for each in pressed(blocks) if each["type"] == "button" and each["text"]["text"] == label
    )
    return found


def said(blocks: Sequence[Payload]) -> Iterator[Said | None]:
    """Everything that can be said by pressing; what is chosen from is sent by a button of the same name."""
    buttons = {each["action_id"] for each in pressed(blocks) if each["type"] == "button"}
    for each in pressed(blocks):
        identity = each["action_id"]
        if each["type"] != "button":
            if identity == CHOICES_ID or identity in buttons:
                yield from (read(identity, [option["value"]]) for option in each["options"])
            else:
                yield None
        elif not identity.startswith("cw:s:"):
            yield read(identity)


def words_of(blocks: Sequence[Payload]) -> str:
    """All that is to be read, one text below the other."""
    return "\n\n".join(blockkit.texts(list(blocks)))


def letters_of(text: str) -> str:
    """The letters and digits of `text`, which no mark changes."""
    return "".join(re.findall(r"[^\W_]+", html.unescape(text).replace(BLANK, "")))


def opened_by_form(screen: Screen) -> bool:
    """Whether the input of `screen`, or of a page of it, is answered in a modal."""
    asked = pages(screen)[-1].input if screen.submit else None
    return asked is not None and needs_form(asked)


def active(mrkdwn: str) -> str:
    """Text without what stands in code, where nothing but entities means anything."""
    return re.sub(rf"```.*?```|`(?!{BLANK})[^`\n]+`", "\N{MIDDLE DOT}", mrkdwn, flags=re.DOTALL)
