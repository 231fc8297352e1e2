"""One screen goes out, one intent comes back. Nothing here can hold an answer key."""

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from courseware_core.blocks import Block
from courseware_core.frozen import Frozen
from courseware_core.inputs import Answer, Input

LONGEST_DELIVERY: Final = 200
"""The most characters of a delivery's name."""

Role = Literal["next", "back", "submit", "hint", "menu", "help", "choice", "other"]
"""What a control is for, so that a surface can place it and a typed word can mean it.

`next` goes on and is the one to press when in doubt; `choice` is one entry of a list to choose from.
"""


class Control(Frozen):
    """Something to press. `token` comes back in an intent; `note` says more about it in a word or two.

    `danger` is to be pressed twice: surfaces ask in between, and `Courseware.answer` where it is typed.
    """

    token: str = Field(max_length=64, pattern=r"^[\x21-\x7e]+$")
    label: str
    role: Role = "other"
    note: str = ""
    danger: bool = False


class Progress(Frozen):
    """How far: `done` of `total`, with the same in words."""

    done: float = Field(ge=0)
    total: int = Field(ge=1)
    label: str


class Screen(Frozen):
    """What a person sees now.

    `name` tells kinds of screens apart ("lesson.page", "question", …) for tests and adapters' looks.
    `eyebrow` says where one is. `input`, when there is one, is sent by pressing `submit`.
    `controls` are in the order of likelihood. `locale` is the language of the product's own words.
    """

    name: str
    title: str
    eyebrow: str = ""
    progress: Progress | None = None
    blocks: tuple[Block, ...] = ()
    input: Input | None = None
    submit: Control | None = None
    controls: tuple[Control, ...] = ()
    locale: str = "en"
    page: int = Field(default=1, ge=1)
    pages: int = Field(default=1, ge=1)


def delivery_name(given: str) -> str:
    """The name as it was given. Raises: ValueError when it is too long to be kept."""
    if len(given) > LONGEST_DELIVERY:
        raise ValueError(
            f"A delivery's name has at most {LONGEST_DELIVERY} characters, not {len(given)}. Hand on a "
            "shorter one, such as its SHA-256."
        )
    return given


class Intent(Frozen):
    """What a person did: pressed the control of `token`, with what they put into the input.

    `delivery` is the surface's own name for this press: the same delivery twice has one effect.
    """

    token: str = Field(max_length=64)
    answer: Answer = Answer()
    delivery: Annotated[str, Field(max_length=LONGEST_DELIVERY), BeforeValidator(delivery_name)] = ""
