"""A page of a screen as a message: a card with what is to be read, and below it what can be pressed.

Pure. What stands on a page is `fit`'s business; here is only how it looks. Nothing relies on colour or on
a sign alone: each has its words beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Any

from discord import ButtonStyle, MediaGalleryItem, SelectOption
from discord.ui import (
    ActionRow,
    Button,
    Container,
    Item,
    LayoutView,
    MediaGallery,
    Select,
    Separator,
    TextDisplay,
)

from courseware_core.blocks import Block, Callout, Image, Tone, images, plain
from courseware_core.inputs import ChooseOne, ChooseSeveral, Input, LongText, LookUp
from courseware_core.languages import catalogue
from courseware_core.screen.asking import CHOSEN, lettered
from courseware_core.screen.letters import letter
from courseware_core.screen.measure import units
from courseware_core.screen.model import Control, Progress, Role, Screen
from courseware_core.screen.safety import clean, visible
from courseware_core.screen.words import Words
from courseware_core.surfaces import controls
from courseware_discord import limits, markdown
from courseware_discord.forms import needs_form

COLOUR = 0x5B7FDB
"""Of the card's edge, where nothing was said of an answer."""

COLOURS: dict[Tone, int] = {"right": 0x3BA55D, "partial": 0xE2A93B, "wrong": 0xD9534F}

SHORT = 34
"""The longest option that is a button's whole label: longer ones are cut off on a phone."""

Piece = str | MediaGallery[Any]
"""Something to be read or seen: text in Markdown, or pictures."""

_BESIDE = 4
"""Most screens end with these: a question, a term, a report, the menu."""

_BAR = 8
_DONE, _LEFT = "\N{BLACK PARALLELOGRAM}", "\N{WHITE PARALLELOGRAM}"
_EMOJI: dict[Role, str] = {
    "back": "\N{LEFTWARDS BLACK ARROW}\N{VARIATION SELECTOR-16}",
    "hint": markdown.EMOJI["hint"],
    "menu": "\N{HOUSE BUILDING}",
}
_PAGE_BACK = "\N{BLACK LEFT-POINTING TRIANGLE}\N{VARIATION SELECTOR-16}"
_PAGE_ON = "\N{BLACK RIGHT-POINTING TRIANGLE}\N{VARIATION SELECTOR-16}"
_NOTHING = "\N{HORIZONTAL ELLIPSIS}"
_BETWEEN = " \N{MIDDLE DOT} "


def rendered(
    page: Screen,
    *,
    again: str,
    notice: str = "",
    pictures: Mapping[str, str] = MappingProxyType({}),
    live: bool = True,
    armed: str = "",
) -> LayoutView:
    """One page of a fitted screen. `again` is the token that shows the screen once more.

    `notice` is a sentence about what was just done; of a long one there is as much as fits. `pictures` are
    the names of attached files by the digests of their pictures; any other is described. What is not `live`
    any more has nothing to press, and options that were buttons stand in the text.
    """
    head: list[Piece] = [_head(page)]
    every = [*head, *(each for block in page.blocks for each in _pieces(block, pictures))]
    pieces = [each for each in every if each]
    listed = _listed(page, live=live, room=_room(pieces))
    options = _options(page, listed=bool(listed)) if live else None
    below = _below(page, again, armed) if live else []
    pieces = [*pieces, *filter(None, (listed,))]
    said = _notice(notice, room=_room(pieces))
    body = _within([*pieces[:1], *said, *pieces[1:]] or [_NOTHING])
    card: Container[Any] = Container(*_stacked(body[:1]), accent_colour=_colour(page.blocks))
    if len(body) > 1:
        card.add_item(Separator())
    for item in _stacked(body[1:]):
        card.add_item(item)
    if options:
        card.add_item(Separator()).add_item(options)
    view = LayoutView(timeout=None)
    for item in (card, *below):
        view.add_item(item)
    return view


def _pieces(block: Block, pictures: Mapping[str, str]) -> Iterator[Piece]:
    """The text of a block, and its pictures; one inside a box stands below it, and is described in it."""
    attached = [
        MediaGalleryItem(f"attachment://{pictures[each.digest]}", description=_label(each.alt))
        for each in images(block)
        if each.digest in pictures
    ]
    if not (attached and isinstance(block, Image)):
        yield markdown.written(block)
    if attached:
        yield MediaGallery(*attached)


