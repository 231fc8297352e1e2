"""Which of several attempts counts."""

from datetime import UTC, datetime
from fractions import Fraction

from courseware_core.engine.progress import Result, counting

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def result(number: int, score: int, *, passed: bool | None) -> Result:
    return Result(f"s{number}", number, "whole", AT, Fraction(score), 3, passed)


def test_a_pass_is_not_taken_away_by_more_marks_after_the_pass_mark_was_raised() -> None:
    passed, more = result(1, 1, passed=True), result(2, 2, passed=False)
    assert counting([passed, more], "best") == passed


def test_of_equal_ones_the_earliest_counts() -> None:
    first, second = result(1, 2, passed=None), result(2, 2, passed=None)
    assert counting([first, second], "best") == first
