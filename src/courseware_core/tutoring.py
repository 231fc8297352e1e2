"""Who writes a reply, an output or a verdict that is owed, and what of a model it may use.

The commit that records a learner's message also takes a lease on the reply and sets tokens aside; the
commit that records the reply settles what was used. A lease that ran out was its holder's end, and
somebody else writes the reply.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar, assert_never

from courseware_core.chat import Usage
from courseware_core.content.guides import Demo
from courseware_core.content.model import Lab, Quiz, Test
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.engine import lab
from courseware_core.engine.commands import RecordJudgement, RecordOutput, RecordReply
from courseware_core.engine.facts import AnswerJudged, Instead, PanelOutput, ReplyGiven, decode, encode
from courseware_core.engine.machine import Due, Owed, OwedJudgement, OwedOutput
from courseware_core.identity import Identity
from courseware_core.ledger import MACHINES, Session
from courseware_core.llm.outcomes import Judging, Ran
from courseware_core.people import Agreement, People
from courseware_core.ports import (
    Call,
    Exchange,
    Settlement,
    Spending,
    Tutor,
    TutorReply,
    TutorRequest,
)
from courseware_core.screen.safety import clean

if TYPE_CHECKING:
    from courseware_core.llm.model_tutor import ModelTutor

T = TypeVar("T")

Payment = RecordReply | RecordOutput | RecordJudgement
"""The command that records what was owed."""

DEADLINE_S = 60.0
"""How long a tutor that asks no model may take."""

LESSON = "lesson"
"""The `source` of what the lesson says."""

MARGIN_S = 10.0
"""How much longer than a model's deadline its lease lasts: the time to record what it wrote."""

LONGEST = 4000
"""The most characters of a reply's own text that are recorded."""

_UNUSABLE: Mapping[str, Instead] = {"off": "off", "unknown": "denied"}
"""What a learner is told where they have no choice, by the state of their agreement."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Budgets:
    """How many tokens of models may be used; None is without a limit.

    Counted are prompts and replies, by one learner in a day (in UTC) on all their identities, by a tenant
    in a day, and in one session of a lab, a demo, a quiz or a challenge.
    """

    learner_day: int | None = 400_000
    tenant_day: int | None = 10_000_000
    lab: int | None = 200_000


@dataclass(frozen=True, slots=True)
class Grant:
    """Who is to write what is owed: a model, for `call`; else the lesson tutor or nobody, `instead` of one.

    `taken` says that neither is: somebody else is writing it.
    """

    call: Call | None = None
    settle: tuple[Settlement, ...] = ()
    instead: Instead = ""
    taken: bool = False


class Tutors:
    """The lesson's tutor, and the model's where there is one and it may be used."""

    def __init__(self, lesson: Tutor, model: "ModelTutor | None", people: People, budgets: Budgets) -> None:
        self._lesson = lesson
        self._model = model
        self._people = people
        self._budgets = budgets

    async def agreement(self, who: Identity) -> Agreement | None:
        """Whether the model may answer `who`; None when there is none."""
        return await self._people.agreement(who)

    def grant(
        self,
        agreement: Agreement | None,
        spending: Spending,
        session: Session,
        who: Identity,
        now: datetime,
        call: str,
    ) -> Grant:
        """Who writes what the session owes. Changes nothing; `call` is a name for a new call."""
        due = _due(session)
        if self._model is None or agreement is None or agreement.state != "agreed":
            return Grant(instead=_unusable(agreement, due))
        if isinstance(due, OwedJudgement) and due.provider != agreement.provider:
            return Grant(instead="gone")
        call = f"{due.key}.{call}"
        if spending.call and spending.call.until > now and _of_same_debt(spending.call.id, call):
            return Grant(taken=True)
        settle = (Settlement.of_lost(spending.call),) if spending.call else ()
        if fault := self._model.resting():
            return Grant(settle=settle, instead=fault)
        tokens = _most_tokens(self._model, session, due)
        spent = self._spent(spending, tokens)
        if spent:
            return Grant(settle=settle, instead=spent)
        until = now + timedelta(seconds=self._model.deadline_s + MARGIN_S)
        name = session.opening.session
        return Grant(Call(name, call, who, self._model.name, now.date(), tokens, until), settle)

    def _spent(self, spending: Spending, tokens: int) -> Instead:
        """The budget in which there is no room for `tokens`; empty when there is in all of them."""
        limits: tuple[tuple[Instead, int, int | None], ...] = (
            ("lab_spent", spending.session, self._budgets.lab),
            ("learner_spent", spending.learner, self._budgets.learner_day),
            ("tenant_spent", spending.tenant, self._budgets.tenant_day),
        )
        return next((code for code, used, most in limits if most is not None and used + tokens > most), "")

    async def pay(self, session: Session, grant: Grant) -> tuple[Payment | None, Usage]:
        """The command that records what is owed, and what that used; None when it stays owed."""
        due = _due(session)
        match due:
            case OwedOutput():
                output, usage = await self._output(session, due, grant)
                return RecordOutput(output), usage
            case OwedJudgement():
                judged, usage = await self._judgement(session, due, grant)
                return RecordJudgement(judged), usage
            case Owed():
                reply, usage = await self._reply(session, grant)
                return RecordReply(reply) if reply else None, usage
            case _ as never:
                assert_never(never)

    async def _output(self, session: Session, due: OwedOutput, grant: Grant) -> tuple[PanelOutput, Usage]:
        """What the model makes of the learner's input, or why nothing: the learner goes on in any case."""
        model = self._model if grant.call else None
        ran = Ran(instead=grant.instead)
        if model and grant.call:
            lost = Ran(instead="down", usage=Settlement.of_lost(grant.call).usage)
            ran = await _tried(model, session, model.run(*_prompt(session, due))) or lost
        source = model.name if model and ran.text else ""
        return PanelOutput(due.turn, due.panel, ran.text, source, ran.instead), ran.usage

    async def _judgement(
        self, session: Session, due: OwedJudgement, grant: Grant
    ) -> tuple[AnswerJudged, Usage]:
        """The model's verdict, or why there is none: then a person or the learner decides."""
        model = self._model if grant.call else None
        said = Judging(instead=grant.instead)
        if model and grant.call:
            lost = Judging(instead="down", usage=Settlement.of_lost(grant.call).usage)
            judging = model.judge(_question(session, due), due.text, locale=session.content.locale)
            said = await _tried(model, session, judging) or lost
        source = model.name if model and not said.instead else ""
        judged = AnswerJudged(due.slot, due.answer, source, said.judgements, said.doubts, said.instead)
        return judged, said.usage

    async def _reply(self, session: Session, grant: Grant) -> tuple[ReplyGiven | None, Usage]:
        """The reply that is owed, and what it used; None when the tutor failed, so that it stays owed.

        A reply that could not be read again from the record counts as a failure too.
        """
        model = self._model if grant.call else None
        try:
            async with asyncio.timeout(model.deadline_s + MARGIN_S / 2 if model else DEADLINE_S):
                reply = await (model or self._lesson).reply(_request(session))
            return _recordable(session, reply, grant), reply.usage
        except Exception as error:  # noqa: BLE001 - the edge to somebody else's code: the learner goes on
            _log.warning("the tutor of %s failed: %s", session.opening.activity, type(error).__name__)
            return None, Settlement.of_lost(grant.call).usage if grant.call else Usage()


