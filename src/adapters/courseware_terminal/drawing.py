"""Parts of a screen as lines with the terminal's colour codes, and which of them are in sight."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.console import Console

from courseware_terminal.look import Look
from courseware_terminal.render import Part


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines as wide as they were drawn. `spots` are the lines of each target, end excluded."""

    lines: tuple[str, ...]
    spots: Mapping[int, tuple[int, int]]

    def top(self, wished: int, height: int, target: int | None) -> int:
        """The first line to show of `height`, near `wished`, so that `target` is in sight."""
        if target is not None and target in self.spots:
            start, end = self.spots[target]
            wished = min(max(wished, end - self.room(height)), start)
        return max(0, min(wished, len(self.lines) - self.room(height)))

    def room(self, height: int) -> int:
        """Lines of the sheet that fit: one less when a line has to say that there is more."""
        return height if len(self.lines) <= height else max(1, height - 1)

    def is_over(self, top: int, height: int) -> bool:
        """Whether nothing is below what is in sight."""
        return top + self.room(height) >= len(self.lines)


def draw(parts: Iterable[Part], look: Look, width: int, *, colour: bool = True) -> Sheet:
    """The parts below each other, `width` columns wide."""
    console = Console(
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard",
        no_color=not colour,
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    lines: list[str] = []
    spots: dict[int, tuple[int, int]] = {}
    for part in parts:
        with console.capture() as captured:
            console.print(part.shown)
        drawn = look.drawn(captured.get()).removesuffix("\n").split("\n")
        if part.target is not None:
            spots[part.target] = (len(lines), len(lines) + len(drawn))
        lines += drawn
    return Sheet(tuple(lines), spots)
