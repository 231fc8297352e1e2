"""Workspaces, people, channels and messages, and how the Web API refuses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["im", "public", "private"]
TokenState = Literal["ok", "token_revoked", "account_inactive"]

APP_ID = "A0COURSE"
STATUS_S = 120.0
"""How long a thread shows that the app is busy, unless it posts there before."""
SCOPES = frozenset(
    "assistant:write channels:history channels:read chat:write commands files:write groups:history "
    "groups:read im:history im:read im:write team:read users:read".split()
)


class Refused(Exception):
    """What the Web API answers with `ok: false`: an error code of Slack's and what stands beside it."""

    def __init__(self, error: str, **beside: Any) -> None:
        super().__init__(error)
        self.error = error
        self.beside = beside


@dataclass(slots=True, eq=False)
class User:
    """Somebody with an account in one workspace."""

    id: str
    name: str
    team: "Team"
    guest: bool = False
    deactivated: bool = False
    is_bot: bool = False
    locale: str = "en-US"
    tz: str = "Etc/UTC"


@dataclass(slots=True, eq=False)
class Message:
    """A message that all see who see the channel."""

    ts: str
    user: User
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    metadata: Json | None = None
    edited: str = ""
    """When it was changed last; empty if it never was."""
    files: list[Json] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Ephemeral:
    """A message that one person sees until they reload."""

    ts: str
    channel: "Channel"
    user: User
    text: str
    blocks: list[Json]
    thread_ts: str | None = None


@dataclass(slots=True, eq=False)
class Channel:
    """A direct message with the app, or a channel; in Slack Connect one of several workspaces."""

    id: str
    name: str
    kind: ChannelKind
    team: "Team"
    members: set[User] = field(default_factory=set)
    archived: bool = False
    messages: list[Message] = field(default_factory=list)
    """In the order of posting."""

    @property
    def shared(self) -> bool:
        """Whether people of several workspaces are in it."""
        return len({each.team.id for each in self.members if not each.is_bot}) > 1

    def message(self, ts: str) -> Message:
        """The message of that timestamp; raises Refused."""
        for each in self.messages:
            if each.ts == ts:
                return each
        raise Refused("message_not_found")


@dataclass(slots=True, eq=False)
class Team:
    """A workspace, with what its administrators decided on the app."""

    id: str
    name: str
    token: str
    users: dict[str, User] = field(default_factory=dict)
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    token_state: TokenState = "ok"
    home_enabled: bool = True
    """Whether the app has a Home tab."""
    messages_enabled: bool = True
    """Whether the app has a Messages tab, that is, can be written to and write."""

    @property
    def bot(self) -> User:
        """The app's user in this workspace."""
        return next(each for each in self.users.values() if each.is_bot)


@dataclass(frozen=True, slots=True)
class Status:
    """What stands below a thread while the app is busy."""

    text: str
    loading_messages: tuple[str, ...]
    until: float


@dataclass(frozen=True, slots=True)
class Prompts:
    """What people are offered to say, below what was the latest message."""

    below: str
    """The timestamp of that message; empty where there was none."""
    offered: list[Json]


def bot_id(team: Team) -> str:
    """The id of the app's bot, which is not that of its user."""
    return "B" + team.bot.id[1:]


def elements(block: Json) -> Iterator[Json]:
    """What can be used in a block: of actions, an accessory, an input."""
    yield from (each for each in block.get("elements") or [] if block["type"] == "actions")
    for part in ("accessory", "element"):
        if isinstance(block.get(part), dict) and block[part].get("type") != "image":
            yield block[part]
