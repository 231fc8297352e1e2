"""Rules for how open and coding questions are graded: checks, anchors, what is given away, what counts."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

import snowballstemmer

from courseware_core.blocks import plain
from courseware_core.content.authored import CourseFolder
from courseware_core.content.drawing import Pools
from courseware_core.content.inline import inline
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.open import Coding, Criterion, WrittenQuestion
from courseware_core.content.rules.asked import Asked, questions_in, questions_of
from courseware_core.content.rules.registry import Finding, rule
from courseware_core.content.structure import examine
from courseware_core.content.structure.sentences import in_english
from courseware_core.content.unmarked import is_part_of_result

MOST_GIVEN_AWAY = Fraction(1, 2)
"""The share of a criterion's own words from which on another text says what it asks for."""

MOST_SAID = 3
"""Findings of one check that are told to its author at once."""

FEW_WORDS = 2
"""So many of them have to be the same; one is often the plainest word for the matter."""

_EVERYWHERE = frozenset(
    "a an and are as at be by for from had has have in into is it its of on or so than that the their them"
    " then they this to was were with you".split()
)
"""English words that stand in an answer whether or not it meets a criterion."""

_WORD = re.compile(r"[^\W_]+")
_LONG = 5
"""Letters from which on a word says something; shorter ones are in every sentence."""


def _written(course: CourseFolder) -> Iterator[tuple[Asked, WrittenQuestion]]:
    for asked in questions_of(course):
        if isinstance(asked.question, WrittenQuestion):
            yield asked, asked.question


def _judged(question: WrittenQuestion) -> Iterator[tuple[int, Criterion]]:
    """The criteria that a model may judge, with their positions."""
    if "model" in question.grading.order:
        yield from ((number, each) for number, each in enumerate(question.rubric) if not each.check)


@rule("CW144", "error", "a model answer fails a check of its question")
def failed_by_its_author(course: CourseFolder) -> Iterator[Finding]:
    """A check that finds something wrong in the author's own answer."""
    hint = "Mend the model answer, or the check."
    for asked, question in _written(course):
        if not isinstance(question, Coding):
            continue
        found = examine(question.model_answer, question.language, question.checks)
        for number, each in enumerate(question.rubric):
            wrong = found.get(each.id, ())
            if wrong:
                said = " ".join(in_english(one) for one in wrong[:MOST_SAID])
                message = f"the model answer fails the check of `{each.id}`. {said}"
                yield Finding(asked.place("rubric", number, "check"), question.id, message, hint)


@rule("CW145", "warning", "a model answer shows none of a criterion's anchors")
def wrong_anchors(course: CourseFolder) -> Iterator[Finding]:
    """A criterion that the author's own answer, quoted word by word, would not show to meet."""
    for asked, question in _written(course) if course.is_english else ():
        shown = (
            question.model_answer if isinstance(question, Coding) else plain(inline(question.model_answer))
        )
        held = f" {' '.join(_stems(shown))} "
        for number, each in _judged(question):
            if each.anchors and not any(f" {' '.join(_stems(anchor))} " in held for anchor in each.anchors):
                message = f"the model answer holds none of the anchors of `{each.id}`."
                hint = "Add the words by which it meets the criterion."
                yield Finding(asked.place("rubric", number, "anchors"), question.id, message, hint)


@rule("CW146", "warning", "a criterion that a model may judge has no anchors")
def no_anchors(course: CourseFolder) -> Iterator[Finding]:
    """A criterion for which any words of the answer would do as evidence."""
    hint = (
        "Add `anchors:`, words of which an answer that meets it has one; or leave `model` out of the order."
    )
    for asked, question in _written(course):
        for number, each in _judged(question):
            if not each.anchors:
                message = f"a model may quote any words to show that `{each.id}` is met; it has no anchors."
                yield Finding(asked.place("rubric", number), question.id, message, hint)


@rule("CW147", "warning", "there is another try, and nothing to say of what is missing")
def nothing_to_say(course: CourseFolder) -> Iterator[Finding]:
    """A criterion without `missing` in a question that has more than one try."""
    hint = "Add `missing:`, which points the way and gives nothing of the criterion away."
    for asked, question in _written(course):
        for number, each in enumerate(question.rubric if question.tries > 1 else ()):
            if not each.missing:
                message = f"who lacks `{each.id}` may try again, and is told nothing about it."
                yield Finding(asked.place("rubric", number), question.id, message, hint)


@rule("CW148", "note", "what is said before the last try says what a criterion asks for")
def given_away(course: CourseFolder) -> Iterator[Finding]:
    """A hint or a `missing` that has half or more of a criterion's words that the question does not have."""
    hint = "Point to it in other words, if learners are still to find it."
    for asked, question in _written(course) if course.is_english else ():
        code = question.code if isinstance(question, Coding) else None
        before = _long_words(f"{question.stem}\n{code or ''}")
        for number, each in enumerate(question.rubric):
            own = _long_words(each.criterion).keys() - before.keys()
            told = [(asked.place("rubric", number, "missing"), each.missing)]
            told += [(asked.place("hints", position), text) for position, text in enumerate(question.hints)]
            for place, text in told:
                same = {word for stem, word in _long_words(text).items() if stem in own}
                if len(same) >= FEW_WORDS and len(same) >= MOST_GIVEN_AWAY * len(own):
                    named = ", ".join(f"`{word}`" for word in sorted(same))
                    message = f"with {named} this says most of what `{each.id}` asks for."
                    yield Finding(place, question.id, message, hint)


