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
from courseware_core.content.rules.asked import Asked, questions_of
from courseware_core.content.rules.registry import Finding, rule
from courseware_core.content.structure import examine
from courseware_core.content.unmarked import is_part_of_result

MOST_GIVEN_AWAY = Fraction(1, 2)
"""The share of a criterion's own words from which on another text says what it asks for."""

FEW_WORDS = 2
"""So many of them have to be the same; one is often the plainest word for the matter."""

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
                said = ", ".join((wrong[0].code, *(f"{key} {told}" for key, told in wrong[0].params.items())))
                message = f"the model answer fails the check of `{each.id}` ({said})."
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


def _long_words(text: str) -> dict[str, str]:
    """The long words of a text by their stems."""
    words = _WORD.findall(plain(inline(text)).casefold())
    return {_stem(word): word for word in words if len(word) >= _LONG and word.isalpha()}


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.casefold())]


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("english").stemWord(word))
