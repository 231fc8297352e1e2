"""Odd inputs: real files and facts, damaged in the ways that editors, disks and people damage them."""

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from courseware_core.content.catalog import bundled_content

TINY = Path(__file__).parents[1] / "data" / "courses" / "tiny"
STREAMS = Path(__file__).parents[1] / "data" / "streams"

ODD_SCALARS = (
    *("", "~", "null", "yes", "No", "0x10", "0o7", "1_000", "-1", "1e999", ".inf", ".nan", "9" * 400),
    *("2026-11-21", "2026-11-21T09:00:00Z", "12:30:45", "=", "<<", "*a", "&a b", "!!int 3", "@x", "`x`"),
    *("[]", "{}", "[[a]]", "{a: {b: c}}", "[a, a]", "{a: 1, a: 2}", "|", ">-", "'", '"', '"\\ud800"'),
    *("\u202eevil", "e\u0301\u0323" * 20, "\U0001f468\u200d\U0001f469", "x" * 300, "../../etc/passwd"),
)
"""Values that YAML, numbers, dates, paths and scripts are known to trip over."""

FRAGMENTS = (
    *(b"\0", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xff\xfe", b"\xe9", b"\r", b"\r\n", b"\x0c", b"\x1b[31m"),
    *("\u2028".encode(), "\x85".encode(), "\u202e".encode(), "\ufeff".encode(), "\u200b".encode()),
    *(b"\t", b"\n", b"\n\n", b"    ", b" " * 300, b"x" * 3000, b"[" * 60, b"{" * 60, b"> " * 40, b"- " * 40),
    *(
        b": ",
        b":",
        b"- ",
        b"? ",
        b"| ",
        b"> ",
        b"# ",
        b"&a ",
        b"*a ",
        b"<<: *a\n",
        b"!!python/none ",
        b"%YAML 9\n",
    ),
    *(b"---\n", b"...\n", b'"', b"'", b"\\", b"`", b"```\n", b"~~~\n", b":::\n", b"::::\n", b"<b>", b"<!--"),
    *(b":::{steps} x\n", b":::{step}\n", b":::{definition} D\n:id: d\n", b"(t1.l1.oxidation)=\n", b"## \n"),
    *(
        b"|a|b|\n|-|-|\n|1|\n",
        b"![](x.png)",
        b"[x](javascript:1)",
        b"[a][b]",
        b"&#0;",
        b"&amp;",
        b"1. ",
        b"***",
    ),
)
"""What is put into files."""

_KEY = re.compile(rb"(?m)^([ \t-]*)([a-z_]+):([^\n]*)$")


@cache
def authored(*endings: str) -> tuple[bytes, ...]:
    """The contents of the course files that end so, of the small course and of the shipped ones."""
    return tuple(
        path.read_bytes()
        for root in (TINY, bundled_content())
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name.endswith(endings) and path.name != "README.md"
    )


@st.composite
def damaged(draw: st.DrawFn, contents: Sequence[bytes]) -> bytes:
    """One of `contents`, with one to four changes of bytes, lines or keys."""
    content = draw(st.sampled_from(contents))
    for _ in range(draw(st.integers(1, 4))):
        change = draw(st.sampled_from((_in_bytes, _in_lines, _in_keys)))
        content = change(draw, content)
    return content


def _in_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    one, two = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
    two = min(two, one + 200)
    match draw(st.sampled_from(("insert", "delete", "repeat", "truncate", "change", "lines"))):
        case "insert":
            return content[:one] + draw(st.sampled_from(FRAGMENTS)) + content[one:]
        case "delete":
            return content[:one] + content[two:]
        case "repeat":
            return content[:two] + content[one:two] * draw(st.integers(1, 30)) + content[two:]
        case "truncate":
            return content[:one]
        case "change":
            return content[:one] + bytes([draw(st.integers(0, 255))]) + content[one + 1 :]
        case _:
            return content.replace(b"\n", draw(st.sampled_from((b"\r\n", b"\r", b"\n\n", "\u2028".encode()))))


def _in_lines(draw: st.DrawFn, content: bytes) -> bytes:
    lines = content.split(b"\n")
    one, two = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    match draw(st.sampled_from(("drop", "swap", "repeat", "indent", "move"))):
        case "drop":
            del lines[one]
        case "swap":
            lines[one], lines[two] = lines[two], lines[one]
        case "repeat":
            lines.insert(two, lines[one])
        case "indent":
            lines[one] = draw(st.sampled_from((b" ", b"  ", b"\t", b"    ", b"> ", b"- "))) + lines[one]
        case _:
            lines.insert(two, lines.pop(one))
    return b"\n".join(lines)


def _in_keys(draw: st.DrawFn, content: bytes) -> bytes:
    """A key renamed, dropped or given another value."""
    keys = list(_KEY.finditer(content))
    if not keys:
        return content
    found = draw(st.sampled_from(keys))
    value = draw(st.sampled_from(ODD_SCALARS)).encode()
    line: bytes = draw(
        st.sampled_from(
            (
                b"",
                found[1] + found[2] + b"x:" + found[3],
                found[1] + draw(st.sampled_from(keys))[2] + b":" + found[3],
                found[1] + found[2] + b": " + value,
                found[1] + found[2] + b":" + draw(st.sampled_from(keys))[3],
            )
        )
    )
    return content[: found.start()] + line + content[found.end() :]


ODD_VALUES: tuple[Any, ...] = (
    *(None, True, "", "x", "1/0", "-1/3", "n/0", "1e999999999", "1/" + "9" * 5000, "nan", "٣", " 1 ", 1.5),
    *(-1, 0, 1, 7, 2**31, 2**70, 10**400, [], {}, [[]], {"a": 1}, "true", "heat", "t1.l1.q1", "t1.l1/1"),
    *("2026-11-21T09:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "\0", "x" * 5000),
)
"""Values that a field of a fact never had."""


@st.composite
def odd_payload(draw: st.DrawFn, payload: Any) -> Any:
    """`payload` with one of its values, however deep, replaced, dropped, repeated or exchanged."""
    if isinstance(payload, dict) and payload and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(payload)))
        if draw(st.integers(0, 9)) == 0:
            return {name: value for name, value in payload.items() if name != key}
        return {**payload, key: draw(odd_payload(payload[key]))}
    if isinstance(payload, list) and payload and draw(st.booleans()):
        at = draw(st.integers(0, len(payload) - 1))
        match draw(st.sampled_from(("inside", "drop", "repeat", "turn"))):
            case "inside":
                return [*payload[:at], draw(odd_payload(payload[at])), *payload[at + 1 :]]
            case "drop":
                return [*payload[:at], *payload[at + 1 :]]
            case "repeat":
                return [*payload, payload[at]]
            case _:
                return payload[::-1]
    if isinstance(payload, int):
        return payload + draw(st.integers(-3, 3))
    return draw(st.sampled_from(ODD_VALUES))


def recorded() -> list[tuple[str, str, int, Any]]:
    """Every fact of the kept streams: session, name, version and payload."""
    return [
        (each["session"], each["type"], each["version"], each["payload"])
        for release in sorted(STREAMS.glob("*.jsonl"))
        for each in map(json.loads, release.read_text(encoding="utf-8").splitlines())
    ]


SURROGATES = st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF, categories=["Cs"])
ANY_TEXT = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=st.one_of(st.characters(), SURROGATES), max_size=80),
    st.sampled_from(
        ("\0", "\u202eabc", "a" + "\u0300\u0323" * 400, "\u0627\u064b" * 300, "x" * 5000, " " * 300)
    ),
    st.lists(
        st.sampled_from(("1", "2", "a", "B", "#", "/", "//", ",", " ", ")", "and", "next", "menu", "/menu"))
    ).map(" ".join),
)
"""What a person may type or paste."""

LONG_TEXT = st.tuples(
    st.sampled_from(
        ("a", "a.", "é", "e\u0301", "\u0300\u0323", "why? ", "? ", "\n", "\u200d", "\u0627\u064b", "1 ")
    ),
    st.sampled_from((4000, 4001, 100_000)),
).map(lambda made: (made[0] * made[1])[: made[1]])
"""Long runs of one thing."""
