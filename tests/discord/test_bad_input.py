"""What is wrong around the bot, or in what it is to show, is said in a sentence to who can mend it."""

import asyncio
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from tests.app.surroundings import COFFEE, TINY, opened
from tests.discord.loopback.server import pointed_at, serving
from tests.discord.server import (
    WITH_CONTENT,
    Person,
    Server,
    interactions,
    labels,
    press_again,
    pressable,
    served,
    teaching,
    texts,
)
from tests.discord.showing import SELECT, message, pages, pressed, wrong_with_message

from courseware_core.blocks import Paragraph, text
from courseware_core.inputs import ChooseOne, ChooseSeveral
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.storage import open_store
from courseware_discord.bot import run
from courseware_discord.settings import Settings

CLOSED_DMS: dict[str, Any] = {"status": 403, "code": 50007, "message": "Cannot send messages to this user"}


async def test_who_loses_the_permission_in_the_middle_of_a_quiz_goes_on_and_is_told_next_time() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        server.env.inject_error(
            "POST", f"/channels/{ada.thread.id}/messages", times=None, status=403, code=50013
        )
        server.env.inject_error("POST", "/channels/*/threads", times=None, status=403, code=50013)
        await ada.press("A")
        assert "heat stops the browning early" in texts(ada.message)
        result = await ada.learn("t1.l1.quiz")
        assert result.response
        said = texts(result.response)
        assert "Whoever runs this server can let me" in said
        assert "Create Private Threads" in said
        assert "Next question" in labels(ada.actor.user.dm_channel.history()[-1])


async def test_who_closes_their_direct_messages_in_the_middle_of_a_quiz_goes_on_and_is_told_next_time() -> (
    None
):
    async with teaching() as server:
        user = server.env.create_user("ada")
        shown = await user.slash("learn", place="t1.l1.quiz")
        await user.click(shown.response, label="Begin")
        messages = f"/channels/{user.dm_channel.id}/messages"
        server.env.inject_error("POST", messages, times=None, **CLOSED_DMS)
        question = user.dm_channel.history()[-1]
        a = next(each for each in pressable(question) if each.label == "A")
        await user.click(question, custom_id=a.custom_id)
        assert "heat stops the browning early" in texts(user.dm_channel.history()[-1])
        news = server.guild.create_news_channel("news")
        result = await server.guild.add_member(user).slash(news, "learn", place="t1.l1.quiz")
        assert result.response
        assert "your privacy settings do not let me" in texts(result.response)
        assert labels(result.response)


@pytest.mark.parametrize("gone", ["thread", "channel"])
async def test_an_answer_in_a_thread_that_is_deleted_meanwhile_is_kept_and_shown_elsewhere(gone: str) -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        thread = ada.thread.id
        server.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10003)
        server.env.inject_error("POST", f"/channels/{thread}/messages", times=None, status=404, code=10003)
        if gone == "channel":
            server.env.inject_error("POST", "/channels/*/threads", times=None, status=404, code=10003)
        await ada.press("A")
        assert await ada.facts() == ["AttemptStarted", "AnswerGiven"]
        direct = ada.actor.user.dm_channel
        others = [each for each in server.channel.threads if each.id != thread]
        (place,) = others if gone == "thread" else [direct]
        assert "heat stops the browning early" in texts(place.history(viewer=ada.actor)[-1])


async def test_what_is_pressed_in_an_archived_thread_is_answered_there() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        server.env.backend.edit_channel(ada.thread.id, {}, thread_metadata={"archived": True})
        await ada.press("A")
        assert "heat stops the browning early" in texts(ada.message)


@pytest.mark.parametrize("asked", [ChooseOne, ChooseSeveral])
def test_options_of_200_characters_are_read_whole_and_pressed_by_their_letters(asked: type[Any]) -> None:
    options = [f"{word} " * 33 + word for word in ("first", "other", "third")]
    asking = Screen(
        name="quiz.question",
        title="Which?",
        input=asked(options=tuple(map(text, options))),
        submit=Control(token="s:1:answer", label="Answer", role="submit"),
    )
    (page,) = pages(asking)
    sent = message(page)
    assert wrong_with_message(sent) == []
    shown = "\n".join(str(each) for each in sent)
    assert all(option in shown for option in options)


def test_26_courses_are_on_two_pages_and_each_can_be_chosen() -> None:
    courses = tuple(Control(token=f"go:{n}", label=f"Course {n}", role="choice") for n in range(26))
    shown = [message(page) for page in pages(Screen(name="home", title="Your courses", controls=courses))]
    assert [wrong_with_message(sent) for sent in shown] == [[], []]
    listed = [
        option["value"]
        for sent in shown
        for each in pressed(sent)
        if each["type"] == SELECT
        for option in each["options"]
    ]
    assert listed == [course.token for course in courses]


