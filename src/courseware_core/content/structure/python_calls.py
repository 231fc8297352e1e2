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

    @property
    def is_handed_on(self) -> bool:
        """Whether another function makes the call, with more than is seen here, or later."""
        return self.called is not self.node.func


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
            if not bound or program.is_hidden(node):
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


def literals(program: Program, value: ast.expr) -> tuple[frozenset[str], bool]:
    """The literal values that an expression may have, as Python spells them, and whether it has no others."""
    found: set[str] = set()
    whole = not _grows(program, value)
    for origin in program.origins(value):
        if isinstance(origin, ast.expr) and (made := _literal(program, origin, depth=0)) is not None:
            found.add(repr(made.value))
        else:
            whole = False
    return frozenset(found), whole


@dataclass(frozen=True, slots=True)
class _Literal:
    """A literal value, which may be None."""

    value: object


def _grows(program: Program, value: ast.expr) -> bool:
    """Whether a name on the way to a value is given more than is followed, as by `+=` or a loop."""
    names = [each for each in program.made_of(value) if isinstance(each, ast.Name)]
    return any(bound.part for name in names for bound in program.bindings.of(name))


def _literal(program: Program, node: ast.expr, *, depth: int) -> _Literal | None:
    match node:
        case ast.Constant(value=value):
            return _Literal(value)
        case ast.JoinedStr(values=parts):
            return _joined(program, parts, depth)
        case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
            return _joined(program, [inner], depth)
        case ast.BinOp(op=ast.Add(), left=one, right=other):
            return _joined(program, [one, other], depth, only_text=True)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()) | ast.List() | ast.Tuple() | ast.Dict() | ast.Set():
            try:
                return _Literal(ast.literal_eval(node))
            except (ValueError, TypeError):
                return None
        case _:
            return None


def _joined(
    program: Program, parts: Sequence[ast.expr], depth: int, *, only_text: bool = False
) -> _Literal | None:
    texts: list[str] = []
    for part in parts if depth < _MOST_JOINED else ():
        origins = program.origins(part)
        if len(origins) != 1 or not isinstance(origins[0], ast.expr) or _grows(program, part):
            return None
        found = _literal(program, origins[0], depth=depth + 1)
        if found is None or (only_text and not isinstance(found.value, str)):
            return None
        texts.append(str(found.value))
    return _Literal("".join(texts)) if texts else None
