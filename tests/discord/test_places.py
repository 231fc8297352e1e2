"""Where learners are taught: whatever Discord lets the bot do, and what is said of it."""

from typing import Any

import discord
import pytest
from simcord import ChannelHandle, MemberActor
from tests.discord.server import SETTINGS, Server, labels, teaching, texts

from courseware_core.identity import Identity
from courseware_discord.bot import client

NO_PERMISSION = "I may not open private threads in this channel."
DIRECT = "Your place is our direct messages."
CLOSED_DMS = {"status": 403, "code": 50007, "message": "Cannot send messages to this user"}


async def learn(actor: MemberActor, channel: ChannelHandle) -> str:
    """What is said to somebody alone who types /learn."""
    result = await actor.slash(channel, "learn")
    assert result.response is not None
    assert result.response.ephemeral
    return texts(result.response)


def without(server: Server, **permissions: bool) -> ChannelHandle:
    """A channel where the bot has not got these permissions."""
    bot = server.env.bot.user
    assert bot is not None
    denied = discord.PermissionOverwrite(**dict.fromkeys(permissions, False))
    return server.guild.create_text_channel("strict", overwrites={bot: denied})


def set_thread(server: Server, thread: ChannelHandle, **state: Any) -> None:
    server.env.backend.edit_channel(thread.id, {}, thread_metadata=state)


def direct(person: MemberActor) -> list[discord.Message]:
    return person.user.dm_channel.history()


async def test_everybody_has_a_private_thread_of_the_channel_they_typed_in() -> None:
    async with teaching() as server:
        ada, bea = server.member("ada"), server.member("bea")
        assert "Your place is a private thread. Only you," in await learn(ada.actor, server.channel)
        await learn(bea.actor, server.channel)
        mine = server.env.backend.channels[ada.thread.id]
        assert (mine.type, mine.thread_metadata and mine.thread_metadata.auto_archive_duration) == (12, 10080)
        assert {ada.actor.id} < set(mine.thread_members)
        assert bea.actor.id not in mine.thread_members
        assert ada.thread.id != bea.thread.id
        assert "Begin" in labels(ada.message)
        assert not [each for each in server.channel.history() if each.type is discord.MessageType.default]


async def test_a_thread_is_found_again_by_another_process() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await learn(ada.actor, server.channel)
        await server.env.restart_bot(client(server.app, SETTINGS))
        await learn(ada.actor, server.channel)
        assert len(server.channel.threads) == 1


@pytest.mark.parametrize("restarted", [False, True])
async def test_an_archived_thread_is_opened_again(*, restarted: bool) -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await learn(ada.actor, server.channel)
        set_thread(server, ada.thread, archived=True)
        if restarted:
            await server.env.restart_bot(client(server.app, SETTINGS))
        await learn(ada.actor, server.channel)
        assert len(server.channel.threads) == 1
        thread = server.env.backend.channels[ada.thread.id]
        assert thread.thread_metadata
        assert not thread.thread_metadata.archived


async def test_instead_of_a_thread_that_was_locked_there_is_a_new_one() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await learn(ada.actor, server.channel)
        set_thread(server, ada.thread, archived=True, locked=True)
        await learn(ada.actor, server.channel)
        assert len(server.channel.threads) == 2


async def test_instead_of_a_thread_that_was_deleted_there_is_a_new_one() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await learn(ada.actor, server.channel)
        gone = ada.thread.id
        server.env.backend.delete_channel(gone)
        await learn(ada.actor, server.channel)
        assert [thread.id for thread in server.channel.threads] != [gone]
        assert "Begin" in labels(ada.message)


async def test_a_thread_whose_deletion_was_not_noticed_is_replaced() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await learn(ada.actor, server.channel)
        server.env.inject_error("PUT", f"/channels/{ada.thread.id}/thread-members/*", status=404, code=10003)
        await learn(ada.actor, server.channel)
        assert len(server.channel.threads) == 2


async def test_a_thread_that_takes_no_message_is_replaced() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await learn(ada.actor, server.channel)
        server.env.inject_error("POST", f"/channels/{ada.thread.id}/messages", status=403, code=50001)
        assert "private thread" in await learn(ada.actor, server.channel)
        assert len(server.channel.threads) == 2


@pytest.mark.parametrize("permission", ["create_private_threads", "send_messages_in_threads"])
async def test_without_a_permission_it_is_direct_messages_and_the_sentence_names_it(permission: str) -> None:
    async with teaching() as server:
        ada = server.member("ada")
        said = await learn(ada.actor, without(server, **{permission: False}))
        assert DIRECT in said
        assert NO_PERMISSION in said
        assert "Begin" in labels(direct(ada.actor)[-1])
        assert [entry for entry in server.env.http_requests if entry.path.endswith("/threads")] == []


