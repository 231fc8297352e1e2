"""The command `learn`: a window where there is a terminal, lines everywhere else."""

import asyncio
import logging
import os
import re
import shlex
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from logging.handlers import MemoryHandler
from pathlib import Path

from courseware_core.app import Courseware
from courseware_core.languages import catalogue
from courseware_core.model_choice import ModelChoice
from courseware_core.screen.profiles import PLAIN_TEXT, TERMINAL
from courseware_core.turns import Turn
from courseware_terminal.lines import Lines
from courseware_terminal.loop import Leaving, Surface, play
from courseware_terminal.out import look, say, say_wrapped
from courseware_terminal.settings import Settings

_SECRET = re.compile(r"(//[^/@:]*:)[^@]*(?=@)|([?&](?:(?:ssl)?password|(?:api[-_]?)?key|token)=)[^&]*")
"""In the URL of a store or a model, where a password or a key is not repeated on the screen."""


def learn(
    settings: Settings,
    choice: ModelChoice,
    *,
    reviewer: str,
    activity: str,
    plain: bool,
    given: tuple[str, ...],
) -> int:
    """The exit code, once the learner has left. `given` are the command's words, to be told again.

    `reviewer` is who may read answers; empty when nobody may.

    Raises: UnknownActivity, ContentError, StoreError, NotInstalled.
    """
    seen: list[Turn] = []
    plain = plain or not _is_terminal()
    code = asyncio.run(_learn(settings, choice, reviewer, activity, plain=plain, seen=seen.append))
    if seen and settings.store != "memory:":
        _say_goodbye(seen[-1], given)
    return code


async def _learn(
    settings: Settings,
    choice: ModelChoice,
    reviewer: str,
    activity: str,
    *,
    plain: bool,
    seen: Callable[[Turn], None],
) -> int:
    with Leaving() as leaving:
        async with Courseware.open(
            content=settings.content,
            store=settings.store,
            profile=PLAIN_TEXT if plain else TERMINAL,
            model=choice.name or None,
            model_base=choice.base,
            model_deadline_s=choice.deadline_s,
            budgets=choice.budgets,
            reviewer=reviewer,
        ) as app:
            if activity:
                app.check_place(activity)
            async with _surface(plain=plain) as surface:
                await play(
                    app,
                    settings.who,
                    surface,
                    activity=activity,
                    locale=settings.locale,
                    seen=seen,
                )
    return leaving.exit_code()


@asynccontextmanager
async def _surface(*, plain: bool) -> AsyncIterator[Surface]:
    if not plain:
        try:
            from courseware_terminal.window import FullWindow
        except ModuleNotFoundError as error:
            if error.name not in ("prompt_toolkit", "rich"):
                raise
            sys.stderr.write(
                "For the window with single keys, install courseware-core[terminal]. "
                "Here are lines instead.\n"
            )
        else:
            with _log_kept():
                async with FullWindow(look=look(), colour=not os.environ.get("NO_COLOR")) as window:
                    yield window
            return
    yield Lines()


@contextmanager
def _log_kept() -> Iterator[None]:
    """What is logged meanwhile comes afterwards: it would stand in the middle of the window."""
    log, kept = logging.getLogger("courseware_core"), MemoryHandler(1)  # which keeps all without a target
    log.addHandler(kept)
    try:
        yield
    finally:
        log.removeHandler(kept)
        kept.setTarget(logging.StreamHandler(sys.stderr))
        kept.close()


def _is_terminal() -> bool:
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return os.environ.get("TERM") not in ("dumb", "unknown")


def _say_goodbye(turn: Turn, given: tuple[str, ...]) -> None:
    """Says how to go on; nobody is there to hear it when the window was closed."""
    words, command = catalogue(turn.screen.locale), _command(given)
    sentence = words.say("Your place is saved. Go on with: {command}", command=command)
    fits = not sys.stdout.isatty() or len(sentence) <= shutil.get_terminal_size().columns
    with suppress(OSError):
        if fits:
            say(f"\n{sentence}")
        else:  # a command that is broken between its words cannot be copied
            say_wrapped("\n" + words.say("Your place is saved. Go on with: {command}", command="").rstrip())
            say(command)


def _command(given: tuple[str, ...]) -> str:
    """The command that was given, as it would be typed again."""
    program = Path(sys.argv[0])
    if program.name == "__main__.py":
        started = ["python", "-m", "courseware_terminal"]
    elif shutil.which(program.name) == str(program):
        started = [program.name]
    else:
        started = [sys.argv[0]]
    return shlex.join([*started, *(_SECRET.sub(r"\1\2***", word) for word in given)])
