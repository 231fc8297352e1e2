"""The command `courseware`. Only what a command needs is imported, when it is run."""

import argparse
import io
import os
import sys
import traceback
from collections.abc import Sequence

from courseware_terminal.arguments import parser

BAD_USAGE = 2
BROKEN_PIPE = 141
"""128 + SIGPIPE, as a shell shows a command whose reader has gone."""
INTERRUPTED = 130

_OF_TERMINAL = ("prompt_toolkit", "rich", "watchfiles")
"""What the extra `terminal` installs."""


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 could not be done, 2 wrong usage. Every fault is told in a sentence."""
    given = sys.argv[1:] if argv is None else list(argv)
    _open_what_is_closed()
    try:
        return _run(parser(given).parse_args(given, argparse.Namespace(given=given)))
    except BrokenPipeError:
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        _let_go()


def _run(flags: argparse.Namespace) -> int:
    from courseware_core.chat import ModelError
    from courseware_core.errors import ContentError, CoursewareError, UnknownActivity, UnknownSession
    from courseware_terminal.settings import UsageError

    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        return int(flags.run(flags))
    except (UsageError, UnknownActivity, UnknownSession) as error:
        return _failed(str(error), BAD_USAGE)
    except ContentError as error:
        return _failed(error.whole)
    except ModelError as error:  # with no attempt, it was named so that it cannot be asked at all
        return _failed(str(error), 1 if error.attempts else BAD_USAGE)
    except CoursewareError as error:
        return _failed(str(error))
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _OF_TERMINAL:
            return _failed(_unexpected(error))
        return _failed("This command needs an optional part: pip install 'courseware-core[terminal]'.")
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
