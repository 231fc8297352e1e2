"""A lab: a conversation whose moves are chosen here and only worded by a tutor.

An exchange counts when the learner's message is more than a word of small talk, is no repetition, and its
reply is stored. Checks are compared by the learner with the author's points; the exit question is marked
by rule. Nothing that a tutor says changes a count, a hint or a mark. Where a learner asks a lesson something
beside an activity, there is nothing to complete, and the talk may end at any time.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from courseware_core.content.model import Check, Lab
from courseware_core.content.questions.base import Invalid, Outcome, Response
from courseware_core.engine.commands import (
    AnswerExit,
    AskCheck,
    CloseLab,
    Command,
    MarkCheck,
    OpenExit,
    RecordReply,
    ResumeTalk,
    Say,
    ShowCheckAnswer,
    ShowCheckHint,
    UseStarter,
)
from courseware_core.engine.facts import (
    About,
    CheckAnswerShown,
    CheckAsked,
    CheckHintShown,
    CheckMarked,
    ExitAnswered,
    ExitOpened,
    Fact,
    LabClosed,
    LabCompleted,
    LabStarted,
    MessageSent,
    ReplyGiven,
    SelfVerdict,
    TalkResumed,
)
from courseware_core.engine.machine import Owed, Rejected, Standing

MAX_MESSAGE = 4000
TRIES = 3
"""Failed tries at a check or the exit question after which the answer is shown and the talk moves on."""

_SMALL_TALK = frozenset(
    "ok okay yes yeah yep no nope hm hmm hmmm idk dunno thanks thank you thx hi hello hey cool nice lol "
    "sure right good great fine next go ja nein danke hallo gut".split()
)
_GIVING_UP = frozenset(
    (
        *("i don t know", "i dont know", "don t know", "dont know", "i do not know", "no idea"),
        *("i have no idea", "i am not sure", "not sure", "i m not sure", "no clue", "help", "hint"),
        *("weiß nicht", "ich weiß es nicht", "keine ahnung", "hilfe", "hinweis"),
    )
)
_REQUESTS = (
    *("i want ", "i need ", "i still do", "i do not understand", "i don t understand"),
    *("i dont understand", "please ", "we want ", "we need ", "let us ", "let s "),
    *("ich möchte ", "ich brauche ", "ich verstehe ", "bitte "),
)
_QUESTION_WORDS = frozenset(
    "what whats hows whos wheres whys why how when where which who whose whom "
    "can could does do did is are was were should would will "
    "explain define describe tell show give help "
    "was warum wie wann wo welche welcher welches wer wieso weshalb kann ist sind erkläre zeig".split()
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A message of the learner and the tutor's reply, None while it is owed.

    `check` is the check the message answers, None when it asks something.
    """

    message: str
    check: str | None
    reply: ReplyGiven | None = None


@dataclass(frozen=True, slots=True)
class CheckState:
    """How a check went: hints shown, comparisons that failed, and the last verdict.

    A `closing` check was asked after the lab was completed; its verdict can raise the mark.
    """

    id: str
    closing: bool = False
    hints: int = 0
    failed: int = 0
    verdict: SelfVerdict | None = None
    answer_shown: bool = False

    @property
    def settled(self) -> bool:
        """Whether the talk has moved on from it."""
        return self.verdict in ("had_it", "partly") or self.answer_shown


@dataclass(frozen=True, slots=True)
class LabState:
    """The state of a lab. `checks` are those asked, in order; an unsettled last one is open.

    `judged` says that the learner has said how the last message compares.
    """

    digest: str = ""
    exit_order: tuple[str, ...] = ()
    about: About | None = None
    turns: tuple[Turn, ...] = ()
    checks: tuple[CheckState, ...] = ()
    completed: bool = False
    phase: Literal["talk", "exit", "closed"] = "talk"
    exit_response: Response | None = None
    exit_outcome: Outcome | None = None
    exit_wrong: tuple[Response, ...] = ()
    judged: bool = False

    @property
    def counted(self) -> int:
        """Exchanges that count."""
        return sum(turn.reply is not None and turn.reply.counted for turn in self.turns)

    @property
    def open_check(self) -> CheckState | None:
        """The check that waits for an answer."""
        return self.checks[-1] if self.checks and not self.checks[-1].settled else None

    @property
    def comparing(self) -> bool:
        """Whether the learner is shown the points of the open check and has not said how it went."""
        last = self.turns[-1] if self.turns else None
        return (
            last is not None
            and last.reply is not None
            and last.reply.move == "compare"
            and self.open_check is not None
            and last.check == self.open_check.id
            and not self.judged
        )


def initial() -> LabState:
    """A lab without facts."""
    return LabState()


