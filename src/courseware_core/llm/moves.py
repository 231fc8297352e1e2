"""What a tutor with a model does now. Code decides it; the model only finds the words. Pure."""

from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from courseware_core.content.model import Faq, Lab, Passage
from courseware_core.engine.lab import MAX_MESSAGE, is_question
from courseware_core.llm.language import language
from courseware_core.llm.lesson_tutor import Related, related
from courseware_core.llm.wording import shared_runs, words
from courseware_core.ports import TutorRequest

TutorMove = Literal["answer", "probe", "coach", "compare", "redirect", "wrap"]
"""Answer out of the lesson; take up what was said and ask one question; help with a question that the author
asks, without answering it; say what an answer to a check has in it; lead back to the lesson, which does not
say anything about this; answer and gather what was worked out, as this exchange completes the lab."""

SAME_QUESTION = 8
"""How many words in a row a message shares with an author's question that it wants to have answered."""

LOOKED_BACK = 3
"""How many messages back it is looked for what a message like "Why?" is about."""

SHORTEST_QUESTION = 4
"""A question of fewer words may stand in a message by chance."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A move, and what the lesson has on it: passages and authored answers, best first.

    `sure` says that the lesson is about it, as far as words can tell.
    """

    move: TutorMove
    sure: bool
    passages: tuple[Passage, ...]
    answers: tuple[Faq, ...]


def plan(request: TutorRequest) -> Plan:
    """What the tutor does about `request`."""
    if request.move == "compare" and request.check:
        found = related(request.lab, request.check.ask)
        return Plan("compare", True, found.passages, ())
    found = _found(request)
    move = _move(request, found)
    return Plan(move, _is_sure(found), found.passages, () if move == "coach" else found.answers)


def _move(request: TutorRequest, found: Related) -> TutorMove:
    if _wants_authors_question_answered(request):
        return "coach"
    asks = is_question(request.message)
    is_elsewhere = found.move == "redirect" and not (request.about and _leans(request.message, request.lab))
    if asks and is_elsewhere and request.lab.policy.off_topic == "redirect":
        return "redirect"
    if request.left == 1:
        return "wrap"
    return "answer" if asks else "probe"


def _found(request: TutorRequest) -> Related:
    """What the lesson has on the message; on what came before it, if it leans on that."""
    found = related(request.lab, request.message[:MAX_MESSAGE])
    if _is_sure(found) or not (request.exchanges or request.about):
        return found
    before = [exchange.message for exchange in reversed(request.exchanges[-LOOKED_BACK:])]
    before += [request.about.stem] if request.about else []
    said = [message[:MAX_MESSAGE] for message in (request.message, *before)]
    leaning = list(takewhile(lambda message: _leans(message, request.lab), said))
    return related(request.lab, "\n".join(reversed(said[: len(leaning) + 1]))) if leaning else found


def _is_sure(found: Related) -> bool:
    return found.move != "redirect" and not found.closest


def _leans(message: str, lab: Lab) -> bool:
    return language(lab.locale).leans(message)


def _wants_authors_question_answered(request: TutorRequest) -> bool:
    """Whether the message holds a question whose answer was not seen: of a check, the exit or a quiz."""
    asked = [check.ask for check in request.lab.checks if check.id not in request.seen]
    if request.lab.exit:
        asked.append(request.lab.exit.stem)
    if request.about and request.lab.withheld:
        asked.append(request.about.stem)
    said = words(request.message)
    return any(shared_runs(said, words(each), SAME_QUESTION, least=SHORTEST_QUESTION) for each in asked)
