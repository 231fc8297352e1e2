"""Writing down what is seen and pressed on the plainest surface, and what commands say."""

import asyncio
import io
import shlex
from collections.abc import Sequence
from contextlib import redirect_stdout

import pytest
from tests.app.surroundings import ADA, SHIPPED

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.screen.letters import letter
from courseware_core.screen.model import Control, Intent, Screen
from courseware_core.screen.text import render_text
from courseware_core.testing.fakes import FixedClock
from courseware_core.testing.surfaces import CoreSurface
from courseware_terminal.cli import main


class Transcribed(CoreSurface):
    """A surface that writes down what is shown on it and what is pressed."""

    def __init__(self, app: Courseware, who: Identity = ADA) -> None:
        super().__init__(app, who)
        self.lines: list[str] = []
        self._shown = Screen(name="", title="")

    async def enter(self, activity: str = "") -> Screen:
        self.lines.append(f"$ courseware learn {activity}".rstrip())
        return self._show(await super().enter(activity))

    async def send(self, intent: Intent) -> Screen:
        self.lines.append(f"> {self._said(intent)}")
        return self._show(await super().send(intent))

    def text(self) -> str:
        """All that was written down, with lines stripped at their ends."""
        return stripped("\n\n".join(self.lines))

    def _said(self, intent: Intent) -> str:
        pressed: list[Control] = [*self._shown.controls]
        if self._shown.submit:
            pressed.append(self._shown.submit)
        label = next(control.label for control in pressed if control.token == intent.token)
        if intent.answer.text is not None:
            return intent.answer.text.replace("\n", "\n  ")
        if intent.answer.values:
            return " ".join(letter(value) for value in intent.answer.values)
        return f"[{label}]"

    def _show(self, screen: Screen) -> Screen:
        self._shown = screen
        self.lines.append(render_text(screen))
        if self.turn and self.turn.notice:
            self.lines.append(self.turn.notice)
        return screen


def stripped(text: str) -> str:
    """`text` with its lines stripped at their ends."""
    return "\n".join(line.rstrip() for line in text.split("\n"))


async def command(*arguments: str, store: str, reviewer: str) -> str:
    """A command as it is typed and what it says, for the courses that ship, at a time that stands still."""
    said = await asyncio.to_thread(_said_by, arguments, store, reviewer)
    return stripped(f"$ courseware {shlex.join(arguments)}\n\n{said.rstrip()}")


def _said_by(arguments: Sequence[str], store: str, reviewer: str) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out):
        patch.setattr("courseware_core.app.SystemClock", FixedClock)
        patch.setenv("COURSEWARE_CONTENT", str(SHIPPED))
        patch.setenv("COURSEWARE_STORE", store)
        patch.setenv("COURSEWARE_REVIEWER", reviewer)
        assert main(arguments) == 0
    out.seek(0)
    return out.read()
