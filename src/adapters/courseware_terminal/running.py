"""The command `courseware run`: several surfaces from one process, which share the record."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points

from courseware_core.surfaces.deployment import Deployment, SettingsError
from courseware_core.surfaces.serving import ENTRY_POINTS, Surface, log_what_happens, serve
from courseware_terminal.settings import UsageError

_EPILOG = """
The settings are those of each surface, in the environment: see `courseware NAME --help`. They share a record
and an end: told to end, the program takes nothing new and answers what is under way. A surface that cannot
go on says why, and the others go on.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code. Raises: UsageError, CoursewareError, ModelError, as commands of this package do."""
    found = {each.name: each for each in entry_points(group=ENTRY_POINTS)}
    flags = _parser(found).parse_args(sys.argv[1:] if argv is None else argv)
    wanted = [each for name, each in sorted(found.items()) if getattr(flags, name)]
    if not wanted:
        names = " ".join(f"--{name}" for name in sorted(found)) or "a surface that is installed"
        raise UsageError(f"Nothing is to be served: add {names}, or one of them.")
    try:
        return asyncio.run(_served(wanted))
    except SettingsError as error:
        raise UsageError(str(error)) from None


async def _served(wanted: Sequence[EntryPoint]) -> int:
    surfaces = _surfaces(wanted)
    log_what_happens()
    return await serve(Deployment.read(os.environ), surfaces)


def _surfaces(wanted: Sequence[EntryPoint]) -> list[Surface]:
    """The surfaces as they are set. Raises: SettingsError, with what is wrong for any of them."""
    surfaces: list[Surface] = []
    wrong: dict[str, None] = {}
    for each in wanted:
        try:
            surfaces.append(each.load()(os.environ))
        except SettingsError as error:
            wrong |= dict.fromkeys(str(error).splitlines())
    if wrong:
        raise SettingsError("\n".join(wrong))
    return surfaces


def _parser(found: dict[str, EntryPoint]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="courseware run",
        description="Lets people learn on several surfaces, as long as it runs.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name in sorted(found):
        parser.add_argument(f"--{name}", action="store_true", help=f"serve {name.capitalize()}")
    return parser
