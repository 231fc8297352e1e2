"""What an answer means and what it is worth, worked out a second time, without the engine.

A choice is a set of the ids of options, an order the ids in that order, a match `pair:chosen` for each pair,
and what is typed is text.
"""

import json
import re
from fractions import Fraction
from itertools import combinations, pairwise, permutations, product
from typing import NamedTuple

from tests.promises.content import Item, Rules

from courseware_core.inputs import Answer

Response = frozenset[str] | tuple[str, ...] | str
GOOD, CODE = "Well, this is so. It is well.", json.dumps({"well": "this is so"})
"""Good answers that somebody else than the learner may grade."""

LONGEST_WORD, LONGEST_TEXT = 200, 4000


class Refusal(NamedTuple):
    """Why a press was not accepted; an empty code says that it was."""

    code: str = ""
    params: tuple[tuple[str, str], ...] = ()


def understood(item: Item, order: tuple[str, ...], answer: Answer) -> Response | Refusal:
    """What somebody meant who was shown the options in that order."""
    match item.kind:
        case "open" | "coding":
            lines = [line.rstrip() for line in (answer.text or "").split("\n")]
            written = "\n".join(lines).strip("\n")
            return _typed(written, LONGEST_TEXT, "text_too_long")
        case "short_text":
            return _typed(" ".join((answer.text or "").split()), LONGEST_WORD, "too_long")
        case "numeric":
            return _number((answer.text or "").strip())
    chosen, places = answer.values, range(len(order))
    if item.kind == "multiple" and not chosen:
        return Refusal("choose_some")
    if item.kind in ("single", "true_false") and len(set(chosen)) != 1:
        return Refusal("choose_one")
    if not all(each in places for each in chosen):
        return Refusal("unknown_option")
    if item.kind == "ordering":
        is_whole = sorted(chosen) == list(places)
        return tuple(order[each] for each in chosen) if is_whole else Refusal("order_all")
    if item.kind == "matching":
        if len(chosen) != len(item.pairs):
            return Refusal("pair_all")
        return tuple(f"{pair}:{order[each]}" for pair, each in zip(item.pairs, chosen, strict=True))
    return frozenset(order[each] for each in chosen)


def _typed(words: str, longest: int, code: str) -> Response | Refusal:
    if not words:
        return Refusal("blank")
    return Refusal(code) if len(words) > longest else words


def _number(typed: str) -> Response | Refusal:
    if not typed:
        return Refusal("blank")
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", typed):
        return Refusal("two_numbers")
    if not re.fullmatch(r"\d+([.,]\d+)?", typed):
        return Refusal("no_number")
    number = typed.replace(",", ".")
    return number.rstrip("0").rstrip(".") if "." in number else number


def share(item: Item, response: Response) -> Fraction:
    """The share of the mark that a response earns, from nothing to all of it."""
    match item.kind, response:
        case "numeric", str():
            (right,) = item.right
            return Fraction(abs(Fraction(response) - Fraction(right)) <= item.off)
        case "ordering", tuple():
            places = {each: place for place, each in enumerate(response)}
            kept = [places[other] - places[one] == 1 for one, other in pairwise(item.options)]
            whole = response == item.options
            return Fraction(sum(kept), len(kept)) if item.credit == "adjacent" else Fraction(whole)
        case "matching", tuple():
            found = len(set(response) & {f"{each}:{each}" for each in item.pairs})
            part = Fraction(found, len(item.pairs))
            return part if item.credit == "each" else Fraction(int(part))
        case _, str():
            return Fraction(response.casefold() in item.right)
        case _:
            return _share_of_choice(item, frozenset(response))


def _share_of_choice(item: Item, chosen: frozenset[str]) -> Fraction:
    hits, misses = len(chosen & item.right), len(chosen - item.right)
    match item.credit:
        case "net":
            return Fraction(max(0, hits - misses), len(item.right))
        case "each":
            judged = sum((each in chosen) == (each in item.right) for each in item.options)
            return Fraction(judged, len(item.options))
        case "coverage":
            return Fraction(hits * hits, len(item.right) * len(chosen))
        case _:
            return Fraction(chosen == item.right)


def passes_checks(response: Response) -> bool:
    """Whether an answer is the one object on a line that is asked for in code."""
    return response == CODE


def is_right(item: Item, response: Response) -> bool:
    return share(item, response) == 1


def marked(rules: Rules, item: Item, answers: list[Response]) -> tuple[str, Fraction]:
    """Verdict on the last of these answers, and the mark for all of them.

    Where another try is possible each costs a penalty, and the best of them counts.
    """
    if item.is_written:
        return "unmarked", Fraction(0)
    last = share(item, answers[-1])
    verdict = "right" if last == 1 else "partial" if last else "wrong"
    if not rules.each:
        return verdict, last
    worth = [
        share(item, each) * max(Fraction(0), 1 - rules.penalty * tries) for tries, each in enumerate(answers)
    ]
    return verdict, max(worth)


def wrong_answers(item: Item) -> list[Response]:
    """Wrong answers, of which some earn a part of the mark: every choice, and a few of what is typed."""
    found: list[Response]
    match item.kind:
        case "short_text" | "open" | "coding":
            found = ["something else", "nothing of the kind", "no idea at all"]
        case "numeric":
            found = ["86423", "2.5", "86430", "100000"]
        case "ordering":
            found = list[Response](permutations(item.options))[::-1]
        case "matching":
            ways = product(item.options, repeat=len(item.pairs))
            found = [(*map(":".join, zip(item.pairs, way, strict=True)),) for way in ways]
        case _:
            most = len(item.options) if item.kind == "multiple" else 1
            sizes = range(most, 0, -1)
            found = [frozenset(each) for n in sizes for each in combinations(sorted(item.options), n)]
    return [each for each in found if item.is_written or not is_right(item, each)]


def right_answer(item: Item) -> Response:
    """A right answer; to an open question, a good one."""
    match item.kind:
        case "ordering":
            return item.options
        case "matching":
            return tuple(f"{each}:{each}" for each in item.pairs)
        case "numeric":
            (right,) = item.right
            return str(int(right) + 2) + ".5"
        case "short_text":
            return min(item.right)
        case "open" if item.readers:
            return GOOD
        case "open":
            return "\n  Well,\nthis is so.  \n"
        case "coding":
            return CODE
        case _:
            return item.right