def start(
    lab: Lab, digest: str, exit_order: tuple[str, ...] = (), *, about: About | None = None
) -> LabStarted:
    """Opens the conversation."""
    return LabStarted(lab.id, digest, exit_order, about)


def evolve(state: LabState, fact: Fact, at: datetime) -> LabState:
    """The state after `fact`."""
    match fact:
        case LabStarted():
            return LabState(digest=fact.digest, exit_order=fact.exit_order, about=fact.about)
        case MessageSent():
            open_check = state.open_check
            answers = open_check.id if open_check and not is_question(fact.text) else None
            turn = Turn(fact.text, answers)
            return replace(state, turns=(*state.turns, turn), judged=False)
        case ReplyGiven() if state.turns:
            last = replace(state.turns[-1], reply=fact)
            return replace(state, turns=(*state.turns[:-1], last))
        case CheckAsked():
            return replace(state, checks=(*state.checks, CheckState(fact.check, closing=state.completed)))
        case CheckHintShown():
            return _with_check(state, fact.check, hints=fact.number)
        case CheckAnswerShown():
            return _with_check(state, fact.check, answer_shown=True)
        case CheckMarked():
            asked = next((check for check in state.checks if check.id == fact.check), None)
            failed = (asked.failed if asked else 0) + (fact.verdict == "not_yet")
            state = _with_check(state, fact.check, verdict=fact.verdict, failed=failed)
            return replace(state, judged=True)
        case LabCompleted():
            return replace(state, completed=True)
        case ExitOpened():
            return replace(state, phase="exit")
        case TalkResumed():
            return replace(state, phase="talk")
        case ExitAnswered():
            right = fact.outcome == "right"
            wrong = state.exit_wrong if right else (*state.exit_wrong, fact.response)
            return replace(state, exit_response=fact.response, exit_outcome=fact.outcome, exit_wrong=wrong)
        case LabClosed():
            return replace(state, phase="closed")
        case _:
            return state


def _with_check(state: LabState, check_id: str, **changes: object) -> LabState:
    return replace(
        state,
        checks=tuple(
            replace(check, **changes) if check.id == check_id else check  # type: ignore[arg-type]
            for check in state.checks
        ),
    )


def decide(state: LabState, command: Command, content: Lab, now: datetime) -> tuple[Fact, ...] | Rejected:
    """The facts that `command` brings about, or why it is not possible now."""
    if state.phase == "closed":
        return Rejected("lab_closed")
    match command:
        case Say() if state.phase == "talk":
            return _say(state, command.answer.text or "", content)
        case UseStarter() if state.phase == "talk" and command.number < len(content.starters):
            return _say(state, content.starters[command.number], content)
        case RecordReply():
            return _record(state, command.reply, content)
        case AskCheck() if state.open_check is None and (check := next_check(state, content)):
            return (CheckAsked(check.id),)
        case ShowCheckHint() if (asked := state.open_check) and hint_left(state, content):
            return (CheckHintShown(asked.id, asked.hints + 1),)
        case ShowCheckAnswer() if (asked := state.open_check) and not hint_left(state, content):
            return (CheckAnswerShown(asked.id),)
        case MarkCheck() if state.comparing and (asked := state.open_check):
            marked = CheckMarked(asked.id, command.verdict)
            given_up = command.verdict == "not_yet" and asked.failed + 1 >= TRIES
            return (marked, CheckAnswerShown(asked.id)) if given_up else (marked,)
        case OpenExit() if state.completed and content.exit:
            return (ExitOpened(),)
        case AnswerExit() if state.phase == "exit" and exit_open(state):
            return _answer_exit(state, command, content)
        case ResumeTalk() if state.phase == "exit":
            return (TalkResumed(),)
        case CloseLab() if (state.completed or content.lesson) and not owed(state):
            return (LabClosed(),)
        case _:
            return Rejected("not_possible")


def overdue(state: LabState, content: Lab, now: datetime) -> tuple[Fact, ...]:
    """Nothing: a lab has no deadline."""
    return ()


def owed(state: LabState) -> Owed | None:
    """The reply to the last message, while there is none."""
    if not state.turns or state.turns[-1].reply is not None:
        return None
    last = state.turns[-1]
    return Owed(len(state.turns), "compare" if last.check else "respond", last.message, last.check)


def standing(state: LabState, content: Lab) -> Standing:
    """Counted exchanges of those needed, and the mark with who gave it."""
    total = needed(content)
    level, by = mark(state)
    return Standing(
        closed=state.phase == "closed",
        done=min(state.counted, total),
        total=total,
        mark=level,
        mark_by=by,
    )


def needed(content: Lab) -> int:
    """How many exchanges complete the lab; 0 where there is nothing to complete."""
    return 0 if content.lesson else content.complete.min_exchanges


