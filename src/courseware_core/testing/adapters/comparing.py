"""What is recorded on two surfaces, compared, and what is shown with what can be read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import reduce

from courseware_core.blocks import texts
from courseware_core.engine.facts import Fact, PageRead
from courseware_core.ports import Stream
from courseware_core.screen.asking import option_texts
from courseware_core.screen.cut import words
from courseware_core.screen.model import Screen

Record = tuple[tuple[Fact, ...], ...]
"""The facts of each session, in order; sessions in the order in which they began."""


def record_of(streams: Iterable[Stream]) -> Record:
    """The facts of `streams`, without whose they are, when they were, and where pages of a lesson ended."""
    begun = sorted(streams, key=lambda stream: stream.session)  # as `RepeatableChance` names them
    facts = ((recorded.fact for recorded in stream.facts) for stream in begun)
    return tuple(tuple(_read_on(map(_timeless, each))) for each in facts)


def unread(screen: Screen, pages: Sequence[str]) -> tuple[str, ...]:
    """The texts of `screen` that do not stand on `pages`, wherever a text goes on over their ends.

    Letters and digits are compared: marks, breaks of lines and what stands around a text are the surface's.
    """
    addresses = [letters(address) for address in _addresses(screen)]

    def without_addresses(words: str) -> str:
        return reduce(lambda left, address: left.replace(address, ""), addresses, letters(words))

    shown = list(map(without_addresses, pages))
    return tuple(each for each in _texts(screen) if not _stands(without_addresses(each), shown))


def _timeless(fact: Fact) -> Fact:
    """The fact as if everything had happened at one time."""
    times = {each.name for each in fields(fact) if isinstance(getattr(fact, each.name), datetime)}
    return replace(fact, **dict.fromkeys(times, datetime(2000, 1, 1, tzinfo=UTC))) if times else fact


def _read_on(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts with pages that were read one after the other as one: how long they are, surfaces choose."""
    read: PageRead | None = None
    for fact in facts:
        if isinstance(fact, PageRead) and read and read.end == fact.start:
            read = PageRead(read.start, fact.end)
            continue
        if read:
            yield read
        read = fact if isinstance(fact, PageRead) else None
        if read is None:
            yield fact
    if read:
        yield read


def _texts(screen: Screen) -> Iterator[str]:
    """Everything on the screen that is to be read."""
    yield from (screen.title, screen.eyebrow, screen.progress.label if screen.progress else "")
    for block in screen.blocks:
        yield from words(block).split("\n")
    yield from option_texts(screen.input)
    for control in screen.controls:
        yield from (control.label, control.note)


def _addresses(screen: Screen) -> Iterator[str]:
    """Where links lead, which may stand behind their words or be hidden."""
    for block in screen.blocks:
        yield from (span.href for rich in texts(block) for span in rich if span.href)


def letters(words: str) -> str:
    """The letters and digits of `words`, all that is compared of a text."""
    return "".join(filter(str.isalnum, words.casefold()))


def _stands(wanted: str, pages: Sequence[str]) -> bool:
    """Whether the letters stand on a page, or begin on one and go on where another begins."""
    if any(wanted in page for page in pages):
        return True
    for page in pages:
        known = 0
        while known < len(wanted) and wanted[: known + 1] in page:
            known += 1
        wanted = wanted[known:]
    return not wanted
