"""Reading a course's text files: limits, encodings, and a sentence for whatever cannot be read."""

import codecs
import os
import stat
from pathlib import Path

from courseware_core.content.problems import Place, Problem, problem

MAX_BYTES = 1_000_000
MAX_LESSON_BYTES = 200_000
"""Some thirty thousand words; the time that hostile Markdown takes to parse grows with its length."""


def shown(path: Path) -> str:
    """How `path` is named to an author: relative to the working directory when it lies below it."""
    whole, here = str(absolute(path)), Path.cwd()
    return os.path.relpath(whole, here) if whole.startswith(f"{here}{os.sep}") else whole


def absolute(path: Path) -> Path:
    """`path` from the root, without `.` and `..`. Links are not followed, so loops of them do no harm."""
    return Path(os.path.normpath(path.absolute()))


def read_bytes(path: Path, *, limit: int = MAX_BYTES) -> bytes | Problem:
    """The bytes of a regular file of at most `limit` bytes, or what kept them from being read."""
    place = Place(shown(path))
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            return problem("CW013", place, "this is a folder; a file is wanted here.")
        if not stat.S_ISREG(kind):
            return problem("CW013", place, "this is no ordinary file.")
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        return problem("CW013", place, "there is no such file.")
    except OSError as error:
        return problem("CW013", place, f"the file cannot be read: {error.strerror or error}.")
    if len(content) > limit:
        return problem(
            "CW001", place, f"the file is larger than {limit:,} bytes.", hint="Split it or shrink it."
        )
    return content


def read_text(path: Path, *, limit: int = MAX_BYTES) -> str | Problem:
    """The file's text, with line feeds as line ends and without a byte order mark, or a problem."""
    content = read_bytes(path, limit=limit)
    if isinstance(content, Problem):
        return content
    mark = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    try:
        text = content[mark:].decode()
    except UnicodeDecodeError as error:
        wrong = mark + error.start
        before = _with_line_feeds(content[mark:wrong].decode()).split("\n")
        return problem(
            "CW001",
            Place(shown(path), len(before), len(before[-1]) + 1),
            f"byte {wrong + 1} of the file is not UTF-8{_guess(content)}.",
            hint="Save the file as UTF-8.",
        )
    return _with_line_feeds(text)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guess(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "; it looks like UTF-16"
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return "; it looks like Windows-1252 (Latin-1)"
