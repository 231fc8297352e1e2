"""What somebody may want to do on the current screen of a round, as a press."""

from typing import Any, Literal, NamedTuple

from tests.promises.model_attempt import Attempt, Response, wrong_answers
from tests.promises.model_lab import MESSAGES

from courseware_core.inputs import Answer

Move = Literal[
    "right", "wrong", "other", "same", "blank", "junk", "on", "again", "hint", "summary", "hand in"
]
MOVES: tuple[Move, ...] = (
    *("right", "wrong", "other", "same", "blank", "junk"),
    *("on", "again", "hint", "summary", "hand in"),
)
"""`other` is another wrong answer, `same` the last wrong one again; `on` goes on to what comes next."""

TALK = (
    *(("say", number) for number in range(len(MESSAGES))),
    *(("starter", 0), ("ask", 0), ("chint", 0), ("canswer", 0)),
    *(("mark", "had_it"), ("mark", "partly"), ("mark", "not_yet")),
    *(
        ("exit", 0),
        ("exita", 0),
        ("exita", 1),
        ("exita", 2),
        ("exita", 3),
        ("exita", 9),
        ("talk", 0),
        ("close", 0),
    ),
)
"""What somebody may do in a lab, with its argument."""


class Press(NamedTuple):
    """A command with its arguments and what was put into the input."""

    verb: str
    args: tuple[Any, ...] = ()
    answer: Answer = Answer()


def in_attempt(attempt: Attempt, move: Move) -> Press:
    """The press that the move is; going on first, where the screen has no question to answer."""
    number = attempt.current
    match move:
        case "hint":
            return Press("hint", (number,))
        case "summary":
            return Press("summary")
        case "hand in":
            return Press("handin")
        case "again":
            return Press("open", (number,))
        case "on":
            return _onward(attempt)
        case _ if attempt.phase == "question":
            return Press("answer", (number,), _answer(attempt, move))
        case _ if attempt.rules.each and attempt.may_try_again():
            return Press("open", (number,))
        case _:
            return _onward(attempt)


def in_lab(what: tuple[str, Any]) -> Press:
    """The press of an entry of `TALK`."""
    verb, argument = what
    match verb:
        case "say":
            return Press(verb, (), Answer(text=MESSAGES[argument].text))
        case "starter" | "mark":
            return Press(verb, (argument,))
        case "exita":
            return Press(verb, (), Answer(values=(argument,)))
        case _:
            return Press(verb)


def _onward(attempt: Attempt) -> Press:
    following = attempt.current + 1
    if following < len(attempt.slots) and attempt.phase != "summary":
        return Press("open", (following,))
    return Press("handin")


def _answer(attempt: Attempt, move: Move) -> Answer:
    slot = attempt.slots[attempt.current]
    wrong = wrong_answers(slot.item)
    match move:
        case "blank":
            return Answer(text="  ") if slot.item.kind == "short_text" else Answer()
        case "junk":
            return Answer(text="long " * 80) if slot.item.kind == "short_text" else Answer(values=(0, 99))
        case "right":
            return put(
                min(slot.item.right) if slot.item.kind == "short_text" else slot.item.right, slot.order
            )
        case "same" if slot.answers:
            return put(slot.answers[-1], slot.order)
        case "other":
            return put(next((each for each in wrong if each not in slot.answers), wrong[-1]), slot.order)
        case _:
            return put(wrong[0], slot.order)


def put(response: Response, order: tuple[str, ...]) -> Answer:
    """The response as it is put in by somebody who is shown the options in that order."""
    if isinstance(response, str):
        return Answer(text=response)
    return Answer(values=tuple(order.index(each) for each in sorted(response)))
