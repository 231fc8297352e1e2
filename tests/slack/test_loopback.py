"""The Slack of these tests itself: what people and an app that knows nothing of it can do in it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from tests.slack.loopback.filling import CannotDo
from tests.slack.loopback.people import NotAnswered
from tests.slack.loopback.plain_app import (
    app_of,
    buttons,
    by_http,
    by_socket,
    choice,
    field,
    modal,
    plain,
    section,
)
from tests.slack.loopback.server import Loopback, serving
from tests.slack.loopback.signed_http import Signature

Way = Callable[[AsyncApp, Loopback], AbstractAsyncContextManager[Any]]
WAYS = pytest.mark.parametrize("way", [by_socket, by_http])


@asynccontextmanager
async def slack(**how: Any) -> AsyncIterator[tuple[Loopback, AsyncApp]]:
    """A Slack, and an app that is not yet connected."""
    async with serving(**how) as here, aiohttp.ClientSession() as session:
        yield here, app_of(here, session)


def quiz(app: AsyncApp, here: Loopback) -> list[dict[str, Any]]:
    """The app shows a question at `/learn` and takes its answer; what it gets is told."""
    got: list[dict[str, Any]] = []

    @app.command("/learn")
    async def learn(ack: Any, body: dict[str, Any], client: Any) -> None:
        opened = await client.conversations_open(users=body["user_id"])
        blocks = [
            section("Tea &amp; water?"),
            choice("radio_buttons", "Which", "Green", "Black"),
            buttons("Go", confirm="Sure?"),
        ]
        metadata = {"event_type": "courseware", "event_payload": {"key": body["trigger_id"]}}
        await client.chat_postMessage(
            channel=opened["channel"]["id"], text="A question", blocks=blocks, metadata=metadata
        )
        await ack(f"Look there: {body['text']}")

    @app.action("Go")
    async def go(ack: Any, body: dict[str, Any], client: Any) -> None:
        got.append(body)
        where = body["container"]
        await client.chat_update(
            channel=where["channel_id"], ts=where["message_ts"], text="Right", blocks=[section("Right")]
        )
        await ack()

    return got


@WAYS
async def test_a_command_is_answered_and_a_press_brings_what_is_chosen(way: Way) -> None:
    async with slack() as (here, app):
        got = quiz(app, here)
        async with way(app, here):
            ada, bea = here.person("Ada"), here.person("Bea")
            await ada.slash("/learn review", where=here.learning)
            assert [each.text for each in ada.ephemerals] == ["Look there: review"]
            question = await ada.until(lambda screen: "Go" in screen.labels)
            assert (question.text, question.notification) == ("Tea & water?\n\nWhich", "A question")
            await ada.choose("Black", of="Which")
            assert ada.screen.controls[0].chosen == ("Black",)
            await ada.press("Go")
            await ada.until(lambda screen: screen.text == "Right")
            assert ada.confirmed == ["Sure?\nSure?\nYes\nNo"]
            (chosen,) = got[0]["state"]["values"].values()
            assert chosen["Which"]["selected_option"]["value"] == "B"
            assert (got[0]["user"]["id"], got[0]["actions"][0]["value"]) == (ada.id, "Go")
            assert bea.screens == []
            with pytest.raises(CannotDo, match="Go"):
                await ada.press("Go")
            await ada.press("Go", on=question)
            await ada.repeat_last()
            assert [each["actions"][0]["action_ts"] for each in got[1:]] == 2 * [
                got[2]["actions"][0]["action_ts"]
            ]
        assert here.api.connections == 1
        assert here.api.sent("chat.postMessage", text="A question")[0].applied


@WAYS
async def test_a_modal_stays_with_errors_and_closes_when_it_is_well(way: Way) -> None:
    async with slack() as (here, app):

        @app.command("/learn")
        async def learn(ack: Any, body: dict[str, Any], client: Any) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=modal("Answer", field("Why")))
            await ack()

        @app.view("Answer")
        async def answer(ack: Any, view: dict[str, Any]) -> None:
            said = view["state"]["values"]["Why"]["Why"]["value"]
            await (ack() if len(said) > 3 else ack(response_action="errors", errors={"Why": "Say more"}))

        async with way(app, here):
            ada = here.person("Ada")
            await ada.slash("/learn")
            assert (await ada.until_form()).text == "Answer\n\nSend\n\nWhy"
            with pytest.raises(CannotDo, match="'Why' is required"):
                await ada.submit_modal()
            with pytest.raises(CannotDo, match="0 to 20 characters"):
                await ada.submit_modal({"Why": "x" * 21})
            await ada.submit_modal({"Why": "so"})
            assert ada.form is not None
            assert (ada.form.errors, ada.form.controls[0].chosen) == (("Say more",), ("so",))
            await ada.submit_modal({"Why": "it tastes"})
            assert ada.form is None


@WAYS
async def test_an_event_that_is_not_acknowledged_is_told_again_under_the_same_id(way: Way) -> None:
    heard: list[dict[str, Any]] = []

    async with slack(deadline_s=0.3, retry_scale=0) as (here, app):

        @app.middleware
        async def store(body: dict[str, Any], next: Any) -> Any:  # noqa: A002
            heard.append(body)
            if len(heard) < 3:
                raise ConnectionError("the database is down")
            return await next()

        @app.event("app_home_opened")
        async def opened(event: dict[str, Any], client: Any) -> None:
            home = {"type": "home", "blocks": [section("Your path")]}
            await client.views_publish(user_id=event["user"], view=home)

        async with way(app, here):
            ada = here.person("Ada")
            await ada.opens_home()
            await ada.until_home(lambda home: home.text == "Your path")
            (delivery,) = here.deliveries.of("app_home_opened")
            assert (len(delivery.failures), delivery.attempts) == (2, 3)
            assert len({each["event_id"] for each in heard}) == 1
            assert [each["event"]["tab"] for each in heard] == ["home"] * 3


async def test_what_the_app_is_refused_has_the_codes_of_slack() -> None:
    async with slack() as (here, app):
        ada = here.person("Ada")
        client = app.client
        private = here.world.channel(here.team, "secret", kind="private", with_app=False)
        other = here.world.channel(here.team, "other", with_app=False)

        async def refused(call: Any) -> str:
            with pytest.raises(SlackApiError) as failure:
                await call
            return str(failure.value.response["error"])

        post = client.chat_postMessage
        assert await refused(post(channel=private.id, text="x")) == "channel_not_found"
        assert await refused(post(channel=other.id, text="x")) == "not_in_channel"
        here.learning.archived = True
        assert await refused(post(channel=here.learning.id, text="x")) == "is_archived"
        assert await refused(post(channel=ada.id, text="x" * 40_001)) == "msg_too_long"
        assert await refused(post(channel=ada.id, text="x", blocks=[section("")])) == "invalid_blocks"
        assert here.rules.refused
        here.rules.refused.clear()
        form = modal("A", section("x"))
        assert await refused(client.views_open(trigger_id="x", view=form)) == "invalid_trigger_id"
        trigger = here.views.trigger(ada.user)
        await client.views_open(trigger_id=trigger, view=form)
        assert await refused(client.views_open(trigger_id=trigger, view=form)) == "exchanged_trigger_id"
        trigger = here.views.trigger(ada.user)
        here.world.clock.advance(3.1)
        assert await refused(client.views_open(trigger_id=trigger, view=form)) == "expired_trigger_id"
        home = {"type": "home", "blocks": [section("x")]}
        first = await client.views_publish(user_id=ada.id, view=home)
        await client.views_publish(user_id=ada.id, view=home, hash=first["view"]["hash"])
        conflict = client.views_publish(user_id=ada.id, view=home, hash=first["view"]["hash"])
        assert await refused(conflict) == "hash_conflict"
        here.team.scopes.remove("chat:write")
        assert await refused(post(channel=ada.id, text="x")) == "missing_scope"
        here.team.token_state = "token_revoked"
        assert await refused(client.auth_test()) == "token_revoked"


async def test_faults_happen_to_the_calls_they_were_written_down_for() -> None:
    async with slack() as (here, app):
        ada = here.person("Ada")
        post = app.client.chat_postMessage
        app.client.retry_handlers.clear()
        faults = here.api.faults
        faults.limits("chat.postMessage", retry_after=7)
        with pytest.raises(SlackApiError) as limited:
            await post(channel=ada.id, text="one")
        assert limited.value.response.headers["Retry-After"] == "7"
        faults.resets("chat.*")
        with pytest.raises(aiohttp.ClientError):
            await post(channel=ada.id, text="two")
        faults.loses_answer("chat.postMessage")
        metadata = {"event_type": "courseware", "event_payload": {"key": "k3"}}
        with pytest.raises(aiohttp.ClientError):
            await post(channel=ada.id, text="three", metadata=metadata)
        held = faults.holds("chat.postMessage")
        waits = asyncio.create_task(post(channel=ada.id, text="four"))
        await here.pulse.until(lambda: here.api.sent("chat.postMessage", text="four"), within_s=5)
        assert [each.text for each in ada.screens] == ["three"]
        held.release()
        await waits
        assert [each.text for each in ada.screens] == ["four", "three"]
        found = await app.client.conversations_history(channel=ada.direct.id, include_all_metadata=True)
        assert [each.get("metadata") for each in found["messages"]] == [None, metadata]
        assert [each.applied for each in here.api.sent("chat.postMessage")] == [False, False, True, True]


@pytest.mark.parametrize("signature", ["wrong", "old", "of another body", "missing"])
async def test_a_forged_request_is_refused_by_bolt(signature: Signature) -> None:
    async with slack() as (here, app):
        got = quiz(app, here)
        async with by_http(app, here):
            ada = here.person("Ada")
            await ada.slash("/learn")
            await ada.press("Go")
            (press,) = here.deliveries.of("block_actions")
            assert await here.http.forge(press, signature) == 401
            assert await here.http.forge(press, "good") == 200
            captured = next(each for each in here.http.posted if "block_actions" in each.body)
            assert await here.http.replay(captured) == 200
            assert len(got) == 3


async def test_socket_mode_loses_a_connection_and_keeps_what_happened() -> None:
    heard: list[str] = []

    async with slack(deadline_s=1) as (here, app):

        @app.event("message")
        async def said(event: dict[str, Any]) -> None:
            heard.append(event["text"])

        async with by_socket(app, here):
            ada = here.person("Ada")
            await here.socket.disconnect()
            await here.pulse.until(lambda: here.socket.opened == 2 and here.socket.ready, within_s=5)
            here.socket.shut()
            await here.app_offline()
            with pytest.raises(NotAnswered, match="no_connection"):
                await ada.slash("/learn")
            waits = ada.say("hello")
            here.socket.reopen()
            await waits
            here.deliveries.lose_answers(1)
            await ada.say("still there?")
            assert heard == ["hello", "still there?", "still there?"]
            assert [each.failures for each in here.deliveries.of("message")] == [[], ["timeout"]]


async def test_a_thread_has_a_status_and_suggestions_belong_to_the_newest_message() -> None:
    async with slack() as (here, app):
        ada, client = here.person("Ada"), app.client
        lab = await client.chat_postMessage(channel=ada.id, text="The lab")
        where, thread = ada.direct.id, lab["ts"]
        said = ada.say("Where do I start?", thread=thread)
        await client.assistant_threads_setStatus(channel_id=where, thread_ts=thread, status="is reading")
        assert ada.status(thread) == "is reading"
        here.world.clock.advance(121)
        assert ada.status(thread) is None
        await client.chat_postMessage(channel=where, thread_ts=thread, text="With water")
        prompts = [{"title": "Hint", "message": "Give me a hint"}]
        set_prompts = client.assistant_threads_setSuggestedPrompts
        await set_prompts(channel_id=where, thread_ts=thread, prompts=prompts)
        assert ada.prompts == []
        await client.api_call(
            "assistant.threads.setSuggestedPrompts", json={"channel_id": where, "prompts": prompts}
        )
        assert ada.prompts == ["Hint"]
        hint = ada.accept_prompt("Hint")
        assert ada.prompts == []
        found = await client.conversations_replies(channel=where, ts=thread)
        texts = ["The lab", "Where do I start?", "With water", "Give me a hint"]
        assert [each["text"] for each in found["messages"]] == texts
        assert [each.text for each in ada.thread(thread)] == ["With water"]
        for sent in (said, hint):
            assert sent.delivery is not None
            assert sent.delivery.body["event"]["thread_ts"] == thread


async def test_a_response_url_works_five_times_within_half_an_hour() -> None:
    async with slack() as (here, _), aiohttp.ClientSession() as session:
        ada = here.person("Ada")
        url = here.afterwards.response_url(here.learning, ada.user)

        async def says(text: str) -> int:
            async with session.post(url, json={"text": text}) as response:
                return response.status

        assert [await says(text) for text in "12345"] == [200] * 5
        assert await says("6") == 404
        assert [each.text for each in ada.ephemerals] == [*"54321"]
        ada.reloads()
        assert ada.screens == []
        url = here.afterwards.response_url(here.learning, ada.user)
        here.world.clock.advance(31 * 60)
        assert await says("late") == 404


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # which slack_sdk uses
async def test_each_workspace_has_a_token_of_its_own_once_the_app_is_installed() -> None:
    async with slack() as (here, app):
        other = here.world.found("Elsewhere", installed=False)
        oauth = here.oauth_environment
        installed = await app.client.oauth_v2_access(
            client_id=oauth["SLACK_CLIENT_ID"],
            client_secret=oauth["SLACK_CLIENT_SECRET"],
            code=here.world.code(other),
        )
        assert (await app.client.auth_test(token=installed["access_token"]))["team_id"] == other.id
        assert (await app.client.auth_test())["team_id"] == here.team.id
        eve = here.person("Eve", team=other)
        await app.client.chat_postMessage(
            channel=here.learning.id, text="x", blocks=[section("x"), buttons("Go")]
        )
        press = eve.press("Go").delivery
        assert press is not None
        assert (press.body["team"]["id"], press.body["user"]["team_id"]) == (here.team.id, other.id)


async def test_things_are_told_twice_lost_hurried_and_forgotten_as_the_test_wants() -> None:
    heard: list[tuple[str, str]] = []

    def listens(app: AsyncApp, name: str) -> None:
        @app.event("message")
        async def said(event: dict[str, Any]) -> None:
            heard.append((name, event["text"]))

    async with slack(deadline_s=0.5, retry_scale=1) as (here, one), aiohttp.ClientSession() as session:
        two = app_of(here, session)
        listens(one, "one")
        listens(two, "two")
        async with by_socket(one, here), by_socket(two, here):
            await here.app_online(connections=2)
            ada = here.person("Ada")
            here.deliveries.duplicate(1)
            await ada.say("twice")
            await here.settled()
            assert sorted(heard) == [("one", "twice"), ("two", "twice")]
            here.deliveries.lose_answers(2)
            thrice = ada.say("thrice")
            assert thrice.delivery is not None
            told = thrice.delivery
            await here.pulse.until(lambda: len(told.failures) == 2, within_s=5)
            here.deliveries.hurry()
            await thrice
            retries = [
                each["retry_attempt"] for _, each in here.socket.sent if each["envelope_id"] == told.id
            ]
            assert retries == [0, 1, 2]
            here.deliveries.again(told, attempt=1)
            await here.settled()
            assert [text for _, text in heard[2:]] == ["thrice"] * 4
            here.socket.shut()
            await here.app_offline()
            kept = ada.say("never")
            assert here.deliveries.forget() == 1
            with pytest.raises(NotAnswered):
                await kept


async def test_people_do_only_what_people_can_do() -> None:
    async with slack() as (here, _):
        ada, other = here.person("Ada"), here.world.found("Elsewhere")
        eve = here.person("Eve", team=other)
        other.token_state = "account_inactive"
        assert here.learning.shared
        with pytest.raises(CannotDo, match="not installed"):
            await eve.slash("/learn", where=here.learning)
        with pytest.raises(CannotDo, match="not a valid command"):
            await ada.slash("/teach")
        here.team.home_enabled = here.team.messages_enabled = False
        with pytest.raises(CannotDo, match="no Home tab"):
            await ada.opens_home()
        with pytest.raises(CannotDo, match="turned off"):
            await ada.say("hello")
        ada.user.deactivated = True
        with pytest.raises(CannotDo, match="deactivated"):
            await ada.slash("/learn", where=here.learning)
        assert plain("x")["emoji"] is False
