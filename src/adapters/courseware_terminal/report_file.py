"""The file that a long and costly run writes at its end: tried before the run, written whole after it."""

import os
import stat
from pathlib import Path

from courseware_terminal.settings import UsageError


def tried(given: str) -> Path:
    """Where to write what goes to `given`: for a link to a file, the file; a device or a pipe as it is.

    That it can be written has been tried. What is there stays as it is, and a pipe is not opened, since that
    would wait for its reader.

    Raises: UsageError.
    """
    if given in ("", "-"):
        raise UsageError(f"--json {given!r} names no file: write --json FILE.")
    place = Path(given)
    try:
        mode = _mode(place)
        if mode and (stat.S_ISDIR(mode) or stat.S_ISSOCK(mode)):
            raise UsageError(f"{given} is no file: --json takes a file to write.")
        if mode and not os.access(place, os.W_OK):
            raise UsageError(f"{given} cannot be written: you are not allowed to. Name another file.")
        if mode and not stat.S_ISREG(mode):
            return place
        target = Path(os.path.realpath(place))
        _partial(target).touch()
        _partial(target).unlink()
    except OSError as error:
        why = "there is no such folder" if isinstance(error, FileNotFoundError) else error.strerror
        raise UsageError(f"{given} cannot be written: {why}. Name another file.") from None
    return target


def write(place: Path, text: str) -> None:
    """Writes what `tried` found, so that whoever looks at a file sees all of it or what was there before."""
    if place.exists() and not place.is_file():
        place.write_text(text, encoding="utf-8")
        return
    partial = _partial(place)
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)


def _mode(place: Path) -> int | None:
    """What is there, behind any link; None when nothing is."""
    try:
        return place.stat().st_mode
    except FileNotFoundError:
        return None


def _partial(target: Path) -> Path:
    """A name beside the file that nobody else uses, however long the file's own is."""
    return target.with_name(f".courseware-{os.getpid()}.partial")
