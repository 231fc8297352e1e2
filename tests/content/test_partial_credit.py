"""What a choice of several options earns, by each policy, against tables that were worked out by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.content.questions.choice import Option
from courseware_core.content.questions.credit import Credit, share
from courseware_core.content.questions.multiple import MultipleChoice

POLICIES: tuple[Credit, ...] = ("all", "net", "each", "coverage")
OPTIONS, RIGHT = frozenset("abcdef"), frozenset("abc")

# Of six options a, b and c are right.
TABLE = {
    # chosen      all   net    each   coverage
    "abc": ("1", "1", "1", "1"),
    "ab": ("0", "2/3", "5/6", "2/3"),
    "a": ("0", "1/3", "4/6", "1/3"),
    "abcd": ("0", "2/3", "5/6", "3/4"),
    "abcde": ("0", "1/3", "4/6", "3/5"),
    "abcdef": ("0", "0", "3/6", "1/2"),
    "abd": ("0", "1/3", "4/6", "4/9"),
    "ad": ("0", "0", "3/6", "1/6"),
    "ade": ("0", "0", "2/6", "1/9"),
    "adef": ("0", "0", "1/6", "1/12"),
    "d": ("0", "0", "2/6", "0"),
    "de": ("0", "0", "1/6", "0"),
    "def": ("0", "0", "0", "0"),
}


@pytest.mark.parametrize("chosen", TABLE)
@pytest.mark.parametrize(("column", "credit"), tuple(enumerate(POLICIES)))
def test_share_is_that_of_the_table(chosen: str, column: int, credit: Credit) -> None:
    found = share(credit, options=OPTIONS, right=RIGHT, chosen=frozenset(chosen))
    assert found == Fraction(TABLE[chosen][column])


SETS = st.integers(1, 8).flatmap(
    lambda count: st.tuples(
        st.just(frozenset(range(count))),
        st.sets(st.integers(0, count - 1), min_size=1).map(frozenset),
        st.sets(st.integers(0, count - 1), min_size=1).map(frozenset),
    )
)


def earned(
    credit: Credit, options: frozenset[int], right: frozenset[int], chosen: frozenset[int]
) -> Fraction:
    names = [frozenset(f"o{n}" for n in each) for each in (options, right, chosen)]
    return share(credit, options=names[0], right=names[1], chosen=names[2])


@given(SETS, st.sampled_from(POLICIES))
def test_share_is_between_nothing_and_all_and_all_only_for_the_right_choice(
    sets: tuple[frozenset[int], ...], credit: Credit
) -> None:
    options, right, chosen = sets
    assert 0 <= earned(credit, options, right, chosen) <= 1
    assert (earned(credit, options, right, chosen) == 1) == (chosen == right)


@given(SETS, st.sampled_from(POLICIES))
def test_one_more_wrong_option_never_earns_more(sets: tuple[frozenset[int], ...], credit: Credit) -> None:
    options, right, chosen = sets
    before = earned(credit, options, right, chosen)
    for wrong in options - right - chosen:
        assert earned(credit, options, right, chosen | {wrong}) <= before


@given(SETS, st.sampled_from(POLICIES))
def test_one_more_right_option_never_earns_less(sets: tuple[frozenset[int], ...], credit: Credit) -> None:
    options, right, chosen = sets
    before = earned(credit, options, right, chosen)
    for hit in right - chosen:
        assert earned(credit, options, right, chosen | {hit}) >= before


@pytest.mark.parametrize("credit", POLICIES)
def test_everything_ticked_earns_less_than_the_mark(credit: Credit) -> None:
    assert share(credit, options=OPTIONS, right=RIGHT, chosen=OPTIONS) < 1


@pytest.mark.parametrize("credit", ["net", "each", "coverage"])
def test_a_part_of_the_mark_is_a_partial_outcome(credit: Credit) -> None:
    options = tuple(Option(id=each, text=each, correct=each in RIGHT) for each in sorted(OPTIONS))
    question = MultipleChoice(id="q", stem="Which?", options=options, credit=credit)
    order = question.order(None)
    partly = question.fabricate_partial()
    assert partly is not None
    response = question.read(partly, order)
    verdict = question.grade(response)  # type: ignore[arg-type]
    assert verdict.outcome == "partial"
    assert verdict.mark == share(
        credit, options=OPTIONS, right=RIGHT, chosen=frozenset(order[n] for n in partly.values)
    )
