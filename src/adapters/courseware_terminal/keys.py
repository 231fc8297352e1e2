"""What keys mean on a screen: pure, so that every screen can be tried without a terminal.

A key is one character, or a name: `enter`, `space`, `up`, `down`, `left`, `right`, `tab`, `escape`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Literal

from courseware_core.blocks import RichText
from courseware_core.inputs import Answer, ChooseOne, ChooseSeveral, LongText, LookUp
from courseware_core.languages import catalogue
from courseware_core.screen.match import Matched, answerable
from courseware_core.screen.match import match as meaning
from courseware_core.screen.model import Control, Intent, Role, Screen
from courseware_core.screen.words import Words

Request = Literal["leave", "help", "bare"]
"""What a key or a line asks of the terminal itself.

`bare` is a command word without its slash, or a mere key, where a text goes on the record: not to be sent
unasked.
"""

LEAVE = "q"
HELP = "?"
_LETTERS: Mapping[Role, str] = {"next": "n", "back": "b", "menu": "m", "hint": "h"}
_HELP = frozenset(("help", "?"))
_QUIT = frozenset(("quit", "exit", "q"))
_ONE_KEY = 9


@dataclass(frozen=True, slots=True)
class Hand:
    """Where the learner's hand is. Nothing of it is recorded before it is sent.

    `cursor` and `chosen` count the screen's targets from 0. `digits` are those of a number that may
    go on. `armed` is the token of a dangerous control that was pressed once. `typing` says that
    characters go into the text field. `advice` is what to say about the last key.
    """

    cursor: int | None = None
    chosen: frozenset[int] = frozenset()
    digits: str = ""
    armed: str = ""
    typing: bool = False
    advice: Literal["", "choose", "choose_some", "write", "slash", "confirm"] = ""


def options(screen: Screen) -> tuple[RichText, ...]:
    """The options to choose from; none where the answer is typed."""
    return screen.input.options if isinstance(screen.input, ChooseOne | ChooseSeveral) else ()


def choices(screen: Screen) -> tuple[Control, ...]:
    """The controls that are entries of a list."""
    return tuple(control for control in screen.controls if control.role == "choice")


def is_typed(screen: Screen) -> bool:
    """Whether the answer is typed into a field."""
    return screen.input is not None and not options(screen)


def reach_for(screen: Screen) -> Hand:
    """The hand when the screen appears: on the first entry of a mere list, and on no option."""
    chosen = (
        frozenset(screen.input.chosen)
        if isinstance(screen.input, ChooseOne | ChooseSeveral)
        else frozenset[int]()
    )
    is_list = screen.input is None and bool(choices(screen)) and _with_role(screen, "next") is None
    return Hand(cursor=0 if is_list else None, chosen=chosen, typing=is_typed(screen))


def shortcuts(screen: Screen) -> Mapping[str, Control]:
    """A letter for each control that is no entry of a list, in the order of the controls.

    Options take the first letters; then come the fixed letters of roles, then letters of the label.
    """
    free = [letter for letter in ascii_lowercase if letter != LEAVE][len(options(screen)) :]
    pressable = [control for control in screen.controls if control.role != "choice"]
    letters: dict[int, str] = {}
    for by_role in (True, False):
        for number, control in enumerate(pressable):
            if number in letters:
                continue
            spelled = control.label.casefold() + "".join(free)
            wished = _LETTERS.get(control.role, "") if by_role else spelled
            letter = next((each for each in wished if each in free), None)
            if letter:
                free.remove(letter)
                letters[number] = letter
    return {letters[number]: pressable[number] for number in sorted(letters)}


def request(line: str, screen: Screen) -> Request | None:
    """What a typed line asks of the terminal itself. Without a slash, the screen's own words come first.

    Commands are known by their English names and by those in the screen's language.
    """
    word, words = line.strip().casefold(), catalogue(screen.locale)
    helping = _HELP | {words.say("help").casefold()}
    leaving = _QUIT | {words.say("quit").casefold()}
    commands = helping | leaving | {"menu", words.say("Menu").casefold()}
    if _records_any_word(screen, word) and (word in commands or _is_key(screen, word)):
        return "bare"
    if not word.startswith("/") and _says_something(screen, line):
        return None
    match word.removeprefix("/"):
        case name if name in leaving:
            return "leave"
        case name if name in helping:
            return "help"
        case _:
            return None


def _is_key(screen: Screen, word: str) -> bool:
    return isinstance(answerable(screen), LongText) and word in shortcuts(screen)


def _records_any_word(screen: Screen, word: str) -> bool:
    asked = answerable(screen)
    if isinstance(asked, LookUp):
        return word not in map(str.casefold, asked.suggestions)
    return isinstance(asked, LongText)


def _says_something(screen: Screen, line: str) -> bool:
    meant = meaning(screen, line)
    return isinstance(meant, Matched) or meant.reason == "ambiguous"


def scrolls(screen: Screen, hand: Hand, *, more: bool, seen: bool) -> bool:
    """Whether Enter shows what is below the window, where there is `more`.

    `seen` says that the end of the screen was in sight. Several options are not sent before: nobody
    should be held to boxes that were never shown.
    """
    return more and (not seen if _ticks(screen, hand) else hand.cursor is None)


def press(key: str, screen: Screen, hand: Hand) -> Hand | Intent | Request:
    """Another hand, something to send, or a request to the terminal."""
    calm = replace(hand, advice="", digits="", armed="")
    count = len(options(screen)) + len(choices(screen))
    match key:
        case "up" | "down" if count:
            return replace(calm, cursor=_moved(hand.cursor, key, count))
        case "enter":
            return _enter(screen, calm, hand.armed)
        case "space" if hand.cursor is not None and hand.cursor < len(options(screen)):
            return _choose(hand.cursor, screen, calm, hand.armed)
        case "space":
            return _enter(screen, calm, hand.armed)
        case "right":
            return _send(_with_role(screen, "next"), calm, hand.armed)
        case "left":
            return _send(_with_role(screen, "back"), calm, hand.armed)
        case "tab" | "escape":
            return replace(calm, typing=is_typed(screen))
        case digit if digit.isascii() and digit.isdecimal():
            return _number(hand.digits + digit, digit, screen, calm, hand.armed)
    letter = key.casefold()
    if len(letter) == 1 and letter in ascii_lowercase[: len(options(screen))]:
        return _choose(ascii_lowercase.index(letter), screen, calm, hand.armed)
    control = shortcuts(screen).get(letter)
    if control:
        return _send(control, calm, hand.armed)
    if letter == LEAVE:
        return "leave"
    return "help" if letter in (HELP, "h") else calm


def bar(
    screen: Screen, hand: Hand, words: Words, *, more: bool = False, waiting: bool = False
) -> Iterator[tuple[str, str]]:
    """Keys and what they do on this screen, the likeliest first; with `more`, Enter scrolls.

    While `waiting` for something else, no single key leaves.
    """
    if hand.typing:
        if screen.submit:
            yield "⏎", screen.submit.label
        if choices(screen):
            yield "↓", words.say("Choose")
        for letter, control in shortcuts(screen).items():
            yield f"Esc {letter}", _meaning(control)
        yield "Esc", words.say("Other keys")
        return
    if more:
        yield "⏎", words.say("More")
    yield from _choosing(screen, hand, words, enter=not more)
    first_next, first_back = _with_role(screen, "next"), _with_role(screen, "back")
    for letter, control in shortcuts(screen).items():
        if control is first_next:
            free = not (more or is_typed(screen) or _enter_chooses(screen, hand))
            yield ("⏎" if free else letter), _meaning(control)
        elif control is first_back:
            yield "←", _meaning(control)
        else:
            yield letter, _meaning(control)
    if is_typed(screen):
        yield "⏎" if hand.cursor is None and not more else "Tab", words.say("Write")
    yield HELP, words.say("Keys")
    if not waiting:
        yield LEAVE, words.say("Leave")


def _meaning(control: Control) -> str:
    return f"{control.label} ({control.note})" if control.note else control.label


def _choosing(screen: Screen, hand: Hand, words: Words, *, enter: bool) -> Iterator[tuple[str, str]]:
    count = len(options(screen)) + len(choices(screen))
    if not count:
        return
    numbers = f"1–{count}" if count > 1 else "1"
    if isinstance(screen.input, ChooseSeveral) and options(screen):
        yield numbers, words.say("Tick")
        if enter and _ticks(screen, hand):
            yield "⏎", screen.submit.label if screen.submit else ""
        elif enter:
            yield "⏎", words.say("Open")
    elif options(screen):
        yield numbers, screen.submit.label if screen.submit else ""
    else:
        yield numbers, words.say("Choose")
        if enter and _enter_chooses(screen, hand):
            yield "⏎", words.say("Open")


def _ticks(screen: Screen, hand: Hand) -> bool:
    """Whether the hand is where several options are ticked, and Enter sends them."""
    shown = len(options(screen))
    on_option = shown > (0 if hand.cursor is None else hand.cursor)
    return isinstance(screen.input, ChooseSeveral) and on_option


def _enter_chooses(screen: Screen, hand: Hand) -> bool:
    return hand.cursor is not None or bool(options(screen))


def _moved(cursor: int | None, key: str, count: int) -> int:
    if cursor is None:
        return 0 if key == "down" else count - 1
    return (cursor + (1 if key == "down" else -1)) % count


def _with_role(screen: Screen, role: Role) -> Control | None:
    return next((control for control in screen.controls if control.role == role), None)


def _enter(screen: Screen, hand: Hand, armed: str) -> Hand | Intent:
    if _ticks(screen, hand):
        if not hand.chosen:
            return replace(hand, advice="choose_some")
        return _send(screen.submit, hand, armed, Answer(values=tuple(sorted(hand.chosen))))
    if hand.cursor is not None:
        return _choose(hand.cursor, screen, hand, armed)
    if is_typed(screen):
        return replace(hand, typing=True)
    onward = _with_role(screen, "next")
    if options(screen) or (onward is None and choices(screen)):
        return replace(hand, advice="choose")
    return _send(onward, hand, armed)


def _choose(target: int, screen: Screen, hand: Hand, armed: str) -> Hand | Intent:
    """Sends the only option there can be, ticks one of several, or presses an entry of a list."""
    shown = len(options(screen))
    if target >= shown:
        return _send(choices(screen)[target - shown], replace(hand, cursor=target), armed)
    if isinstance(screen.input, ChooseSeveral):
        return replace(hand, cursor=target, chosen=hand.chosen ^ {target})
    return _send(screen.submit, replace(hand, cursor=target), armed, Answer(values=(target,)))


def _number(typed: str, digit: str, screen: Screen, hand: Hand, armed: str) -> Hand | Intent:
    """Chooses at once while one digit names every target; moves the cursor where it takes two."""
    count = len(options(screen)) + len(choices(screen))
    if count <= _ONE_KEY:
        return _choose(int(digit) - 1, screen, hand, armed) if 1 <= int(digit) <= count else hand
    for number in (typed, digit):
        if 1 <= int(number) <= count:
            return replace(hand, cursor=int(number) - 1, digits=number)
    return hand


def _send(control: Control | None, hand: Hand, armed: str, answer: Answer | None = None) -> Hand | Intent:
    if control is None:
        return hand
    if control.danger and control.token != armed:
        return replace(hand, armed=control.token, advice="confirm")
    return Intent(token=control.token, answer=answer or Answer())
