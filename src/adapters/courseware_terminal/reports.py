"""The command `reports`: the problems that learners reported."""

import json
from collections.abc import Sequence

from courseware_core.app import Courseware
from courseware_core.reporting import Report
from courseware_terminal.command import counted, with_courses
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError


def reports(settings: Settings, *, course: str | None, as_json: bool, who: bool) -> int:
    """Lists reports, newest first; who wrote them only when that is asked for. Raises: UsageError."""

    async def said(app: Courseware) -> None:
        known = [each.id for each in app.catalog.courses]
        if course is not None and course not in known:
            raise UsageError(f"There is no course {course!r}: there is {', '.join(known)}.")
        found = await app.reports(course or "")
        if as_json:
            unsaid = set() if who else {"who"}
            listed = [each.model_dump(mode="json", exclude=unsaid) for each in found]
            say(json.dumps(listed, indent=1, ensure_ascii=False))
        elif found:
            _say(found, who=who)
        else:
            say("Nobody has reported a problem.")

    return with_courses(settings, said)


def _say(found: Sequence[Report], *, who: bool) -> None:
    for each in found:
        where = f"{each.activity}, {each.item}" if each.item else each.activity
        stands = "as it is now" if each.current else "changed since"
        by = f", {each.who}" if who else ""
        say(f"{each.at:%Y-%m-%d %H:%M} UTC  {where} ({stands}){by}")
        for line in each.text.split("\n"):
            say(f"    {line}".rstrip())
    say(f"\n{counted(len(found), 'report')}.")
