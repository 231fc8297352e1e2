"""What operators and reviewers can say to `courseware`, and what each of their commands runs."""

import argparse
from pathlib import Path

from courseware_terminal.options import (
    Commands,
    choice,
    content,
    model,
    named_reviewer,
    reviewer,
    settings,
    store,
)


def add_operating(commands: Commands) -> None:
    """Adds the commands of operators."""
    _add_attempts(commands)
    _add_reviewing(commands)
    _add_database(commands)
    _add_models(commands)
    _add_evaluation(commands)


def _add_attempts(commands: Commands) -> None:
    attempt = commands.add_parser("attempt", help="for operators: list and correct attempts")
    actions = attempt.add_subparsers(metavar="ACTION", required=True)

    listed = actions.add_parser("list", parents=[content(), store()], help="list the attempts at an activity")
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


def _add_reviewing(commands: Commands) -> None:
    review = commands.add_parser("review", help="for reviewers: read and mark answers in words and code")
    actions = review.add_subparsers(metavar="ACTION", required=True)
    of_reviewer = [content(), store(), reviewer()]

    listed = actions.add_parser("list", parents=of_reviewer, help="list the answers that wait for you")
    listed.add_argument("--json", action="store_true", help="for programs")
    listed.set_defaults(run=_review_list)

    show = actions.add_parser("show", parents=of_reviewer, help="show an answer and what was said of it")
    show.add_argument("reference", metavar="REFERENCE", help="SESSION/QUESTION, as `list` names it")
    show.add_argument("--json", action="store_true", help="for programs")
    show.set_defaults(run=_review_show)

    mark = actions.add_parser("mark", parents=of_reviewer, help="say which criteria an answer meets")
    mark.add_argument("reference", metavar="REFERENCE", help="SESSION/QUESTION, as `list` names it")
    mark.add_argument(
        "--answer", type=int, required=True, metavar="N", help="the answer that you have read, as `show` says"
    )
    met = mark.add_mutually_exclusive_group(required=True)
    met.add_argument(
        "--met", action="append", default=[], metavar="CRITERION", help="it meets this one; may be repeated"
    )
    met.add_argument("--none", action="store_true", help="it meets none of them")
    mark.add_argument("--reason", default="", metavar="TEXT", help="why; the learner reads it")
    mark.set_defaults(run=_review_mark)


def _add_database(commands: Commands) -> None:
    db = commands.add_parser("db", help="for operators: keep the record in good order")
    actions = db.add_subparsers(metavar="ACTION", required=True)

    upgrade = actions.add_parser("upgrade", parents=[store()], help="bring its tables to this version")
    upgrade.set_defaults(run=_db_upgrade)

    backup = actions.add_parser(
        "backup", parents=[store()], help="copy it to a file, also while it is in use"
    )
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_db_backup)

    rebuild = actions.add_parser(
        "rebuild", parents=[store()], help="make results and standings again from the recorded facts"
    )
    rebuild.set_defaults(run=_db_rebuild)


def _add_models(commands: Commands) -> None:
    models = commands.add_parser("model", help="for operators: try the model, or switch models off and on")
    actions = models.add_subparsers(metavar="ACTION", required=True)

    check = actions.add_parser(
        "check", parents=[model()], help="ask the model for one word, and say what came"
    )
    check.set_defaults(run=_model_check)

    off = actions.add_parser("off", parents=[_tenant()], help="let the lesson reply to everybody of a tenant")
    off.add_argument("--reason", default="", metavar="TEXT", help="why; it is recorded")
    off.set_defaults(run=_model_switch, on=False)

    on = actions.add_parser("on", parents=[_tenant()], help="let models reply again to those who agreed")
    on.set_defaults(run=_model_switch, on=True, reason="")

    status = actions.add_parser("status", parents=[_tenant()], help="say whether models are on for a tenant")
    status.set_defaults(run=_model_status)

    usage = commands.add_parser(
        "usage", parents=[content(), store()], help="for operators: what models used, by day and tenant"
    )
    since = usage.add_mutually_exclusive_group()
    since.add_argument("--days", type=int, default=30, metavar="N", help="of the last N days (30)")
    since.add_argument("--since", metavar="DATE", help="from then on, such as 2026-11-21")
    usage.add_argument("--json", action="store_true", help="for programs")
    usage.set_defaults(run=_usage)


