"""The command `usage`: what models used, and what it cost."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from courseware_core.app import Courseware
from courseware_core.chat import Usage
from courseware_core.clock import SystemClock
from courseware_core.ports import ModelUsage
from courseware_terminal.command import counted, say_rows, with_courses
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError

_HEAD = ("day", "tenant", "model", "calls", "tokens in", "tokens out", "cost")
_NUMBERS = range(3, len(_HEAD))
_LONGEST_DAYS = 36_500


def usage(settings: Settings, *, days: int, since: str | None, as_json: bool) -> int:
    """Says what models used from a day until today, in UTC. Raises: UsageError."""
    last = SystemClock().now().date()
    first = _first(last, days, since)

    async def said(app: Courseware) -> None:
        used = await app.operators.usage(first, last)
        if as_json:
            say(json.dumps([_as_json(each) for each in used], indent=1, ensure_ascii=False))
        elif used:
            _say_table(used)
        else:
            say(f"No model was asked from {first} to {last}.")

    return with_courses(settings, said)


def _first(last: date, days: int, since: str | None) -> date:
    if since is None:
        if not 0 < days <= _LONGEST_DAYS:
            raise UsageError(f"--days takes a number of days from 1 to {_LONGEST_DAYS:,}.")
        return last - timedelta(days=days - 1)
    try:
        first = date.fromisoformat(since)
    except ValueError:
        raise UsageError(f"{since!r} is no day: write it like {last}.") from None
    if first > last:
        raise UsageError(f"--since {since} is still to come: in UTC, today is {last}.")
    return first


def _say_table(used: Sequence[ModelUsage]) -> None:
    calls, unpriced = sum(each.calls for each in used), sum(each.unpriced for each in used)
    whole = sum((each.usage for each in used), Usage())
    rows = [
        (str(each.day), each.tenant, each.model, *_figures(each.calls, each.usage, each.unpriced))
        for each in used
    ]
    say_rows([_HEAD, *rows, ("all", "", "", *_figures(calls, whole, unpriced))], numbers=_NUMBERS)
    if whole.estimated:
        say("~ Some of these tokens were estimated, because nobody said how many there were.")
    if unpriced:
        say(f"The price of {counted(unpriced, 'call')} is not known, and in no sum.")


def _figures(calls: int, used: Usage, unpriced: int) -> tuple[str, str, str, str]:
    mark = "~" if used.estimated else ""
    cost = _dollars(used.cost or Decimal(0))
    return (
        f"{calls:,}",
        f"{mark}{used.prompt_tokens:,}",
        f"{mark}{used.reply_tokens:,}",
        "–" if unpriced >= calls else f"at least {cost}" if unpriced else cost,
    )


def _dollars(cost: Decimal) -> str:
    """With cents, and with as many more digits as show something of a small sum."""
    return f"${cost:,.2f}" if cost >= 1 else f"${cost:.4f}"


def _as_json(used: ModelUsage) -> dict[str, object]:
    return {
        "day": str(used.day),
        "tenant": used.tenant,
        "model": used.model,
        "calls": used.calls,
        "prompt_tokens": used.usage.prompt_tokens,
        "reply_tokens": used.usage.reply_tokens,
        "estimated": used.usage.estimated,
        "cost": None if used.unpriced >= used.calls else str(used.usage.cost or Decimal(0)),
        "unpriced": used.unpriced,
    }
