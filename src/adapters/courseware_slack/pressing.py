"""What is pressed on a page of a screen: options, and below them the controls. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from courseware_core.blocks import plain
from courseware_core.inputs import ChooseOne, ChooseSeveral
from courseware_core.languages import catalogue
from courseware_core.screen.asking import CHOSEN
from courseware_core.screen.cut import words as words_of
from courseware_core.screen.letters import letter
from courseware_core.screen.measure import units
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.safety import clean
from courseware_core.surfaces import controls
from courseware_slack import limits, mrkdwn
from courseware_slack.forms import needs_form, option_labels

SHORT = 30
"""The longest option, with its letter, that is a button: longer ones are cut off on a phone."""

FEW = 5
"""Options that are buttons; more are a list to choose from."""

_ROW = 5
"""Buttons that stand together; of more than that the last `_BESIDE` have a row of their own."""

_BESIDE = 4
"""Most screens end with these: a question, a term, a report, the menu."""

_BETWEEN = " \N{MIDDLE DOT} "

Json = dict[str, Any]


def controls_of(page: Screen, again: str) -> list[Json]:
    """The blocks with all that can be pressed on a page; `again` is the token that shows it once more."""
    asked = [*_input(page)]
    buttons = [*_submit(page, asked), *_buttons(page, again)]
    return [*asked, *_below(page, {button["action_id"]: button for button in buttons}.values())]


def _input(page: Screen) -> Iterator[Json]:
    """The options to press, or to choose from; nothing where they are in a form or there are none."""
    asked, submit = page.input, page.submit
    if submit is None or not isinstance(asked, ChooseOne | ChooseSeveral):
        return
    texts = [plain(option) for option in asked.options]
    labels = option_labels(asked.options) or [letter(n) for n, _ in enumerate(texts)]
    if isinstance(asked, ChooseOne) and len(labels) <= FEW and all(units(each) <= SHORT for each in labels):
        yield _actions(
            _button(
                f"{CHOSEN} {label}" if number in asked.chosen else label,
                controls.option_id(submit.token, number),
                aloud=_in_full(page, number, texts[number]),
            )
            for number, label in enumerate(labels)
        )
        return
    several = isinstance(asked, ChooseSeveral)
    words = catalogue(page.locale)
    label = words.say("Choose all that apply") if several else words.say("Your answer")
    yield {
        "type": "input",
        "label": mrkdwn.plain(label, most=limits.INPUT_LABEL),
        "element": _choice(page, labels, asked.chosen, several=several),
    }


def _choice(page: Screen, labels: Sequence[str], chosen: Sequence[int], *, several: bool) -> Json:
    assert page.submit is not None
    options = [_option(label, str(number)) for number, label in enumerate(labels)]
    initial = [option for number, option in enumerate(options) if number in chosen]
    element: Json = {"action_id": controls.select_id(page.submit.token), "options": options}
    if len(options) <= limits.OPTIONS_IN_SIGHT:
        element["type"] = "checkboxes" if several else "radio_buttons"
    else:
        element["type"] = "multi_static_select" if several else "static_select"
        element["placeholder"] = _choose(page)
    if several and initial:
        element["initial_options"] = initial
    elif initial:
        element["initial_option"] = initial[0]
    return element


def _below(page: Screen, buttons: Collection[Json]) -> Iterator[Json]:
    """What is pressed besides options: what goes on, a list to choose from, the other buttons."""
    choices = {each.token: each for each in page.controls if each.role == "choice"}
    if not choices:
        yield from _rows([*buttons])
        return
    yield from _rows([button for button in buttons if button.get("style") == "primary"])
    select = {
        "type": "static_select",
        "action_id": controls.CHOICES_ID,
        "placeholder": _choose(page),
        "options": [_option(each.label, each.token, each.note) for each in choices.values()],
    }
    yield _actions([select])
    yield from _rows([button for button in buttons if button.get("style") != "primary"])


def _rows(buttons: Sequence[Json]) -> Iterator[Json]:
    """The buttons; what is beside the way stands below what goes on."""
    first = len(buttons) if len(buttons) <= _ROW else len(buttons) - _BESIDE
    for row in (buttons[:first], buttons[first:]):
        if row:
            yield _actions(row)


def _actions(elements: Iterable[Json]) -> Json:
    return {"type": "actions", "elements": list(elements)}


def _submit(page: Screen, asked: Iterable[Json]) -> Iterator[Json]:
    """What sends an answer to what is `asked` by these blocks; nothing where each option is a button."""
    if page.submit is None or any(block["type"] == "actions" for block in asked):
        return
    token = page.submit.token
    if page.input is None:
        identity = controls.press_id(token)
    else:
        identity = controls.form_id(token) if needs_form(page.input) else controls.select_id(token)
    yield _pressed(page, page.submit, identity)


def _buttons(page: Screen, again: str) -> Iterator[Json]:
    """Turning the page, and the controls in their order, but first the one that goes on."""
    words = catalogue(page.locale)
    for number in (page.page + 1, page.page - 1):
        if 1 <= number <= page.pages:
            yield _button(
                words.say("Page {n}", n=number),
                controls.page_id(again, number),
                style="primary" if number > page.page else "",
                aloud=words.say("Page {n} of {total}", n=number, total=page.pages),
            )
    for control in sorted(page.controls, key=lambda each: each.role != "next"):
        if control.role != "choice":
            yield _pressed(page, control, controls.press_id(control.token))


def _pressed(page: Screen, control: Control, action_id: str) -> Json:
    button = _button(
        f"{control.label}{_BETWEEN}{control.note}" if control.note else control.label,
        action_id,
        style="primary" if control.role in ("next", "submit") else "",
    )
    if control.danger:
        button |= {"style": "danger", "confirm": _confirm(page, control)}
    return button


def _confirm(page: Screen, control: Control) -> Json:
    words = catalogue(page.locale)
    return {
        "title": mrkdwn.plain(control.label, most=limits.CONFIRM_TITLE),
        "text": mrkdwn.plain(words.say("Are you sure?"), most=limits.CONFIRM_TEXT),
        "confirm": mrkdwn.plain(control.label, most=limits.CONFIRM_BUTTON),
        "deny": mrkdwn.plain(words.say("Cancel"), most=limits.CONFIRM_BUTTON),
        "style": "danger",
    }


def _button(label: str, action_id: str, *, style: str = "", aloud: str = "") -> Json:
    """A button; `aloud` is what a screen reader says instead of the label."""
    shown = mrkdwn.plain(label, most=limits.BUTTON)
    spoken = (mrkdwn.plain(aloud, most=limits.BUTTON) if aloud else shown)["text"]
    styled = {"style": style} if style else {}
    return {"type": "button", "text": shown, "action_id": action_id, "accessibility_label": spoken, **styled}


def _option(label: str, value: str, note: str = "") -> Json:
    noted = {"description": mrkdwn.plain(note, most=limits.OPTION)} if clean(note).strip() else {}
    return {"text": mrkdwn.plain(label, most=limits.OPTION), "value": value, **noted}


def _choose(page: Screen) -> Json:
    words = catalogue(page.locale).say("Choose")
    return mrkdwn.plain(f"{words}\N{HORIZONTAL ELLIPSIS}", most=limits.PLACEHOLDER)


def _in_full(page: Screen, number: int, option: str) -> str:
    """An option after its letter, from the text of the page if only the letter is the option.

    Empty if the text stands on another page.
    """
    lead = f"{letter(number)}) "
    if option != letter(number):
        return lead + option
    lines = chain.from_iterable(words_of(block).splitlines() for block in page.blocks)
    return next((line for line in lines if line.startswith(lead)), "")
