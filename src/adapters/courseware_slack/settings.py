"""What the operator of the app has set, all of it in the environment."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from courseware_core.surfaces.deployment import Deployment, Reading, SettingsError, address

Mode = Literal["socket", "http"]
"""Slack is connected to, or posts to an address of ours."""

APPS = "https://api.slack.com/apps"
"""Where apps are created and set."""

API_URL = "https://slack.com/api/"
HOST, PORT = "127.0.0.1", 3000

KEY_COMMAND = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
"""Makes a key for COURSEWARE_SLACK_KEY."""

_HTTP_ONLY = ("SLACK_HOST", "SLACK_PORT", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
_BETWEEN_KEYS = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Deployment):
    """What every surface has, and how to reach Slack and to be reached by it.

    Each text is empty where it is not set. In Socket Mode there is an `app_token`, in HTTP mode a
    `signing_secret`. There is a `bot_token` for one workspace, else for several a `client_id`, its secret and
    `keys`, which the tokens of installations are encrypted with: with the first one, and they are read with
    any. `api_url` ends with a slash.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)
    api_url: str
    host: str
    port: int

    @property
    def mode(self) -> Mode:
        """How Slack tells what happens."""
        return "socket" if self.app_token else "http"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings that the environment says. Raises: SettingsError, which never repeats a secret."""
        settings, wrong = cls.looked_up(environment)
        if wrong:
            raise SettingsError("\n".join(wrong.values()))
        return settings

    @classmethod
    def looked_up(cls, environment: Mapping[str, str]) -> tuple["Settings", Mapping[str, str]]:
        """The settings, and for each that cannot be meant, by its field, a sentence; it is as if left out."""
        said = {name: value.strip() for name, value in environment.items()}
        reading = Reading()
        reading.wrong.update((*_wrong_mode(said), *_wrong_installation(said)))

        def word(field_name: str, variable: str, meant: str) -> str:
            return reading.taken(field_name, "", partial(_word, said, variable, meant))

        common = Deployment.looked_at(environment, reading)
        settings = cls(
            content=common.content,
            store=common.store,
            model=common.model,
            reviewer=common.reviewer,
            bot_token=reading.taken("bot_token", "", lambda: _bot_token(said.get("SLACK_BOT_TOKEN", ""))),
            app_token=reading.taken("app_token", "", lambda: _app_token(said.get("SLACK_APP_TOKEN", ""))),
            signing_secret=word(
                "signing_secret", "SLACK_SIGNING_SECRET", "Signing Secret on the page Basic Information"
            ),
            client_id=word("client_id", "SLACK_CLIENT_ID", "Client ID on the page Basic Information"),
            client_secret=word(
                "client_secret", "SLACK_CLIENT_SECRET", "Client Secret on the page Basic Information"
            ),
            keys=reading.taken("keys", (), lambda: _keys(said.get("COURSEWARE_SLACK_KEY", ""))),
            api_url=reading.taken("api_url", API_URL, lambda: _api_url(environment)),
            host=word("host", "SLACK_HOST", f"address to listen on, such as {HOST}") or HOST,
            port=reading.taken("port", PORT, lambda: _port(said.get("SLACK_PORT", ""))),
        )
        if said.get("SLACK_CLIENT_ID") and common.store == "memory:":
            reading.wrong["store"] = (
                "COURSEWARE_STORE is memory:, where no installation would outlast this program. Name a "
                "record that lasts, or set SLACK_BOT_TOKEN for one workspace."
            )
        return settings, reading.wrong


def _wrong_mode(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """By field, what keeps it open which mode is meant."""
    if not (said.get("SLACK_APP_TOKEN") or said.get("SLACK_SIGNING_SECRET")):
        yield (
            "app_token",
            (
                "SLACK_APP_TOKEN is missing, and SLACK_SIGNING_SECRET too. Set the first for Socket Mode: an "
                "app-level token with the scope connections:write. Or set the second for HTTP mode. Both are "
                f"on the page Basic Information of your app: {APPS}."
            ),
        )
    http_only = [name for name in _HTTP_ONLY if said.get(name)]
    if said.get("SLACK_APP_TOKEN") and http_only:
        yield (
            "mode",
            f"{http_only[0]} is for HTTP mode, and SLACK_APP_TOKEN means Socket Mode. Leave one of them out.",
        )


def _wrong_installation(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """By field, what keeps it open how the app comes into workspaces."""
    client, secret = said.get("SLACK_CLIENT_ID"), said.get("SLACK_CLIENT_SECRET")
    token = said.get("SLACK_BOT_TOKEN")
    if token and (client or secret):
        yield (
            "client_id",
            (
                "SLACK_BOT_TOKEN is for one workspace, and SLACK_CLIENT_ID with SLACK_CLIENT_SECRET is for "
                "installing in several. Leave one of the two out."
            ),
        )
        return
    if bool(client) != bool(secret):
        field_name, lacking = (
            ("client_secret", "SLACK_CLIENT_SECRET") if client else ("client_id", "SLACK_CLIENT_ID")
        )
        yield (
            field_name,
            (
                f"{lacking} is missing: it stands beside the other one on the page Basic "
                f"Information of your app: {APPS}."
            ),
        )
    if client and not said.get("COURSEWARE_SLACK_KEY"):
        yield (
            "keys",
            (
                "COURSEWARE_SLACK_KEY is missing: the tokens of installations are encrypted with it. Make "
                f"one with {KEY_COMMAND} and keep it, but not beside the record."
            ),
        )
    if not (client or secret or token):
        yield (
            "bot_token",
            (
                "SLACK_BOT_TOKEN is missing: set it to the Bot User OAuth Token, from the page OAuth & "
                f"Permissions of your app: {APPS}. For several workspaces, set SLACK_CLIENT_ID and "
                "SLACK_CLIENT_SECRET."
            ),
        )


def _bot_token(token: str) -> str:
    if token.startswith("xoxe.xoxb-"):
        raise SettingsError(
            "SLACK_BOT_TOKEN ends within twelve hours: token rotation is on for your app. That is for "
            "installing it with SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, or create an app without it."
        )
    if token and not (token.startswith("xoxb-") and _is_word(token)):
        raise SettingsError(
            "SLACK_BOT_TOKEN is no bot's token: that begins with xoxb-. Copy the Bot User OAuth Token from "
            f"the page OAuth & Permissions of your app: {APPS}."
        )
    return token


def _app_token(token: str) -> str:
    if token and not (token.startswith("xapp-") and _is_word(token)):
        raise SettingsError(
            "SLACK_APP_TOKEN is no app-level token: that begins with xapp-. Generate one with the scope "
            f"connections:write on the page Basic Information of your app: {APPS}."
        )
    return token


def _word(said: Mapping[str, str], variable: str, meant: str) -> str:
    word = said.get(variable, "")
    if word and not _is_word(word):
        raise SettingsError(f"{variable} is not one word: set it to the {meant}.")
    return word


def _is_word(said: str) -> bool:
    return said.isascii() and said.isprintable() and " " not in said


def _keys(said: str) -> tuple[str, ...]:
    keys = tuple(filter(None, _BETWEEN_KEYS.split(said)))
    if not all(map(_KEY.fullmatch, keys)):
        raise SettingsError(
            "COURSEWARE_SLACK_KEY is no key, or not only keys: each has 44 characters and ends with =. Write "
            f"several with commas between them, the newest first, and make one with {KEY_COMMAND}."
        )
    return keys


def _api_url(environment: Mapping[str, str]) -> str:
    said = address(
        environment, "SLACK_API_URL", schemes=("http", "https"), example="https://proxy.example.org/api/"
    )
    return f"{said}/" if said else API_URL


def _port(said: str) -> int:
    if not said:
        return PORT
    if not (said.isascii() and said.isdecimal() and len(said) <= 5 and 0 < int(said) < 2**16):
        raise SettingsError(f"SLACK_PORT is {said!r}: write a number from 1 to 65535.")
    return int(said)
