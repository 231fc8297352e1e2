"""What a typed line means on a screen, so that every surface that has text can be used with it.

Everything that can be chosen has a number; options have a letter as well. A line may be the number,
the letter, the label or its beginning, or the word for a control's role. Where these differ, nothing
is guessed: the line is ambiguous, and `#2`, `B)` and `/menu` always mean the number, the letter and the
control. Where the input takes text, the whole line is the answer unless it begins with `/` (`//` is a
`/` of the answer). Where it takes a long one, a line that is nothing but the number, the label or the
word of a control is neither pressed nor sent. On every screen `define` and a term looks the term up, unless
that is a choice there.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from courseware_core.blocks import plain
from courseware_core.inputs import (
    Answer,
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
from courseware_core.screen import navigation
from courseware_core.screen import token as tokens
from courseware_core.screen.letters import letter, position
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.navigation import Go

Reason = Literal[
    "blank", "unknown", "command", "ambiguous", "one_only", "order", "pairs", "number", "too_long", "bare"
]
"""Why a line means nothing here; `replies.explain` says it in a sentence."""

WORDS: frozenset[str] = frozenset(("next", "back", "submit", "hint", "menu", "help"))
"""The roles whose name is a command, in every language."""

_MOST_DIGITS = 6
_LONGEST = 4000
"""Characters of a line that may name a choice; no label is as long, and comparing takes time."""

_PREFIX = 3
"""A label may be shortened to as few letters."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be chosen. An option has a position and a letter, a control its token."""

    number: int
    label: str
    letter: str = ""
    position: int = 0
    control: Control | None = None

    @property
    def word(self) -> str:
        """The command word of a control, empty if it has none."""
        return self.control.role if self.control and self.control.role in WORDS else ""

    @property
    def token(self) -> str:
        """The token of a control, empty for an option."""
        return self.control.token if self.control else ""


