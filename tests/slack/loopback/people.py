"""Scripted people: they type, press, choose, fill in modals, and look at what they see."""

from collections.abc import Callable, Generator, Mapping, Sequence
from html import escape
from typing import Any

from tests.slack.loopback import payloads
from tests.slack.loopback.afterwards import Afterwards
from tests.slack.loopback.delivering import Deliveries, Delivery
from tests.slack.loopback.eyes import Eyes
from tests.slack.loopback.filling import SEVERAL, TEXTS, CannotDo, fill, first, is_empty, values
from tests.slack.loopback.records import Channel, Json, Message, User
from tests.slack.loopback.seen import Control, Screen
from tests.slack.loopback.views import Views
from tests.slack.loopback.world import World
from tests.surfaces.pulse import Pulse

PATIENCE_S = 20.0
"""How long a person waits before giving up, unless told otherwise."""


class NotAnswered(Exception):
    """The person reads that the app did not respond, or sees a warning beside what they pressed."""


class Sent:
    """Something that a person did, on its way to the app. Awaiting it waits for the acknowledgement."""

    def __init__(self, pulse: Pulse, delivery: Delivery | None) -> None:
        self.delivery = delivery
        """None where Slack's client kept it to itself, as a choice that is sent later."""
        self._pulse = pulse

    @property
    def is_tried(self) -> bool:
        """Whether the app is being told of it, or was."""
        return self.delivery is not None and self.delivery.attempts > 0

    @property
    def failures(self) -> int:
        """How many attempts to tell the app of it were in vain."""
        return len(self.delivery.failures) if self.delivery else 0

    @property
    def is_in_vain(self) -> bool:
        """Whether everything was in vain that Slack tries at once: two attempts with an event, else one."""
        known = self.delivery
        return known is not None and self.failures > (known.kind == "events_api")

    @property
    def is_over(self) -> bool:
        """Whether Slack tries nothing more."""
        return self.delivery is None or self.delivery.over

    def __await__(self) -> Generator[Any, None, None]:
        return self._acknowledged().__await__()

    async def _acknowledged(self) -> None:
        known = self.delivery
        if known is None:
            return
        await self._pulse.until(lambda: known.acknowledged or known.over, within_s=PATIENCE_S)
        if not known.acknowledged:
            raise NotAnswered(", ".join(known.failures))


