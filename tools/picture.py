"""Draws docs/terminal.svg: what a learner sees in the terminal, from the real course and renderer."""

import asyncio
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.text import Text

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.languages import catalogue
from courseware_core.screen.model import Screen
from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_terminal import keys
from courseware_terminal.look import Look
from courseware_terminal.render import key_bar, parts

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "terminal.svg"
COLUMNS = 82
WHO = Identity("terminal", "local", "ada")


async def visit() -> list[Screen]:
    """A page of the first lesson, and a question of its quiz that was answered."""
    async with Courseware.open(store="memory:", clock=FixedClock(), chance=RepeatableChance()) as app:
        welcome = (await app.enter(WHO, "m06.l1")).screen
        opening = (await app.answer(WHO, welcome, "next")).screen
        page = (await app.answer(WHO, opening, "next")).screen
        question = (await app.enter(WHO, "m06.l1.quiz")).screen
        return [page, (await app.answer(WHO, question, "1")).screen]


def drawn(screen: Screen) -> Iterator[RenderableType]:
    """What the window shows of a screen, its keys included."""
    look, hand, words = Look(), keys.reach_for(screen), catalogue(screen.locale)
    for part in parts(screen, hand, look, COLUMNS):
        yield part.shown
    yield Text()
    yield Rule(style="dim")
    yield key_bar(keys.bar(screen, hand, words), look, COLUMNS)


def main(path: Path) -> None:
    """Writes the picture to `path`."""
    console = Console(file=io.StringIO(), record=True, width=COLUMNS, force_terminal=True, highlight=False)
    for number, screen in enumerate(asyncio.run(visit())):
        if number:
            console.print("\n")
        for shown in drawn(screen):
            console.print(shown)
    svg = console.export_svg(title="courseware learn", unique_id="terminal")
    # The fonts would be fetched from elsewhere; a reader's own monospaced font does as well.
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    path.parent.mkdir(exist_ok=True)
    svg = re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE).rstrip()
    path.write_text(f"{svg}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE)
