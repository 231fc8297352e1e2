"""What a surface with text says besides its screens: how to answer, and why a line was not understood."""

from collections.abc import Sequence
from typing import assert_never

from courseware_core.inputs import (
    ChooseOne,
    ChooseSeveral,
    Input,
    LongText,
    LookUp,
    Number,
    Order,
    Pair,
    ShortText,
)
from courseware_core.screen.letters import letter
from courseware_core.screen.match import Entry, Unmatched, fold
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.safety import clean
from courseware_core.screen.words import Words

_ECHO = 60
"""How much of a line is repeated."""

_NAMED = 6
"""The most choices that are named to who chose none of them."""

_HELP: frozenset[str] = frozenset(("hi", "hello", "hey", "help", "?", "hallo", "moin", "hilfe"))
"""In every language that the catalogue has."""

_EXAMPLE = 4
"""The most positions that an example shows."""


def how_to_answer(asked: Input, words: Words) -> str:
    """A sentence of at most 100 characters in English that says what to type for this input."""
    match asked:
        case ChooseOne():
            return words.say("Type the number or letter of your answer.")
        case ChooseSeveral():
            return words.say(
                "Type the numbers or letters of all that apply in one line, such as {example}.",
                example=_several(len(asked.options)),
            )
        case Order():
            return words.say(
                "Type all letters in order, such as {example}.", example=_order(len(asked.items))
            )
        case Pair():
            example = _pairs(len(asked.left))
            return words.say("Type each number with its letter, such as {example}.", example=example)
        case Number():
            return words.say("Type a number.")
        case ShortText() | LongText():
            return words.say("Type your answer.")
        case LookUp():
            return words.say("Type the term to look up.")
        case _:
            assert_never(asked)


def risk(screen: Screen, token: str) -> Control | None:
    """The control of `token` on the screen, if it is a dangerous one."""
    return next((each for each in screen.controls if each.token == token and each.danger), None)


def confirmation(label: str, words: Words) -> str:
    """What to say of the dangerous control of that label before it is pressed for good."""
    return words.say("{label}: are you sure? Choose it once more to confirm.", label=label)


def to_be_typed(asked: Input, words: Words) -> Input:
    """`asked` with a sentence on how to type the answer, where surfaces without a form have to say it."""
    if isinstance(asked, ChooseSeveral | Order | Pair):
        return asked.model_copy(update={"how": how_to_answer(asked, words)})
    return asked


def explain(unmatched: Unmatched, words: Words) -> str:
    """One or two sentences that say why a line means nothing, and what to type instead."""
    line, count = clean(unmatched.line, max_length=_ECHO), unmatched.count
    match unmatched.reason:
        case "blank":
            return words.say("Nothing was typed, so nothing was sent.")
        case "unknown":
            return _unknown(line, unmatched.candidates, words)
        case "command":
            return words.say("“{line}” is no command here. To begin an answer with /, type //.", line=line)
        case "ambiguous":
            return words.say(
                "“{line}” may mean more than one thing: {choices}."
                " Type # and the number of the one you mean.",
                line=line,
                choices="; ".join(map(_choice, unmatched.candidates)),
            )
        case "one_only":
            return words.say("Only one answer can be chosen. Type one number or letter.")
        case "order":
            return words.count(
                "There is one item to put in order. Type its letter.",
                "Type each of the {n} letters once, in order, such as {example}.",
                count,
                example=_order(count),
            )
        case "pairs":
            return words.count(
                "Type the number with its letter, such as {example}.",
                "Type each of the {n} numbers once, with its letter, such as {example}.",
                count,
                example=_pairs(count),
            )
        case "number":
            return words.say("“{line}” is no number. Type the answer in digits.", line=line)
        case "too_long":
            return words.count(
                "Only one character fits here, and this has {length}. Shorten it and send it again.",
                "At most {n} characters fit here. This has {length}. Shorten it and send it again.",
                count,
                length=len(unmatched.line),
            )
        case "bare":
            named = unmatched.candidates[0]
            return words.say(
                "“{line}” was not sent, as it is also “{label}” here. If you mean that, choose it the way it"
                " is shown here; if it was meant as your text, write a sentence.",
                line=line,
                label=clean(named.label, max_length=_ECHO),
            )
        case _:
            assert_never(unmatched.reason)


def asks_for_help(line: str) -> bool:
    """Whether `line` is but a greeting or a word for help, of who does not know yet how things go on."""
    return fold(line).removeprefix("/").rstrip(" !.") in _HELP


def how_it_goes_on(choices: Sequence[Entry], words: Words) -> str:
    """A sentence for who asks for help where `choices` are all that can be chosen."""
    ahead = next((each for each in choices if each.word == "next"), None)
    if ahead is None:
        return words.say("Here is how it goes on: choose what is shown here, or type its name.")
    return words.say(
        "Here is how it goes on: choose “{label}”, or anything else that is shown here, or type its name.",
        label=clean(ahead.label, max_length=_ECHO),
    )


def _unknown(line: str, choices: Sequence[Entry], words: Words) -> str:
    options = [each for each in choices if each.control is None]
    if not options and asks_for_help(line):
        return how_it_goes_on(choices, words)
    waited = options or [each for each in choices if each.control and each.control.role == "choice"]
    if 0 < len(waited) <= _NAMED:
        return words.say(
            "“{line}” is not on the screen. First choose one of these: {choices}.",
            line=line,
            choices="; ".join(map(_named, waited)),
        )
    return words.say("“{line}” is not on the screen. Type a number, a letter or a word from it.", line=line)


def _named(entry: Entry) -> str:
    label = clean(entry.label, max_length=_ECHO).rstrip(".")
    return f"{entry.letter}) {label}" if entry.letter else label


def _choice(entry: Entry) -> str:
    return f"#{entry.number} {clean(entry.label, max_length=_ECHO)}"


def _several(count: int) -> str:
    return {1: "1", 2: "1, 2"}.get(count, "1, 3")


def _order(count: int) -> str:
    return " ".join(letter(each) for each in reversed(range(max(1, min(count, _EXAMPLE)))))


def _pairs(count: int) -> str:
    shown = max(1, min(count, _EXAMPLE))
    return " ".join(f"{each + 1}{letter(shown - each - 1).lower()}" for each in range(shown))
