"""What a call is given: by position or name, from lists and dictionaries, or set later."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from courseware_core.content.structure.python_names import text_of
from courseware_core.content.structure.python_program import Program

_MOST_JOINED = 5
"""How many levels of pieces of a text are put together."""


@dataclass(frozen=True, slots=True)
class Use:
    """A call of a function, itself or through another, with what the function is given.

    `called` is the function as it is written there.
    """

    node: ast.Call
    called: ast.expr
    args: Sequence[ast.expr]


def uses(program: Program, name: str) -> Iterator[Use]:
    """Every call of `name`, in the order in which they are made."""
    for call in program.calls:
        if program.is_call_of(call, name):
            called = program.called(call)
            yield Use(call, called, call.args if called is call.func else call.args[1:])


def mentioned(program: Program, name: str) -> ast.expr | None:
    """The first place where `name` stands without being called."""
    callees = {call.func for call in program.calls}
    for node in ast.walk(program.bindings.tree):
        read = isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load)
        if read and node not in callees and program.stands_for(node, name):
            assert isinstance(node, ast.expr)
            return node
    return None


def given(program: Program, use: Use, name: str, position: int | None) -> tuple[ast.expr, ...]:
    """What an argument may be, given by `name` or at `position` from 0; nothing if it is left out.

    What cannot be seen, as in `**settings` that are read from a file, stands for whatever it may hold.
    """
    found = [value for each in use.node.keywords for value in _named(program, each, name)]
    if not found and position is not None:
        found.extend(_placed(program, use.args, position))
    if not found:
        found.extend(
            value
            for owner, value in program.bindings.attributes.get(name, ())
            if use.node in program.origins(owner)
        )
    return tuple(found)


def _named(program: Program, keyword: ast.keyword, name: str) -> Iterator[ast.expr]:
    if keyword.arg is None:
        yield from _entries(program, keyword.value, name)
    elif keyword.arg == name:
        yield keyword.value


def _entries(program: Program, mapping: ast.expr, name: str) -> Iterator[ast.expr]:
    """What a dictionary may hold under a key."""
    left, seen = [mapping], set[ast.expr]()
    while left:
        node = left.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, ast.Name):
            bound = program.bindings.of(node)
            yield from (each.value for each in bound if each.key == name and isinstance(each.value, ast.expr))
            inside = [each.value for each in bound if not each.key and isinstance(each.value, ast.expr)]
            left.extend(inside)
            if not bound:
                yield node
            continue
        for origin in program.origins(node):
            match origin:
                case ast.Name():
                    left.append(origin)
                case ast.Dict(keys=keys, values=values):
                    yield from (
                        value for key, value in zip(keys, values, strict=True) if text_of(key) == name
                    )
                    left.extend(value for key, value in zip(keys, values, strict=True) if key is None)
                case ast.Call(func=ast.Name(id="dict"), args=args, keywords=keywords):
                    yield from (each.value for each in keywords if each.arg == name)
                    left.extend([*args, *(each.value for each in keywords if each.arg is None)])
                case ast.BinOp(op=ast.BitOr(), left=one, right=other):
                    left.extend([one, other])
                case ast.expr():
                    yield origin
                case _:
                    pass


def _placed(program: Program, args: Sequence[ast.expr], position: int) -> Iterator[ast.expr]:
    flat: list[ast.expr] = []
    for each in args:
        if not isinstance(each, ast.Starred):
            flat.append(each)
            continue
        match program.origins(each.value):
            case (ast.List(elts=values) | ast.Tuple(elts=values),):
                flat.extend(values)
            case _ if len(flat) <= position:
                yield each.value
                return
            case _:
                pass
    yield from flat[position : position + 1]


def literals(program: Program, value: ast.expr) -> frozenset[str]:
    """The literal values that an expression may have, as text; nothing when none can be seen."""
    found = (_literal(program, each, depth=0) for each in program.origins(value))
    return frozenset(each for each in found if each is not None)


def _literal(program: Program, node: ast.AST, *, depth: int) -> str | None:
    match node:
        case ast.Constant(value=value):
            return str(value)
        case ast.JoinedStr(values=parts):
            return _joined(program, parts, depth)
        case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
            return _joined(program, [inner], depth)
        case ast.BinOp(op=ast.Add(), left=one, right=other):
            return _joined(program, [one, other], depth)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return str(-number)
        case _:
            return None


def _joined(program: Program, parts: Sequence[ast.expr], depth: int) -> str | None:
    texts: list[str] = []
    for part in parts if depth < _MOST_JOINED else ():
        found = [_literal(program, each, depth=depth + 1) for each in program.origins(part)]
        if len(found) != 1 or found[0] is None:
            return None
        texts.append(found[0])
    return "".join(texts) or None
