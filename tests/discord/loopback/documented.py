"""Limits from Discord's documents that SimCord does not check: what is refused with 50035."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from simcord.components import walk_components
from simcord.enums import AppCommandType, CallbackType, ComponentType

NONCE = 25
THREAD_NAME = 100
ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
COMMANDS = 100
COMMAND_NAME = re.compile(r"^[-_'\w]{1,32}$")
DESCRIPTION = 100
OPTIONS = 25
CHOICES = 25
CHOICE_TEXT = 100
SUGGESTIONS = re.compile(r"^/interactions/\d+/[^/]+/callback$")
MESSAGES = re.compile(r"^/channels/(\d+)/messages$")
THREADS = re.compile(r"^/channels/\d+(/messages/\d+)?/threads$")
SYNC = re.compile(r"^/applications/\d+(/guilds/\d+)?/commands$")


def violations(method: str, path: str, body: Any) -> Iterator[str]:
    """What is wrong with a request, a sentence each."""
    if method == "PUT" and SYNC.match(path):
        yield from _commands(body)
    if not isinstance(body, Mapping):
        return
    data = body.get("data")
    yield from _components(data if isinstance(data, Mapping) else body)
    if method == "POST" and MESSAGES.match(path) and len(str(body.get("nonce") or "")) > NONCE:
        yield f"nonce: Must be {NONCE} or fewer in length."
    if method == "POST" and THREADS.match(path):
        yield from _thread(body)
    if SUGGESTIONS.match(path) and body.get("type") == CallbackType.APPLICATION_COMMAND_AUTOCOMPLETE_RESULT:
        yield from _choices("data.choices", (data or {}).get("choices") or [])


def _components(message: Mapping[str, Any]) -> Iterator[str]:
    components = message.get("components")
    for component in walk_components(components if isinstance(components, list) else []):
        kind = component.get("type")
        if kind == ComponentType.BUTTON and not component.get("label") and not component.get("emoji"):
            yield "components: A button needs a label or an emoji."
        if kind == ComponentType.STRING_SELECT:
            chosen = sum(bool(option.get("default")) for option in component.get("options") or [])
            if chosen > (component.get("max_values") or 1):
                yield "components: More options are chosen in advance than may be chosen."


def _thread(body: Mapping[str, Any]) -> Iterator[str]:
    name = body.get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= THREAD_NAME:
        yield f"name: Must be between 1 and {THREAD_NAME} in length."
    if (body.get("auto_archive_duration") or ARCHIVE_MINUTES[0]) not in ARCHIVE_MINUTES:
        yield f"auto_archive_duration: Value must be one of {ARCHIVE_MINUTES}."


def _commands(body: Any) -> Iterator[str]:
    if not isinstance(body, list) or len(body) > COMMANDS:
        yield f"commands: Must be {COMMANDS} or fewer."
        return
    for command in body:
        if command.get("type", AppCommandType.CHAT_INPUT) == AppCommandType.CHAT_INPUT:
            yield from _command(str(command.get("name")), command)


def _command(path: str, command: Mapping[str, Any]) -> Iterator[str]:
    """A slash command, or one of its options or subcommands."""
    name = str(command.get("name"))
    if not COMMAND_NAME.match(name) or name != name.lower():
        yield f"{path}.name: Command name is invalid."
    texts = [command.get("description"), *(command.get("description_localizations") or {}).values()]
    if any(not isinstance(text, str) or not 1 <= len(text) <= DESCRIPTION for text in texts):
        yield f"{path}.description: Must be between 1 and {DESCRIPTION} in length."
    options = command.get("options") or []
    if len(options) > OPTIONS:
        yield f"{path}.options: Must be {OPTIONS} or fewer."
    yield from _choices(f"{path}.choices", command.get("choices") or [])
    for option in options:
        yield from _command(f"{path}.{option.get('name')}", option)


def _choices(path: str, choices: list[Mapping[str, Any]]) -> Iterator[str]:
    if len(choices) > CHOICES:
        yield f"{path}: Must be {CHOICES} or fewer."
    for choice in choices:
        texts = [choice.get("name"), *(choice.get("name_localizations") or {}).values()]
        if isinstance(choice.get("value"), str):
            texts.append(choice["value"])
        if any(not isinstance(text, str) or not 1 <= len(text) <= CHOICE_TEXT for text in texts):
            yield f"{path}: Must be between 1 and {CHOICE_TEXT} in length."
