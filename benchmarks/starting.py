"""Programs that are started and run to their end: what that costs, bytecode compiled."""

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from time import perf_counter

from benchmarks import scratch
from benchmarks.measuring import Sample


def run(*arguments: str) -> Sample:
    """Python with these arguments, with nothing to read and nobody who sees what it prints."""
    began = perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    return _ended(process, arguments, began)


def run_in_window(*arguments: str, until: str, keys: str = "") -> Sample:
    """The same in a terminal; once it has shown the words `until`, `keys` are pressed."""
    began = perf_counter()
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=_environment() | {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"},
        stdin=its,
        stdout=its,
    )
    os.close(its)
    shown, pressed = b"", False
    with suppress(OSError):  # Linux says so when the program has gone
        while part := os.read(ours, 65536):
            shown += part
            if not pressed and until.encode() in shown:
                os.write(ours, keys.encode())
                pressed = True
    os.close(ours)
    assert pressed, f"{arguments} never showed {until!r}: {shown.decode(errors='replace')}"
    return _ended(process, arguments, began)


def visit(*arguments: str) -> None:
    """Has somebody learn who goes past the welcome of a new person, and leaves."""
    subprocess.run(
        [sys.executable, "-m", "courseware_terminal", "learn", "--plain", *arguments],
        env=_environment(),
        input=b"next\n",
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _ended(process: subprocess.Popen[bytes], arguments: Sequence[str], began: float) -> Sample:
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{arguments} ended with {process.returncode}"
    wall_s = perf_counter() - began
    return Sample(1, used.ru_utime + used.ru_stime, wall_s, (wall_s,))


@cache
def _environment() -> dict[str, str]:
    """This process's, with a folder for bytecode, which the first runs fill; those are not measured."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "PYTHONPYCACHEPREFIX": str(scratch.folder()),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
