"""The bot keeps the promises of every adapter: the real client, in front of people of a simulated Discord."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import discord
import pytest
import simcord
from simcord import InteractionResult
from tests.adapters.courses import DISTURBED, EVERYWHERE
from tests.discord.server import (
    SETTINGS,
    Quick,
    Server,
    deliver_again,
    interactions,
    labels,
    parts,
    press_again,
    press_as_if_shown,
    texts,
)

from courseware_core.screen.model import Intent
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.surfaces.controls import CHOICES_ID, FIELD_ID, form_id, option_id, press_id, select_id
from courseware_core.testing.adapters import AdapterContract, Told, typed
from courseware_discord.bot import client

BACK, ON = "\N{BLACK LEFT-POINTING TRIANGLE}", "\N{BLACK RIGHT-POINTING TRIANGLE}"
NOT_YOURS = "belongs to somebody else"

Part = discord.Button | discord.SelectMenu
"""What can be pressed or chosen from on a message."""


class Discord:
    """A Discord with one server, which outlasts the processes of the bot."""

    def __init__(self, env: simcord.Env) -> None:
        self.shown: list[tuple[discord.Message, Part]] = []
        """What anybody was ever shown to press, and on which message."""
        self._env = env
        self._members: dict[str, Member] = {}

    @cached_property
    def server(self) -> Server:
        return Server(self._env, self.app)

    async def start(self, app: Told) -> None:
        self.app = app
        await self._env.restart_bot(client(app, SETTINGS))

    async def stop(self) -> None:
        """Nobody is connected any more. Forms that could be opened are open then."""
        for each in self._members.values():
            await each.open_the_form()
        await self._env.restart_bot(_nobody())

    def person(self, name: str) -> "Member":
        return self._members.setdefault(name, Member(self, name))


class Member:
    """Somebody in the server, who presses what there is on the newest message of their thread."""

    def __init__(self, place: Discord, name: str) -> None:
        self._discord = place
        # Whoever manages threads is shown what somebody else can press.
        self._person = place.server.member(name, view_channel=True, manage_threads=True)
        self._told = interactions(place.server)
        self._form: InteractionResult | None = None
        self.who = self._person.who

    async def enter(self, place: str = "") -> None:
        self._form = None
        await self._person.learn(place)

    async def act(self, intent: Intent) -> None:
        form, self._form = self._form, None
        if form is None or not _is_for(form, intent.token):
            found = await self._found(intent)
            if found is None:
                await self._act_on_what_is_gone(intent)
                return
            form = await self._press(found, _values(found, intent))
        if form.modal:
            await self._send(form, intent)

    async def repeat(self) -> None:
        shown, messages = self._read(), len(self._person.messages)
        await deliver_again(self._discord.server, self._mine()[-1])
        assert (self._read(), len(self._person.messages)) == (shown, messages)

    async def read(self) -> Sequence[str]:
        while await self._turn(BACK):
            pass
        pages = [await self._page()]
        while await self._turn(ON):
            pages.append(await self._page())
        return pages

    async def open_the_form(self) -> None:
        """Opens the form that can be opened on this page, if there is one."""
        opening = next((each for each in self._parts() if str(each.custom_id).startswith(form_id(""))), None)
        self._form = await self._press(opening, ()) if opening else None

    def _parts(self) -> list[Part]:
        """What can be pressed on the page that is shown."""
        message = self._person.message
        there = [each for each in parts(message) if isinstance(each, Part) and each.custom_id]
        self._discord.shown += [(message, each) for each in there]
        return there

    def _read(self) -> str:
        """All that can be read on the page that is shown."""
        options = [
            word
            for each in self._parts()
            for word in (
                [each.label]
                if isinstance(each, discord.Button)
                else [word for option in each.options for word in (option.label, option.description)]
            )
        ]
        return "\n".join((texts(self._person.message), *filter(None, options)))

    async def _page(self) -> str:
        await self.open_the_form()
        form, self._form = self._form, None
        return "\n".join((self._read(), *(_words(form.modal) if form and form.modal else ())))

    async def _found(self, intent: Intent) -> Part | None:
        """What means the intent, on this page or, turning them, on another."""
        for sign in (BACK, ON):
            turned = True
            while turned:
                found = next((each for each in self._parts() if _means(each, intent)), None)
                if found:
                    return found
                turned = await self._turn(sign)
        return None

    async def _turn(self, sign: str) -> bool:
        """Whether there is another page that way, which is shown then."""
        button = next(
            (each for each in self._parts() if str(getattr(each, "emoji", "")).startswith(sign)), None
        )
        if button:
            before = self._read()
            await self._press(button, ())
            assert self._read() != before, f"{button.label} leads nowhere"  # type: ignore[union-attr]
        return button is not None

    async def _press(self, part: Part, values: Sequence[str]) -> InteractionResult:
        message, actor = self._person.message, self._person.actor
        if isinstance(part, discord.Button):
            return await actor.click(message, custom_id=part.custom_id)
        return await actor.select(message, values, custom_id=part.custom_id)

    async def _send(self, form: InteractionResult, intent: Intent) -> None:
        """Fills in the form, and sends it."""
        assert form.modal
        field = next(each["component"] for each in form.modal["components"] if "component" in each)
        asked = self._discord.app.turns[self.who].screen.input
        given = list(map(str, intent.answer.values)) if "options" in field else typed(asked, intent.answer)
        await self._person.actor.submit_modal(form, {FIELD_ID: given})

    async def _act_on_what_is_gone(self, intent: Intent) -> None:
        """Does once more what this person did before, or what only somebody else could."""
        before = {
            each["data"]["custom_id"]: each for each in self._mine() if _is_about(each["data"], intent.token)
        }
        for each in before.values():
            assert (await press_again(self._discord.server, each)).modal is None
        if not before:
            shown = reversed(self._discord.shown)
            message, part = next(each for each in shown if _means(each[1], intent))
            await self._press_somebody_elses(message, part, _values(part, intent))

    async def _press_somebody_elses(
        self, message: discord.Message, part: Part, values: Sequence[str]
    ) -> None:
        """Presses it there, and from their own message, too, as no honest client lets them."""
        told = await press_as_if_shown(self._person, message, part, values)
        assert told.ephemeral
        assert told.response
        assert NOT_YOURS in texts(told.response)
        assert labels(told.response), "there is a way on"
        await press_as_if_shown(self._person, self._person.message, part, values)

    def _mine(self) -> list[dict[str, Any]]:
        """What the bot was told that this person did."""
        return [each for each in self._told if each["member"]["user"]["id"] == self.who.user]


def _nobody() -> discord.Client:
    """A client that answers nothing."""
    return discord.AutoShardedClient(intents=discord.Intents(guilds=True))


def _means(part: Part, intent: Intent) -> bool:
    """Whether pressing `part`, or choosing from it, does what the intent says."""
    token, values = intent.token, intent.answer.values
    options = [option_id(token, position) for position in values or range(26)]
    if part.custom_id == CHOICES_ID:
        return any(option.value == token for option in getattr(part, "options", ()))
    return part.custom_id in (press_id(token), form_id(token), select_id(token), *options)


def _values(part: Part, intent: Intent) -> list[str]:
    """What is chosen from `part` to do what the intent says."""
    if isinstance(part, discord.Button):
        return []
    if part.custom_id == CHOICES_ID:
        return [intent.token]
    return [str(position) for position in intent.answer.values or (0,)]


def _is_about(data: Mapping[str, Any], token: str) -> bool:
    """Whether what was done was to press the control of the token, or to send its form."""
    custom_id = data.get("custom_id", "")
    turns = custom_id.startswith("cw:t:")
    return not turns and (custom_id.endswith(f":{token}") or data.get("values") == [token])


def _is_for(form: InteractionResult, token: str) -> bool:
    return form.modal is not None and str(form.modal["custom_id"]).endswith(f":{token}")


def _words(form: Mapping[str, Any]) -> Iterator[str]:
    """All that can be read on a form."""
    yield form.get("title", "")
    for each in form["components"]:
        yield from (each.get("content", ""), each.get("label", ""), each.get("description") or "")
        yield from (option["label"] for option in each.get("component", {}).get("options", ()))


class TestDiscord(AdapterContract):
    profile = DISCORD_MESSAGE
    courses = EVERYWHERE
    disturbed = DISTURBED
    locale = "en-US"

    @pytest.fixture(autouse=True)
    async def discord(self) -> AsyncIterator[None]:
        """A Discord that is there as long as the test."""
        self.env = Quick(_nobody(), shard_count=1, settle_timeout=3.0)
        await self.env.start()
        yield
        await self.env.shutdown()
        self.env.raise_errors()

    def platform(self) -> Discord:
        return Discord(self.env)
