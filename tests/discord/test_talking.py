"""What is written in one's own place is a line on the screen that stands there."""

from collections.abc import Mapping
from typing import Any

import discord
from tests.app.surroundings import TINY, opened
from tests.discord.models import SlowModel
from tests.discord.server import WITH_CONTENT, Person, Server, labels, served, teaching, texts

from courseware_core.chat import ChatReply
from courseware_core.ports import Store
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.storage import open_store


def typing(server: Server) -> int:
    return sum(each.path.endswith("/typing") for each in server.env.http_requests)


def newest_direct(person: Person) -> discord.Message:
    """The newest message of the bot to this person."""
    message = person.actor.user.dm_channel.last_message
    assert message
    return message


async def test_a_message_in_the_thread_of_a_lab_goes_to_the_tutor() -> None:
    async with teaching(WITH_CONTENT) as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.lab")
        await ada.actor.send(ada.thread, "Why does a leaf turn brown?")
        former, _, newest = ada.messages
        assert "as a cut apple does" in texts(newest)
        assert "Write…" in labels(newest)
        assert labels(former) == []
        assert typing(server) == 1
        assert (await ada.facts())[:3] == ["LabStarted", "MessageSent", "ReplyGiven"]


async def test_a_tutor_that_is_a_model_is_seen_to_type_until_its_reply_is_there() -> None:
    model = SlowModel("Air browns the leaf.", seconds=20)
    async with teaching(WITH_CONTENT, model=model, model_deadline_s=60) as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.lab")
        await ada.choose("Talk with the model")
        await ada.actor.send(ada.thread, "Why does it turn brown at all?")
        assert "Your message is kept" in texts(ada.message)
        await server.env.advance_time(20)
        assert typing(server) > 2
        assert "Air browns the leaf." in texts(ada.message)
        assert sum(bool(labels(message)) for message in ada.messages) == 1


async def test_a_second_message_while_the_tutor_writes_is_not_sent_and_the_reply_comes_last() -> None:
    model = SlowModel("Air browns the leaf.", seconds=20)
    async with teaching(WITH_CONTENT, model=model, model_deadline_s=60) as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.lab")
        await ada.choose("Talk with the model")
        await ada.actor.send(ada.thread, "Why does it turn brown at all?")
        await ada.actor.send(ada.thread, "And why so fast?")
        assert "not replied" in texts(ada.message)
        await server.env.advance_time(20)
        assert "Air browns the leaf." in texts(ada.message)
        assert sum(bool(labels(message)) for message in ada.messages) == 1
        assert (await ada.facts()).count("MessageSent") == 1


async def test_a_number_or_a_letter_in_the_thread_answers_the_question() -> None:
    async with teaching(WITH_CONTENT) as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        await ada.actor.send(ada.thread, "a")
        assert "heat stops the browning early" in texts(ada.message)
        await ada.actor.send(ada.thread, "no such thing")
        assert await ada.facts() == ["AttemptStarted", "AnswerGiven"]
        assert labels(ada.message)


async def test_without_the_content_of_messages_nothing_in_the_thread_is_taken_for_an_answer() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        shown = texts(ada.message)
        await ada.actor.send(ada.thread, "a")
        assert texts(ada.message) == shown
        assert await ada.facts() == ["AttemptStarted"]


async def test_what_others_write_there_and_what_is_written_elsewhere_is_passed_over() -> None:
    async with teaching(WITH_CONTENT) as server:
        ada, bea = server.member("ada"), server.member("bea", manage_threads=True, view_channel=True)
        await ada.begin("t1.l1.quiz")
        await bea.actor.send(ada.thread, "a")
        await ada.actor.send(server.channel, "a")
        assert await ada.facts() == ["AttemptStarted"]
        assert len([each for each in ada.messages if each.author.bot]) == 1


async def test_a_dangerous_choice_is_asked_about_once_whether_it_is_written_or_pressed() -> None:
    async with teaching(WITH_CONTENT) as server:
        ada = server.member("ada")
        await ada.begin("t1.test")
        await ada.press("Begin")
        await ada.press("Overview")
        for write_first in (True, False):
            await ada.actor.send(ada.thread, "Hand in") if write_first else await ada.press("Hand in")
            assert "Hand in: are you sure? Choose it once more to confirm." in texts(ada.message)
            await ada.actor.send(ada.thread, "no such thing")
            assert "AttemptClosed" not in await ada.facts()
        await ada.actor.send(ada.thread, "Hand in")
        await ada.actor.send(ada.thread, "Hand in")
        assert "AttemptClosed" in await ada.facts()


async def test_a_direct_message_is_answered_with_a_way_on() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.actor.send_dm("hello")
        assert "Welcome" in texts(newest_direct(ada))
        await ada.actor.send_dm("1")
        assert "A Tiny Course on Tea" in texts(newest_direct(ada))


async def test_the_same_message_delivered_twice_is_sent_to_the_tutor_once() -> None:
    async with teaching(WITH_CONTENT) as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.lab")
        seen: list[tuple[str, Mapping[str, Any]]] = []
        server.env.backend.subscribers.append(lambda name, payload: seen.append((name, payload)))
        await ada.actor.send(ada.thread, "Why does a leaf turn brown?")
        name, payload = next(each for each in seen if each[0] == "MESSAGE_CREATE")
        server.env.backend.emit(name, payload)
        await server.env.settle()
        assert (await ada.facts()).count("MessageSent") == 1
        assert sum(bool(labels(message)) for message in ada.messages) == 1


class LastLine(SlowModel):
    """After its line the record is gone."""

    def __init__(self, line: str, store: Store) -> None:
        super().__init__(line)
        self._store = store

    async def complete(self, *asked: Any, **how: Any) -> ChatReply:
        reply = await super().complete(*asked, **how)
        await self._store.close()
        return reply


async def test_a_message_that_was_saved_is_not_asked_for_again_when_the_record_fails_after_it() -> None:
    store = await open_store("memory:")
    model = LastLine("Air browns the leaf.", store)
    async with (
        opened(TINY, store=store, profile=DISCORD_MESSAGE, model=model) as app,
        served(app, WITH_CONTENT) as server,
    ):
        ada = server.member("ada")
        await ada.begin("t1.l1.lab")
        await ada.choose("Talk with the model")
        await ada.actor.send(ada.thread, "Why does it turn brown at all?")
        assert "what it changed is saved" in texts(ada.message)
        assert "Type /learn" in texts(ada.message)


async def test_an_answer_that_discord_does_not_show_is_said_to_be_saved() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        server.env.inject_error("POST", "/interactions/*/*/callback", status=403, code=50013)
        result = await ada.press("A")
        assert result.response
        assert "what it changed is saved" in texts(result.response)
        assert await ada.facts() == ["AttemptStarted", "AnswerGiven"]


async def test_a_message_that_could_not_be_saved_is_said_to_be_lost() -> None:
    store = await open_store("memory:")
    async with opened(TINY, store=store, profile=DISCORD_MESSAGE) as app, served(app, WITH_CONTENT) as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.lab")
        former = ada.message
        await store.close()
        await ada.actor.send(ada.thread, "Why does a leaf turn brown?")
        assert "could not be saved" in texts(ada.message)
        assert "Write…" in labels(former)
