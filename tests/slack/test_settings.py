"""What an operator sets for Slack: which mode follows, and what cannot be meant, told in a sentence."""

import json
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from courseware_core.model_choice import ModelChoice
from courseware_core.surfaces.deployment import SettingsError
from courseware_core.tutoring import Budgets
from courseware_slack import main
from courseware_slack.manifest import SCOPES, manifest
from courseware_slack.settings import Settings

HERE = Path(__file__).parent
SECRET = "1234-abcdef-SECRET"
KEYS = [Fernet.generate_key().decode() for _ in range(2)]
SOCKET = {"SLACK_BOT_TOKEN": f"xoxb-{SECRET}", "SLACK_APP_TOKEN": f"xapp-{SECRET}"}
HTTP = {"SLACK_BOT_TOKEN": f"xoxb-{SECRET}", "SLACK_SIGNING_SECRET": SECRET}
OAUTH = {
    "SLACK_SIGNING_SECRET": SECRET,
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": SECRET,
    "COURSEWARE_SLACK_KEY": KEYS[0],
}


def test_settings_are_read_from_the_environment() -> None:
    read = Settings.read(
        {
            "SLACK_SIGNING_SECRET": f" {SECRET}\n",
            "SLACK_CLIENT_ID": "1.2",
            "SLACK_CLIENT_SECRET": SECRET,
            "COURSEWARE_SLACK_KEY": ", ".join(KEYS),
            "SLACK_API_URL": "http://localhost:8000/api",
            "SLACK_HOST": "0.0.0.0",
            "SLACK_PORT": "8080",
            "COURSEWARE_CONTENT": str(HERE),
            "COURSEWARE_STORE": "sqlite:///x.db",
            "COURSEWARE_MODEL": "openai/one",
            "COURSEWARE_REVIEWER": "Rita Reed",
        }
    )
    assert read == Settings(
        bot_token="",
        app_token="",
        signing_secret=SECRET,
        client_id="1.2",
        client_secret=SECRET,
        keys=tuple(KEYS),
        api_url="http://localhost:8000/api/",
        host="0.0.0.0",
        port=8080,
        content=HERE,
        store="sqlite:///x.db",
        model=ModelChoice("openai/one", "", 30.0, Budgets()),
        reviewer="Rita Reed",
    )
    assert not any(secret in repr(read) for secret in (SECRET, *KEYS))


