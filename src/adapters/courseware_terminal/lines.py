"""The line protocol: a screen as text, a line as the answer. For pipes, scripts and screen readers.

Lines are edited by the terminal itself, as screen readers know it. They are waited for beside the event
loop: a thread that waits could not be stopped when the learner leaves, and a blocking read would miss a
signal that comes just before it.
"""

import asyncio
import shutil
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from io import BufferedReader
from typing import cast

from courseware_core.blocks import Block, Callout, Paragraph, plain
from courseware_core.inputs import LongText
from courseware_core.languages import catalogue
from courseware_core.screen.match import Matched, answerable, match, takes_text
from courseware_core.screen.model import Screen
from courseware_core.screen.replies import how_to_answer
from courseware_core.screen.text import render_text
from courseware_core.screen.words import Words
from courseware_core.turns import Turn
from courseware_terminal.keys import request
from courseware_terminal.loop import Said, several_lines, without_slash
from courseware_terminal.out import prompt, say, say_wrapped

PROMPT = "> "
_FILE_WIDTH = 80
_PIECE = 65536
_AT_ONCE_S = 0.05
_LONGEST = 1023 if sys.platform == "darwin" else 4095
"""Bytes of a line that a terminal passes on; what is longer it cuts (`termios(3)`, `termios(4)`)."""


class Lines:
    """Lines on standard output and input."""

    def __init__(self) -> None:
        self.interactive = bool(sys.stdin) and sys.stdin.isatty()
        self._input = Input()
        self._shown: Screen | None = None
        self._sent = ""

    async def ask(self, turn: Turn) -> Said:
        """The line that answers the screen; `quit` and `help` are answered here."""
        if turn.notice:
            say_wrapped(f"\n! {turn.notice}")
        if turn.notice and self._sent and self._shown and turn.screen.submit == self._shown.submit:
            heading = catalogue(turn.screen.locale).say("What you wrote, to copy it:")
            say(f"\n{heading}\n\n{self._sent}")
        if not turn.notice or turn.screen != self._shown:
            say("\n" + render_text(turn.screen, width=_width()))
            if how := _how_to_write(turn.screen):
                say_wrapped("\n" + how)
        if self._shown is None:
            say_wrapped("\n" + _ways_out(turn.screen))
        self._shown, self._sent = turn.screen, ""
        while (line := await self._read(turn.screen)) is not None:
            match request(line, turn.screen):
                case "leave":
                    return None
                case "help":
                    for sentence in instructions(turn.screen, catalogue(turn.screen.locale)):
                        say_wrapped(sentence)
                case "bare":
                    say_wrapped(f"\n! {without_slash(line, catalogue(turn.screen.locale))}")
                case _:
                    self._sent = line if _is_text(line, turn.screen) else ""
                    return line
        return None

    def show(self, turn: Turn) -> None:
        """Says what is new; the whole screen comes once there is something to do."""
        known = tuple(_paragraphs(self._shown.blocks)) if self._shown else ()
        for paragraph in _paragraphs(turn.screen.blocks):
            if paragraph not in known:
                say(f"\n… {plain(paragraph.text)}")

    async def _read(self, screen: Screen) -> str | None:
        """The next line; None at the end of the input.

        Where a long text is asked for, a line that ends in a backslash goes on in the next one. Lines that
        come at once are part of a pasted text; it ends with the next line that comes alone, as its last
        line waits in the terminal for Enter.
        """
        words = catalogue(screen.locale)
        lines: list[str] = []
        pasted = False
        while True:
            if self.interactive:
                prompt(PROMPT)
            line = await self._input.line()
            if line is None:
                return "\n".join(lines) if lines and not pasted else None
            if self.interactive and len(line.encode()) >= _LONGEST:
                sentence = words.say(
                    "This line is too long for the terminal."
                    " Send it in parts, each but the last ending in \\."
                )
                say_wrapped(sentence)
                continue
            if not isinstance(screen.input, LongText):
                return line
            if self.interactive and (came_with_it := await self._input.at_hand()):
                pasted = True
                lines += [line, *came_with_it]
                say_wrapped(
                    "\n" + words.say("Several lines came at once. They are one text, which Enter sends.")
                )
            elif pasted and _is_command(line, screen):
                return line
            elif line.endswith("\\"):
                lines.append(line[:-1])
            else:
                return "\n".join([*lines, line])


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

    async def at_hand(self) -> list[str]:
        """The lines that came together with the last one, faster than anybody types."""
        lines: list[str] = []
        while "\n" in self._pending or await self._has_more():
            line = await self.line()
            if line is None:
                break
            lines.append(line)
        return lines

    async def _has_more(self) -> bool:
        try:
            async with asyncio.timeout(_AT_ONCE_S):
                return not self._ended and await _readable()
        except TimeoutError:
            return False


async def _readable() -> bool:
    """True when there is something to read; False at once where that cannot be waited for: in a file."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(sys.stdin.fileno(), ready.set)
    except (NotImplementedError, OSError):
        return False
    try:
        return await ready.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """The paragraphs, those of notices among them."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Callout) and block.tone == "notice":
            yield from _paragraphs(block.body)


def _is_text(line: str, screen: Screen) -> bool:
    """Whether a line is a long text for the screen, be it one that is too long."""
    if not isinstance(answerable(screen), LongText):
        return False
    meant = match(screen, line)
    if isinstance(meant, Matched):
        return screen.submit is not None and meant.token == screen.submit.token
    return meant.reason == "too_long"


def _is_command(line: str, screen: Screen) -> bool:
    """Whether a line that follows a pasted text is not part of it."""
    if not line.startswith("/"):
        return False
    meant = match(screen, line)
    pressed = isinstance(meant, Matched) and not (screen.submit and meant.token == screen.submit.token)
    return pressed or request(line, screen) is not None


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
    several = [several_lines(words)] if isinstance(asked, LongText) else []
    return " ".join([how_to_answer(asked, words), commands, *several])


def instructions(screen: Screen, words: Words) -> Iterator[str]:
    """What can be typed on this screen, a sentence a line."""
    typed = takes_text(answerable(screen))
    if screen.input:
        yield how_to_answer(screen.input, words)
    if isinstance(screen.input, LongText):
        yield several_lines(words)
    if typed:
        yield words.say("To choose an entry, type / and its number, its label or its command word.")
    else:
        yield words.say("To choose an entry, type its number, its label or its command word.")
        if any(control.role == "next" for control in screen.controls):
            yield words.say("An empty line (just Enter) goes on.")
    slash = "/" if typed else ""
    yield words.say("{define} and a term says what it means.", define=f"{slash}define")
    yield words.say("{quit} leaves, and your place is saved.", quit=f"{slash}quit")
