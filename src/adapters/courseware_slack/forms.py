"""Modals: what is answered in a window of its own, because it is written."""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from courseware_core.blocks import RichText, plain
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
from courseware_core.screen.profiles import SLACK_MODAL
from courseware_core.screen.safety import clean
from courseware_core.screen.words import Words
from courseware_core.surfaces import controls
from courseware_core.surfaces.controls import FIELD_ID, Press
from courseware_slack import limits, mrkdwn

_LINE = 200
"""Characters of a number or a term; ours, and far more than either needs."""

_BETWEEN = " \N{MIDDLE DOT} "

Json = dict[str, Any]


def needs_form(asked: Input) -> bool:
    """Whether `asked`, as it was fitted to a message or the Home tab, is answered in a modal."""
    match asked:
        case ChooseOne() | ChooseSeveral():
            return False
        case Order() | Pair() | Number() | ShortText() | LongText() | LookUp():
            return True
        case _:
            assert_never(asked)


def option_labels(options: Sequence[RichText]) -> list[str]:
    """The options after their letters; none if that does not fit into what is chosen from.

    Options that are letters already stand alone: `fit` has written out what they mean.
    """
    letters = [letter(number) for number, _ in enumerate(options)]
    texts = [" ".join(clean(plain(option)).split()) for option in options]
    if texts == letters:
        return letters
    labels = [f"{mark}) {words or mrkdwn.CUT}" for mark, words in zip(letters, texts, strict=True)]
    return labels if all(units(each) <= limits.OPTION for each in labels) else []


def form_of(screen: Screen, origin: str) -> Json | None:
    """The modal for the input of `screen`, or of a page of it; None if there is nothing to write.

    `origin` says where the answer is shown; it comes back as `private_metadata`, of at most 3,000
    characters. What has room of the screen's text stands above the field.
    """
    page = fit(screen, SLACK_MODAL)[-1]
    if page.input is None or page.submit is None or not needs_form(page.input):
        return None
    words = catalogue(page.locale)
    shown = [each for block in page.blocks for each in mrkdwn.written(block)]
    if len(shown) >= limits.VIEW_BLOCKS:
        shown = [*mrkdwn.packed(shown, "\n\n")]
    answer = words.say("Your answer")
    return {
        "type": "modal",
        "callback_id": controls.modal_id(page.input.kind, page.submit.token),
        "private_metadata": origin,
        "title": mrkdwn.plain(page.title, most=limits.MODAL_TITLE, otherwise=answer),
        "submit": mrkdwn.plain(page.submit.label, most=limits.MODAL_TITLE, otherwise=answer),
        "close": mrkdwn.plain(words.say("Cancel"), most=limits.MODAL_TITLE),
        "blocks": [*map(mrkdwn.section, shown), _field(page.input, words)],
    }


def read_modal(view: Mapping[str, Any]) -> Press | None:
    """What sending the modal `view` means; None for what is none of ours, or not as we make them."""
    form = controls.read_form_id(str(view.get("callback_id")))
    state: object = view
    for key in ("state", "values", FIELD_ID, FIELD_ID, "value"):
        state = state.get(key) if isinstance(state, Mapping) else None
    if form is None or not isinstance(state, str):
        return None
    _, token = form
    return Press(token, Answer(text=state))


def in_the_field(sentence: str) -> Json:
    """The response to a modal that shows `sentence` below its field and leaves it open."""
    return {"response_action": "errors", "errors": {FIELD_ID: sentence}}


def _field(asked: Input, words: Words) -> Json:
    """The field that `asked` is answered in."""
    label = words.say("Your answer")
    match asked:
        case Number(unit=unit):
            return _typed(label, unit)
        case LookUp(suggestions=suggestions):
            return _typed(words.say("Look up a term"), _BETWEEN.join(suggestions))
        case ShortText(max_length=most):
            return _typed(asked.label or label, most=most)
        case LongText(max_length=most):
            return _typed(asked.label or label, most=most, multiline=True)
        case ChooseOne() | ChooseSeveral() | Order() | Pair():
            raise AssertionError("what is chosen is answered in the message")
        case _:
            assert_never(asked)


def _typed(label: str, hint: str = "", *, most: int = _LINE, multiline: bool = False) -> Json:
    noted = {"hint": mrkdwn.plain(hint, most=limits.INPUT_LABEL)} if clean(hint).strip() else {}
    return {
        "type": "input",
        "block_id": FIELD_ID,
        "label": mrkdwn.plain(label, most=limits.INPUT_LABEL),
        "element": {
            "type": "plain_text_input",
            "action_id": FIELD_ID,
            "multiline": multiline,
            "max_length": min(most, limits.TYPED),
        },
        **noted,
    }
