"""A model's reply in the mark-up that a lab can show: lines of inline Markdown, and quotations. Pure."""

import re
from html import unescape

from courseware_core.screen.safety import clean

LOOKED_AT = 8000
"""How many characters of a reply are looked at; one that goes on is too long to show anyway."""

_FENCE = re.compile(r"^(?:`{3,}|~{3,}).*$")
_RULE = re.compile(r"^(?:[-=*_]\s*){3,}$")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_BULLET = re.compile(r"^[*+•]\s+")
_QUOTED_LINE = re.compile(r"^(?:[-*+•]\s+)?[>＞﹥]\s*")
_BLOCKQUOTE = re.compile(r"<blockquote\b[^<>]*>(.*?)(?:</blockquote\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_QUOTE_TAG = re.compile(r"</?q\b[^<>]*>", re.IGNORECASE)
_BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|h[1-6]|blockquote|pre|table|tr)\b[^<>]*>", re.IGNORECASE)
_OTHER_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|code|sub|sup|small|mark|td|th|img|script|style|iframe)\b[^<>]*>"
    r"|<!--.*?-->",
    re.IGNORECASE | re.DOTALL,
)
# What a terminal takes for a command (ECMA-48): whole, so that nothing of it is left as text.
_ESCAPE_SEQUENCE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x9c|\x1b\\\\)?"
    "|\x1b[ -/]*[0-~]"
)


def tidy(reply: str) -> str:
    """`reply` without thoughts, HTML, headings, fences, rules and what `clean` takes out; no blank lines.

    A quotation's lines begin with ">", however it was marked. Entities are resolved, so that nothing hides
    in them, and what a terminal would take for a command goes.
    """
    text = without_thoughts(_resolved(clean(_ESCAPE_SEQUENCE.sub("", reply[:LOOKED_AT]))))
    text = _QUOTE_TAG.sub('"', _BLOCKQUOTE.sub(_as_quoted_lines, text))
    text = _OTHER_TAG.sub("", _BREAKING_TAG.sub("\n", text))
    lines = (_QUOTED_LINE.sub("> ", _HEADING.sub(r"\1", line.strip())) for line in text.split("\n"))
    kept = (line for line in lines if line and not _FENCE.match(line) and not _RULE.match(line))
    return "\n".join(_BULLET.sub("- ", line) for line in kept)


def _as_quoted_lines(block: re.Match[str]) -> str:
    lines = _BREAKING_TAG.sub("\n", block[1]).split("\n")
    return "\n{}\n".format("\n".join(f"> {line.strip()}" for line in lines if line.strip()))


def without_thoughts(text: str) -> str:
    """What follows a model's thoughts, which some servers leave in; nothing if these do not end."""
    spoken = text.rpartition("</think>")[2].strip()
    return "" if spoken.startswith("<think>") else spoken


def _resolved(text: str) -> str:
    """`text` without entities, and without what they were hiding; one in another in another is no entity."""
    for _ in range(3):
        resolved = clean(unescape(text))
        if resolved == text:
            return text
        text = resolved
    return text.replace("&", "")
