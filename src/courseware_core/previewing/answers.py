"""Answers to a question that get different feedback, as far as its kind can tell them apart."""

from collections.abc import Iterator

from courseware_core.content.questions.base import Invalid, Question
from courseware_core.content.questions.choice import ChoiceQuestion
from courseware_core.content.questions.multiple import MultipleChoice
from courseware_core.content.questions.numeric import Numeric
from courseware_core.content.questions.short_text import ShortText
from courseware_core.inputs import Answer


def answers(question: Question) -> Iterator[Answer]:
    """A right, a partly right and a wrong answer, each option alone, every foreseen mistake; each once."""
    order = question.order(None)
    given = []
    for answer in _answers(question):
        response = question.read(answer, order)
        if not isinstance(response, Invalid) and response not in given:
            given.append(response)
            yield answer


def _answers(question: Question) -> Iterator[Answer]:
    right, wrong, _ = question.fabricate()
    partial = question.fabricate_partial()
    yield right
    if partial:
        yield partial
    match question:
        case ChoiceQuestion():
            for position in range(len(question.options)):
                yield Answer(values=(position,))
            if isinstance(question, MultipleChoice):
                yield Answer(values=tuple(range(len(question.options))))
        case Numeric():
            for near in question.near:
                yield Answer(text=near.value)
        case ShortText():
            for reject in question.reject:
                yield Answer(text=reject.match.replace("*", ""))
        case _:
            pass
    yield wrong