@dataclass(frozen=True, slots=True)
class Matched:
    """What the line means: press the control of `token`, with `answer`."""

    token: str
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why the line means nothing. `candidates` are what it may mean; all there is, of an unknown one.

    `count` is how many there are to put in order or to pair, or how many characters are allowed.
    """

    reason: Reason
    line: str = ""
    candidates: tuple[Entry, ...] = ()
    count: int = 0


def match(screen: Screen, line: str) -> Matched | Unmatched:
    """What `line` means on `screen`. An empty line is `next`, where nothing is to be typed."""
    asked, given, choices = answerable(screen), line.strip(), entries(screen)
    if looked_up := _looked_up(screen, given, choices):
        return looked_up
    read: Answer | Entry | Unmatched
    match asked:
        case Number() | ShortText() | LongText() | LookUp():
            escaped = given.startswith("//")
            if given.startswith("/") and not escaped:
                return _command(given, choices)
            if isinstance(asked, LongText) and (named := _named(given, choices)):
                return Unmatched("bare", line, tuple(named))
            read = read_answer(asked, given[1:] if escaped else line)
            if isinstance(read, Unmatched) and read.reason == "number":
                controls = [entry for entry in choices if entry.control]
                read = _single(given, controls, read, by_number=False)
        case _:
            if not given:
                return _first(screen, "next")
            pressed = _command(given, choices) if given.startswith("/") else None
            if isinstance(pressed, Matched):
                return pressed
            read = _read(asked, given, choices)
    match read:
        case Unmatched():
            return replace(read, candidates=choices) if read.reason == "unknown" else read
        case Entry():
            return _pressed(read, screen)
        case Answer():
            return Matched(screen.submit.token if screen.submit else "", read)
        case _:
            assert_never(read)


def read_answer(asked: Input, line: str) -> Answer | Unmatched:
    """The answer that `line` gives to an input, where there are no controls: in a field of a form."""
    match asked:
        case Number():
            if not line.strip():
                return Unmatched("blank")
            numeric = any(character.isnumeric() for character in line)
            return Answer(text=line.strip()) if numeric else Unmatched("number", line)
        case ShortText() | LongText():
            given = line.strip() if isinstance(asked, ShortText) else line.strip("\r\n")
            if not given.strip():
                return Unmatched("blank")
            too_long = len(given) > asked.max_length
            return Unmatched("too_long", line, count=asked.max_length) if too_long else Answer(text=given)
        case LookUp():
            found = [each for each in _options(asked) if str(each.number) == line.strip()]
            term = found[0].label if found else line.strip()
            return Answer(text=term) if term else Unmatched("blank")
        case ChooseOne() | ChooseSeveral() | Order() | Pair():
            if not line.strip():
                return Unmatched("blank")
            read = _read(asked, line.strip(), _options(asked))
            return Unmatched("unknown", line) if isinstance(read, Entry) else read
        case _:
            assert_never(asked)


def entries(screen: Screen) -> tuple[Entry, ...]:
    """Everything on `screen` that can be chosen, numbered from 1 in the order it is shown.

    Of a pair these are the left-hand items. Submit is there when something is chosen already.
    """
    asked = answerable(screen)
    options = _options(asked) if asked else ()
    chosen = isinstance(asked, ChooseOne | ChooseSeveral) and asked.chosen
    pressed = (screen.submit, *screen.controls) if chosen and screen.submit else screen.controls
    first = len(options) + 1
    return (
        *options,
        *(Entry(first + n, control.label, control=control) for n, control in enumerate(pressed)),
    )


def answerable(screen: Screen) -> Input | None:
    """The input of `screen`, if an answer to it can be sent."""
    return screen.input if screen.submit else None


def takes_text(asked: Input | None) -> bool:
    """Whether the whole line is the answer, so that commands begin with `/`."""
    return isinstance(asked, Number | ShortText | LongText | LookUp)


_DEFINE = re.compile(r"(/?)define\b\s*(.*)", re.IGNORECASE | re.DOTALL)


def _looked_up(screen: Screen, line: str, choices: Sequence[Entry]) -> Matched | None:
    """What `define` and a term means; None for anything else, and for what is an answer or a choice."""
    found = _DEFINE.fullmatch(line[:_LONGEST])
    if found is None:
        return None
    asked = answerable(screen)
    if not found[1] and ((takes_text(asked) and not isinstance(asked, LookUp)) or _meant(line, choices)):
        return None
    term = found[2].strip()
    return Matched(_definitions(screen).token(), Answer(text=term) if term else Answer())


def _definitions(screen: Screen) -> Go:
    """Where terms are looked up that are met on `screen`: what leads back to it."""
    pressed = (*screen.controls, *([screen.submit] if screen.submit else []))
    decoded = [token for control in pressed if (token := tokens.decode(control.token))]
    ways = (going for token in decoded if (going := navigation.parse(token)))
    here = next((going for going in ways if going.verb == "define"), None)
    session = next((token.session for token in decoded if token.session), "")
    return here or Go("define", navigation.at(session) if session else "")


def _options(asked: Input) -> tuple[Entry, ...]:
    match asked:
        case ChooseOne() | ChooseSeveral():
            texts = [plain(option) for option in asked.options]
        case Order():
            texts = [plain(item) for item in asked.items]
        case Pair():
            return tuple(Entry(n + 1, plain(left), position=n) for n, left in enumerate(asked.left))
        case LookUp():
            return tuple(Entry(n + 1, each, position=n) for n, each in enumerate(asked.suggestions))
        case _:
            return ()
    return tuple(Entry(n + 1, label, letter(n), n) for n, label in enumerate(texts))


def _pressed(entry: Entry, screen: Screen) -> Matched:
    """The control of `entry`; what is chosen already goes with submit."""
    asked = screen.input
    if entry.control == screen.submit and isinstance(asked, ChooseOne | ChooseSeveral):
        return Matched(entry.token, Answer(values=asked.chosen))
    return Matched(entry.token)


def _first(screen: Screen, role: str) -> Matched | Unmatched:
    found = [control for control in screen.controls if control.role == role]
    return Matched(found[0].token) if found else Unmatched("blank")


def _command(line: str, choices: Sequence[Entry]) -> Matched | Unmatched:
    word = line[1:].strip()
    if len(word) > _LONGEST:
        return Unmatched("command", line)
    found = _meant(word, [entry for entry in choices if entry.control]) if squeeze(word) else []
    if len(found) > 1:
        return Unmatched("ambiguous", line, tuple(found))
    return Matched(found[0].token) if found else Unmatched("command", line)


def _read(asked: Input | None, line: str, choices: Sequence[Entry]) -> Answer | Entry | Unmatched:
    """The answer or the control that `line` means, for an input that is answered by choosing."""
    if len(line) > _LONGEST:
        return Unmatched("unknown", line)
    options = [entry for entry in choices if entry.control is None]
    if isinstance(asked, Pair):
        controls = [entry for entry in choices if entry.control]
        pairs = _pairs(asked, line)
        return pairs or _single(line, controls, Unmatched("pairs", line, count=len(asked.left)))
    whole, several = _meant(line, choices), _several(line, options)
    if isinstance(asked, Order):
        listed = several or _sequence(line, options)
        pressed = [entry for entry in whole if entry.control]
        if pressed and (listed or len(whole) > 1):
            return Unmatched("ambiguous", line, (*whole, *(options[each] for each in listed)))
        return pressed[0] if pressed else _ordered(asked, listed or [each.position for each in whole], line)
    if several and isinstance(asked, ChooseOne):
        return _found(_single(line, choices, Unmatched("one_only", line)))
    if several and whole:
        return Unmatched("ambiguous", line, (*whole, *(options[each] for each in several)))
    if several:
        return Answer(values=tuple(dict.fromkeys(several)))
    return _found(_single(line, choices, Unmatched("unknown", line)))


def _found(found: Entry | Unmatched) -> Answer | Entry | Unmatched:
    """The answer, if what was found is an option."""
    if isinstance(found, Entry) and found.control is None:
        return Answer(values=(found.position,))
    return found


def _single(
    line: str, choices: Sequence[Entry], otherwise: Unmatched, *, by_number: bool = True
) -> Entry | Unmatched:
    found = _meant(line, choices, by_number=by_number) if len(line) <= _LONGEST else []
    if len(found) > 1:
        return Unmatched("ambiguous", line, tuple(found))
    return found[0] if found else otherwise


def _ordered(asked: Order, positions: Sequence[int], line: str) -> Answer | Unmatched:
    if sorted(positions) != list(range(len(asked.items))):
        return Unmatched("order", line, count=len(asked.items))
    return Answer(values=tuple(positions))


_STEPS = re.compile(r"[\s,;=>→\N{EN DASH}-]+")


def _sequence(line: str, options: Sequence[Entry]) -> list[int]:
    """The positions of "A>B>C", "1-2-3" or, one letter for each option, "ABC"; empty for anything else."""
    folded = fold(line)
    letters = folded.isascii() and folded.isalpha() and len(folded) == len(options)
    parts = list(folded) if letters else [part for part in _STEPS.split(folded) if part]
    found = [_meant(part, options, by_label=False) for part in parts]
    return [each[0].position for each in found] if all(len(each) == 1 for each in found) else []


_PAIR = re.compile(r"[\s,;]*(\d{1,6})\s*[-:=>)→]*\s*([a-z]{1,4})\b[\s,;]*")


def _pairs(asked: Pair, line: str) -> Answer | None:
    """The pairs of "1b 2a" or, in the order of the left-hand items, "b a"; None for anything else."""
    folded = fold(line)
    letters = [position(each) for each in re.split(r"[\s,;]+", folded)]
    in_turn = tuple(each for each in letters if each is not None and each < len(asked.right))
    if len(in_turn) == len(letters) == len(asked.left) > 1:
        return Answer(values=in_turn)
    if "".join(found.group() for found in _PAIR.finditer(folded)) != folded:
        return None
    chosen = {int(left) - 1: position(right) for left, right in _PAIR.findall(folded)}
    values = [chosen.get(left) for left in range(len(asked.left))]
    if len(_PAIR.findall(folded)) != len(values) or len(chosen) != len(values):
        return None
    kept = tuple(value for value in values if value is not None and value < len(asked.right))
    return Answer(values=kept) if len(kept) == len(values) else None


_COMMAS = re.compile(r"[,;+&]|\band\b|\bund\b")
_SPACES = re.compile(r"[,;+&\s]+(?:(?:and|und)\b[,;+&\s]*)?")


def _several(line: str, options: Sequence[Entry]) -> list[int]:
    """The positions of a list such as "1, 3", "A C" or "1 and 3"; empty if it is no such list.

    Between commas there may be labels, between mere spaces only numbers and letters.
    """
    for between, by_label in ((_COMMAS, True), (_SPACES, False)):
        parts = [part.strip() for part in between.split(fold(line)) if part.strip()]
        found = [_meant(part, options, by_label=by_label) for part in parts]
        if len(parts) > 1 and all(len(each) == 1 for each in found):
            return [each[0].position for each in found]
    return []


def _meant(
    word: str, choices: Sequence[Entry], *, by_number: bool = True, by_label: bool = True
) -> list[Entry]:
    """The entries that `word` may mean: none, one or, if it is ambiguous, several."""
    folded = fold(word)
    exact = re.fullmatch(r"#\s*(\d+)|(\d+)\s*\)|([a-z]+)\s*\)", folded)
    if exact and by_number:
        number = exact[1] or exact[2]
        named = _with_number(number, choices) if number else _with_letter(exact[3], choices)
        if named:
            return named
    named = [*_with_number(folded, choices), *_with_letter(folded, choices)] if by_number else []
    if by_label:
        named += [entry for entry in _with_label(folded, choices) if entry not in named]
    return named if named or not by_label else _alike(squeeze(word), choices)


def _named(line: str, controls: Sequence[Entry]) -> list[Entry]:
    """The controls that `line` names: by number, or by word or whole label where that is no suggestion."""
    if not line or len(line) > _LONGEST or "\n" in line:
        return []
    pressed = [entry for entry in controls if entry.control and entry.control.role != "choice"]
    return _with_number(line, controls) + _with_label(fold(line), pressed)


def _with_label(folded: str, choices: Sequence[Entry]) -> list[Entry]:
    """The entries with this very label, and the first control of this role if none of them is one."""
    named = [entry for entry in choices if fold(entry.label) == folded]
    of_role = [entry for entry in choices if entry.word == folded]
    return named if any(entry in of_role for entry in named) else named + of_role[:1]


def _alike(squeezed: str, choices: Sequence[Entry]) -> list[Entry]:
    """The entries whose label is the same but for punctuation, or else begins so."""
    labels = [(squeeze(entry.label), entry) for entry in choices]
    same = [entry for label, entry in labels if squeezed and label == squeezed]
    begun = [entry for label, entry in labels if len(squeezed) >= _PREFIX and label.startswith(squeezed)]
    return same or begun


def _with_number(digits: str, choices: Sequence[Entry]) -> list[Entry]:
    if not digits.isdecimal() or len(digits) > _MOST_DIGITS:
        return []
    return [entry for entry in choices if entry.number == int(digits)]


def _with_letter(letters: str, choices: Sequence[Entry]) -> list[Entry]:
    at = position(letters)
    return [] if at is None else [entry for entry in choices if entry.letter == letter(at)]


def fold(words: str) -> str:
    """`words` for comparing: compatible characters, cases and spaces count as the same."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def squeeze(words: str) -> str:
    """`words` for comparing without punctuation too: letters, digits and single spaces."""
    return " ".join(re.sub(r"[^\w\s]|_", " ", fold(words)).split())
