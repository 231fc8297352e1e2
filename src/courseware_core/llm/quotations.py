"""Finding the words of a quotation in a lesson, however they were typed. Pure."""

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

from courseware_core.content.model import Passage
from courseware_core.engine.facts import Quotation

_ALIKE = {
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_MARKS = frozenset("*_")
_AROUND = " \"'"
_AFTER = " .,;:!?-"


def quotation(words: str, passages: Iterable[Passage]) -> Quotation | None:
    """The first place where `passages` have these `words`, in the lesson's own wording; None without any.

    Case, white space, marks of emphasis, kinds of quotation marks and dashes, and a mark at the end make
    no difference.
    """
    wanted = _folded(words)[0].strip(_AROUND)
    for passage in passages:
        for each in dict.fromkeys((wanted, wanted.rstrip(_AFTER))):
            if found := _place(each, passage.text):
                return Quotation(passage.section, passage.text[found[0] : found[1]])
    return None


def says(text: str, words: str) -> bool:
    """Whether `text` has these `words`, as `quotation` compares them."""
    return _place(_folded(words)[0].strip(_AROUND).rstrip(_AFTER), text) is not None


def _place(wanted: str, text: str) -> tuple[int, int] | None:
    """Where `text` has the folded words `wanted`, not within longer words: start and end."""
    folded, places = _folded(text)
    start = folded.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not (_joined(folded[start - 1 : start + 1]) or _joined(folded[end - 1 : end + 1])):
            return places[start], places[end - 1] + 1
        start = folded.find(wanted, start + 1)
    return None


def _joined(pair: str) -> bool:
    return len(pair) == 2 and pair.isalnum()


@lru_cache(maxsize=1024)
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """`text` as it is compared, and the place in `text` that each of its characters comes from."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for each in normalize("NFKC", _ALIKE.get(character, character)).casefold():
            plain = " " if each.isspace() else each
            if plain in _MARKS or (plain == " " and folded[-1:] == [" "]):
                continue
            folded.append(plain)
            places.append(place)
    return "".join(folded), tuple(places)
