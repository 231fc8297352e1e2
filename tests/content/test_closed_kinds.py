"""Numeric, ordering and matching questions: what is right, what is partly so, and what is shown of them."""

import json
import subprocess
import sys
from fractions import Fraction
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.blocks import plain
from courseware_core.content.questions.base import Invalid, Question, Response
from courseware_core.content.questions.matching import Distractor, Matching, Pair
from courseware_core.content.questions.numeric import Near, Numeric
from courseware_core.content.questions.ordering import Item, Ordering
from courseware_core.inputs import Answer
from courseware_core.inputs import Pair as PairInput
from courseware_core.screen.conformance import satisfies
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.profiles import PROFILES
from courseware_core.testing.fakes import RepeatableChance
from courseware_core.testing.questions import check_question

LETTERS = "abcdef"
GOOD, BAD = ("right", Fraction(1)), ("wrong", Fraction(0))


def numeric(answer: str = "112", tolerance: str = "0", **more: object) -> Numeric:
    return Numeric.model_validate(
        {"id": "n", "stem": "How much?", "answer": answer, "tolerance": tolerance, **more}
    )


def ordering(count: int = 4, **more: object) -> Ordering:
    items = tuple(Item(id=each, text=f"Item {each}") for each in LETTERS[:count])
    return Ordering.model_validate({"id": "o", "stem": "In which order?", "items": items, **more})


def matching(count: int = 3, others: int = 1, **more: object) -> Matching:
    pairs = tuple(
        Pair(id=each, left=f"Left {each}", right=f"Right {each}", feedback=f"{each} was missed")
        for each in LETTERS[:count]
    )
    distractors = tuple(Distractor(id=f"z{n}", text=f"Other {n}") for n in range(others))
    given = {"id": "m", "stem": "What goes with what?", "pairs": pairs, "distractors": distractors}
    return Matching.model_validate({**given, **more})


def outcome(question: Question, answer: Answer) -> tuple[str, Fraction]:
    response = question.read(answer, question.order(None))
    assert isinstance(response, Response), response
    verdict = question.grade(response)
    return verdict.outcome, verdict.mark


def refused(question: Question, answer: Answer) -> str:
    response = question.read(answer, question.order(None))
    assert isinstance(response, Invalid), response
    return response.code


def arranged(question: Ordering, ids: str) -> Answer:
    shown = question.order(None)
    return Answer(values=tuple(shown.index(each) for each in ids))


def matched(question: Matching, *rights: str) -> Answer:
    shown = question.order(None)
    return Answer(values=tuple(shown.index(each) for each in rights))


QUESTIONS: list[Question] = [
    numeric(),
    numeric("1.125", "0.001", unit="GB"),
    numeric("-0.5", "10%", unit="million requests"),
    numeric("0"),
    *(ordering(count, credit=credit) for count in (3, 6) for credit in ("all", "adjacent")),
    *(matching(count, others, credit=c) for count in (2, 6) for others in (0, 3) for c in ("each", "all")),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=[f"{each.type}-{n}" for n, each in enumerate(QUESTIONS)])
def test_question_keeps_the_promises_of_its_kind(question: Question) -> None:
    check_question(question)


# Numeric


@pytest.mark.parametrize(
    ("answer", "tolerance", "right", "wrong"),
    [
        ("112", "0", ["112", "112.0", "1.12e2", "112 GB"], ["112.0000001", "111", "-112"]),
        ("112", "2", ["110", "114", "113,99"], ["109.9999", "114.0001"]),
        ("0.3", "0.1", ["0.2", "0.4"], ["0.1999999999999999999", "0.40000000000000000001"]),
        ("200", "5%", ["190", "210"], ["189.99", "210.01"]),
        ("-200", "5%", ["-190", "-210"], ["200", "-189.99"]),
        ("0", "0", ["0", "-0", "0,00"], ["0.0001"]),
    ],
)
def test_number_within_the_tolerance_is_right_exactly(
    answer: str, tolerance: str, right: list[str], wrong: list[str]
) -> None:
    question = numeric(answer, tolerance, unit="GB")
    for written in right:
        assert outcome(question, Answer(text=written)) == GOOD, written
    for written in wrong:
        assert outcome(question, Answer(text=written)) == BAD, written


def test_same_number_in_another_notation_is_the_same_answer() -> None:
    question = numeric(unit="GB")
    responses = {question.read(Answer(text=each), ()) for each in ("1500", "1 500", "1.5e3", "1500,0 GB")}
    assert responses == {Response(text="1500")}


