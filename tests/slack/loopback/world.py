"""What this Slack knows, and what happens when something is posted."""

import copy
from collections.abc import Callable, Iterator

from tests.slack.loopback.records import (
    APP_ID,
    Channel,
    ChannelKind,
    Ephemeral,
    Json,
    Message,
    Prompts,
    Refused,
    Status,
    Team,
    TokenState,
    User,
    bot_id,
    elements,
)

from courseware_core.clock import SystemClock


class Clock:
    """The computer's time, which a test moves on for this side alone."""

    def __init__(self) -> None:
        self._real = SystemClock()
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return self.real() + self._ahead

    def real(self) -> float:
        """The same without what a test moved on: the time that another machine sees."""
        return self._real.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Moves the time on; triggers, response URLs and statuses then die at once."""
        self._ahead += seconds


class World:
    """Everything that outlives connections and processes of the app."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.teams: dict[str, Team] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Ephemeral] = []
        self.statuses: dict[tuple[str, str], Status] = {}
        self.prompts: dict[str, Prompts] = {}
        """Suggested in direct messages, by channel."""
        self.files: dict[str, Json] = {}
        """What the app announced to upload; `content` is there once it has come."""
        self.codes: dict[str, Team] = {}
        """Codes with which the app can still be installed."""
        self.commands = {"/learn"}
        self.happened: Callable[[Team, Json], None] = _nobody_told
        """Told of every event of the Events API; the server sends it on to the app."""
        self._made = 0
        self._last_us = 0
        self._directs: dict[str, dict[str, Channel]] = {}
        self._rooms: list[Channel] = []

    # What a test sets up.

    def found(self, name: str, *, installed: bool = True) -> Team:
        """A workspace with a channel `learning`; the app is there, once it is installed."""
        number = len(self.teams) + 1
        team = Team(f"T{number:06d}", name, f"xoxb-loopback-{number}")
        self.teams[team.id] = team
        self.user(team, "courseware").is_bot = True
        self.channel(team, "learning")
        if not installed:
            team.token_state = "account_inactive"
        return team

    def code(self, team: Team) -> str:
        """What the browser of an administrator who agreed to the app brings back: it installs the app."""
        code = self.name_for("code-")
        self.codes[code] = team
        return code

    def user(self, team: Team, name: str, *, guest: bool = False) -> User:
        """A new account."""
        user = User(self.name_for("U"), name, team, guest=guest)
        team.users[user.id] = user
        return user

    def channel(
        self, team: Team, name: str, *, kind: ChannelKind = "public", with_app: bool = True
    ) -> Channel:
        """A new channel with nobody in it but the app."""
        channel = Channel(self.name_for("D" if kind == "im" else "C"), name, kind, team)
        if with_app:
            channel.members.add(team.bot)
        self.channels[channel.id] = channel
        if kind != "im":
            self._rooms.append(channel)
        return channel

    def uninstall(self, team: Team, state: TokenState = "account_inactive") -> None:
        """The app is removed from a workspace, or its token revoked."""
        team.token_state = state
        if state == "account_inactive":
            self.happened(team, {"type": "app_uninstalled"})
        self.happened(team, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot.id]}})

    # What is asked and done.

    def name_for(self, letter: str) -> str:
        """A new id that begins with a letter, as Slack's do."""
        self._made += 1
        return f"{letter}{self._made:08d}"

    def stamp(self) -> str:
        """The time, in microseconds and later than all before, in the form that names a message."""
        self._last_us = max(self._last_us + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def find_user(self, user_id: str, team: Team) -> User:
        """Somebody whom this workspace knows, its own or of a channel that it shares; raises Refused."""
        if user_id in team.users:
            return team.users[user_id]
        for channel in self.channels.values():
            if any(each.team is team for each in channel.members):
                for each in channel.members:
                    if each.id == user_id:
                        return each
        raise Refused("user_not_found")

    def direct(self, user: User, team: Team) -> Channel:
        """The direct messages of a workspace's app and somebody, opened where they are not yet."""
        known = self._directs.setdefault(user.id, {})
        if team.id not in known:
            known[team.id] = self.channel(team, user.name, kind="im")
            known[team.id].members.add(user)
        return known[team.id]

    def seen_by(self, user: User) -> Iterator[Channel]:
        """The channels that somebody is in, direct messages with apps included."""
        yield from self._directs.get(user.id, {}).values()
        yield from (each for each in self._rooms if user in each.members)

    def post(self, channel: Channel, message: Message) -> Message:
        """Adds a message, gives its blocks names, and tells of it in direct messages."""
        message.blocks = self.named(message.blocks)
        channel.messages.append(message)
        if message.user.is_bot and message.thread_ts:
            self.statuses.pop((channel.id, message.thread_ts), None)
        if channel.kind == "im":
            event = self.as_json(channel, message, with_metadata=message.user.is_bot)
            self.happened(channel.team, event | self._of_event(channel))
        return message

    def edit(self, channel: Channel, message: Message, before: Json) -> None:
        """Tells that a message is no longer as it was `before`."""
        message.edited = f"{int(self.clock.now())}.000000"
        if channel.kind == "im":
            event = {
                "type": "message",
                "subtype": "message_changed",
                "message": self.as_json(channel, message),
                "previous_message": before,
                "hidden": True,
                "ts": self.stamp(),
            }
            self.happened(channel.team, event | self._of_event(channel))

    def named(self, blocks: list[Json]) -> list[Json]:
        """The blocks, with ids for those that have none and for what can be used in them."""
        blocks = copy.deepcopy(blocks)
        for block in blocks:
            block.setdefault("block_id", self.name_for("b"))
            for element in elements(block):
                element.setdefault("action_id", self.name_for("a"))
        return blocks

    def as_json(self, channel: Channel, message: Message, *, with_metadata: bool = False) -> Json:
        """A message as events, histories and presses carry it; its blocks are never changed, but replaced."""
        body: Json = {
            "type": "message",
            "user": message.user.id,
            "team": message.user.team.id,
            "text": message.text,
            "ts": message.ts,
            "blocks": message.blocks,
        }
        if message.user.is_bot:
            body |= {"bot_id": bot_id(message.user.team), "app_id": APP_ID}
        if message.thread_ts:
            body["thread_ts"] = message.thread_ts
        if message.edited:
            body["edited"] = {"user": message.user.id, "ts": message.edited}
        if message.files:
            body["files"] = copy.deepcopy(message.files)
        if message.metadata and with_metadata:
            body["metadata"] = copy.deepcopy(message.metadata)
        return body

    def _of_event(self, channel: Channel) -> Json:
        return {"channel": channel.id, "channel_type": "im", "event_ts": self.stamp()}


def _nobody_told(team: Team, event: Json) -> None:
    """Before there is a server."""