def _most_tokens(model: "ModelTutor", session: Session, due: Due) -> int:
    """The most tokens that paying it uses, by estimate."""
    match due:
        case OwedOutput():
            return model.most_tokens_to_run(*_prompt(session, due))
        case OwedJudgement():
            return model.most_tokens_to_judge(_question(session, due), due.text)
        case Owed():
            return model.most_tokens(_request(session))
        case _ as never:
            assert_never(never)


def _unusable(agreement: Agreement | None, due: Due) -> Instead:
    """Why no model is asked for what is due; empty where the lesson replies as to anybody else."""
    without_a_choice = _UNUSABLE.get(agreement.state, "") if agreement else ""
    if without_a_choice or isinstance(due, Owed):
        return without_a_choice
    told = due.provider if isinstance(due, OwedJudgement) else None
    if agreement and agreement.state == "declined" and told in (None, agreement.provider):
        return "off"
    return "gone"


def _of_same_debt(one: str, other: str) -> bool:
    """Whether two calls of a session are for the same thing that it owes. Their ids begin with its key."""
    return one.rpartition(".")[0] == other.rpartition(".")[0]


async def _tried(model: "ModelTutor", session: Session, work: Awaitable[T]) -> T | None:
    """What a model makes of its work; None where it failed, so that the learner goes on without."""
    try:
        async with asyncio.timeout(model.deadline_s + MARGIN_S / 2):
            return await work
    except Exception as error:  # noqa: BLE001 - the edge to somebody else's code: the learner goes on
        _log.warning("the model of %s failed: %s", session.opening.activity, type(error).__name__)
        return None


def _due(session: Session) -> Due:
    due: Due | None = MACHINES[session.content.kind].owed(session.state)
    assert due is not None
    return due


def _prompt(session: Session, due: OwedOutput) -> tuple[str, str]:
    """The prompt of the panel whose output is owed, and what the learner wrote for it."""
    assert isinstance(session.content, Demo)
    return next(panel.prompt for panel in session.content.panels if panel.id == due.panel), due.text


def _question(session: Session, due: OwedJudgement) -> WrittenQuestion:
    """The question whose answer a model is to read."""
    assert isinstance(session.content, Quiz | Test)
    question = session.content.by_id[due.question]
    assert isinstance(question, WrittenQuestion)
    return question


def _request(session: Session) -> TutorRequest:
    state, content, owed = session.state, session.content, lab.owed(session.state)
    assert isinstance(content, Lab)
    assert owed is not None
    below = lab.check_below(state, content)
    return TutorRequest(
        move=owed.move,
        lab=content,
        message=owed.message,
        check=lab.check_by_id(content, owed.check) if owed.check else None,
        exchanges=tuple(
            Exchange(turn.message, _words(turn.reply))
            for turn in state.turns
            if turn.reply and _was_for_model(turn.reply)
        ),
        seen=lab.checks_seen(state),
        left=max(0, lab.needed(content) - state.counted),
        asked=below.ask if below and owed.move == "respond" else "",
        locale=content.locale,
        about=state.about,
    )


def _was_for_model(reply: ReplyGiven) -> bool:
    """Whether the message was written for a model to read, also where the lesson replied in its place."""
    return reply.source != LESSON or reply.instead not in ("", "off")


def _words(reply: ReplyGiven) -> str:
    """A reply's own words, and its quotations as they are written."""
    return "\n".join(filter(None, (reply.text, *(f"> {each.text}" for each in reply.quotes))))


def _recordable(session: Session, reply: TutorReply, grant: Grant) -> ReplyGiven:
    """The reply as a fact. Raises: ValueError, UnreadableFact when it could not be read again."""
    if len(reply.text) > LONGEST:
        raise ValueError(f"a reply has at most {LONGEST} characters, not {len(reply.text)}")
    given = ReplyGiven(
        turn=len(session.state.turns),
        move=reply.move,
        text=clean(reply.text),
        quotes=reply.quotes,
        see=reply.see,
        closest=reply.closest,
        source=reply.source,
        instead=reply.instead or grant.instead,
    )
    decode(*encode(given))
    return given
