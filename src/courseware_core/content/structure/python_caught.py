"""What stands around the calls of a program: what handles their errors, and what repeats them."""

import ast
import builtins
from collections.abc import Iterator

from courseware_core.content.structure.findings import Finding
from courseware_core.content.structure.python_calls import Use
from courseware_core.content.structure.python_names import Function
from courseware_core.content.structure.python_program import Program
from courseware_core.content.structure.signs import at, shown

_RAISES = {
    "json.loads": ValueError,
    "json.load": ValueError,
    "int": ValueError,
    "float": ValueError,
    "open": OSError,
}
"""What some calls raise, by name; what others raise is not known, and any handler will do."""

_HIDDEN = ast.Pass()
"""Stands for a handler that cannot be seen."""

_LOOPS = (
    *(ast.For, ast.AsyncFor, ast.While),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def not_caught(program: Program, use: Use, name: str) -> Iterator[Finding]:
    """A finding if nothing handles what a call raises, where it stands or where its function is called."""
    line = use.node.lineno
    others: set[str] = set()
    hidden = use.is_handed_on and any(isinstance(each, ast.Try) for each in ast.walk(program.bindings.tree))
    for node, function in _around(program, use.node):
        for caught in _caught_around(program, node, function):
            handles = _handles(program, caught, name)
            if handles:
                return
            if handles is None:
                hidden = True
            else:
                others.add(ast.unparse(caught) if caught else "")
        hidden = hidden or (function is not None and _is_shielded(program, function))
    if hidden:
        yield at("cannot_follow", line)
    elif others:
        yield at("caught_other", line, call=name, found=shown(", ".join(sorted(others))))
    else:
        yield at("not_caught", line, call=name)


def is_in_order(program: Program, one: ast.Call, other: ast.Call) -> bool:
    """Whether it is seen which of two calls is made first: no loop is around both, and no unseen caller."""
    here, there = list(_around(program, one)), list(_around(program, other))
    if {each for _, each in here} & {each for _, each in there} - {None}:
        inside = next(each for _, each in here if each and each in {function for _, function in there})
        here = [(node, function) for node, function in here if function is inside]
        there = [(node, function) for node, function in there if function is inside]
    elif any(each and _callers_are_hidden(program, each) for _, each in (*here, *there)):
        return False
    return not (_loops(program, here) & _loops(program, there))


def _loops(program: Program, around: list[tuple[ast.AST, Function | None]]) -> set[ast.AST]:
    found: set[ast.AST] = set()
    for start, function in around:
        node = start
        while node is not function and (parent := program.bindings.parents.get(node)) is not None:
            if isinstance(parent, _LOOPS):
                found.add(parent)
            node = parent
    return found


def _around(program: Program, call: ast.AST) -> Iterator[tuple[ast.AST, Function | None]]:
    """A call and the calls that lead to it, each with the function that it stands in."""
    left, seen = [call], set[ast.AST]()
    while left:
        node = left.pop()
        if node in seen:
            continue
        seen.add(node)
        scope = program.bindings.scopes[node]
        function = None if isinstance(scope, ast.Module) else scope
        yield node, function
        left.extend(each for each in program.calls if function and function in program.functions_called(each))


def _callers_are_hidden(program: Program, function: Function) -> bool:
    called = any(function in program.functions_called(each) for each in program.calls)
    return not called or program.is_handed_on(function)


def _is_shielded(program: Program, function: Function) -> bool:
    """Whether something that is not seen may handle what a function raises."""
    tries = any(isinstance(each, ast.Try | ast.With) for each in ast.walk(program.bindings.tree))
    return program.is_decorated(function) or (tries and program.is_handed_on(function))


def _caught_around(program: Program, node: ast.AST, function: Function | None) -> Iterator[ast.AST | None]:
    """What is handled around a node, as far as its function goes; None is everything."""
    parents = program.bindings.parents
    while node is not function and (parent := parents.get(node)) is not None:
        match parent:
            case (
                ast.Try(body=body, handlers=handlers, finalbody=last)
                | ast.TryStar(body=body, handlers=handlers, finalbody=last)
            ):
                if node in body:
                    yield from (each.type for each in handlers)
                if node not in last and any(isinstance(each, ast.Return) for each in last):
                    yield _HIDDEN
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body) if node in body:
                for item in items:
                    yield from _suppressed(program, item.context_expr)
            case _:
                pass
        node = parent


def _suppressed(program: Program, manager: ast.expr) -> Iterator[ast.AST]:
    for origin in program.origins(manager):
        if isinstance(origin, ast.Call) and program.is_call_of(origin, "suppress"):
            yield from origin.args
        elif not program.is_call_of(origin, "open"):
            yield _HIDDEN


def _handles(program: Program, caught: ast.AST | None, name: str) -> bool | None:
    """Whether a handler is for what a call raises; None when that cannot be seen."""
    raised = next((error for call, error in _RAISES.items() if call == name), None)
    if caught is _HIDDEN:
        return None
    if caught is None or raised is None:
        return True
    unseen = False
    for origin in program.origins(caught):
        parts = origin.elts if isinstance(origin, ast.Tuple) else [origin]
        for part in parts:
            names = program.names(part)
            known = [getattr(builtins, each, None) for each in names]
            if not names:
                unseen = True
            elif not all(isinstance(each, type) and not issubclass(raised, each) for each in known):
                return True
    return None if unseen else False
