"""What can be said to `courseware`: its commands with their options, and what each of them runs."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from courseware_terminal.operator_arguments import add_operating
from courseware_terminal.options import (
    Commands,
    choice,
    content,
    learner,
    model,
    named_reviewer,
    reviewer,
    settings,
    store,
)

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_GROUP = "courseware.commands"
"""The entry points by which installed packages bring commands."""

_SAID = "*.dist-info/entry_points.txt"

_BOUNDS = (
    "COURSEWARE_MODEL_DEADLINE is how many seconds a model may take. COURSEWARE_BUDGET_LEARNER and "
    "COURSEWARE_BUDGET_TENANT are how many tokens one learner and everybody together may use in a day, "
    "COURSEWARE_BUDGET_LAB how many one talk may; `none` is without a limit."
)


class _Version(argparse.Action):
    """Looks the version up only when somebody asks."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"courseware {version('courseware-core')}\n")
        parser.exit()


def parser(given: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of everything that can be said; `run` in its result is what to do.

    Commands of other packages are looked for only when `given` begins with a word that is none of ours, and
    listed where all commands are.
    """
    top = argparse.ArgumentParser(
        prog="courseware",
        description="Courses with quizzes, tests and tutored labs, resumed exactly where you stopped.",
        epilog="COURSEWARE_CONTENT, COURSEWARE_STORE, COURSEWARE_LANG, COURSEWARE_MODEL, "
        "COURSEWARE_MODEL_BASE, COURSEWARE_OFFLINE=1 and COURSEWARE_REVIEWER stand in for the options.",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="say which version this is")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _add_learning(commands)
    _add_records(commands)
    _add_linking(commands)
    add_operating(commands)
    _add_authoring(commands)
    match given:
        case [word, *_] if not word.startswith("-") and word not in commands.choices:
            _add_found(commands)
        case ["-h" | "--help", *_]:
            _list_found(commands)
    return top


def _add_learning(commands: Commands) -> None:
    learn = commands.add_parser(
        "learn",
        parents=[content(), store(), learner(), model(), reviewer()],
        help="take a course, or go on with it",
        epilog=_BOUNDS,
    )
    learn.add_argument(
        "activity",
        nargs="?",
        default="",
        metavar="ACTIVITY",
        help="id of a course, or of anything in it, as `courseware courses` lists them (the start menu), or a"
        " place: review, exam, ask, you, progress, settings, privacy, forget, link",
    )
    learn.add_argument("--lang", metavar="L", help="language of the product's own sentences")
    learn.add_argument("--plain", action="store_true", help="lines instead of a window")
    learn.set_defaults(run=_learn)

    courses = commands.add_parser("courses", parents=[content()], help="list what can be learned")
    courses.set_defaults(run=_courses)

    define = commands.add_parser("define", parents=[content()], help="say what a term means")
    define.add_argument("term", nargs="+", metavar="TERM")
    define.set_defaults(run=_define)


def _add_records(commands: Commands) -> None:
    of_learner = [content(), store(), learner()]
    progress = commands.add_parser("progress", parents=of_learner, help="say how a learner stands")
    progress.add_argument("--json", action="store_true", help="for programs")
    progress.set_defaults(run=_progress)

    export = commands.add_parser("export", parents=of_learner, help="write all that is recorded of a learner")
    export.set_defaults(run=_export)

    forget = commands.add_parser("forget", parents=of_learner, help="delete what is recorded of a learner")
    forget.add_argument("--yes", action="store_true", help="do not ask")
    forget.set_defaults(run=_forget)


def _add_linking(commands: Commands) -> None:
    of_learner = [content(), store(), learner()]
    link = commands.add_parser(
        "link", parents=of_learner, help="be one learner on two surfaces: get a code, give one, or agree"
    )
    link.add_argument("code", nargs="?", default="", metavar="CODE", help="the code from the other surface")
    link.add_argument("--yes", action="store_true", help="agree without being asked")
    link.add_argument("--no", action="store_true", help="decline whoever gave your code")
    link.add_argument(
        "--keep", choices=("mine", "theirs"), help="of two open attempts, the one of this side or the other"
    )
    link.set_defaults(run=_link)

    unlink = commands.add_parser("unlink", parents=of_learner, help="be a learner of your own again")
    unlink.set_defaults(run=_unlink)


def _add_authoring(commands: Commands) -> None:
    check = commands.add_parser("check", help="say what is wrong with a course's files")
    check.add_argument("path", type=Path, metavar="PATH")
    check.add_argument("--format", choices=("text", "json", "github"), default="text")
    check.set_defaults(run=_check)

    preview = commands.add_parser(
        "preview", help="show every screen of a file with its feedback and hints, again at each save"
    )
    preview.add_argument("path", type=Path, metavar="PATH")
    preview.add_argument(
        "--surface",
        action="append",
        default=[],
        metavar="NAME",
        help="a surface to show it on, such as discord_message or plain_text; may be given again (terminal)",
    )
    preview.add_argument("--once", action="store_true", help="show it once, and do not wait for saves")
    preview.set_defaults(run=_preview)

    schema = commands.add_parser("schema", help="write the JSON Schema of a course's files")
    schema.add_argument("kind", nargs="?", default="", metavar="KIND")
    schema.add_argument("--out", type=Path, metavar="DIR", help="write one file for each kind")
    schema.set_defaults(run=_schema)

    items = commands.add_parser(
        "items", parents=[content(), store()], help="say how questions did when learners were first asked"
    )
    items.add_argument("--course", metavar="COURSE", help="only those of this course")
    items.add_argument("--json", action="store_true", help="for programs")
    items.set_defaults(run=_items)

    reports = commands.add_parser(
        "reports", parents=[content(), store()], help="list the problems that learners reported"
    )
    reports.add_argument("--course", metavar="COURSE", help="only those with this course")
    reports.add_argument("--who", action="store_true", help="say who reported them")
    reports.add_argument("--json", action="store_true", help="for programs")
    reports.set_defaults(run=_reports)

    ids = commands.add_parser("ids", help="list a course's ids, and keep them for ever")
    ids.add_argument("path", type=Path, metavar="PATH")
    what = ids.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="compare with the published ids")
    what.add_argument("--release", action="store_true", help="publish the ids as they are")
    ids.set_defaults(run=_ids)

    publish = commands.add_parser(
        "publish",
        parents=[content(), store()],
        help="give running processes new content, or list what they have",
        epilog="A course that has an error, or that drops what somebody has learned with, is refused whole.",
    )
    what = publish.add_mutually_exclusive_group(required=True)
    what.add_argument("path", nargs="?", type=Path, metavar="PATH", help="a course, or a folder of courses")
    what.add_argument("--list", action="store_true", help="say what is published")
    what.add_argument("--withdraw", metavar="COURSE", help="go back to the course in the files")
    publish.add_argument("--dry-run", action="store_true", help="say what would change, and publish nothing")
    publish.set_defaults(run=_publish)


def _add_found(commands: Commands) -> None:
    """Commands that installed packages have: what follows them is theirs to read, options and all."""
    from importlib.metadata import entry_points

    for each in sorted(entry_points(group=_GROUP), key=lambda each: each.name):
        if each.name in commands.choices:
            continue
        found = commands.add_parser(each.name, add_help=False, prefix_chars="\0")
        found.add_argument("rest", nargs="*")
        found.set_defaults(run=partial(_found, each))


def _list_found(commands: Commands) -> None:
    """The names of those commands alone, from the files where packages say them.

    To ask importlib.metadata takes half as long as all the rest of the help.
    """
    files = (file for folder in sys.path for file in Path(folder).glob(_SAID))
    said = (file.read_text(encoding="utf-8", errors="replace") for file in files)
    ours = (text.partition(f"[{_GROUP}]\n")[2].partition("\n[")[0] for text in said)
    names = {line.partition("=")[0].strip() for lines in ours for line in lines.splitlines() if "=" in line}
    for name in sorted(names - set(commands.choices)):
        commands.add_parser(name, help=f"see `courseware {name} --help`", add_help=False)


def _found(command: "EntryPoint", flags: argparse.Namespace) -> int:
    return int(command.load()(flags.rest))


def _learn(flags: argparse.Namespace) -> int:
    from courseware_terminal.learn import learn

    return learn(
        settings(flags),
        choice(flags),
        reviewer=named_reviewer(flags),
        activity=flags.activity,
        plain=flags.plain,
        given=tuple(flags.given),
    )


def _courses(flags: argparse.Namespace) -> int:
    from courseware_terminal import records

    return records.courses(settings(flags))


def _define(flags: argparse.Namespace) -> int:
    from courseware_terminal import looking_up

    return looking_up.define(settings(flags), " ".join(flags.term))


def _progress(flags: argparse.Namespace) -> int:
    from courseware_terminal import records

    return records.progress(settings(flags), as_json=flags.json)


def _export(flags: argparse.Namespace) -> int:
    from courseware_terminal import records

    return records.export(settings(flags))


def _forget(flags: argparse.Namespace) -> int:
    from courseware_terminal import records

    return records.forget(settings(flags), yes=flags.yes)


def _link(flags: argparse.Namespace) -> int:
    from courseware_terminal import links

    return links.link(settings(flags), code=flags.code, yes=flags.yes, no=flags.no, keep=flags.keep)


def _unlink(flags: argparse.Namespace) -> int:
    from courseware_terminal import links

    return links.unlink(settings(flags))


def _check(flags: argparse.Namespace) -> int:
    from courseware_terminal import authoring

    return authoring.check(flags.path, form=flags.format)


def _preview(flags: argparse.Namespace) -> int:
    from courseware_terminal import preview

    return preview.preview(flags.path, surfaces=flags.surface, once=flags.once)


def _schema(flags: argparse.Namespace) -> int:
    from courseware_terminal import authoring

    return authoring.schema(flags.kind, folder=flags.out)


def _items(flags: argparse.Namespace) -> int:
    from courseware_terminal import items

    return items.items(settings(flags), course=flags.course, as_json=flags.json)


def _reports(flags: argparse.Namespace) -> int:
    from courseware_terminal import reports

    return reports.reports(settings(flags), course=flags.course, as_json=flags.json, who=flags.who)


def _ids(flags: argparse.Namespace) -> int:
    from courseware_terminal import authoring

    return authoring.ids(flags.path, compare=flags.check, publish=flags.release)


def _publish(flags: argparse.Namespace) -> int:
    from courseware_terminal import publishing
    from courseware_terminal.settings import UsageError

    if flags.dry_run and flags.path is None:
        raise UsageError("--dry-run goes with a PATH: it says what publishing that would change.")
    if flags.list:
        return publishing.listed(settings(flags))
    if flags.withdraw is not None:
        return publishing.withdraw(settings(flags), flags.withdraw)
    return publishing.publish(settings(flags), flags.path, dry_run=flags.dry_run)
