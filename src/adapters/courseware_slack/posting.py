"""Calls of Slack's Web API, each made until it has taken effect or cannot.

Owns pace, repetition, and that a message is posted once. Must not know screens or learners.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from time import monotonic
from typing import Any, Literal
from weakref import WeakValueDictionary

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.interval_calculator import RetryIntervalCalculator
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from courseware_core.account import File
from courseware_slack.limits import POST_EVERY_S
from courseware_slack.render import Message

GONE = frozenset(
    (
        "message_not_found",
        "cant_update_message",
        "edit_window_closed",
        "cant_delete_message",
        "thread_not_found",
    )
)
"""What Slack says of a message that cannot be changed any more.

https://docs.slack.dev/reference/methods/chat.update, November 2026.
"""

PASSING = frozenset(
    ("fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable")
)
"""What Slack says of a call that it may take when it is made once more: same page."""

NO_THREAD = frozenset(
    ("thread_not_found", "invalid_thread_ts", "message_not_found", "cannot_reply_to_message")
)
"""What Slack says of a thread whose first message is gone.

https://docs.slack.dev/reference/methods/chat.postMessage, November 2026.
"""

LOST = (aiohttp.ClientError, OSError, TimeoutError)
"""What a call ends with whose outcome nobody knows."""

EVENT_TYPE = "courseware"
"""Of the metadata of every message that is posted, with its `key`."""

SHORTEST_S = 0.5
"""The first pause before a call is made again, and before a lost post is looked for."""

FILE_S = 20.0
"""How long a file may take to get to Slack. What is shown to its person next waits for that."""

_TRIES = 60
_LONGEST_S = 20.0
_LOOK_BACK = 20
"""How many of the last messages of a place may hold one that was posted, or the one to press."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class At:
    """A message: its channel and timestamp; `thread` names the first one of its thread, if it is in one."""

    channel: str
    ts: str
    thread: str = ""


class _Growing(RetryIntervalCalculator):
    """`SHORTEST_S`, then twice as long, and so on; never longer than `_LONGEST_S`."""

    def calculate_sleep_duration(self, current_attempt: int) -> float:
        return float(min(_LONGEST_S, SHORTEST_S * 2 ** min(current_attempt, 10)))


