"""A call of the Web API as the methods see it: who calls, with what, and what they may do."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.slack.loopback.records import Channel, Json, Refused, Team
from tests.slack.loopback.views import Views
from tests.slack.loopback.world import World

Check = Callable[[str, Any], list[str]]
"""What is wrong with the blocks of a `message`, or with a view, a `modal` or `home`; nothing is good."""


@dataclass(slots=True)
class Rules:
    """Refuses wrong blocks as Slack does, and remembers them for the test."""

    check: Check
    refused: list[str] = field(default_factory=list)

    def blocks(self, blocks: object) -> list[Json]:
        """The blocks of a message, if they are right; raises Refused."""
        if not isinstance(blocks, list):
            raise Refused("invalid_blocks_format")
        self._hold("message", blocks, "invalid_blocks")
        return blocks

    def view(self, view: object) -> Json:
        """A modal or Home tab, if it is right; raises Refused."""
        if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
            raise Refused("invalid_arguments", response_metadata={"messages": ["invalid `view`"]})
        self._hold(view["type"], view, "invalid_arguments")
        return view

    def _hold(self, surface: str, payload: Any, error: str) -> None:
        wrong = self.check(surface, payload)
        if wrong:
            self.refused += [f"{surface}: {each}" for each in wrong]
            raise Refused(error, errors=wrong, response_metadata={"messages": wrong})


@dataclass(frozen=True, slots=True)
class Ask:
    """One call, by the app as it is installed in one workspace."""

    world: World
    views: Views
    rules: Rules
    team: Team
    args: Json
    host: str
    """Where this server is, for addresses that the app is to use next."""

    def with_args(self, **args: Any) -> "Ask":
        """The same caller with other arguments."""
        return dataclasses.replace(self, args=args)

    def need(self, scope: str) -> None:
        """Raises Refused where the app was not given a scope."""
        if scope not in self.team.scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(sorted(self.team.scopes)))

    def text(self, name: str) -> str:
        """An argument that must be there; raises Refused."""
        value = self.args.get(name)
        if value in (None, ""):
            raise Refused("invalid_arguments", response_metadata={"messages": [f"missing `{name}`"]})
        return str(value)

    def flag(self, name: str) -> bool:
        """An argument that is on or off."""
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def channel(self, name: str = "channel") -> Channel:
        """The channel that is named and that the app can see; raises Refused."""
        wanted = self.text(name)
        if wanted.startswith("U"):
            user = self.team.users.get(wanted)
            if user is None:
                raise Refused("channel_not_found")
            return self.world.direct(user, self.team)
        channel = self.world.channels.get(wanted)
        bot = self.team.bot
        if channel is None or (bot not in channel.members and channel.kind != "public"):
            raise Refused("channel_not_found")
        if channel.team is not self.team and bot not in channel.members:
            raise Refused("channel_not_found")
        return channel

    def channel_to_write_in(self) -> Channel:
        """The same, if the app may write there."""
        channel = self.channel()
        if self.team.bot not in channel.members:
            raise Refused("not_in_channel")
        if channel.archived:
            raise Refused("is_archived")
        if channel.kind == "im" and not self.team.messages_enabled:
            raise Refused("messages_tab_disabled")
        if channel.kind == "im" and any(each.deactivated for each in channel.members):
            raise Refused("channel_not_found")
        return channel


Method = Callable[[Ask], Json]
