"""Rules for what helps a learner who knows how tests are written, and nothing of the subject.

One question rarely shows such a clue. Over a course it is counted how often the clue points at the right
option, and held against how often chance alone would let it.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from courseware_core.blocks import plain
from courseware_core.content.authored import CourseFolder
from courseware_core.content.inline import inline
from courseware_core.content.problems import Place
from courseware_core.content.questions.choice import ChoiceQuestion
from courseware_core.content.questions.single import SingleChoice
from courseware_core.content.rules.asked import Asked, choices_of, key_position, questions_of
from courseware_core.content.rules.registry import Finding, rule

CLEARLY = 2.33
"""Standard deviations above what chance gives; one habit in a hundred gets there by chance."""

ENOUGH = 12
"""From so many questions, or options with a clue, on a habit can be told from chance."""

NAMED = 8
"""Questions that a finding names; more would not fit on a line."""

_ABSOLUTE = re.compile(r"\b(always|never|only|all|every|none)\b", re.IGNORECASE)
_ALL_OF_THEM = re.compile(
    r"^(all|both) of (these|those|them|the (above|others|options|answers))\b", re.IGNORECASE
)
_ARTICLE = re.compile(r"\b(an?)\W*$", re.IGNORECASE)
_VERB = re.compile(r"\b(is|was|are|were)\W*$", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)
_SOUNDS_OTHERWISE = re.compile(r"hour|honest|heir|uni|use|usual|eu|one\b|once\b", re.IGNORECASE)
_SINGULAR_END = re.compile(r"(ss|us|is)$", re.IGNORECASE)
_LONGEST = 5_000
"""Characters of a text that are looked at: what is longer fits no chat, which another rule says."""

_CONTENT_WORD = re.compile(r"[^\W\d_]{5,}")

_FEW_WORDS = 3
"""Words of five letters or more that a key has, before a stem can be said to hold them by no accident."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A place where a clue could have pointed at what it stands for, and whether it did, as item `at`."""

    at: str
    hit: bool
    chance: float


def _habit(seen: Sequence[_Seen]) -> tuple[list[str], float] | None:
    """The items where the clue was right, and what chance gives, if it was right clearly more often."""
    hits = [each.at for each in seen if each.hit]
    expected = sum(each.chance for each in seen)
    deviation = math.sqrt(sum(each.chance * (1 - each.chance) for each in seen))
    if len(seen) < ENOUGH or not deviation or (len(hits) - expected) / deviation < CLEARLY:
        return None
    return hits, expected


def _over_course(course: CourseFolder) -> tuple[Place, str]:
    """Where a finding on a whole course stands, and the course's id."""
    document = course.file.document
    return document.place("id"), document.text("id")


def _singles(course: CourseFolder) -> list[SingleChoice]:
    return [asked.question for asked in questions_of(course) if isinstance(asked.question, SingleChoice)]


def _listed(ids: Iterable[str]) -> str:
    each = list(dict.fromkeys(ids))
    more = f" and {len(each) - NAMED} more" if len(each) > NAMED else ""
    return ", ".join(each[:NAMED]) + more


@rule("CW113", "warning", "over the course the length of an option tells which is right")
def length_over_the_course(course: CourseFolder) -> Iterator[Finding]:
    """The right option is the longest, or the shortest, clearly more often than chance."""
    questions = _singles(course)
    for name, sign in (("longest", 1), ("shortest", -1)):
        seen = [
            _Seen(
                each.id, _sticks_out([sign * len(o.text) for o in each.options], each), 1 / len(each.options)
            )
            for each in questions
        ]
        habit = _habit(seen)
        if habit:
            hits, expected = habit
            message = (
                f"in {len(hits)} of {len(questions)} questions the right option is the {name}, where chance "
                f"gives {round(expected)}: {_listed(hits)}."
            )
            yield Finding(*_over_course(course), message, f"Make another option the {name} in some of them.")


def _sticks_out(sizes: Sequence[int], question: SingleChoice) -> bool:
    key = key_position(question)
    return all(size < sizes[key] for number, size in enumerate(sizes) if number != key)


@rule("CW114", "warning", "over the course the right options cluster in one position")
def position_over_the_course(course: CourseFolder) -> Iterator[Finding]:
    """A position that has the right option clearly more often than chance."""
    questions = _singles(course)
    for position, letter in enumerate("ABCDEFGHIJ"):
        having = [each for each in questions if len(each.options) > position]
        seen = [_Seen(each.id, key_position(each) == position, 1 / len(each.options)) for each in having]
        habit = _habit(seen)
        if habit:
            hits, expected = habit
            message = (
                f"in {len(hits)} of {len(having)} questions the right option is {letter}, where chance gives "
                f"{round(expected)}: {_listed(hits)}."
            )
            yield Finding(*_over_course(course), message, "Move some of them.")


