"""The words of a text, so that the words of two texts can be compared."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from unicodedata import normalize

from courseware_core.llm import stop_words
from courseware_core.llm.folding import fold

MOST_WORDS = 400
"""How many words of one text are looked at, so that a long message costs no more time than this."""

MOST_CHARACTERS = 20_000
"""How much of a text they are looked for in."""

_WORD = re.compile(r"[^\W_]{1,40}")
_HYPHENED = re.compile(r"\b[^\W\d_]{2,20}-[^\W\d_]{2,20}\b")
_NOT = re.compile(r"n['’]t\b")
_ENDING = re.compile(r"(?<=\w)['’]\w{1,3}\b")


@cache
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


@lru_cache(maxsize=16_384)
def _stem(word: str, algorithm: str) -> str:
    # It brings 30 languages, and most starts compare no words.
    import snowballstemmer

    # A stemmer keeps its word in itself, so threads may not share one.
    return str(snowballstemmer.stemmer(algorithm).stemWord(word))


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of a language. Without an `algorithm`, words are compared as they stand.

    `small` words do not say what a question is about; nor do `manners`, phrases in lower case that
    say how an answer should sound, nor `negations`, which turn the sense round. `everyday` words,
    given as stems, say little. `asks_more` are small words that ask for something else than what a
    word means.
    """

    algorithm: str = ""
    small: frozenset[str] = frozenset()
    manners: tuple[str, ...] = ()
    negations: frozenset[str] = frozenset()
    everyday: frozenset[str] = frozenset()
    asks_more: frozenset[str] = frozenset()

    def words(self, text: str) -> tuple[str, ...]:
        """The first words of `text`, in order: small ones in lower case, all others as stems."""
        plain = _ENDING.sub("", _NOT.sub(" not", normalize("NFKC", text[:MOST_CHARACTERS]).lower()))
        if self.manners:
            plain = _any_of(self.manners).sub(" ", plain)
        found = (match[0] for match in islice(_WORD.finditer(plain), MOST_WORDS))
        return tuple(
            _stem(word, self.algorithm) if self.algorithm and not self.is_small(word) else word
            for word in found
        )

    def stems(self, text: str) -> tuple[str, ...]:
        """All words of `text`, in order and as stems, whatever they say."""
        found = (match[0] for match in islice(_WORD.finditer(fold(text).casefold()), MOST_WORDS))
        return tuple(_stem(word, self.algorithm) if self.algorithm else word for word in found)

    def compounds(self, texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The parts of the words that `texts` write with a hyphen only, by the same in one word."""
        whole = {word for text in texts for word in self.words(text)}
        hyphened = {word for text in texts for word in _HYPHENED.findall(normalize("NFKC", text))}
        parts = {self.words(word.replace("-", "")): self.words(word) for word in sorted(hyphened)}
        return {one[0]: several for one, several in parts.items() if len(one) == 1 and one[0] not in whole}

    def is_small(self, word: str) -> bool:
        """Whether `word` says nothing of what a text is about."""
        return word in self.small or word in self.negations

    def content(self, words: Iterable[str]) -> tuple[str, ...]:
        """Those of `words` that say what a text is about."""
        return tuple(word for word in words if not self.is_small(word))

    def leans(self, text: str) -> bool:
        """Whether `text` hardly says what it is about, as in "Why?" or "An example, please"."""
        return len(set(self.content(self.words(text))) - self.everyday) <= 1

    def core(self, words: Sequence[str]) -> tuple[str, ...]:
        """`words` without the small ones at either end."""
        places = [place for place, word in enumerate(words) if not self.is_small(word)]
        return tuple(words[places[0] : places[-1] + 1]) if places else ()


@cache
def _language(code: str) -> Language:
    match code:
        case "en":
            return Language(
                "english",
                stop_words.ENGLISH,
                stop_words.ENGLISH_MANNERS,
                stop_words.ENGLISH_NEGATIONS,
                frozenset(_stem(word, "english") for word in stop_words.ENGLISH_EVERYDAY),
                frozenset("how hows when where wheres which who whos whose why".split()),
            )
        case "de":
            return Language(
                "german",
                stop_words.GERMAN,
                stop_words.GERMAN_MANNERS,
                stop_words.GERMAN_NEGATIONS,
                frozenset(_stem(word, "german") for word in stop_words.GERMAN_EVERYDAY),
                frozenset({"wann", "warum", "welche", "wer", "weshalb", "wie", "wieso", "wo"}),
            )
        case _:
            return Language()


def language(locale: str) -> Language:
    """The language of `locale`, such as `en` or `de_AT`; without an algorithm if we know none."""
    return _language(re.split(r"[-_]", locale.lower())[0])
