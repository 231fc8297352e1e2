"""Scripted people: they type commands, press, choose, fill in forms, and look at what they see."""

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any

from simcord import interactions
from simcord.backend import serializers
from simcord.backend.access import channel_accessible, message_accessible
from simcord.backend.models import Interaction, Message, ResponseKind
from simcord.enums import ComponentType, InteractionType, MessageType
from tests.discord.loopback.forms import CannotDo, Filled, submitted
from tests.discord.loopback.rest import Rest
from tests.discord.loopback.screens import Control, Form, Screen, form_of, screen_of
from tests.discord.loopback.world import World
from tests.surfaces.pulse import Pulse

WRITTEN = (MessageType.DEFAULT, MessageType.REPLY, MessageType.CHAT_INPUT_COMMAND)


class NotAnswered(Exception):
    """The person reads "The application did not respond", or still "thinking" after a long while."""


class Sent:
    """An interaction that is on its way since it was made. Awaiting it waits for the whole answer."""

    def __init__(self, person: "Person", record: Interaction) -> None:
        self.record = record
        self._person = person

    @property
    def answered(self) -> bool:
        """Whether the bot has done more than promise an answer."""
        match self.record.response_kind:
            case None | ResponseKind.DEFERRED:
                return False
            case ResponseKind.DEFERRED_UPDATE:
                return self._person.was_used(self.record.token)
            case _:
                return True

    def __await__(self) -> Generator[Any, None, Interaction]:
        return self._person.answer_of(self).__await__()


