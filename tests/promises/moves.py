"""What somebody may want to do on the current screen of a round, as a press."""

from typing import Any, Literal, NamedTuple

from tests.promises.grading import Response, right_answer, wrong_answers
from tests.promises.judging import ATTACK
from tests.promises.model_attempt import Attempt
from tests.promises.model_guides import Decision, Demo, asked, counted
from tests.promises.model_lab import MESSAGES
from tests.promises.model_round import Round

from courseware_core.inputs import Answer

Move = Literal[
    "right",
    "wrong",
    "other",
    "same",
    "blank",
    "junk",
    "attack",
    "on",
    "again",
    "hint",
    "model",
    "check",
    "check wildly",
    "meet nothing",
    "summary",
    "hand in",
]
MOVES: tuple[Move, ...] = (
    *("right", "wrong", "other", "same", "blank", "junk", "attack"),
    *("on", "again", "hint", "model", "check", "check wildly", "meet nothing", "summary", "hand in"),
)
"""`other` is another wrong answer, `same` the last wrong one again, `attack` one that talks to its grader;
`on` goes on to what comes next."""

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


GUIDE = (
    *(("choose", number) for number in (0, 0, 1, 2, 9)),
    *(("back", number) for number in (0, 1, 2)),
    ("choose wildly", 0),
    ("keep", 0),
)
"""What somebody may do on the way to a recommendation, with its argument; in a demo 0 is one way more."""


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
        case "model":
            return Press("model", (number,))
        case "check":
            return Press("own", (number,), Answer(values=(1,)))
        case "check wildly":
            return Press("own", (number,), Answer(values=(1, 7)))
        case "meet nothing":
            return Press("none", (number,))
        case "summary":
            return Press("summary")
        case "hand in":
            return Press("handin")
        case "again":
            return Press("open", (number,))
        case "on":
            return _onward(attempt)
        case _ if attempt.phase == "question":
            verb = "submit" if attempt.slots[number].item.is_written else "answer"
            return Press(verb, (number,), _answer(attempt, move))
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


def in_guide(guide: Round, what: tuple[str, int]) -> Press:
    """The press of an entry of `GUIDE`; an answer is one to the question that is asked now."""
    verb, argument = what
    if isinstance(guide, Demo):
        return Press("panel" if argument == 0 else "done")
    number = asked(guide.rules, counted(guide.rules, guide.answers)) if isinstance(guide, Decision) else 0
    match verb:
        case "choose":
            return Press(verb, (number or 0,), Answer(values=(argument,)))
        case "choose wildly":
            return Press("choose", (number or 0,), Answer(values=(0, 1)))
        case "keep":
            return Press(verb, (number or 0,))
        case "back":
            return Press(verb, (argument,))
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
    is_typed = slot.item.kind in ("short_text", "numeric", "open", "coding")
    match move:
        case "blank":
            return Answer(text="  ") if is_typed else Answer()
        case "junk":
            return Answer(text="long " * 1000) if is_typed else Answer(values=(0, 99))
        case "attack" if slot.item.is_written:
            return Answer(text=ATTACK)
        case "right":
            return put(right_answer(slot.item), slot.order)
        case "same" if slot.answers:
            return put(slot.answers[-1], slot.order)
        case "other":
            return put(next((each for each in wrong if each not in slot.answers), wrong[-1]), slot.order)
        case _:
            return put(wrong[0], slot.order)


def put(response: Response, order: tuple[str, ...]) -> Answer:
    """The response as it is put in by somebody who is shown the options in that order."""
    match response:
        case str():
            return Answer(text=response)
        case frozenset():
            return Answer(values=tuple(order.index(each) for each in sorted(response)))
        case _:
            return Answer(values=tuple(order.index(each.rpartition(":")[2]) for each in response))
