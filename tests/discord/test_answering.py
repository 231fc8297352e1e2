"""What is pressed is recorded first and answered then, whoever pressed it, however late it comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest
from discord.ui import ActionRow, Button, LayoutView, TextDisplay
from tests.app.surroundings import TINY, opened
from tests.discord.models import SlowModel
from tests.discord.server import (
    Person,
    Server,
    deliver_again,
    interactions,
    labels,
    served,
    teaching,
    texts,
)

from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.storage import open_store


async def test_an_answer_is_shown_in_place_of_its_question() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        question = ada.message
        await ada.press("A")
        assert ada.message.id == question.id
        assert await ada.facts() == ["AttemptStarted", "AnswerGiven"]
        assert "heat stops the browning early" in texts(ada.message)


async def test_the_same_command_delivered_twice_shows_one_screen() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        seen = interactions(server)
        await ada.learn("t1.l1.quiz")
        await deliver_again(server, seen[0])
        assert len(ada.messages) == 1


async def test_somebody_elses_button_does_nothing_and_says_so_to_them_alone() -> None:
    async with teaching() as server:
        ada, bea = server.member("ada"), server.member("bea", manage_threads=True, view_channel=True)
        await ada.begin("t1.l1.quiz")
        await bea.begin("")
        shown, facts = texts(ada.message), await ada.facts()
        for label in ("A", "Menu"):
            result = await bea.press(label, ada.message)
            assert result.ephemeral
            assert result.response
            assert "belongs to somebody else" in texts(result.response)
            assert labels(result.response), "there is a way on"
            assert "Check yourself" not in texts(result.response)
        assert (texts(ada.message), await ada.facts()) == (shown, facts)
        assert await bea.facts() == []


async def test_the_way_on_from_somebody_elses_button_leads_through_ones_own_course() -> None:
    async with teaching() as server:
        ada, bea = server.member("ada"), server.member("bea", manage_threads=True, view_channel=True)
        await ada.begin("t1.l1.quiz")
        result = await bea.press("A", ada.message)
        assert result.response
        await bea.press("Begin", result.response.message)
        assert result.response.ephemeral
        assert "Welcome" not in texts(result.response)
        assert "Check yourself" in texts(ada.message)


@pytest.mark.parametrize("custom_id", ["cw:p:a:9:no-such-verb", "cw:z", "cw:s:", "vote-yes", "cw:p:::menu"])
async def test_a_button_that_nobody_knows_any_more_leads_to_the_menu(custom_id: str) -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("")
        there = await server.env.bot.fetch_channel(ada.thread.id)
        view = LayoutView()
        view.add_item(TextDisplay("An older message"))
        view.add_item(ActionRow(Button(label="Old", custom_id=custom_id)))
        view.stop()
        assert isinstance(there, discord.Thread)
        await there.send(view=view)
        await ada.press("Old")
        assert "no longer in use" in texts(ada.message)
        assert "A Tiny Course on Tea" in texts(ada.message)
        assert labels(ada.message)


async def test_what_takes_long_is_deferred_and_shown_when_it_is_there() -> None:
    async with teaching(model=SlowModel(provider_s=8)) as server:
        ada = server.member("ada")
        await ada.begin("")
        result = await ada.learn("t1.l1.lab")
        assert (result.deferred, result.ephemeral) == (True, True)
        await server.env.advance_time(8)
        assert "Who replies in labs" in texts(ada.message)


@asynccontextmanager
async def talking_to(model: SlowModel) -> AsyncIterator[tuple[Server, Person]]:
    """Somebody in a lab, who has agreed that the model may reply."""
    async with teaching(model=model, model_deadline_s=2_000) as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.lab")
        await ada.choose("Talk with the model")
        yield server, ada


async def test_while_a_model_writes_the_message_is_shown_as_kept_and_then_the_reply() -> None:
    async with talking_to(SlowModel("Air browns the leaf.", seconds=60)) as (server, ada):
        lab = ada.message.id
        await ada.write("Why does it turn brown at all?")
        assert "Your message is kept" in texts(ada.message)
        await server.env.advance_time(60)
        assert "Air browns the leaf." in texts(ada.message)
        assert ada.message.id == lab


async def test_one_who_left_while_a_model_wrote_stays_where_they_went() -> None:
    async with talking_to(SlowModel("Air browns the leaf.", seconds=60)) as (server, ada):
        await ada.write("Why does it turn brown at all?")
        await ada.press("Menu")
        menu = texts(ada.message)
        await server.env.advance_time(60)
        assert texts(ada.message) == menu
        await ada.learn("t1.l1.lab")
        assert "Air browns the leaf." in texts(ada.message)


async def test_a_reply_after_the_token_is_dead_is_a_new_message() -> None:
    async with talking_to(SlowModel("Air browns the leaf.", seconds=1000)) as (server, ada):
        await ada.write("Why does it turn brown at all?")
        await server.env.advance_time(1000)
        former, newest = ada.messages
        assert "Air browns the leaf." in texts(newest)
        assert "Hint" in labels(newest)
        assert labels(former) == []
        assert "Why does it turn brown" in texts(former)


async def test_when_nothing_can_be_saved_the_person_is_told_alone_and_the_screen_stays() -> None:
    store = await open_store("memory:")
    async with opened(TINY, store=store, profile=DISCORD_MESSAGE) as app, served(app) as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        shown = texts(ada.message)
        await store.close()
        result = await ada.press("A")
        assert result.response
        assert result.ephemeral
        assert "could not be saved" in texts(result.response)
        assert texts(ada.message) == shown
        assert "A" in labels(ada.message)


@pytest.mark.parametrize("code", [40060, 10062])
async def test_an_interaction_that_is_answered_already_is_no_error(code: int) -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        status = 404 if code == 10062 else 400
        server.env.inject_error("POST", "/interactions/*/*/callback", status=status, code=code)
        await ada.press("A")
        assert await ada.facts() == ["AttemptStarted", "AnswerGiven"]
        assert sum(bool(labels(message)) for message in ada.messages) == 1


async def test_a_screen_whose_message_is_gone_comes_as_a_new_one() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        server.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10008)
        await ada.press("A")
        assert "heat stops the browning early" in texts(ada.message)
        assert [bool(labels(message)) for message in ada.messages] == [False, True]


async def test_an_export_is_a_file_that_its_person_alone_gets() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        await ada.actor.slash(server.channel, "privacy")
        result = await ada.press("Get the file")
        (handed,) = result.followups
        (file,) = handed.attachments
        assert (handed.flags.ephemeral, file.filename) == (True, "courseware.json")
        server.env.inject_error("POST", "/webhooks/*/*", status=500, times=None)
        await ada.press("Get the file")
        assert "The file could not be sent" in texts(ada.message)


async def test_a_second_command_leaves_one_message_to_press() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        await ada.learn("t1.l1.quiz")
        former, newest = ada.messages
        assert (labels(former), texts(former)) == ([], texts(newest))
        assert "A" in labels(newest)
