"""`courseware slack --check`: what is missing, found at a Slack on this machine, in sentences."""

import socket
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Bot
from tests.app.surroundings import TINY
from tests.slack.loopback.records import Team
from tests.slack.loopback.server import Loopback, serving

from courseware_slack.check import check, findings
from courseware_slack.install import opened_installations
from courseware_slack.manifest import SCOPES
from courseware_slack.settings import Settings

COMMON = {"COURSEWARE_CONTENT": str(TINY), "COURSEWARE_STORE": "memory:"}


def in_socket_mode(here: Loopback, **environment: str) -> Settings:
    """Settings of an app in one workspace of this Slack, in Socket Mode."""
    return Settings.read(here.environment | COMMON | environment)


def by_oauth(here: Loopback, folder: Path, **environment: str) -> Settings:
    """Settings of an app that workspaces of this Slack install."""
    usual = {
        "SLACK_APP_TOKEN": "",
        "COURSEWARE_SLACK_KEY": Fernet.generate_key().decode(),
        "COURSEWARE_STORE": f"sqlite:///{folder}/record.db",
    }
    return Settings.read(here.oauth_environment | COMMON | usual | environment)


async def missing(settings: Settings) -> list[str]:
    """The sentences on what is missing."""
    return [each.sentence async for each in findings(settings) if each.ok is False]


async def test_nothing_is_missing_and_nothing_is_started(capsys: pytest.CaptureFixture[str]) -> None:
    async with serving() as here:
        assert await check(in_socket_mode(here)) == 0
        told = capsys.readouterr().out
        assert "Slack knows the app as courseware, in the workspace School." in told
        assert "Socket Mode can begin." in told
        assert "compare it with the page App Manifest" in " ".join(told.split())
        assert not any(secret in told for secret in here.environment.values() if "loopback" in secret)
        assert here.socket.opened == 0
        assert not here.deliveries.all


async def test_each_scope_that_is_missing_is_named_with_what_it_is_for() -> None:
    async with serving() as here:
        for scope, purpose in SCOPES.items():
            here.team.scopes.remove(scope)
            (sentence,) = await missing(in_socket_mode(here))
            assert f"the scope {scope} is missing: it is needed to {purpose}." in sentence
            here.team.scopes.add(scope)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("account_inactive", "the app was removed from the workspace. Install it again"),
        ("token_revoked", "it was revoked. Install the app again"),
    ],
)
async def test_an_app_that_was_removed_is_told_of(state: str, sentence: str) -> None:
    async with serving() as here:
        here.team.token_state = state  # type: ignore[assignment]
        (told,) = await missing(in_socket_mode(here))
    assert told.startswith("SLACK_BOT_TOKEN does not work: ")
    assert sentence in told


async def test_tokens_that_slack_does_not_know_or_that_are_too_weak_are_told_of() -> None:
    async with serving() as here:
        wrong = in_socket_mode(here, SLACK_BOT_TOKEN="xoxb-wrong", SLACK_APP_TOKEN="xapp-wrong")
        bot, app = await missing(wrong)
        assert "SLACK_BOT_TOKEN does not work: Slack does not know it." in bot
        assert "SLACK_APP_TOKEN does not work: Slack does not know it." in app
        here.api.faults.refuses("missing_scope", "apps.connections.open")
        (scope,) = await missing(in_socket_mode(here))
        assert "it lacks the scope connections:write" in scope
        here.api.faults.limits("auth.test", retry_after=1)
        (limited,) = await missing(in_socket_mode(here))
        assert "Slack has no answer just now (ratelimited)" in limited


async def test_an_api_that_cannot_be_reached_or_is_none_is_named() -> None:
    async with serving() as here:
        here.api.faults.resets("auth.test")
        (sentence,) = await missing(in_socket_mode(here))
        assert sentence.startswith(f"Slack cannot be reached at {here.api_url}: ")
        assert "SLACK_API_URL, where it is set, are right." in sentence
        (sentence,) = await missing(in_socket_mode(here, SLACK_API_URL=here.api_url.replace("/api", "")))
        assert "is no API of Slack" in sentence


async def test_slack_is_asked_unless_a_setting_of_its_own_is_wrong() -> None:
    async with serving() as here:
        for wrong, asked in (
            ({"COURSEWARE_CONTENT": "nowhere"}, True),
            ({"COURSEWARE_CONTENT": "nowhere", "SLACK_APP_TOKEN": "xoxb-1"}, False),
        ):
            looked_up = Settings.looked_up(here.environment | COMMON | wrong)
            told = [each.sentence async for each in findings(*looked_up)]
            assert told[0].startswith("COURSEWARE_CONTENT names nowhere")
            assert ("Socket Mode can begin." in told) == asked
            assert ("Slack was not asked: first mend the settings above." in told) != asked


async def test_http_mode_says_where_it_listens_and_where_slack_has_to_post(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with serving() as here:
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            port = taken.getsockname()[1]
            how = in_socket_mode(here, SLACK_APP_TOKEN="", SLACK_PORT=str(port))
            assert await check(how) == 0
            assert f"Nothing can listen at 127.0.0.1, port {port}" in capsys.readouterr().out
        assert await check(how) == 0
        told = capsys.readouterr().out
        assert f"HTTP mode can listen at 127.0.0.1, port {port}." in told
        assert "has to end with /slack/events" in told


def installation(team: Team) -> Bot:
    """An installation of the app in a workspace."""
    about: dict[str, Any] = {"app_id": "A", "bot_id": "B", "bot_user_id": "U", "installed_at": 1.0}
    return Bot(team_id=team.id, team_name=team.name, bot_token=team.token, **about)


async def test_every_workspace_that_installed_the_app_is_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serving() as here:
        how = by_oauth(here, tmp_path)
        assert await check(how) == 0
        assert "installed in no workspace yet: open /slack/install" in capsys.readouterr().out
        other = here.world.found("Other")
        async with opened_installations(how) as where:
            for team in here.team, other:
                await where.store.async_save_bot(installation(team))
        other.scopes.remove("im:write")
        (scope,) = await missing(how)
        assert "In Other the scope im:write is missing" in scope
        other.token_state = "account_inactive"
        (removed,) = await missing(how)
        assert removed.startswith("The token of Other does not work: the app was removed")
        for name in "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET":
            (client,) = await missing(by_oauth(here, tmp_path / name, **{name: "wrong"}))
            assert name in client


async def test_tokens_are_left_as_another_program_keeps_them(tmp_path: Path) -> None:
    async with serving() as here:
        running = by_oauth(here, tmp_path)
        path = tmp_path / "record-slack.db"
        async with opened_installations(running) as where:
            await where.store.async_save_bot(installation(here.team))
        before = path.read_bytes()
        keys = f"{Fernet.generate_key().decode()},{running.keys[0]}"
        assert await missing(by_oauth(here, tmp_path, COURSEWARE_SLACK_KEY=keys)) == []
        (told,) = await missing(by_oauth(here, tmp_path))
        assert "does not open the tokens" in told
        assert path.read_bytes() == before
        path.write_bytes(b"")
        assert await missing(running) == []
        assert path.read_bytes() == b""
