"""Rules for labs. What they need at least is asked of the file itself."""

from collections.abc import Iterator

from courseware_core.content.authored import CourseFolder, LabFile
from courseware_core.content.problems import did_you_mean
from courseware_core.content.rules.registry import Finding, rule
from courseware_core.content.yaml import Document


def _labs(course: CourseFolder) -> Iterator[tuple[Document, LabFile]]:
    for lesson in course.lessons:
        if lesson.lab is not None and lesson.lab.value is not None:
            yield lesson.lab.document, lesson.lab.value


@rule("CW150", "error", "a lab lacks its opening, a starter, or an offline answer to one")
def unanswered_starter(course: CourseFolder) -> Iterator[Finding]:
    """A starter that no `ask` of the faq holds word for word; offline, it would get no answer."""
    for document, lab in _labs(course):
        asked = {_folded(ask): ask for faq in lab.faq for ask in faq.ask}
        for number, starter in enumerate(lab.starters):
            if _folded(starter) not in asked:
                message = "no `ask` of the faq holds this starter word for word."
                place = document.place("starters", number)
                yield Finding(place, lab.id, message, did_you_mean(starter, asked.values()))


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


@rule("CW151", "warning", "a lab's opening does not end with a question")
def closed_opening(course: CourseFolder) -> Iterator[Finding]:
    """An opening after which the learner has nothing to say."""
    for document, lab in _labs(course):
        if not lab.opening.rstrip('*_"”)').endswith("?"):
            message = "the opening does not end with a question."
            yield Finding(document.place("opening"), lab.id, message)


@rule("CW152", "warning", "a check of a lab has no hints")
def no_hints(course: CourseFolder) -> Iterator[Finding]:
    """A check at which a learner who is stuck gets nothing but the answer."""
    for document, lab in _labs(course):
        for number, check in enumerate(lab.checks):
            if not check.hints:
                message = f"the check `{check.id}` has no hints."
                hint = "Add `hints: [...]`, from a nudge to nearly the answer."
                yield Finding(document.place("checks", number), lab.id, message, hint)