async def test_a_permission_that_discord_denies_all_the_same_leads_to_direct_messages() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        server.env.inject_error("POST", "/channels/*/threads", status=403, code=50013)
        assert NO_PERMISSION in await learn(ada.actor, server.channel)
        assert "Begin" in labels(direct(ada.actor)[-1])


async def test_where_direct_messages_are_closed_too_only_the_learner_sees_the_screen_and_can_go_on() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        messages = f"/channels/{ada.actor.user.dm_channel.id}/messages"
        server.env.inject_error("POST", messages, times=None, **CLOSED_DMS)  # type: ignore[arg-type]
        result = await ada.actor.slash(without(server, create_private_threads=False), "learn")
        assert result.response
        assert result.response.ephemeral
        said = texts(result.response)
        assert NO_PERMISSION in said
        assert "I cannot write to you directly either" in said
        begun = await ada.actor.click(result.response, label="Begin")
        assert begun.acknowledged
        assert (await server.app.people.person(ada.who)).welcomed


async def test_a_server_with_as_many_threads_as_there_may_be_is_told_of() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        server.env.inject_error("POST", "/channels/*/threads", status=400, code=160006)
        assert "as many threads as Discord allows" in await learn(ada.actor, server.channel)


async def test_discord_failing_to_open_a_thread_leads_to_direct_messages() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        server.env.inject_error("POST", "/channels/*/threads", status=400, code=0)
        assert "could not be opened here just now" in await learn(ada.actor, server.channel)


async def test_where_a_channel_has_no_private_threads_that_is_said() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        news = server.guild.create_news_channel("news")
        assert "no private threads in a channel of this kind" in await learn(ada.actor, news)


async def test_what_is_typed_in_the_own_thread_is_answered_there() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await learn(ada.actor, server.channel)
        result = await ada.actor.slash(ada.thread, "learn")
        assert result.response
        assert not result.response.ephemeral
        assert len(server.channel.threads) == 1


async def test_in_somebody_elses_thread_nobody_else_reads_along() -> None:
    async with teaching() as server:
        ada, moderator = server.member("ada"), server.member("mo", manage_threads=True)
        await learn(ada.actor, server.channel)
        assert "Your place is a private thread" in await learn(moderator.actor, ada.thread)
        assert moderator.thread.id != ada.thread.id


async def test_direct_messages_are_a_place_of_their_own() -> None:
    async with teaching() as server:
        ada = server.env.create_user("ada")
        result = await ada.slash("learn")
        assert "Begin" in labels(result.response)
        assert not result.response.ephemeral


async def test_a_user_of_discord_is_one_learner_in_every_server_and_in_direct_messages() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1")
        elsewhere = server.env.create_guild("Elsewhere")
        other = elsewhere.create_text_channel("general")
        await learn(elsewhere.add_member(ada.actor.user), other)
        here, there = (
            Identity("discord", str(each.id), str(ada.actor.id)) for each in (server.guild, elsewhere)
        )
        assert there in await server.app.linking.identities(here)
        assert await server.app.linking.latest(Identity("discord", "direct", here.user)) == here
        told = await ada.actor.user.slash("progress")
        assert "Begin" not in labels(told.response)


async def test_who_unlinks_in_one_server_parts_from_the_terminal_as_a_whole_for_good() -> None:
    terminal = Identity("cli", "local", "ada")
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1")
        offer = await server.app.linking.offer(terminal)
        await server.app.linking.claim(ada.who, offer.code)
        await server.app.linking.confirm(terminal)
        await ada.actor.slash(server.channel, "link")
        for _ in range(2):
            await ada.press("Be a learner of my own again")
        elsewhere = server.env.create_guild("Elsewhere")
        await learn(elsewhere.add_member(ada.actor.user), elsewhere.create_text_channel("general"))
        there = Identity("discord", str(elsewhere.id), ada.who.user)
        assert await server.app.linking.identities(terminal) == (terminal,)
        assert set(await server.app.linking.identities(there)) == {there, ada.who, ada.who.account}


@pytest.mark.parametrize("name", ["@everyone", "**bold** <@1> `x`", "ada " * 8, "🫖" * 32, "\u202eada"])
async def test_any_name_makes_a_thread(name: str) -> None:
    async with teaching() as server:
        user = server.env.create_user("someone", global_name=name)
        await learn(server.guild.add_member(user), server.channel)
        (thread,) = server.channel.threads
        assert thread.name
        assert len(thread.name) <= 100


async def test_settings_move_a_learner_to_direct_messages_and_back() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1")
        moved = await ada.actor.slash(ada.thread, "settings", place="direct")
        assert moved.response
        assert DIRECT in texts(moved.response)
        assert labels(direct(ada.actor)[-1])
        back = await ada.actor.slash(server.channel, "settings", place="thread")
        assert back.response
        assert "Your place is a private thread" in texts(back.response)
        stays = await ada.actor.user.slash("settings", place="thread")
        assert stays.response
        assert "no private threads in a channel of this kind" in texts(stays.response)
