"""A screen as the pages that a surface can carry. Nothing is cut: what does not fit goes on.

What there is on which page: the text in order, with the title on every page; the input and its submit
on the last page; the controls on every page, except that `next` waits for the last one, so that
nobody goes on from a text half seen. Controls that are too many for one page are shared out: those of
role `choice` if that is enough, else all, `next` too. Turning the pages is the surface's business, and
places for that are kept free on each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courseware_core.blocks import Block, Heading, List, Paragraph, Table, text
from courseware_core.screen.asking import ask, named, option_texts
from courseware_core.screen.conformance import TURNS, can_show
from courseware_core.screen.degrade import degrade, split
from courseware_core.screen.measure import clipped, parts, size, units, written
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.profiles import Profile


def fit(screen: Screen, profile: Profile) -> tuple[Screen, ...]:
    """`screen` as one or more pages that `profile` can carry, with `page` and `pages` set.

    A form has no controls: they stay on the screen that opened it. Of a form that has several pages
    only the last holds the input; the text can be read on the screen that opened it.
    """
    if can_show(profile, screen):
        return (screen,)
    lead, headed = _headed(screen, profile)
    before, asked = ask(screen.input, profile) if screen.input else ((), None)
    listed, controls, submit = _pressed(screen, profile)
    whole = headed.model_copy(
        update={
            "blocks": tuple(
                piece
                for block in (*lead, *screen.blocks, *before, *listed)
                for piece in degrade(block, profile)
            ),
            "input": asked,
            "submit": submit,
            "controls": controls,
        }
    )
    return (whole,) if can_show(profile, whole) else _pages(whole, profile)


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of everything there is, or how much something takes."""

    characters: int = 0
    blocks: int = 0
    tables: int = 0

    def __add__(self, other: "_Room") -> "_Room":
        return _Room(
            self.characters + other.characters, self.blocks + other.blocks, self.tables + other.tables
        )

    def holds(self, other: "_Room") -> bool:
        return (
            other.characters <= self.characters
            and other.blocks <= self.blocks
            and other.tables <= self.tables
        )


def _taken(blocks: Iterable[Block], profile: Profile) -> _Room:
    shown = tuple(blocks)
    return _Room(
        sum(size(block, profile) for block in shown),
        sum(map(parts, shown)),
        sum(isinstance(block, Table) for block in shown),
    )


def _pages(whole: Screen, profile: Profile) -> tuple[Screen, ...]:
    """The pages of a screen whose blocks, input and controls can each be shown, but not together."""
    groups, always = _groups(whole, profile)
    line = (whole.title, whole.eyebrow, whole.progress.label if whole.progress else "")
    head = sum(written(each, profile) for each in line)
    labels = max(sum(units(control.label) for control in group) for group in groups)
    room = _Room(profile.characters - head - labels, profile.blocks, profile.tables)
    tail = sum(map(units, option_texts(whole.input)))
    tail += units(whole.submit.label) if whole.submit else 0
    texts = _packed(whole.blocks, room, profile)
    if len(texts) >= len(groups) and tail:
        _make_room(texts, _Room(room.characters - tail, room.blocks, room.tables), profile)
    count = max(len(texts), len(groups))
    waiting = [control for control in always if control.role == "next"]

    def page(number: int) -> Screen:
        last = number == count
        shown = groups[number - 1] if number <= len(groups) else always
        return whole.model_copy(
            update={
                "blocks": tuple(texts[number - 1]) if number <= len(texts) else (),
                "controls": tuple(each for each in shown if last or each not in waiting),
                "input": whole.input if last else None,
                "submit": whole.submit if last else None,
                "page": number,
                "pages": count,
            }
        )

    return tuple(page(number) for number in range(1, count + 1))