def _stacked(pieces: Sequence[Piece]) -> Iterator[Item[Any]]:
    """The pieces below each other.

    Texts are in one: between texts of their own Discord leaves less room than between lines.
    """
    for together, run in groupby(pieces, key=lambda each: isinstance(each, str)):
        if together:
            yield TextDisplay(markdown.apart(each for each in run if isinstance(each, str)))
        else:
            yield from (each for each in run if not isinstance(each, str))


def _room(pieces: Sequence[Piece]) -> int:
    """The characters that are left beside the texts, and the empty lines between them."""
    return limits.CHARACTERS - sum(units(each) + 2 for each in pieces if isinstance(each, str))


def _within(pieces: Sequence[Piece]) -> list[Piece]:
    """`pieces` as Discord takes their texts together.

    `fit` reckons with nearly all that Markdown adds; where a hundred links are on one page the end is cut.
    """
    kept: list[Piece] = []
    for each in pieces:
        over = units(each) - _room(kept) if isinstance(each, str) else 0
        if isinstance(each, str) and over > 0:
            return [*kept, each[: len(each) - over - len(_NOTHING)] + _NOTHING]
        kept.append(each)
    return kept


def _colour(blocks: Sequence[Block]) -> int:
    tones = [block.tone for block in blocks if isinstance(block, Callout)]
    return next((COLOURS[tone] for tone in tones if tone in COLOURS), COLOUR)


def _head(page: Screen) -> str:
    """Where one is, the title, and how far it is, each on its line."""
    where, title = markdown.line(page.eyebrow), markdown.line(page.title)
    far = [_progress(page.progress)] if page.progress else []
    if page.pages > 1:
        words = catalogue(page.locale)
        far.append(markdown.line(words.say("Page {n} of {total}", n=page.page, total=page.pages)))
    lines = (
        f"-# {where}" if where else "",
        f"## {title}" if title else "",
        f"-# {_BETWEEN.join(far)}" if far else "",
    )
    return "\n".join(each for each in lines if each)


def _progress(progress: Progress) -> str:
    """A bar, which is full only when everything is done, and the same in words."""
    full = min(_BAR, int(_BAR * progress.done / progress.total))
    return f"{_DONE * full}{_LEFT * (_BAR - full)} {markdown.line(progress.label)}"


