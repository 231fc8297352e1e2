"""What the operator of the bot has set, all of it in the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from courseware_core.model_choice import switched
from courseware_core.surfaces.deployment import Deployment, Reading, SettingsError, address


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Deployment):
    """What every surface has, and how to reach Discord: `api_base` and `gateway` are empty for its own."""

    token: str = field(repr=False)
    api_base: str
    gateway: str
    message_content: bool

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings that the environment says. Raises: SettingsError, which never repeats the token."""
        settings, wrong = cls.looked_up(environment)
        if wrong:
            raise SettingsError("\n".join(wrong.values()))
        return settings

    @classmethod
    def looked_up(cls, environment: Mapping[str, str]) -> tuple["Settings", Mapping[str, str]]:
        """The settings, and for each that cannot be meant, by its field, a sentence; it is as if left out."""
        reading = Reading()

        def addressed(field_name: str, variable: str, schemes: tuple[str, str], example: str) -> str:
            read = partial(address, environment, variable, schemes=schemes, example=example)
            return reading.taken(field_name, "", read)

        common = Deployment.looked_at(environment, reading)
        settings = cls(
            content=common.content,
            store=common.store,
            model=common.model,
            reviewer=common.reviewer,
            token=reading.taken("token", "", lambda: _token(environment.get("DISCORD_TOKEN", ""))),
            api_base=addressed(
                "api_base", "DISCORD_API_BASE", ("http", "https"), "https://proxy.example.org/api/v10"
            ),
            gateway=addressed("gateway", "DISCORD_GATEWAY", ("ws", "wss"), "wss://proxy.example.org"),
            message_content=reading.taken("message_content", False, lambda: _message_content(environment)),
        )
        return settings, reading.wrong


def _message_content(environment: Mapping[str, str]) -> bool:
    meant = "1 where the Message Content Intent is switched on for the application, or 0"
    return switched(environment, "DISCORD_MESSAGE_CONTENT", meant)


def _token(said: str) -> str:
    token = said.strip()
    if not token:
        raise SettingsError(
            "DISCORD_TOKEN is missing: set it to the token of the application's bot, from the page Bot of "
            "https://discord.com/developers/applications."
        )
    if token.casefold().startswith("bot "):
        raise SettingsError("DISCORD_TOKEN begins with the word Bot: set it to the token alone.")
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise SettingsError(
            "DISCORD_TOKEN is no token: it is one word of letters, digits, dots and dashes. Copy it again."
        )
    return token