class _ServerErrors(AsyncServerErrorRetryHandler):
    """Every error of a server passes, also of those between it and us; slack_sdk knows 500 and 503."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        return response is not None and response.status_code >= 500


Shown = Literal["shown", "gone"]


class Posting:
    """Posts and changes messages. `client` in what follows is the one of the workspace that it is for."""

    def __init__(self, *, pace_s: float = POST_EVERY_S, file_s: float = FILE_S) -> None:
        self._pace_s = pace_s
        self._file_s = file_s
        self._channels: WeakValueDictionary[str, _Channel] = WeakValueDictionary()

    async def post(
        self, client: AsyncWebClient, channel: str, message: Message, *, key: str, thread: str = ""
    ) -> At:
        """The message, once it is there: once, however often it had to be tried.

        `key` names it, and is kept in its metadata. Where nobody knows whether Slack took it, it is looked
        for in the history after a pause; only where that cannot be read is it posted at most once more.

        Raises: SlackApiError when Slack refuses it.
        """
        once = copy(client)
        once.retry_handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=_TRIES)]
        growing = _Growing()
        looked = True
        for attempt in range(_TRIES):
            if attempt:
                await asyncio.sleep(growing.calculate_sleep_duration(attempt - 1))
                try:
                    found = await self.found(client, channel, key, thread=thread)
                except (SlackApiError, *LOST):
                    if not looked:
                        break
                    looked, found = False, None
                if found:
                    return found
            try:
                async with self._turn_of(channel):
                    answer = await once.chat_postMessage(
                        channel=channel,
                        thread_ts=thread or None,
                        text=message.text,
                        blocks=message.blocks,
                        metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                        unfurl_links=False,
                        unfurl_media=False,
                    )
                return At(channel, str(answer["ts"]), thread)
            except SlackApiError as error:
                if not is_passing(error):
                    raise
                _log.info("a post to %s ended with %s", channel, error.response.status_code)
            except LOST as error:
                _log.info("a post to %s ended with %s", channel, type(error).__name__)
        raise TimeoutError(f"Slack took no message for channel {channel}.")

    async def update(self, client: AsyncWebClient, at: At, message: Message) -> Shown:
        """Shows `message` in place of what the app's own message showed.

        Raises: SlackApiError when Slack refuses it and the message is still there.
        """
        growing = _Growing()
        for attempt in range(_TRIES):
            try:
                await client.chat_update(
                    channel=at.channel,
                    ts=at.ts,
                    text=message.text,
                    blocks=message.blocks,
                    unfurl_links=False,
                    unfurl_media=False,
                )
            except SlackApiError as error:
                if code_of(error) in GONE:
                    return "gone"
                if code_of(error) not in PASSING:
                    raise
            else:
                return "shown"
            await asyncio.sleep(growing.calculate_sleep_duration(attempt))
        raise TimeoutError(f"Slack did not change a message in channel {at.channel}.")

    async def delete(self, client: AsyncWebClient, at: At) -> None:
        """Takes the app's own message away, if it is still there. Raises: SlackApiError."""
        try:
            await client.chat_delete(channel=at.channel, ts=at.ts)
        except SlackApiError as error:
            if code_of(error) not in GONE:
                raise

    async def hand(self, client: AsyncWebClient, channel: str, file: File, comment: str, *, key: str) -> None:
        """Puts a file into a channel, with a comment in mrkdwn: once, as far as its history can be read.

        `key` becomes a part of its name, by which it is found there: a file has no metadata. Slack completes
        an upload once, so that its completion can be asked for again where the first answer was lost.

        Raises: SlackApiError when Slack refuses it; what else a call ends with where it may be there or not.
        """
        path = PurePath(file.name)
        name = f"{path.stem}-{key[:8]}{path.suffix}"
        async with asyncio.timeout(self._file_s):
            if await self._holds(client, channel, name):
                return
            place = await client.files_getUploadURLExternal(filename=name, length=len(file.content))
            await _uploaded(client, str(place["upload_url"]), file.content)
            once, growing = copy(client), _Growing()
            once.retry_handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=_TRIES)]
            for attempt in range(_TRIES):
                if attempt:
                    await asyncio.sleep(growing.calculate_sleep_duration(attempt - 1))
                    if await self._holds(client, channel, name):
                        return
                try:
                    async with self._turn_of(channel):
                        await once.files_completeUploadExternal(
                            files=[{"id": str(place["file_id"]), "title": file.name}],
                            channel_id=channel,
                            initial_comment=comment,
                        )
                except SlackApiError as error:
                    if not attempt and not is_passing(error):
                        raise
                    _log.info("a file for %s was not completed: %s", channel, code_of(error))
                except LOST as error:
                    _log.info("a file for %s was not completed: %s", channel, type(error).__name__)
                else:
                    return
        raise TimeoutError(f"Slack took no file for channel {channel}.")

    async def _holds(self, client: AsyncWebClient, channel: str, name: str) -> bool:
        """Whether a file of this name is with one of the last messages, as far as they may be read."""
        try:
            last = await self.last(client, channel)
        except SlackApiError:
            return False
        return any(file.get("name") == name for message in last for file in message.get("files") or ())

    async def found(self, client: AsyncWebClient, channel: str, key: str, *, thread: str = "") -> At | None:
        """The message of `key` among the last ones of a place, if it is there. Raises: SlackApiError."""
        same = [each for each in await self.last(client, channel, thread=thread) if key_of(each) == key]
        return At(channel, str(same[-1]["ts"]), thread) if same else None

    async def last(
        self, client: AsyncWebClient, channel: str, *, thread: str = ""
    ) -> Sequence[Mapping[str, Any]]:
        """The last messages of a channel or of a thread of it, newest first. Raises: SlackApiError."""
        if not thread:
            answer = await client.conversations_history(
                channel=channel, limit=_LOOK_BACK, include_all_metadata=True
            )
            return list(answer["messages"])
        # Slack gives the replies oldest first, and all of a lab's fit into one answer.
        answer = await client.conversations_replies(
            channel=channel, ts=thread, limit=1000, include_all_metadata=True
        )
        return list(reversed(answer["messages"]))[:_LOOK_BACK]

    @asynccontextmanager
    async def _turn_of(self, channel: str) -> AsyncIterator[None]:
        """Waits until Slack takes another message in the channel, those of one channel in their order."""
        place = self._channels.get(channel)
        if place is None:
            self._channels[channel] = place = _Channel()
        async with place.lock:
            await asyncio.sleep(max(0.0, place.free_at - monotonic()))
            try:
                yield
            finally:
                place.free_at = monotonic() + self._pace_s
                # Until then it is to be known, though nobody may wait for it.
                asyncio.get_running_loop().call_later(self._pace_s, lambda _: None, place)


class _Channel:
    """When a channel takes its next message."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.free_at = 0.0


async def _uploaded(client: AsyncWebClient, url: str, content: bytes) -> None:
    """Returns once the address that Slack gave for a file has taken it, over the client's one session."""
    assert client.session is not None
    growing = _Growing()
    for attempt in range(_TRIES):
        pause_s = growing.calculate_sleep_duration(attempt)
        how: dict[str, Any] = {"proxy": client.proxy, "ssl": client.ssl or True}
        try:
            async with client.session.post(url, data=BytesIO(content), **how) as answer:
                if answer.status == 200:
                    return
                wait = answer.headers.get("Retry-After", "")
                pause_s = max(pause_s, float(wait) if wait.isdecimal() else 0.0)
                _log.info("the upload of a file ended with %s", answer.status)
        except LOST as error:
            _log.info("the upload of a file ended with %s", type(error).__name__)
        await asyncio.sleep(pause_s)
    raise TimeoutError("Slack took no file.")


def is_passing(error: SlackApiError) -> bool:
    """Whether what Slack refused may be taken if it is asked once more."""
    status: int = error.response.status_code
    return status == 429 or status >= 500 or code_of(error) in PASSING


def code_of(error: SlackApiError) -> str:
    """Slack's name for why it refused; empty where something before Slack did."""
    data = error.response.data
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def key_of(message: Mapping[str, Any]) -> str:
    """The key that a message was posted with; empty where it was none of ours."""
    told = message.get("metadata") or {}
    ours = told.get("event_type") == EVENT_TYPE
    return str(told.get("event_payload", {}).get("key", "")) if ours else ""


def repeated() -> list[Any]:
    """Retry handlers of slack_sdk for calls that may be made again.

    They wait for as long as Slack says, and for a quarter of an hour where it cannot be reached.
    """
    growing = _Growing()
    return [
        AsyncRateLimitErrorRetryHandler(max_retry_count=_TRIES),
        _ServerErrors(max_retry_count=_TRIES, interval_calculator=growing),
        AsyncConnectionErrorRetryHandler(
            max_retry_count=_TRIES, interval_calculator=growing, error_types=list(LOST)
        ),
    ]
