"""A small course in several editions, as plain values that the reference model can count with.

Every sentence is unlike every other and names its question, so that a screen that shows one too early can be
told by searching it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Literal

from courseware_core.blocks import Paragraph, text
from courseware_core.content.catalog import Catalog
from courseware_core.content.model import (
    AnyActivity,
    Attempts,
    Check,
    Completion,
    Course,
    Draw,
    Goal,
    Lab,
    Lesson,
    LessonBlock,
    Module,
    Part,
    Persona,
    Quiz,
    Section,
    Shuffling,
    Test,
)
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.base import Feedback
from courseware_core.content.questions.choice import Option
from courseware_core.content.questions.multiple import MultipleChoice
from courseware_core.content.questions.short_text import ShortText
from courseware_core.content.questions.single import SingleChoice
from courseware_core.content.questions.true_false import TrueFalse

Kind = Literal["single", "multiple", "true_false", "short_text"]
Edition = Literal["first", "edited", "turned", "thinned"]
EDITIONS: tuple[Edition, ...] = ("first", "edited", "turned", "thinned")
"""As written; with other keys, rules and words; with everything in another order; with parts deleted."""

STEPS, AT_END, TIMED, STRICT, LAB = "m.steps", "m.end", "m.timed", "m.strict", "m.lab"
STARTER = "Why is any of this so?"


@dataclass(frozen=True, slots=True)
class Item:
    """A question. `right` are ids of options, or accepted words; `last` is an option that stays last."""

    id: str
    kind: Kind
    options: tuple[str, ...]
    right: frozenset[str]
    hints: int = 0
    last: str = ""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A question that the tutor asks."""

    id: str
    hints: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in an activity of one edition. `draw` is how many items an attempt has; 0 for all."""

    id: str
    edition: Edition
    kind: Literal["quiz", "test", "lab"]
    items: tuple[Item, ...]
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

    def item(self, question: str) -> Item:
        return next(item for item in self.items if item.id == question)


_ITEMS = {
    "s1": Item("s1", "single", ("s1-a", "s1-b", "s1-c", "s1-z"), frozenset({"s1-b"}), hints=2, last="s1-z"),
    "s2": Item("s2", "multiple", ("s2-a", "s2-b", "s2-c"), frozenset({"s2-a", "s2-c"}), hints=1),
    "s3": Item("s3", "short_text", (), frozenset({"s3word"}), hints=1),
    "e1": Item("e1", "single", ("e1-a", "e1-b", "e1-c"), frozenset({"e1-c"}), hints=1),
    "e2": Item("e2", "true_false", ("true", "false"), frozenset({"false"})),
    "t1": Item("t1", "single", ("t1-a", "t1-b", "t1-c"), frozenset({"t1-a"}), hints=1),
    "t2": Item("t2", "multiple", ("t2-a", "t2-b", "t2-c"), frozenset({"t2-b", "t2-c"})),
    "t3": Item("t3", "short_text", (), frozenset({"t3word"})),
    "t4": Item("t4", "single", ("t4-a", "t4-b", "t4-c"), frozenset({"t4-b"})),
    "x1": Item("x1", "single", ("x1-a", "x1-b", "x1-c"), frozenset({"x1-b"})),
    "g1": Item("g1", "single", ("g1-a", "g1-b", "g1-c", "g1-d"), frozenset({"g1-d"})),
}


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
        case "multiple":
            return replace(item, right=frozenset(item.options) - item.right)
        case _:
            place = item.options.index(min(item.right))
            return replace(item, right=frozenset({item.options[place - 1]}))


def _with_options_turned(item: Item) -> Item:
    if item.kind == "true_false":
        return item
    return replace(item, options=tuple(reversed(item.options)))


# Every sentence that a question or check may show


def stem(item: Item, edition: Edition) -> str:
    return f"What about {item.id}, says the {edition} edition?"


def option(name: str) -> str:
    return f"Choice {name.rsplit('-', maxsplit=1)[-1]} of {name.split('-', maxsplit=1)[0]}"


def hints(item: Item) -> tuple[str, ...]:
    return tuple(f"Hint {n} for {item.id} begins." for n in range(1, item.hints + 1))


def praise(item: Item) -> str:
    return f"General praise for {item.id}."


def nudge(item: Item) -> str:
    return f"General nudge for {item.id}."


def feedback(name: str) -> str:
    return f"Remark on choosing {name.replace('-', ' no. ')}."


def missed(name: str) -> str:
    return f"Remark on missing {name.replace('-', ' no. ')}."


def check_ask(check: CheckItem) -> str:
    return f"What would you say to {check.id}?"


def check_hints(check: CheckItem) -> tuple[str, ...]:
    return tuple(f"Hint {n} for check {check.id}." for n in range(1, check.hints + 1))


def check_point(check: CheckItem) -> str:
    return f"The one point of {check.id}."


def check_answer(check: CheckItem) -> str:
    return f"A good answer to {check.id}."


def secrets(rule: Rules) -> Iterator[str]:
    """Everything of an activity that is not to be seen before it was earned, and ids."""
    for item in rule.items:
        yield from hints(item)
        yield praise(item)
        yield nudge(item)
        for name in item.options if item.kind != "true_false" else ():
            yield from (name, feedback(name), missed(name))
        if item.kind == "short_text":
            yield from item.right
    for check in rule.checks:
        yield from check_hints(check)
        yield from (check_ask(check), check_point(check), check_answer(check))


# The same as the product's own values


def catalog(edition: Edition) -> Catalog:
    """The course in that edition."""
    known = rules(edition)
    activities = (_lesson(), *map(_activity, known.values()))
    parts = (
        Part(lesson="m.text", quiz=STEPS, lab=LAB),
        Part(lesson="m.more", quiz=known.get(AT_END) and AT_END),
    )
    module = Module(id="m", number=1, title="Module", parts=parts, test=TIMED)
    extra = Module(id="n", number=2, title="Another", parts=(Part(lesson="m.last"),), test=STRICT)
    lessons = tuple(_lesson(name) for name in ("m.more", "m.last"))
    course = Course(id="c", version="1", title="Course", licence="CC0-1.0", modules=(module, extra))
    return Catalog((course,), (*activities, *lessons))


def _lesson(name: str = "m.text") -> Lesson:
    block = LessonBlock(id=f"{name}/1", section=name, block=Paragraph(text=text("Something to read.")))
    return Lesson(
        id=name,
        title="Text",
        course="c",
        module="m",
        number=1,
        minutes=1,
        sections=(Section(id=name, title="Text"),),
        blocks=(block,),
    )


def _activity(rule: Rules) -> AnyActivity:
    named = {"id": rule.id, "title": f"Title of {rule.id}", "course": "c", "module": "m"}
    asked = tuple(_question(item, rule.edition) for item in rule.items)
    match rule.kind:
        case "quiz":
            return Quiz(
                **named,
                feedback="each" if rule.each else "end",
                shuffle=Shuffling(questions=not rule.each, options=True),
                tries=rule.tries,
                penalty=rule.penalty,
                pass_mark=rule.pass_mark,
                questions=asked,
            )
        case "test":
            return Test(
                **named,
                pass_mark=rule.pass_mark,
                draw=(Draw(questions=asked, count=rule.draw, avoid_seen=True),),
                time_limit=rule.limit,
                grace=rule.grace or None,
                overdue="abandon" if rule.abandon else "submit",
                attempts=Attempts(max=rule.most, cooldown=rule.pause or None),
            )
        case "lab":
            return Lab(
                **named,
                brief="Talk about it.",
                persona=Persona(name="Tutor"),
                goals=(Goal(id="g", text="Talk about it"),),
                opening="What would you like to know?",
                starters=(STARTER,),
                complete=Completion(min_exchanges=rule.exchanges),
                checks=tuple(map(_check, rule.checks)),
                exit=asked[0],
            )


def _check(check: CheckItem) -> Check:
    return Check(
        id=check.id,
        ask=check_ask(check),
        points=(check_point(check),),
        hints=check_hints(check),
        answer=check_answer(check),
    )


def _question(item: Item, edition: Edition) -> AnyQuestion:
    common = {
        "id": item.id,
        "stem": stem(item, edition),
        "hints": hints(item),
        "feedback": Feedback(correct=praise(item), incorrect=nudge(item)),
    }
    match item.kind:
        case "single":
            return SingleChoice(**common, options=_options(item))
        case "multiple":
            return MultipleChoice(**common, options=_options(item))
        case "true_false":
            return TrueFalse(**common, answer="true" in item.right)
        case "short_text":
            return ShortText(**common, accept=tuple(sorted(item.right)))


def _options(item: Item) -> tuple[Option, ...]:
    return tuple(
        Option(
            id=name,
            text=option(name),
            correct=name in item.right,
            feedback=feedback(name),
            missed=missed(name) if name in item.right else "",
            pin="last" if name == item.last else None,
        )
        for name in item.options
    )
