"""What comes under the name of Slack is taken from it alone, and once; what is wrong in it does nothing."""

import copy
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.app.surroundings import opened
from tests.slack.loopback.delivering import Delivery
from tests.slack.loopback.people import Person
from tests.slack.loopback.server import serving
from tests.slack.loopback.signed_http import Posted, Signature
from tests.slack.workspace import WAYS, Workspace, taught, teaching

from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_slack.dispatch import is_echo, told

FORM = "application/x-www-form-urlencoded"
RIGHT = "A) It is heated soon after picking"

FORGED: tuple[Signature, ...] = ("wrong", "old", "of another body", "missing")

NO_PAYLOADS = [
    ("{", "application/json"),
    ("[1, 2]", "application/json"),
    ('"words"', "application/json"),
    ("[" * 100_000, "application/json"),
    (urlencode({"payload": '{"type": "block_actions", "user": {"id": '}), FORM),
    (urlencode({"payload": "null"}), FORM),
]
"""Bodies that are cut off, or are something else than what Slack tells."""


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged of exceptions and errors."""
    return [each.getMessage() for each in caplog.records if each.exc_info or each.levelno >= logging.ERROR]


async def answered(workspace: Workspace) -> Person:
    """Somebody who typed a command, pressed, wrote, and answered a question."""
    ada = await workspace.begun("Ada", "t1.l1.quiz")
    await ada.choose(RIGHT)
    await ada.press("Answer")
    await ada.until(lambda screen: "Next question" in screen.labels)
    await ada.say("next question")
    await ada.until(lambda screen: "Question 2 of 4" in screen.text)
    await ada.opens_home()
    await ada.until_home(lambda home: "Look up a term" in home.labels)
    await ada.press("Look up a term")
    await ada.until_home(lambda home: "Learning path" not in home.labels)
    await ada.press("Look up")
    await ada.until_form()
    await ada.submit_modal({"Look up a term": "oxidation"})
    await ada.until_home(lambda home: "begins when the air" in home.text)
    await workspace.here.settled()
    return ada


async def stands(workspace: Workspace, person: Person) -> tuple[list[str], list[str]]:
    """All that is recorded of somebody, and all that they see."""
    return await workspace.facts(person), person.texts()


async def goes_on(ada: Person) -> None:
    """The app answers as ever."""
    await ada.slash("/learn progress")
    await ada.until(lambda screen: "progress" in screen.text.lower())


async def test_what_slack_did_not_sign_just_now_is_refused_and_the_operator_is_told_why_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with teaching(way=WAYS["http"]) as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        await ada.press("Hint")
        (*_, hint) = workspace.here.deliveries.of("block_actions")
        forged = Delivery("forged", hint.kind, copy.deepcopy(hint.body))
        forged.body["actions"][0]["action_ts"] = "1.0"
        before = await workspace.facts(ada)
        for signature in FORGED:
            assert await workspace.here.http.forge(forged, signature) == 401
        assert await workspace.facts(ada) == before
        (sentence,) = [each for each in caplog.messages if "SLACK_SIGNING_SECRET" in each]
        assert "compare the secret" in sentence
        assert complaints(caplog) == []


async def test_what_is_posted_once_more_byte_for_byte_has_no_second_effect() -> None:
    async with teaching(way=WAYS["http"]) as workspace:
        http = workspace.here.http
        ada = await answered(workspace)
        before, posted = await stands(workspace, ada), list(http.posted)
        kinds = {each.body.partition("%22type%22%3A+%22")[2].partition("%22")[0] for each in posted}
        assert {"block_actions", "view_submission"} <= kinds
        calls = len(workspace.here.api.sent("chat.postMessage"))
        for each in posted:
            assert await http.replay(each) == 200
        await goes_on(ada)
        facts, seen = await stands(workspace, ada)
        assert facts == before[0]
        assert len(workspace.here.api.sent("chat.postMessage")) == calls + 1
        assert len(seen) == len(before[1]) + 1


async def test_what_is_posted_once_more_to_another_process_leaves_what_there_is_to_press() -> None:
    async with serving() as here, opened(profile=SLACK_MESSAGE) as app:
        async with taught(app, here, way=WAYS["http"]) as workspace:
            ada = await answered(workspace)
            before, labels = await stands(workspace, ada), [each.labels for each in ada.screens]
            posted = list(here.http.posted)
        async with taught(app, here, way=WAYS["http"]) as workspace:
            for each in posted:
                assert await here.http.replay(replace(each, url=here.http.urls[0])) == 200
        assert await workspace.facts(ada) == before[0]
        assert sorted(each.labels for each in ada.screens) == sorted(labels)
        assert "Answer" in labels[0]


async def test_what_is_no_payload_is_refused_without_a_word_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with teaching(way=WAYS["http"]) as workspace:
        http = workspace.here.http
        ada = await workspace.begun("Ada")
        for body, content_type in NO_PAYLOADS:
            unsigned = Posted(http.urls[0], body, {"Content-Type": content_type})
            assert (await http.replay(unsigned), await http.post(body, content_type)) == (400, 400), body[:40]
        assert complaints(caplog) == []
        await goes_on(ada)


@pytest.mark.parametrize("way", WAYS)
async def test_what_nobody_did_and_what_nobody_knows_is_passed_over(
    way: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with teaching(way=WAYS[way]) as workspace:
        here = workspace.here
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        here.subscribed |= {"reaction_added", "something_new"}
        before = await stands(workspace, ada)
        told_before = len(here.deliveries.all)
        said = {"type": "message", "channel": ada.direct.id, "channel_type": "im", "ts": here.world.stamp()}
        edited = {"user": ada.id, "text": "a", "ts": said["ts"]}
        shared = {"user": ada.id, "text": "a", "channel": here.learning.id, "channel_type": "channel"}
        for event in (
            said | {"user": here.team.bot.id, "bot_id": "B1", "text": "a"},
            said | {"subtype": "bot_message", "bot_id": "B2", "text": "a"},
            said
            | {"subtype": "message_changed", "message": edited, "previous_message": edited | {"text": "b"}},
            said | {"subtype": "message_deleted", "deleted_ts": said["ts"], "previous_message": edited},
            said | {"subtype": "channel_topic", "user": ada.id, "text": "a"},
            said | {"text": "a"},
            said | shared,
            {"type": "reaction_added", "user": ada.id, "reaction": "a"},
            {"type": "something_new", "user": ada.id},
            {"type": "app_home_opened", "user": ada.id, "channel": ada.direct.id, "tab": "about"},
            {"type": "tokens_revoked", "tokens": {"oauth": [ada.id]}},
        ):
            here.world.happened(here.team, event)
        await here.settled()
        passed = here.deliveries.all[told_before:]
        assert [each.failures for each in passed] == [[]] * 11
        assert await stands(workspace, ada) == before
        assert complaints(caplog) == []


@pytest.mark.parametrize(
    "action_id", ["", "cw:s:", "cw:x:1", "cw:t:many:again", "other-app", "cw:s:s:1:" + "x" * 240]
)
async def test_a_control_that_nobody_knows_is_answered_with_where_one_is(
    action_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        await ada.press("Hint")
        (*_, hint) = workspace.here.deliveries.of("block_actions")
        body, before = copy.deepcopy(hint.body), await workspace.facts(ada)
        body["actions"] = [body["actions"][0] | {"action_id": action_id, "action_ts": "1.0", "value": "?"}]
        workspace.here.deliveries.start("interactive", body)
        await ada.reads("no longer")
        assert await workspace.facts(ada) == before
        assert complaints(caplog) == []


async def test_what_somebody_else_was_shown_does_nothing_for_who_sends_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with teaching() as workspace:
        ada, bea = await workspace.begun("Ada", "t1.l1.quiz"), await workspace.begun("Bea", "t1.l2")
        await ada.press("Hint")
        await bea.press("Contents")
        (hint, contents) = workspace.here.deliveries.of("block_actions")[-2:]
        body = copy.deepcopy(contents.body)
        body["actions"][0] |= {"action_id": hint.body["actions"][0]["action_id"], "action_ts": "1.0"}
        before = await workspace.facts(ada), await workspace.facts(bea)
        seen = ada.texts()
        workspace.here.deliveries.start("interactive", body)
        await bea.reads("That belongs to somebody else.")
        assert (await workspace.facts(ada), await workspace.facts(bea)) == before
        assert ada.texts() == seen
        assert complaints(caplog) == []


async def test_whatever_is_missing_of_what_slack_tells_nothing_breaks() -> None:
    async with teaching() as workspace:
        await answered(workspace)
        bodies = [each.body for each in workspace.here.deliveries.all]
    kinds = {body.get("type", body.get("command")) for body in bodies}
    assert kinds == {"/learn", "block_actions", "view_submission", "event_callback"}
    for body in bodies:
        for spoiled in _spoiled(body):
            did = told(spoiled)
            assert did is None or (did.came.user and did.came.team and did.came.delivery), json.dumps(spoiled)
            is_echo(spoiled)


def _spoiled(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The body without one of the things in it, or with nothing in its stead."""
    for key, value in body.items():
        rest = {name: each for name, each in body.items() if name != key}
        yield rest
        yield rest | {key: None}
        if isinstance(value, dict):
            yield from (rest | {key: inside} for inside in _spoiled(value))
        if isinstance(value, list):
            yield rest | {key: []}
            yield from (
                rest | {key: [inside]}
                for each in value
                if isinstance(each, dict)
                for inside in _spoiled(each)
            )
