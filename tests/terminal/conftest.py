"""A terminal to run the real command in, and the command itself without one."""

import os
import pty
import signal
import sys
import termios
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pexpect
import pyte
import pytest
from pexpect.fdpexpect import fdspawn
from tests.terminal.parent import Parent

from courseware_terminal.cli import main

TINY = Path(__file__).parents[1] / "data/courses/tiny"
COMMAND = [sys.executable, "-m", "courseware_terminal"]
IMPORTED = ("courseware_terminal.window", "courseware_terminal.learn", "courseware_core.storage.sqlite.store")
"""What commands import, with what these modules import themselves."""
_PATIENCE_S = 60
_MOMENT_S = 0.05


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a new record; commands use it, and the tiny course, unless they are told otherwise."""
    url = f"sqlite:///{tmp_path / 'record.db'}"
    monkeypatch.setenv("COURSEWARE_STORE", url)
    monkeypatch.setenv("COURSEWARE_CONTENT", str(TINY))
    return url


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(
    store: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs the command in this process, with a file that holds `typed` as its input."""

    def run_it(*arguments: str, typed: str = "") -> Done:
        lines = tmp_path / "typed"
        lines.write_text(typed, encoding="utf-8")
        capsys.readouterr()
        with lines.open(encoding="utf-8") as typing, monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", typing)
            code = main(arguments)
        return Done(code, *capsys.readouterr())

    return run_it


class Terminal:
    """The command in a terminal of its own, read as a person's eyes read it; `written` are its bytes.

    It ignores the signals in `deaf_to`, as one in the background of a script does, and no others.
    """

    def __init__(
        self,
        parent: Parent,
        *arguments: str,
        columns: int = 80,
        rows: int = 40,
        deaf_to: Collection[signal.Signals] = (),
        anew: bool = False,
        **settings: str,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        ours, theirs = pty.openpty()
        self._typing: fdspawn[bytes] = fdspawn(ours)
        self.resize(columns, rows)
        self._parent = parent
        self._process = parent.start(
            arguments, [os.ttyname(theirs)], os.environ | settings, deaf_to=deaf_to, anew=anew
        )
        os.close(theirs)

    def shown(self) -> str:
        """What is on the screen now, without spaces at the ends of lines."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def colours(self) -> set[str]:
        """The colours of the characters on the screen."""
        return {cell.fg for line in self._screen.buffer.values() for cell in line.values()}

    def until(self, condition: str | Callable[[str], bool]) -> str:
        """The screen, as soon as it shows these words or the condition holds."""
        holds = condition if callable(condition) else lambda shown: condition in shown
        deadline = time.monotonic() + _PATIENCE_S
        while not holds(self.shown()):
            if time.monotonic() > deadline or self._read() is None:
                pytest.fail(f"waited for {condition!r}, and the terminal shows:\n{self.shown()}")
        return self.shown()

    def press(self, keys: str) -> None:
        """Types the keys, exactly as they are, when the whole screen is drawn: none is pressed before."""
        while self._read():
            pass
        self._typing.send(keys)

    def after_the_window(self) -> str:
        """What was written once the terminal was given back as it was before."""
        return self.written.rpartition(b"\x1b[?1049l")[2].decode()

    def resize(self, columns: int, rows: int) -> None:
        """Makes the window larger or smaller, as dragging its corner does."""
        self._screen.resize(rows, columns)
        termios.tcsetwinsize(self._typing.child_fd, (rows, columns))

    def close(self) -> None:
        """Closes the window, as a click on its cross does."""
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), self._typing.child_fd)

    def signal(self, number: signal.Signals) -> None:
        """Sends the command a signal."""
        os.kill(self._process, number)

    def ended(self) -> int:
        """The exit code, once the command has ended by itself: 128 + N when signal N ended it."""
        while self._read() is not None:
            pass
        process, self._process = self._process, 0
        return self._parent.ended(process)

    def discard(self) -> None:
        """Ends the command, if it has not ended, and lets go of the terminal."""
        if self._process:
            self.signal(signal.SIGKILL)
            self._parent.ended(self._process)
        self._typing.close()

    def _read(self) -> bytes | None:
        """What is written within a moment; None when nothing ever will be."""
        try:
            read: bytes = self._typing.read_nonblocking(65536, _MOMENT_S)
        except pexpect.TIMEOUT:
            return b""
        except pexpect.EOF:
            return None
        self._stream.feed(read)
        self.written += read
        return read


@pytest.fixture(scope="session")
def parent_of() -> Iterator[Callable[..., Parent]]:
    """The parent of processes with these arguments: of those that ask a model, it has imported litellm."""
    with ExitStack() as open_until_the_end:

        @cache
        def parent(*modules: str) -> Parent:
            return open_until_the_end.enter_context(Parent(*modules))

        yield lambda *arguments: parent(*IMPORTED, *["litellm"] * ("--model" in arguments))


@pytest.fixture
def terminal(store: str, parent_of: Callable[..., Parent]) -> Iterator[Callable[..., Terminal]]:
    """Opens terminals, and closes those that are left open."""
    with ExitStack() as opened:

        def open_one(*arguments: str, **settings: object) -> Terminal:
            window = Terminal(parent_of(*arguments), *arguments, **settings)  # type: ignore[arg-type]
            opened.callback(window.discard)
            return window

        yield open_one


@pytest.fixture
def command(store: str, parent_of: Callable[..., Parent], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the command as a process of its own, since litellm stays in the one that asked it."""

    def run_it(*arguments: str, typed: str = "") -> Done:
        folder, parent = tmp_path_factory.mktemp("files"), parent_of(*arguments)
        lines, out, err = files = [folder / name for name in ("in", "out", "err")]
        for each in files:
            each.write_text(typed if each == lines else "", encoding="utf-8")
        code = parent.ended(parent.start(arguments, [*map(str, files)], os.environ))
        return Done(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))

    return run_it
