"""A disk that takes its time over every sync, and counts them: a small library loaded before the C library.

A library can only be loaded first when a program starts, so what is measured runs in a process of its own.
Needs Linux and a C compiler.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from benchmarks import alone, scratch
from benchmarks.measuring import Sample

_SOURCE = Path(__file__).with_name("slow_disk.c")


def missing() -> str:
    """Why there is no such disk here; empty when there is one."""
    if not sys.platform.startswith("linux"):
        return "a slow disk: the library that slows it is for Linux"
    if _compiler() is None:
        return "a slow disk: there is no C compiler to build the library with that slows it"
    return ""


def slowed(work: Callable[[], Sample], *, delay_ms: int) -> Callable[[], Sample]:
    """`work`, which can be pickled, where every sync takes `delay_ms` longer; its sample counts `syncs`."""
    return partial(_run, work, delay_ms)


def _run(work: Callable[[], Sample], delay_ms: int) -> Sample:
    return alone.run(work, {"LD_PRELOAD": str(_library()), "SLOW_DISK_MS": str(delay_ms)})


def _compiler() -> str | None:
    return shutil.which(os.environ.get("CC", "cc"))


@cache
def _library() -> Path:
    built = scratch.folder() / "slow_disk.so"
    command = [str(_compiler()), "-O2", "-shared", "-fPIC", "-o", str(built), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return built
