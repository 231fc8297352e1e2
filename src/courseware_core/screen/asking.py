"""Inputs and controls in the forms that a surface can show, with what then has to stand in the text.

Options that are too long for a button or a menu stand in the text with letters, and the letters are
the options: a position means the same as before. An input that the surface has no form for, or that
has more options than it can carry, becomes a line of text; what is typed there is read by
`match.read_answer` with the input as it was.
"""

import re
from collections.abc import Iterable, Sequence
from typing import assert_never

from courseware_core.blocks import Block, List, ListItem, Paragraph, RichText, Span, plain, text
from courseware_core.inputs import (
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
from courseware_core.screen.letters import letter
from courseware_core.screen.measure import clipped, units
from courseware_core.screen.model import Control
from courseware_core.screen.profiles import UNLIMITED, Profile

CHOSEN = "\N{CHECK MARK}"
"""Stands before an option that is chosen so far, where the input cannot show it."""

_BETWEEN = " \N{MIDDLE DOT} "
_SHORT_NOTE = 32
"""The longest note that becomes part of a label; with more, a button is hard to read on a phone."""

_BEGINNING = 40
"""How much a label says that stands in the text as a whole."""

_OWN_NUMBER = re.compile(r"(\d{1,3})\. ")
"""Begins a label that is numbered already, such as that of a question of a test."""

_SHARE = 3
"""Options together may take a third of a screen's characters; more than that stands in the text."""

_TYPED_ANSWER = 200
_TYPED_POSITION = 6
"""Characters to type one position, such as "100, "."""


def ask(asked: Input, profile: Profile) -> tuple[tuple[Block, ...], Input]:
    """What stands before the input, and the input, as `profile` can show them."""
    match asked:
        case ChooseOne() | ChooseSeveral():
            return _choice(asked, profile)
        case Order():
            if profile.accepts("order") and _short(asked.items, profile):
                return (), asked
            return (lettered(asked.items), *_how(asked)), _typed(len(asked.items), profile)
        case Pair():
            if profile.accepts("pair") and _short((*asked.left, *asked.right), profile):
                return (), asked
            numbered = List(items=tuple(ListItem(text=item) for item in asked.left), ordered=True)
            return (numbered, lettered(asked.right), *_how(asked)), _typed(len(asked.left), profile)
        case Number():
            if units(asked.unit) <= profile.label_length:
                return (), asked
            return (Paragraph(text=text(asked.unit)),), Number()
        case ShortText() | LongText():
            most = min(asked.max_length, profile.answer_length)
            return (), asked.model_copy(update={"max_length": most})
        case LookUp():
            if _short(map(text, asked.suggestions), profile):
                return (), asked
            items = tuple(ListItem(text=text(each)) for each in asked.suggestions)
            return (List(items=items),), LookUp()
        case _:
            assert_never(asked)


def lettered(options: Sequence[RichText], chosen: Sequence[int] = ()) -> Paragraph:
    """The options, one on a line, each after its letter."""
    spans: list[Span] = []
    for position, option in enumerate(options):
        mark = f"{CHOSEN} " if position in chosen else ""
        spans += [Span(text=f"{mark}{letter(position)}", bold=True), Span(text=") "), *option]
        spans.append(Span(text="\n"))
    return Paragraph(text=tuple(spans[:-1]))


def label_limit(control: Control, profile: Profile) -> int:
    """The longest label of a control that is not submit."""
    return profile.choice_length if control.role == "choice" else profile.label_length


def note_limit(control: Control, profile: Profile) -> int:
    """The longest note beside the label of a control; 0 where there is none."""
    if profile.notes:
        return UNLIMITED
    return profile.choice_note_length if control.role == "choice" else 0


def named(
    controls: Sequence[Control], profile: Profile, *, limit: int | None = None, first: int = 1
) -> tuple[tuple[Block, ...], tuple[Control, ...]]:
    """The controls with labels of at most `limit`, and what stands in the text of those that are too long.

    Without `limit` it is that of each control. A note that there is no room for becomes part of the label,
    or stands in the text after it when it is long. A label that is too long stands in the text with a
    number, counted from `first`; the label is then the number and how it begins, if that fits. Where such
    labels have numbers of their own, all of those stand in the text, each with its note.
    """
    shown: list[Control] = []
    listed: list[ListItem] = []
    numbered: list[ListItem] = []
    noted: list[Paragraph] = []
    is_cut = False
    for control in controls:
        label = " ".join(control.label.split())
        note = control.note
        if note and units(note) > note_limit(control, profile):
            if label and units(note) > _SHORT_NOTE:
                noted.append(Paragraph(text=(Span(text=label, bold=True), Span(text=f": {note}"))))
            else:
                label += _BETWEEN + note
            note = ""
        own = _OWN_NUMBER.match(label)
        if own:
            numbered.append(ListItem(text=text(f"{label}{_BETWEEN}{note}" if note else label)))
        most = label_limit(control, profile) if limit is None else limit
        if not 0 < units(label) <= most:
            number = own[1] if own else str(first + len(listed))
            if own:
                is_cut = True
            else:
                listed.append(ListItem(text=text(label)))
            beginning = clipped(label, _BEGINNING) if own else f"{number}. {clipped(label, _BEGINNING)}"
            label = beginning if label and units(beginning) <= most else number
        shown.append(control.model_copy(update={"label": label, "note": note}))
    lists = [List(items=tuple(listed), ordered=True, start=first)] if listed else []
    lists += [List(items=tuple(numbered))] if is_cut else []
    return (*lists, *noted), tuple(shown)


def option_texts(asked: Input | None) -> tuple[str, ...]:
    """What the input itself shows: its options, items, suggestions or unit."""
    match asked:
        case None | ShortText() | LongText():
            return ()
        case ChooseOne() | ChooseSeveral():
            return tuple(map(plain, asked.options))
        case Order():
            return tuple(map(plain, asked.items))
        case Pair():
            return tuple(map(plain, (*asked.left, *asked.right)))
        case Number():
            return (asked.unit,)
        case LookUp():
            return asked.suggestions
        case _:
            assert_never(asked)


def _choice(asked: ChooseOne | ChooseSeveral, profile: Profile) -> tuple[tuple[Block, ...], Input]:
    count = len(asked.options)
    enough = count or profile.option_length == UNLIMITED
    if not (profile.accepts(asked.kind) and enough and count <= profile.options):
        listed = (lettered(asked.options, asked.chosen),) if count else ()
        how = _how(asked) if isinstance(asked, ChooseSeveral) else ()
        return (*listed, *how), _typed(count, profile)
    if _short(asked.options, profile):
        return (), asked
    letters = tuple(text(letter(position)) for position in range(count))
    return (lettered(asked.options),), asked.model_copy(update={"options": letters})


def _how(asked: ChooseSeveral | Order | Pair) -> tuple[Paragraph, ...]:
    return (Paragraph(text=text(asked.how)),) if asked.how else ()


def _short(options: Iterable[RichText], profile: Profile) -> bool:
    """Whether the options can be shown in the input itself, with nothing lost but marks."""
    if profile.option_length == UNLIMITED:
        return True
    shown = tuple(options)
    lengths = [units(plain(option)) for option in shown]
    return (
        len(shown) <= profile.options
        and max(lengths, default=0) <= profile.option_length
        and _SHARE * sum(lengths) <= profile.characters
        and all(plain(option).strip() and "\n" not in plain(option) for option in shown)
        and not any(span.href for option in shown for span in option)
    )


def _typed(count: int, profile: Profile) -> ShortText:
    return ShortText(max_length=min(profile.answer_length, max(_TYPED_ANSWER, count * _TYPED_POSITION)))
