"""What becomes of a message to a lab whose model fails, fault by fault, through the whole product.

`python -m tests.app.model_faults` writes docs/model-faults.md.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.app.modelling import DAY, in_lab, talked, used
from tests.app.surroundings import ADA, TINY, opened

from courseware_core.app import Courseware
from courseware_core.content.catalog import load_catalog
from courseware_core.engine.facts import Instead
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.llm.litellm_model import LiteLLMModel
from courseware_core.llm.model_tutor import ModelTutor
from courseware_core.ports import Decision, Loaded, Outcome, Spending, SpendingOf, Store
from courseware_core.screen.text import render_text
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_core.testing.provider import (
    NO_CHOICES,
    Answer,
    Body,
    Cut,
    Hang,
    LoopbackProvider,
    Reply,
    Reset,
    Slow,
    Status,
)
from courseware_core.testing.stores.samples import AT
from courseware_core.tutoring import Budgets

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "model-faults.md"
KEY = "sk-0123456789-not-to-be-seen"
MODEL = "openai/test"

MESSAGE = "Why does a leaf turn brown?"
EARLIER = "What do you do to a leaf to stop the browning?"
LATER = "Who threw the tea into the harbour?"
WORDS = "A bruised leaf lets the air at its juice. What might stop that?"
QUOTED = "The leaf turns brown, as a cut apple does, and tastes less of grass."
WELL = Reply(f"{WORDS}\n> {QUOTED}")
"""What may be shown; one reply uses 19 tokens."""

TWO_QUESTIONS = Reply("Air does it. Can you guess how? And what might stop it?")
INVENTED = Reply("The lesson says so:\n> A leaf turns brown because it is sad to leave its tree.")
LINK = Reply("Read on at https://tea.example/brown and you will see. What did you find?")
MENTION = Reply("Let us ask @everyone what they think of this.")
GIVEN_AWAY = Reply("Think of an apple: both turn brown when the air reaches their juice.")
MARKED = Reply("You have passed this lab. Air does it, as the lesson says.")
INSTRUCTIONS = Reply("I write at most 80 words in all, in short and friendly sentences.")
ENDLESS = Reply("leaf " * 200_000)
BROKEN_OFF = Reply("Air reaches the juice of the leaf as soon", finish="length")


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and what has to come of `MESSAGE`.

    The provider gives `answers`, the last of them from then on; without any nobody is there. Of `earlier`
    messages comes whatever comes; then the model's rest passes if it is `rested`.

    Expected are: why the lesson replies (empty where the model does), how many `requests` reach the provider,
    and the `tokens` of the one call; None where they are estimated, "" where no call is made.
    """

    name: str
    answers: tuple[Answer, ...]
    instead: Instead
    requests: int
    tokens: int | str | None = 0
    earlier: tuple[str, ...] = ()
    rested: bool = False
    budgets: Budgets = Budgets()
    switched_off: bool = False
    deadline_s: float = 60.0


