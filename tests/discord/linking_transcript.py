"""A quiz that is begun on Discord and finished in the terminal, by one person who has linked the two."""

import asyncio
import os
import re
import shlex
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import discord
from tests.app.surroundings import SHIPPED, opened
from tests.app.transcribing import stripped
from tests.discord.server import Person, Server, parts, served, texts

from courseware_core.identity import Identity
from courseware_core.screen.profiles import DISCORD_MESSAGE

_CHILD = Path(__file__).parent / "children" / "terminal.py"
QUIZ = "qg.l1.quiz"
HERE = Identity("terminal", "local", "ada")
TYPED = ("begin", "A, D", "next")
"""What is typed in the terminal: past the welcome, the last answer, and on to the result."""


@dataclass
class Story:
    """What was seen and done on each side, in the order in which it happened."""

    server: Server
    ada: Person
    store: str
    begun: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    looked_again: list[str] = field(default_factory=list)

    async def begin(self) -> None:
        """Two of three questions are answered on Discord."""
        await self.ada.begin(QUIZ)
        self.begun += [f"> /learn {QUIZ}", shown(self.ada.message)]
        for label, typed in (("D", ""), ("Next", ""), ("Answer", "1d 2b 3a 4c"), ("Next", "")):
            await (self.ada.write(typed, press=label) if typed else self.ada.press(label))
            self.begun += [f"> {typed or f'[{label}]'}", shown(self.ada.message)]

    async def link(self) -> None:
        """A code from Discord is given to the terminal's command, and both sides agree."""
        await self.ada.actor.slash(self.server.channel, "link")
        await self._do("Get a code", after="> /link")
        code = texts(self.ada.message).partition("**")[2][:9]
        self.linked.append(await self.terminal("link", code, "--yes"))
        for label in ("I have typed it there", "Yes, and I agree"):
            await self._do(label)

    async def finish(self) -> None:
        """The last question is answered in the terminal."""
        self.finished.append(await self.terminal("learn", QUIZ, "--plain", typed=TYPED))

    async def look_again(self) -> None:
        """On Discord, too, it is over."""
        await self.ada.learn(QUIZ)
        self.looked_again += [f"> /learn {QUIZ}", shown(self.ada.message)]

    async def terminal(self, *arguments: str, typed: Sequence[str] = ()) -> str:
        """The real command over the same record, as it is typed, and what it says."""
        command = (*arguments, "--learner", HERE.user)
        settings = {"COURSEWARE_STORE": self.store, "COURSEWARE_CONTENT": str(SHIPPED)}
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, str(_CHILD), *command),
            env=os.environ | settings,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await child.communicate("".join(f"{line}\n" for line in typed).encode())
        assert child.returncode == 0
        shown = re.sub(r"(?<=kept here:)\s+\S+", " /srv/courseware/record.db", said.decode().strip())
        return stripped(f"$ courseware {shlex.join(command)}\n\n{shown}")

    async def _do(self, label: str, *, after: str = "") -> None:
        if after:
            self.linked += [after, shown(self.ada.message)]
        await self.ada.press(label)
        self.linked += [f"> [{label}]", shown(self.ada.message)]


@asynccontextmanager
async def story() -> AsyncIterator[Story]:
    """The bot over a file of SQLite, and somebody in its server."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{Path(folder) / 'record.db'}"
        async with (
            opened(SHIPPED, store, profile=DISCORD_MESSAGE, serving=True) as app,
            served(app) as server,
        ):
            yield Story(server, server.member("ada"), store)


def shown(message: discord.Message) -> str:
    """What stands on a message, with what can be pressed in brackets."""
    buttons = [f"[{each.label}]" for each in parts(message) if isinstance(each, discord.Button)]
    return stripped(f"{texts(message)}\n\n{' '.join(buttons)}")


async def page() -> str:
    """The document."""
    async with story() as told:
        await told.begin()
        await told.link()
        await told.finish()
        await told.look_again()
    begun, linked, finished, looked_again = (
        "\n\n".join(each) for each in (told.begun, told.linked, told.finished, told.looked_again)
    )
    typed = ", ".join(f"`{line}`" for line in TYPED)
    return f"""\
# Begun on Discord, finished in the terminal

Ada begins a quiz on Discord, links the terminal, and finishes the same attempt there, over one record. On
Discord this is the Markdown of each message with its buttons in brackets; what she types or presses begins
with `>`. A command begins with `$`.
Written by `python -m tests.app.transcripts`.

## Two of three questions on Discord

~~~text
{begun}
~~~

## Linked

~~~text
{linked}
~~~

## The last question in the terminal

She types, line by line: {typed}.

~~~text
{finished}
~~~

## Discord shows the result

~~~text
{looked_again}
~~~
"""
