"""Folders for what a run makes and does not keep. They are deleted when the program ends."""

import atexit
from pathlib import Path
from tempfile import TemporaryDirectory


def folder() -> Path:
    """A new folder, on the disk of the system's temporary files."""
    made = TemporaryDirectory(prefix="courseware-bench-")
    atexit.register(made.cleanup)
    return Path(made.name)
