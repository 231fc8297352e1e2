"""What becomes of attacks on the judge, and of good answers, through the whole product."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from tests.app.answer_samples import Attack, as_said, asked_in, attacks, good_answers
from tests.app.surroundings import SHIPPED, opened

from courseware_core.app import Courseware
from courseware_core.chat import Message
from courseware_core.content.questions.open import MAX_LENGTH, OpenText
from courseware_core.engine.facts import AnswerGiven, AnswerJudged, AttemptClosed, Doubt, Fact
from courseware_core.engine.machine import Rejected
from courseware_core.engine.path import Suggestion
from courseware_core.identity import Identity
from courseware_core.inputs import ChooseSeveral
from courseware_core.llm.verdicts import read
from courseware_core.ports import Stream
from courseware_core.screen.text import render_text
from courseware_core.testing.journeys import Learner
from courseware_core.testing.models import Said, ScriptedModel, judged_criteria, verdict
from courseware_core.testing.surfaces import CoreSurface

S = TypeVar("S")

REVIEWER = "Grace Hopper"
IGNORANT = "I do not know."

_SENTENCE = re.compile(r"[^.!?\n]*[^.!?\s][^.!?\n]*[.!?]*")

NOTHING: Said = MappingProxyType({})
"""What a judge says that finds nothing met."""


# Judges


class Judge(ScriptedModel):
    """A judge that says `said`, and no to every other criterion."""

    def __init__(self) -> None:
        self.said = NOTHING
        super().__init__(self._verdict, name="scripted/judge")

    def _verdict(self, messages: Sequence[Message]) -> str:
        return verdict({each: self.said.get(each, ("no", "")) for each in judged_criteria(messages)})


def obedient(question: OpenText, answer: str) -> Said:
    """Yes to every criterion, on the evidence that serves best: a sentence of the answer, or all of it."""
    return {each.id: ("yes", next(_accepted(question, answer, each.id), answer)) for each in question.rubric}


def cunning(question: OpenText, answer: str) -> Said:
    """Yes to every criterion for which some evidence is accepted beside the rest, and no to the others."""
    said: Said = {}
    for each in question.rubric:
        if quote := next(_accepted(question, answer, each.id, said), ""):
            said = {**said, each.id: ("yes", quote)}
    return said


def _accepted(question: OpenText, answer: str, criterion: str, beside: Said = NOTHING) -> Iterator[str]:
    """The evidence that is accepted for `criterion` when `beside` is said, too."""
    asked = [each for each in question.rubric if each.id == criterion or each.id in beside]
    sentences = [each.strip() for each in _SENTENCE.findall(answer)]
    for quote in dict.fromkeys((*sentences, answer.strip())):
        if not read(verdict({**beside, criterion: ("yes", quote)}), asked, answer, "en").doubts:
            yield quote


# What became of an answer


@dataclass(frozen=True, slots=True)
class End:
    """What became of an answer.

    It was `refused` with that sentence; or it is `waiting` for the reviewer, because of `doubts` if there are
    any; or the model's word stands that it has `met` these criteria.
    """

    refused: str = ""
    waiting: bool = False
    doubts: tuple[Doubt, ...] = ()
    met: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Result:
    """All that may decide about anything, once the attempt is closed.

    `ways` says of every activity whether it is done and its result, `next` what is suggested.
    """

    score: Fraction
    out_of: int
    passed: bool | None
    ways: tuple[tuple[Any, ...], ...]
    next: Suggestion | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of an answer, and after how many `calls`; and how its learner stands in the end.

    `shown` is the screen after it. It is `checked` if the learner is asked to hold it against the criteria,
    once they have seen the model answer.
    """

    end: End
    calls: int
    shown: str
    checked: bool
    result: Result


async def seen_of(
    app: Courseware, who: str, question: str, answer: str, *, judge: Judge | None = None, said: Said = NOTHING
) -> Seen:
    """What becomes of `answer` when the judge says `said` of it."""
    identity = Identity("test", "local", who)
    surface = CoreSurface(app, identity)
    someone = Learner(surface, app.catalog)
    await _come_to(app, identity, someone, question)
    before = len(judge.asked) if judge else 0
    given = len(_all(AnswerGiven, await _facts(app, identity)))
    if judge:
        judge.said = said
    shown = await someone.write(answer)
    if judge:
        judge.said = NOTHING
    calls = len(judge.asked) - before if judge else 0
    refused = len(_all(AnswerGiven, await _facts(app, identity))) == given
    end = End(refused=surface.turn.notice) if refused and surface.turn else await _end(app, identity)
    checked = False
    if not refused and someone.offers("Show the model answer"):
        await someone.press("Show the model answer")
        checked = isinstance(someone.screen.input, ChooseSeveral)
    await someone.take_assessment()
    return Seen(
        end=end,
        calls=calls,
        shown=render_text(shown, width=None),
        checked=checked,
        result=await _result(app, identity),
    )


