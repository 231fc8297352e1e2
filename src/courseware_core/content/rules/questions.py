"""Rules for single questions: options, feedback, stems."""

import re
from collections.abc import Iterator

from courseware_core.blocks import plain
from courseware_core.content.authored import CourseFolder
from courseware_core.content.inline import inline
from courseware_core.content.questions.choice import ChoiceQuestion
from courseware_core.content.questions.matching import Matching
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.content.questions.single import SingleChoice
from courseware_core.content.rules.asked import choices_of, offered_in, questions_of
from courseware_core.content.rules.registry import Finding, rule

MUCH_LONGER = 1.5
MUCH_LONGER_BY = 20
_OF_THESE = re.compile(
    r"^(none|all|any|neither|both) of (these|those|them|the (above|others|options|answers))\b", re.IGNORECASE
)
_NEGATIVE = re.compile(r"\b(not|never|except|cannot)\b|n['’]t\b", re.IGNORECASE)
_ASKS_FOR_ONE = re.compile(r"\b(which|what|who|where|when)\b", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d_]{6,}")


@rule("CW101", "error", "two options of a question say the same")
def equal_options(course: CourseFolder) -> Iterator[Finding]:
    """Options, items or the items of one side that differ in case, spaces or final dots only."""
    for at, side in offered_in(course):
        seen: dict[str, str] = {}
        for shown in side:
            words = " ".join(shown.text.casefold().split()).rstrip(".!")
            first = seen.setdefault(words, shown.id)
            if first != shown.id:
                yield Finding(shown.place, at, f"{shown.name} says the same as `{first}`.")


@rule("CW103", "warning", "the right option is much longer than every other")
def length_gives_it_away(course: CourseFolder) -> Iterator[Finding]:
    """A right option of one and a half times the length of the longest other."""
    for asked, question in choices_of(course):
        if not isinstance(question, SingleChoice):
            continue
        longest = max(len(option.text) for option in question.options if not option.correct)
        for number, option in enumerate(question.options):
            more = len(option.text) - longest
            if option.correct and more >= MUCH_LONGER_BY and len(option.text) > MUCH_LONGER * longest:
                message = f"the right option is {more} characters longer than any other."
                place = asked.place("options", number, "text")
                yield Finding(place, question.id, message, "Shorten it, or say more in another.")


@rule("CW104", "error", "a wrong answer gets no feedback")
def no_feedback(course: CourseFolder) -> Iterator[Finding]:
    """A wrong option without feedback, or a question without options and without any for mistakes."""
    hint = "Name the mistake and say what is true instead."
    for asked in questions_of(course):
        question = asked.question
        if isinstance(question, WrittenQuestion):
            continue
        if isinstance(question, Matching) and all(pair.feedback for pair in question.pairs):
            continue
        if not isinstance(question, ChoiceQuestion):
            if not question.feedback.incorrect:
                message = "a wrong answer gets no feedback; `feedback: {incorrect: ...}` is missing."
                yield Finding(asked.place(), question.id, message)
            continue
        for number, option in enumerate(question.options):
            if not option.correct and not option.feedback:
                message = f"the wrong option `{option.id}` has no feedback."
                yield Finding(asked.place("options", number), question.id, message, hint)


@rule("CW105", "error", "`none of these` may be shuffled away from its place")
def loose_none_of_these(course: CourseFolder) -> Iterator[Finding]:
    """An option that speaks of the others and has no `pin`."""
    for asked, question in choices_of(course):
        for number, option in enumerate(question.options):
            if option.pin is None and _OF_THESE.match(option.text):
                message = f"the option `{option.id}` speaks of the others and may be shown first."
                place = asked.place("options", number, "text")
                yield Finding(place, question.id, message, "Add `pin: last`.")


@rule("CW108", "note", "only the right option repeats a word of the question")
def echoed_word(course: CourseFolder) -> Iterator[Finding]:
    """A long word of the stem that stands in the right option and in no other."""
    for asked, question in choices_of(course):
        if not isinstance(question, SingleChoice):
            continue
        stem = _long_words(question.stem)
        wrong = {
            word for option in question.options if not option.correct for word in _long_words(option.text)
        }
        for number, option in enumerate(question.options):
            echoed = sorted(stem & _long_words(option.text) - wrong) if option.correct else []
            if echoed:
                message = f"of the options only the right one repeats `{echoed[0]}` from the question."
                yield Finding(asked.place("options", number, "text"), question.id, message)


def _long_words(text: str) -> set[str]:
    return {word.casefold() for word in _LONG_WORD.findall(plain(inline(text)))}


@rule("CW109", "warning", "a `not` that turns the question round is easily missed")
def quiet_negation(course: CourseFolder) -> Iterator[Finding]:
    """A stem that asks for what is not so, without emphasis on the `not`."""
    for asked, question in choices_of(course):
        sentence = plain(inline(question.stem)).rstrip().rsplit(". ", 1)[-1]
        if not _ASKS_FOR_ONE.search(sentence):
            continue
        quiet = "".join(span.text for span in inline(question.stem) if not (span.bold or span.italic)).rsplit(
            ". ", 1
        )[-1]
        found = _NEGATIVE.search(quiet)
        if found and not found[0].isupper():
            message = f"`{found[0]}` turns this question round and is easily missed."
            yield Finding(asked.place("stem"), question.id, message, "Write `**not**`.")
