"""One form for what looks alike, so that no rule about words is got round by how they were typed. Pure."""

import re
from unicodedata import normalize

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»〝〞〟″ʺ❝❞", '"'),
        **dict.fromkeys("‘’‚‛‹›′`´ʹʼ❛❜", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
# A full stop between Chinese or Japanese words ends a sentence; elsewhere it stands in an address.
_IDEOGRAPHIC_STOP = re.compile("(?<![\u2e80-\u9fff])。(?![\u2e80-\u9fff])")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z]")

_CYRILLIC = str.maketrans("аӏԁеһіјорԛгѕсуѵԝхАВЕНІЈКМОРԚЅСТУԜХԌ", "aldehijopqrscyvwxABEHIJKMOPQSCTYWXG")
_GREEK = str.maketrans("αγινοσρυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ayivoopuABEZHIKMNOPTYX")
_HOMOGLYPHS = _CYRILLIC | _GREEK
"""Letters that pass for Latin ones, after confusables.txt of https://www.unicode.org/reports/tr39/."""

_HOMOGLYPH = re.compile(f"[{''.join(map(chr, _HOMOGLYPHS))}]")


def fold(text: str) -> str:
    """`text` as all rules look at it; its case stays.

    It is in compatibility form (NFKC) and without characters that cannot be seen. Quotation marks,
    apostrophes, dashes and full stops are of one kind each. In a word that mixes scripts, letters that pass
    for Latin ones are Latin.
    """
    if text.isascii():
        return text.replace("`", "'")
    seen = normalize("NFKC", _INVISIBLE.sub("", text).translate(_ALIKE))
    seen = _IDEOGRAPHIC_STOP.sub(".", seen)
    return _WORD.sub(_in_one_script, seen) if _HOMOGLYPH.search(seen) else seen


def _in_one_script(word: re.Match[str]) -> str:
    letters = word[0]
    return letters.translate(_HOMOGLYPHS) if _LATIN.search(letters) else letters