FAULTS = (
    Fault("401: the key is not accepted", (Status(401, "invalid_api_key"),), "denied", 1),
    Fault("403: the key may not do this", (Status(403),), "denied", 1),
    Fault("404: there is no such model", (Status(404, "model_not_found"),), "denied", 1),
    Fault("408: the server gave up waiting", (Status(408),), "down", 3),
    Fault("413: the messages are too long", (Status(413),), "too_long", 1),
    Fault("429: too many questions", (Status(429),), "busy", 3),
    Fault(
        "429, which asks for a second's pause, then a reply", (Status(429, retry_after="1"), WELL), "", 2, 19
    ),
    Fault("429, which asks for an hour's pause", (Status(429, retry_after="3600"),), "busy", 1),
    Fault("429: the account is spent", (Status(429, "insufficient_quota"),), "denied", 1),
    Fault("500: a fault of the server", (Status(500),), "down", 3),
    Fault("503: the server is down", (Status(503),), "down", 3),
    Fault("503 once, then a reply", (Status(503), WELL), "", 2, 19),
    Fault("529: the server is overloaded", (Status(529),), "busy", 3),
    Fault("there is nobody at the address", (), "down", 0),
    Fault("no answer comes", (Hang(),), "slow", 1, None, deadline_s=2),
    Fault("the bytes of a reply come too slowly", (Slow(WELL),), "slow", 1, None, deadline_s=2),
    Fault("the connection is reset", (Reset(),), "down", 3, None),
    Fault("the connection ends in the middle of a reply", (Cut(WELL),), "down", 3, None),
    Fault("the reply is no JSON", (Body("<html>Welcome"),), "down", 3, None),
    Fault("the reply has no choices", (NO_CHOICES,), "unfit", 1, None),
    Fault("the reply has no content", (Reply(None),), "unfit", 1, 19),
    Fault("the model declines", (Reply(None, refusal="I would rather not."),), "refused", 1, 19),
    Fault("a filter stops the reply", (Reply("A leaf", finish="content_filter"),), "refused", 1, 19),
    Fault("a filter stops the messages", (Status(400, "content_filter"),), "refused", 1),
    Fault("the reply bears another model's name", (Reply(WELL.text, model="another"),), "", 1, 19),
    Fault("what was used is not said", (Reply(WELL.text, tokens=None),), "", 1, None),
    Fault("a reply of a million characters, twice", (ENDLESS,), "unfit", 2, 38),
    Fault("a reply that is cut off, twice", (BROKEN_OFF,), "unfit", 2, 38),
    Fault("a reply that is cut off, then a whole one", (BROKEN_OFF, WELL), "", 2, 38),
    Fault("a reply with two questions, then one that is mended", (TWO_QUESTIONS, WELL), "", 2, 38),
    Fault("a reply with an invented quotation, twice", (INVENTED,), "unfit", 2, 38),
    Fault("a reply with a link, twice", (LINK,), "unfit", 2, 38),
    Fault("a reply that calls everyone, twice", (MENTION,), "unfit", 2, 38),
    Fault("a reply that gives an answer away, twice", (GIVEN_AWAY,), "unfit", 2, 38),
    Fault("a reply that says the lab is passed, twice", (MARKED,), "unfit", 2, 38),
    Fault("a reply that repeats its instructions, twice", (INSTRUCTIONS,), "unfit", 2, 38),
    Fault("a reply that cannot be shown, then a server that is down", (LINK, Status(503)), "down", 4, 19),
    Fault("the learner's budget is spent", (WELL,), "learner_spent", 0, "", budgets=Budgets(learner_day=99)),
    Fault("the workspace's budget is spent", (WELL,), "tenant_spent", 0, "", budgets=Budgets(tenant_day=99)),
    Fault("the conversation's budget is spent", (WELL,), "lab_spent", 0, "", budgets=Budgets(lab=99)),
    Fault("models were switched off for the workspace", (WELL,), "off", 0, "", switched_off=True),
    Fault("the model failed a moment ago, and rests", (Status(503),), "down", 0, "", earlier=(EARLIER,)),
    Fault(
        "the model failed, and its rest is over",
        (*(Status(503),) * 3, WELL),
        *("", 1, 19),
        earlier=(EARLIER,),
        rested=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the message.

    `shown` is the screen after it, and `notice` the sentence on it that says why the lesson replied. `source`
    and `instead` are those of the recorded reply; `exchanges` counts all that were counted, and `messages`
    all that were written. `calls`, `tokens` and `estimated` are what is recorded as used for it, `spent` is
    what counts in the learner's budget, and `under_way` says that a call is left behind. `went_on` says that
    another message got its reply, too.
    """

    shown: str
    notice: str
    source: str
    instead: str
    exchanges: int
    messages: int
    requests: int
    calls: int
    tokens: int
    estimated: bool
    spent: int
    under_way: bool
    went_on: bool


async def seen_of_all() -> Mapping[str, Seen]:
    """What becomes of the message by each fault, by name."""
    with LoopbackProvider() as provider:
        warm = LiteLLMModel(MODEL, provider.base)  # litellm is there, and stays until the end
        async with opened(model=warm) as app:
            await (await in_lab(app)).write(MESSAGE)
        quick = [fault for fault in FAULTS if not _is_slow(fault)]
        found = dict(zip(quick, await asyncio.gather(*map(seen_of, quick)), strict=True))
        for fault in filter(_is_slow, FAULTS):  # alone, so that the request arrives before its deadline
            found[fault] = await seen_of(fault)
        await warm.close()
    return {fault.name: found[fault] for fault in FAULTS}


def _is_slow(fault: Fault) -> bool:
    return fault.instead == "slow"


async def seen_of(fault: Fault) -> Seen:
    """What becomes of the message by that fault."""
    store, clock = MemoryStore(), FixedClock()
    with LoopbackProvider(*fault.answers[:-1]) as provider:
        base = provider.base
        provider.script(lambda _: fault.answers[-1])
        if not fault.answers:
            provider.close()
        async with _core(fault, base, store, clock) as app:
            someone = await in_lab(app)
            for each in fault.earlier:
                await someone.write(each)
            if fault.rested:
                clock.move(timedelta(minutes=10))
            if fault.switched_off:
                await app.operators.switch_models(ADA.scope, on=False)
            asked, before = len(provider.requests), await _used(app)
            screen = await someone.write(MESSAGE)
            asked, after = len(provider.requests) - asked, await _used(app)
            messages, replies = await talked(app)
            standing = await spending(store)
            await someone.write(LATER)
            went_on = (await talked(app))[0][-1] == LATER and len((await talked(app))[1]) == len(replies) + 1
    shown = render_text(screen, width=None)
    lines = [line.strip() for line in shown.split("\n")]
    return Seen(
        shown=shown,
        notice=next((line for line in lines if line.endswith("So the lesson replies:")), ""),
        source=replies[-1].source,
        instead=replies[-1].instead,
        exchanges=sum(reply.counted for reply in replies),
        messages=len(messages),
        requests=asked,
        calls=after.calls - before.calls,
        tokens=after.tokens - before.tokens,
        estimated=after.estimated,
        spent=standing.learner - before.tokens,
        under_way=standing.call is not None,
        went_on=went_on,
    )


@asynccontextmanager
async def _core(fault: Fault, base: str, store: Store, clock: FixedClock) -> AsyncIterator[Courseware]:
    if fault.rested:
        async with resting(base, clock, store=store) as app:
            yield app
        return
    async with opened(
        store=store,
        clock=clock,
        model=MODEL,
        model_base=base,
        model_deadline_s=fault.deadline_s,
        budgets=fault.budgets,
    ) as app:
        yield app


@asynccontextmanager
async def resting(
    base: str, clock: FixedClock, *, content: Path = TINY, store: Store | None = None
) -> AsyncIterator[Courseware]:
    """The core over litellm, where a model's rests pass with `clock`."""
    model, lesson = LiteLLMModel(MODEL, base, first_pause_s=0.01), LessonTutor()
    yield Courseware(
        catalog=load_catalog(content),
        store=store or MemoryStore(),
        tutor=lesson,
        clock=clock,
        chance=RepeatableChance(),
        model=ModelTutor(model, lesson, seconds=lambda: clock.now().timestamp()),
    )
    await model.close()


async def spending(store: Store) -> Spending:
    """What was spent, and the call that is under way, in the learner's only session."""
    (head,) = await store.heads(ADA)

    def decide(loaded: Loaded) -> Decision[Spending]:
        return Decision(Outcome("accepted"), loaded.spending, AT, remember=False)

    needs = [SpendingOf(ADA, head.session, DAY)]
    return (await store.transact([head.session], decide, actor=ADA, needs=needs)).result


@dataclass(frozen=True, slots=True)
class _Used:
    calls: int = 0
    tokens: int = 0
    estimated: bool = False


async def _used(app: Courseware) -> _Used:
    found = await used(app)
    return _Used(found[0].calls, found[0].usage.tokens, found[0].usage.estimated) if found else _Used()


def page(found: Mapping[str, Seen]) -> str:
    """The document: every fault with what came of it."""
    rows = "\n".join(_row(name, seen) for name, seen in found.items())
    return f"""\
# What a learner sees when the model fails

Each line is a run of the whole product: a learner who agreed to the model writes “{MESSAGE}” in a
small lab, and the provider, a server on the same machine, does what the first column says. Whatever it does,
there is a reply, the exchange counts once, no call stays open, and the learner goes on.

“Asked” is how many requests reached the provider: what may pass is tried three times within the deadline, and
a reply that cannot be shown is written once more. “Used” is what `courseware usage` reports for the message.

| what goes wrong | what the learner sees | recorded | asked | used |
| --- | --- | --- | --- | --- |
{rows}

The table is made by `python -m tests.app.model_faults`, and a test holds it to what the product does.
"""


def _row(name: str, seen: Seen) -> str:
    shown = f"{seen.notice} …" if seen.notice else "the model's reply"
    recorded = f"`{seen.source}`, because `{seen.instead}`" if seen.instead else f"`{seen.source}`"
    amount = "an estimate" if seen.estimated else f"{seen.tokens} tokens"
    return f"| {name} | {shown} | {recorded} | {seen.requests} | {amount if seen.calls else 'no call'} |"


@contextmanager
def dummy_key() -> Iterator[None]:
    """A key in the environment, and no proxy between us and this machine."""
    before = dict(os.environ)
    os.environ.update(OPENAI_API_KEY=KEY, NO_PROXY="*")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def secrets() -> Sequence[str]:
    """What may stand in no log: words that were said, and the key."""
    return (MESSAGE, EARLIER, LATER, WORDS, QUOTED, KEY, "sad to leave its tree", "tea.example", "@everyone")


if __name__ == "__main__":
    with dummy_key():
        PAGE.write_text(page(asyncio.run(seen_of_all())), encoding="utf-8")
