"""Where a turn is shown: in place of what was pressed, as the newest message, in a lab's thread, at Home.

Owns which message of the app is the one to press. Must not know the core's rules or what Slack delivers.
"""

import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from courseware_core.account import File
from courseware_core.clock import SystemClock
from courseware_core.languages import catalogue
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import SLACK_HOME, SLACK_MESSAGE
from courseware_core.screen.words import Words
from courseware_core.surfaces.deciding import holds
from courseware_core.turns import Turn
from courseware_slack import limits, mrkdwn, render
from courseware_slack.dispatch import Came
from courseware_slack.places import Places, noted
from courseware_slack.posting import NO_THREAD, At, Posting, code_of, key_of
from courseware_slack.render import Message
from courseware_slack.seen import (
    going_on,
    is_lab,
    is_left,
    is_live,
    left,
    mark_on,
    marked,
    own_tokens_of,
    said_on,
    session_in,
    session_of,
    waiting_on,
)

Json = dict[str, Any]

_KNOWN = 10_000
"""Of how many people it is remembered which message is the one to press."""

_TRIES_AT_HOME = 3

_PROMPTS = 4
"""Of assistant.threads.setSuggestedPrompts, as docs.slack.dev has it in November 2026."""

_PROMPT_TITLE = 75
"""Ours: longer ones are cut off on a phone. What is sent is the whole."""

_log = logging.getLogger(__name__)


Takes = Literal["line", "messages", "controls", "nothing"]
"""What a written line can be: anything, a message to a tutor, one of the controls, or nothing."""


def drawn(turn: Turn, number: int = 1, *, since: str = "") -> Message:
    """A page of the turn's screen, the last one where there are fewer, as a message.

    Where the turn asks about a control it is the page with that. `since` is as `marked` has it.
    """
    pages = fit(turn.screen, SLACK_MESSAGE)
    asking = (page for page in pages if turn.asks and holds(page, turn.asks))
    page = next(asking, None) or _page(pages, number)
    message = render.message(page, again=turn.again, notice=turn.notice)
    return Message(message.text, marked(message.blocks, turn.again, turn.asks, since))


def drawn_at_home(turn: Turn, number: int = 1) -> Json:
    """The same as the Home tab."""
    return render.home(_page(fit(turn.screen, SLACK_HOME), number), again=turn.again, notice=turn.notice)


def saying(sentence: str) -> Message:
    """A message that says `sentence`, and nothing else."""
    return Message(mrkdwn.line(sentence), [mrkdwn.section(mrkdwn.line(sentence))])


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


