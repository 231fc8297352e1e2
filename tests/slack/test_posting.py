"""Slack takes about one message a second in each channel: the app waits for that in each, and there alone."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from tests.slack.loopback.people import Person
from tests.slack.loopback.server import Loopback, serving

from courseware_slack.posting import Posting
from courseware_slack.render import Message


@pytest.fixture
async def here() -> AsyncIterator[Loopback]:
    async with serving() as here:
        yield here


@pytest.fixture
async def client(here: Loopback) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=here.team.token, base_url=here.api_url, session=session)


async def test_a_message_waits_for_the_pace_after_the_one_that_was_taken_before_it(
    here: Loopback, client: AsyncWebClient
) -> None:
    ada, posting, pace_s = here.person("Ada"), Posting(pace_s=0.2), 0.2
    began = monotonic()
    await _post(posting, client, ada, "first")
    await _post(posting, client, ada, "second")
    assert monotonic() - began >= pace_s
    assert _posted(ada) == ["first", "second"]


async def test_who_is_told_in_another_channel_does_not_wait_for_it(
    here: Loopback, client: AsyncWebClient
) -> None:
    ada, bob, posting = here.person("Ada"), here.person("Bob"), Posting(pace_s=3600)
    await _post(posting, client, ada, "first")
    second = asyncio.create_task(_post(posting, client, ada, "second"))
    async with asyncio.timeout(20):
        await _post(posting, client, bob, "first")
    assert (_posted(ada), _posted(bob)) == (["first"], ["first"])
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)


async def _post(posting: Posting, client: AsyncWebClient, person: Person, text: str) -> None:
    await posting.post(client, person.direct.id, Message(text, []), key=text)


def _posted(person: Person) -> list[str]:
    return [each.text for each in person.direct.messages]
