"""Where a turn is shown: in place of what was pressed, as the newest message, in a lab's thread, at Home.

Owns that there is one message to press. Must not know the core's rules or what Slack delivers.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

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
    is_lab,
    is_left,
    is_live,
    left,
    marked,
    session_of,
    waiting_on,
)
from courseware_slack.standing import Standing, newest_thread, ours

Json = dict[str, Any]

_TRIES_AT_HOME = 3

_PROMPTS = 4
"""Of assistant.threads.setSuggestedPrompts, as docs.slack.dev has it in November 2026."""

_PROMPT_TITLE = 75
"""Ours: longer ones are cut off on a phone. What is sent is the whole."""

_log = logging.getLogger(__name__)


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


class Showing:
    """Shows turns to everybody, through `posting`; so do other processes where the people are `shared`."""

    def __init__(self, posting: Posting, places: Places, *, shared: bool = False) -> None:
        self._posting = posting
        self._places = places
        self.standing = Standing(posting, shared=shared)
        self._clock = SystemClock()

    async def in_place(self, client: AsyncWebClient, came: Came, at: At, turn: Turn, page: int) -> None:
        """Shows the turn in place of the app's own message, or anew where that is gone.

        Raises: SlackApiError.
        """
        since = came.at or f"{self._clock.now().timestamp():.6f}"
        message = drawn(turn, page, since=since)
        begins = not self.standing.is_known(at.channel)
        if await self._posting.update(client, at, message) == "gone":
            await self.newest(client, came, turn, page)
            return
        # Another process has shown something since where the message was left to wait.
        was_live = self.standing.is_live(at) and not is_left(came.blocks)
        self.standing.remember(at, message.blocks)
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
        self.standing.remember(at, message.blocks)
        first = await self._tidied(client, at, turn, came.delivery)
        if first is None:
            self.standing.forget(channel)
            return at
        self.standing.remember(first, message.blocks)
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
        for thread in {live.thread, newest_thread(last)} - {""}:
            replies = await self._posting.last(client, live.channel, thread=thread)
            everywhere += [(message, thread) for message in replies if message["ts"] != thread]
        same = [str(message["ts"]) for message, _ in everywhere if delivery and key_of(message) == delivery]
        first = min(same, default=live.ts, key=float)
        alive = [str(message["ts"]) for message, _ in everywhere if is_live(ours(message))]
        if first not in alive and any(float(ts) > float(first) for ts in alive if ts not in same):
            if first != live.ts:
                await self._posting.delete(client, live)
            return None  # the person has gone on from there
        words, session = catalogue(turn.screen.locale), session_of(turn.again)
        for message, thread in everywhere:
            at, blocks = At(live.channel, str(message["ts"]), thread), ours(message)
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


def _page(pages: Sequence[Screen], number: int) -> Screen:
    return pages[min(number, len(pages)) - 1]
