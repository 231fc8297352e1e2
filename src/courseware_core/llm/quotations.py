"""Finding the words of a quotation in a lesson, however they were typed, and quotations within a text. Pure.

Only words in a row are compared: whether a quotation is used in the sense of the lesson is not.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from courseware_core.blocks import RichText, plain
from courseware_core.content.model import Passage
from courseware_core.engine.facts import Quotation
from courseware_core.llm.folding import fold

QUOTED_WORDS = 5
"""From how many words on something in quotation marks is a quotation, and no term or turn of phrase."""

_EMPHASIS = re.compile(r"[*_]")
_SPACE = re.compile(r"\s+")
_AROUND = " \"'"
_AFTER = " .,;:!?-"
_SENTENCE_ENDS = ".!?…。！？"

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_CHARACTERS_OF_A_WORD = 2

# Marks that have a direction, where words touch them or a space parts them from what they hold.
_DIRECTED = re.compile(
    r"“([^“”„\n]+)”|[「｢]([^「｢」｣\n]+)[」｣]|『([^『』\n]+)』|(?<![^\s(])[«‹]\s([^«»‹›\n]+)\s[»›]"
)
_DOUBLE = re.compile(r'(?<!\w)"(?=\S)([^"\n]+)(?<=\S)"(?!\w)')
_SINGLE = re.compile(
    r"(?<!\w)'(?!(?:tis|twas|til|em|n|cause|bout|round|\d0s)\b)(?=\S)"
    r"((?:[^'\n]|(?<=\w)'(?=\w))+)(?<=\S)'(?!\w)",
    re.IGNORECASE,
)

_SPEAKER = r"(?:the |this |your )?(?:lesson|text|course|author|section|passage)"
_SPEAKER_DE = r"(?:die|der|das|dieser?|dieses) (?:lektion|text|kurs|autor(?:in)?|abschnitt)"
_SAYS = r"(?:says?|said|states?|reads?|writes?|tells us|explains?|puts? it(?: like this| this way)?)"
_SAYS_DE = r"(?:sagt|schreibt|lautet|erklärt|heißt es|steht)"
_ANNOUNCED = re.compile(
    rf"(?:\b{_SPEAKER} (?:itself )?{_SAYS}|\b(?:according to|in the words of) {_SPEAKER}"
    rf"|\b{_SPEAKER_DE} {_SAYS_DE}|\b(?:im|in der) (?:text|lektion|kurs|abschnitt) {_SAYS_DE}"
    r"|\b(?:laut|nach) (?:der )?lektion)\W*$",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    rf"^\W*(?:(?:as |so )?(?:{_SPEAKER} {_SAYS}|says {_SPEAKER})|according to {_SPEAKER}"
    rf"|(?:so )?{_SAYS_DE} (?:{_SPEAKER_DE}|im text|in der lektion)"
    r"|(?:so|laut) (?:die|der) (?:lektion|text))\b",
    re.IGNORECASE,
)


def quotation(words: str, passages: Iterable[Passage]) -> Quotation | None:
    """The first place where `passages` have these `words`, in the lesson's own wording; None without any.

    Case, white space, marks of emphasis, kinds of quotation marks and dashes, and a mark at the end make
    no difference.
    """
    for passage in passages:
        if found := _as_written(words, passage.text, _of_lesson(passage.text)):
            return Quotation(passage.section, found)
    return None


def as_written(words: str, text: str) -> str:
    """The `words` as `text` has them, compared as `quotation` does; empty if it has them not."""
    return _as_written(words, text, _compared(text))


def says(texts: Iterable[str], words: str) -> bool:
    """Whether one of `texts`, as `comparable` gives them, has these `words`, as `quotation` compares them."""
    wanted = _compared(words).strip(_AROUND).rstrip(_AFTER)
    return any(_start(wanted, text) >= 0 for text in texts)


def comparable(texts: Iterable[str]) -> tuple[str, ...]:
    """`texts` as `says` looks into them."""
    return tuple(_compared(text) for text in texts)


def stands_alone(found: Quotation, passages: Iterable[Passage]) -> bool:
    """Whether `found` says something by itself: `QUOTED_WORDS` words, or a whole sentence of its passage."""
    if length(found.text) >= QUOTED_WORDS:
        return True
    texts = (passage.text for passage in passages if passage.section == found.section)
    for before, said, after in (text.partition(found.text) for text in texts):
        if said:  # at either end of a passage there is no character, which ends a sentence, too
            return before.rstrip()[-1:] in _SENTENCE_ENDS and (
                said[-1] in _SENTENCE_ENDS or after[:1] in _SENTENCE_ENDS
            )
    return False


def length(text: str) -> int:
    """How many words `text` has, by estimate where a script parts them by no space."""
    return max(len(text.split()), len(_UNSPACED.findall(text)) // _CHARACTERS_OF_A_WORD)


def quoted_within(lines: Iterable[RichText]) -> tuple[str, ...]:
    """What stands in `lines` as a quotation, by its form, and is long enough for one.

    That is what stands in quotation marks of any kind, and what stands in italics right beside words like
    "the lesson says".
    """
    found: list[str] = []
    for line in lines:
        shown = fold(
            _DIRECTED.sub(lambda marked: f' "{(marked[marked.lastindex or 0]).strip()}" ', plain(line))
        )
        found += _DOUBLE.findall(shown)
        found += _SINGLE.findall(shown)
        found += _attributed(line)
    return tuple(span for span in found if length(span) >= QUOTED_WORDS)


def _attributed(line: RichText) -> Iterator[str]:
    """What stands in italics right after or before words that say whose words they are."""
    runs = [
        (italic, fold("".join(span.text for span in run)))
        for italic, run in groupby(line, key=lambda span: span.italic)
    ]
    for at, (italic, text) in enumerate(runs):
        before = runs[at - 1][1] if at else ""
        after = runs[at + 1][1] if at + 1 < len(runs) else ""
        if italic and (_ANNOUNCED.search(before) or _ATTRIBUTED.search(after)):
            yield text


def _as_written(words: str, text: str, compared: str) -> str:
    wanted = _compared(words).strip(_AROUND)
    for each in dict.fromkeys((wanted, wanted.rstrip(_AFTER))):
        if _start(each, compared) >= 0 and (found := _place(each, text)):
            return text[found[0] : found[1]]
    return ""


def _place(wanted: str, text: str) -> tuple[int, int] | None:
    """Where `text` has the words `wanted`, in the form they are compared in: start and end."""
    compared: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for each in _compared_character(character):
            if each != " " or compared[-1:] != [" "]:
                compared.append(each)
                places.append(place)
    start = _start(wanted, "".join(compared))
    return (places[start], places[start + len(wanted) - 1] + 1) if start >= 0 else None


def _start(wanted: str, compared: str) -> int:
    """Where `compared` has the words `wanted`, not within longer words; -1 if it has them not."""
    start = compared.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not (_joined(compared[start - 1 : start + 1]) or _joined(compared[end - 1 : end + 1])):
            return start
        start = compared.find(wanted, start + 1)
    return -1


def _joined(pair: str) -> bool:
    return len(pair) == 2 and pair.isalnum()


def _compared(text: str) -> str:
    """`text` in the form that is compared."""
    return _SPACE.sub(" ", _EMPHASIS.sub("", fold(text).casefold()))


@lru_cache(maxsize=4096)
def _compared_character(character: str) -> str:
    return _compared(character)


@lru_cache(maxsize=1024)
def _of_lesson(text: str) -> str:
    """`_compared` for the passages of lessons, of which there are few: nobody's messages are kept here."""
    return _compared(text)
