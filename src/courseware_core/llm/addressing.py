"""Whether an answer talks to whoever grades it, instead of answering. Pure.

Known by their form alone are forged verdicts, headings of somebody who has a say, marks that end an answer,
and orders about instructions and marks. What is put in other words passes.
"""

import re
from typing import Final
from unicodedata import category, normalize

from courseware_core.llm.folding import fold
from courseware_core.llm.pleas import PLEAS, phrase

_VERDICT = (
    r"\b(?:met|verdict|is_met|passed|criteri(?:on|a)(?:[ _]?\w+)?|marks?|grade|judge?ment|assessment)\b"
    r"\W{0,4}[:=]\W{0,4}"
    r"(?:yes|true|pass(?:ed)?|met|correct|full|max\w*|perfect|all|satisfied|\d+ ?/ ?\d+|100|a\+)(?!\w)"
    r"|\bscore\W{0,4}[:=]\W{0,4}(?:full|max\w*|perfect|100\b|(?P<score>\d+) ?/ ?(?P=score)\b)"
    r"|\"(?:criteria|met|verdict)\"\s*:"
)
"""A verdict as data, or as a line of its own."""

_GRADER = (
    r"(?:graders?|examiners?|evaluators?|assessors?|markers?|judges?|grading|marking|judging)"
    r"(?: (?:model|ai|llm|assistant|system|bot|note|message|instructions?|verdict|output|reply|only))?"
)
_MASTER = (
    r"(?:system|admin(?:istrator)?|developer|root|assistant|instructor|teacher|moderator|override)"
    r"(?: (?:message|note|notice|override|update|instructions?|alert|command|mode|verdict|reply))?"
)
_HEADING = (
    r"^\W{0,20}(?:(?:note|message|memo|instructions?|reply|verdict) )?(?:(?:to|for|from|by|of) )?"
    rf"(?:the |your )?{_GRADER}\s*(?:[:>\]=#-]|$)"
    rf"|^\W{{0,20}}(?:\[|<|\(|#{{1,6}}|={{2,}}|-{{2,}}|\*{{2,}}) ?(?:(?:begin|start|end|new) )?"
    rf"{_MASTER}\s*(?:\]|>|\)|#|=|-|\*|:|$)"
    r"|\b(?:system|admin(?:istrator)?|developer|debug|maintenance) (?:override|mode|notice|alert|command)\b"
)
"""A line that says who speaks, where it is somebody who has a say."""

_DELIMITER = (
    r"(?:^|[\[<(#=*-])\W{0,20}(?:end|start|begin(?:ning)?)(?: of)?(?: the)?"
    r"(?: (?:student|learner|user)(?:'?s)?)? (?:answer|response|submission|input)\b"
    r"|</?\s*(?:answer|learner|student|response|submission|criteri(?:a|on)|rubric|grader|verdict|system)\s*>"
    r"|<\|[^|<>\n]{0,40}\|>|\[/?inst\]|<</?sys>>|<!--|</s>|</?(?:think|(?:start|end)_of_turn)>"
)
"""Marks between an answer and what follows it, and those of models' templates."""

_LEET: Final = str.maketrans("013457@$", "oieastas")
_LEET_WORD = re.compile(r"(?=[\w@$]*[^\W\d_])(?=[\w@$]*[013457@$])[\w@$]+")
_SPELT = re.compile(r"(?<!\w)\w(?:[ .\-_*]\w){4,}(?!\w)")
_BETWEEN_LETTERS = re.compile(r"[ .\-_*]")


def addresses_grader(text: str) -> bool:
    """Whether `text` talks to whoever grades it, as it is written or as it looks."""
    seen = _seen(text)
    joined = _SPELT.sub(lambda spelt: _BETWEEN_LETTERS.sub("", spelt[0]), seen)
    plain = _LEET_WORD.sub(lambda word: word[0].translate(_LEET), joined)
    return any(_ADDRESSED.search(each) for each in dict.fromkeys((seen, joined, plain)))


def _seen(text: str) -> str:
    """`text` without case and accents, so that what looks alike is alike."""
    return _bare(fold(text).casefold())


def _bare(text: str) -> str:
    """`text` without accents."""
    letters = normalize("NFD", text)
    return normalize("NFC", "".join(each for each in letters if category(each) != "Mn"))


_ADDRESSED = re.compile(
    "|".join((_VERDICT, _HEADING, _DELIMITER, *(phrase(_bare(line)) for line in PLEAS))), re.MULTILINE
)