def test_number_that_can_be_read_in_two_ways_is_refused_whatever_the_answer_is() -> None:
    for answer in ("1000", "1", "1.000", "7"):
        assert refused(numeric(answer), Answer(text="1,000")) == "two_numbers"
    assert refused(numeric(), Answer(text="a dozen")) == "no_number"
    assert refused(numeric(), Answer(text="1" * 500)) == "no_number"
    assert refused(numeric(), Answer(text=" ")) == refused(numeric(), Answer(values=(0,))) == "blank"


def test_value_that_was_foreseen_has_its_own_feedback() -> None:
    near = (
        Near(value="14", feedback="The weights alone."),
        Near(value="1000", tolerance="50%", feedback="Too many by far."),
        Near(value="600", feedback="Never said."),
    )
    question = numeric(near=near)
    said = {
        written: question.feedback_on(Response(text=written), reveal=False)
        for written in ("14", "15", "600", "1500", "112")
    }
    assert said == {
        "14": ("The weights alone.",),
        "15": (),
        "600": ("Too many by far.",),
        "1500": ("Too many by far.",),
        "112": (),
    }


def test_key_says_unit_and_tolerance() -> None:
    assert numeric("112", unit="GB").key(str) == ("112 GB",)
    assert numeric("112", "2", unit="GB").key(str) == ("112 ± 2 GB",)
    assert numeric("0.5", "5%", unit="GB").key(str) == ("0.5 GB ± 5%",)


@pytest.mark.parametrize("written", ["", "x", "1,5", "1e3", "+1", "1/2", "NaN", "9" * 21])
def test_author_writes_numbers_in_one_way(written: str) -> None:
    with pytest.raises(ValueError, match="answer"):
        numeric(written)
    with pytest.raises(ValueError, match="tolerance"):
        numeric(tolerance=written or "-1")


# Ordering


def test_share_of_neighbours_in_the_right_order_is_worked_out_by_hand() -> None:
    table = {
        "abcd": ("right", Fraction(1)),
        "bcda": ("partial", Fraction(2, 3)),
        "dabc": ("partial", Fraction(2, 3)),
        "cdab": ("partial", Fraction(2, 3)),
        "bacd": ("partial", Fraction(1, 3)),
        "abdc": ("partial", Fraction(1, 3)),
        "acbd": ("wrong", Fraction(0)),
        "dcba": ("wrong", Fraction(0)),
        "badc": ("wrong", Fraction(0)),
    }
    question = ordering(credit="adjacent")
    assert {order: outcome(question, arranged(question, order)) for order in table} == table


def test_only_the_whole_order_earns_the_mark_without_partial_credit() -> None:
    question = ordering()
    for order in map("".join, permutations("abcd")):
        assert outcome(question, arranged(question, order)) == (GOOD if order == "abcd" else BAD)


def test_order_names_every_item_once() -> None:
    question = ordering()
    for values in ((), (0,), (0, 1, 2), (0, 1, 2, 2), (0, 1, 2, 3, 0)):
        assert refused(question, Answer(values=values)) == "order_all"
    assert refused(question, Answer(values=(0, 1, 2, 4))) == "unknown_option"
    assert refused(question, Answer(values=(0, 1, 2, -1))) == "unknown_option"


@pytest.mark.parametrize("question", [ordering(3), ordering(6), matching(3, 0), matching(6, 3)])
def test_items_never_stand_as_they_are_to_be_put(question: Ordering | Matching) -> None:
    key = tuple(each.id for each in (question.items if isinstance(question, Ordering) else question.pairs))
    shuffle = RepeatableChance().shuffle
    shown = {question.order(shuffle) for _ in range(300)}
    assert all(order[: len(key)] != key for order in (*shown, question.order(None), question.order(list)))
    assert len(shown) > 4


def test_order_without_chance_is_the_questions_own_in_every_process() -> None:
    names = [question.order(None) for question in (ordering(6), matching(6, 3))]
    script = (
        "import json; from tests.content.test_closed_kinds import matching, ordering;"
        "print(json.dumps([ordering(6).order(None), matching(6, 3).order(None)]))"
    )
    root = Path(__file__).parents[2]
    other = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, check=True)
    assert [tuple(order) for order in json.loads(other.stdout)] == names
    orders = {ordering(6).model_copy(update={"id": f"o{n}"}).order(None) for n in range(20)}
    assert len(orders) > 10


