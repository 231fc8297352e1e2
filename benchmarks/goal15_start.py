"""Goal 15: how long somebody waits for the program to start."""

from functools import cache, partial
from pathlib import Path

from benchmarks import scratch, starting
from benchmarks.measuring import Sample
from benchmarks.plan import Cheaper, Contender, Goal

from courseware_core.content.catalog import bundled_content

PROGRAMS = Path(__file__).with_name("programs")
COURSEWARE = ("-m", "courseware_terminal")

HELP_BY_HAND = "start: argparse help by hand"
HELP = "start: courseware --help"
SCHEMAS_BY_HAND = "start: import pydantic, schemas by hand"
IMPORT = "start: import courseware_core"
IMPORT_APP = "start: from courseware_core import Courseware"
LINES_BY_HAND = "start: first screen by hand, lines"
LINES = "start: first screen, lines"
WINDOW_BY_HAND = "start: first screen by hand, rich"
WINDOW = "start: first screen, window"


def goal() -> Goal:
    """What is measured for it."""
    return Goal(
        "goal15",
        "Starting",
        (
            Contender(HELP_BY_HAND, partial(starting.run, str(PROGRAMS / "help_by_hand.py"))),
            Contender(HELP, partial(starting.run, *COURSEWARE, "--help")),
            Contender(SCHEMAS_BY_HAND, partial(starting.run, str(PROGRAMS / "schemas_by_hand.py"))),
            Contender(IMPORT, partial(starting.run, "-c", "import courseware_core")),
            Contender(IMPORT_APP, partial(starting.run, "-c", "from courseware_core import Courseware")),
            Contender(LINES_BY_HAND, _lines_by_hand),
            Contender(LINES, _lines),
            Contender(WINDOW_BY_HAND, _window_by_hand),
            Contender(WINDOW, _window),
        ),
        (
            Cheaper("courseware --help", HELP, HELP_BY_HAND, 2.5),
            Cheaper("import courseware_core", IMPORT, SCHEMAS_BY_HAND, 1.2),
            Cheaper("from courseware_core import Courseware", IMPORT_APP, SCHEMAS_BY_HAND, 1.2),
            Cheaper("a returning learner's first screen, as lines", LINES, LINES_BY_HAND, 1.3),
            Cheaper("a returning learner's first screen, in the window", WINDOW, WINDOW_BY_HAND, 1.3),
        ),
    )


def _lines_by_hand() -> Sample:
    record, page = _visited()
    return starting.run(str(PROGRAMS / "screen_by_hand.py"), str(record), str(page))


def _lines() -> Sample:
    return starting.run(*COURSEWARE, *_learn("--plain"))


def _window_by_hand() -> Sample:
    record, page = _visited()
    program = str(PROGRAMS / "screen_by_hand.py")
    return starting.run_in_window(program, str(record), str(page), "rich", until="InstructGPT")


def _window() -> Sample:
    return starting.run_in_window(*COURSEWARE, *_learn(), until="InstructGPT", keys="q")


def _learn(*options: str) -> tuple[str, ...]:
    record, _ = _visited()
    return ("learn", *options, *_whose(record))


def _whose(record: Path) -> tuple[str, ...]:
    return ("--store", f"sqlite:///{record}", "--learner", "ada", "m06.l1")


@cache
def _visited() -> tuple[Path, Path]:
    """The record of somebody who has begun the first lesson, and a file with that lesson's first page."""
    folder = scratch.folder()
    record, page = folder / "record.db", folder / "page.md"
    lesson = next(bundled_content().rglob("l1-*/lesson.md")).read_text(encoding="utf-8")
    opening = lesson.split("---\n", 2)[2]
    page.write_text(opening.split("\n(", 1)[0], encoding="utf-8")
    starting.visit(*_whose(record))
    return record, page