class Showing:
    """Shows turns to everybody, through `posting`; so do other processes where the people are `shared`."""

    def __init__(self, posting: Posting, places: Places, *, shared: bool = False) -> None:
        self._posting = posting
        self._places = places
        self.shared = shared
        self._clock = SystemClock()
        self._live: OrderedDict[str, Found] = OrderedDict()

    async def in_place(self, client: AsyncWebClient, came: Came, at: At, turn: Turn, page: int) -> None:
        """Shows the turn in place of the app's own message, or anew where that is gone.

        Raises: SlackApiError.
        """
        since = came.at or f"{self._clock.now().timestamp():.6f}"
        message = drawn(turn, page, since=since)
        begins = not self.is_known(at.channel)
        if await self._posting.update(client, at, message) == "gone":
            await self.newest(client, came, turn, page)
            return
        was_live = self.is_live(at) and not is_left(came.blocks)  # else another process has shown another
        self._remember(at, message)
        if begins and is_lab(came.blocks):
            await self._written_no_more(client, at)
        await self._tidied(client, at, turn, None if was_live else "")

    async def newest(
        self,
        client: AsyncWebClient,
        came: Came,
        turn: Turn,
        page: int = 1,
        *,
        thread: str = "",
        again: bool = False,
    ) -> At:
        """The message that shows the turn, as the newest of the direct messages or of a thread there, once.

        `again` says that this may have been done before. Raises: SlackApiError.
        """
        channel, message = await self._places.direct(client, came), drawn(turn, page)
        try:
            at = await self._posted(client, channel, message, came.delivery, thread, again=again)
        except SlackApiError as error:
            if not thread or code_of(error) not in NO_THREAD:
                raise
            at = await self._posted(client, channel, message, came.delivery, "", again=again)
        self._remember(at, message)
        first = await self._tidied(client, at, turn, came.delivery)
        if first is None:
            del self._live[channel]
            return at
        self._remember(first, message)
        return first

    async def _posted(
        self, client: AsyncWebClient, channel: str, message: Message, key: str, thread: str, *, again: bool
    ) -> At:
        found = await self._posting.found(client, channel, key, thread=thread) if again else None
        return found or await self._posting.post(client, channel, message, key=key, thread=thread)

    async def at_home(self, client: AsyncWebClient, came: Came, view: Json) -> None:
        """Shows `view` on the person's Home tab. Raises: SlackApiError."""
        for tries in range(1, _TRIES_AT_HOME + 1):
            try:
                await client.views_publish(user_id=came.user, view=view)
            except SlackApiError as error:
                if code_of(error) != "hash_conflict" or tries == _TRIES_AT_HOME:
                    raise
            else:
                return

    async def say(self, client: AsyncWebClient, came: Came, message: Message, *, thread: str = "") -> None:
        """Says something beside what there is to press. Raises: SlackApiError."""
        channel = await self._places.direct(client, came)
        await self._posting.post(client, channel, message, key=f"{came.delivery}!", thread=thread)

    async def hand(self, client: AsyncWebClient, came: Came, file: File, comment: str) -> None:
        """Puts a file into the person's direct messages, once. Raises what `Posting.hand` does."""
        channel = await self._places.direct(client, came)
        await self._posting.hand(client, channel, file, mrkdwn.line(comment), key=came.delivery)

    async def writing(self, client: AsyncWebClient, at: At, words: Words) -> None:
        """Says below a thread that a reply is being written, until it is there. Raises: SlackApiError."""
        await client.assistant_threads_setStatus(
            channel_id=at.channel, thread_ts=at.thread, status=words.say("is writing a reply")
        )

    async def _written_no_more(self, client: AsyncWebClient, lab: At) -> None:
        """Takes away what a process that has ended said below a lab, which Slack would do after two minutes.

        Where another process writes there its reply comes all the same.
        """
        with suppress(SlackApiError):
            await client.assistant_threads_setStatus(
                channel_id=lab.channel, thread_ts=lab.thread or lab.ts, status=""
            )

    async def respond(self, client: AsyncWebClient, url: str, message: Message) -> None:
        """Says something to who typed a command, there. Raises what a call ends with that is lost."""
        webhook = AsyncWebhookClient(url, session=client.session, retry_handlers=client.retry_handlers)
        await webhook.send(text=message.text, blocks=message.blocks, response_type="ephemeral")

    def is_live(self, at: At) -> bool:
        """Whether a message is the one to press, as far as this process knows."""
        found = self._live.get(at.channel)
        return found is not None and found.live == at

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
        found = self._live.get(channel)
        there = found and found.live and thread in ("", found.live.thread, found.live.ts)
        return found if there else None

    async def found(self, client: AsyncWebClient, channel: str, thread: str, delivery: str = "") -> Found:
        """What there is to press in the direct messages, or in a thread. Raises: SlackApiError.

        In a thread where nothing is live it is what waits there, for a message.
        """
        last = await self._posting.last(client, channel, thread=thread)
        answered = bool(delivery) and any(key_of(message) == delivery for message in last)
        live = next((each for each in last if is_live(_ours(each))), None)
        if live:
            same = (str(each["ts"]) for each in last if key_of(each) == key_of(live) != "")
            first = min(same, default=str(live["ts"]))  # two processes may have posted it
            found = _found(At(channel, str(live["ts"]), thread), _ours(live))
            return replace(found, answered=answered, changed=max(first, found.changed))
        if thread:
            waits = next((waiting_on(_ours(each)) for each in last if is_left(_ours(each))), "")
            ours = any(_ours(each) for each in last)
            resumed = going_on(waits) if waits else ""
            return Found(again=resumed, session=waits, answered=answered, ours=ours, takes="messages")
        threaded = _newest_thread(last)
        if not threaded:
            return Found(answered=answered, empty=not last)
        inside = await self.found(client, channel, threaded, delivery)
        return replace(inside, answered=answered or inside.answered)

    async def _tidied(self, client: AsyncWebClient, at: At, turn: Turn, delivery: str | None) -> At | None:
        """As `_one_to_press`, which is not asked where `delivery` is None; with what a lab can begin with.

        What came of a turn can be read already, so that a refusal of Slack's is only noted.
        """
        first: At | None = at
        try:
            if delivery is not None:
                first = await self._one_to_press(client, at, turn, delivery)
            await self._suggest(client, at, turn.screen)
        except SlackApiError as error:
            noted(error, f"tidying up in channel {at.channel}")
        return first

    async def _one_to_press(self, client: AsyncWebClient, live: At, turn: Turn, delivery: str) -> At | None:
        """The one message to press, `live`; those of another activity that goes on wait from now on.

        Of the messages of one delivery, which two processes may have posted, the first stays. Where that has
        made way for others since, they stay as they are, and it is None.
        """
        last = await self._posting.last(client, live.channel)
        everywhere = [(message, "") for message in last]
        for thread in {live.thread, _newest_thread(last)} - {""}:
            replies = await self._posting.last(client, live.channel, thread=thread)
            everywhere += [(message, thread) for message in replies if message["ts"] != thread]
        same = [str(message["ts"]) for message, _ in everywhere if delivery and key_of(message) == delivery]
        first = min(same, default=live.ts, key=float)
        alive = [str(message["ts"]) for message, _ in everywhere if is_live(_ours(message))]
        if first not in alive and any(float(ts) > float(first) for ts in alive if ts not in same):
            if first != live.ts:
                await self._posting.delete(client, live)
            return None  # the person has gone on from there
        words, session = catalogue(turn.screen.locale), session_of(turn.again)
        for message, thread in everywhere:
            at, blocks = At(live.channel, str(message["ts"]), thread), _ours(message)
            if at.ts == first != live.ts and not is_live(blocks):
                # Another process has taken its controls, late with what came before it.
                await self._posting.update(client, at, drawn(turn))
            if at.ts == first or not is_live(blocks):
                continue
            if is_lab(blocks):
                await self._written_no_more(client, at)
            if at.ts in same:
                await self._posting.delete(client, at)
                continue
            waiting = waiting_on(blocks)
            waits = "" if waiting == session else waiting
            former = Message(str(message.get("text", "")), left(blocks, words, waits=waits))
            await self._posting.update(client, at, former)
        return At(live.channel, first, live.thread)

    def _remember(self, live: At, message: Message) -> None:
        found = _found(live, message.blocks)
        self._live[live.channel] = replace(found, changed=max(live.ts, found.changed))
        self._live.move_to_end(live.channel)
        if len(self._live) > _KNOWN:
            self._live.popitem(last=False)

    async def _suggest(self, client: AsyncWebClient, at: At, screen: Screen) -> None:
        """Offers what a lab can begin with, where it has begun with nothing yet."""
        if screen.name != "lab.talk":
            return
        starters = [each.label for each in screen.controls if each.role == "choice" and each.note]
        prompts = [{"title": mrkdwn.shortened(each, _PROMPT_TITLE), "message": each} for each in starters]
        if prompts:
            with suppress(SlackApiError):  # they stand on the message as well
                await client.api_call(
                    "assistant.threads.setSuggestedPrompts",
                    json={"channel_id": at.channel, "prompts": prompts[:_PROMPTS]},
                )


def with_above(view: Json, blocks: Sequence[Json]) -> Json:
    """The Home tab with `blocks` above all else."""
    return view | {"blocks": [*blocks, *view["blocks"]][: limits.VIEW_BLOCKS]}


def _found(live: At, blocks: Sequence[Mapping[str, Any]]) -> Found:
    again, asks, since = mark_on(blocks)
    said = [*said_on(blocks)]
    return Found(live, tuple(own_tokens_of(said)), again, asks, session_in(said), changed=since)


def _page(pages: Sequence[Screen], number: int) -> Screen:
    return pages[min(number, len(pages)) - 1]


def _ours(message: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The blocks of a message, if it is one of an app."""
    return message.get("blocks") or () if message.get("bot_id") else ()


def _newest_thread(last: Sequence[Mapping[str, Any]]) -> str:
    """The first message of the newest thread; empty where none of the last ones was answered in one."""
    threads = (str(each["ts"]) for each in last if each.get("bot_id") and each.get("reply_count"))
    return next(threads, "")
