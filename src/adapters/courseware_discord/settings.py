"""What the operator of the bot has set, all of it in the environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from courseware_core.model_choice import ModelChoice, switched
from courseware_core.readers import reviewer_name

T = TypeVar("T")


class SettingsError(Exception):
    """Settings cannot be meant so; a sentence for each, a line each, says what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to reach Discord, where the courses are and the record is kept, and which model replies.

    `api_base` and `gateway` are empty for Discord's own, `content` is None for the courses that come with the
    package, `store` for a file in the user's own folder. `reviewer` is empty when nobody may read answers.
    """

    token: str = field(repr=False)
    api_base: str
    gateway: str
    message_content: bool
    content: Path | None
    store: str | None
    model: ModelChoice
    reviewer: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings that the environment says. Raises: SettingsError, which never repeats the token."""
        settings, wrong = cls.looked_at(environment)
        if wrong:
            raise SettingsError("\n".join(wrong.values()))
        return settings

    @classmethod
    def looked_at(cls, environment: Mapping[str, str]) -> tuple["Settings", Mapping[str, str]]:
        """The settings, and for each that cannot be meant, by its field, a sentence; it is as if left out."""
        wrong: dict[str, str] = {}

        def taken(field_name: str, usual: T, reading: Callable[[], T]) -> T:
            try:
                return reading()
            except ValueError as error:
                wrong[field_name] = str(error)
                return usual

        def address(field_name: str, variable: str, schemes: tuple[str, str], path: str) -> str:
            return taken(field_name, "", lambda: _address(environment, variable, schemes, path))

        settings = cls(
            token=taken("token", "", lambda: _token(environment.get("DISCORD_TOKEN", ""))),
            api_base=address("api_base", "DISCORD_API_BASE", ("http", "https"), "/api/v10"),
            gateway=address("gateway", "DISCORD_GATEWAY", ("ws", "wss"), ""),
            message_content=taken("message_content", False, lambda: _message_content(environment)),
            content=taken("content", None, lambda: _content(environment.get("COURSEWARE_CONTENT", ""))),
            store=environment.get("COURSEWARE_STORE") or None,
            model=taken("model", ModelChoice.read({}), lambda: ModelChoice.read(environment)),
            reviewer=taken("reviewer", "", lambda: _reviewer(environment.get("COURSEWARE_REVIEWER", ""))),
        )
        return settings, wrong


def _message_content(environment: Mapping[str, str]) -> bool:
    meant = "1 where the Message Content Intent is switched on for the application, or 0"
    return switched(environment, "DISCORD_MESSAGE_CONTENT", meant)


def _token(said: str) -> str:
    token = said.strip()
    if not token:
        raise ValueError(
            "DISCORD_TOKEN is missing: set it to the token of the application's bot, from the page Bot of "
            "https://discord.com/developers/applications."
        )
    if token.casefold().startswith("bot "):
        raise ValueError("DISCORD_TOKEN begins with the word Bot: set it to the token alone.")
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise ValueError(
            "DISCORD_TOKEN is no token: it is one word of letters, digits, dots and dashes. Copy it again."
        )
    return token


def _address(environment: Mapping[str, str], variable: str, schemes: tuple[str, str], path: str) -> str:
    said = environment.get(variable, "").strip().rstrip("/")
    try:
        parts = urlsplit(said)
        is_address = parts.scheme in schemes and bool(parts.hostname) and said.isprintable()
        is_address = is_address and (parts.port is None or parts.port > 0)
    except ValueError:
        is_address = False
    if said and (not is_address or " " in said):
        raise ValueError(
            f"{variable} is no address: write it like {schemes[1]}://proxy.example.org{path}, or leave it "
            "out."
        )
    return said


def _content(folder: str) -> Path | None:
    if folder and not Path(folder).exists():
        raise ValueError(f"COURSEWARE_CONTENT names {folder}, and there is no such folder of courses.")
    return Path(folder) if folder else None


def _reviewer(said: str) -> str:
    try:
        return reviewer_name(said if said.strip() else "")
    except ValueError as error:
        raise ValueError(f"{error} It stands in COURSEWARE_REVIEWER.") from None
