"""Matching: a right-hand item for each left-hand one."""

from fractions import Fraction
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
from courseware_core.inputs import Answer
from courseware_core.inputs import Pair as PairInput

_TO = " → "


class Pair(Frozen):
    """Two things that belong together. `feedback` is said when `left` was matched with another."""

    id: Id
    left: Prose
    right: Prose
    feedback: str = ""


class Distractor(Frozen):
    """A right-hand item that matches nothing."""

    id: Id
    text: Prose


class Matching(Question):
    """Pairs to be found. Left-hand items keep their order; a right-hand one may be chosen more than once.

    A right-hand item has the id of its pair, or its own as a distractor. A response holds `pair:chosen` for
    each pair, so that it means the same when the pairs are written in another order. With `credit` of `each`
    the mark is the share of pairs that are right, with `all` nothing less than all of them earns it.
    """

    several = "listed"

    type: Literal["matching"] = "matching"
    pairs: tuple[Pair, ...] = Field(min_length=2, max_length=6)
    distractors: tuple[Distractor, ...] = Field(default=(), max_length=3)
    credit: Literal["each", "all"] = "each"

    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        pairs = tuple(pair.id for pair in self.pairs)
        return dealt(self.id, pairs, tuple(each.id for each in self.distractors), shuffle)

    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> PairInput:
        rights = self._rights()
        return PairInput(
            left=tuple(inline(pair.left) for pair in self.pairs),
            right=tuple(inline(rights[each]) for each in order),
        )

    def read(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        if any(not 0 <= value < len(order) for value in answer.values):
            return Invalid(code="unknown_option")
        if len(answer.values) != len(self.pairs):
            return Invalid(code="pair_all")
        chosen = zip(self.pairs, answer.values, strict=True)
        return Response(options=tuple(f"{pair.id}:{order[value]}" for pair, value in chosen))

    def fits(self, response: Response) -> bool:
        chosen = _chosen(response)
        return (
            response.text is None
            and len(response.options) == len(self.pairs)
            and chosen.keys() == {pair.id for pair in self.pairs}
            and self.option_ids.issuperset(chosen.values())
        )

    def grade(self, response: Response) -> Verdict:
        right = sum(chosen == pair for pair, chosen in _chosen(response).items())
        share = Fraction(right, len(self.pairs))
        return verdict(share if self.credit == "each" else Fraction(share == 1))

    def feedback_on(self, response: Response, *, reveal: bool) -> tuple[str, ...]:
        chosen = _chosen(response)
        return tuple(pair.feedback for pair in self.pairs if pair.feedback and chosen[pair.id] != pair.id)

    def key(self, say: Say) -> tuple[str, ...]:
        return tuple(pair.left + _TO + pair.right for pair in self.pairs)

    def given(self, response: Response, say: Say) -> tuple[str, ...]:
        chosen, rights = _chosen(response), self._rights()
        return tuple(pair.left + _TO + rights[chosen[pair.id]] for pair in self.pairs)

    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        right = self._positions()
        return Answer(values=right), Answer(values=(*right[1:], right[0])), Answer(values=right[1:])

    def fabricate_partial(self) -> Answer | None:
        first, *others = self._positions()
        return Answer(values=(first, *[first] * len(others))) if self.credit == "each" else None

    def _rights(self) -> dict[str, str]:
        own = {pair.id: pair.right for pair in self.pairs}
        return own | {distractor.id: distractor.text for distractor in self.distractors}

    def _positions(self) -> tuple[int, ...]:
        """What is right, by the position that it has in `order(None)`."""
        shown = self.order(None)
        return tuple(shown.index(pair.id) for pair in self.pairs)

    def _said(self) -> tuple[str, ...]:
        shown = (text for pair in self.pairs for text in (pair.left, pair.right, pair.feedback))
        return (*shown, *(distractor.text for distractor in self.distractors))

    def _secrets(self) -> tuple[str, ...]:
        return (*self.key(str), *(pair.feedback for pair in self.pairs))


def _chosen(response: Response) -> dict[str, str]:
    """The right-hand item that was chosen for each pair."""
    return {pair: chosen for pair, _, chosen in (each.partition(":") for each in response.options)}
