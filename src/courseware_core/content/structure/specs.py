"""What authors can have checked in an answer in code. Nothing of an answer is ever run."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from courseware_core.frozen import Frozen

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$", max_length=100)]
"""A name in Python, dotted or not."""

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class RecordsCheck(Frozen):
    """JSON Lines: each line by itself is one object, and there are `min` to `max` of them."""

    kind: Literal["records"]
    min: int = Field(default=1, ge=1, le=100)
    max: int | None = Field(default=None, ge=1, le=100)


class MessagesCheck(Frozen):
    """JSON Lines for chat training: each object has `messages` with these roles in this order.

    A system message may stand before them, and the exchange may repeat. Every content is text and not empty.
    """

    kind: Literal["messages"]
    roles: tuple[Word, ...] = ("user", "assistant")


class KeepsCheck(Frozen):
    """JSON Lines: every one of `texts` stands in a text of the objects, however it is spaced."""

    kind: Literal["keeps"]
    texts: tuple[Word, ...] = Field(min_length=1, max_length=20)


class Argument(Frozen):
    """What is given to a call: by `name`, or at `position` from 0 where the call takes it there too.

    It is the literal `value`, or comes from the result of a call of `made_by`; without either, anything.
    """

    name: Word
    position: int | None = Field(default=None, ge=0, le=20)
    value: str | None = None
    made_by: Name | None = Field(default=None, alias="from")


class CallCheck(Frozen):
    """Python: there is a call of `call`, with what is `given`, whatever it was imported as.

    A method is one `of` the result of another call. `after` names a call that comes before it, and with
    `caught` the call stands in a `try` that handles what it raises.
    """

    kind: Literal["call"]
    call: Name
    of: Name | None = None
    given: tuple[Argument, ...] = ()
    after: Name | None = None
    caught: bool = False


class FunctionCheck(Frozen):
    """Python: a function of this name is defined that takes so many parameters."""

    kind: Literal["function"]
    name: Name
    parameters: int = Field(default=1, ge=0, le=20)


JsonLinesCheck = RecordsCheck | MessagesCheck | KeepsCheck
PythonCheck = CallCheck | FunctionCheck
AnyCheck = Annotated[JsonLinesCheck | PythonCheck, Field(discriminator="kind")]
"""Every kind of check, told apart by `kind`."""
