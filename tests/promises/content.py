"""A small course in several editions, as plain values that the reference model can count with."""

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Literal

Kind = Literal[
    "single", "multiple", "true_false", "short_text", "open", "coding", "numeric", "ordering", "matching"
]
Reader = Literal["model", "person"]
Credit = Literal["all", "net", "each", "coverage", "adjacent"]
Edition = Literal["first", "edited", "turned", "thinned"]
EDITIONS: tuple[Edition, ...] = ("first", "edited", "turned", "thinned")
"""As written; with other keys, rules and words; with everything in another order; with parts deleted."""

STEPS, AT_END, WRITE, TIMED, STRICT, LAB = "m.steps", "m.end", "m.write", "m.timed", "m.strict", "m.lab"
KINDS, MOCK, WAY, SHOW, ESSAY = "m.kinds", "m.mock", "m.way", "m.show", "m.essay"
REVIEW = "review"
STARTER = "Why is any of this so?"


@dataclass(frozen=True, slots=True)
class Item:
    """A question. `right` are ids of options, or accepted words; `last` is an option that stays last.

    A number is right when it is no further than `off` from the one that is. What is to be put in order stands
    in the right one; what is to be matched belongs to what has its own id, and `others` belong to nothing.
    `points` are those of the criteria of a written answer, of which code decides the first `checked`. It has
    `tries` of its own, is read by `readers`, and with `counts` it is part of the result.
    """

    id: str
    kind: Kind
    options: tuple[str, ...]
    right: frozenset[str]
    hints: int = 0
    last: str = ""
    points: tuple[int, ...] = ()
    credit: Credit = "all"
    off: Fraction = Fraction(0)
    others: frozenset[str] = frozenset()
    tag: str = ""
    tries: int = 1
    readers: tuple[Reader, ...] = ()
    counts: bool = False
    checked: int = 0

    @property
    def is_written(self) -> bool:
        return self.kind in ("open", "coding")

    @property
    def pairs(self) -> tuple[str, ...]:
        """What is to be matched."""
        return tuple(each for each in self.options if each not in self.others)

    @property
    def criteria(self) -> tuple[str, ...]:
        return tuple(f"{self.id}-k{number}" for number in range(1, len(self.points) + 1))


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A question that the tutor asks."""

    id: str
    hints: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A question on the way to a recommendation."""

    id: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """What is recommended where each of these questions has one of these answers."""

    gives: str
    when: tuple[tuple[str, frozenset[str]], ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in an activity of one edition. `draw` is how many items an attempt has; 0 for all.

    `guards` are pairs of a test and a question that is not drawn here while the test hides its answers.
    `withheld` is what a tutor must not say.
    """

    id: str
    edition: Edition
    kind: Literal["quiz", "test", "lab", "decision", "demo"]
    items: tuple[Item, ...] = ()
    each: bool = False
    tries: int = 1
    penalty: Fraction = Fraction(0)
    pass_mark: Fraction | None = None
    draw: int = 0
    limit: timedelta | None = None
    grace: timedelta = timedelta(0)
    abandon: bool = False
    most: int | None = None
    pause: timedelta = timedelta(0)
    exchanges: int = 0
    checks: tuple[CheckItem, ...] = ()
    pick: bool = False
    guards: tuple[tuple[str, str], ...] = ()
    asks: tuple[Ask, ...] = ()
    advice: tuple[Advice, ...] = ()
    panels: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()

    def item(self, question: str) -> Item:
        return next(item for item in self.items if item.id == question)


_ITEMS = {
    "s1": Item("s1", "single", ("s1-a", "s1-b", "s1-c", "s1-z"), frozenset({"s1-b"}), hints=2, last="s1-z"),
    "s2": Item("s2", "multiple", ("s2-a", "s2-b", "s2-c"), frozenset({"s2-a", "s2-c"}), hints=1),
    "s3": Item("s3", "short_text", (), frozenset({"s3word"}), hints=1),
    "e1": Item("e1", "single", ("e1-a", "e1-b", "e1-c"), frozenset({"e1-c"}), hints=1),
    "e2": Item("e2", "true_false", ("true", "false"), frozenset({"false"})),
    "w1": Item("w1", "open", (), frozenset(), hints=1, points=(1, 2)),
    "w2": Item("w2", "true_false", ("true", "false"), frozenset({"true"})),
    "w3": Item("w3", "open", (), frozenset(), points=(3, 1)),
    "v1": Item(
        *("v1", "open", (), frozenset()),
        hints=1,
        points=(1, 1, 1),
        tries=2,
        readers=("model", "person"),
    ),
    "v2": Item(
        *("v2", "coding", (), frozenset()),
        points=(2, 1),
        tries=3,
        readers=("model", "person"),
        counts=True,
        checked=1,
    ),
    "v3": Item("v3", "open", (), frozenset(), points=(1, 1), readers=("person",), counts=True),
    "t1": Item("t1", "single", ("t1-a", "t1-b", "t1-c"), frozenset({"t1-a"}), hints=1),
    "t2": Item("t2", "multiple", ("t2-a", "t2-b", "t2-c"), frozenset({"t2-b", "t2-c"}), credit="each"),
    "t3": Item("t3", "short_text", (), frozenset({"t3word"})),
    "t4": Item("t4", "matching", ("t4-a", "t4-b"), frozenset(), credit="each"),
    "x1": Item("x1", "single", ("x1-a", "x1-b", "x1-c"), frozenset({"x1-b"})),
    "k1": Item("k1", "numeric", (), frozenset({"86413"}), hints=1, off=Fraction(5, 2), tag="sums"),
    "k2": Item("k2", "ordering", ("k2-a", "k2-b", "k2-c", "k2-d"), frozenset(), credit="adjacent"),
    "k3": Item(
        *("k3", "matching", ("k3-a", "k3-b", "k3-c", "k3-z"), frozenset()),
        hints=1,
        credit="each",
        others=frozenset({"k3-z"}),
        tag="pairs",
    ),
    "k4": Item(
        *("k4", "multiple", ("k4-a", "k4-b", "k4-c", "k4-d"), frozenset({"k4-a", "k4-b", "k4-c"})),
        credit="net",
        tag="sums",
    ),
    "y1": Item("y1", "single", ("y1-a", "y1-b", "y1-c"), frozenset({"y1-c"})),
    "y2": Item("y2", "multiple", ("y2-a", "y2-b", "y2-c"), frozenset({"y2-a", "y2-b"}), credit="coverage"),
    "g1": Item("g1", "single", ("g1-a", "g1-b", "g1-c", "g1-d"), frozenset({"g1-d"})),
}


IN_ORDER = frozenset(name for item in _ITEMS.values() if item.kind == "ordering" for name in item.options)
"""Ids of options that are put into an order."""


def _items(*names: str) -> tuple[Item, ...]:
    return tuple(_ITEMS[name] for name in names)


_FIRST = (
    Rules(
        STEPS,
        "first",
        "quiz",
        _items("s1", "s2", "s3"),
        each=True,
        tries=3,
        penalty=Fraction(1, 5),
        pass_mark=Fraction(4, 5),
    ),
    Rules(AT_END, "first", "quiz", _items("e1", "e2"), pass_mark=Fraction(1, 2)),
    Rules(WRITE, "first", "quiz", _items("w1", "w2", "w3"), each=True, tries=2, pass_mark=Fraction(1, 2)),
    Rules(ESSAY, "first", "quiz", _items("v1", "v2", "v3"), each=True, pass_mark=Fraction(1, 2)),
    Rules(
        *(KINDS, "first", "quiz", _items("k1", "k2", "k3", "k4")),
        each=True,
        tries=3,
        penalty=Fraction(1, 4),
        pass_mark=Fraction(3, 4),
        pick=True,
    ),
    Rules(
        *(MOCK, "first", "test", _items("y1", "y2", "x1", "t1")),
        draw=2,
        pass_mark=Fraction(1, 2),
        guards=((STRICT, "x1"), (TIMED, "t1")),
    ),
    Rules(
        *(WAY, "first", "decision"),
        asks=(
            Ask("d1", ("d1-a", "d1-b", "d1-c")),
            Ask("d2", ("d2-a", "d2-b")),
            Ask("d3", ("d3-a", "d3-b")),
        ),
        advice=(
            Advice("r1", (("d1", frozenset({"d1-a"})), ("d2", frozenset({"d2-a"})))),
            Advice("r2", (("d1", frozenset({"d1-a", "d1-b"})),)),
            Advice("r3", (("d3", frozenset({"d3-b"})),)),
            Advice("r1"),
        ),
    ),
    Rules(SHOW, "first", "demo", panels=("p1", "p2", "p3")),
    Rules(
        TIMED,
        "first",
        "test",
        _items("t1", "t2", "t3", "t4"),
        draw=2,
        pass_mark=Fraction(1, 2),
        limit=timedelta(minutes=30),
        grace=timedelta(minutes=1),
        most=3,
        pause=timedelta(hours=1),
    ),
    Rules(
        STRICT,
        "first",
        "test",
        _items("x1"),
        draw=1,
        pass_mark=Fraction(1),
        limit=timedelta(minutes=10),
        abandon=True,
    ),
    Rules(LAB, "first", "lab", _items("g1"), exchanges=2, checks=(CheckItem("c1", 1), CheckItem("c2", 2))),
)


def rules(edition: Edition) -> dict[str, Rules]:
    """The rules of every activity there is in that edition, by id."""
    return {each.id: each for each in map(_EDITORS[edition], _FIRST) if each}


def _edited(rule: Rules) -> Rules:
    """Other keys, words, tries, marks, times and limits."""
    changed = replace(rule, edition="edited", items=tuple(map(_with_another_key, rule.items)))
    if rule.id == STEPS:
        return replace(changed, tries=2, penalty=Fraction(1, 2), pass_mark=Fraction(1, 3))
    if rule.id == TIMED:
        return replace(changed, limit=timedelta(minutes=5), grace=timedelta(0), most=1, draw=1)
    if rule.id == LAB:
        return replace(changed, exchanges=1, checks=(CheckItem("c1", 0), CheckItem("c2", 1)))
    if rule.kind in ("decision", "demo"):
        advice = (*rule.advice[-2::-1], *rule.advice[-1:])
        return replace(changed, advice=advice, panels=rule.panels[::-1])
    return replace(changed, pass_mark=Fraction(1, 3))


def _turned(rule: Rules) -> Rules:
    """The same, with questions and options in another order."""
    items = tuple(_with_options_turned(item) for item in reversed(rule.items))
    return replace(rule, edition="turned", items=items)


def _thinned(rule: Rules) -> Rules | None:
    """Without the quiz at the end, and with one question less where there were several."""
    if rule.id == AT_END:
        return None
    items = rule.items[:-1] if len(rule.items) > 1 else rule.items
    return replace(rule, edition="thinned", items=items)


_EDITORS = {"first": lambda rule: rule, "edited": _edited, "turned": _turned, "thinned": _thinned}


def _with_another_key(item: Item) -> Item:
    match item.kind:
        case "short_text":
            return replace(item, right=frozenset(each.replace("word", "term") for each in item.right))
        case "numeric":
            return replace(item, right=frozenset(str(int(each) + 7) for each in item.right))
        case "ordering":
            return replace(item, options=(*item.options[1:], *item.options[:1]))
        case "matching":
            return replace(item, credit="all")
        case "open":
            return replace(item, points=(5, 1) if item.id == "w3" else item.points)
        case "coding":
            return item
        case "multiple":
            return replace(item, right=frozenset(item.options) - item.right)
        case _:
            place = item.options.index(min(item.right))
            return replace(item, right=frozenset({item.options[place - 1]}))


def _with_options_turned(item: Item) -> Item:
    if item.kind in ("true_false", "ordering"):
        return item
    return replace(item, options=tuple(reversed(item.options)))
