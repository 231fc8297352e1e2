"""Ordering: items to be put into the right order."""

from fractions import Fraction
from itertools import pairwise
from typing import Literal

from pydantic import Field

from courseware_core.content.inline import inline
from courseware_core.content.questions.base import (
    Id,
    Invalid,
    Prose,
    Question,
    Response,
    Say,
    Shuffle,
    Verdict,
    verdict,
)
from courseware_core.content.questions.deal import dealt
from courseware_core.frozen import Frozen
from courseware_core.inputs import Answer, Order


class Item(Frozen):
    """One of the things to be put into order."""

    id: Id
    text: Prose


class Ordering(Question):
    """Items, authored in the right order. A response holds their ids in the order that was given.

    With `credit` of `all` only the whole order earns the mark. With `adjacent` it is the share of neighbours
    in the right order that follow each other in the answer too.
    """

    several = "numbered"

    type: Literal["ordering"] = "ordering"
    items: tuple[Item, ...] = Field(min_length=3, max_length=6)
    credit: Literal["all", "adjacent"] = "all"

    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        return dealt(self.id, self._right(), (), shuffle)

    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> Order:
        return Order(items=tuple(inline(self._texts()[each]) for each in order))

    def read(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        if any(not 0 <= value < len(order) for value in answer.values):
            return Invalid(code="unknown_option")
        if sorted(answer.values) != list(range(len(order))):
            return Invalid(code="order_all")
        return Response(options=tuple(order[value] for value in answer.values))

    def fits(self, response: Response) -> bool:
        return response.text is None and sorted(response.options) == sorted(self._right())

    def grade(self, response: Response) -> Verdict:
        right = self._right()
        if self.credit == "all" or response.options == right:
            return verdict(Fraction(response.options == right))
        following = set(pairwise(response.options))
        return verdict(Fraction(sum(each in following for each in pairwise(right)), len(right) - 1))

    def feedback_on(self, response: Response, *, reveal: bool) -> tuple[str, ...]:
        return ()

    def key(self, say: Say) -> tuple[str, ...]:
        return tuple(item.text for item in self.items)

    def given(self, response: Response, say: Say) -> tuple[str, ...]:
        return tuple(self._texts()[each] for each in response.options)

    def counted(self, response: Response) -> tuple[str, ...]:
        return tuple(f"{place}:{each}" for place, each in enumerate(response.options, start=1))

    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        right = self._positions(self._right())
        return Answer(values=right), Answer(values=right[::-1]), Answer(values=right[1:])

    def fabricate_partial(self) -> Answer | None:
        first, *others = self._positions(self._right())
        return Answer(values=(*others, first)) if self.credit == "adjacent" else None

    def _right(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)

    def _texts(self) -> dict[str, str]:
        return {item.id: item.text for item in self.items}

    def _positions(self, ids: tuple[str, ...]) -> tuple[int, ...]:
        shown = self.order(None)
        return tuple(shown.index(each) for each in ids)

    def _said(self) -> tuple[str, ...]:
        return tuple(item.text for item in self.items)

    def _secrets(self) -> tuple[str, ...]:
        return ()
