"""A terminal to run the real command in, and the command itself without one."""

import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pexpect
import pyte
import pytest

from courseware_terminal.cli import main

TINY = Path(__file__).parents[1] / "data/courses/tiny"
COMMAND = [sys.executable, "-m", "courseware_terminal"]
_PATIENCE_S = 30
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
        *arguments: str,
        columns: int = 80,
        rows: int = 40,
        deaf_to: Collection[signal.Signals] = (),
        **settings: str,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        self.process: pexpect.spawn[bytes] = pexpect.spawn(
            "env",
            [*(f"{name}={value}" for name, value in settings.items()), *COMMAND, *arguments],
            dimensions=(rows, columns),
            preexec_fn=partial(_hear_all_but, deaf_to),
        )

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
            if time.monotonic() > deadline or not self._read():
                pytest.fail(f"waited for {condition!r}, and the terminal shows:\n{self.shown()}")
        return self.shown()

    def press(self, keys: str) -> None:
        """Types the keys, exactly as they are."""
        self.process.send(keys)

    def after_the_window(self) -> str:
        """What was written once the terminal was given back as it was before."""
        return self.written.rpartition(b"\x1b[?1049l")[2].decode()

    def resize(self, columns: int, rows: int) -> None:
        """Makes the window larger or smaller, as dragging its corner does."""
        self._screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def close(self) -> None:
        """Closes the window, as a click on its cross does."""
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), self.process.child_fd)

    def signal(self, number: signal.Signals) -> None:
        """Sends the command a signal."""
        self.process.kill(number)

    def ended(self) -> int:
        """The exit code, once the command has ended by itself: 128 + N when signal N ended it."""
        while self._read():
            pass
        self.process.wait()
        if self.process.signalstatus is not None:
            return 128 + int(self.process.signalstatus)
        return int(self.process.exitstatus or 0)

    def _read(self) -> bool:
        """Whether there may be more to read."""
        try:
            read = self.process.read_nonblocking(65536, _MOMENT_S)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self._stream.feed(read)
        self.written += read
        return True


def _hear_all_but(deaf_to: Collection[signal.Signals]) -> None:
    """Sets what a command would inherit: a suite in the background of a script ignores Ctrl-C itself."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN if number in deaf_to else signal.SIG_DFL)


@pytest.fixture
def terminal(store: str) -> Iterator[Callable[..., Terminal]]:
    """Opens terminals, and closes those that are left open."""
    opened: list[Terminal] = []

    def open_one(*arguments: str, **settings: object) -> Terminal:
        opened.append(Terminal(*arguments, **settings))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for each in opened:
        each.process.close(force=True)
