"""Where a turn is shown: in place of what was pressed, as the newest message, in a lab's thread, at Home.

Must not know the core's rules or what Slack delivers.
"""

from collections.abc import Sequence
from time import monotonic
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from courseware_core.account import File
from courseware_core.clock import SystemClock
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import SLACK_HOME, SLACK_MESSAGE
from courseware_core.screen.words import Words
from courseware_core.surfaces.deciding import holds
from courseware_core.turns import Turn
from courseware_slack import limits, mrkdwn, render
from courseware_slack.dispatch import Came
from courseware_slack.places import Places
from courseware_slack.posting import NO_THREAD, At, Posting, code_of
from courseware_slack.render import Message
from courseware_slack.seen import is_lab, is_left, marked
from courseware_slack.standing import Standing
from courseware_slack.tidying import Tidying

Json = dict[str, Any]

_TRIES_AT_HOME = 3

_QUICK_S = 1.0
"""A change that takes longer may come after what another process has shown meanwhile."""


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
        self._tidying = Tidying(posting, self.standing)
        self._clock = SystemClock()

    async def in_place(self, client: AsyncWebClient, came: Came, at: At, turn: Turn, page: int) -> None:
        """Shows the turn in place of the app's own message, or anew where that is gone.

        Raises: SlackApiError.
        """
        since = came.at or (self._now() if came.where == "modal" else at.ts)
        message = drawn(turn, page, since=since)
        former, began = self.standing.live(at.channel), monotonic()
        if await self._posting.update(client, at, message) == "gone":
            await self.newest(client, came, turn, page)
            return
        if former is None and is_lab(came.blocks):
            await self._tidying.written_no_more(client, at)
        self.standing.remember(at, message.blocks)
        # Another process has shown something since where the message was left to wait, and may have done so
        # while this one was at it.
        is_late = self.standing.shared and monotonic() - began > _QUICK_S
        if former != at or is_left(came.blocks) or is_late:
            await self._tidying.tidy(client, at, turn, former)
        else:
            await self._tidying.suggest(client, at, turn.screen)

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
        former = self.standing.live(channel)
        try:
            at = await self._posted(client, channel, message, came.delivery, thread, again=again)
        except SlackApiError as error:
            if not thread or code_of(error) not in NO_THREAD:
                raise
            at = await self._posted(client, channel, message, came.delivery, "", again=again)
        self.standing.remember(at, message.blocks)
        return await self._tidying.tidy(client, at, turn, former, delivery=came.delivery)

    def _now(self) -> str:
        """The time by our clock, as timestamps of messages have it."""
        return f"{self._clock.now().timestamp():.6f}"

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

    async def respond(self, client: AsyncWebClient, url: str, message: Message) -> None:
        """Says something to who typed a command, there. Raises what a call ends with that is lost."""
        webhook = AsyncWebhookClient(url, session=client.session, retry_handlers=client.retry_handlers)
        await webhook.send(text=message.text, blocks=message.blocks, response_type="ephemeral")


def with_above(view: Json, blocks: Sequence[Json]) -> Json:
    """The Home tab with `blocks` above all else."""
    return view | {"blocks": [*blocks, *view["blocks"]][: limits.VIEW_BLOCKS]}


def _page(pages: Sequence[Screen], number: int) -> Screen:
    return pages[min(number, len(pages)) - 1]
