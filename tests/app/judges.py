"""Answers that a model reads: the course, the judge and the people of the tests about them."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.app.surroundings import ADA, COURSES, learner

from courseware_core.app import Courseware
from courseware_core.chat import ChatReply, Message, Usage
from courseware_core.engine.facts import (
    AnswerGiven,
    AnswerJudged,
    Fact,
    Judgement,
    ReadersTold,
    ResultRevised,
)
from courseware_core.identity import Identity
from courseware_core.testing.journeys import Learner

BREAD = COURSES / "bread"
QUIZ = "b1.l1.quiz"
"""A question that a model and a person may read, and one that a rule marks."""
OVEN = "b1.l2.quiz"
"""A question that only a person may read, and that counts, one that checks decide, and two for a model."""
GRACE = "Grace Hopper"
ANSWER = "The yeast makes gas bubbles, and gluten keeps them in."
QUOTES = {"gas": "The yeast makes gas bubbles", "net": "gluten keeps them in"}
PER_CALL = Usage(prompt_tokens=300, reply_tokens=40)

CLEAR = AnswerJudged(
    0,
    0,
    "openai/judge",
    (
        Judgement("gas", "yes", "The yeast makes gas bubbles"),
        Judgement("net", "yes", "gluten keeps them in"),
    ),
)
"""What the judge says of `ANSWER`."""

GRADING = (AnswerGiven, ReadersTold, AnswerJudged, ResultRevised)


class Judge:
    """A model that finds in every answer what `quotes` say, by criterion, once it is let go on.

    `asked` counts the calls: two for a verdict.
    """

    name = "openai/judge"

    def __init__(self, quotes: Mapping[str, str] = QUOTES, *, provider: str = "Example") -> None:
        self.asked = 0
        self.busy = asyncio.Event()
        self.go_on = asyncio.Event()
        self._quotes = quotes
        self._provider = provider

    async def provider(self) -> str:
        return self._provider

    async def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        deadline_s: float,
        schema: Mapping[str, Any] | None = None,
    ) -> ChatReply:
        self.asked += 1
        self.busy.set()
        await self.go_on.wait()
        assert schema
        asked = schema["properties"]["criteria"]["items"]["properties"]["id"]["enum"]
        said = [self._said(criterion) for criterion in asked]
        return ChatReply(json.dumps({"criteria": said}), "stop", self.name, PER_CALL, 1, 0.0)

    async def close(self) -> None:
        pass

    def _said(self, criterion: str) -> Mapping[str, str]:
        quote = self._quotes.get(criterion, "")
        return {"id": criterion, "met": "yes" if quote else "no", "quote": quote}


def quick_judge(quotes: Mapping[str, str] = QUOTES, *, provider: str = "Example") -> Judge:
    """A judge that answers at once."""
    judge = Judge(quotes, provider=provider)
    judge.go_on.set()
    return judge


async def asked(
    app: Courseware, who: Identity = ADA, *, quiz: str = QUIZ, agreed: bool | None = True
) -> Learner:
    """Somebody before the first question who chose whether the model reads it, unless `agreed` is None."""
    someone = learner(app, who)
    await someone.enter()
    agreement = await app.people.agreement(who)
    if agreement and agreement.provider and agreed is not None:
        await app.people.agree(who, agreement.provider, agreed=agreed)
    await someone.enter(quiz)
    return someone


async def graded(app: Courseware, who: Identity = ADA) -> list[Fact]:
    """What is recorded of answers and their grading, in order."""
    facts = [recorded.fact for stream in await app.export(who) for recorded in stream.facts]
    return [fact for fact in facts if isinstance(fact, GRADING)]


def judged(facts: Sequence[Fact]) -> list[AnswerJudged]:
    """The verdicts among facts."""
    return [fact for fact in facts if isinstance(fact, AnswerJudged)]
