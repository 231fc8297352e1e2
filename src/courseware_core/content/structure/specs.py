"""What authors can have checked in an answer in code. Nothing of an answer is ever run."""

import ast
import keyword
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from courseware_core.frozen import Frozen


def _no_keyword(name: str) -> str:
    if any(map(keyword.iskeyword, name.split("."))):
        raise ValueError(f"`{name}` is a word of the Python language and no name")
    return name


Name = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$", max_length=100),
    AfterValidator(_no_keyword),
]
"""A name in Python, dotted or not."""

Identifier = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z_]\w*$", max_length=100), AfterValidator(_no_keyword)
]
"""A name in Python without dots."""

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class RecordsCheck(Frozen):
    """JSON Lines: each line by itself is one object, and there are `min` to `max` of them."""

    kind: Literal["records"]
    min: int = Field(default=1, ge=1, le=100)
    max: int | None = Field(default=None, ge=1, le=100)

    @model_validator(mode="after")
    def _some_number_fits(self) -> Self:
        if self.max is not None and self.max < self.min:
            raise ValueError(f"`max` is {self.max}, less than `min`, {self.min}")
        return self


class MessagesCheck(Frozen):
    """JSON Lines for chat training: each object has `messages` with these roles in this order.

    A system message may stand before them, and the exchange may repeat. Every content is text and not empty.
    """

    kind: Literal["messages"]
    roles: tuple[Word, ...] = Field(default=("user", "assistant"), min_length=1, max_length=20)


class KeepsCheck(Frozen):
    """JSON Lines: every one of `texts` stands in a text of the objects, however it is spaced."""

    kind: Literal["keeps"]
    texts: tuple[Word, ...] = Field(min_length=1, max_length=20)


_SPELT = {"true": "True", "false": "False", "null": "None"}
"""Words of YAML, and what Python has for them."""


class Argument(Frozen):
    """What is given to a call: by `name`, or at `position` from 0 where the call takes it there too.

    It is the literal `value`, or comes `from` the result of another call; without either, anything.
    """

    model_config = ConfigDict(validate_by_name=False)

    name: Identifier
    position: int | None = Field(default=None, ge=0, le=20)
    value: Annotated[str, Field(max_length=200)] | None = None
    made_by: Name | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.value is not None and self.made_by is not None:
            raise ValueError("it is either a literal `value` or comes `from` a call; leave one out")
        return self

    @property
    def literal(self) -> str | None:
        """The `value` as Python spells it: a number, text in quotes, `True`; None where there is none."""
        if self.value is None:
            return None
        try:
            return repr(ast.literal_eval(_SPELT.get(self.value, self.value)))
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            return repr(self.value)


class CallCheck(Frozen):
    """Python: there is a call of `call`, with what is `given`, whatever it was imported as.

    A method is one `of` the result of another call. `after` names a call that comes before it, and with
    `caught` the call stands in a `try` that handles what it raises.
    """

    kind: Literal["call"]
    call: Name
    of: Name | None = None
    given: tuple[Argument, ...] = Field(default=(), max_length=20)
    after: Name | None = None
    caught: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        names = [each.name for each in self.given]
        if twice := next((each for each in names if names.count(each) > 1), None):
            raise ValueError(f"`{twice}` is given twice; an argument has one name")
        if self.after == self.call:
            raise ValueError(f"`{self.call}` cannot come after itself; `after` names another call")
        return self


class FunctionCheck(Frozen):
    """Python: a function of this name is defined that takes so many parameters."""

    kind: Literal["function"]
    name: Identifier
    parameters: int = Field(default=1, ge=0, le=20)


JsonLinesCheck = RecordsCheck | MessagesCheck | KeepsCheck
PythonCheck = CallCheck | FunctionCheck
AnyCheck = Annotated[JsonLinesCheck | PythonCheck, Field(discriminator="kind")]
"""Every kind of check, told apart by `kind`."""