class Person:
    """Somebody in front of a Discord client, in one server and in direct messages."""

    def __init__(self, world: World, rest: Rest, pulse: Pulse, user_id: int, place: int) -> None:
        self.id = user_id
        self.place = place
        """The channel they type commands in."""
        self.locale = "en-US"
        self.form: Form | None = None
        """The modal that is open."""
        self._world = world
        self._rest = rest
        self._pulse = pulse

    # What they see.

    @property
    def screen(self) -> Screen:
        """What they see now: the newest message of the bot that is visible to them.

        Raises:
            CannotDo: there is none.
        """
        newest = next(self._messages(), None)
        if newest is None:
            raise CannotDo("this person sees no message of the bot")
        return screen_of(newest)

    @property
    def screens(self) -> list[Screen]:
        """All messages of the bot that they see, the newest first."""
        return [screen_of(message) for message in self._messages()]

    async def until(self, sees: Callable[[Screen], object]) -> Screen:
        """The newest message, once there is one of which `sees` is true."""

        def there() -> bool:
            newest = next(self._messages(), None)
            return newest is not None and bool(sees(screen_of(newest)))

        await self._pulse.until(there)
        return self.screen

    def _messages(self) -> Iterator[Message]:
        bot = self._world.bot_user.id
        everything = [
            message
            for channel, messages in self._world.messages.items()
            if channel_accessible(self._world, channel, self.id)
            for message in messages.values()
            if message.author_id == bot and message.type in WRITTEN
            if message_accessible(self._world, channel, message, self.id)
        ]
        return iter(sorted(everything, key=lambda message: message.id, reverse=True))

    # Where they are.

    def goes_to(self, channel_id: int) -> None:
        """From now on they type in that channel or thread."""
        self.place = channel_id

    def opens_direct_messages(self) -> None:
        """From now on they type in their direct messages with the bot."""
        self.place = self._world.get_dm_channel(self.id).id

    def closes_direct_messages(self) -> None:
        """They take no direct messages from members of servers."""
        self._world.closed_to_messages.add(self.id)

    # What they do. Everything happens at the call; awaiting waits for the answer.

    def slash(self, command: str, /, **options: Any) -> Sent:
        """Types a command; `course list` names a subcommand."""
        data, leaf, nesting = self._command(command)
        declared = {each["name"]: each["type"] for each in leaf.get("options") or []}
        accepted = interactions.check_options(command, leaf, options)
        given = [{"name": name, "type": declared[name], "value": value} for name, value in accepted.items()]
        data["options"] = interactions.nest_options(self._root(command), nesting, given)
        return self._send(InteractionType.APPLICATION_COMMAND, self.place, data)

    async def autocomplete(self, command: str, option: str, typed: str, /, **options: Any) -> list[str]:
        """The names that the bot suggests for an option while something is typed into it."""
        data, leaf, nesting = self._command(command)
        declared = {each["name"]: each for each in leaf.get("options") or []}
        if not declared[option].get("autocomplete"):
            raise CannotDo(f"{option!r} of /{command} suggests nothing")
        given: list[dict[str, Any]] = [
            {"name": name, "type": declared[name]["type"], "value": value} for name, value in options.items()
        ]
        given.append({"name": option, "type": declared[option]["type"], "value": typed, "focused": True})
        data["options"] = interactions.nest_options(self._root(command), nesting, given)
        record = await self._send(InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE, self.place, data)
        return [each["name"] for each in record.autocomplete_choices or []]

    def press(self, what: str, *, on: Screen | None = None) -> Sent:
        """Presses a button, named by its label or custom id.

        It is looked for in the newest message that has it, or `on` a screen as it was when they looked.
        """
        screen, control = self._found(lambda each: each.kind == "button" and each.named(what), what, on)
        return self._use(screen, control, {"component_type": ComponentType.BUTTON})

    def choose(self, *wanted: str, of: str | None = None, on: Screen | None = None) -> Sent:
        """Chooses options of a select by label or value; `of` names the select by placeholder or id."""

        def offers(each: Control) -> bool:
            named = of is None or each.named(of)
            names = {name for option in each.options for name in (option.label, option.value)}
            return each.kind == "select" and named and set(wanted) <= names

        screen, control = self._found(offers, " + ".join(wanted), on)
        if not control.least <= len(wanted) <= control.most:
            raise CannotDo(f"{control.least} to {control.most} are to be chosen, not {len(wanted)}")
        by_name = {option.label: option.value for option in control.options}
        values = [by_name.get(name, name) for name in wanted]
        return self._use(screen, control, {"component_type": ComponentType.STRING_SELECT, "values": values})

    def submit_modal(self, filled: Mapping[str, Filled]) -> Sent:
        """Fills in the form that is open, by labels or custom ids, and sends it."""
        if self.form is None:
            raise CannotDo("no form is open")
        opened = self.form.shown_by
        data = {"custom_id": (opened.modal or {})["custom_id"], "components": submitted(self.form, filled)}
        self.form = None
        return self._send(InteractionType.MODAL_SUBMIT, opened.channel_id, data, opened.source_message_id)

    def say(self, text: str, *, where: int | None = None) -> None:
        """Writes a message: `where`, or in the channel of what they see."""
        place = self.screen.channel_id if where is None else where
        channel = self._world.get_channel(place)
        needed = "send_messages_in_threads" if channel.is_thread else "send_messages"
        self._world.require_permissions(channel.guild_id, self.id, place, needed)
        self._world.create_message(place, self.id, text)

    # How it gets to the bot and back.

    def was_used(self, token: str) -> bool:
        """Whether the bot used the token of an interaction beyond its first answer."""
        return any(
            each.applied and token in each.path and not each.path.endswith("/callback")
            for each in self._rest.requests
        )

    async def answer_of(self, sent: Sent) -> Interaction:
        """The interaction, answered in full; a modal that it was answered with is then open.

        Raises:
            NotAnswered: the bot did not respond in time, or promised and did not keep it.
        """
        try:
            await self._pulse.until(lambda: sent.record.responded, within_s=self._world.deadline_s + 0.1)
            await self._pulse.until(lambda: sent.answered)
        except TimeoutError:
            said = "is still thinking" if sent.record.responded else "did not respond"
            raise NotAnswered(f"The application {said}") from None
        if sent.record.response_kind is ResponseKind.MODAL:
            self.form = form_of(sent.record)
        return sent.record

    def _root(self, command: str) -> dict[str, Any]:
        name = command.split(maxsplit=1)[0]
        root = self._world.find_command(name, self._world.get_channel(self.place).guild_id)
        if root is None:
            raise CannotDo(f"there is no command /{name}")
        return root

    def _command(self, command: str) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
        """The data of a command without options, its declaration, and the path to it."""
        root = self._root(command)
        leaf, nesting = interactions.walk_to_subcommand(root, command.split()[1:])
        data = {"id": root["id"], "name": root["name"], "type": root["type"]}
        if root.get("guild_id"):
            data["guild_id"] = root["guild_id"]
        return data, leaf, nesting

    def _found(self, fits: Callable[[Control], bool], what: str, on: Screen | None) -> tuple[Screen, Control]:
        looked_at = self.screens if on is None else [on]
        for screen in looked_at:
            for control in screen.controls:
                if control.enabled and fits(control):
                    return screen, control
        seen = [(*screen.labels, *screen.options) for screen in looked_at[:1]]
        raise CannotDo(f"{what!r} cannot be pressed or chosen; there is {seen}")

    def _use(self, screen: Screen, control: Control, data: dict[str, Any]) -> Sent:
        data |= {"custom_id": control.custom_id, "id": control.component.get("id")}
        return self._send(InteractionType.MESSAGE_COMPONENT, screen.channel_id, data, screen.message_id)

    def _send(self, kind: int, channel_id: int, data: dict[str, Any], source: int | None = None) -> Sent:
        guild_id = self._world.get_channel(channel_id).guild_id
        self._world.require_permissions(guild_id, self.id, channel_id, "view_channel")
        record, payload = interactions.base_payload(
            self._world, type=kind, channel_id=channel_id, guild_id=guild_id, user_id=self.id, data=data
        )
        payload |= {"locale": self.locale, "authorizing_integration_owners": {"0": str(guild_id or 0)}}
        if source is not None:
            record.source_message_id = source
            message = self._world.get_message(channel_id, source)
            payload["message"] = serializers.message_payload(self._world, message)
        self._world.emit("INTERACTION_CREATE", payload)
        return Sent(self, record)
