"""The Discord of these tests itself: what goes wrong on the way when a test says so."""

import asyncio
import os
import sys

import discord
import pytest
from aiohttp import ClientOSError, ClientSession, WSServerHandshakeError
from tests.discord.loopback import gateway
from tests.discord.loopback.plain_bot import Bot, bot_in, first_page, school
from tests.discord.loopback.server import TOKEN
from tests.surfaces.pulse import PATIENCE_S


async def test_a_duplicate_is_delivered_twice_and_answered_once() -> None:
    async with school() as here, bot_in(here, learn=first_page) as bot:
        here.gateway.duplicate(1)
        ada = here.person("Ada")
        await ada.slash("learn")
        await asyncio.wait_for(bot.failed.wait(), PATIENCE_S)
        assert len(ada.screens) == 1
    assert len(bot.delivered) == 2
    assert len(set(bot.delivered)) == 1
    assert [failure.code for failure in bot.failures] == [40060]


@pytest.mark.parametrize("how", ["dropped", "asked"])
async def test_a_session_is_resumed_and_what_was_missed_is_replayed(how: str) -> None:
    async with school() as here, bot_in(here, learn=first_page):
        ada = here.person("Ada")
        if how == "dropped":
            here.gateway.drop()
        else:
            await here.gateway.reconnect()
        await here.bot_offline()
        await ada.slash("learn")
        assert ada.screen.text == "Tea"
        assert len(here.gateway.said(gateway.IDENTIFY)) == 1
        assert len(here.gateway.said(gateway.RESUME)) == 1


async def test_an_invalid_session_is_begun_anew() -> None:
    async with school() as here, bot_in(here, learn=first_page):
        await here.gateway.invalidate()
        await here.pulse.until(lambda: len(here.gateway.said(gateway.IDENTIFY)) == 2)
        await here.bot_online()
        ada = here.person("Ada")
        await ada.slash("learn")
        assert ada.screen.text == "Tea"


async def test_a_gateway_refuses_as_often_as_it_was_told() -> None:
    async with school() as here, ClientSession() as http:
        here.gateway.refuse(1)
        with pytest.raises(WSServerHandshakeError, match="503"):
            await http.ws_connect(here.gateway.url)
        async with http.ws_connect(here.gateway.url) as socket:
            assert (await socket.receive_json())["op"] == gateway.HELLO


async def test_an_intent_that_was_not_approved_is_refused() -> None:
    async with school() as here, Bot({}, message_content=True) as bot:
        here.gateway.approved.message_content = False
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.start(TOKEN)


async def test_every_shard_is_told_of_its_own_servers() -> None:
    async with school() as here:
        here.rest.shards = 2
        async with bot_in(here, learn=first_page) as bot:
            await here.person("Ada").slash("learn")
        assert len(here.gateway.said(gateway.IDENTIFY)) == 2
        assert len(bot.delivered) == 1


async def test_a_wrong_token_is_refused() -> None:
    async with school(), Bot({}) as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.login("another")


@pytest.mark.parametrize("everywhere", [False, True])
async def test_discord_py_waits_out_a_rate_limit(everywhere: bool) -> None:
    async with school() as here, bot_in(here) as bot:
        here.rest.faults.limits("POST", "/channels/*/messages", retry_after=0.05, everywhere=everywhere)
        channel = bot.get_partial_messageable(here.world.channel_named("learning").id)
        await channel.send("Hello")
        assert [each.status for each in here.rest.sent("POST", "/channels/*/messages")] == [429, 200]


async def test_a_message_whose_answer_was_lost_is_there_and_its_nonce_keeps_it_single() -> None:
    async with school() as here, bot_in(here) as bot:
        channel = bot.get_partial_messageable(here.world.channel_named("learning").id)
        here.rest.faults.loses_answer("POST", "/channels/*/messages")
        with pytest.raises(ClientOSError):
            await channel.send("Hello", nonce=7)
        await channel.send("Hello", nonce=7)
        requests = here.rest.sent("POST", "/channels/*/messages")
        assert [(each.status, each.applied) for each in requests] == [(None, True), (200, True)]
        assert [screen.text for screen in here.person("Ada").screens] == ["Hello"]


async def test_faults_take_effect_or_not_as_their_names_say() -> None:
    async with school() as here, ClientSession() as http:
        place = here.world.channel_named("learning").id
        url, path = f"{here.api_base}/channels/{place}/messages", f"/channels/{place}/messages"
        headers = {"Authorization": f"Bot {TOKEN}"}
        here.rest.faults.answers(503, "POST", path)
        here.rest.faults.resets("POST", path)
        here.rest.faults.delays(0.01, "POST", path)
        async with http.post(url, json={"content": "one"}, headers=headers) as failed:
            assert failed.status == 503
        with pytest.raises(ClientOSError):
            await http.post(url, json={"content": "two"}, headers=headers)
        async with http.post(url, json={"content": "three"}, headers=headers) as delayed:
            assert (delayed.status, delayed.headers["X-RateLimit-Remaining"]) == (200, "49")
        assert [screen.text for screen in here.person("Ada").screens] == ["three"]


IN_A_PROCESS = """
import os

import discord
import yarl
from discord.gateway import DiscordWebSocket

discord.http.Route.BASE = os.environ["DISCORD_API_BASE"]
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY"])
discord.Client(intents=discord.Intents.default()).run(os.environ["DISCORD_TOKEN"], log_handler=None)
"""


async def test_a_bot_in_another_process_is_killed_and_comes_back() -> None:
    async with school() as here:
        for times in (1, 2):
            program = (sys.executable, "-W", "ignore", "-c", IN_A_PROCESS)
            bot = await asyncio.create_subprocess_exec(*program, env=os.environ | here.environment)
            await here.bot_online()
            assert len(here.gateway.said(gateway.IDENTIFY)) == times
            bot.kill()
            await bot.wait()
            await here.bot_offline()