def _add_evaluation(commands: Commands) -> None:
    evaluation = commands.add_parser("eval", help="for operators and authors: try out who replies in labs")
    actions = evaluation.add_subparsers(metavar="WHAT", required=True)
    labs = actions.add_parser(
        "labs", parents=[content(), model()], help="have scripted learners talk in labs, and count what comes"
    )
    labs.add_argument(
        "--lab", action="append", default=[], metavar="ID", help="only this lab; may be repeated"
    )
    labs.add_argument("--questions", metavar="FILE", help="questions to ask in labs (those of the courses)")
    labs.add_argument("--json", metavar="FILE", help="write everything that was counted there")
    labs.set_defaults(run=_eval_labs)


def _correction() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, parents=[content(), store()])
    parser.add_argument("--reason", default="", metavar="TEXT", help="why; the learner reads it")
    parser.add_argument("--by", metavar="NAME", help="who does it (you); the learner reads it")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    return parser


def _tenant() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, parents=[content(), store()])
    parser.add_argument(
        "tenant",
        nargs="?",
        default="terminal:local",
        metavar="TENANT",
        help="written surface:tenant (terminal:local)",
    )
    return parser


def _attempt_list(flags: argparse.Namespace) -> int:
    from courseware_terminal import corrections

    return corrections.listed(settings(flags), flags.activity, learner=flags.learner)


def _attempt_regrade(flags: argparse.Namespace) -> int:
    from courseware_terminal import corrections

    return corrections.regrade(
        settings(flags),
        flags.activity,
        learner=flags.learner,
        session=flags.session,
        lower=flags.lower,
        how=corrections.How.read(flags),
    )


def _attempt_extend(flags: argparse.Namespace) -> int:
    from courseware_terminal import corrections

    until = corrections.moment(flags.minutes, flags.until)
    return corrections.extend(settings(flags), flags.session, until, how=corrections.How.read(flags))


def _attempt_void(flags: argparse.Namespace) -> int:
    from courseware_terminal import corrections

    return corrections.void(settings(flags), flags.session, how=corrections.How.read(flags))


def _review_list(flags: argparse.Namespace) -> int:
    from courseware_terminal import reviewing

    return reviewing.listed(settings(flags), named_reviewer(flags), as_json=flags.json)


def _review_show(flags: argparse.Namespace) -> int:
    from courseware_terminal import reviewing

    return reviewing.show(
        settings(flags),
        named_reviewer(flags),
        flags.reference,
        as_option=flags.reviewer is not None,
        as_json=flags.json,
    )


def _review_mark(flags: argparse.Namespace) -> int:
    from courseware_terminal import reviewing

    return reviewing.mark(
        settings(flags),
        named_reviewer(flags),
        flags.reference,
        answer=flags.answer,
        met=flags.met,
        reason=flags.reason,
    )


def _db_upgrade(flags: argparse.Namespace) -> int:
    from courseware_terminal import database

    return database.upgrade(settings(flags))


def _db_backup(flags: argparse.Namespace) -> int:
    from courseware_terminal import database

    return database.backup(settings(flags), flags.file)


def _db_rebuild(flags: argparse.Namespace) -> int:
    from courseware_terminal import database

    return database.rebuild(settings(flags))


def _model_check(flags: argparse.Namespace) -> int:
    from courseware_terminal import models

    return models.check(choice(flags))


def _model_switch(flags: argparse.Namespace) -> int:
    from courseware_terminal import models

    return models.switch(settings(flags), flags.tenant, on=flags.on, reason=flags.reason)


def _model_status(flags: argparse.Namespace) -> int:
    from courseware_terminal import models

    return models.status(settings(flags), flags.tenant)


def _usage(flags: argparse.Namespace) -> int:
    from courseware_terminal import usage

    return usage.usage(settings(flags), days=flags.days, since=flags.since, as_json=flags.json)


def _eval_labs(flags: argparse.Namespace) -> int:
    from courseware_terminal import evaluation

    return evaluation.labs(
        settings(flags), choice(flags), labs=flags.lab, questions=flags.questions, file=flags.json
    )
