"""The command `items`: how questions did when learners were first asked."""

from collections.abc import Iterator
from fractions import Fraction

from courseware_core.app import Courseware
from courseware_core.engine.item_analysis import ENOUGH, ItemReport, OptionReport
from courseware_core.itemising import ItemsReport
from courseware_terminal.command import counted, decimal, with_courses
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, UsageError

FLAGS = {
    "too_easy": "nearly everybody is right",
    "too_hard": "few are right",
    "nobody": "nobody chose this",
    "better_learners": "chosen by better learners than the right answer",
}
"""What each flag says."""


def items(settings: Settings, *, course: str | None, as_json: bool) -> int:
    """Writes the item report of one course or of all. Raises: UsageError."""

    async def said(app: Courseware) -> None:
        known = [each.id for each in app.catalog.courses]
        if course is not None and course not in known:
            raise UsageError(f"There is no course {course!r}: there is {', '.join(known)}.")
        report = await app.items(course or "")
        say(report.model_dump_json(indent=1) if as_json else as_text(report))

    return with_courses(settings, said)


def as_text(report: ItemsReport) -> str:
    """The report as people read it."""
    return "\n".join(_lines(report))


def _lines(report: ItemsReport) -> Iterator[str]:
    learners = counted(report.learners, "learner")
    yield f"{counted(len(report.items), 'item')}, as {learners} met them for the first time."
    if report.unasked:
        yield f"Nobody was asked {counted(report.unasked, 'further item')} yet."
    yield "Learners who were forgotten are not in it; of them only anonymous counts are left."
    yield f"Discrimination and flags (!) are given from {ENOUGH} answers on."
    for item in report.items:
        yield ""
        yield from _item(item)


def _item(item: ItemReport) -> Iterator[str]:
    yield f"{item.item} ({item.type}): {' '.join(item.stem.split())}"
    yield f"    {'; '.join(_numbers(item))}"
    if item.flag:
        yield f"    ! {FLAGS[item.flag]}"
    widths = [max((len(cell) for cell in column), default=0) for column in zip(*_cells(item), strict=True)]
    for (number, share, name), option in zip(_cells(item), item.options, strict=True):
        mark = "*" if option.correct else " "
        flag = f"  ! {FLAGS[option.flag]}" if option.flag else ""
        shown = f"{number:>{widths[0]}}  {share:>{widths[1]}}  {name:<{widths[2]}}"
        yield f"    {mark} {shown}  {_text(option)}{flag}"


def _numbers(item: ItemReport) -> Iterator[str]:
    yield f"n {item.n}"
    if item.difficulty is not None:
        yield f"right {_percent(item.difficulty)} ({item.right}/{item.n})"
    if item.skipped:
        yield f"skipped {item.skipped}"
    if item.tries is not None:
        yield f"tries {decimal(item.tries)}"
    if item.hints is not None:
        yield f"hints {decimal(item.hints)}"
    if item.discrimination is not None:
        yield f"discrimination {item.discrimination:.2f}"
    if item.versions > 1:
        yield f"{item.versions} versions"


def _cells(item: ItemReport) -> list[tuple[str, str, str]]:
    return [
        (str(each.chosen), _percent(Fraction(each.chosen, item.n)) if item.n else "", each.option)
        for each in item.options
    ]


def _text(option: OptionReport) -> str:
    return " ".join(option.text.split())


def _percent(share: Fraction) -> str:
    return f"{round(100 * share)}%"
