"""What can be said to `courseware`: its commands with their options, and what each of them runs."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courseware_terminal.settings import Settings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - it has no public name


class _Version(argparse.Action):
    """Looks the version up only when somebody asks."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"courseware {version('courseware-core')}\n")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The parser of everything that can be said; `run` in its result is what to do."""
    top = argparse.ArgumentParser(
        prog="courseware",
        description="Courses with quizzes, tests and tutored labs, resumed exactly where you stopped.",
        epilog="COURSEWARE_CONTENT, COURSEWARE_STORE and COURSEWARE_LANG stand in for the options.",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="say which version this is")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _add_learning(commands)
    _add_records(commands)
    _add_linking(commands)
    _add_operating(commands)
    _add_database(commands)
    _add_authoring(commands)
    return top


def _add_learning(commands: "Commands") -> None:
    learn = commands.add_parser(
        "learn", parents=[_content(), _store(), _learner()], help="take a course, or go on with it"
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

    courses = commands.add_parser("courses", parents=[_content()], help="list what can be learned")
    courses.set_defaults(run=_courses)


def _add_records(commands: "Commands") -> None:
    of_learner = [_content(), _store(), _learner()]
    progress = commands.add_parser("progress", parents=of_learner, help="say how a learner stands")
    progress.add_argument("--json", action="store_true", help="for programs")
    progress.set_defaults(run=_progress)

    export = commands.add_parser("export", parents=of_learner, help="write all that is recorded of a learner")
    export.set_defaults(run=_export)

    forget = commands.add_parser("forget", parents=of_learner, help="delete what is recorded of a learner")
    forget.add_argument("--yes", action="store_true", help="do not ask")
    forget.set_defaults(run=_forget)


def _add_linking(commands: "Commands") -> None:
    of_learner = [_content(), _store(), _learner()]
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


def _add_operating(commands: "Commands") -> None:
    attempt = commands.add_parser("attempt", help="for operators: list and correct attempts")
    actions = attempt.add_subparsers(metavar="ACTION", required=True)

    listed = actions.add_parser(
        "list", parents=[_content(), _store()], help="list the attempts at an activity"
    )
    listed.add_argument("activity", metavar="ACTIVITY")
    listed.add_argument("--learner", metavar="NAME", help="only those of this learner")
    listed.set_defaults(run=_attempt_list)

    regrade = actions.add_parser(
        "regrade", parents=[_correction()], help="grade closed attempts again by the course as it is now"
    )
    regrade.add_argument("activity", metavar="ACTIVITY")
    regrade.add_argument("--learner", metavar="NAME", help="only those of this learner")
    regrade.add_argument("--session", metavar="SESSION", help="only this attempt")
    regrade.add_argument("--lower", action="store_true", help="also where marks or a pass are lost")
    regrade.set_defaults(run=_attempt_regrade)

    extend = actions.add_parser(
        "extend", parents=[_correction()], help="give an attempt more time, also one whose time is over"
    )
    extend.add_argument("session", metavar="SESSION")
    until = extend.add_mutually_exclusive_group(required=True)
    until.add_argument("--minutes", type=int, metavar="N", help="until N minutes from now")
    until.add_argument("--until", metavar="TIME", help="until then, such as 2026-11-21T18:00")
    extend.set_defaults(run=_attempt_extend)

    void = actions.add_parser("void", parents=[_correction()], help="take an attempt out of all results")
    void.add_argument("session", metavar="SESSION")
    void.set_defaults(run=_attempt_void)


def _add_database(commands: "Commands") -> None:
    db = commands.add_parser("db", help="for operators: keep the record in good order")
    actions = db.add_subparsers(metavar="ACTION", required=True)

    upgrade = actions.add_parser("upgrade", parents=[_store()], help="bring its tables to this version")
    upgrade.set_defaults(run=_db_upgrade)

    backup = actions.add_parser(
        "backup", parents=[_store()], help="copy it to a file, also while it is in use"
    )
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_db_backup)

    rebuild = actions.add_parser(
        "rebuild", parents=[_store()], help="make results and standings again from the recorded facts"
    )
    rebuild.set_defaults(run=_db_rebuild)


def _add_authoring(commands: "Commands") -> None:
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


def _correction() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, parents=[_content(), _store()])
    parser.add_argument("--reason", default="", metavar="TEXT", help="why; the learner reads it")
    parser.add_argument("--by", metavar="NAME", help="who does it (you); the learner reads it")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
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


def _link(flags: argparse.Namespace) -> int:
    from courseware_terminal import links

    return links.link(_settings(flags), code=flags.code, yes=flags.yes, no=flags.no, keep=flags.keep)


def _unlink(flags: argparse.Namespace) -> int:
    from courseware_terminal import links

    return links.unlink(_settings(flags))


def _attempt_list(flags: argparse.Namespace) -> int:
    from courseware_terminal import corrections

    return corrections.listed(_settings(flags), flags.activity, learner=flags.learner)


def _attempt_regrade(flags: argparse.Namespace) -> int:
    from courseware_terminal import corrections

    return corrections.regrade(
        _settings(flags),
        flags.activity,
        learner=flags.learner,
        session=flags.session,
        lower=flags.lower,
        how=corrections.How.read(flags),
    )


def _attempt_extend(flags: argparse.Namespace) -> int:
    from courseware_terminal import corrections

    until = corrections.moment(flags.minutes, flags.until)
    return corrections.extend(_settings(flags), flags.session, until, how=corrections.How.read(flags))


def _attempt_void(flags: argparse.Namespace) -> int:
    from courseware_terminal import corrections

    return corrections.void(_settings(flags), flags.session, how=corrections.How.read(flags))


def _db_upgrade(flags: argparse.Namespace) -> int:
    from courseware_terminal import database

    return database.upgrade(_settings(flags))


def _db_backup(flags: argparse.Namespace) -> int:
    from courseware_terminal import database

    return database.backup(_settings(flags), flags.file)


def _db_rebuild(flags: argparse.Namespace) -> int:
    from courseware_terminal import database

    return database.rebuild(_settings(flags))


def _check(flags: argparse.Namespace) -> int:
    from courseware_terminal import authoring

    return authoring.check(flags.path, form=flags.format)


def _schema(flags: argparse.Namespace) -> int:
    from courseware_terminal import authoring

    return authoring.schema(flags.kind, folder=flags.out)


def _ids(flags: argparse.Namespace) -> int:
    from courseware_terminal import authoring

    return authoring.ids(flags.path, compare=flags.check, publish=flags.release)
