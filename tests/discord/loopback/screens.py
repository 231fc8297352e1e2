"""What a person sees of a message or a form: its words and what can be pressed, chosen and filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from simcord.backend.models import Interaction, Message
from simcord.components import walk_components
from simcord.enums import SELECT_TYPES, ComponentType

FILLED = {
    ComponentType.TEXT_INPUT,
    ComponentType.STRING_SELECT,
    ComponentType.RADIO_GROUP,
    ComponentType.CHECKBOX_GROUP,
    ComponentType.CHECKBOX,
}


@dataclass(frozen=True, slots=True)
class Option:
    """One of several: `value` goes to the bot, `label` is read."""

    label: str
    value: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """A button, or a select with its options. `label` of a select is its placeholder."""

    kind: Literal["button", "select"]
    label: str
    custom_id: str
    """Empty where it is a link."""
    enabled: bool
    options: tuple[Option, ...] = ()
    least: int = 1
    most: int = 1
    component: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def named(self, what: str) -> bool:
        """Whether `what` is its label or its custom id."""
        return what in (self.label, self.custom_id)


@dataclass(frozen=True, slots=True)
class Screen:
    """A message of the bot as it was when it was looked at."""

    message_id: int
    channel_id: int
    texts: tuple[str, ...]
    controls: tuple[Control, ...]
    ephemeral: bool
    thinking: bool
    """Whether the bot has only promised an answer."""

    @property
    def text(self) -> str:
        """All words, a paragraph each."""
        return "\n\n".join(self.texts)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of what can be pressed."""
        return tuple(each.label for each in self.controls if each.kind == "button" and each.enabled)

    @property
    def options(self) -> tuple[str, ...]:
        """The labels of all that can be chosen from selects."""
        return tuple(option.label for each in self.controls for option in each.options if each.enabled)


@dataclass(frozen=True, slots=True)
class Field:
    """A control of a form. `kind` is Discord's number of the component."""

    label: str
    custom_id: str
    kind: int
    required: bool
    options: tuple[Option, ...]
    component: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Form:
    """A modal that is open."""

    title: str
    texts: tuple[str, ...]
    fields: tuple[Field, ...]
    shown_by: Interaction = field(repr=False)


def screen_of(message: Message) -> Screen:
    """What is seen of a message."""
    texts = [message.content] if message.content else []
    for embed in message.embeds:
        texts += [embed[part] for part in ("title", "description") if embed.get(part)]
    controls: list[Control] = []
    for component in walk_components(message.components):
        if component["type"] == ComponentType.TEXT_DISPLAY:
            texts.append(component["content"])
        controls += _controls(component)
    thinking = bool(message.flags & 1 << 7)
    return Screen(
        message.id, message.channel_id, tuple(texts), tuple(controls), message.is_ephemeral, thinking
    )


def _controls(component: Mapping[str, Any]) -> Iterator[Control]:
    enabled = not component.get("disabled")
    if component["type"] == ComponentType.BUTTON:
        custom_id = component.get("custom_id", "")
        pressable = enabled and bool(custom_id)
        yield Control("button", component.get("label") or "", custom_id, pressable, component=component)
    elif component["type"] in SELECT_TYPES:
        least, most = component.get("min_values", 1), component.get("max_values", 1)
        label = component.get("placeholder") or ""
        options = _options(component)
        yield Control("select", label, component["custom_id"], enabled, options, least, most, component)


def _options(component: Mapping[str, Any]) -> tuple[Option, ...]:
    return tuple(
        Option(each["label"], each["value"], bool(each.get("default")))
        for each in component.get("options") or []
    )


def form_of(record: Interaction) -> Form:
    """The modal that an interaction was answered with."""
    assert record.modal is not None
    texts = []
    fields = []
    for component in record.modal["components"]:
        inner = _inside(component)
        if component["type"] == ComponentType.TEXT_DISPLAY:
            texts.append(component["content"])
        if inner is not None and inner["type"] in FILLED:
            label = component.get("label") or inner.get("label") or ""
            required = inner.get("required", inner["type"] != ComponentType.CHECKBOX)
            fields.append(Field(label, inner["custom_id"], inner["type"], required, _options(inner), inner))
    return Form(record.modal["title"], tuple(texts), tuple(fields), record)


def _inside(component: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The control within a label or a row of a form."""
    if component["type"] == ComponentType.LABEL:
        inside: Mapping[str, Any] = component["component"]
        return inside
    if component["type"] == ComponentType.ACTION_ROW:
        first: Mapping[str, Any] = component["components"][0]
        return first
    return None