def test_the_mode_follows_from_what_is_set() -> None:
    assert Settings.read(SOCKET).mode == "socket"
    assert Settings.read(SOCKET | HTTP).mode == "socket"
    assert Settings.read(HTTP).mode == Settings.read(OAUTH).mode == "http"
    usual = Settings.read(HTTP)
    assert (usual.api_url, usual.host, usual.port) == ("https://slack.com/api/", "127.0.0.1", 3000)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "SLACK_APP_TOKEN is missing, and SLACK_SIGNING_SECRET too"),
        (HTTP | {"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is missing: set it to the Bot User OAuth Token"),
        (SOCKET | {"SLACK_PORT": "80"}, "SLACK_PORT is for HTTP mode, and SLACK_APP_TOKEN means Socket Mode"),
        (OAUTH | {"SLACK_APP_TOKEN": f"xapp-{SECRET}"}, "SLACK_CLIENT_ID is for HTTP mode"),
        (OAUTH | HTTP, "SLACK_BOT_TOKEN is for one workspace"),
        (OAUTH | {"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing"),
        (OAUTH | {"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID is missing"),
        (
            OAUTH | {"COURSEWARE_SLACK_KEY": ""},
            "COURSEWARE_SLACK_KEY is missing: the tokens of installations",
        ),
        (OAUTH | {"COURSEWARE_SLACK_KEY": SECRET}, "COURSEWARE_SLACK_KEY is no key"),
        (OAUTH | {"COURSEWARE_STORE": "memory:"}, "no installation would outlast this program"),
        (SOCKET | {"SLACK_BOT_TOKEN": f"xoxp-{SECRET}"}, "SLACK_BOT_TOKEN is no bot's token"),
        (SOCKET | {"SLACK_BOT_TOKEN": f"xoxb-{SECRET} {SECRET}"}, "SLACK_BOT_TOKEN is no bot's token"),
        (SOCKET | {"SLACK_BOT_TOKEN": f"xoxe.xoxb-{SECRET}"}, "token rotation is on for your app"),
        (SOCKET | {"SLACK_APP_TOKEN": f"xoxb-{SECRET}"}, "SLACK_APP_TOKEN is no app-level token"),
        (HTTP | {"SLACK_SIGNING_SECRET": f"{SECRET} {SECRET}"}, "SLACK_SIGNING_SECRET is not one word"),
        (HTTP | {"SLACK_API_URL": "localhost:8000"}, "write it like https://proxy.example.org/api/"),
        (HTTP | {"SLACK_PORT": "http"}, "SLACK_PORT is 'http': write a number from 1 to 65535."),
        (HTTP | {"SLACK_PORT": "70000"}, "write a number from 1 to 65535."),
        (HTTP | {"COURSEWARE_CONTENT": "nowhere"}, "COURSEWARE_CONTENT names nowhere"),
        (HTTP | {"COURSEWARE_MODEL": "gpt 4"}, "'gpt 4' is no name of a model"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_told_in_a_sentence(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as told:
        Settings.read(said)
    assert sentence in str(told.value)
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    ("said", "beginnings"),
    [
        ({}, ["SLACK_APP_TOKEN is missing", "SLACK_BOT_TOKEN is missing"]),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, ["SLACK_APP_TOKEN is missing", "SLACK_BOT_TOKEN is no bot's token"]),
        (
            HTTP | {"SLACK_PORT": "http", "SLACK_API_URL": "x", "COURSEWARE_CONTENT": "nowhere"},
            ["COURSEWARE_CONTENT names nowhere", "SLACK_API_URL is no address", "SLACK_PORT is 'http'"],
        ),
    ],
)
def test_everything_that_cannot_be_meant_is_told_a_line_each(
    said: dict[str, str], beginnings: list[str]
) -> None:
    with pytest.raises(SettingsError) as told:
        Settings.read(said)
    lines = str(told.value).splitlines()
    assert len(lines) == len(beginnings)
    assert all(line.startswith(start) for line, start in zip(lines, beginnings, strict=True))


def test_the_manifest_asks_for_the_scopes_that_are_explained_and_shows_every_way_in() -> None:
    made = manifest()
    assert made["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert made["features"]["app_home"]["home_tab_enabled"]
    assert made["features"]["app_home"]["messages_tab_enabled"]
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    assert "assistant_view" not in made["features"]
    assert made["settings"]["socket_mode_enabled"]
    assert not [where for where in addresses(made) if where]


def test_the_manifest_of_http_mode_has_the_address_everywhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--manifest", "--url", "https://learn.example.org/"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert not made["settings"]["socket_mode_enabled"]
    assert addresses(made) == ["https://learn.example.org/slack/events"] * 3
    assert made["oauth_config"]["redirect_urls"] == ["https://learn.example.org/slack/oauth_redirect"]


@pytest.mark.parametrize(
    "arguments", [["--manifest", "--url", "http://learn.example.org"], ["--url", "https://learn.example.org"]]
)
def test_an_address_that_slack_cannot_reach_is_told_of(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(arguments) == 2
    assert "--url" in capsys.readouterr().err


def addresses(made: dict[str, dict[str, dict[str, str]]]) -> list[str | None]:
    """Where Slack posts to, of each thing that it posts."""
    settings, commands = made["settings"], made["features"]["slash_commands"]
    assert isinstance(commands, list)
    posts = [settings["interactivity"], settings["event_subscriptions"], *commands]
    return [each.get("request_url") or each.get("url") for each in posts]
