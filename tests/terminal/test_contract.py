"""The line surface keeps the promises of every adapter: real lines, in the terminal's own loop."""

import asyncio
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.adapters.courses import DISTURBED, EVERYWHERE

from courseware_core.identity import Identity
from courseware_core.screen.match import Matched, answerable, entries, match, takes_text
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.profiles import PLAIN_TEXT
from courseware_core.testing.adapters import AdapterContract, Told, typed
from courseware_core.turns import Turn
from courseware_terminal.lines import Lines
from courseware_terminal.loop import Said, play


class Paper(io.StringIO):
    """Remembers what was written, in every letter there is."""

    encoding = "utf-8"


class Terminal:
    """A terminal of one person, who runs the command `learn` in it."""

    interactive = False

    def __init__(self, name: str) -> None:
        self.who = Identity("cli", "local", name)
        self.app: Told | None = None
        self._playing: asyncio.Task[None] | None = None
        self._asked = asyncio.Event()
        self._screen = Screen(name="", title="")
        self._out = Paper()
        self._late: Intent | None = None
        self._last = Intent(token="none")

    async def enter(self, place: str = "") -> None:
        assert self.app
        await self.leave()
        reading, writing = os.pipe()
        self._in = os.fdopen(reading, encoding="utf-8")
        self._typing = os.fdopen(writing, "w", encoding="utf-8")
        with self._at_it():
            self._lines = Lines()
            game = play(self.app, self.who, self, activity=place, seen=lambda _: None)
            self._playing = asyncio.create_task(game)
            await self._shown()

    async def act(self, intent: Intent) -> None:
        """Types it, twice where that is asked for; what is no longer shown comes as a late key does."""
        self._last, screen = Intent(token=intent.token, answer=intent.answer), self._screen
        if (line := line_for(screen, intent)) is None:
            await self.repeat()
            return
        danger = {each.token for each in screen.controls if each.danger}
        for _ in range(2 if intent.token in danger else 1):
            await self._type(line)

    async def repeat(self) -> None:
        """A terminal delivers nothing twice; a key may be pressed again before the next screen is there."""
        self._late = self._last
        await self._type("")

    async def read(self) -> Sequence[str]:
        return [self._out.getvalue()]

    async def leave(self) -> None:
        if self._playing:
            playing, self._playing = self._playing, None
            with self._in, self._at_it():
                self._typing.close()
                await playing

    async def ask(self, turn: Turn) -> Said:
        if turn.screen != self._screen:
            self._out.seek(0)
            self._out.truncate()
        self._screen = turn.screen
        asyncio.get_running_loop().call_soon(self._asked.set)  # once the lines wait for one
        line = await self._lines.ask(turn)
        late, self._late = self._late, None
        return late or line

    def show(self, turn: Turn) -> None:
        raise AssertionError("nobody waits for a lesson's own tutor")

    async def _type(self, line: str) -> None:
        with self._at_it():
            self._typing.write(line + "\n")
            self._typing.flush()
            await self._shown()

    async def _shown(self) -> None:
        """Waits until there is something to do, or the game has ended with what went wrong."""
        self._asked.clear()
        asked = asyncio.create_task(self._asked.wait())
        assert self._playing
        await asyncio.wait({asked, self._playing}, return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            asked.cancel()
            await self._playing

    @contextmanager
    def _at_it(self) -> Iterator[None]:
        """This terminal's input and output are those of the process."""
        before = sys.stdin, sys.stdout
        sys.stdin, sys.stdout = self._in, self._out
        try:
            yield
        finally:
            sys.stdin, sys.stdout = before


def line_for(screen: Screen, intent: Intent) -> str | None:
    """The line that means the intent on the screen; None where there is none."""
    asked, line = answerable(screen), typed(screen.input, intent.answer)
    if screen.submit and screen.submit.token == intent.token and takes_text(asked):
        return ("/" + line if line.startswith("/") else line).replace("\n", "\\\n")
    numbers = [str(each.number) for each in entries(screen) if each.token == intent.token]
    meant = Matched(intent.token, intent.answer)
    lines = (line, *numbers, *(f"/{number}" for number in numbers))
    return next((each for each in lines if match(screen, each) == meant), None)


class Terminals:
    """Terminals in front of one program."""

    def __init__(self) -> None:
        self._terminals: dict[str, Terminal] = {}
        self._app: Told | None = None

    async def start(self, app: Told) -> None:
        self._app = app
        for each in self._terminals.values():
            each.app = app

    async def stop(self) -> None:
        for each in self._terminals.values():
            await each.leave()

    def person(self, name: str) -> Terminal:
        terminal = self._terminals.setdefault(name, Terminal(name))
        terminal.app = self._app
        return terminal


class TestLines(AdapterContract):
    profile = PLAIN_TEXT
    courses = EVERYWHERE
    disturbed = DISTURBED
    controls_stay = False
    delivers_again = False

    def platform(self) -> Terminals:
        return Terminals()
