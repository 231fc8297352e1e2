"""What stands in somebody's direct messages: the message to press, as this process knows it or Slack has it.

Owns what a written line can be to it. Must not know how anything is decided or shown.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from slack_sdk.web.async_client import AsyncWebClient

from courseware_slack.posting import At, Posting, key_of
from courseware_slack.seen import (
    going_on,
    is_left,
    is_live,
    mark_on,
    own_tokens_of,
    said_on,
    session_in,
    waiting_on,
)

_KNOWN = 10_000
"""Of how many people it is remembered which message is the one to press."""

Takes = Literal["line", "messages", "controls", "nothing"]
"""What a written line can be: anything, a message to a tutor, one of the controls, or nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in somebody's direct messages: `live` is the message to press, None where there is none.

    `tokens` are those of its own screen, `again` shows it once more, and `asks` is that of the dangerous
    control that it asks about; `session` is what it shows. `answered` says that a delivery was answered there
    already, `empty` that nothing was ever written there, `ours` that something there is the app's.

    `changed` is when it was posted, or when that was done of which it came to be changed, as timestamps of
    messages have it; empty where there is none. `takes` is what a line can be to it.
    """

    live: At | None = None
    tokens: tuple[str, ...] = ()
    again: str = ""
    asks: str = ""
    session: str = ""
    answered: bool = False
    empty: bool = False
    ours: bool = False
    changed: str = ""
    takes: Takes = "line"


class Standing:
    """Which message of the app each person can press. `shared` says that other processes show some, too."""

    def __init__(self, posting: Posting, *, shared: bool) -> None:
        self.shared = shared
        self._posting = posting
        self._live: OrderedDict[str, tuple[At, Sequence[Mapping[str, Any]]]] = OrderedDict()

    def remember(self, live: At, blocks: Sequence[Mapping[str, Any]]) -> None:
        """This process has shown these blocks, which can be pressed from now on and nothing else there."""
        self._live[live.channel] = live, blocks
        self._live.move_to_end(live.channel)
        if len(self._live) > _KNOWN:
            self._live.popitem(last=False)

    def move(self, live: At) -> None:
        """What this process has shown stands in this message, another of the same."""
        _, blocks = self._live[live.channel]
        self._live[live.channel] = live, blocks

    def forget(self, channel: str) -> None:
        """Whatever can be pressed in these direct messages, this process has not shown it."""
        self._live.pop(channel, None)

    def is_live(self, at: At) -> bool:
        """Whether a message is the one to press, as far as this process knows."""
        return self.live(at.channel) == at

    def live(self, channel: str) -> At | None:
        """The message to press in the direct messages, as far as this process knows."""
        known = self._live.get(channel)
        return known[0] if known else None

    def is_known(self, channel: str) -> bool:
        """Whether this process has shown something in the direct messages."""
        return channel in self._live

    def remembered(self, channel: str, thread: str) -> Found | None:
        """What this process showed last in the direct messages, if that is in the thread, or may be anywhere.

        Slack need not be asked then, which it lets an app do some fifty times a minute. Outside of threads
        another process may have shown something since.
        """
        if self.shared and not thread:
            return None
        known = self._live.get(channel)
        if known is None or thread not in ("", known[0].thread, known[0].ts):
            return None
        found = _found(*known)
        return replace(found, changed=max(known[0].ts, found.changed))

    async def found(self, client: AsyncWebClient, channel: str, thread: str, delivery: str = "") -> Found:
        """What there is to press in the direct messages, or in a thread. Raises: SlackApiError.

        In a thread where nothing is live it is what waits there, for a message.
        """
        last = await self._posting.last(client, channel, thread=thread)
        answered = bool(delivery) and any(key_of(message) == delivery for message in last)
        alive = [each for each in last if is_live(ours(each))]
        if alive:
            live = max(alive, key=lambda each: since_when(each, last))
            found = _found(At(channel, str(live["ts"]), thread), ours(live))
            return replace(found, answered=answered, changed=since_when(live, last))
        if thread:
            waits = next((waiting_on(ours(each)) for each in last if is_left(ours(each))), "")
            is_ours = any(ours(each) for each in last)
            resumed = going_on(waits) if waits else ""
            return Found(again=resumed, session=waits, answered=answered, ours=is_ours, takes="messages")
        threaded = newest_thread(last)
        if not threaded:
            return Found(answered=answered, empty=not last)
        inside = await self.found(client, channel, threaded, delivery)
        return replace(inside, answered=answered or inside.answered)


def ours(message: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The blocks of a message, if it is one of an app."""
    return message.get("blocks") or () if message.get("bot_id") else ()


def since_when(message: Mapping[str, Any], among: Iterable[Mapping[str, Any]]) -> str:
    """When a message came to show what it shows, as timestamps of messages have it.

    What two processes posted for the same reason is there since the first of it.
    """
    key = key_of(message)
    same = (str(each["ts"]) for each in among if key and key_of(each) == key)
    return max(min(same, default=str(message["ts"])), mark_on(ours(message))[2])


def newest_thread(last: Sequence[Mapping[str, Any]]) -> str:
    """The first message of the newest thread; empty where none of the last ones was answered in one."""
    threads = (str(each["ts"]) for each in last if each.get("bot_id") and each.get("reply_count"))
    return next(threads, "")


def _found(live: At, blocks: Sequence[Mapping[str, Any]]) -> Found:
    again, asks, since = mark_on(blocks)
    said = [*said_on(blocks)]
    return Found(live, tuple(own_tokens_of(said)), again, asks, session_in(said), changed=since)
