"""What this Discord knows: SimCord's model of it, on a real clock and with rules that it leaves out."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import discord
from simcord._clock import Clock
from simcord.backend import Backend, serializers
from simcord.backend.errors import BackendError
from simcord.backend.models import Channel, Guild, Interaction, Message, Overwrite
from simcord.enums import ChannelType, OverwriteType


class WallClock(Clock):
    """The computer's UTC, which a client compares with the time inside an id.

    `advance` moves this side alone: a token of 15 minutes then dies at once.
    """

    def now(self) -> dt.datetime:
        return discord.utils.utcnow() + dt.timedelta(seconds=self.elapsed)


class World(Backend):
    """Servers, channels, members, messages and interactions."""

    def __init__(self, *, deadline_s: float, token_s: float) -> None:
        super().__init__(clock=WallClock())
        self.deadline_s = deadline_s
        self.token_s = token_s
        self.closed_to_messages: set[int] = set()
        """Users who take no direct messages."""
        self._by_nonce: dict[tuple[str, str], int] = {}

    def new_interaction(self, type: int, channel_id: int, user_id: int, guild_id: int | None) -> Interaction:  # noqa: A002
        record = super().new_interaction(type, channel_id, user_id, guild_id)
        record.expires_at = self.iso_after(self.token_s)
        record.initial_response_deadline = self.iso_after(self.deadline_s)
        return record

    def interaction_by_token(self, token: str) -> Interaction:
        record = self.interactions.get(self.interaction_tokens.get(token, 0))
        if record is not None and record.expires_at is not None and self.now_iso() >= record.expires_at:
            raise BackendError(401, 50027, "Invalid Webhook Token")
        return super().interaction_by_token(token)

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        self._wake(self.get_channel(message.channel_id))
        return super().commit_message(message, broadcast=broadcast)

    def _wake(self, channel: Channel) -> None:
        """A message in an archived thread opens it again, unless it is locked."""
        kept = channel.thread_metadata
        if kept is None or not kept.archived:
            return
        if kept.locked:
            raise BackendError(400, 50083, "Thread is archived")
        self.edit_channel(channel.id, {}, thread_metadata={"archived": False})

    def check_reachable(self, channel_id: int) -> None:
        """Raises 50007 where the other side of a direct message takes none."""
        channel = self.get_channel(channel_id)
        if channel.type == ChannelType.DM and self.closed_to_messages.intersection(channel.recipient_ids):
            raise BackendError(403, 50007, "Cannot send messages to this user")

    def sent_before(self, channel: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """The message that was sent with this nonce, where the sender wants it enforced."""
        known = self._by_nonce.get((channel, str(body.get("nonce"))))
        if known is None or not body.get("enforce_nonce"):
            return None
        return dict(serializers.message_payload(self, self.get_message(int(channel), known)))

    def remember_nonce(self, channel: str, body: Mapping[str, Any], message_id: int) -> None:
        """A later message to `channel` with the nonce of `body` is this one."""
        if body.get("nonce") is not None:
            self._by_nonce[channel, str(body["nonce"])] = message_id

    # What a test sets up.

    def found(self, name: str, *channels: str) -> Guild:
        """A server that the bot was invited to, with text channels of these names."""
        guild = self.create_guild(name)
        for channel in channels:
            self.create_channel(guild.id, channel)
        return guild

    def channel_named(self, name: str) -> Channel:
        """The channel or thread of that name; the newest where several have it."""
        return max((each for each in self.channels.values() if each.name == name), key=lambda each: each.id)

    def forbid(self, channel_id: int, *permissions: str) -> None:
        """Takes permissions from the bot in a channel and its threads, for example `send_messages`."""
        denied = discord.Permissions(**dict.fromkeys(permissions, True)).value
        self.set_overwrite(channel_id, Overwrite(self.bot_user.id, OverwriteType.MEMBER, deny=denied))
