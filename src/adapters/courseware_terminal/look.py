"""What a terminal can show: safe characters, symbols, and stand-ins where there is only ASCII."""

import unicodedata
from dataclasses import dataclass

from courseware_core.blocks import Tone
from courseware_core.screen.safety import clean

_STAND_INS = {
    **dict.fromkeys("‐‑‒–—―─━═", "-"),
    **dict.fromkeys("│┃║▌", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╞╡╪╇┡┩╄╋╸╺", "+"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‚‹›", "'"),
    **dict(zip("•◦·×÷−≈█░✓✗◐◆▣✦▸▧", "*--x/-~#.+x~#=*>#", strict=True)),
    **dict(zip("…±≤≥≠→←↑↓", "... +/- <= >= /= -> <- up down".split(), strict=True)),
    **dict(zip("€½¼¾ßæøłđ⏎", "EUR 1/2 1/4 3/4 ss ae o l d Enter".split(), strict=True)),
    **dict(zip("○●☐☑", ("( )", "(*)", "[ ]", "[x]"), strict=True)),
    **dict(zip("äöüÄÖÜ", "ae oe ue Ae Oe Ue".split(), strict=True)),
    "°": " deg ",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How a kind of callout looks: a symbol, and a colour of the terminal's own sixteen."""

    symbol: str
    style: str


MARKS: dict[Tone, Mark] = {
    "definition": Mark("◆", "cyan"),
    "case": Mark("▣", "blue"),
    "insight": Mark("✦", "magenta"),
    "analogy": Mark("≈", "magenta"),
    "tip": Mark("+", "green"),
    "key": Mark("!", "yellow"),
    "misconception": Mark("✗", "red"),
    "remember": Mark("!", "yellow"),
    "right": Mark("✓", "green"),
    "partial": Mark("◐", "yellow"),
    "wrong": Mark("✗", "red"),
    "hint": Mark("?", "yellow"),
    "notice": Mark("i", "blue"),
    "tutor": Mark("•", "cyan"),
    "learner": Mark("▸", "green"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What can be written in `encoding`, the character set of the terminal."""

    encoding: str = "utf-8"

    def text(self, words: str) -> str:
        r"""`words` without control characters, and with stand-ins for what cannot be shown.

        Line breaks stay; a tab becomes spaces.

        >>> Look("ascii").text("“Größe” → ¾\x1b[2J")
        '"Groesse" -> 3/4[2J'
        """
        return self.drawn(clean(words.expandtabs(4)))

    def drawn(self, words: str) -> str:
        """The same for what was drawn here: colour codes stay."""
        try:
            words.encode(self.encoding)
        except UnicodeEncodeError:
            return "".join(self._stand_in(char) for char in words)
        return words

    def _stand_in(self, char: str) -> str:
        for candidate in (char, _STAND_INS.get(char), unicodedata.normalize("NFKD", char)[0]):
            try:
                if candidate and candidate.encode(self.encoding):
                    return candidate
            except UnicodeEncodeError:
                continue
        return "?"