class Person(Eyes):
    """Somebody in front of a Slack client."""

    def __init__(
        self,
        world: World,
        views: Views,
        afterwards: Afterwards,
        deliveries: Deliveries,
        pulse: Pulse,
        user: User,
    ) -> None:
        super().__init__(world, views, pulse, user)
        self.confirmed: list[str] = []
        """The questions that they said yes to before something was sent."""
        self._afterwards = afterwards
        self._deliveries = deliveries
        self._last: Delivery | None = None

    # Where they are.

    def opens_home(self) -> Sent:
        """Opens the app's Home tab."""
        self._in_workspace(self.user.team)
        if not self.user.team.home_enabled:
            raise CannotDo("the app has no Home tab")
        self.at_home = True
        return self._opened("home")

    def opens_messages(self) -> Sent:
        """Opens the app's Messages tab."""
        self._may_write(self.direct)
        self.at_home = False
        return self._opened("messages")

    def reloads(self) -> None:
        """Starts Slack anew: ephemeral messages and modals are gone."""
        kept = [each for each in self._world.ephemerals if each.user is not self.user]
        self._world.ephemerals[:] = kept
        self._views.stack(self.user).clear()
        self._filled.clear()

    # What they do. Everything happens at the call; awaiting waits for the acknowledgement.

    def slash(self, typed: str, *, where: Channel | None = None) -> Sent:
        """Types a command such as `/learn review`, in the app's direct messages unless `where` is said."""
        channel = where or self.direct
        self._may_write(channel)
        self._in_workspace(self.user.team)
        if typed.split(maxsplit=1)[0] not in self._world.commands or "commands" not in self.user.team.scopes:
            raise CannotDo(f"{typed.split(maxsplit=1)[0]} is not a valid command")
        url = self._afterwards.response_url(channel, self.user)
        trigger = self._views.trigger(self.user)
        body = payloads.command(channel, self.user, typed, trigger=trigger, response_url=url)
        return self._send(
            "slash_commands", body, lambda answer: self._afterwards.of_command(answer, channel, self.user)
        )

    def say(self, text: str, *, thread: str | None = None, where: Channel | None = None) -> Sent:
        """Writes a message: in the app's direct messages, or in a thread there, or elsewhere."""
        channel = where or self.direct
        self._may_write(channel)
        before = len(self._deliveries.all)
        self._world.post(
            channel, Message(self._world.stamp(), self.user, escape(text, quote=False), [], thread)
        )
        told = self._deliveries.all[before:]
        self._last = told[0] if told else None
        return Sent(self._pulse, self._last)

    def press(self, what: str, *, on: Screen | None = None) -> Sent:
        """Presses a button, named by label, action id or value, and says yes if it asks back.

        It is looked for in the open modal, else where they are, the newest message first; or `on` a
        screen as it was when they looked, however old.
        """
        screen, control = self._found(lambda each: each.kind == "button" and each.named(what), what, on)
        if control.asks:
            self.confirmed.append(control.asks)
        element = control.element
        told: Json = {
            name: element[name] for name in ("text", "value", "style", "confirm") if name in element
        }
        return self._use(screen, control, told)

    def choose(self, *wanted: str, of: str | None = None, on: Screen | None = None) -> Sent:
        """Chooses options by label or value, in place of those that were chosen.

        `of` names what to choose from by label or action id. In an input block nothing is sent by it.
        """

        def offers(each: Control) -> bool:
            names = {name for option in each.element.get("options") or [] for name in _names(option)}
            groups = each.element.get("option_groups") or []
            names |= {name for group in groups for option in group["options"] for name in _names(option)}
            return (of is None or each.named(of)) and bool(names) and names >= set(wanted)

        screen, control = self._found(offers, " + ".join(wanted), on)
        several = control.element["type"] in SEVERAL
        state = fill(control.element, wanted if several else wanted[0])
        self._keep(screen, control, state)
        if control.block["type"] == "input" and not control.block.get("dispatch_action"):
            return Sent(self._pulse, None)
        return self._use(screen, control, state)

    def write(self, text: str, *, into: str, on: Screen | None = None) -> None:
        """Writes into a field of the open modal, or of a message or the Home tab."""
        screen, control = self._found(lambda each: each.kind in TEXTS and each.named(into), into, on)
        self._keep(screen, control, fill(control.element, text))

    def submit_modal(self, filled: Mapping[str, str | Sequence[str]] | None = None) -> Sent:
        """Fills in the modal that is open, by labels or action ids, and sends it."""
        form = self.form
        if form is None or form.view is None or not form.view.definition.get("submit"):
            raise CannotDo("no modal is open that could be sent")
        for name, given in (filled or {}).items():
            control = next((each for each in form.controls if each.named(name)), None)
            if control is None:
                raise CannotDo(
                    f"there is no field {name!r}; there is {[each.label for each in form.controls]}"
                )
            self._keep(form, control, fill(control.element, given))
        view = form.view
        for control in form.controls:
            state = view.filled.get((control.block["block_id"], control.action_id)) or first(control.element)
            if control.block["type"] == "input" and not control.block.get("optional") and is_empty(state):
                raise CannotDo(f"{control.label!r} is required")
        view.errors = {}
        trigger = self._views.trigger(self.user, view)
        body = payloads.interaction("view_submission", self.user, self.user.team, trigger=trigger)
        body |= {"view": view.as_json(), "response_urls": []}
        return self._send("interactive", body, lambda answer: self._afterwards.of_submission(answer, view))

    def closes_modal(self) -> Sent:
        """Closes the uppermost modal without sending it."""
        if self.form is None or self.form.view is None:
            raise CannotDo("no modal is open")
        view = self._views.stack(self.user).pop()
        if not view.definition.get("notify_on_close"):
            return Sent(self._pulse, None)
        body = payloads.interaction("view_closed", self.user, self.user.team, trigger="")
        return self._send("interactive", body | {"view": view.as_json(), "is_cleared": False})

    def shortcut(self, callback_id: str, *, on: Screen | None = None) -> Sent:
        """Uses a shortcut: from the list of all, or of a message."""
        self._in_workspace(self.user.team)
        kind = "shortcut" if on is None else "message_action"
        trigger = self._views.trigger(self.user)
        body = payloads.interaction(kind, self.user, self.user.team, trigger=trigger)
        body |= {"callback_id": callback_id, "action_ts": self._world.stamp()}
        if on is not None and on.channel is not None and on.message is not None:
            body |= payloads.on_message(self._world, on.channel, on.message)
            url = self._afterwards.response_url(on.channel, self.user, on.message)
            body |= {"message_ts": on.ts, "response_url": url}
        return self._send("interactive", body)

    def accept_prompt(self, title: str) -> Sent:
        """Takes up one of the suggestions below the newest message of the direct messages."""
        for each in self._offered():
            if each["title"] == title:
                return self.say(str(each["message"]), thread=self._thread_of_prompts())
        raise CannotDo(f"{title!r} is not suggested; there is {self.prompts}")

    def repeat_last(self) -> Sent:
        """What they did last comes to the app once more, under the same ids."""
        assert self._last is not None
        return Sent(self._pulse, self._deliveries.again(self._last))

    # How it gets to the app.

    def _opened(self, tab: str) -> Sent:
        event: Json = {"type": "app_home_opened", "user": self.user.id, "channel": self.direct.id, "tab": tab}
        home = self._views.homes.get(self.user.id)
        if tab == "home" and home is not None:
            event["view"] = home.as_json()
        before = len(self._deliveries.all)
        self._world.happened(self.user.team, event)
        told = self._deliveries.all[before:]
        self._last = told[0] if told else None
        return Sent(self._pulse, self._last)

    def _keep(self, screen: Screen, control: Control, state: Json) -> None:
        place = (control.block["block_id"], control.action_id)
        if screen.view is not None:
            screen.view.filled[place] = state
        else:
            self._filled.setdefault(screen.ts, {})[place] = state

    def _use(self, screen: Screen, control: Control, told: Json) -> Sent:
        team = self._team_of(screen)
        self._in_workspace(team)
        trigger = self._views.trigger(self.user, screen.view if screen.view in self._modals else None)
        told_team = team if screen.view is None else self.user.team
        body = payloads.interaction("block_actions", self.user, told_team, trigger=trigger)
        if screen.view is not None:
            body |= payloads.on_view(screen.view)
        elif screen.channel is not None and screen.message is not None:
            self._can_see(screen.channel)
            body |= payloads.on_message(self._world, screen.channel, screen.message)
            blocks = [each.block for each in screen.controls]
            body["state"] = {"values": values(blocks, self._filled.get(screen.ts, {}))}
            body["response_url"] = self._afterwards.response_url(screen.channel, self.user, screen.message)
        action = {"type": control.element["type"], "action_id": control.action_id}
        action |= {"block_id": control.block["block_id"], "action_ts": self._world.stamp()}
        return self._send("interactive", body | {"actions": [action | told]})

    def _send(self, kind: Any, body: Json, then: Callable[[Json], None] | None = None) -> Sent:
        self._last = self._deliveries.start(kind, body, then)
        return Sent(self._pulse, self._last)


def _names(option: Json) -> tuple[str, str]:
    return str(option["text"]["text"]), str(option["value"])
