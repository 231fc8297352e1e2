"""Looking terms up: under every name that people use for them, in every form of the word.

Pure: over a catalog, the same term finds the same definitions in any process.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from courseware_core.content.catalog import Catalog
from courseware_core.content.definitions import Definition, definitions
from courseware_core.llm.language import language
from courseware_core.screen.match import fold, squeeze

LONGEST = 100
"""Characters of a term that are looked at."""

CLOSE = 5
"""How many other terms are offered when there is no definition."""

SUGGESTED = 20
"""How many terms are suggested to be looked up."""

_ALIKE = 0.6
"""How like a term must be to be offered, from 0 to 1, as difflib measures it."""


@dataclass(frozen=True, slots=True)
class Found:
    """The definitions of a term, those of the nearest lesson first; where there are none, `close` terms."""

    definitions: tuple[Definition, ...]
    close: tuple[str, ...] = ()


class Glossary:
    """Every definition of the courses at hand."""

    def __init__(self, catalog: Catalog) -> None:
        self._all = definitions(catalog.courses, {each.id: each for each in catalog.activities})
        self._named: dict[str, list[Definition]] = defaultdict(list)
        self._stemmed: dict[tuple[str, tuple[str, ...]], list[Definition]] = defaultdict(list)
        for each in self._all:
            for name in (each.term.term, *each.term.also):
                self._named[squeeze(name)].append(each)
                self._stemmed[each.locale, _stems(name, each.locale)].append(each)
        self._locales = tuple(dict.fromkeys(each.locale for each in self._all))

    def look_up(self, term: str, *, lesson: str = "", course: str = "") -> Found:
        """What `term` means; in the lesson and the course with these ids first, if they define it."""
        term = term[:LONGEST]
        found = list(self._named.get(squeeze(term), ()))
        for locale in self._locales:
            if stems := _stems(term, locale):
                found += self._stemmed.get((locale, stems), ())
        if not found:
            return Found((), self._close(term))
        return Found(tuple(sorted(dict.fromkeys(found), key=lambda each: _distance(each, lesson, course))))

    def suggestions(self, *, lesson: str = "", course: str = "") -> tuple[str, ...]:
        """Terms that can be looked up, those of the lesson and the course with these ids first."""
        near = sorted(self._all, key=lambda each: _distance(each, lesson, course))
        return _names(near)[:SUGGESTED]

    def matching(self, typed: str) -> tuple[str, ...]:
        """Terms that somebody may mean who has typed `typed` so far: those that begin with it come first."""
        begun = squeeze(typed[:LONGEST])
        if not begun:
            return self.suggestions()
        within = [name for name in self._named if begun in name]
        within.sort(key=lambda name: (not name.startswith(begun), f" {begun}" not in name))
        return _names(each for name in within for each in self._named[name]) or self._close(typed)

    def _close(self, term: str) -> tuple[str, ...]:
        """Terms that the words of `term` are a part of, and those that are written alike."""
        words = set(squeeze(term).split())
        within = [name for name in self._named if words and words <= set(name.split())]
        alike = get_close_matches(squeeze(term), self._named, n=CLOSE, cutoff=_ALIKE)
        return _names(each for name in (*within, *alike) for each in self._named[name])[:CLOSE]


@lru_cache(maxsize=2)
def glossary(catalog: Catalog) -> Glossary:
    """The glossary of a catalog."""
    return Glossary(catalog)


def _stems(name: str, locale: str) -> tuple[str, ...]:
    spoken = language(locale)
    return spoken.core(spoken.words(name))


def _distance(each: Definition, lesson: str, course: str) -> tuple[bool, bool]:
    return each.lesson != lesson, each.course != course


def _names(found: Iterable[Definition]) -> tuple[str, ...]:
    """The terms of `found` in their order, each once."""
    return tuple({fold(each.term.term): each.term.term for each in found}.values())
