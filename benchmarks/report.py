"""What was measured, as tables, and the page that they are put into."""

import platform
import sqlite3
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from os import cpu_count
from pathlib import Path

from benchmarks.plan import Goal, Shorter, Target
from benchmarks.running import Rounds, Spread, contenders

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_WORDS = Path(__file__).with_name("page.md")


def text(goals: Sequence[Goal], rounds: Rounds) -> str:
    """Everything that was measured."""
    return "\n\n".join(_tables(goals, rounds).values())


def write(goals: Sequence[Goal], rounds: Rounds) -> None:
    """Writes the page: the tables, among the words of those who have looked at them."""
    page = _WORDS.read_text(encoding="utf-8")
    for name, table in _tables(goals, rounds).items():
        page = page.replace(f"{{{name}}}", table)
    PAGE.write_text(page, encoding="utf-8")


def _tables(goals: Sequence[Goal], rounds: Rounds) -> dict[str, str]:
    return {
        "targets": "\n".join(_targets(goals, rounds)),
        "contenders": "\n".join(_contenders(goals, rounds)),
        "machine": _machine(rounds),
    }


def _targets(goals: Sequence[Goal], rounds: Rounds) -> Iterator[str]:
    yield "| goal | what | target | measured | floor µs | ours µs | |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for goal in goals:
        for target in goal.targets:
            yield _row(_called(goal), target.what, str(target), *_measured(target, rounds))
        if goal.missing:
            yield _row(_called(goal), goal.missing, "", "not measured", "", "", "")


def _called(goal: Goal) -> str:
    return f"`{goal.name}` {goal.title}"


def _measured(target: Target, rounds: Rounds) -> tuple[str, str, str, str]:
    found = rounds.of(target)
    return (
        f"**{found.median:.2f}{target.unit}** ({found.least:.2f}–{found.most:.2f})",
        f"{rounds.cpu_us(target.floor).median:,.1f}" if target.floor else "",
        "" if isinstance(target, Shorter) else f"{rounds.cpu_us(target.ours).median:,.1f}",
        "met" if target.met(found.median) else "**missed**",
    )


def _contenders(goals: Sequence[Goal], rounds: Rounds) -> Iterator[str]:
    yield "| contender | processor µs each | each second | p50 ms | p99 ms | worst ms | syncs each |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name in sorted(each.name for each in contenders(goals)):
        latency = rounds.latency_ms(name)
        times = [f"{value:,.2f}" for value in latency] if latency else ["", "", ""]
        syncs = rounds.counted(name).get("syncs")
        counted = "" if syncs is None else f"{syncs:.3f}"
        yield _row(name, _spread(rounds.cpu_us(name)), f"{rounds.rate(name).median:,.0f}", *times, counted)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _spread(spread: Spread) -> str:
    return f"{spread.median:,.1f} ({spread.least:,.1f}–{spread.most:,.1f})"


def _machine(rounds: Rounds) -> str:
    packages = ", ".join(
        f"{name} {version(name)}"
        for name in ("SQLAlchemy", "pydantic", "aiosqlite", "asyncpg", "litellm", "discord.py", "slack_bolt")
    )
    return (
        f"{len(rounds.rounds)} rounds on {platform.system()} with {cpu_count()} cores; Python "
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}."
    )
