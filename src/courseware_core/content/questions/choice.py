"""Options, and what questions with options share."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from courseware_core.blocks import RichText
from courseware_core.content.inline import inline
from courseware_core.content.questions.base import (
    Id,
    Invalid,
    Prose,
    Question,
    Response,
    Say,
    Shuffle,
)
from courseware_core.frozen import Frozen
from courseware_core.inputs import Answer


class Option(Frozen):
    """One option. `feedback` is said when it was chosen, `missed` when it is right and was not."""

    id: Id
    text: Prose
    correct: bool = False
    feedback: str = ""
    missed: str = ""
    pin: Literal["first", "last"] | None = Field(
        default=None, description="Keeps its place when options are shuffled."
    )


class ChoiceQuestion(Question):
    """A question with authored options."""

    options: tuple[Option, ...] = Field(min_length=2)

    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        first = [option.id for option in self.options if option.pin == "first"]
        free = [option.id for option in self.options if option.pin is None]
        last = [option.id for option in self.options if option.pin == "last"]
        return (*first, *(shuffle(free) if shuffle else free), *last)

    def feedback_on(self, response: Response, *, reveal: bool) -> tuple[str, ...]:
        said = [option.feedback for option in self.options if option.id in response.options]
        if reveal:
            said += [
                option.missed
                for option in self.options
                if option.correct and option.id not in response.options
            ]
        return tuple(sentence for sentence in said if sentence)

    def key(self, say: Say) -> tuple[str, ...]:
        return tuple(option.text for option in self.options if option.correct)

    def given(self, response: Response, say: Say) -> tuple[str, ...]:
        return tuple(option.text for option in self.options if option.id in response.options)

    def shown(self, order: tuple[str, ...]) -> tuple[RichText, ...]:
        """The texts of the options in the order they are shown."""
        by_id = {option.id: option for option in self.options}
        return tuple(inline(by_id[option_id].text) for option_id in order)

    def chosen(self, order: tuple[str, ...], response: Response | None) -> tuple[int, ...]:
        """The shown positions of what `response` holds."""
        return tuple(order.index(option_id) for option_id in (response.options if response else ()))

    def pick(self, answer: Answer, order: tuple[str, ...]) -> Response | Invalid:
        """The options at the answer's positions, each once, in the authored order."""
        if any(not 0 <= value < len(order) for value in answer.values):
            return Invalid(code="unknown_option")
        picked = {order[value] for value in answer.values}
        return Response(options=tuple(option.id for option in self.options if option.id in picked))

    def positions(self, option_ids: Iterable[str]) -> tuple[int, ...]:
        """Positions of the given options in the authored order that `order(None)` returns."""
        order = self.order(None)
        return tuple(sorted(order.index(option_id) for option_id in option_ids))

    def _said(self) -> tuple[str, ...]:
        return tuple(
            said for option in self.options for said in (option.text, option.feedback, option.missed)
        )

    def _secrets(self) -> tuple[str, ...]:
        return tuple(said for option in self.options for said in (option.feedback, option.missed))
