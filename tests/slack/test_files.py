"""The file with all that is recorded of somebody is put into their messages, once, and nowhere else."""

import asyncio
import json
from typing import Any

import pytest
from tests.app.surroundings import opened
from tests.slack.loopback.people import Person
from tests.slack.loopback.records import Json
from tests.slack.loopback.server import Loopback, serving
from tests.slack.workspace import WAYS, Workspace, taught, teaching

from courseware_core.account import as_json
from courseware_core.identity import Identity
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_slack.dispatch import is_echo

ADDRESS, UPLOAD, COMPLETE = "files.getUploadURLExternal", "upload", "files.completeUploadExternal"
CALLS = (ADDRESS, UPLOAD, COMPLETE)


def handed(person: Person) -> list[Json]:
    """The files in somebody's direct messages, oldest first."""
    return [file for message in person.direct.messages for file in message.files]


def content(here: Loopback, file: Json) -> bytes:
    """What stands in a file."""
    found: bytes = here.world.files[file["id"]]["content"]
    return found


async def recorded(workspace: Workspace, person: Person) -> bytes:
    """What the core exports of somebody."""
    who = Identity("slack", person.user.team.id, person.id)
    return as_json(await workspace.app.export(who)).encode()


async def at_privacy(workspace: Workspace, name: str = "Ada") -> Person:
    """Somebody who looks at what is kept of them, after beginning a quiz."""
    person = await workspace.begun(name, "t1.l1.quiz")
    await person.slash("/learn privacy", where=workspace.here.learning)
    await person.until(lambda screen: "Get the file" in screen.labels)
    return person


async def arrived(workspace: Workspace, person: Person) -> None:
    """Returns once a file is there and nothing is on its way to the app."""
    await workspace.here.pulse.until(lambda: handed(person), within_s=10)
    await workspace.here.settled()


@pytest.mark.parametrize("way", WAYS)
async def test_the_file_is_what_the_core_exports_and_is_in_the_direct_messages_alone(way: str) -> None:
    async with teaching(way=WAYS[way]) as workspace:
        here, bea = workspace.here, workspace.here.person("Bea")
        ada = await at_privacy(workspace)
        privacy = ada.screen
        await ada.press("Get the file")
        await arrived(workspace, ada)
        (file,) = handed(ada)
        assert content(here, file) == await recorded(workspace, ada)
        assert {each["type"] for each in json.loads(content(here, file))} >= {"AttemptStarted"}
        assert file["title"] == "courseware.json"
        with_files = [each for each in here.world.channels.values() if any(m.files for m in each.messages)]
        assert with_files == [ada.direct]
        assert bea.screens == []
        assert "Nobody else gets it" in ada.screen.text
        stays = next(each for each in ada.screens if each.ts == privacy.ts)
        assert "comes to our messages" in stays.text
        assert "Get the file" in stays.labels, "the screen is still the one to press"
        if way == "http":
            assert here.api.connections == 1, "no connection is made for a file"


async def test_at_home_the_file_is_in_the_messages_too() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        await ada.opens_home()
        await ada.until_home(lambda home: "You" in home.labels)
        await ada.press("You")
        await ada.until_home(lambda home: "Privacy" in home.options)
        await ada.choose("Privacy")
        await ada.until_home(lambda home: "Get the file" in home.labels)
        await ada.press("Get the file")
        await ada.until_home(lambda home: "comes to our messages" in home.text)
        await arrived(workspace, ada)
        (file,) = handed(ada)
        assert content(workspace.here, file) == await recorded(workspace, ada)


@pytest.mark.parametrize("fault", ["429", "500", "reset", "lost"])
async def test_what_slack_fails_at_in_any_of_the_calls_is_handed_over_once(fault: str) -> None:
    async with teaching(deadline_s=1) as workspace:
        faults, api = workspace.here.api.faults, workspace.here.api
        people = [await at_privacy(workspace, name) for name in ("Ada", "Bea", "Cleo")]
        for call in CALLS:
            match fault:
                case "429":
                    faults.limits(call, retry_after=0)
                case "500":
                    faults.answers(500, call)
                case "reset":
                    faults.resets(call)
                case _:
                    faults.loses_answer(call)
        await asyncio.gather(*(each.press("Get the file") for each in people))
        for each in people:
            await arrived(workspace, each)
        for each in people:
            await each.slash("/learn progress")  # is shown when all before it is done
            await each.until(lambda screen: "Progress" in screen.text)
            (file,) = handed(each)
            assert content(workspace.here, file) == await recorded(workspace, each)
        # Whether Slack took the last of the calls is looked up before it is made again.
        assert [len(api.sent(call)) for call in CALLS] == [4, 4, 3 if fault == "lost" else 4]


@pytest.mark.parametrize("call", CALLS)
async def test_a_press_is_acknowledged_while_slack_takes_no_file_and_says_so_then(call: str) -> None:
    async with teaching(deadline_s=1, file_s=1.5) as workspace:
        ada = await at_privacy(workspace)
        workspace.here.api.faults.holds(call, times=99)
        await ada.press("Get the file")
        await ada.until(lambda screen: "comes to our messages" in screen.text)
        await ada.reads("If it is not in our messages, please ask for it once more.")
        assert handed(ada) == []
        workspace.here.api.faults.clear()
        await ada.press("Get the file")
        await arrived(workspace, ada)


async def test_an_app_without_the_scope_says_so_and_does_all_else(caplog: pytest.LogCaptureFixture) -> None:
    async with teaching() as workspace:
        workspace.here.team.scopes.remove("files:write")
        ada = await at_privacy(workspace)
        await ada.press("Get the file")
        await ada.reads("Slack does not let this app send files. Ask whoever runs it for an export, please.")
        assert "missing_scope (files:write)" in caplog.text
        assert "Add the scope" in caplog.text
        await ada.slash("/learn t1.l1.quiz")
        await ada.until(lambda screen: "Answer" in screen.labels)


async def test_a_press_that_comes_again_hands_over_no_second_file() -> None:
    async with serving() as here, opened(profile=SLACK_MESSAGE) as app:
        async with taught(app, here) as workspace:
            ada = await at_privacy(workspace)
            here.deliveries.duplicate(1)
            await ada.press("Get the file")
            await arrived(workspace, ada)
            await ada.repeat_last()
        before = len(here.api.sent(ADDRESS))
        async with taught(app, here):  # a process that knows nothing of what another did
            await here.app_online()
            await ada.repeat_last()
        assert (len(handed(ada)), len(here.api.sent(ADDRESS))) == (1, before)
        async with taught(app, here) as workspace:
            await here.app_online()
            await ada.press("Get the file")
            await here.pulse.until(lambda: len(handed(ada)) == 2, within_s=10)


async def test_where_the_history_cannot_be_read_an_upload_is_still_completed_once() -> None:
    async with teaching(file_s=0.8) as workspace:
        ada = await at_privacy(workspace)
        workspace.here.team.scopes.remove("im:history")
        workspace.here.api.faults.loses_answer(COMPLETE)
        await ada.press("Get the file")
        await ada.reads("Slack has not said that it took the file.")
        assert len(handed(ada)) == 1


def test_a_file_of_the_apps_own_is_nothing_that_somebody_wrote() -> None:
    told: Any = {
        "type": "event_callback",
        "authorizations": [{"user_id": "UAPP", "is_bot": True}],
        "event": {"type": "message", "channel_type": "im", "subtype": "file_share", "user": "UAPP"},
    }
    assert is_echo(told)
    told["event"]["user"] = "UADA"
    assert not is_echo(told)
