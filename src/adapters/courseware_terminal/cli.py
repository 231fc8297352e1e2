"""The command `courseware`. Only what a command needs is imported, when it is run."""

import argparse
import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courseware_terminal.settings import Settings

BAD_USAGE = 2
BROKEN_PIPE = 141
"""128 + SIGPIPE, as a shell shows a command whose reader has gone."""
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 could not be done, 2 wrong usage. Every fault is told in a sentence."""
    given = sys.argv[1:] if argv is None else list(argv)
    _open_what_is_closed()
    try:
        return _run(_parser().parse_args(given, argparse.Namespace(given=given)))
    except BrokenPipeError:
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        _let_go()


def _run(flags: argparse.Namespace) -> int:
    from courseware_core.errors import ContentError, CoursewareError, UnknownActivity
    from courseware_terminal.settings import UsageError

    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        return int(flags.run(flags))
    except (UsageError, UnknownActivity) as error:
        return _failed(str(error), BAD_USAGE)
    except ContentError as error:
        return _failed("\n".join([str(error), *error.problems]))
    except CoursewareError as error:
        return _failed(str(error))
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except OSError as error:
        return _failed(f"{error.filename or 'This'} cannot be used: {error.strerror or error}.")
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, a person reads a sentence
        return _failed(_unexpected(error))


def _open_what_is_closed() -> None:
    """Python has None for an output that was closed before it began; what is written there is lost."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))


def _let_go() -> None:
    """Python flushes standard output once more on its way out, and complains when that has gone."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(sentence: str, code: int = 1) -> int:
    sys.stderr.write(f"courseware: {sentence}\n")
    return code


def _unexpected(error: Exception) -> str:
    """What is known of a fault of our own; the traceback is for those who ask for it."""
    if os.environ.get("COURSEWARE_DEBUG"):
        traceback.print_exception(error)
        return "This is a fault in courseware; see above."
    return (
        f"This is a fault in courseware ({type(error).__name__}: {error}). What was answered before is "
        "saved. Run it again with COURSEWARE_DEBUG=1 to see where it happened, and report it."
    )


class _Version(argparse.Action):
    """Looks the version up only when somebody asks."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"courseware {version('courseware-core')}\n")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="courseware",
        description="Courses with quizzes, tests and tutored labs, resumed exactly where you stopped.",
        epilog="COURSEWARE_CONTENT, COURSEWARE_STORE and COURSEWARE_LANG stand in for the options.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="say which version this is")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    content, store, learner = _content(), _store(), _learner()

    learn = commands.add_parser(
        "learn", parents=[content, store, learner], help="take a course, or go on with it"
    )
    learn.add_argument(
        "activity",
        nargs="?",
        default="",
        metavar="ACTIVITY",
        help="id of a lesson, quiz, lab or test, as `courseware courses` lists them (the menu)",
    )
    learn.add_argument("--lang", metavar="L", help="language of the product's own sentences")
    learn.add_argument("--plain", action="store_true", help="lines instead of a window")
    learn.set_defaults(run=_learn)

    courses = commands.add_parser("courses", parents=[content], help="list what can be learned")
    courses.set_defaults(run=_courses)

    progress = commands.add_parser(
        "progress", parents=[content, store, learner], help="say how a learner stands"
    )
    progress.add_argument("--json", action="store_true", help="for programs")
    progress.set_defaults(run=_progress)

    export = commands.add_parser(
        "export", parents=[content, store, learner], help="write all that is recorded of a learner"
    )
    export.set_defaults(run=_export)

    forget = commands.add_parser(
        "forget", parents=[content, store, learner], help="delete what is recorded of a learner"
    )
    forget.add_argument("--yes", action="store_true", help="do not ask")
    forget.set_defaults(run=_forget)

    check = commands.add_parser("check", help="say what is wrong with a course's files")
    check.add_argument("path", type=Path, metavar="PATH")
    check.add_argument("--format", choices=("text", "json", "github"), default="text")
    check.set_defaults(run=_check)

    schema = commands.add_parser("schema", help="write the JSON Schema of a course's files")
    schema.add_argument("kind", nargs="?", default="", metavar="KIND")
    schema.add_argument("--out", type=Path, metavar="DIR", help="write one file for each kind")
    schema.set_defaults(run=_schema)

    ids = commands.add_parser("ids", help="list a course's ids, and keep them for ever")
    ids.add_argument("path", type=Path, metavar="PATH")
    what = ids.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="compare with the published ids")
    what.add_argument("--release", action="store_true", help="publish the ids as they are")
    ids.set_defaults(run=_ids)
    return parser


def _content() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--content", metavar="DIR", help="folder of courses (the ones that come with courseware)"
    )
    return parser


def _store() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--store", metavar="URL", help="where the record is kept (a file in your own data folder)"
    )
    return parser


def _learner() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--learner", metavar="NAME", help="who learns (you), or surface:tenant:user of any surface"
    )
    return parser


def _settings(flags: argparse.Namespace) -> "Settings":
    from courseware_terminal.settings import Settings

    return Settings.read(flags, os.environ)


def _learn(flags: argparse.Namespace) -> int:
    from courseware_terminal.learn import learn

    return learn(_settings(flags), activity=flags.activity, plain=flags.plain, given=tuple(flags.given))


def _courses(flags: argparse.Namespace) -> int:
    from courseware_terminal import records

    return records.courses(_settings(flags))


def _progress(flags: argparse.Namespace) -> int:
    from courseware_terminal import records

    return records.progress(_settings(flags), as_json=flags.json)


def _export(flags: argparse.Namespace) -> int:
    from courseware_terminal import records

    return records.export(_settings(flags))


def _forget(flags: argparse.Namespace) -> int:
    from courseware_terminal import records

    return records.forget(_settings(flags), yes=flags.yes)


def _check(flags: argparse.Namespace) -> int:
    from courseware_terminal import authoring

    return authoring.check(flags.path, form=flags.format)


def _schema(flags: argparse.Namespace) -> int:
    from courseware_terminal import authoring

    return authoring.schema(flags.kind, folder=flags.out)


def _ids(flags: argparse.Namespace) -> int:
    from courseware_terminal import authoring

    return authoring.ids(flags.path, compare=flags.check, publish=flags.release)