@rule("CW115", "warning", "over the course absolute words tell which options are wrong")
def absolute_words(course: CourseFolder) -> Iterator[Finding]:
    """Options with words such as `always` that are wrong clearly more often than chance. English."""
    if not course.is_english:
        return
    seen = [
        _Seen(question.id, not option.correct, _wrong(question) / len(question.options))
        for _, question in choices_of(course)
        for option in question.options
        if _ABSOLUTE.search(_words_of(option.text)) and not _ALL_OF_THEM.match(option.text)
    ]
    habit = _habit(seen)
    if habit:
        hits, expected = habit
        message = (
            f"of {len(seen)} options with `always`, `never`, `only`, `all`, `every` or `none`, {len(hits)} "
            f"are wrong, where chance gives {round(expected)}: {_listed(hits)}."
        )
        hint = "Say it without the word in some wrong options, or with it in right ones."
        yield Finding(*_over_course(course), message, hint)


def _wrong(question: ChoiceQuestion) -> int:
    return sum(not option.correct for option in question.options)


@rule("CW116", "warning", "of the options only the right one fits the grammar of the question")
def grammar_gives_it_away(course: CourseFolder) -> Iterator[Finding]:
    """A stem that ends in `a`, `an` or a verb whose number only the right option agrees with. English."""
    for asked, question in choices_of(course) if course.is_english else ():
        if not isinstance(question, SingleChoice):
            continue
        stem, key = _words_of(question.stem), key_position(question)
        texts = [_words_of(option.text) for option in question.options]
        for ends, fits in ((_ARTICLE, _takes), (_VERB, _agrees)):
            found = ends.search(stem)
            if found and [fits(found[1], text) for text in texts] == [n == key for n in range(len(texts))]:
                message = f"of the options only the right one can stand after `{found[1]}`."
                hint = "Take that word into the options, or write `a(n)`, `is/are`."
                yield Finding(asked.place("stem"), question.id, message, hint)


def _takes(article: str, text: str) -> bool:
    """Whether `text` can stand after `a` or `an`."""
    begins_with_vowel = bool(_VOWEL.match(text)) != bool(_SOUNDS_OTHERWISE.match(text))
    return begins_with_vowel == (article.casefold() == "an")


def _agrees(verb: str, text: str) -> bool:
    """Whether `text`, taken for a noun with what goes before it, has the number of the verb."""
    is_plural = text.endswith("s") and not _SINGULAR_END.search(text)
    return is_plural == (verb.casefold() in ("are", "were"))


@rule("CW117", "warning", "who knows two right options knows that all are")
def all_of_these(course: CourseFolder) -> Iterator[Finding]:
    """An option such as `all of the above`. English."""
    for asked, question in choices_of(course) if course.is_english else ():
        for number, option in enumerate(question.options):
            if _ALL_OF_THEM.match(_words_of(option.text)):
                message = f"whether `{option.id}` is right can be told without knowing every option."
                place = asked.place("options", number, "text")
                yield Finding(place, question.id, message, "Ask it with `type: multiple`.")


@rule("CW118", "note", "one text is right wherever it is an option")
def one_key_for_several(course: CourseFolder) -> Iterator[Finding]:
    """A text that is the right option of several questions, and nowhere a wrong one."""
    right: dict[str, list[tuple[Asked, int]]] = defaultdict(list)
    wrong: set[str] = set()
    for asked, question in choices_of(course):
        for number, option in enumerate(question.options):
            words = " ".join(re.findall(r"\w+", _words_of(option.text).casefold()))
            if option.correct:
                right[words].append((asked, number))
            else:
                wrong.add(words)
    for words, places in right.items():
        for asked, number in places[1:] if words not in wrong else ():
            message = f"this is the right option of {places[0][0].question.id} too, and nowhere a wrong one."
            place = asked.place("options", number, "text")
            yield Finding(place, asked.question.id, message, "Offer it as a wrong option somewhere.")


@rule("CW119", "note", "a question gives away the answer to another")
def answered_elsewhere(course: CourseFolder) -> Iterator[Finding]:
    """A stem that has every longer word of another question's right option, and of none of its wrong ones."""
    every = list(questions_of(course))
    holding = _stems_by_word(every)
    for asked, question in choices_of(course):
        if not isinstance(question, SingleChoice):
            continue
        key = question.options[key_position(question)]
        words = _content_words(key.text)
        if len(words) < _FEW_WORDS:
            continue
        wrong = [_content_words(option.text) for option in question.options if not option.correct]
        stems = frozenset.intersection(*(holding.get(word, frozenset()) for word in words))
        for number in sorted(stems):
            other = every[number].question
            said = _content_words(other.stem)
            if other.id != question.id and not any(each <= said for each in wrong):
                message = f"the question {other.id} says what is right here."
                place = asked.place("options", key_position(question), "text")
                yield Finding(place, question.id, message, "Say it in other words in one of the two.")


def _stems_by_word(every: Sequence[Asked]) -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, asked in enumerate(every):
        for word in _content_words(asked.question.stem):
            found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _content_words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _CONTENT_WORD.findall(_words_of(text)))


def _words_of(text: str) -> str:
    return plain(inline(text[:_LONGEST]))
