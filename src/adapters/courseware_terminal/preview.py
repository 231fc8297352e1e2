"""The command `preview`: every screen of a file, again at each save."""

import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.padding import Padding

from courseware_core.content.authored import PoolFile
from courseware_core.content.catalog import Catalog
from courseware_core.content.files import shown
from courseware_core.content.lint import lint
from courseware_core.content.load import Loaded, load
from courseware_core.content.problems import as_text, did_you_mean, in_order
from courseware_core.languages import catalogue
from courseware_core.previewing import Shown, Stage, previewed, previewed_pool
from courseware_core.previewing.files import Previewable, previewable
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Screen
from courseware_core.screen.profiles import PROFILES, TERMINAL, Profile
from courseware_core.screen.text import render_text
from courseware_terminal.command import counted
from courseware_terminal.drawing import draw
from courseware_terminal.keys import bar, reach_for
from courseware_terminal.out import look, say
from courseware_terminal.render import WIDEST, Part, key_bar, parts
from courseware_terminal.settings import UsageError

_FILE_WIDTH = 80
_PACE_MS = 200
"""How long to wait before looking whether something was saved: hardly felt, and next to no work."""


def preview(path: Path, *, surfaces: Sequence[str], once: bool) -> int:
    """Shows the screens of `path`, and again whenever something in its course is saved, until Ctrl-C.

    With `once` it shows them once: 1 when there is an error, 0 otherwise. Raises: UsageError.
    """
    if not path.exists():
        raise UsageError(f"There is no file or folder {path}.")
    profiles = [_profile(name) for name in surfaces] or [TERMINAL]
    if once:
        return _show(path, profiles)
    for _ in _saves(path):
        _show(path, profiles)
        say(f"\nWaiting for {shown(path)} or its course to be saved. Ctrl-C ends.")
    return 0


def _profile(name: str) -> Profile:
    known = {profile.name: profile for profile in PROFILES}
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    if wanted not in known:
        said = f"There is no surface {name!r}. {did_you_mean(wanted, known)}".rstrip()
        raise UsageError(f"{said} There are: {', '.join(known)}.")
    return known[wanted]


def _saves(path: Path) -> Iterator[None]:
    """Once at first, and again after each save, those while the screens were being shown included."""
    folders = load(path).folders
    watched = folders[0].folder if len(folders) == 1 else path
    while True:
        yield from _saves_in(watched)
        while not watched.exists():
            time.sleep(_PACE_MS / 1000)


def _saves_in(watched: Path) -> Iterator[None]:
    """Once at first, after each save, and once more when `watched` is gone or another, which is the end."""
    from watchfiles import watch  # only this loop needs it

    first, itself = True, _itself(watched)
    try:
        for changes in watch(watched, yield_on_timeout=True, rust_timeout=_PACE_MS):
            gone = _itself(watched) != itself
            if first or changes or gone:
                first = False
                yield
            if gone:
                return
    except FileNotFoundError:  # it went before it could be watched
        return


def _itself(path: Path) -> tuple[int, int] | None:
    """What tells a file or folder from another of its name; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _show(path: Path, profiles: Sequence[Profile]) -> int:
    """Shows the problems at `path`, then its screens, unless one of them is an error."""
    loaded = load(path)
    problems = in_order((*loaded.problems, *lint(loaded)))
    if problems:
        say(as_text(problems))
    errors = sum(problem.level == "error" for problem in problems)
    if errors:
        say(f"Nothing can be shown before {counted(errors, 'error is', 'errors are')} mended.")
        return 1
    files = list(previewable(loaded))
    if not files:
        say(f"{shown(path)} holds no screens: they come from lessons, quizzes, tests, labs and the like.")
        return 0
    broken = [file for file in files if file.content is None]
    for file in broken:
        say(f"{shown(file.path)} cannot be shown before errors in other files of the course are mended:")
        say(as_text(each for each in load(loaded.folders[0].folder).problems if each.level == "error"))
    for profile in profiles:
        for file in files:
            for each in _screens(file, loaded, profile):
                _say(each, profile)
    return int(bool(broken))


def _screens(file: Previewable, loaded: Loaded, profile: Profile) -> Iterator[Shown]:
    catalog = Catalog(loaded.courses, loaded.activities)
    stage = Stage(catalogue(file.locale), profile.page_chars, catalog.section_titles, catalog.section_lessons)
    match file.content:
        case None:
            return
        case PoolFile():
            yield from previewed_pool(shown(file.path), file.content.questions, stage)
        case _:
            yield from previewed(file.content, stage)


def _say(each: Shown, profile: Profile) -> None:
    """The pages of a screen, each under a line that says what it is."""
    for page in fit(each.screen, profile):
        number = f", part {page.page} of {page.pages}" if page.pages > 1 else ""
        say(f"\n=== {each.item} | {each.led} | {profile.name}{number} ===\n")
        if profile == TERMINAL and sys.stdout.isatty():
            _draw(page)
        else:
            say(render_text(page, width=_FILE_WIDTH))


def _draw(page: Screen) -> None:
    """The page as the window draws it, with its keys."""
    width, hand, words = (
        min(shutil.get_terminal_size().columns, WIDEST),
        reach_for(page),
        catalogue(page.locale),
    )
    keys = Part(Padding(key_bar(bar(page, hand, words), look(), width), (1, 0, 0, 0)))
    sheet = draw(
        (*parts(page, hand, look(), width), keys), look(), width, colour=not os.environ.get("NO_COLOR")
    )
    sys.stdout.write("\n".join(sheet.lines) + "\n")
    sys.stdout.flush()
