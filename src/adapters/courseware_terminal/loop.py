"""Learning in a terminal: ask the surface, have the core answer, until the learner leaves.

Owns how a session in the terminal ends. Must not know keys, lines or what a screen looks like.
"""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Protocol, Self

from courseware_core.app import Courseware, Meanwhile
from courseware_core.errors import StoreError
from courseware_core.identity import Identity
from courseware_core.screen.model import Intent
from courseware_core.screen.words import Words
from courseware_core.turns import Turn

Said = Intent | str | None
"""What a learner did: pressed a control, typed a line, or left."""


class Surface(Protocol):
    """Where a learner sees screens and acts on them."""

    interactive: bool
    """Whether somebody is there who can read a notice and try again."""

    async def ask(self, turn: Turn) -> Said:
        """What the learner does on the turn's screen."""
        ...

    def show(self, turn: Turn) -> None:
        """Shows a turn on which nothing can be done but leave: another one follows by itself."""
        ...


async def play(
    app: Courseware,
    who: Identity,
    surface: Surface,
    *,
    activity: str = "",
    locale: str = "",
    seen: Callable[[Turn], None],
) -> None:
    """Goes on until the learner leaves; `seen` is told of every turn before it is shown.

    When the record fails, somebody who is there may try again. While a model writes, what was sent is shown.

    Raises: UnknownActivity, and StoreError where nobody is there.
    """
    turn: Turn

    def meanwhile(waiting: Turn) -> None:
        nonlocal turn
        turn = waiting
        seen(turn)
        surface.show(turn)

    turn = await app.enter(who, activity, locale=locale, meanwhile=meanwhile)
    seen(turn)
    while (said := await surface.ask(turn)) is not None:
        try:
            turn = await _next(app, who, turn, said, meanwhile)
        except StoreError as error:
            if not surface.interactive:
                raise
            turn = replace(turn, notice=str(error))
        seen(turn)


async def _next(app: Courseware, who: Identity, turn: Turn, said: Intent | str, meanwhile: Meanwhile) -> Turn:
    if isinstance(said, str):
        return await app.answer(who, turn.screen, said, sure=turn.asks, meanwhile=meanwhile)
    return await app.handle(who, said, meanwhile=meanwhile)


def without_slash(line: str, words: Words) -> str:
    """What to say when a command word was typed without its slash where it would have been the text."""
    return words.say(
        "“{word}” was not sent. Commands begin with / here: /help, /menu, /quit."
        " If it was meant as your text, write a sentence.",
        word=line.strip(),
    )


def several_lines(words: Words) -> str:
    """How to write a second line of a text, where Enter sends it."""
    return words.say("A line that ends in \\ goes on in the next one.")


class Leaving:
    """Makes Ctrl-C, a closed window and a request to terminate end the learning in good order.

    Whatever is waited for is cancelled: what was committed stays, what was not is undone. As a context
    it ends quietly when a signal asked for it.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._watched: list[int] = []

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is None or signal.getsignal(number) is signal.SIG_IGN:
                continue
            with suppress(NotImplementedError):  # Windows, where Ctrl-C raises KeyboardInterrupt
                self._loop.add_signal_handler(number, self._leave, number)
                self._watched.append(number)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> bool:
        for number in self._watched:
            self._loop.remove_signal_handler(number)
        asked = self.signal is not None and kind is asyncio.CancelledError
        if asked and self._task:
            self._task.uncancel()
        return asked

    def exit_code(self) -> int:
        """0 when the learner left; 128 + the signal's number when somebody else ended it."""
        return 0 if self.signal in (None, signal.SIGINT) else 128 + self.signal

    def _leave(self, number: int) -> None:
        self.signal = number
        if self._task:
            self._task.cancel()
