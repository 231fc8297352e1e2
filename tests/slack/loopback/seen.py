"""What a person sees of a message, modal or Home tab: its words and what can be used in it."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.slack.loopback.filling import Filled, offered, values
from tests.slack.loopback.records import Channel, Ephemeral, Json, Message, elements
from tests.slack.loopback.views import View


@dataclass(frozen=True, slots=True)
class Control:
    """Something to press, choose from or write in, as it was when it was looked at."""

    kind: str
    """The type of the element: `button`, `radio_buttons`, `plain_text_input`, …"""
    label: str
    options: tuple[str, ...]
    """What can be chosen, in words."""
    chosen: tuple[str, ...]
    """What is chosen or written, in words."""
    asks: str
    """The question that is asked after a press, with what goes on; empty where there is none."""
    element: Json = field(repr=False)
    block: Json = field(repr=False)

    @property
    def action_id(self) -> str:
        """What the app knows it by."""
        return str(self.element["action_id"])

    def named(self, what: str) -> bool:
        """Whether `what` is its label, action id or value."""
        return what in (self.label, self.action_id, self.element.get("value"))


@dataclass(frozen=True, slots=True)
class Screen:
    """A message, modal or Home tab as it was when it was looked at."""

    texts: tuple[str, ...]
    controls: tuple[Control, ...]
    message: Message | Ephemeral | None = field(default=None, repr=False)
    channel: Channel | None = field(default=None, repr=False)
    view: View | None = field(default=None, repr=False)
    notification: str = ""
    """What a notification and a screen reader say of a message."""
    errors: tuple[str, ...] = ()
    """What stands in red below the fields of a modal."""

    @property
    def text(self) -> str:
        """All words but those of controls, a paragraph each."""
        return "\n\n".join(self.texts)

    @property
    def words(self) -> str:
        """All that can be read, controls and their options included."""
        of_controls = [word for each in self.controls for word in (each.label, *each.options, each.asks)]
        return "\n\n".join((*self.texts, *self.errors, *filter(None, of_controls)))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of what can be pressed."""
        return tuple(each.label for each in self.controls if each.kind == "button")

    @property
    def options(self) -> tuple[str, ...]:
        """All that can be chosen, in words."""
        return tuple(option for each in self.controls for option in each.options)

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it, until they reload."""
        return isinstance(self.message, Ephemeral)

    @property
    def ts(self) -> str:
        """The timestamp that names a message; empty for views."""
        return self.message.ts if self.message else ""

    @property
    def thread_ts(self) -> str | None:
        """The message that it replies to."""
        return self.message.thread_ts if self.message else None


def message_seen(channel: Channel, message: Message | Ephemeral, filled: Filled) -> Screen:
    """What is seen of a message. Where there are blocks its text is only in notifications."""
    text = html.unescape(message.text)
    texts = tuple(words_of(message.blocks)) if message.blocks else (text,) if text else ()
    controls = tuple(_controls(message.blocks, filled))
    return Screen(texts, controls, message, channel, notification=text)


def view_seen(view: View) -> Screen:
    """What is seen of a modal or Home tab."""
    around = [view.definition.get(part) for part in ("title", "submit", "close")]
    texts = (*(part["text"] for part in around if part), *words_of(view.blocks))
    errors = tuple(view.errors.values())
    return Screen(texts, tuple(_controls(view.blocks, view.filled)), view=view, errors=errors)


def words_of(blocks: list[Json]) -> Iterator[str]:
    """The words of blocks in the order of reading, without those of controls."""
    for block in blocks:
        match block["type"]:
            case "context":
                yield " ".join(_text(each) for each in block["elements"])
            case "section":
                parts = [block.get("text"), *(block.get("fields") or [])]
                yield from (_text(part) for part in parts if part)
                if block.get("accessory", {}).get("type") == "image":
                    yield _text(block["accessory"])
            case "input":
                yield from (_text(block[part]) for part in ("label", "hint") if block.get(part))
            case "image":
                yield from (_text(block["title"]) for _ in range("title" in block))
                yield _text(block)
            case "table":
                yield from (" | ".join(_rich(cell) for cell in row) for row in block["rows"])
            case "rich_text":
                yield _rich(block)
            case "actions" | "divider":
                pass
            case _:
                yield _text(block)


def _text(part: Mapping[str, object]) -> str:
    """The words of a text object, of an image, or of a block that has a text."""
    text = part.get("text", part.get("alt_text", ""))
    if isinstance(text, Mapping):
        return _text(text)
    return html.unescape(str(text)) if part.get("type") == "mrkdwn" else str(text)


def _rich(part: Json) -> str:
    inner = part.get("elements")
    if inner is None:
        return str(part.get("text") or part.get("url") or "")
    between = "\n" if part["type"] in ("rich_text", "rich_text_list") else ""
    return between.join(_rich(each) for each in inner)


def _controls(blocks: list[Json], filled: Filled) -> Iterator[Control]:
    state = values(blocks, filled)
    for block in blocks:
        for element in elements(block):
            now = state.get(block["block_id"], {}).get(element["action_id"], {})
            picked = [now.get("selected_option"), *(now.get("selected_options") or [])]
            chosen = [_text(each) for each in picked if each] + ([now["value"]] if now.get("value") else [])
            options = tuple(word for each in offered(element) for word in _option(each))
            yield Control(
                element["type"],
                _label(block, element),
                options,
                tuple(chosen),
                _question(element),
                element,
                block,
            )


def _option(option: Json) -> Iterator[str]:
    yield _text(option)
    if option.get("description"):
        yield _text(option["description"])


def _label(block: Json, element: Json) -> str:
    for part in (element.get("text"), block.get("label"), element.get("placeholder"), block.get("text")):
        if part:
            return _text(part)
    return ""


def _question(element: Json) -> str:
    asked = element.get("confirm") or {}
    return "\n".join(_text(asked[part]) for part in ("title", "text", "confirm", "deny") if part in asked)
