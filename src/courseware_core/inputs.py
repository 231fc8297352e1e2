"""What can be asked: the controls a screen may hold, and what comes back from them.

Options carry shown positions and never ids or keys: position 0 is the first option as it is shown.
"""

from typing import Annotated, Literal

from pydantic import Field

from courseware_core.blocks import RichText
from courseware_core.frozen import Frozen


class ChooseOne(Frozen):
    """Exactly one of `options`. Values: one position."""

    kind: Literal["choose_one"] = "choose_one"
    options: tuple[RichText, ...]
    chosen: tuple[int, ...] = ()


class ChooseSeveral(Frozen):
    """One or more of `options`. Values: positions in any order, each at most once.

    `how` says how to type it, for surfaces that have no form for this.
    """

    kind: Literal["choose_several"] = "choose_several"
    options: tuple[RichText, ...]
    chosen: tuple[int, ...] = ()
    how: str = ""


class Order(Frozen):
    """All of `items`, put in order. Values: every position once, first to last.

    `how` says how to type it, for surfaces that have no form for this.
    """

    kind: Literal["order"] = "order"
    items: tuple[RichText, ...]
    how: str = ""


class Pair(Frozen):
    """A right-hand item for each left-hand one. Values: for each of `left`, a position of `right`.

    `how` says how to type it, for surfaces that have no form for this.
    """

    kind: Literal["pair"] = "pair"
    left: tuple[RichText, ...]
    right: tuple[RichText, ...]
    how: str = ""


class Number(Frozen):
    """A number, as text, in the learner's own notation; `unit` is shown beside the field."""

    kind: Literal["number"] = "number"
    unit: str = ""


class ShortText(Frozen):
    """One line of at most `max_length` characters; `label` says what it is if it is no answer."""

    kind: Literal["short_text"] = "short_text"
    max_length: int = 200
    label: str = ""


class LongText(Frozen):
    """Several lines of at most `max_length` characters; `label` says what they are if they are no answer."""

    kind: Literal["long_text"] = "long_text"
    max_length: int = 4000
    label: str = ""


class LookUp(Frozen):
    """A term to look up, with suggestions to choose from. Text: the term, listed or not."""

    kind: Literal["look_up"] = "look_up"
    suggestions: tuple[str, ...] = ()


Input = Annotated[
    ChooseOne | ChooseSeveral | Order | Pair | Number | ShortText | LongText | LookUp,
    Field(discriminator="kind"),
]


class Answer(Frozen):
    """What a person put into an input: shown positions, or text. Nothing is checked yet."""

    values: tuple[int, ...] = ()
    text: str | None = None
