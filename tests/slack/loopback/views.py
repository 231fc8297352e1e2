"""Modals and Home tabs, and the triggers that allow to open a modal."""

import copy
import json
from dataclasses import dataclass, field

from tests.slack.loopback.filling import values
from tests.slack.loopback.records import APP_ID, Json, Refused, Team, User, bot_id, elements
from tests.slack.loopback.world import World

TRIGGER_S = 3.0
LARGEST_VIEW = 250_000
DEEPEST_STACK = 3


@dataclass(slots=True, eq=False)
class View:
    """A modal or Home tab as one person sees it, with what they filled in."""

    id: str
    team: Team
    """Where the app that shows it is installed."""
    user: User
    definition: Json
    hash: str
    root: str
    previous: str | None
    errors: dict[str, str] = field(default_factory=dict)
    """What stands in red below fields, by block."""
    filled: dict[tuple[str, str], Json] = field(default_factory=dict)
    """What they filled in, by block and action."""

    @property
    def blocks(self) -> list[Json]:
        """What stands in it."""
        blocks: list[Json] = self.definition["blocks"]
        return blocks

    def as_json(self) -> Json:
        """The view as the app gets it."""
        empty: Json = {"private_metadata": "", "callback_id": "", "external_id": ""}
        names: Json = {
            "id": self.id,
            "team_id": self.user.team.id,
            "hash": self.hash,
            "state": {"values": values(self.blocks, self.filled)},
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "app_id": APP_ID,
            "app_installed_team_id": self.team.id,
            "bot_id": bot_id(self.team),
        }
        return empty | copy.deepcopy(self.definition) | names


@dataclass(slots=True)
class Trigger:
    """What allows the app to open one modal, soon after somebody did something."""

    user: User
    made_at: float
    view: View | None
    """The modal that it was done in."""
    used: bool = False


class Views:
    """What every person has open."""

    def __init__(self, world: World) -> None:
        self.stacks: dict[str, list[View]] = {}
        """The modals that a person has open, the uppermost last."""
        self.homes: dict[str, View] = {}
        self._world = world
        self._triggers: dict[str, Trigger] = {}

    def trigger(self, user: User, view: View | None = None) -> str:
        """A new trigger id."""
        name = f"{self._world.stamp()}.{user.id}"
        self._triggers[name] = Trigger(user, self._world.clock.now(), view)
        return name

    def open(self, team: Team, trigger_id: str, definition: Json) -> View:
        """Shows a modal alone, by the app as it is installed in `team`."""
        trigger = self._use(trigger_id)
        view = self._made(team, trigger.user, definition, None)
        self.stacks[trigger.user.id] = [view]
        return view

    def push(self, trigger_id: str, definition: Json) -> View:
        """Lays a modal upon the one that the trigger comes from."""
        trigger = self._use(trigger_id)
        if trigger.view is None or trigger.view not in self.stack(trigger.user):
            raise Refused("invalid_arguments")
        return self.lay(trigger.user, definition)

    def lay(self, user: User, definition: Json) -> View:
        """Lays a modal upon those that are open."""
        stack = self.stack(user)
        if len(stack) >= DEEPEST_STACK:
            raise Refused("push_limit_reached")
        view = self._made(stack[-1].team, user, definition, stack[-1])
        stack.append(view)
        return view

    def update(self, *, view_id: str, external_id: str, definition: Json, if_hash: str | None) -> View:
        """Replaces what stands in a modal or Home tab; what is filled in stays where names are the same."""
        for view in self._all():
            if view.id == view_id or (external_id and view.definition.get("external_id") == external_id):
                return self.change(view, definition, if_hash)
        raise Refused("not_found")

    def publish(self, user: User, definition: Json, if_hash: str | None) -> View:
        """Replaces somebody's Home tab."""
        if not user.team.home_enabled:
            raise Refused("not_enabled")
        known = self.homes.get(user.id)
        if known is not None:
            return self.change(known, definition, if_hash)
        if if_hash is not None:
            raise Refused("hash_conflict")
        self.homes[user.id] = self._made(user.team, user, definition, None)
        return self.homes[user.id]

    def change(self, view: View, definition: Json, if_hash: str | None = None) -> View:
        """Replaces what stands in a view; raises Refused where it is no longer the one of that hash."""
        if if_hash is not None and if_hash != view.hash:
            raise Refused("hash_conflict")
        if definition["type"] != view.definition["type"]:
            raise Refused("invalid_arguments")
        self._check(definition, view)
        view.definition = self._named(definition)
        view.hash = self._world.stamp()
        view.errors = {}
        there = {(block["block_id"], each["action_id"]) for block in view.blocks for each in elements(block)}
        view.filled = {place: filled for place, filled in view.filled.items() if place in there}
        return view

    def stack(self, user: User) -> list[View]:
        """The modals that somebody has open."""
        return self.stacks.setdefault(user.id, [])

    def _use(self, trigger_id: str) -> Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if self._world.clock.now() - trigger.made_at > TRIGGER_S:
            raise Refused("expired_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        trigger.used = True
        return trigger

    def _made(self, team: Team, user: User, definition: Json, below: View | None) -> View:
        self._check(definition, None)
        name = self._world.name_for("V")
        return View(
            name,
            team,
            user,
            self._named(definition),
            self._world.stamp(),
            below.root if below else name,
            below.id if below else None,
        )

    def _check(self, definition: Json, itself: View | None) -> None:
        if len(json.dumps(definition)) > LARGEST_VIEW:
            raise Refused("view_too_large")
        name = definition.get("external_id")
        taken = (each for each in self._all() if each is not itself)
        if name and any(each.definition.get("external_id") == name for each in taken):
            raise Refused("duplicate_external_id")

    def _named(self, definition: Json) -> Json:
        return definition | {"blocks": self._world.named(definition["blocks"])}

    def _all(self) -> list[View]:
        return [*self.homes.values(), *(each for stack in self.stacks.values() for each in stack)]
