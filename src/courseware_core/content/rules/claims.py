"""Rules that hold the prose against claims.yaml, the ledger of numbers and attributed findings."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice

from courseware_core.content.authored import Claim, CourseFolder
from courseware_core.content.problems import did_you_mean
from courseware_core.content.rules.prose import Item, Text, items
from courseware_core.content.rules.registry import Finding, rule

MOST = 100
"""Findings in one item; who has so many numbers to claim begins with the first."""

Stated = Mapping[str, Sequence[tuple[str, str]]]
"""By item, the words of claims that are to stand there, each with the key of its source."""


def _is_readable(course: CourseFolder) -> bool:
    """Whether what claims.yaml says is known; a course without that file claims nothing."""
    return course.claims is None or course.claims.value is not None


def _claims(course: CourseFolder) -> tuple[Claim, ...]:
    return course.claims.value.claims if course.claims and course.claims.value else ()


def _names(course: CourseFolder) -> tuple[str, ...]:
    return course.claims.value.names if course.claims and course.claims.value else ()


def _sources(course: CourseFolder) -> dict[str, tuple[str, ...]] | None:
    """The phrases that cite each source, by its key; None when that is not known for sure."""
    written = course.sources.value if course.sources else None
    found = {each.key: each.cite for each in written.sources} if written else {}
    return found if written and len(found) == len(written.sources) else None


@rule("CW160", "error", "a claim does not stand where claims.yaml says")
def misplaced_claim(course: CourseFolder) -> Iterator[Finding]:
    """Words that are not in one paragraph, item, cell or option of the place named."""
    found = items(course)
    swallowed = {lesson.page.id for lesson in course.lessons if lesson.page.swallowed}
    for number, claim in enumerate(_claims(course)):
        for position, stated in enumerate(claim.stated):
            path = ("claims", number, "stated", position)
            if course.claims is None or stated.at in swallowed:
                continue
            document = course.claims.document
            item = found.get(stated.at)
            if item is None and course.complete:
                message = f"there is no lesson, lab or question `{stated.at}`."
                place = document.place(*path, "at")
                yield Finding(place, claim.id, message, did_you_mean(stated.at, found))
            elif item is not None and not any(_spaced(stated.text) in text.words for text in item.texts):
                message = f"these words do not stand in `{stated.at}`."
                place = document.place(*path, "text")
                yield Finding(place, claim.id, message, _nearest(_spaced(stated.text), item))


def _spaced(words: str) -> str:
    return re.sub(r"\s", " ", words)


def _nearest(words: str, item: Item) -> str:
    """Where the words stand when they are only cut by marks or ends of paragraphs, or how they begin."""
    whole = " ".join(text.words for text in item.texts)
    if words in whole:
        return "They run over the end of a paragraph; state its parts."
    known = next((size for size in range(len(words), 7, -1) if words[:size] in whole), 0)
    return f"Only `{words[:known]}` does." if known else ""


@rule("CW161", "error", "a claim has no source, an unknown one, or the id of another claim")
def unfounded_claim(course: CourseFolder) -> Iterator[Finding]:
    """Claims without a key of sources.yaml, and the second claim of an id."""
    known = _sources(course)
    seen: set[str] = set()
    for number, claim in enumerate(_claims(course)):
        if course.claims is None:
            continue
        document = course.claims.document
        if claim.id in seen:
            place = document.place("claims", number, "id")
            yield Finding(place, claim.id, f"two claims have the id `{claim.id}`.")
        seen.add(claim.id)
        if not claim.source:
            yield Finding(document.place("claims", number), claim.id, "this claim has no source.")
        elif known is not None and claim.source not in known:
            place = document.place("claims", number, "source")
            message = f"sources.yaml has no source `{claim.source}`."
            yield Finding(place, claim.id, message, did_you_mean(claim.source, known))


@rule("CW162", "warning", "a number that no claim covers")
def uncovered_number(course: CourseFolder) -> Iterator[Finding]:
    """Digits outside the words of every claim that is stated there."""
    stated, names = _stated(course), _names(course)
    for item in items(course).values() if _is_readable(course) else ():
        phrases = [*(words for words, _ in stated[item.id]), *names]
        yield from islice(_uncovered_numbers(item, phrases), MOST)


def _uncovered_numbers(item: Item, phrases: Sequence[str]) -> Iterator[Finding]:
    for text in item.texts:
        covered = _Covered(text, phrases)
        for first, end in text.quantities():
            if not covered.holds(first, end):
                message = f"no claim covers `{text.words[first:end]}` in `{_around(text, first, end)}`."
                yield Finding(text.place(first, end), item.id, message, "Add it to claims.yaml.")


@rule("CW163", "warning", "a citation outside the claims of its source")
def uncovered_citation(course: CourseFolder) -> Iterator[Finding]:
    """A phrase of a source's `cite` that is not inside the words of a claim from that source."""
    keys: dict[str, set[str]] = defaultdict(set)
    for key, phrases in (_sources(course) or {}).items():
        for phrase in phrases:
            keys[phrase].add(key)
    if not keys or not _is_readable(course):
        return
    longest_first = sorted(keys, key=len, reverse=True)
    cited = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    stated = _stated(course)
    for item in items(course).values():
        yield from islice(_uncovered_citations(item, cited, keys, stated[item.id]), MOST)


def _uncovered_citations(
    item: Item, cited: re.Pattern[str], keys: Mapping[str, set[str]], stated: Sequence[tuple[str, str]]
) -> Iterator[Finding]:
    for text in item.texts:
        covered: dict[str, _Covered] = {}
        for found in cited.finditer(text.words):
            phrase = found[0]
            if phrase not in covered:
                covered[phrase] = _Covered(text, (words for words, key in stated if key in keys[phrase]))
            if not covered[phrase].holds(*found.span()):
                listed = " or ".join(f"`{key}`" for key in sorted(keys[phrase]))
                message = f"`{phrase}` stands outside the claims from {listed}."
                yield Finding(text.place(*found.span()), item.id, message, "Add it to claims.yaml.")


def _stated(course: CourseFolder) -> Stated:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for claim in _claims(course):
        for stated in claim.stated:
            found[stated.at].append((_spaced(stated.text), claim.source))
    return found


class _Covered:
    """The parts of a text that phrases stand in."""

    def __init__(self, text: Text, phrases: Iterable[str]) -> None:
        spans = sorted(
            found.span()
            for phrase in phrases
            if phrase in text.words
            for found in re.finditer(re.escape(phrase), text.words)
        )
        self._starts = [start for start, _ in spans]
        self._furthest = list(accumulate((stop for _, stop in spans), max))

    def holds(self, first: int, end: int) -> bool:
        """Whether one of the phrases stands from `first` or before to `end` or behind."""
        before = bisect_right(self._starts, first)
        return before > 0 and self._furthest[before - 1] >= end


def _around(text: Text, first: int, end: int) -> str:
    """A few words on both sides, so that an author can copy them into the ledger."""
    before, after = text.words[:first].split(" ")[-4:], text.words[end:].split(" ")[:4]
    return f"{' '.join(before)}{text.words[first:end]}{' '.join(after)}".strip()
