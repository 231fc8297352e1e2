"""Talks in a lab of the course that ships, with a provider in a process of its own.

The floor makes the very calls and writes the very texts that a talk makes and leaves behind.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks import records, scratch
from benchmarks.measuring import Sample, at_once

from courseware_core.app import Courseware
from courseware_core.engine.facts import MessageSent, ReplyGiven, encode
from courseware_core.identity import Identity
from courseware_core.screen.model import Intent, Screen
from courseware_core.testing.models import ScriptedModel

LAB = "m06.l1.lab"
MODEL = "openai/gpt-4o-mini"
WORDS = "Hold the two against each other: where in the lesson does a model keep what it has learned?"
MESSAGES = (
    "What does fine-tuning change in a model that a prompt does not change?",
    "Does the model remember what stood in a prompt when the next request comes?",
    "Why does fine-tuning need so many examples, when a prompt makes do with two or three?",
    "So the weights stay what they were, however long my prompt is, do they not?",
    "What is lost of the base model when it is trained on one narrow task?",
    "How would I notice that instructions are enough, before I collect any examples?",
)
"""A talk: three exchanges complete the lab, and most people have a question or two left."""

_PROVIDER = Path(__file__).with_name("programs") / "provider.py"


@contextmanager
def provider() -> Iterator[str]:
    """The base URL of a provider that says `WORDS`. Its processor time is not this process's."""
    with subprocess.Popen(
        [sys.executable, str(_PROVIDER), WORDS],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdin
        yield process.stdout.readline().strip()
        process.stdin.close()


@cache
def environment() -> Mapping[str, str]:
    """For a process with litellm: its bytecode is kept, and neither side fetches a price list at import."""
    return {
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_MODE": "PRODUCTION",
        "OPENAI_API_KEY": "unused",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(scratch.folder()),
    }


async def begun(app: Courseware, who: Identity) -> Screen:
    """The lab's first screen, once somebody has come in and agreed that a model replies."""
    screen = (await app.enter(who, LAB)).screen
    while screen.input is None:
        screen = (await app.handle(who, Intent(token=screen.controls[0].token))).screen
    return screen


async def exchange(app: Courseware, who: Identity, screen: Screen, number: int) -> Screen:
    """The screen with the reply to message `number` of a talk."""
    turn = await app.answer(who, screen, MESSAGES[number], delivery=str(number))
    assert not turn.notice, turn.notice
    return turn.screen


async def talk(app: Courseware, who: Identity) -> None:
    """A talk from beginning to end."""
    screen = await begun(app, who)
    for number in range(len(MESSAGES)):
        screen = await exchange(app, who, screen, number)


async def replies(app: Courseware, who: Identity) -> Sequence[ReplyGiven]:
    """What somebody was replied."""
    facts = [recorded.fact for stream in await app.export(who) for recorded in stream.facts]
    return [fact for fact in facts if isinstance(fact, ReplyGiven)]


@dataclass(frozen=True, slots=True)
class Exchange:
    """The messages of the call that an exchange makes, and the facts that it records before and after."""

    messages: list[dict[str, str]]
    before: tuple[str, int, str]
    after: tuple[str, int, str]


def exchanges() -> Sequence[Exchange]:
    """The exchanges of a talk, as the product makes them."""
    return asyncio.run(_exchanges())


async def _exchanges() -> Sequence[Exchange]:
    who = records.learner(0)
    model = ScriptedModel(lambda _: WORDS, name=MODEL)
    async with Courseware.open(store="memory:", model=model) as app:
        await talk(app, who)
        facts = [recorded.fact for stream in await app.export(who) for recorded in stream.facts]
    sent = [encode(fact) for fact in facts if isinstance(fact, MessageSent)]
    given = [encode(fact) for fact in facts if isinstance(fact, ReplyGiven)]
    return [
        Exchange([{"role": each.role, "content": each.text} for each in asked.messages], before, after)
        for asked, before, after in zip(model.asked, sent, given, strict=True)
    ]


def ours(number: int) -> Sample:
    """Whole exchanges of learners who talk one after the other, from the message to the next screen."""
    with provider() as base, records.record() as path:
        return asyncio.run(_ours(number, base, path))


async def _ours(number: int, base: str, path: Path) -> Sample:
    store = f"sqlite:///{path}"
    async with Courseware.open(store=store, model=MODEL, model_base=base) as app:
        talking = [records.learner(n) for n in range(-(-number // len(MESSAGES)) + 1)]
        screens = {who: await begun(app, who) for who in talking}

        async def next_exchange(first: int, number: int) -> None:
            talk, turn = divmod(number, len(MESSAGES))
            who = talking[first + talk]
            screens[who] = await exchange(app, who, screens[who], turn)

        for n in range(len(MESSAGES)):  # what is imported and opened at first is not measured
            await next_exchange(0, n)
        sample = await at_once(1, number, lambda _, n: next_exchange(1, n))
        for who in talking:
            assert {reply.source for reply in await replies(app, who)} == {MODEL}
        return sample
