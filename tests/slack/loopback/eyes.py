"""What a person sees in Slack: messages, the Home tab, modals, and what is suggested to them."""

from collections.abc import Callable, Iterator

from tests.slack.loopback.filling import CannotDo
from tests.slack.loopback.records import Channel, Ephemeral, Json, Message, Team, User
from tests.slack.loopback.seen import Control, Screen, message_seen, view_seen
from tests.slack.loopback.views import View, Views
from tests.slack.loopback.world import World
from tests.surfaces.pulse import Pulse

PATIENCE_S = 20.0
"""How long a person looks before giving up, unless told otherwise."""


class Eyes:
    """What is in front of one person; `Person` adds what they do."""

    def __init__(self, world: World, views: Views, pulse: Pulse, user: User) -> None:
        self.user = user
        self.at_home = False
        """Whether they look at the Home tab, and not at messages."""
        self._world = world
        self._views = views
        self._pulse = pulse
        self._filled: dict[str, dict[tuple[str, str], Json]] = {}

    @property
    def id(self) -> str:
        """Their user id."""
        return self.user.id

    @property
    def direct(self) -> Channel:
        """Their direct messages with the app."""
        return self._world.direct(self.user, self.user.team)

    @property
    def screen(self) -> Screen:
        """The newest message of the app that stays; raises CannotDo."""
        newest = self._newest()
        if newest is None:
            raise CannotDo("this person sees no message of the app")
        return newest

    @property
    def screens(self) -> list[Screen]:
        """All messages of the app that they see, the newest first."""
        return list(self._messages())

    def thread(self, ts: str) -> list[Screen]:
        """The replies of the app in the thread of a message, the newest first."""
        return [each for each in self._messages() if each.thread_ts == ts]

    @property
    def home(self) -> Screen:
        """The Home tab; raises CannotDo where the app has shown none."""
        if self.id not in self._views.homes:
            raise CannotDo("nothing stands in the Home tab")
        return view_seen(self._views.homes[self.id])

    @property
    def form(self) -> Screen | None:
        """The modal that is uppermost."""
        return view_seen(self._modals[-1]) if self._modals else None

    @property
    def ephemerals(self) -> list[Screen]:
        """What only they see, the newest first."""
        return [each for each in self._messages() if each.ephemeral]

    def status(self, thread: str, *, where: Channel | None = None) -> str | None:
        """What stands below a thread while the app is busy."""
        known = self._world.statuses.get(((where or self.direct).id, thread))
        return known.text if known and known.until > self._world.clock.now() else None

    @property
    def prompts(self) -> list[str]:
        """The titles of what is suggested below the newest message of their direct messages."""
        return [str(each["title"]) for each in self._offered()]

    def texts(self) -> list[str]:
        """All that can be read anywhere, in words."""
        views = [self.home] if self.id in self._views.homes else []
        forms = [view_seen(each) for each in self._modals]
        return [each.words for each in (*forms, *views, *self._messages())] + self.prompts

    async def until(self, sees: Callable[[Screen], object], *, within_s: float = PATIENCE_S) -> Screen:
        """The newest message that stays, once there is one of which `sees` is true."""

        def there() -> bool:
            newest = self._newest()
            return newest is not None and bool(sees(newest))

        await self._pulse.until(there, within_s=within_s)
        return self.screen

    async def until_home(self, sees: Callable[[Screen], object], *, within_s: float = PATIENCE_S) -> Screen:
        """The Home tab, once it is there and `sees` is true of it."""
        await self._pulse.until(
            lambda: self.id in self._views.homes and bool(sees(self.home)), within_s=within_s
        )
        return self.home

    async def until_form(
        self, sees: Callable[[Screen], object] = bool, *, within_s: float = PATIENCE_S
    ) -> Screen:
        """The uppermost modal, once there is one of which `sees` is true."""
        await self._pulse.until(lambda: self.form is not None and bool(sees(self.form)), within_s=within_s)
        assert self.form is not None
        return self.form

    async def reads(self, words: str, *, within_s: float = PATIENCE_S) -> None:
        """Returns once these words can be read anywhere."""
        await self._pulse.until(lambda: any(words in each for each in self.texts()), within_s=within_s)

    # What they may do.

    def _may_write(self, channel: Channel) -> None:
        self._can_see(channel)
        if channel.archived:
            raise CannotDo("the channel is archived")
        if channel.kind == "im" and not channel.team.messages_enabled:
            raise CannotDo("messages to this app are turned off")

    def _can_see(self, channel: Channel) -> None:
        if self.user.deactivated:
            raise CannotDo("the account is deactivated")
        if self.user not in channel.members:
            raise CannotDo("this person is not in the channel")

    def _in_workspace(self, team: Team) -> None:
        if self.user.deactivated:
            raise CannotDo("the account is deactivated")
        if team.token_state == "account_inactive":
            raise CannotDo("the app is not installed in this workspace")

    def _team_of(self, screen: Screen) -> Team:
        """The workspace in which the app showed it."""
        if screen.view is not None:
            return screen.view.team
        assert screen.channel is not None
        return screen.channel.team

    # Where they look.

    @property
    def _modals(self) -> list[View]:
        return self._views.stack(self.user)

    def _newest(self) -> Screen | None:
        return next((each for each in self._messages() if not each.ephemeral), None)

    def _messages(self) -> Iterator[Screen]:
        found: list[tuple[Channel, Message | Ephemeral]] = []
        for channel in self._world.seen_by(self.user):
            found += [(channel, each) for each in channel.messages if each.user.is_bot]
        found += [(each.channel, each) for each in self._world.ephemerals if each.user is self.user]
        for channel, each in sorted(found, key=lambda pair: pair[1].ts, reverse=True):
            yield message_seen(channel, each, self._filled.get(each.ts, {}))

    def _found(self, fits: Callable[[Control], bool], what: str, on: Screen | None) -> tuple[Screen, Control]:
        looked_at = [on] if on is not None else self._in_front()
        for screen in looked_at:
            for control in screen.controls:
                if fits(control):
                    return screen, control
        seen = [(*screen.labels, *screen.options) for screen in looked_at[:1]]
        raise CannotDo(f"{what!r} is not there to be used; there is {seen}")

    def _in_front(self) -> list[Screen]:
        """What lies open, the uppermost first. A modal covers all else."""
        if self.form is not None:
            return [self.form]
        homes = [self.home] if self.id in self._views.homes and self.at_home else []
        return [*homes, *self._messages()]

    def _offered(self) -> list[Json]:
        known = self._world.prompts.get(self.direct.id)
        latest = self.direct.messages[-1].ts if self.direct.messages else ""
        return known.offered if known is not None and known.below == latest else []

    def _thread_of_prompts(self) -> str | None:
        return self.direct.messages[-1].thread_ts if self.direct.messages else None
