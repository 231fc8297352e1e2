"""Checks of answers in JSON Lines."""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from courseware_core.content.structure.findings import Finding
from courseware_core.content.structure.json_faults import Object, read_line, value_at
from courseware_core.content.structure.signs import CURLY, at, cut, is_fence, lines, odd_space, shown
from courseware_core.content.structure.specs import JsonLinesCheck, KeepsCheck, MessagesCheck, RecordsCheck

_SYSTEM = ("system", "developer")
_STRAIGHT = {ord(sign): "'" if sign in "‘’‚‛‹›＇" else '"' for sign in CURLY}


@dataclass(frozen=True, slots=True)
class _Record:
    """A JSON value of an answer, and the line in which it begins."""

    line: int
    value: object


def examine_lines(answer: str, checks: Mapping[str, JsonLinesCheck]) -> Mapping[str, tuple[Finding, ...]]:
    """What each check found wrong in an answer in JSON Lines."""
    return {key: cut(_faults(answer, check)) for key, check in checks.items()}


def _faults(answer: str, check: JsonLinesCheck) -> Iterator[Finding]:
    match check:
        case RecordsCheck():
            return _wrong_records(answer, check)
        case MessagesCheck():
            return _wrong_messages(answer, check)
        case KeepsCheck():
            return _changed(answer, check)
        case _:
            assert_never(check)


# Each line one object


def _wrong_records(answer: str, check: RecordsCheck) -> Iterator[Finding]:
    if line := _array(answer):
        yield at("array", line)
        return
    found, number, wrong = lines(answer), 0, False
    objects = 0
    while number < len(found):
        number += 1
        text = found[number - 1]
        if not text.strip():
            continue
        value = read_line(text, number)
        if isinstance(value, Object):
            objects += 1
            continue
        wrong = True
        if not isinstance(value, Finding):
            yield at("no_object", number)
        elif last := _last_line(found, number):
            yield at("spread", number, last=str(last))
            number = last
        else:
            yield value
    if not wrong and objects < check.min:
        yield Finding("too_few", {"found": str(objects), "wanted": str(check.min)})
    if not wrong and check.max is not None and objects > check.max:
        yield Finding("too_many", {"found": str(objects), "wanted": str(check.max)})


def _array(answer: str) -> int | None:
    """The line in which a bracket opens that is put around all objects."""
    text = answer.strip().removeprefix("\N{BYTE ORDER MARK}")
    if not text.startswith("[") or not text.endswith("]"):
        return None
    if text[1:].lstrip()[:1] not in ("{", "]"):
        return None
    return next(number for number, line in enumerate(lines(answer), start=1) if "[" in line)


def _last_line(found: tuple[str, ...], first: int) -> int | None:
    """The line in which an object ends that begins in line `first` and goes on after it."""
    text = "\n".join(found[first - 1 :])
    start = len(text) - len(text.lstrip())
    read = value_at(text, start) if text.startswith("{", start) else None
    if read is None or not (more := text.count("\n", 0, read[1])):
        return None
    return first + more


# What is in the objects, also when they are not in lines as they should be


def _records(answer: str) -> tuple[list[_Record], list[int]]:
    """The values of an answer as far as they can be read, and the lines that cannot be."""
    text = "\n".join("" if is_fence(line) else line for line in lines(answer))
    records: list[_Record] = []
    unread: list[int] = []
    position = line = 0
    while position < len(text):
        if text[position].isspace() or text[position] in ",[]":
            position += 1
            continue
        line = text.count("\n", 0, position) + 1
        read = value_at(text, position)
        if read is not None:
            records.append(_Record(line, read[0]))
            position = read[1]
        else:
            unread.append(line)
            end = text.find("\n", position)
            position = len(text) if end < 0 else end
    return records, unread


def _wrong_messages(answer: str, check: MessagesCheck) -> Iterator[Finding]:
    records, unread = _records(answer)
    for line in unread:
        yield at("unread", line)
    for record in records:
        yield from _wrong_example(record, check.roles)
    if not records and not unread:
        yield Finding("too_few", {"found": "0", "wanted": "1"})


def _wrong_example(record: _Record, wanted: tuple[str, ...]) -> Iterator[Finding]:
    line, value = record.line, record.value
    if not isinstance(value, Object):
        yield at("no_object", line)
        return
    if value.doubled is not None:
        yield at("key_twice", line, key=shown(value.doubled))
        return
    if "messages" not in value:
        keys = ", ".join(f"“{shown(key)}”" for key in list(value)[:4])
        yield at("other_keys", line, keys=keys) if keys else at("no_messages", line)
        return
    messages = value["messages"]
    if not isinstance(messages, list):
        yield at("messages_no_list", line)
    elif not messages:
        yield at("messages_empty", line)
    else:
        faults = [
            each for n, message in enumerate(messages, start=1) for each in _wrong_message(line, n, message)
        ]
        yield from faults or _wrong_roles(line, [message["role"] for message in messages], wanted)


def _wrong_message(line: int, number: int, message: object) -> Iterator[Finding]:
    which = {"message": str(number)}
    if not isinstance(message, Object):
        yield at("message_no_object", line, **which)
        return
    if message.doubled is not None:
        yield at("double_key", line, key=shown(message.doubled), **which)
        return
    for key in ("role", "content"):
        if key not in message:
            yield at("message_lacks", line, key=key, **which)
    content = message.get("content", "-")
    if not isinstance(content, str):
        yield at("content_no_text", line, **which)
    elif all(each.isspace() or odd_space(each) for each in content):
        yield at("content_empty", line, **which)
    if "role" in message and not isinstance(message["role"], str):
        yield at("role_no_text", line, **which)


def _wrong_roles(line: int, found: list[str], wanted: tuple[str, ...]) -> Iterator[Finding]:
    known = {*wanted, *_SYSTEM}
    for number, role in enumerate(found, start=1):
        if role not in known:
            yield at("unknown_role", line, message=str(number), role=shown(role))
            return
    exchanges = found[1:] if found[0] in _SYSTEM and wanted[0] not in _SYSTEM else found
    if not exchanges or exchanges != list(wanted) * (len(exchanges) // len(wanted)):
        yield at("roles", line, found=shown(", ".join(found)))


# Words that were to stay


def _changed(answer: str, check: KeepsCheck) -> Iterator[Finding]:
    records, unread = _records(answer)
    texts = [(record.line, _folded(text)) for record in records for text in _texts(record.value)]
    missing = [text for text in check.texts if not any(_folded(text) in kept for _, kept in texts)]
    if missing:
        yield from (at("unread", line) for line in unread)
    lost = 0
    for text in missing:
        near = difflib.get_close_matches(_folded(text), [kept for _, kept in texts], n=1, cutoff=0.75)
        if near:
            line = next(line for line, kept in texts if kept == near[0])
            yield at("text_changed", line, found=shown(near[0]))
        elif not (unread and _folded(text) in _folded(answer)):
            lost += 1
    if lost:
        yield Finding("texts_missing", {"count": str(lost), "all": str(len(check.texts))})


def _texts(value: object) -> Iterable[str]:
    left = [value]
    while left:
        match left.pop():
            case str() as text:
                yield text
            case list() as values:
                left.extend(values)
            case dict() as values:
                left.extend(values.values())
            case _:
                pass


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_STRAIGHT).split())