def _packed(blocks: Sequence[Block], room: _Room, profile: Profile) -> list[list[Block]]:
    """The blocks in pages that each keep to `room`; a heading goes with what follows it."""

    def fits(block: Block) -> bool:
        return room.holds(_taken((block,), profile))

    pages: list[list[Block]] = [[]]
    used = _Room()
    for block in blocks:
        pieces = (block,) if fits(block) else split(block, fits, room.characters)
        for piece in pieces:
            more = _taken((piece,), profile)
            if pages[-1] and not room.holds(used + more):
                pages.append(_headings(pages[-1]))
                used = _taken(pages[-1], profile)
                if not room.holds(used + more):
                    pages[-2] += pages[-1]
                    pages[-1] = []
                    used = _Room()
            pages[-1].append(piece)
            used += more
    return pages


def _headings(page: list[Block]) -> list[Block]:
    """The headings at the end of a page, taken off it unless it has nothing else."""
    kept = len(page)
    while kept and isinstance(page[kept - 1], Heading):
        kept -= 1
    taken = page[kept:] if kept else []
    del page[len(page) - len(taken) :]
    return taken


def _make_room(pages: list[list[Block]], room: _Room, profile: Profile) -> None:
    """Moves the end of the last page to a new one if the last has not enough room for the input."""
    last = pages[-1]
    if room.holds(_taken(last, profile)):
        return
    moved: list[Block] = []
    if len(last) > 1 and room.holds(_taken(last[-1:], profile)):
        moved = [last.pop()]
        moved = [*_headings(last), *moved]
    if not room.holds(_taken(moved, profile)):
        last += moved
        moved = []
    pages.append(moved)


def _groups(whole: Screen, profile: Profile) -> tuple[list[tuple[Control, ...]], tuple[Control, ...]]:
    """The controls of the first pages, one group a page, and the controls of every further page."""
    places = profile.controls - TURNS - (whole.submit is not None)
    choices = [control for control in whole.controls if control.role == "choice"]
    buttons = [control for control in whole.controls if control.role != "choice"]
    if (len(buttons) <= places and len(choices) <= profile.choices) or not profile.controls:
        return [whole.controls], whole.controls
    always = buttons if len(buttons) <= places else []
    shared = [_shares(choices, profile.choices), _shares([] if always else buttons, places)]
    groups = []
    for number in range(max(map(len, shared))):
        own = [each for shares in shared for group in shares[number : number + 1] for each in group]
        groups.append(tuple(sorted((*always, *own), key=whole.controls.index)))
    return groups, tuple(always)


def _shares(controls: Sequence[Control], places: int) -> list[Sequence[Control]]:
    return [controls[first : first + places] for first in range(0, len(controls), places)]


def _pressed(
    screen: Screen, profile: Profile
) -> tuple[tuple[Block, ...], tuple[Control, ...], Control | None]:
    """What stands in the text for labels and notes that are too long, the controls, and submit."""
    listed, controls = named(screen.controls if profile.controls else (), profile)
    if not screen.submit:
        return listed, controls, None
    first = 1 + sum(len(block.items) for block in listed if isinstance(block, List))
    more, (submit,) = named((screen.submit,), profile, limit=profile.submit_length, first=first)
    return (*listed, *more), controls, submit


def _headed(screen: Screen, profile: Profile) -> tuple[tuple[Block, ...], Screen]:
    """What stands in the text of lines that are too long, and the screen without those lines."""
    lead: list[Block] = []
    changed: dict[str, object] = {}
    if written(screen.eyebrow, profile) > profile.line_length:
        lead.append(Paragraph(text=text(screen.eyebrow)))
        changed["eyebrow"] = ""
    if units(screen.title) > profile.title_length:
        lead.append(Heading(text=text(screen.title), level=1))
        changed["title"] = clipped(screen.title, profile.title_length)
    progress = screen.progress
    if progress and written(progress.label, profile) > profile.line_length:
        lead.append(Paragraph(text=text(progress.label)))
        short = f"{progress.done:g}/{progress.total}"
        changed["progress"] = progress.model_copy(update={"label": short})
    return tuple(lead), screen.model_copy(update=changed)