@rule(
    "CW137", "warning", "what is said before the last try says a criterion or the model answer word for word"
)
def given_away_whole(course: CourseFolder) -> Iterator[Finding]:
    """A hint or a `missing` that holds a criterion or the model answer, or a stem that holds the latter."""
    hint = "Point the way in other words."
    for asked, question in _written(course):
        answer, stem = _held(question.model_answer, question), _held(question.stem, question)
        secrets = {"the model answer": answer}
        secrets |= {f"the criterion `{each.id}`": _words(each.criterion) for each in question.rubric}
        if answer.strip() and answer in stem:
            yield Finding(asked.place("stem"), question.id, "this holds the model answer.", hint)
        told: list[tuple[tuple[str | int, ...], str]] = [
            (("rubric", number, "missing"), each.missing) for number, each in enumerate(question.rubric)
        ]
        told += [(("hints", number), text) for number, text in enumerate(question.hints)]
        for path, text in told:
            said = (_words(text), _held(text, question))
            for name, secret in secrets.items():
                if secret.strip() and any(secret in each for each in said) and secret not in stem:
                    yield Finding(asked.place(*path), question.id, f"this holds {name} word for word.", hint)


@rule("CW138", "warning", "an anchor that says nothing, or stands there twice")
def idle_anchors(course: CourseFolder) -> Iterator[Finding]:
    """An anchor that any words have, or none, and one that was there before."""
    for asked, question in _written(course):
        for number, criterion in enumerate(question.rubric):
            seen: set[str] = set()
            for position, anchor in enumerate(criterion.anchors):
                place = asked.place("rubric", number, "anchors", position)
                written, words = " ".join(anchor.casefold().split()), _WORD.findall(anchor.casefold())
                if written in seen:
                    message = f"`{anchor}` is an anchor of `{criterion.id}` already."
                    yield Finding(place, question.id, message, "Leave it out.")
                elif not words or (course.is_english and len(words) == 1 and words[0] in _EVERYWHERE):
                    message = (
                        f"`{anchor}` shows nothing of `{criterion.id}`: it is no word, or in any answer."
                    )
                    yield Finding(place, question.id, message, "Name words that only a good answer has.")
                seen.add(written)


@rule("CW139", "note", "`use` means nothing in a challenge")
def used_in_a_challenge(course: CourseFolder) -> Iterator[Finding]:
    """A question of a challenge that says what may draw it."""
    for lesson in course.lessons:
        for asked in (each for file in lesson.challenges for each in questions_in(file)):
            path = ("questions", asked.number, "use")
            if asked.document.at(*path) is not None:
                message = "`use` says what may draw a question of a pool; nothing draws this one."
                place = asked.document.key_place(*path)
                yield Finding(place, asked.question.id, message, "Leave it out.")


@rule("CW149", "error", "nobody whose word counts can say that a criterion is met")
def nobody_counts(course: CourseFolder) -> Iterator[Finding]:
    """A question that counts, with a criterion that neither a check nor a person decides."""
    hint = "Leave `person` in the order, give it a `check`, or leave out `counts`."
    for asked, question in _written(course):
        if question.counts and "person" not in question.grading.order:
            for number, each in enumerate(question.rubric):
                if not each.check:
                    message = f"this question counts, and neither a check nor a person decides `{each.id}`."
                    yield Finding(asked.place("rubric", number), question.id, message, hint)


@rule("CW136", "note", "without a person who reviews, nobody can pass")
def passed_by_review_only(course: CourseFolder) -> Iterator[Finding]:
    """A quiz whose pass mark is above what rules and checks alone can give."""
    pools = Pools(course)
    for lesson in course.lessons:
        quiz = lesson.quiz
        if quiz is None or quiz.value is None or quiz.value.pass_mark is None:
            continue
        file = quiz.value
        asked = (pools.for_practice(quiz.path, file.pool) or ()) if file.pool else file.questions
        marked = [each for each in asked if is_part_of_result(each)]
        alone = sum(map(_without_a_person, marked))
        if marked and alone < quiz.value.pass_mark * len(marked):
            message = (
                f"without a reviewer the best result is {float(alone):.2f} of {len(marked)}: not passed."
            )
            hint = "Lower the mark, or see that somebody reviews."
            yield Finding(quiz.document.key_place("pass"), quiz.value.id, message, hint)


def _without_a_person(question: AnyQuestion) -> Fraction:
    """The part of the mark that rules and checks can give."""
    if not isinstance(question, WrittenQuestion):
        return Fraction(1)
    return Fraction(question.earned(question.checks), question.points)


def _words(text: str) -> str:
    """The words of a text, short ones too, each between two spaces; a single space when it has none."""
    return f" {' '.join(_WORD.findall(plain(inline(text)).casefold()))} "


def _held(text: str, question: WrittenQuestion) -> str:
    """What a text is held against a model answer by: its words, or of code all but the white space."""
    return "".join(text.split()) if isinstance(question, Coding) else _words(text)


def _long_words(text: str) -> dict[str, str]:
    """The long words of a text by their stems."""
    words = _WORD.findall(plain(inline(text)).casefold())
    return {_stem(word): word for word in words if len(word) >= _LONG and word.isalpha()}


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.casefold())]


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("english").stemWord(word))