def test_a_text_beyond_every_limit_is_on_pages_that_lose_no_word() -> None:
    words = [f"word{n}" for n in range(5_000)]
    shown = pages(Screen(name="lesson.page", title="Long", blocks=(Paragraph(text=text(" ".join(words))),)))
    assert [wrong_with_message(message(page)) for page in shown] == [[] for _ in shown]
    read = " ".join(str(message(page)) for page in shown)
    assert all(word in read for word in words)


async def test_a_dangerous_button_is_pressed_twice_before_it_does_anything() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        await ada.actor.slash(server.channel, "forget")
        await ada.press("Delete everything")
        assert "Delete everything: are you sure? Choose it once more to confirm." in texts(ada.message)
        assert await ada.facts()
        await ada.press("Delete everything")
        assert await ada.facts() == []


async def test_a_dangerous_button_that_is_not_confirmed_does_nothing() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        await ada.actor.slash(server.channel, "forget")
        await ada.press("Delete everything")
        await ada.press("Keep everything")
        assert await ada.facts() == ["AttemptStarted"]


async def test_a_dangerous_button_of_a_screen_that_is_over_does_nothing_and_says_so() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        await ada.actor.slash(server.channel, "forget")
        seen = interactions(server)
        await ada.press("Delete everything")
        await ada.press("Delete everything")
        await ada.learn("t1.l1.quiz")
        facts = await ada.facts()
        for former in seen[:2]:
            await press_again(server, former)
        assert await ada.facts() == facts


async def test_a_learner_stays_on_the_page_where_they_were_or_comes_to_what_is_new(tmp_path: Path) -> None:
    long = copytree(COFFEE, tmp_path / "long")
    (quiz,) = long.rglob("quiz.yaml")
    quiz.write_text(quiz.read_text().replace("How much water", f"{'Think. ' * 600}How much water"))
    async with opened(long, profile=DISCORD_MESSAGE) as app, served(app, WITH_CONTENT) as server:
        ada = server.member("ada")
        await ada.begin("k1.l1.quiz")
        await ada.press("Page 2")
        assert "Answer" in labels(ada.message)
        await ada.write("many", press="Answer")
        assert "could not be read as a number" in texts(ada.message)
        assert "Answer" in labels(ada.message)
        await ada.actor.send(ada.thread, "some")
        assert "some" in texts(ada.message)
        assert "Answer" in labels(ada.message)
        await ada.press("Hint")
        assert "It is less than a glass." in texts(ada.message)
        await ada.press("Page 1")
        assert "It is less than a glass." not in texts(ada.message)
        await ada.press("Page 2")
        await ada.write("112.5", press="Answer")
        await ada.press("Next question")
        assert "Put the steps in order." in texts(ada.message)


async def test_what_is_stored_and_who_sees_it_is_told_in_the_language_of_the_person() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        seen = interactions(server)
        await ada.learn()
        await press_again(server, seen[0] | {"locale": "de"})
        assert "Willkommen" in texts(ada.message)
        assert "Whoever runs this bot" not in texts(ada.message)


async def test_a_message_that_was_not_saved_is_told_of_in_the_language_of_the_person() -> None:
    store = await open_store("memory:")
    async with opened(TINY, store=store, profile=DISCORD_MESSAGE) as app, served(app, WITH_CONTENT) as server:
        ada = await spoken_to_in_german(server)
        await store.close()
        await ada.actor.send(ada.thread, "Warum wird ein Blatt braun?")
        assert "nicht gespeichert" in texts(ada.message)
        await ada.actor.send_dm("Warum wird ein Blatt braun?")
        direct = ada.actor.user.dm_channel.last_message
        assert direct
        assert "nicht gespeichert" in texts(direct)
        pressed = await ada.press("Menü", ada.messages[-3])
        assert pressed.response
        assert "nicht gespeichert" in texts(pressed.response)


async def spoken_to_in_german(server: Server) -> Person:
    """Somebody in a lab, who chose German."""
    ada = server.member("ada")
    await ada.begin("")
    await ada.actor.slash(server.channel, "settings")
    await ada.choose("Deutsch")
    await ada.learn("t1.l1.lab")
    return ada


async def test_a_bot_whose_token_is_reset_ends_and_says_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with serving() as here:
        environment = {**here.environment, "COURSEWARE_CONTENT": str(TINY), "COURSEWARE_STORE": "memory:"}
        with pointed_at(here):
            running = asyncio.create_task(run(Settings.read(environment)))
            await here.bot_online()
            await here.gateway.revoke()
            assert await running == 1
        assert "Discord does not know DISCORD_TOKEN. It may have been reset" in capsys.readouterr().err


async def test_an_answer_that_is_pressed_after_the_token_was_reset_is_kept() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        for path in ("/interactions/*/*/callback", "/channels/*/messages", "/channels/*/threads"):
            server.env.inject_error("POST", path, times=None, status=401, code=0)
        await ada.press("A")
        assert await ada.facts() == ["AttemptStarted", "AnswerGiven"]
