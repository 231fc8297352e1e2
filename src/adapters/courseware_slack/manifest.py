"""The app as Slack creates it in one paste, and what each of its scopes is for."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

EVENTS_PATH = "/slack/events"
"""Where Slack posts everything that happens, in HTTP mode."""

INSTALL_PATH = "/slack/install"
"""Where somebody begins to install the app in a workspace of theirs."""

REDIRECT_PATH = "/slack/oauth_redirect"
"""Where Slack sends them back to."""

SCOPES: Mapping[str, str] = {
    "assistant:write": "suggest starters for labs, and be an agent in Slack's agent view",
    "chat:write": "teach in direct messages",
    "commands": "be asked with /learn and with shortcuts",
    "files:write": "hand over the file with all that is recorded of a learner; all else works without it",
    "im:history": "read what learners write to it, and find its own last message",
    "im:write": "open direct messages with a learner",
}
"""Every scope that the app needs, with what it is needed to do."""


def manifest(url: str = "") -> dict[str, Any]:
    """The app manifest: for Socket Mode, or for HTTP mode where the app is reached at `url`."""
    text = files("courseware_slack").joinpath("manifest.json").read_text(encoding="utf-8")
    made: dict[str, Any] = json.loads(text)
    if url:
        events = url.rstrip("/") + EVENTS_PATH
        settings, features = made["settings"], made["features"]
        settings["socket_mode_enabled"] = False
        settings["interactivity"]["request_url"] = events
        settings["event_subscriptions"]["request_url"] = events
        for command in features["slash_commands"]:
            command["url"] = events
        made["oauth_config"]["redirect_urls"] = [url.rstrip("/") + REDIRECT_PATH]
    return made
