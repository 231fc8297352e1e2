"""Finding the text that a question is about, by its words alone.

Pure: the same texts and question give the same answer, in any process.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from math import fsum, log

from courseware_core.content.model import Term
from courseware_core.llm.language import Language

SATURATION = 1.2
"""BM25's k1: how soon it stops to matter that a word occurs once more."""

LENGTH = 0.75
"""BM25's b: how much a text's length is held against it, from 0 to 1."""

EVERYDAY = 0.6
"""What an everyday word counts for: it tells little, however rare it is in a lesson."""

Query = Mapping[str, frozenset[str]]
"""The content words of a question, each with the words of the lesson that it may stand for."""

# A full stop after a single letter or "al" belongs to an abbreviation (e.g., z. B., et al.).
_SENTENCE_END = re.compile(
    r"(?:(?<!\b[^\W\d_])(?<!\bal)\.|[!?…])[\"'”’»)\]*_]*\s+(?=[^a-z\s])"
    r"|[。！？]\s*"
)


class Glossary:
    """Terms under all the words that people use for them; of two with one name the first wins."""

    def __init__(self, terms: Iterable[Term], language: Language) -> None:
        self._language = language
        self._terms: dict[tuple[str, ...], Term] = {}
        for term in terms:
            for name in (term.term, *term.also):
                self._terms.setdefault(language.core(language.words(name)), term)
        self._terms.pop((), None)
        self._longest = max(map(len, self._terms), default=0)

    def named(self, words: Sequence[str]) -> Term | None:
        """The term that `words` name and nothing else besides."""
        return self._terms.get(self._language.core(words))

    def query(self, words: Sequence[str]) -> Query:
        """The content words of `words`; those of a term's other names stand for its words too."""
        stands_for = {word: frozenset({word}) for word in self._language.content(words)}
        for start in range(len(words)):
            for length in range(1, self._longest + 1):
                name = tuple(words[start : start + length])
                if term := self._terms.get(name):
                    own = frozenset(self._language.content(self._language.words(term.term)))
                    for word in stands_for.keys() & set(name) - own:
                        stands_for[word] |= own
        return stands_for


@dataclass(frozen=True, slots=True)
class Match:
    """A text that shares words with a question.

    `text` is its number. `shared` counts the words of the question that are met, everyday words as
    `EVERYDAY`; `coverage` is the share they are of the question by weight, from 0 to 1.
    """

    text: int
    score: float
    shared: float
    coverage: float


class Ranking:
    """Texts, given as their content words, that can be ranked by BM25.

    After Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009),
    https://doi.org/10.1561/1500000019; 1 is added within the logarithm, so no weight is negative.
    """

    def __init__(self, texts: Sequence[Sequence[str]], everyday: Container[str] = ()) -> None:
        self._counts = [Counter(text) for text in texts]
        mean_length = sum(map(len, texts)) / max(1, len(texts)) or 1
        self._norms = [SATURATION * (1 - LENGTH + LENGTH * (len(text) / mean_length)) for text in texts]
        self._everyday = everyday
        texts_with = Counter(word for counts in self._counts for word in counts)
        self._rarities = {word: _rarity(holding, len(texts)) for word, holding in texts_with.items()}
        self._rarest = _rarity(0, len(texts))

    def weight(self, word: str) -> float:
        """How much `word` tells: the fewer texts hold it the more, and the most if none does."""
        return self._rarities.get(word, self._rarest) * self._worth(word)

    def matches(self, query: Query) -> list[Match]:
        """The texts that share a word with `query`, best first, equals in their own order."""
        found = (self._match(text, query) for text in range(len(self._counts)))
        return sorted((match for match in found if match.shared), key=lambda match: -match.score)

    def _match(self, text: int, query: Query) -> Match:
        counts, norm = self._counts[text], self._norms[text]

        def score(word: str) -> float:
            return self.weight(word) * counts[word] * (SATURATION + 1) / (counts[word] + norm)

        met = {word: found for word, same in query.items() if (found := same & counts.keys())}
        return Match(
            text=text,
            score=sum(max(map(score, found)) for found in met.values()),
            shared=sum(map(self._worth, met)),
            coverage=sum(map(self.weight, met)) / (sum(map(self.weight, query)) or 1),
        )

    def _worth(self, word: str) -> float:
        return EVERYDAY if word in self._everyday else 1.0


def _rarity(holding: int, texts: int) -> float:
    """How rare a word is that `holding` of so many `texts` hold."""
    return log(1 + (texts - holding + 0.5) / (holding + 0.5))


def excerpt(text: str, wanted: Mapping[str, float], language: Language, *, most_words: int) -> str:
    """The sentences of `text`, next to each other, that hold most of the weight of `wanted` words.

    Of equals the first wins that does not break off right after a sentence with such a word. A text
    of at most `most_words` words stays whole, and so does a single sentence that is longer.
    """
    if len(text.split()) <= most_words:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    sentences = list(pairwise(sorted({0, *ends, len(text)})))

    def window(first: int) -> Sequence[tuple[int, int]]:
        """As many sentences from number `first` on as there is room for, and at least that one."""
        start = sentences[first][0]
        fitting = takewhile(lambda each: len(text[start : each[1]].split()) <= most_words, sentences[first:])
        return list(fitting) or sentences[first : first + 1]

    def weight(start: int, end: int) -> float:
        return fsum(wanted.get(word, 0.0) for word in set(language.words(text[start:end])))

    def worth(window: Sequence[tuple[int, int]]) -> tuple[float, bool]:
        last = window[-1]
        return weight(window[0][0], last[1]), last == sentences[-1] or not weight(*last)

    best = max(map(window, range(len(sentences))), key=worth)
    return text[best[0][0] : best[-1][1]].strip()