def mark(state: LabState) -> tuple[str, str]:
    """The lab's mark and who gave it; empty before it is completed.

    The exit question is marked by rule and goes before the learner's own verdict on the closing check.
    Help (a hint or a second try) makes `assisted` of `demonstrated`.
    """
    if not state.completed:
        return "", ""
    if state.exit_outcome == "right":
        return ("assisted" if state.exit_wrong else "demonstrated"), "rule"
    for check in state.checks:
        if check.closing and check.verdict == "had_it":
            return ("assisted" if check.hints or check.failed else "demonstrated"), "self"
    return "completed", "rule"


def next_check(state: LabState, content: Lab) -> Check | None:
    """The check to ask next. The last one closes the lab: it alone is asked after completion."""
    asked = {check.id for check in state.checks}
    offered = content.checks[-1:] if state.completed else content.checks[:-1]
    return next((check for check in offered if check.id not in asked), None)


def check_below(state: LabState, content: Lab) -> Check | None:
    """The check that stands below the reply which is owed."""
    if state.open_check:
        return check_by_id(content, state.open_check.id)
    return None if _completes(state, content) else next_check(state, content)


def check_by_id(content: Lab, check_id: str) -> Check:
    """The authored check of that id."""
    return next(check for check in content.checks if check.id == check_id)


def checks_seen(state: LabState) -> frozenset[str]:
    """The checks whose points the learner was shown."""
    compared = {
        turn.check for turn in state.turns if turn.check and turn.reply and turn.reply.move == "compare"
    }
    return frozenset(compared | {check.id for check in state.checks if check.answer_shown})


def hint_left(state: LabState, content: Lab) -> bool:
    """Whether the open check has a hint that was not shown."""
    asked = state.open_check
    return asked is not None and asked.hints < len(check_by_id(content, asked.id).hints)


def exit_open(state: LabState) -> bool:
    """Whether the exit question may still be answered."""
    return state.exit_outcome != "right" and len(state.exit_wrong) < TRIES


def is_question(message: str) -> bool:
    """Whether a message asks or wants something rather than answering."""
    words = re.findall(r"[^\W\d_]+", message.casefold())
    asks = message.rstrip().endswith("?") or (bool(words) and words[0] in _QUESTION_WORDS)
    return asks or _normal(message).startswith(_REQUESTS)


def gives_up(message: str) -> bool:
    """Whether a message says no more than that its writer does not know."""
    return _normal(message) in _GIVING_UP


def is_small_talk(message: str) -> bool:
    """Whether a message has no word that could begin a talk about the lesson."""
    words = re.findall(r"[^\W_]{2,}", message.casefold())
    return all(word in _SMALL_TALK for word in words)


def _say(state: LabState, message: str, content: Lab) -> tuple[Fact, ...] | Rejected:
    message = message.strip()
    if not message:
        return Rejected("blank")
    if len(message) > MAX_MESSAGE:
        return Rejected("message_too_long", {"max": str(MAX_MESSAGE), "length": str(len(message))})
    if owed(state):
        return Rejected("reply_owed")
    sent = MessageSent(message)
    turn = len(state.turns) + 1
    if is_small_talk(message):
        return (sent, ReplyGiven(turn, "nudge"))
    if (asked := state.open_check) and gives_up(message):
        hint = (CheckHintShown(asked.id, asked.hints + 1),) if hint_left(state, content) else ()
        return (sent, ReplyGiven(turn, "nudge"), *(hint or (CheckAnswerShown(asked.id),)))
    said_before = {_normal(earlier.message) for earlier in state.turns}
    if _normal(message) in said_before and not content.lesson:
        return (sent, ReplyGiven(turn, "repeat"))
    return (sent,)


def _normal(message: str) -> str:
    return " ".join(re.findall(r"\w+", message.casefold()))


def _record(state: LabState, reply: ReplyGiven, content: Lab) -> tuple[Fact, ...] | Rejected:
    due = owed(state)
    if due is None or reply.turn != due.turn:
        return Rejected("reply_known")
    facts: list[Fact] = [replace(reply, counted=True)]
    if _completes(state, content):
        facts.append(LabCompleted())
    elif state.open_check is None and (check := next_check(state, content)):
        facts.append(CheckAsked(check.id))
    return tuple(facts)


def _completes(state: LabState, content: Lab) -> bool:
    """Whether one more exchange completes the lab."""
    return not (state.completed or content.lesson) and state.counted + 1 >= needed(content)


def _answer_exit(state: LabState, command: AnswerExit, content: Lab) -> tuple[Fact, ...] | Rejected:
    assert content.exit is not None
    response = content.exit.read(command.answer, state.exit_order)
    if isinstance(response, Invalid):
        return Rejected(response.code)
    if response in state.exit_wrong:
        return Rejected("same_answer")
    return (ExitAnswered(response, content.exit.grade(response).outcome),)
