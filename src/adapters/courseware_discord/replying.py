"""The answer to one interaction, however late it comes: its first response, and edits of that.

Owns what Discord allows an interaction and when. Must not know screens or learners.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Literal

import aiohttp
import discord
from discord.ui import LayoutView, Modal

from courseware_core.account import File
from courseware_discord.pictures import Drawn

Shown = Literal["shown", "taken", "dead"]
"""Whether the person sees it: `taken` when somebody else has answered, `dead` when nobody can any more."""

TAKEN = 40060
"""Interaction has already been acknowledged: by another process, or by a request whose answer was lost.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#json, as the next ones.
"""

GONE = frozenset((10003, 10008, 10015, 10062, 50027))
"""Unknown channel, message, webhook or interaction; invalid webhook token."""

FAILURES = (discord.HTTPException, OSError, aiohttp.ClientError, TimeoutError)
"""What a request to Discord may end with."""

PATIENCE_S = 30.0
"""How long Discord may take over one request, waiting for its rate limits and trying again included."""

_log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]


class Reply:
    """What is said to an interaction.

    It is said in place of the message that was pressed on when `edits`, else in a message of its own, which
    only the person sees when it is `private`.
    """

    def __init__(self, interaction: Interaction, *, edits: bool, private: bool) -> None:
        self.interaction = interaction
        self.edits = edits
        self.private = private
        self._responded = False
        self._lost = False
        self._until_deferred: asyncio.TimerHandle | None = None
        self._one_by_one = asyncio.Lock()

    @contextmanager
    def deferring_after(self, seconds: float, group: asyncio.TaskGroup) -> Iterator[None]:
        """Asks Discord for more time, in a task of `group`, unless something was said by then.

        Most answers need none, and then there is no task.
        """
        loop = asyncio.get_running_loop()
        self._until_deferred = loop.call_later(seconds, lambda: group.create_task(self.defer()))
        try:
            yield
        finally:
            self._until_deferred.cancel()

    async def defer(self) -> Shown:
        """Tells Discord that the answer will come, unless it knows."""
        self._speak()
        async with self._one_by_one:
            if self._responded:
                return "shown"
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await self.interaction.response.defer(ephemeral=self.private, thinking=not self.edits)
            except discord.HTTPException as error:
                # Taken may mean by ourselves, where the answer to that request was lost: editing still helps.
                self._responded = error.code == TAKEN
                _log.info("interaction %s was not deferred: %s", self.interaction.id, error)
                return "taken" if self._responded else "dead"
            except (OSError, aiohttp.ClientError, TimeoutError) as error:
                _log.info("interaction %s was not deferred: %s", self.interaction.id, type(error).__name__)
                self._lost = True
                return "dead"
            self._responded = True
            return "shown"

    async def show(self, drawn: Drawn) -> Shown:
        """Says it, in place of what was said before. Raises: discord.HTTPException when it cannot be."""
        self._speak()
        drawn.view.stop()  # what is pressed reaches `on_interaction`; discord.py need not remember the view
        async with self._one_by_one:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await self._shown_once(drawn)
            except discord.HTTPException as error:
                if error.code == TAKEN:
                    self._responded = True
                    return "taken"
                if error.code in GONE or error.status == 429 or error.status >= 500:
                    return "dead"
                raise
            except (OSError, aiohttp.ClientError, TimeoutError):
                return "dead"
            self._responded = True
        return "shown"

    async def hand(self, file: File) -> bool:
        """Whether the person alone was given the file, after something was said."""
        async with self._one_by_one:
            attached = discord.File(BytesIO(file.content), filename=file.name)
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await self.interaction.followup.send(file=attached, ephemeral=True)
            except (discord.HTTPException, OSError, aiohttp.ClientError, TimeoutError) as error:
                _log.warning("interaction %s got no file: %s", self.interaction.id, error)
                return False
        return True

    async def tell(self, view: LayoutView) -> None:
        """Says `view` to the person alone, beside what they see."""
        self._speak()
        view.stop()
        async with self._one_by_one:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await self._tell(view)
            except (discord.HTTPException, OSError, aiohttp.ClientError, TimeoutError) as error:
                _log.warning("interaction %s was not answered: %s", self.interaction.id, type(error).__name__)

    async def open(self, form: Modal) -> Shown:
        """Opens a form, which only a first response can do. Raises: discord.HTTPException as `show` does."""
        self._speak()
        form.stop()
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self.interaction.response.send_modal(form)
        except discord.HTTPException as error:
            if error.code not in (TAKEN, *GONE) and error.status < 500:
                raise
            return "taken" if error.code == TAKEN else "dead"
        except (OSError, aiohttp.ClientError, TimeoutError):
            return "dead"
        return "shown"

    def _speak(self) -> None:
        """Nothing need be deferred any more."""
        if self._until_deferred:
            self._until_deferred.cancel()

    async def _shown_once(self, drawn: Drawn) -> None:
        """Says it, also where asking for time took effect and only Discord's answer to that was lost."""
        try:
            await self._show(drawn)
        except discord.HTTPException as error:
            if error.code != TAKEN or not self._lost:
                raise
            self._responded = True
            await self._show(drawn)

    async def _show(self, drawn: Drawn) -> None:
        response = self.interaction.response
        if self._responded:
            await self.interaction.edit_original_response(view=drawn.view, attachments=drawn.attachments())
        elif self.edits:
            await response.edit_message(view=drawn.view, attachments=drawn.attachments())
        else:
            await response.send_message(view=drawn.view, files=drawn.files(), ephemeral=self.private)

    async def _tell(self, view: LayoutView) -> None:
        if not self._responded:
            await self.interaction.response.send_message(view=view, ephemeral=True)
            self._responded = True
        elif self.edits:
            await self.interaction.followup.send(view=view, ephemeral=True)
        else:
            await self.interaction.edit_original_response(view=view)
