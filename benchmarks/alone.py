"""Runs work in a process of its own: `python -m benchmarks.alone` takes it from standard input.

Work and what comes of it are pickled; both ends are this very program.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")


def run(work: Callable[[], T], environment: Mapping[str, str]) -> T:
    """What `work` returned in a new process with `environment` added to this one's."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.alone"],
        input=pickle.dumps(work),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        check=True,
    )
    found: T = pickle.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(pickle.loads(sys.stdin.buffer.read())()))
