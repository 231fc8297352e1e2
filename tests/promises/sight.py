"""Is what somebody is told, and is shown, what they ought to be told and shown?"""

from tests.promises import content, sentences
from tests.promises.content import Rules
from tests.promises.grading import Refusal
from tests.promises.keeping import keep, same
from tests.promises.model import Book
from tests.promises.model_attempt import Attempt
from tests.promises.model_guides import Decision
from tests.promises.model_lab import Lab
from tests.promises.model_talk import Talk
from tests.promises.model_writing import open_criteria
from tests.promises.told import earned, screen_name

from courseware_core.blocks import plain
from courseware_core.identity import Identity
from courseware_core.inputs import ChooseOne, ChooseSeveral, Order, Pair
from courseware_core.languages import catalogue
from courseware_core.screen import token as tokens
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.refusals import refusal
from courseware_core.screen.token import Token
from courseware_core.turns import Turn

SEED = 40961
_OF_NO_SESSION = ("home", "menu", "intro", "pick")
WORDS = catalogue("en")
_PROMISE_OF_CODE = {
    **dict.fromkeys(("same_answer", "blank", "too_long", "choose_one", "choose_some"), "I13"),
    **dict.fromkeys(("unknown_option", "message_too_long", "text_too_long"), "I13"),
    **dict.fromkeys(("time_over", "attempt_closed"), "I10"),
    "stale": "I6",
    "readers_changed": "I15",
}


def judge(
    book: Book,
    who: Identity,
    intent: Intent,
    turn: Turn,
    refused: Refusal,
    session: str,
    *,
    is_known: bool = False,
) -> None:
    """Is what somebody was told, and is shown, what they ought to be?"""
    expected = told_of(refused)
    promise = "I5" if is_known else _PROMISE_OF_CODE.get(refused.code, "I2")
    same(promise, turn.notice, expected, f"{who} was told something else of {intent}")
    witness(book, session, turn.screen)


def told_of(refused: Refusal) -> str:
    """The sentence for a refusal; empty when there is none."""
    return refusal(WORDS, refused.code, dict(refused.params)) if refused.code else ""


def witness(book: Book, session: str, screen: Screen) -> None:
    """Is this the screen of that session, with nothing that was not earned?"""
    serialised = screen.model_dump_json()
    keep("I14", str(SEED) not in serialised, f"the seed is in {serialised}")
    if session not in book.rounds:
        keep("I2", screen.name in _OF_NO_SESSION, f"{screen.name} is shown, of no session")
        for rules in content.rules("first").values():
            _search(serialised, rules, set())
        return
    round_ = book.rounds[session]
    sessions = {token.session for token in _tokens(screen) if token.session}
    keep("I2", sessions <= {session}, f"{sessions} on the screen of {session}")
    if isinstance(round_, Lab) and screen.progress and screen.name == "lab.talk":
        done = min(round_.counted, round_.rules.exchanges)
        same("I18", screen.progress.done, done, f"exchanges shown of {session}")
    if isinstance(round_, Decision) and not round_.voided:
        known = sorted({each.gives for each in round_.rules.advice})
        shown = [each for each in known if sentences.advice(each) in serialised]
        same("I23", shown, [round_.advice.gives] if round_.advice else [], f"recommended in {session}")
    expected = "voided" if round_.voided else screen_name(round_)
    same("I2", screen.name, expected, f"the screen of {session}")
    if isinstance(round_, Attempt) and not round_.voided:
        _look_at_attempt(round_, screen, serialised)
    asked = round_.of if isinstance(round_, Talk) and round_.of else round_.rules
    _search(serialised, asked, earned(round_))
    steps = {token.step for token in _tokens(screen) if token.session}
    keep("I6", steps <= {round_.step}, f"{session} is at {round_.step}, its screen's controls at {steps}")


def _search(serialised: str, rules: Rules, allowed: set[str]) -> None:
    found = [each for each in sentences.secrets(rules) if each not in allowed and each in serialised]
    keep("I14", not found, f"{found} can be read in {serialised}")


def _look_at_attempt(attempt: Attempt, screen: Screen, serialised: str) -> None:
    slot = attempt.slots[attempt.current]
    if screen.name in ("question", "feedback"):
        stem = sentences.stem(slot.item, attempt.rules.edition)
        keep("I11", stem in serialised, f"{stem!r} is not asked in {serialised}")
    if isinstance(screen.input, ChooseSeveral) and slot.item.is_written:
        shown = tuple(plain(each).rpartition(" (")[0] for each in screen.input.options)
        left = map(sentences.criterion, open_criteria(slot.item, slot.last))
        same("I3", shown, tuple(left), f"criteria of {slot.item.id}")
    elif isinstance(screen.input, ChooseOne | ChooseSeveral) and slot.item.kind != "true_false":
        shown = tuple(map(plain, screen.input.options))
        same("I3", shown, tuple(map(sentences.option, slot.order)), f"options of {slot.item.id}")
    elif isinstance(screen.input, Order | Pair):
        items = screen.input.items if isinstance(screen.input, Order) else screen.input.right
        expected = tuple(map(sentences.option, slot.order))
        same("I3", tuple(map(plain, items)), expected, f"what {slot.item.id} asks for")
    if screen.name == "feedback" and slot.item.is_written:
        promise = "I15" if slot.last.is_told else "I13"
        looks_again = any(control.label == "Look again" for control in screen.controls)
        same("I15", looks_again, slot.last.is_owed, f"whether a model still reads {slot.item.id}")
        may_check = attempt.may_check(attempt.current)
        same(promise, screen.submit is not None, may_check, f"comparing the answer to {slot.item.id}")
        again = any(
            token.verb == "open" and token.args == (str(attempt.current),) for token in _tokens(screen)
        )
        same(promise, again, attempt.may_try_again(), f"another try at {slot.item.id}")
    elif screen.name == "feedback":
        keep("I9", f'"tone":"{slot.verdict}"' in serialised, f"{slot.verdict} is not said in {serialised}")
        again = any(control.label == "Try again" for control in screen.controls)
        same("I13", again, attempt.may_try_again(), f"another try at {slot.item.id}")
    if screen.name == "result" and screen.progress:
        shown_score = (screen.progress.done, screen.progress.total)
        same("I7", shown_score, (float(attempt.score), attempt.out_of), f"score of {attempt.session}")
    if screen.name == "result" and attempt.passed is not None:
        same(
            "I16",
            "Passed. You" in serialised,
            attempt.passed,
            f"{attempt.session} is told to have passed",
        )


def _tokens(screen: Screen) -> list[Token]:
    controls = (*screen.controls, *([screen.submit] if screen.submit else []))
    return [token for control in controls if (token := tokens.decode(control.token))]