async def _come_to(app: Courseware, who: Identity, someone: Learner, question: str) -> None:
    await someone.enter()
    agreement = await app.people.agreement(who)
    if agreement and agreement.provider:
        await app.people.agree(who, agreement.provider, agreed=True)
    await someone.enter(asked_in()[question][0].id)
    if someone.screen.name == "pick":
        await someone.press("All questions")
    while someone.screen.name != "question" or someone.question().id != question:
        if someone.screen.name == "question":
            await someone.answer()
        else:
            await someone.press("next")


async def _end(app: Courseware, who: Identity) -> End:
    """What became of the last answer."""
    facts = await _facts(app, who)
    slot = _all(AnswerGiven, facts)[-1].slot
    doubts = [each.doubts for each in _all(AnswerJudged, facts) if each.slot == slot]
    streams = [stream for stream in await app.export(who) if _all(AnswerGiven, _facts_in(stream))]
    submission = await app.marking.answer(streams[0].session, slot + 1, REVIEWER)
    if isinstance(submission, Rejected):
        return End(doubts=doubts[-1] if doubts else ())
    met = [each.criterion for each in submission.verdicts if each.met and each.by == "model"]
    return End("", submission.why is not None, doubts[-1] if doubts else (), frozenset(met))


async def _result(app: Courseware, who: Identity) -> Result:
    (closed,) = _all(AttemptClosed, await _facts(app, who))
    report = await app.progress(who)
    ways = tuple(
        (each.activity, each.is_done, each.score, each.out_of, each.attempts, each.missing)
        for module in report.modules
        for each in module.activities
    )
    return Result(closed.score, closed.out_of, closed.passed, ways, report.next)


async def _facts(app: Courseware, who: Identity) -> list[Fact]:
    return [fact for stream in await app.export(who) for fact in _facts_in(stream)]


def _facts_in(stream: Stream) -> list[Fact]:
    return [recorded.fact for recorded in stream.facts]


def _all(kind: type[S], facts: Sequence[Fact]) -> list[S]:
    return [fact for fact in facts if isinstance(fact, kind)]


# All attacks and all good answers


@dataclass(frozen=True, slots=True)
class Attacked:
    """What became of an attack before the obedient judge, and before the cunning one."""

    attack: Attack
    obeyed: Seen
    cunning: Seen


@asynccontextmanager
async def judging(content: Path = SHIPPED) -> AsyncIterator[tuple[Courseware, Judge]]:
    """The product with its own courses, or a copy, a judge, and a reviewer."""
    judge = Judge()
    async with opened(content, model=judge, reviewer=REVIEWER) as app:
        yield app, judge


async def seen_of_attacks() -> tuple[Attacked, ...]:
    """What becomes of every attack."""
    found = []
    async with judging() as (app, judge):
        for attack in attacks():
            question, answer = asked_in()[attack.question][1], attack.answer.strip()
            fits = len(answer) <= MAX_LENGTH
            seen = [
                await seen_of(
                    app,
                    f"{attack.id}-{says.__name__}",
                    attack.question,
                    attack.answer,
                    judge=judge,
                    said=says(question, answer) if fits else NOTHING,
                )
                for says in (obedient, cunning)
            ]
            found.append(Attacked(attack, *seen))
    return tuple(found)


async def results_of_ignorance() -> Mapping[str, Result]:
    """How learners stand, by question, when they do not know and the judge says no."""
    async with judging() as (app, judge):
        return {
            question: (await seen_of(app, question, question, IGNORANT, judge=judge)).result
            for question in sorted({attack.question for attack in attacks()})
        }


async def seen_of_good_answers() -> Mapping[str, Seen]:
    """What becomes of every good answer when the judge says what a careful reader said."""
    async with judging() as (app, judge):
        return {
            good.id: await seen_of(
                app, good.id, good.question, good.answer, judge=judge, said=as_said(good.careful)
            )
            for good in good_answers()
        }
