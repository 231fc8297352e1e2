"""Every authored question keeps the promises of its kind, and the suite catches a kind that does not."""

from pathlib import Path
from typing import Literal

import pytest

from courseware_core.blocks import text
from courseware_core.content.catalog import bundled_content
from courseware_core.content.load import load
from courseware_core.content.questions import KINDS
from courseware_core.content.questions.base import RIGHT, Question, Response, Say, Shuffle, Verdict
from courseware_core.content.questions.choice import Option
from courseware_core.content.questions.multiple import MultipleChoice
from courseware_core.content.questions.ordering import Item, Ordering
from courseware_core.content.questions.short_text import ShortText
from courseware_core.content.questions.single import SingleChoice
from courseware_core.content.rules.asked import questions_of
from courseware_core.inputs import Answer, ChooseOne
from courseware_core.testing.questions import check_question

COURSES = Path(__file__).parents[1] / "data" / "courses"


def authored() -> list[Question]:
    """Every question of the courses for tests, and of those that are shipped."""
    folders = [folder for path in (COURSES, bundled_content()) for folder in load(path).folders]
    return [asked.question for folder in folders for asked in questions_of(folder)]


@pytest.mark.parametrize("question", authored(), ids=lambda question: question.id)
def test_authored_question_keeps_the_promises_of_its_kind(question: Question) -> None:
    check_question(question)


def test_there_is_an_authored_question_of_every_kind() -> None:
    assert {question.type for question in authored()} == set(KINDS)


def option(name: str, *, correct: bool = False) -> Option:
    return Option(id=name, text=f"Option {name}", correct=correct, feedback=f"You took {name}.")


OPTIONS = (option("a"), option("b", correct=True), option("c"))


class EverythingIsRight(SingleChoice):
    def grade(self, response: Response) -> Verdict:
        return RIGHT


class ShowsFeedback(SingleChoice):
    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> ChooseOne:
        return ChooseOne(options=tuple(text(each.feedback) for each in self.options))


class LosesAnOption(SingleChoice):
    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        return super().order(shuffle)[: 2 if shuffle else None]


class IgnoresTheOrder(SingleChoice):
    def read(self, answer: Answer, order: tuple[str, ...]) -> Response:
        return Response(options=(self.options[max(answer.values, default=0) % 3].id,))


class Fabricates(SingleChoice):
    def fabricate(self) -> tuple[Answer, Answer, Answer]:
        right, wrong, _ = super().fabricate()
        return right, wrong, wrong


class Silent(SingleChoice):
    def key(self, say: Say) -> tuple[str, ...]:
        return ()


class Marked(SingleChoice):
    def input(self, order: tuple[str, ...], say: Say, response: Response | None = None) -> ChooseOne:
        return ChooseOne(options=self.shown(order), chosen=(1,))


class Forgetful(SingleChoice):
    type: Literal["single"] = "single"
    seen: int = 0

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = SingleChoice.__hash__


class ShowsTheRightOrder(Ordering):
    def order(self, shuffle: Shuffle[str] | None) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)


class HasNoPartialAnswer(Ordering):
    def fabricate_partial(self) -> Answer:
        return self.fabricate()[0]


class KnowsNoResponse(Ordering):
    def fits(self, response: Response) -> bool:
        return False


class CountsOnlyItems(Ordering):
    def counted(self, response: Response) -> tuple[str, ...]:
        return ("item", "item")


@pytest.mark.parametrize("kind", [ShowsTheRightOrder, HasNoPartialAnswer, KnowsNoResponse, CountsOnlyItems])
def test_suite_catches_an_order_that_breaks_a_promise(kind: type[Ordering]) -> None:
    items = tuple(Item(id=each, text=f"Item {each}") for each in "abc")
    check_question(Ordering(id="sound", stem="Which?", items=items, credit="adjacent"))
    with pytest.raises(AssertionError):
        check_question(kind(id="broken", stem="Which?", items=items, credit="adjacent"))


@pytest.mark.parametrize(
    "kind",
    [
        EverythingIsRight,
        ShowsFeedback,
        LosesAnOption,
        IgnoresTheOrder,
        Fabricates,
        Silent,
        Marked,
        Forgetful,
    ],
)
def test_suite_catches_a_kind_that_breaks_a_promise(kind: type[SingleChoice]) -> None:
    check_question(SingleChoice(id="sound", stem="Which?", options=OPTIONS))
    with pytest.raises(AssertionError):
        check_question(kind(id="broken", stem="Which?", options=OPTIONS))


def test_single_choice_where_every_position_is_right_is_refused() -> None:
    with pytest.raises(ValueError, match="exactly one option"):
        SingleChoice(id="q", stem="Which?", options=(option("a", correct=True), option("b", correct=True)))


def test_multiple_choice_without_a_wrong_option_still_has_a_wrong_answer() -> None:
    both = (option("a", correct=True), option("b", correct=True))
    check_question(MultipleChoice(id="q", stem="Which?", options=both))


def test_short_text_that_accepts_nearly_everything_still_has_a_wrong_answer() -> None:
    check_question(ShortText(id="q", stem="Say.", accept=("a",), patterns=("*a*", "?[]*")))
