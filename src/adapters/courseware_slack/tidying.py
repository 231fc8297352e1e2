"""What is left of the messages that stood there before: one can be pressed, and what waits says so.

Owns which one that is. Must not know what a turn is about, nor what Slack delivers.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from courseware_core.languages import catalogue
from courseware_core.screen.model import Screen
from courseware_core.screen.words import Words
from courseware_core.turns import Turn
from courseware_slack import mrkdwn
from courseware_slack.places import noted
from courseware_slack.posting import LOST, At, Posting, key_of
from courseware_slack.render import Message
from courseware_slack.seen import is_lab, is_live, left, said_on, session_in, session_of, waiting_on
from courseware_slack.standing import Standing, newest_thread, ours, since_when

_TIDY_S = 10.0
"""How long what is shown next waits for what was there before to be left."""

_PROMPTS = 4
"""Of assistant.threads.setSuggestedPrompts, as docs.slack.dev has it in November 2026."""

_PROMPT_TITLE = 75
"""Ours: longer ones are cut off on a phone. What is sent is the whole."""


class Tidying:
    """Leaves what was there before something new was shown."""

    def __init__(self, posting: Posting, standing: Standing) -> None:
        self._posting = posting
        self._standing = standing

    async def tidy(
        self, client: AsyncWebClient, shown: At, turn: Turn, former: At | None, *, delivery: str = ""
    ) -> At:
        """Sees to it that there is one message to press, after the turn was shown; and where it is now.

        `former` is what this process had to press before. Of the messages of one `delivery`, which two
        processes may have posted, the first stays. What came of the turn can be read already, so that
        whatever keeps this is only noted, and nobody waits for it for long.
        """
        try:
            async with asyncio.timeout(_TIDY_S):
                shown = await self._first(client, shown, turn, former, delivery)
                await self.suggest(client, shown, turn.screen)
        except (SlackApiError, *LOST) as error:
            noted(error, f"tidying up in channel {shown.channel}")
        return shown

    async def _first(
        self, client: AsyncWebClient, shown: At, turn: Turn, former: At | None, delivery: str
    ) -> At:
        """Where the turn is shown.

        Every process that looks finds the same message to press: that which came of the latest deed.
        """
        found = await self._everything(client, shown, former)
        same = sorted(ts for ts, (_, message) in found.items() if delivery and key_of(message) == delivery)
        first = same[0] if same else shown.ts
        when, messages = {first: first}, [message for _, message in found.values()]
        for ts, (at, message) in found.items():
            if ts in same[1:]:
                await self._posting.delete(client, at)
            elif ts == first or is_live(ours(message)):
                when[ts] = since_when(message, messages)
        latest, at = max(when, key=when.__getitem__), At(shown.channel, first, shown.thread)
        if latest != first:
            self._standing.forget(shown.channel)
        elif at != shown:
            self._standing.move(at)
        session = session_of(turn.again) if latest == first else session_in(said_on(ours(found[latest][1])))
        for ts in when:
            if ts != latest and ts in found:
                await self._leave(client, *found[ts], session, catalogue(turn.screen.locale))
        return at

    async def _everything(
        self, client: AsyncWebClient, shown: At, former: At | None
    ) -> Mapping[str, tuple[At, Mapping[str, Any]]]:
        """The last messages, and those of the threads where there may be something to press, by timestamp."""
        last = await self._posting.last(client, shown.channel)
        found = {str(each["ts"]): (At(shown.channel, str(each["ts"])), each) for each in last}
        for thread in {shown.thread, newest_thread(last), former.thread if former else ""} - {""}:
            for each in await self._posting.last(client, shown.channel, thread=thread):
                found.setdefault(str(each["ts"]), (At(shown.channel, str(each["ts"]), thread), each))
        return found

    async def _leave(
        self, client: AsyncWebClient, at: At, message: Mapping[str, Any], session: str, words: Words
    ) -> None:
        """Takes away what can be pressed; what is of another session than this one says that it waits."""
        blocks = ours(message)
        if not is_live(blocks):
            return
        if is_lab(blocks):
            await self.written_no_more(client, at)
        waiting = waiting_on(blocks)
        waits = "" if waiting == session else waiting
        former = Message(str(message.get("text", "")), left(blocks, words, waits=waits))
        await self._posting.update(client, at, former)

    async def written_no_more(self, client: AsyncWebClient, lab: At) -> None:
        """Takes away what a process that has ended said below a lab, which Slack would do after two minutes.

        Where another process writes there its reply comes all the same.
        """
        with suppress(SlackApiError, *LOST):
            await client.assistant_threads_setStatus(
                channel_id=lab.channel, thread_ts=lab.thread or lab.ts, status=""
            )

    async def suggest(self, client: AsyncWebClient, at: At, screen: Screen) -> None:
        """Offers what a lab can begin with, where it has begun with nothing yet."""
        if screen.name != "lab.talk":
            return
        starters = [each.label for each in screen.controls if each.role == "choice" and each.note]
        prompts = [{"title": mrkdwn.shortened(each, _PROMPT_TITLE), "message": each} for each in starters]
        if prompts:
            with suppress(SlackApiError, *LOST):  # they stand on the message as well
                await client.api_call(
                    "assistant.threads.setSuggestedPrompts",
                    json={"channel_id": at.channel, "prompts": prompts[:_PROMPTS]},
                )