def test_of_two_pairs_the_right_one_may_stand_first() -> None:
    shuffle = RepeatableChance().shuffle
    assert {matching(2, 0).order(shuffle) for _ in range(60)} == {("a", "b"), ("b", "a")}


# Matching


def test_share_of_pairs_that_are_right_is_the_mark() -> None:
    each, whole = matching(), matching(credit="all")
    for rights in product("abc", repeat=3):
        hits = sum(left == right for left, right in zip("abc", rights, strict=True))
        assert outcome(each, matched(each, *rights))[1] == Fraction(hits, 3)
        assert outcome(whole, matched(whole, *rights))[1] == int(hits == 3)
    assert outcome(each, matched(each, "a", "z0", "c")) == ("partial", Fraction(2, 3))
    assert outcome(each, matched(each, "z0", "z0", "z0")) == ("wrong", Fraction(0))


def test_every_left_hand_item_needs_a_match() -> None:
    question = matching()
    for values in ((), (0,), (0, 1), (0, 1, 2, 3)):
        assert refused(question, Answer(values=values)) == "pair_all"
    assert refused(question, Answer(values=(0, 1, 4))) == "unknown_option"


def test_feedback_is_that_of_the_pairs_that_were_missed() -> None:
    question = matching()
    response = question.read(matched(question, "a", "c", "z0"), question.order(None))
    assert isinstance(response, Response)
    assert question.feedback_on(response, reveal=False) == ("b was missed", "c was missed")
    assert question.given(response, str) == ("Left a → Right a", "Left b → Right c", "Left c → Other 0")


def test_left_hand_items_keep_their_order_and_the_right_ones_have_their_own() -> None:
    question = matching(4, 2)
    order = question.order(RepeatableChance().shuffle)
    shown = question.input(order, str)
    assert isinstance(shown, PairInput)
    assert [plain(left) for left in shown.left] == [f"Left {each}" for each in "abcd"]
    assert len(shown.right) == 6


def test_match_means_the_same_when_its_pairs_are_written_in_another_order() -> None:
    question = matching()
    turned = question.model_copy(update={"pairs": question.pairs[::-1]})
    response = question.read(matched(question, "a", "c", "z0"), question.order(None))
    assert isinstance(response, Response)
    assert turned.fits(response)
    assert turned.grade(response) == question.grade(response)


# All of them


@pytest.mark.parametrize(
    ("question", "damaged"),
    [
        (numeric(), Response(text="x")),
        (numeric(), Response()),
        (numeric(), Response(text="1", options=("a",))),
        (ordering(), Response(options=("a", "b", "c"))),
        (ordering(), Response(options=("a", "b", "c", "c"))),
        (ordering(), Response(options=("a", "b", "c", "e"))),
        (matching(), Response(options=("a:a", "b:b"))),
        (matching(), Response(options=("a:a", "b:b", "b:c"))),
        (matching(), Response(options=("a:a", "b:b", "c:q"))),
        (matching(), Response(options=("a", "b", "c"))),
        (matching(), Response(text="a")),
    ],
)
def test_damaged_response_is_recognised(question: Question, damaged: Response) -> None:
    assert not question.fits(damaged)


@given(st.sampled_from(QUESTIONS), st.lists(st.integers(-1, 9), max_size=9), st.text(max_size=30))
def test_whatever_is_answered_earns_between_nothing_and_the_mark(
    question: Question, values: list[int], text: str
) -> None:
    for answer in (Answer(values=tuple(values)), Answer(text=text)):
        response = question.read(answer, question.order(None))
        if isinstance(response, Response):
            verdict = question.grade(response)
            assert 0 <= verdict.mark <= 1
            assert (verdict.mark == 1) == (verdict.outcome == "right")
            assert (verdict.mark == 0) == (verdict.outcome == "wrong")
            assert question.fits(response)
            assert all(question.given(response, str))


def test_every_question_fits_every_surface() -> None:
    for question in QUESTIONS:
        screen = Screen(
            name="question",
            title="Check yourself",
            input=question.input(question.order(None), str),
            submit=Control(token="s:1:answer:0", label="Answer", role="submit"),
        )
        for profile in PROFILES:
            pages = fit(screen, profile)
            assert [satisfies(page, profile) for page in pages] == [()] * len(pages), profile.name
