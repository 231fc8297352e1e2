"""Where a learner is taught: in a private thread of theirs, else in direct messages, else seen by them alone.

Discord itself remembers the threads: one is found again, after a restart and by any process, among those that
belong to the bot, by the mark of its learner at the end of its name.
"""

import asyncio
from base64 import b32encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

import discord

from courseware_core.app import Courseware
from courseware_core.identity import DIRECT, Identity
from courseware_core.screen.words import Words
from courseware_discord.limits import THREAD_ARCHIVE_MIN, THREAD_NAME
from courseware_discord.pictures import Drawn

SURFACE = "discord"

NEEDED_FOR_THREADS = discord.Permissions(
    view_channel=True, create_private_threads=True, send_messages_in_threads=True
)
"""What the bot needs in a channel, so that learners who type there get a thread."""

_ARCHIVED_LOOKED_AT = 200
"""How many archived threads of a channel are looked through, newest first, before a new one is made."""

_MOST_THREADS = 160006
"""Maximum number of active threads reached: 1,000 in a server.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#json, November 2026.
"""

_WANTED = "courseware.place"

_PAUSES_S = (0.2, 1.0, 3.0)
"""How long to wait before a message is sent again."""

Interaction = discord.Interaction[Any]
Wanted = Literal["thread", "direct"]
Kind = Literal["here", "alone"] | Wanted
NoThread = Literal["", "permission", "channel", "guild", "full", "lost"]
"""Why somebody has no thread: empty where they wanted none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a learner is taught. `channel` is None for what only they see, as an answer to what they did."""

    kind: Kind
    channel: discord.Thread | discord.DMChannel | None
    no_thread: NoThread = ""

    def sentence(self, words: Words) -> str:
        """Says which place it is and why; empty where the learner is there already."""
        match self.kind:
            case "here":
                return ""
            case "thread":
                return words.say(
                    "Your place is a private thread. Only you, and those who manage the threads of this "
                    "server, can read it."
                )
            case "direct":
                told = words.say("Your place is our direct messages.")
                return f"{told} {_why(words, self.no_thread)}".rstrip()
            case "alone":
                told = words.say(
                    "I cannot write to you directly either: your privacy settings do not let me. So only you "
                    "see this message, and it is gone when Discord is started anew. Type /learn to go on."
                )
                return f"{_why(words, self.no_thread)} {told}"


class Places:
    """The places of everybody who takes the courses of `app`."""

    def __init__(self, app: Courseware) -> None:
        self.app = app

    async def who(self, interaction: Interaction) -> Identity:
        """The learner who did something. Raises: StoreError."""
        return await learner(self.app, interaction.user, interaction.guild_id)

    async def post(self, interaction: Interaction, drawn: Drawn) -> tuple[Place, discord.Message | None]:
        """The learner's place, with the message that shows `drawn` there.

        Without a message it is a place for an answer alone. As a thread may be made, this is for interactions
        that were acknowledged: of two processes that got the same one, one can do that.

        Raises: discord.HTTPException when Discord takes the message nowhere.
        """
        failed: list[Place] = []
        while True:
            place = await self.place_for(interaction, failed=failed)
            if place.channel is None:
                return place, None
            try:
                # The same interaction may be delivered twice; Discord sends what has the same nonce once.
                return place, await sent(place.channel, drawn, interaction.id)
            except (discord.Forbidden, discord.NotFound):
                failed.append(place)

    async def place_for(self, interaction: Interaction, *, failed: Sequence[Place] = ()) -> Place:
        """The learner's place, opened if need be; another one than those that `failed` to take a message."""
        channel = interaction.channel
        if not failed and is_own(interaction) and isinstance(channel, discord.Thread | discord.DMChannel):
            return Place("here", channel)
        tried = [place.channel for place in failed if place.kind == "thread"]
        thread = "" if wanted(interaction) == "direct" else await _thread(interaction, tried)
        if isinstance(thread, discord.Thread):
            return Place("thread", thread)
        if not any(isinstance(place.channel, discord.DMChannel) for place in failed):
            with suppress(discord.HTTPException):
                return Place("direct", await interaction.user.create_dm(), thread)
        return Place("alone", None, thread)


def seen_by(words: Words) -> str:
    """Who can see what is stored of a learner, and what they write."""
    return words.say(
        "Whoever runs this bot can see it. Whoever manages the threads of a server can read what is written "
        "in your thread there."
    )


async def sent(channel: discord.abc.Messageable, drawn: Drawn, nonce: int | str) -> discord.Message:
    """The message that shows `drawn`, which is sent again when nobody knows whether it arrived.

    Discord sends what has the same nonce once. Raises: discord.HTTPException, OSError.
    """
    drawn.view.stop()
    try:
        for pause in _PAUSES_S:
            try:
                return await channel.send(view=drawn.view, files=drawn.files(), nonce=nonce)
            except (discord.DiscordServerError, OSError):
                await asyncio.sleep(pause)
        return await channel.send(view=drawn.view, files=drawn.files(), nonce=nonce)
    except discord.Forbidden:
        if drawn.described is None:
            raise
        return await sent(channel, drawn.described, nonce)


async def learner(app: Courseware, user: discord.abc.User, server: int | None) -> Identity:
    """A user of Discord as a learner: one learner wherever they are.

    They act in the server they are in, outside of any in the one where they learned last. Raises: StoreError.
    """
    who = Identity(SURFACE, str(server or DIRECT), str(user.id))
    if server is None:
        return await app.linking.latest(who)
    if who.account not in await app.linking.identities(who):
        await app.linking.arrive(who)
    return who


