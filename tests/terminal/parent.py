"""A process that has imported what commands import, and forks one process for each command.

The command begins as `python -m courseware_terminal` begins after its imports, which take longer than all
that it does, and ends as Python ends. As a program this is that process: it takes requests from the socket
that is its standard input, once it has imported the modules that are its arguments.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TextIO

_OWN_SIGNALS: dict[signal.Signals, Any] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
    signal.SIGHUP: signal.SIG_DFL,
}
"""What Python makes of them when it starts, unless it was told to ignore them."""


class Parent:
    """Such a process, seen from the tests. As a context it is ended."""

    def __init__(self, *modules: str) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, *modules],
                # No file, of which Python would think, in what it forks too, that it has an end.
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=theirs.fileno(),
                start_new_session=True,
                env=os.environ | {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"},
            )
            self._requests = ours.makefile("rw")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._requests.close()
        self._process.wait()

    def start(
        self,
        arguments: Sequence[str],
        files: Sequence[str],
        environment: Mapping[str, str],
        *,
        deaf_to: Collection[signal.Signals] = (),
        anew: bool = False,
    ) -> int:
        """The id of a new process of the command, which ignores the signals in `deaf_to` and no others.

        `files` are its standard input, output and error, or a terminal that is all of them. With `anew`
        it is started as a program of its own, and so imports everything itself.
        """
        return self._ask(
            arguments=arguments,
            files=files,
            environment=dict(environment),
            folder=str(Path.cwd()),
            deaf_to=list(deaf_to),
            anew=anew,
        )

    def ended(self, process: int) -> int:
        """The exit code of the process, once it has ended: 128 + N when signal N ended it."""
        code = self._ask(process=process)
        return code if code >= 0 else 128 - code

    def _ask(self, **request: object) -> int:
        print(json.dumps(request), file=self._requests, flush=True)
        return int(self._requests.readline())


def _serve(requests: TextIO) -> None:
    for line in requests:
        request = json.loads(line)
        if "process" in request:
            answer = os.waitstatus_to_exitcode(os.waitpid(request["process"], 0)[1])
        else:
            files = [os.open(name, os.O_RDWR | os.O_NOCTTY) for name in request["files"]]
            answer = os.fork()
            if not answer:
                requests.close()
                return _become(request, files)
            for each in files:
                os.close(each)
        print(answer, file=requests, flush=True)
    return None


def _become(request: Mapping[str, Any], files: Sequence[int]) -> None:
    for each, usual in _OWN_SIGNALS.items():
        signal.signal(each, signal.SIG_IGN if each in request["deaf_to"] else usual)
    if len(files) == 1:
        os.login_tty(files[0])
    else:
        for number, file in enumerate(files):
            os.dup2(file, number)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    if request["anew"]:
        os.execv(sys.executable, [sys.executable, "-m", "courseware_terminal", *request["arguments"]])
    sys.stdout.reconfigure(line_buffering=sys.stdout.isatty())  # type: ignore[union-attr]
    sys.argv[1:] = request["arguments"]
    runpy.run_module("courseware_terminal", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        importlib.import_module(name)
    gc.freeze()
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as connection:
        stream = connection.makefile("rw")
    _serve(stream)
