"""The plainest surface there is: the core itself, without anything around it."""

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.screen.model import Intent, Screen
from courseware_core.turns import Turn


class CoreSurface:
    """A person who sees the core's screens as they are. `turn` is the last one.

    `locale` is the language that a platform would say they have.
    """

    def __init__(self, app: Courseware, who: Identity, *, locale: str = "") -> None:
        self._app = app
        self._who = who
        self._locale = locale
        self.turn: Turn | None = None

    async def enter(self, activity: str = "") -> Screen:
        """What is shown on coming in."""
        return self._took(await self._app.enter(self._who, activity, locale=self._locale))

    async def send(self, intent: Intent) -> Screen:
        """What is shown after the intent."""
        return self._took(await self._app.handle(self._who, intent))

    def _took(self, turn: Turn) -> Screen:
        self.turn = turn
        return turn.screen


class RepeatingSurface(CoreSurface):
    """A surface that delivers everything twice."""

    async def send(self, intent: Intent) -> Screen:
        """What is shown after the second delivery."""
        await super().send(intent)
        return await super().send(intent)
