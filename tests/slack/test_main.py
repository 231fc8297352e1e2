"""`courseware slack` and `courseware run` as processes: begun, at work, and told to end."""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp
import pytest
from tests.discord import processes as discord_processes
from tests.discord.loopback import people as discord_people
from tests.discord.loopback import server as discord
from tests.slack.command_line import PATIENCE_S, ended, installed_in, process
from tests.slack.loopback import server as slack
from tests.slack.loopback.people import Person
from tests.slack.processes import free_port
from tests.surfaces.records import held, recorded_answers

from courseware_terminal import cli


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The commands and surfaces are known to this process and to those that it starts."""
    monkeypatch.syspath_prepend(str(installed_in(tmp_path)))
    return tmp_path


async def begins(person: Person) -> None:
    """Comes in for the first time, and goes past the welcome."""
    await person.slash("/learn t1.l1.quiz")
    await person.until(lambda screen: "Begin" in screen.labels)
    await person.press("Begin")
    await person.until(lambda screen: screen.labels and "Begin" not in screen.labels)


def sessions(record: Path) -> list[str]:
    """On which surfaces something was recorded."""
    with closing(sqlite3.connect(record)) as connection:
        return [each for (each,) in connection.execute("SELECT DISTINCT surface FROM heads ORDER BY 1")]


@asynccontextmanager
async def slack_process(
    here: slack.Loopback, mode: str, record: Path
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A process of `courseware slack`, and where it listens if it does."""
    port = free_port()
    environment = here.environment | {"COURSEWARE_STORE": f"sqlite:///{record}"}
    url = f"http://127.0.0.1:{port}"
    if mode == "http":
        environment |= {"SLACK_PORT": str(port), "SLACK_APP_TOKEN": ""}
        ready = here.app_listening(f"{url}/slack/events", within_s=PATIENCE_S)
    else:
        ready = here.app_online(within_s=PATIENCE_S)
    async with process("slack", ready=ready, environment=environment) as started:
        yield started, url


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_it_answers_in_either_mode_and_what_is_under_way_when_it_is_told_to_end(
    mode: str, tmp_path: Path
) -> None:
    record = tmp_path / "record.db"
    async with slack.serving() as here, slack_process(here, mode, record) as (started, url):
        ada = here.person("Ada")
        await begins(ada)
        question = ada.screen
        if mode == "http":
            await only_slack_is_listened_to(here, url)
        else:
            await here.socket.disconnect()
            await here.pulse.until(lambda: here.socket.opened == 2 and here.socket.ready, within_s=PATIENCE_S)
        held, called = here.api.faults.holds("chat.*"), len(here.api.calls)
        await ada.press(question.labels[0], on=question)
        await here.pulse.until(lambda: len(here.api.calls) > called, within_s=PATIENCE_S)
        started.send_signal(signal.SIGTERM)
        held.release()
        code, said = await ended(started)
        assert (code, "xoxb-" in said, "xapp-" in said) == (0, False, False)
        assert ada.screen.text != question.text


async def only_slack_is_listened_to(here: slack.Loopback, url: str) -> None:
    """What Slack has not signed is refused, and what is far too large; how it is, anybody may ask."""
    (*_, press) = here.deliveries.of("block_actions")
    assert await here.http.forge(press, "wrong") == 401
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/slack/health") as response:
            assert response.status == 200
        async with session.post(f"{url}/slack/events", data=b"x" * 1_000_001) as response:
            assert response.status == 413


@asynccontextmanager
async def both(
    here: slack.Loopback, there: discord.Loopback, record: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of `courseware run` that serves both, from when it is connected to both on."""

    async def ready() -> None:
        await here.app_online(within_s=PATIENCE_S)
        await there.bot_online()

    environment = here.environment | there.environment | {"COURSEWARE_STORE": f"sqlite:///{record}"}
    environment["SLACK_SIGNING_SECRET"] = ""
    async with process("run", "--discord", "--slack", ready=ready(), environment=environment) as started:
        yield started


async def begins_there(person: discord_people.Person) -> None:
    """Comes in on Discord for the first time, and goes past the welcome."""
    person.opens_direct_messages()
    await person.slash("learn", place="t1.l1.quiz")
    await person.press(discord_processes.named(person, "cw:p:"), on=person.screen)


@pytest.mark.usefixtures("installed")
async def test_discord_and_slack_share_a_process_and_a_record_and_one_goes_on_without_the_other(
    tmp_path: Path,
) -> None:
    record = tmp_path / "record.db"
    async with slack.serving() as here, discord.serving() as there:
        async with both(here, there, record) as started:
            await begins(here.person("Ada"))
            bea = there.person("Bea")
            await begins_there(bea)
            here.team.token_state = "token_revoked"
            here.world.uninstall(here.team, "token_revoked")
            await here.app_offline()
            await bea.slash("progress")
            started.send_signal(signal.SIGTERM)
            code, said = await ended(started)
        assert (code, said.count("SLACK_BOT_TOKEN does not work: it was revoked.")) == (1, 1)
    assert sessions(record) == ["discord", "slack"]


@pytest.mark.usefixtures("installed")
async def test_a_process_that_is_told_to_end_answers_what_is_under_way_on_both_surfaces(
    tmp_path: Path,
) -> None:
    record = tmp_path / "record.db"
    async with slack.serving(deadline_s=PATIENCE_S) as here, discord.serving() as there:
        async with both(here, there, record) as started:
            ada, bea = here.person("Ada"), there.person("Bea")
            await begins(ada)
            await begins_there(bea)
            asked = ada.screen.text, bea.screen.text
            await ada.choose(ada.screen.options[0])
            with held(record):
                sent, sent_there = ada.press("Answer"), discord_processes.answers(bea)
                await there.pulse.until(lambda: sent_there.record.responded)
                assert (ada.screen.text, bea.screen.text) == asked
                started.send_signal(signal.SIGTERM)
            code, _ = await ended(started)
        await sent
        assert code == 0
        assert ada.screen.text != asked[0]
        assert bea.screen.text != asked[1]
    assert recorded_answers(record) == [1, 1]


@pytest.mark.usefixtures("installed")
def test_it_says_what_to_serve_and_what_is_not_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "DISCORD_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET":
        monkeypatch.delenv(name, raising=False)
    for arguments, sentence in (
        (["run"], "Nothing is to be served: add --discord --slack, or one of them."),
        (["run", "--slack"], "SLACK_APP_TOKEN is missing"),
        (["run", "--discord"], "DISCORD_TOKEN is missing"),
        (["run", "--discord", "--slack"], "DISCORD_TOKEN is missing"),
        (["run", "--discord", "--slack"], "SLACK_APP_TOKEN is missing"),
        (["slack"], "SLACK_APP_TOKEN is missing"),
    ):
        assert cli.main(arguments) == 2
        assert sentence in capsys.readouterr().err
