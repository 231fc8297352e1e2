"""What stands where somebody wrote something, for which Slack is asked where this process cannot know.

Owns whether what is written can be meant for it. Must not know what it comes to.
"""

import asyncio
from copy import copy
from dataclasses import replace

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from courseware_slack.deciding import Deciding
from courseware_slack.dispatch import Came
from courseware_slack.places import noted
from courseware_slack.posting import is_passing
from courseware_slack.standing import Found, Standing

LOOK_S = 2.0
"""How long Slack may take over what has to be known before something is decided, or a modal to open."""


class Finding:
    """Finds what `came` can be about. `again` says that it may have been answered before."""

    def __init__(
        self, standing: Standing, deciding: Deciding, client: AsyncWebClient, came: Came, *, again: bool
    ) -> None:
        self._standing = standing
        self._deciding = deciding
        self._client = client
        self._came = came
        self._again = again

    async def found(self) -> Found:
        """What stands where something was written, or else in the direct messages as a whole.

        What was written before that stood there can only be a message to the tutor, where that is a lab.
        Slack may take as long over it as whoever asks lets it.

        Raises: SlackApiError, and what else a call ends with that is lost; StoreError.
        """
        came = self._came
        found = self._standing.remembered(came.channel, came.thread)
        if found and not self._again and came.ts > found.changed and await self._deciding.current(found):
            return found
        found = await self._looked_up(came.thread)
        if came.thread and not (found.live or found.again or found.answered):
            whole = await self._looked_up("")
            found = replace(whole, takes="nothing" if found.ours else "controls")
        if came.ts < found.changed:
            is_there = found.takes in ("line", "messages")
            found = replace(found, takes="messages" if is_there else "nothing")
        return found

    async def is_empty(self) -> bool:
        """Whether nothing was ever written there, as far as the app may read it.

        Raises: what a call ends with that is lost, or may succeed later.
        """
        try:
            async with asyncio.timeout(LOOK_S):
                return (await self._looked_up("")).empty
        except SlackApiError as error:
            if is_passing(error):
                raise
            noted(error, f"the messages of {self._came.user}")
            return True

    async def _looked_up(self, thread: str) -> Found:
        """What stands in the direct messages or in a thread of theirs, as Slack has it now."""
        channel, delivery = self._came.channel, self._came.delivery
        once = copy(self._client)
        once.retry_handlers = []  # nobody can wait for the call to be made again
        return await self._standing.found(once, channel, thread, delivery)
