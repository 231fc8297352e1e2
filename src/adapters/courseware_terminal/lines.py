"""The line protocol: a screen as text, a line as the answer. For pipes, scripts and screen readers.

Lines are edited by the terminal itself, as screen readers know it. They are waited for beside the event
loop: a thread that waits could not be stopped when the learner leaves, and a blocking read would miss a
signal that comes just before it.
"""

import asyncio
import shutil
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from io import BufferedReader
from typing import cast

from courseware_core.blocks import Paragraph, plain
from courseware_core.inputs import LongText
from courseware_core.languages import catalogue
from courseware_core.screen.match import answerable, takes_text
from courseware_core.screen.model import Screen
from courseware_core.screen.replies import how_to_answer
from courseware_core.screen.text import render_text
from courseware_core.screen.words import Words
from courseware_core.turns import Turn
from courseware_terminal.keys import request
from courseware_terminal.loop import Said, without_slash
from courseware_terminal.out import prompt, say

PROMPT = "> "
_FILE_WIDTH = 80
_PIECE = 65536
_LONGEST = 1023 if sys.platform == "darwin" else 4095
"""Bytes of a line that a terminal passes on; what is longer it cuts (`termios(3)`, `termios(4)`)."""


class Lines:
    """Lines on standard output and input."""

    def __init__(self) -> None:
        self.interactive = bool(sys.stdin) and sys.stdin.isatty()
        self._input = Input()
        self._shown: Screen | None = None

    async def ask(self, turn: Turn) -> Said:
        """The line that answers the screen; `quit` and `help` are answered here."""
        if turn.notice:
            say(f"\n! {turn.notice}")
        if not turn.notice or turn.screen != self._shown:
            say("\n" + render_text(turn.screen, width=_width()))
            if how := _how_to_write(turn.screen):
                say("\n" + how)
        if self._shown is None:
            say("\n" + _ways_out(turn.screen))
        self._shown = turn.screen
        while (line := await self._read(turn.screen)) is not None:
            match request(line, turn.screen):
                case "leave":
                    return None
                case "help":
                    for sentence in instructions(turn.screen, catalogue(turn.screen.locale)):
                        say(sentence)
                case "bare":
                    say(f"\n! {without_slash(line, catalogue(turn.screen.locale))}")
                case _:
                    return line
        return None

    def show(self, turn: Turn) -> None:
        """Says what is new; the whole screen comes once there is something to do."""
        known = self._shown.blocks if self._shown else ()
        for block in turn.screen.blocks:
            if isinstance(block, Paragraph) and block not in known:
                say(f"\n… {plain(block.text)}")

    async def _read(self, screen: Screen) -> str | None:
        """The next line; None at the end of the input.

        Where a long text is asked for, a line that ends in a backslash goes on in the next one.
        """
        lines: list[str] = []
        while True:
            if self.interactive:
                prompt(PROMPT)
            line = await self._input.line()
            if line is None:
                return "\n".join(lines) if lines else None
            if self.interactive and len(line.encode()) >= _LONGEST:
                words = catalogue(screen.locale)
                sentence = words.say(
                    "This line is too long for the terminal."
                    " Send it in parts, each but the last ending in \\."
                )
                say(sentence)
                continue
            if not (isinstance(screen.input, LongText) and line.endswith("\\")):
                return "\n".join([*lines, line])
            lines.append(line[:-1])


class Input:
    """Standard input, line by line, without keeping the event loop from anything else."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder(sys.stdin.encoding if sys.stdin else "utf-8")("replace")
        self._pending = ""
        self._ended = sys.stdin is None

    async def line(self) -> str | None:
        """The next line without its end; None after the last."""
        while "\n" not in self._pending and not self._ended:
            await _readable()
            try:
                read = cast(BufferedReader, sys.stdin.buffer).raw.read(_PIECE) or b""
            except OSError:  # the terminal has gone
                read = b""
            self._ended = not read
            self._pending += self._decode.decode(read, final=not read)
        if not self._pending:
            return None
        line, _, self._pending = self._pending.partition("\n")
        return line.removesuffix("\r")


async def _readable() -> None:
    """Returns when there is something to read, or at once where that cannot be waited for: in a file."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(sys.stdin.fileno(), ready.set)
    except (NotImplementedError, OSError):
        return
    try:
        await ready.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())


def _width() -> int:
    """Columns of the terminal, if it is one; lines in a file are 80 wide."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _FILE_WIDTH


def _ways_out(screen: Screen) -> str:
    """What somebody has to know who has never seen these lines."""
    words = catalogue(screen.locale)
    return words.say("Type help to see what works, quit to leave (/help and /quit where you write).")


def _how_to_write(screen: Screen) -> str:
    """How to answer in text and what is not text; empty where the screen itself says how to answer."""
    asked, words = answerable(screen), catalogue(screen.locale)
    if asked is None or not takes_text(asked):
        return ""
    commands = (
        words.say("/help, /menu and /quit are commands.")
        if any(control.role == "menu" for control in screen.controls)
        else words.say("/help and /quit are commands.")
    )
    several = (
        [words.say("A line that ends in \\ goes on in the next one.")] if isinstance(asked, LongText) else []
    )
    return " ".join([how_to_answer(asked, words), commands, *several])


def instructions(screen: Screen, words: Words) -> Iterator[str]:
    """What can be typed on this screen, a sentence a line."""
    typed = takes_text(answerable(screen))
    if screen.input:
        yield how_to_answer(screen.input, words)
    if isinstance(screen.input, LongText):
        yield words.say("A line that ends in \\ goes on in the next one.")
    if typed:
        yield words.say("To choose an entry, type / and its number, its label or its command word.")
    else:
        yield words.say("To choose an entry, type its number, its label or its command word.")
        if any(control.role == "next" for control in screen.controls):
            yield words.say("An empty line (just Enter) goes on.")
    slash = "/" if typed else ""
    yield words.say("{define} and a term says what it means.", define=f"{slash}define")
    yield words.say("{quit} leaves, and your place is saved.", quit=f"{slash}quit")