async def words_for(app: Courseware, user: discord.abc.User, server: int | None, locale: str = "") -> Words:
    """The words for somebody to whom something failed, be it the record: as far as known in their language.

    Else they are in the language `locale`.
    """
    return await app.words(Identity(SURFACE, str(server or DIRECT), str(user.id)), locale)


def is_own(interaction: Interaction) -> bool:
    """Whether something was done in its user's own place: their thread, or the bot's direct messages.

    A place is not theirs when they want to go to one of the other kind.
    """
    if isinstance(interaction.channel, discord.DMChannel):
        return not interaction.context.private_channel and wanted(interaction) != "thread"
    is_thread = _is_of(interaction.channel, interaction.user, interaction.client.user)
    return is_thread and wanted(interaction) != "direct"


def want(interaction: Interaction, kind: Wanted) -> None:
    """Notes that what comes of an interaction is to be in a place of that kind, where there is one."""
    interaction.extras[_WANTED] = kind


def wanted(interaction: Interaction) -> Wanted | None:
    """The kind of place that was noted for an interaction, if one was."""
    kind: Wanted | None = interaction.extras.get(_WANTED)
    return kind


def is_place_of(message: discord.Message, bot: discord.abc.User | None) -> bool:
    """Whether a message was written in its author's own place."""
    return isinstance(message.channel, discord.DMChannel) or _is_of(message.channel, message.author, bot)


def name_of_thread(user: discord.abc.User) -> str:
    """The name of a learner's thread: theirs as it is shown, and their mark."""
    mark = _mark(user)
    return " ".join(user.display_name.split())[: THREAD_NAME - len(mark)].rstrip() + mark


def _mark(user: discord.abc.User) -> str:
    """What the name of a user's thread ends with."""
    return f" · {b32encode(sha256(f'courseware:{user.id}'.encode()).digest()[:5]).decode().lower()}"


def _is_of(channel: object, user: discord.abc.User, bot: discord.abc.User | None) -> bool:
    """Whether a channel is the thread that the bot made for a user."""
    if not isinstance(channel, discord.Thread) or bot is None:
        return False
    return channel.is_private() and channel.owner_id == bot.id and channel.name.endswith(_mark(user))


def _why(words: Words, no_thread: NoThread) -> str:
    match no_thread:
        case "":
            return ""
        case "permission":
            return words.say(
                "I may not open private threads in this channel. Whoever runs this server can let me: the "
                "permissions are “View Channel”, “Create Private Threads” and “Send Messages in Threads”."
            )
        case "channel":
            return words.say("There are no private threads in a channel of this kind.")
        case "guild":
            return words.say("I am no member of this server, so I cannot open a thread here.")
        case "full":
            return words.say("This server has as many threads as Discord allows.")
        case "lost":
            return words.say("A private thread could not be opened here just now.")


async def _thread(
    interaction: Interaction, failed: Sequence[discord.abc.Messageable | None]
) -> discord.Thread | NoThread:
    """The learner's thread of the channel they are in, or why there is none."""
    parent = _parent(interaction)
    if not isinstance(parent, discord.TextChannel):
        return parent
    if len(failed) > 1:
        return "lost"
    if not parent.permissions_for(parent.guild.me) >= NEEDED_FOR_THREADS:
        return "permission"
    try:
        return await _found(parent, interaction, failed) or await _made(parent, interaction)
    except discord.Forbidden:
        return "permission"
    except discord.HTTPException as error:
        return "full" if error.code == _MOST_THREADS else "lost"


def _parent(interaction: Interaction) -> discord.TextChannel | NoThread:
    """The channel whose thread it would be, or why there can be none."""
    if interaction.guild_id is None:
        return "channel"
    if interaction.client.get_guild(interaction.guild_id) is None:
        return "guild"
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        channel = channel.parent
    if isinstance(channel, discord.TextChannel) and not channel.is_news():
        return channel
    return "channel"


async def _found(
    parent: discord.TextChannel, interaction: Interaction, failed: Sequence[discord.abc.Messageable | None]
) -> discord.Thread | None:
    """The learner's thread, awake and with them in it; None when there is none that can be used."""
    user, bot = interaction.user, interaction.client.user

    def is_theirs(thread: discord.Thread) -> bool:
        return thread not in failed and not thread.locked and _is_of(thread, user, bot)

    try:
        for thread in filter(is_theirs, parent.threads):
            if not thread.archived:
                await thread.add_user(user)
                return thread
        async for thread in parent.archived_threads(private=True, joined=True, limit=_ARCHIVED_LOOKED_AT):
            if is_theirs(thread):
                awake = await thread.edit(archived=False)
                await awake.add_user(user)
                return awake
    except (discord.Forbidden, discord.NotFound):  # deleted meanwhile, or nobody lets us look
        return None
    return None


async def _made(parent: discord.TextChannel, interaction: Interaction) -> discord.Thread:
    thread = await parent.create_thread(
        name=name_of_thread(interaction.user),
        type=discord.ChannelType.private_thread,
        auto_archive_duration=THREAD_ARCHIVE_MIN,
        invitable=False,
    )
    await thread.add_user(interaction.user)
    return thread
