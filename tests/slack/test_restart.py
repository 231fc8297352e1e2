"""A process is killed while a model writes. Another goes on from the record and from what stands there."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from tests.slack.loopback.people import Person, Sent
from tests.slack.loopback.server import Loopback, serving
from tests.slack.processes import Programs

from courseware_core.testing.provider import Hang, LoopbackProvider, Reply

ASKED = "Why does it turn brown at all?"
REPLIED = "Air reaches the juice and the leaf turns brown. What might stop that?"
PATIENCE_S = 20

LATER_S = 75.0
"""How much later the app begins again: the model's time is over, and Slack still shows that it writes."""

LATER = (str(Path(__file__).parent / "children" / "later.py"), str(LATER_S))

LOOKS: Mapping[str, tuple[Callable[[Person], Sent], str]] = {
    "writes": (lambda person: person.say("Are you there?"), REPLIED),
    "types": (lambda person: person.slash("/learn t1.l1.lab"), REPLIED),
    "presses": (lambda person: person.choose("Why does a leaf turn brown?"), REPLIED),
    "leaves": (lambda person: person.press("Menu"), "under way, 0 of 3"),
}
"""What people do when the app is there again, and what they read then."""


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackProvider]:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("OPENAI_API_KEY", "unneeded")
    with LoopbackProvider(*[Hang()] * len(LOOKS)) as provider:
        provider.script(lambda _: Reply(REPLIED))
        yield provider


async def test_a_reply_that_a_killed_process_owed_is_there_at_the_next_look_and_no_status_stands(
    tmp_path: Path, provider: LoopbackProvider
) -> None:
    record = f"sqlite:///{tmp_path / 'record.db'}"
    model = {"COURSEWARE_MODEL": "openai/anything", "COURSEWARE_MODEL_BASE": provider.base}
    async with serving(deadline_s=PATIENCE_S) as here:
        async with Programs(here, "socket", record, settings=model).running():
            everyone = await asyncio.gather(*(_in_a_lab(here, name) for name in LOOKS))
            labs = [each.screen.ts for each in everyone]
            await asyncio.gather(*(each.say(ASKED) for each in everyone))
            assert await asyncio.to_thread(provider.wait_for, requests=len(LOOKS))
            await here.pulse.until(lambda: all(map(Person.status, everyone, labs)), within_s=PATIENCE_S)
        here.world.clock.advance(LATER_S)
        async with Programs(here, "socket", record, program=LATER, settings=model).running():
            assert all(map(Person.status, everyone, labs))
            for person, (looks, read) in zip(everyone, LOOKS.values(), strict=True):
                await looks(person)
                await person.reads(read)
            await here.pulse.until(lambda: not any(map(Person.status, everyone, labs)), within_s=PATIENCE_S)
            await here.settled()
    assert len(provider.requests) == 2 * len(LOOKS) - 1, "nobody is asked about who leaves"


async def _in_a_lab(here: Loopback, name: str) -> Person:
    """Somebody who talks with the model."""
    person = here.person(name)
    await person.slash("/learn t1.l1.lab")
    await person.until(lambda screen: "Begin" in screen.labels)
    await person.press("Begin")
    await person.until(lambda screen: screen.options)
    await person.choose(next(each for each in person.screen.options if "Talk with the model" in each))
    await person.until(lambda screen: "Send" in screen.labels)
    return person
