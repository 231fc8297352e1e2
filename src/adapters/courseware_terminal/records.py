"""The commands about courses and what is recorded: `courses`, `progress`, `export`, `forget`."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable
from fractions import Fraction

from courseware_core.app import Courseware
from courseware_core.content.catalog import bundled_content, load_catalog
from courseware_core.engine.facts import encode
from courseware_core.engine.progress import ActivityProgress
from courseware_core.identity import Identity
from courseware_core.ports import Stream
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError

_YES = ("y", "yes")


def courses(settings: Settings) -> int:
    """Lists every activity by the id that `learn` takes."""
    catalog = load_catalog(settings.content or bundled_content())
    for course in catalog.courses:
        say(f"{course.title} ({course.id} {course.version}, {course.licence})")
        for module in course.modules:
            say(f"\n  Module {module.number}: {module.title}")
            activities = [catalog.activity(each).activity for each in module.activities()]
            _print_rows((each.id, each.kind, each.title) for each in activities)
    return 0


def progress(settings: Settings, *, as_json: bool) -> int:
    """Says how the learner stands in every activity."""

    async def said(app: Courseware) -> None:
        if not await app.export(settings.who):
            sys.stderr.write(_nothing_of(settings.who))
        report = await app.progress(settings.who)
        if as_json:
            say(report.model_dump_json(indent=1))
            return
        say(f"Progress of {report.learner}")
        for module in report.modules:
            say(f"\n  {module.title}")
            _print_rows((each.activity, _standing(each), each.title) for each in module.activities)

    return _with_courses(settings, said)


def export(settings: Settings) -> int:
    """Writes every recorded fact of the learner, one JSON object a line."""

    async def written(app: Courseware) -> None:
        streams = await app.export(settings.who)
        if not streams:
            sys.stderr.write(_nothing_of(settings.who))
        for stream in streams:
            for line in _facts(stream):
                say(line)

    return _with_courses(settings, written)


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
        if not yes and not _agreed():
            say("Nothing was deleted.")
            return
        erased = await app.forget(settings.who)
        say(f"Deleted: {_counted(erased.sessions, 'session')}, {_counted(erased.facts, 'fact')}.")

    return _with_courses(settings, forgotten)


def _with_courses(settings: Settings, act: Callable[[Courseware], Awaitable[None]]) -> int:
    async def opened() -> None:
        async with Courseware.open(content=settings.content, store=settings.store, create=False) as app:
            await act(app)

    asyncio.run(opened())
    return 0


def _nothing_of(who: Identity) -> str:
    return f"courseware: Nothing is recorded of {who}.\n"


def _standing(progress: ActivityProgress) -> str:
    state = progress.state.replace("_", " ")
    if progress.score is not None and progress.out_of:
        return f"{state}, {_decimal(progress.score)} of {progress.out_of}"
    if progress.state == "in_progress" and progress.total:
        return f"{state}, {progress.done} of {progress.total}"
    return f"{state} ({progress.marked_by})" if progress.marked_by else state


def _decimal(mark: Fraction) -> str:
    return f"{float(mark):.2f}".rstrip("0").rstrip(".")


def _facts(stream: Stream) -> Iterable[str]:
    for recorded in stream.facts:
        name, version, payload = encode(recorded.fact)
        yield json.dumps(
            {
                "session": stream.session,
                "seq": recorded.seq,
                "at": recorded.at.isoformat(),
                "actor": str(recorded.actor),
                "type": name,
                "version": version,
                "payload": json.loads(payload),
            },
            ensure_ascii=False,
        )


def _what_goes(who: Identity, streams: Iterable[Stream]) -> str:
    lengths = [stream.version for stream in streams]
    return (
        f"Of {who}, {_counted(len(lengths), 'session')} with {_counted(sum(lengths), 'fact')} will be "
        "deleted for good: answers, conversations, places and results.\n"
        "What stays are anonymous counts of how often each answer was given."
    )


def _agreed() -> bool:
    if not (sys.stdin and sys.stdin.isatty()):
        raise UsageError("Nobody is here to ask: add --yes to delete it. Nothing was deleted.")
    return input("Delete it? [y/N] ").strip().casefold() in _YES


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print_rows(rows: Iterable[tuple[str, str, str]]) -> None:
    """Rows of three columns, the first two as wide as they have to be."""
    listed = list(rows)
    first, second = (max((len(row[column]) for row in listed), default=0) for column in (0, 1))
    for row in listed:
        say(f"    {row[0]:<{first}}  {row[1]:<{second}}  {row[2]}")
