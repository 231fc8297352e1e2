"""Forms: what is answered in a window of its own, because a message has nothing to write or to tick in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, assert_never

from discord import CheckboxGroupOption, TextStyle
from discord.ui import CheckboxGroup, Item, Label, Modal, TextDisplay, TextInput

from courseware_core.blocks import Block, Callout, plain
from courseware_core.inputs import (
    Answer,
    ChooseOne,
    ChooseSeveral,
    Input,
    LongText,
    LookUp,
    Number,
    Order,
    Pair,
    ShortText,
)
from courseware_core.languages import catalogue
from courseware_core.screen.fit import fit
from courseware_core.screen.letters import letter
from courseware_core.screen.measure import units
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import DISCORD_MODAL
from courseware_core.screen.safety import clean, visible
from courseware_core.screen.words import Words
from courseware_core.surfaces import controls
from courseware_core.surfaces.controls import Press
from courseware_discord import limits, markdown

_LINE = 200
"""Characters of a number or a term; ours, and far more than either needs."""


def needs_form(asked: Input) -> bool:
    """Whether `asked`, as it was fitted to a message, is answered in a form.

    So is what is written, and ticking several options: a select in a message sends what is ticked as soon
    as it is closed, and an answer cannot always be taken back. More options than a form has boxes for are
    a select all the same.
    """
    match asked:
        case ChooseOne():
            return False
        case ChooseSeveral():
            return len(asked.options) <= limits.CHECKBOXES
        case Order() | Pair() | Number() | ShortText() | LongText() | LookUp():
            return True
        case _:
            assert_never(asked)


def form_of(screen: Screen) -> Modal | None:
    """The form for the input of `screen`, or of a page of it; None if there is nothing to send.

    What has room of the screen's text stands above the field; of a conversation what was said last, so that
    the field is in sight on a phone.
    """
    page = fit(screen, DISCORD_MODAL)[-1]
    words = catalogue(page.locale)
    field = _field(page.input, words) if page.input else None
    if field is None or page.submit is None or page.input is None:
        return None
    title = clean(page.title).strip() or words.say("Your answer")
    form = Modal(
        title=clean(title, max_length=limits.FORM_TITLE),
        custom_id=controls.modal_id(page.input.kind, page.submit.token),
    )
    if above := _ending(map(markdown.written, _said_last(page.blocks))):
        form.add_item(TextDisplay(above))
    form.add_item(field)
    return form


def read_modal(custom_id: str, components: Sequence[Mapping[str, Any]]) -> Press | None:
    """What sending a form means, from its custom id and what Discord says is in it.

    None for what is no form of ours, or not as we make them.
    """
    form = controls.read_form_id(custom_id)
    fields = [field for field in _fields(components) if field.get("custom_id") == controls.FIELD_ID]
    if form is None or len(fields) != 1:
        return None
    kind, token = form
    value, values = fields[0].get("value"), fields[0].get("values")
    if kind == "choose_several":
        chosen = controls.positions(values) if isinstance(values, list) else None
        return Press(token, Answer(values=chosen)) if chosen else None
    return Press(token, Answer(text=value)) if isinstance(value, str) else None


def _field(asked: Input, words: Words) -> Label[Any] | None:
    """The field that `asked` is answered in; None where that is done in the message."""
    label = words.say("Your answer")
    match asked:
        case ChooseSeveral() if needs_form(asked):
            return _labelled(label, words.say("Please choose at least one option."), _boxes(asked))
        case Number():
            return _labelled(label, asked.unit, _line())
        case LookUp():
            return _labelled(words.say("Look up a term"), ", ".join(asked.suggestions), _line())
        case ShortText():
            return _labelled(asked.label or label, "", _line(asked.max_length))
        case LongText():
            field = _line(asked.max_length, style=TextStyle.paragraph)
            return _labelled(asked.label or label, "", field)
        case ChooseOne() | ChooseSeveral() | Order() | Pair():
            return None
        case _:
            assert_never(asked)


def _labelled(label: str, note: str, field: Item[Any]) -> Label[Any]:
    described = clean(note, max_length=limits.FIELD_NOTE).strip() or None
    return Label(text=clean(label, max_length=limits.FIELD_LABEL), description=described, component=field)


def _line(most: int = _LINE, *, style: TextStyle = TextStyle.short) -> TextInput[Any]:
    return TextInput(custom_id=controls.FIELD_ID, style=style, max_length=most)


def _boxes(asked: ChooseSeveral) -> CheckboxGroup[Any]:
    options = [
        CheckboxGroupOption(
            label=visible(plain(option)).strip() or letter(number),
            value=str(number),
            default=number in asked.chosen,
        )
        for number, option in enumerate(asked.options)
    ]
    return CheckboxGroup(custom_id=controls.FIELD_ID, min_values=1, max_values=len(options), options=options)


def _said_last(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks from the tutor's last words on; all of them where no tutor speaks."""
    words = [at for at, each in enumerate(blocks) if isinstance(each, Callout) and each.tone == "tutor"]
    return blocks[words[-1] :] if words else blocks


def _ending(texts: Iterable[str]) -> str:
    """As many of `texts` as a form can hold, the last ones, in one."""
    shown = [each for each in texts if each]
    while units(markdown.apart(shown)) > limits.CHARACTERS:
        del shown[0]
    return markdown.apart(shown)


def _fields(components: Iterable[object]) -> Iterator[Mapping[str, object]]:
    """Every component, those inside others included."""
    for component in components:
        if isinstance(component, Mapping):
            yield component
            inner = component.get("components")
            yield from _fields([component.get("component"), *(inner if isinstance(inner, list) else ())])