def _notice(sentence: str, *, room: int) -> list[str]:
    """The sentence as a quotation of its own, or as much of it as there is room for."""
    lead = f"> {markdown.EMOJI['notice']} "
    shown = lead + markdown.line(sentence)
    if units(shown) > room:
        shown = lead + markdown.line(clean(sentence, max_length=max(1, (room - units(lead)) // 4)))
    return [shown] if sentence.strip() and units(shown) <= room else []


def _listed(page: Screen, *, live: bool, room: int) -> str:
    """What stands in the text of the input: what can be chosen, where nothing to press says it."""
    match page.input:
        case ChooseOne() | ChooseSeveral() as asked:
            shown = _options_in_text(asked, said_by_buttons=live and _said_by_buttons(page))
        case LookUp(suggestions=suggestions) if suggestions and not live:
            shown = f"-# {_BETWEEN.join(map(markdown.line, suggestions))}"
        case _:
            return ""
    return shown if units(shown) <= room else ""


def _options_in_text(asked: ChooseOne | ChooseSeveral, *, said_by_buttons: bool) -> str:
    if [plain(option) for option in asked.options] != [letter(n) for n, _ in enumerate(asked.options)]:
        return "" if said_by_buttons else markdown.written(lettered(asked.options, asked.chosen))
    # `fit` has written them out, with these letters.
    return f"{CHOSEN} {', '.join(map(letter, asked.chosen))}" if asked.chosen else ""


def _said_by_buttons(page: Screen) -> bool:
    """Whether all that can be chosen is on what is pressed, so that it can be read on a phone."""
    match page.input:
        case ChooseOne(options=options) | ChooseSeveral(options=options) if page.submit:
            return not needs_form(page.input) and all(units(plain(each)) <= SHORT for each in options)
        case _:
            return False


def _options(page: Screen, *, listed: bool) -> ActionRow[Any] | None:
    """What to press or to select for the input; None where there is nothing, or it is ticked in a form.

    Options that are `listed` in the text are buttons with their letters.
    """
    asked, submit = page.input, page.submit
    if submit and isinstance(asked, LookUp) and asked.suggestions:
        return ActionRow(
            Select(
                custom_id=controls.words_id(submit.token),
                placeholder=_choose(page),
                options=[
                    SelectOption(label=_label(each), value=each) for each in dict.fromkeys(asked.suggestions)
                ],
            )
        )
    if submit is None or not isinstance(asked, ChooseOne | ChooseSeveral) or needs_form(asked):
        return None
    labels = [_label(plain(option), letter(number)) for number, option in enumerate(asked.options)]
    if isinstance(asked, ChooseOne) and len(labels) <= limits.ROW and (listed or _said_by_buttons(page)):
        buttons = (
            Button[Any](
                label=f"{CHOSEN} {label}" if number in asked.chosen else label,
                style=ButtonStyle.secondary,
                custom_id=controls.option_id(submit.token, number),
            )
            for number, label in enumerate(
                labels if _said_by_buttons(page) else map(letter, range(len(labels)))
            )
        )
        return ActionRow(*buttons)
    several = isinstance(asked, ChooseSeveral)
    return ActionRow(
        Select(
            custom_id=controls.select_id(submit.token),
            placeholder=_choose(page),
            max_values=len(labels) if several else 1,
            options=[
                SelectOption(
                    label=clean(f"{letter(n)}) {label}" if listed else label, max_length=limits.OPTION_LABEL),
                    value=str(n),
                    default=n in asked.chosen,
                )
                for n, label in enumerate(labels)
            ],
        )
    )


def _below(page: Screen, again: str, armed: str) -> list[ActionRow[Any]]:
    """What is pressed besides options, in rows: what goes on, a list to choose from, the other buttons."""
    buttons = list({button.custom_id: button for button in _buttons(page, again, armed)}.values())
    choices = {each.token: each for each in page.controls if each.role == "choice"}
    if not choices:
        return _rows(buttons)
    onward = [button for button in buttons if button.style is ButtonStyle.primary]
    others = [button for button in buttons if button.style is not ButtonStyle.primary]
    options = [
        SelectOption(label=_label(each.label), value=each.token, description=_label(each.note, "") or None)
        for each in choices.values()
    ]
    select: Select[Any] = Select(custom_id=controls.CHOICES_ID, placeholder=_choose(page), options=options)
    return [*_rows(onward), ActionRow(select), *_rows(others)]


def _rows(buttons: Sequence[Button[Any]]) -> list[ActionRow[Any]]:
    """The buttons in rows; of several rows the first is short, so that what is beside the way is together."""
    first = len(buttons) if len(buttons) <= limits.ROW else min(limits.ROW, len(buttons) - _BESIDE)
    starts = range(first, len(buttons), limits.ROW)
    rows = [buttons[:first], *(buttons[start : start + limits.ROW] for start in starts)]
    return [ActionRow(*row) for row in rows if row]


def _buttons(page: Screen, again: str, armed: str) -> Iterator[Button[Any]]:
    """Turning the page, submit, and the controls in their order, but first the one that goes on."""
    words = catalogue(page.locale)
    for number, emoji in ((page.page - 1, _PAGE_BACK), (page.page + 1, _PAGE_ON)):
        if 1 <= number <= page.pages:
            yield Button(
                label=words.say("Page {n}", n=number),
                emoji=emoji,
                style=ButtonStyle.primary if number > page.page else ButtonStyle.secondary,
                custom_id=controls.page_id(again, number),
            )
    if page.submit and page.input and needs_form(page.input):
        yield _button(_opening(page.submit, page.input, words), controls.form_id(page.submit.token))
    elif page.submit and page.input is None:
        yield _button(page.submit, controls.press_id(page.submit.token))
    for control in sorted(page.controls, key=lambda each: each.role != "next"):
        if control.role != "choice":
            asks = control.danger and control.token != armed
            custom_id = (controls.danger_id if asks else controls.press_id)(control.token)
            yield _button(control, custom_id)


def _opening(submit: Control, asked: Input, words: Words) -> Control:
    """What opens a form, where nothing is written yet that could be sent."""
    if isinstance(asked, LongText) and asked.label:
        return submit.model_copy(update={"label": f"{words.say('Write')}{_NOTHING}"})
    return submit


def _button(control: Control, custom_id: str) -> Button[Any]:
    style = ButtonStyle.primary if control.role in ("next", "submit") else ButtonStyle.secondary
    return Button(
        label=_label(control.label),
        emoji=_EMOJI.get(control.role),
        style=ButtonStyle.danger if control.danger else style,
        custom_id=custom_id,
    )


def _label(words: str, otherwise: str = _NOTHING) -> str:
    """`words` on one line, with nothing that cannot be seen; `otherwise` if that is all there is."""
    return " ".join(visible(words).split()) or otherwise


def _choose(page: Screen) -> str:
    return f"{catalogue(page.locale).say('Choose')}\N{HORIZONTAL ELLIPSIS}"
