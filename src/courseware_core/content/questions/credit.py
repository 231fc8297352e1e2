"""Partial credit for a choice of several options."""

from collections.abc import Set
from fractions import Fraction
from typing import Literal, assert_never

Credit = Literal["all", "net", "each", "coverage"]
"""How much of its mark a choice earns, by `share`."""


def share(credit: Credit, *, options: Set[str], right: Set[str], chosen: Set[str]) -> Fraction:
    """The exact share of the mark, 0 to 1, that choosing `chosen` of `options` earns. `chosen` is not empty.

    all: the mark for every right option and no other, else nothing.
    net: right ones chosen less wrong ones chosen, over the right ones there are, never below 0.
        PrairieLearn's `pl-checkbox` calls it `net-correct`.
    each: the share of options that are judged rightly, chosen or left. PrairieLearn's `each-answer`; in Open
        edX's capa it is `partial_credit="EDC"`, every decision counts.
    coverage: (t/c)(t/n) with t right ones chosen, c right ones there are and n chosen. PrairieLearn's
        `coverage`.
    """
    hits = len(chosen & right)
    match credit:
        case "all":
            return Fraction(chosen == right)
        case "net":
            return max(Fraction(0), Fraction(hits - len(chosen - right), len(right)))
        case "each":
            return Fraction(len(options) - len(chosen ^ right), len(options))
        case "coverage":
            return Fraction(hits, len(right)) * Fraction(hits, len(chosen))
        case _:
            assert_never(credit)
