"""Why one line is not one JSON value, as its writer would want to know it."""

import json
import re
from typing import NoReturn

from courseware_core.content.structure.findings import Finding
from courseware_core.content.structure.signs import CURLY, at, is_fence, odd_space, shown

MAX_NESTING = 40
"""Brackets within brackets in one value that are followed; no training data needs as many."""

_BRACKETS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]')
_CURLY_AS_QUOTE = re.compile(rf"(?<=[\[{{,:])\s*[{CURLY}]|[{CURLY}](?=\s*[:,\]}}])")
_NUMBER = re.compile(r"(?<![\w.])-?\d[\d.]*$")
_ODD_NUMBER = re.compile(r"[-+.]*\d[\w.+-]*")
_WORD = re.compile(r"-?[^\W\d]\w*")
_FOREIGN = {
    "True": "true",
    "False": "false",
    **dict.fromkeys(("None", "undefined", "NaN", "Infinity", "-Infinity"), "null"),
}
"""Words of other languages, and of JSON's own programs, with what JSON has for them."""


class Object(dict[str, object]):
    """A JSON object that remembers a key that it was given twice; such a key keeps its last value."""

    doubled: str | None = None


class _Foreign(ValueError):
    """A word such as `NaN`, which programs read although it is no JSON."""


def _object(pairs: list[tuple[str, object]]) -> Object:
    made = Object(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        made.doubled = next(key for key in keys if keys.count(key) > 1)
    return made


def _refuse(word: str) -> NoReturn:
    raise _Foreign(word)


# Whole numbers are read as floats, because Python refuses to read very long ones as anything else.
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse, parse_int=float)


def value_at(text: str, start: int) -> tuple[object, int] | None:
    """The JSON value that begins at `start` and where it ends; None when there is none."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return value, end


def _too_deep(text: str, line: int) -> Finding | None:
    """What is wrong with a text whose brackets are too deep in each other."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > MAX_NESTING:
            return at("too_deep", line, column=found.start() + 1, most=MAX_NESTING)
    return None


def read_line(text: str, line: int) -> object | Finding:
    """The JSON value that a line is, or what is wrong with it."""
    if is_fence(text):
        return at("fence", line)
    if wrong := _too_deep(text, line):
        return wrong
    try:
        value: object = _DECODER.decode(text)
    except _Foreign as error:
        word = str(error)
        return _foreign(line, text.find(word) + 1, word)
    except json.JSONDecodeError as error:
        return _fault(text, line, error)
    return value


def _foreign(line: int, column: int, word: str) -> Finding:
    return at("foreign_word", line, column=column, word=word, instead=_FOREIGN[word])


def _fault(text: str, line: int, error: json.JSONDecodeError) -> Finding:
    position = error.pos
    sign = text[position : position + 1]
    column = position + 1
    if not text.lstrip().startswith(("{", "[", '"', "'", *CURLY)) and _WORD.match(text.lstrip()):
        return _no_json(text, line)
    if found := _look_alike(text, line, position):
        return found
    if sign == "'":
        return at("single_quote", line, column=column)
    if text.startswith(("//", "#", "/*"), position):
        return at("comment", line, column=column)
    if error.msg == "Extra data":
        return _extra(text, line, position)
    if error.msg.startswith("Unterminated string"):
        return at("unclosed_text", line, column=column)
    if error.msg.startswith("Invalid control character"):
        return at("tab_in_text", line, column=column)
    if error.msg.startswith("Invalid \\"):
        return at("escape", line, column=column)
    if comma := _trailing_comma(text, position):
        return at("trailing_comma", line, column=comma)
    if not sign:
        return at("unclosed", line)
    return _misplaced(text, line, position, error.msg)


def _no_json(text: str, line: int) -> Finding:
    word = _WORD.match(text.lstrip())
    if word and word[0] in _FOREIGN:
        return _foreign(line, text.find(word[0]) + 1, word[0])
    return at("no_json", line, text=shown(text))


def _look_alike(text: str, line: int, position: int) -> Finding | None:
    sign = text[position : position + 1]
    if sign and sign in CURLY:
        return at("curly_quote", line, column=position + 1, sign=sign)
    if curly := _CURLY_AS_QUOTE.search(text):
        return at("curly_quote", line, column=curly.end(), sign=curly[0][-1])
    if sign and odd_space(sign):
        return at("odd_space", line, column=position + 1)
    return None


def _extra(text: str, line: int, position: int) -> Finding:
    rest = text[position:].strip()
    if rest == ",":
        return at("comma_after", line, column=position + 1)
    if rest.lstrip(", ").startswith("{"):
        return at("several", line, column=position + 1)
    if rest[0] in "]}":
        return at("extra_bracket", line, column=position + 1, sign=rest[0])
    return at("more_text", line, column=position + 1, text=shown(rest))


def _trailing_comma(text: str, position: int) -> int | None:
    """The column of a comma that nothing follows, at the place of the error or just before it."""
    before = text[:position].rstrip()
    if text[position : position + 1] in ("}", "]") and before.endswith(","):
        return len(before)
    if text[position : position + 1] == "," and text[position + 1 :].lstrip()[:1] in ("}", "]"):
        return position + 1
    return None


def _misplaced(text: str, line: int, position: int, message: str) -> Finding:
    sign, column = text[position], position + 1
    word = _WORD.match(text, position)
    if word and not message.startswith("Expecting ','"):
        if word[0] in _FOREIGN:
            return _foreign(line, column, word[0])
        return at("unquoted", line, column=column, word=shown(word[0]))
    if message.startswith("Expecting ':'"):
        return at("colon_missing", line, column=column)
    if message.startswith("Expecting ','"):
        before = _NUMBER.search(text[:position])
        number = _ODD_NUMBER.match(text, before.start()) if before else None
        if number and number.end() > position:
            return at("odd_number", line, column=number.start() + 1, text=shown(number[0]))
        if sign in "]})":
            return at("wrong_bracket", line, column=column, sign=sign)
        if sign in '"{[':
            return at("comma_missing", line, column=column)
        if text[:position].endswith('"'):
            return at("inner_quote", line, column=column)
    return at("not_json", line, column=column, text=shown(text[position:]))
