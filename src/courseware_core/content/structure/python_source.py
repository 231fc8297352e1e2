"""An answer in Python as a syntax tree, or why it is none."""

import ast
import re
import sys
import warnings

from courseware_core.content.structure.findings import Finding
from courseware_core.content.structure.signs import CURLY, at, is_fence, lines, odd_space, shown

MAX_NESTING = 100
"""Levels of a syntax tree that are followed; people write a tenth of that."""

_SAID = (
    ("was never closed", "unclosed_bracket"),
    ("unterminated", "unclosed_text"),
    ("expected ':'", "colon_missing"),
    ("expected an indented block", "indent_missing"),
    ("unindent does not match", "indent_uneven"),
    ("inconsistent use of tabs", "indent_uneven"),
    ("unexpected indent", "indent_unexpected"),
    ("does not match opening", "wrong_bracket_here"),
    ("unmatched", "wrong_bracket_here"),
    ("forgot a comma", "comma_missing"),
    ("positional argument follows keyword", "positional_after_keyword"),
    ("Missing parentheses in call", "parentheses_missing"),
    ("instead of '='", "one_equals"),
)
"""What Python says of a mistake, in part, and the finding that says it to learners."""

_LONGEST_NUMBER = 10_000
"""Bits of a whole number that are looked at; Python does not even write down much longer ones."""

_NEWER = (
    (
        (3, 12),
        re.compile(r"^\s*((async\s+)?def|class)\s+\w+\s*\[|^\s*type\s+\w+[^=]*=|\b[rR]?[fF][rR]?[\"']"),
    ),
    ((3, 14), re.compile(r"^\s*except\*?\s+[\w.]+\s*,|\b[rR]?[tT][rR]?[\"']")),
)
"""Since which Python a line of this form is read, perhaps, that older ones refuse."""

_NOTEBOOK = re.compile(r"\s*[!%]{1,2}\s*\w")


def parse(text: str) -> ast.Module | Finding:
    """The syntax tree of an answer, or the first thing that is wrong with it. Nothing is run."""
    found = lines(text)
    for number, line in enumerate(found, start=1):
        if is_fence(line):
            return at("fence", number)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse("\n".join(found))
    except SyntaxError as error:
        return _fault(error, found)
    except (ValueError, RecursionError, MemoryError):
        return Finding("nested")
    if _is_deeper(tree, MAX_NESTING):
        return Finding("nested")
    return _endless(tree) or tree


def _is_deeper(tree: ast.AST, most: int) -> bool:
    left = [(tree, 0)]
    while left:
        node, depth = left.pop()
        if depth > most:
            return True
        left.extend((child, depth + 1) for child in ast.iter_child_nodes(node))
    return False


def _endless(tree: ast.AST) -> Finding | None:
    """The first number that is too long to be written down."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=int() as number) if number.bit_length() > _LONGEST_NUMBER:
                return at("cannot_follow", node.lineno)
            case _:
                pass
    return None


def _fault(error: SyntaxError, found: tuple[str, ...]) -> Finding:
    number = min(max(1, error.lineno or 1), len(found))
    line = found[number - 1]
    column = min(max(1, error.offset or 1), len(line) + 1)
    if "too many nested" in error.msg or "too many levels" in error.msg:
        return Finding("nested")
    if _NOTEBOOK.match(line):
        return at("notebook", number, text=shown(line))
    if line.lstrip().startswith((">>>", "... ")):
        return at("prompt_signs", number)
    sign = line[column - 1 : column]
    if sign and sign in CURLY:
        return at("curly_quote", number, column=column, sign=sign)
    for version, form in _NEWER:
        if sys.version_info < version and form.search(line):
            return at("newer_python", number)
    if sign and odd_space(sign):
        return at("odd_space", number, column=column)
    for said, code in _SAID:
        if said in error.msg:
            return at(code, number) if code.startswith("indent") else at(code, number, column=column)
    return at("syntax", number, column=column, text=shown(line))
