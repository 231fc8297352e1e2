"""Every sentence of the small course that a question, a check or a way to something may show.

Each is unlike every other and names what it belongs to, so that a screen that shows one too early can be told
by searching it.
"""

from collections.abc import Iterator

from tests.promises.content import CheckItem, Edition, Item, Rules


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


def model_answer(item: Item) -> str:
    return f"A good answer to {item.id}, in a sentence."


def criterion(name: str) -> str:
    return f"Criterion {name.replace('-', ' no. ')} is met"


def lacking(name: str) -> str:
    return f"Something belongs here that {name.replace('-', ' no. ')} is about."


def left(name: str) -> str:
    """What is to be matched with the option of the same id."""
    return f"Left-hand {option(name)}"


def match(name: str, chosen: str) -> str:
    """A match, right or wrong, in words."""
    return f"{left(name)} → {option(chosen)}"


def near(item: Item) -> str:
    return f"Remark on a number that is too much for {item.id}."


def measure(rule: Rules) -> str:
    return f"What to measure after {rule.id}."


def advice(name: str) -> str:
    return f"Do what {name} says."


def panel(name: str) -> str:
    return f"What {name} makes of it."


def conclusion(rule: Rules) -> str:
    return f"What follows from {rule.id}."


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
        if item.is_written:
            yield from (model_answer(item), *map(criterion, item.criteria), *map(lacking, item.criteria))
        else:
            yield from (praise(item), nudge(item))
        for name in item.options if item.kind != "true_false" else ():
            yield from (name, feedback(name), missed(name))
        if item.kind in ("short_text", "numeric"):
            yield from item.right
        if item.kind == "numeric":
            yield near(item)
        if item.kind == "matching":
            yield from (match(name, name) for name in item.pairs)
    for each in rule.advice:
        yield from (advice(each.gives), measure(rule))
    for name in rule.panels:
        yield from (panel(name), conclusion(rule))
    for check in rule.checks:
        yield from check_hints(check)
        yield from (check_ask(check), check_point(check), check_answer(check))
