"""The commands about courses and what is recorded: `courses`, `progress`, `export`, `forget`."""

import sys
from collections.abc import Iterable, Mapping

from courseware_core.account import fact_lines
from courseware_core.app import Courseware
from courseware_core.content.catalog import bundled_content, load_catalog
from courseware_core.engine.path import Reason
from courseware_core.engine.report import ActivityReport
from courseware_core.identity import Identity
from courseware_core.ports import Stream
from courseware_terminal.command import agreed, counted, decimal, say_rows, with_courses
from courseware_terminal.out import say
from courseware_terminal.settings import Settings


def courses(settings: Settings) -> int:
    """Lists every activity by the id that `learn` takes."""
    catalog = load_catalog(settings.content or bundled_content())
    for course in catalog.courses:
        say(f"{course.title} ({course.id} {course.version}, {course.licence})")
        for module in course.modules:
            say(f"\n  {_heading(module.number, module.label, module.title)}")
            activities = [catalog.activity(each).activity for each in module.activities()]
            say_rows((each.id, each.kind, each.title) for each in activities)
    return 0


def progress(settings: Settings, *, as_json: bool) -> int:
    """Says how the learner stands in every course and activity, and what comes next."""

    async def said(app: Courseware) -> None:
        if not await app.export(settings.who):
            sys.stderr.write(_nothing_of(settings.who))
        report = await app.progress(settings.who)
        if as_json:
            say(report.model_dump_json(indent=1))
            return
        say(f"Progress of {report.learner}")
        for course in report.courses:
            state = course.state.replace("_", " ")
            length = counted(course.minutes, "minute")
            say(f"\n{course.title}: {state}, {course.done} of {course.total}, about {length}")
            if course.missing:
                say(f"  best taken after {', '.join(course.missing)}")
            for module in (each for each in report.modules if each.course == course.course):
                say(f"\n  {_heading(module.number, module.label, module.title)}")
                say_rows(map(_row, module.activities))
        if report.next:
            say(f"\nNext: {report.next.activity} ({_WHY[report.next.reason]})")

    return with_courses(settings, said)


def export(settings: Settings) -> int:
    """Writes every recorded fact of the learner, one JSON object a line."""

    async def written(app: Courseware) -> None:
        streams = await app.export(settings.who)
        if not streams:
            sys.stderr.write(_nothing_of(settings.who))
        for line in fact_lines(streams):
            say(line)

    return with_courses(settings, written)


def forget(settings: Settings, *, yes: bool) -> int:
    """Deletes what is recorded of the learner, after asking.

    Raises: UsageError when there is nobody to ask.
    """

    async def forgotten(app: Courseware) -> None:
        streams = await app.export(settings.who)
        if not streams:
            sys.stderr.write(_nothing_of(settings.who))
            return
        say(_what_goes(settings.who, streams))
        others = [str(each) for each in await app.linking.identities(settings.who) if each != settings.who]
        if others:
            say(f"That is everything of {', '.join(others)} too, who is linked with them.")
        if not yes and not agreed("Delete it?", "--yes to delete it"):
            say("Nothing was deleted.")
            return
        erased = await app.forget(settings.who)
        say(f"Deleted: {counted(erased.sessions, 'session')}, {counted(erased.facts, 'fact')}.")

    return with_courses(settings, forgotten)


def _nothing_of(who: Identity) -> str:
    return f"courseware: Nothing is recorded of {who}.\n"


_WHY: Mapping[Reason, str] = {
    "under_way": "stopped in the middle of it",
    "not_passed": "not passed yet",
    "comes_first": "comes first",
    "ready": "everything before it is done",
    "meanwhile": "what comes before it cannot be begun now",
}


def _heading(number: int | None, label: str, title: str) -> str:
    return title if number is None else f"{label or 'Module'} {number}: {title}"


def _row(each: ActivityReport) -> tuple[str, ...]:
    first = f"first {', '.join(each.missing)}" if each.missing else ""
    return (each.activity, _standing(each), f"{each.minutes} min", each.title, first)


def _standing(progress: ActivityReport) -> str:
    state = "completed" if progress.state == "finished" else progress.state.replace("_", " ")
    if progress.score is not None and progress.out_of:
        return f"{state}, {decimal(progress.score)} of {progress.out_of}"
    if progress.state == "in_progress" and progress.total:
        return f"{state}, {progress.done} of {progress.total}"
    return f"{state} ({progress.marked_by})" if progress.marked_by else state


def _what_goes(who: Identity, streams: Iterable[Stream]) -> str:
    lengths = [stream.version for stream in streams]
    return (
        f"Of {who}, {counted(len(lengths), 'session')} with {counted(sum(lengths), 'fact')} will be "
        "deleted for good: answers, conversations, places and results.\n"
        "What stays are anonymous counts of how often each answer was given, and of what models used."
    )
