"""A decision: questions whose answers lead to a recommendation, and may be changed at any time.

It comes to an end with the last answer that makes a difference, and goes on when one is taken back. What
counts follows from the answers alone, in whatever order they were given: an answer to a question that the
others leave unasked counts for nothing, until they let it be asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from courseware_core.content.deciding import next_question, ruling, way
from courseware_core.content.guides import Decision
from courseware_core.engine.commands import Choose, Command, KeepAnswer, TakeBack
from courseware_core.engine.facts import ChoiceMade, ChoiceTakenBack, DecisionStarted, Fact
from courseware_core.engine.machine import Owed, Rejected, Standing


@dataclass(frozen=True, slots=True)
class DecisionState:
    """The answers so far, as pairs of question and option in the order they were given.

    `before` are those that were taken back and not given anew. `reached` says that the answers led to a
    recommendation once, whatever was taken back since.
    """

    digest: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    before: tuple[tuple[str, str], ...] = ()
    reached: bool = False

    @property
    def chosen(self) -> Mapping[str, str]:
        """The option that was chosen, by question."""
        return dict(self.answers)


def initial() -> DecisionState:
    """Nothing answered."""
    return DecisionState()


def start(decision: Decision, digest: str) -> DecisionStarted:
    """Opens the decision."""
    return DecisionStarted(decision.id, digest)


def evolve(state: DecisionState, fact: Fact, at: datetime) -> DecisionState:
    """The state after `fact`."""
    match fact:
        case DecisionStarted():
            return DecisionState(digest=fact.digest)
        case ChoiceMade():
            answers = (*_without(state.answers, fact.question), (fact.question, fact.option))
            before = _without(state.before, fact.question)
            reached = state.reached or fact.recommendation != ""
            return replace(state, answers=answers, before=before, reached=reached)
        case ChoiceTakenBack():
            taken = tuple(answer for answer in state.answers if answer[0] == fact.question)
            before = (*_without(state.before, fact.question), *taken)
            return replace(state, answers=_without(state.answers, fact.question), before=before)
        case _:
            return state


def _without(answers: tuple[tuple[str, str], ...], question: str) -> tuple[tuple[str, str], ...]:
    return tuple(answer for answer in answers if answer[0] != question)


def counted(state: DecisionState, content: Decision) -> Mapping[str, str]:
    """The option that was chosen, by question, for those that are asked, in their order."""
    return way(content, state.chosen)


def asked(state: DecisionState, content: Decision) -> int | None:
    """The number of the question that is asked now, counted from 0; None once there is a recommendation."""
    return next_question(content, counted(state, content))


def decide(
    state: DecisionState, command: Command, content: Decision, now: datetime
) -> tuple[Fact, ...] | Rejected:
    """The facts of answering the question that is asked now, or of taking an answer back."""
    match command:
        case Choose() if command.number == asked(state, content):
            return _choose(state, command, content)
        case KeepAnswer() if command.number == asked(state, content):
            question = content.questions[command.number].id
            before = dict(state.before)
            if question not in before:
                return Rejected("not_possible")
            return (_chosen(state, question, before[question], content),)
        case TakeBack() if command.number < len(content.questions):
            question = content.questions[command.number].id
            taken = (ChoiceTakenBack(question),) if question in counted(state, content) else ()
            return taken or Rejected("not_possible")
        case _:
            return Rejected("not_possible")


def _choose(state: DecisionState, command: Choose, content: Decision) -> tuple[Fact, ...] | Rejected:
    question = content.questions[command.number]
    if len(command.answer.values) != 1:
        return Rejected("choose_one")
    (position,) = command.answer.values
    if not 0 <= position < len(question.options):
        return Rejected("unknown_option")
    return (_chosen(state, question.id, question.options[position].id, content),)


def _chosen(state: DecisionState, question: str, option: str, content: Decision) -> ChoiceMade:
    counts = ruling(content, way(content, {**state.chosen, question: option}))
    return ChoiceMade(question, option, counts.recommend if counts else "")


def overdue(state: DecisionState, content: Decision, now: datetime) -> tuple[Fact, ...]:
    """Nothing: a decision has no deadline."""
    return ()


def owed(state: DecisionState) -> Owed | None:
    """Nothing is owed while somebody decides."""
    return None


def standing(state: DecisionState, content: Decision) -> Standing:
    """Answered questions of all; closed while there is a recommendation, and completed once there was one."""
    total = len(content.questions)
    closed = asked(state, content) is None
    return Standing(
        closed=closed,
        done=total if closed else len(counted(state, content)),
        total=total,
        mark="completed" if state.reached else "",
        mark_by="rule" if state.reached else "",
    )
