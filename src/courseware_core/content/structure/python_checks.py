"""Checks of answers in Python: the calls of a program, in any form, and its functions."""

import ast
import builtins
import difflib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import assert_never

from courseware_core.content.structure.findings import Finding
from courseware_core.content.structure.python_calls import Use, given, literals, mentioned, uses
from courseware_core.content.structure.python_names import Function
from courseware_core.content.structure.python_program import Program, Tangled
from courseware_core.content.structure.python_source import parse
from courseware_core.content.structure.signs import at, cut, shown
from courseware_core.content.structure.specs import Argument, CallCheck, FunctionCheck, PythonCheck

_MOST_USES = 50
"""How many calls of one function are looked at; no answer needs as many."""

_RAISES = {
    "json.loads": ValueError,
    "json.load": ValueError,
    "int": ValueError,
    "float": ValueError,
    "open": OSError,
}
"""What some calls raise, by name; what others raise is not known, and any handler will do."""


def examine_python(answer: str, checks: Mapping[str, PythonCheck]) -> Mapping[str, tuple[Finding, ...]]:
    """What each check found wrong in an answer in Python."""
    tree = parse(answer)
    if isinstance(tree, Finding):
        return dict.fromkeys(checks, (tree,))
    try:
        program = Program(tree)
        return {key: cut(_faults(program, check)) for key, check in checks.items()}
    except (RecursionError, Tangled):
        return dict.fromkeys(checks, (Finding("nested"),))


def _faults(program: Program, check: PythonCheck) -> list[Finding]:
    match check:
        case CallCheck():
            return _wrong_call(program, check)
        case FunctionCheck():
            return list(_wrong_function(program, check))
        case _:
            assert_never(check)


# Calls


def _wrong_call(program: Program, check: CallCheck) -> list[Finding]:
    """What is wrong with the call that comes nearest to what is asked for."""
    tried = [list(_wrong_use(program, use, check)) for use in islice(uses(program, check.call), _MOST_USES)]
    return min(tried, key=len) if tried else [_no_call(program, check.call)]


def _wrong_use(program: Program, use: Use, check: CallCheck) -> Iterator[Finding]:
    line = use.node.lineno
    if check.of is not None:
        yield from _wrong_owner(program, use, check.call, check.of)
    for argument in check.given:
        yield from _wrong_argument(program, use, check.call, argument)
    if check.after is not None:
        yield from _too_early(program, use, check.call, check.after)
    if check.caught:
        yield from _not_caught(program, use.node, check.call, line)


def _no_call(program: Program, name: str) -> Finding:
    if place := mentioned(program, name):
        return at("not_called", place.lineno, call=name)
    last = name.rpartition(".")[2]
    called = {_last_name(call.func): call.lineno for call in reversed(program.calls)}
    if last in called:
        return at("other_origin", called[last], call=name, found=last)
    near = difflib.get_close_matches(last, [each for each in called if each], n=1, cutoff=0.7)
    if near:
        return at("other_call", called[near[0]], call=name, found=shown(near[0]))
    return Finding("no_call", {"call": name})


def _last_name(called: ast.expr) -> str:
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _wrong_owner(program: Program, use: Use, name: str, maker: str) -> Iterator[Finding]:
    line = use.node.lineno
    if not any(True for _ in uses(program, maker)):
        yield _no_call(program, maker)
        return
    owners = [each.value for each in program.origins(use.called) if isinstance(each, ast.Attribute)]
    if any(program.is_call_of(each, maker) for owner in owners for each in program.origins(owner)):
        return
    unknown = next((each for owner in owners if (each := _unknown(program, owner))), None)
    if unknown:
        yield at("unknown_name", line, name=unknown)
    else:
        yield at("wrong_owner", line, call=name, maker=maker)


def _wrong_argument(program: Program, use: Use, name: str, argument: Argument) -> Iterator[Finding]:
    line, values = use.node.lineno, given(program, use, argument.name, argument.position)
    which = {"call": name, "name": argument.name}
    if not values:
        written = [each.arg for each in use.node.keywords if each.arg]
        near = difflib.get_close_matches(argument.name, written, n=1, cutoff=0.6)
        if near:
            yield at("other_argument", line, found=near[0], **which)
        else:
            yield at("no_argument", line, **which)
    if values and argument.value is not None:
        found = frozenset[str]().union(*(literals(program, each) for each in values))
        if not found:
            yield at("unclear_value", line, **which)
        elif argument.value not in found:
            yield at("wrong_value", line, found=shown(min(found)), **which)
    if values and argument.made_by is not None:
        yield from _wrong_origin(program, line, values, argument.made_by, which)


def _wrong_origin(
    program: Program, line: int, values: tuple[ast.expr, ...], maker: str, which: Mapping[str, str]
) -> Iterator[Finding]:
    if any(program.comes_from(each, maker) for each in values):
        return
    unknown = next((name for each in values if (name := _unknown(program, each))), None)
    if unknown:
        yield at("unknown_name", line, name=unknown)
    elif not any(True for _ in uses(program, maker)):
        yield _no_call(program, maker)
    else:
        yield at("other_source", line, maker=maker, **which)


def _unknown(program: Program, value: ast.expr) -> str | None:
    """A name that an expression is made of, and that is given no value anywhere."""
    for node in ast.walk(value):
        if isinstance(node, ast.Name) and not program.bindings.of(node) and not hasattr(builtins, node.id):
            return shown(node.id)
    return None


def _too_early(program: Program, use: Use, name: str, first: str) -> Iterator[Finding]:
    before = list(uses(program, first))
    if not before:
        yield _no_call(program, first)
    elif program.calls.index(before[0].node) > program.calls.index(use.node):
        yield at("too_early", use.node.lineno, call=name, first=first)


# Errors that are handled


def _not_caught(program: Program, call: ast.Call, name: str, line: int) -> Iterator[Finding]:
    others: set[str] = set()
    left: list[ast.AST] = [call]
    seen = set[ast.AST]()
    while left:
        node = left.pop()
        if node in seen:
            continue
        seen.add(node)
        function = _function_around(program, node)
        for caught in _caught_around(program, node, function):
            if _handles(program, caught, name):
                return
            others.add(ast.unparse(caught) if caught else "")
        left.extend(each for each in program.calls if function and function in program.functions_called(each))
    if others:
        yield at("caught_other", line, call=name, found=shown(", ".join(sorted(others))))
    else:
        yield at("not_caught", line, call=name)


def _function_around(program: Program, node: ast.AST) -> Function | None:
    scope = program.bindings.scopes[node]
    return None if isinstance(scope, ast.Module) else scope


def _caught_around(program: Program, node: ast.AST, function: Function | None) -> Iterator[ast.expr | None]:
    """What is handled around a node, as far as its function goes; None is everything."""
    parents = program.bindings.parents
    while node is not function and (parent := parents.get(node)) is not None:
        match parent:
            case ast.Try(body=body, handlers=handlers) | ast.TryStar(body=body, handlers=handlers) if (
                node in body
            ):
                yield from (each.type for each in handlers)
            case ast.With(items=items, body=body) if node in body:
                for item in items:
                    if program.is_call_of(item.context_expr, "suppress"):
                        assert isinstance(item.context_expr, ast.Call)
                        yield from item.context_expr.args
            case _:
                pass
        node = parent


def _handles(program: Program, caught: ast.expr | None, name: str) -> bool:
    raised = next((error for call, error in _RAISES.items() if call == name), None)
    if caught is None or raised is None:
        return True
    for origin in program.origins(caught):
        parts = origin.elts if isinstance(origin, ast.Tuple) else [origin]
        for part in parts:
            known = [getattr(builtins, each, None) for each in program.names(part)]
            if not all(isinstance(each, type) and not issubclass(raised, each) for each in known):
                return True
    return False


# Functions


def _wrong_function(program: Program, check: FunctionCheck) -> Iterator[Finding]:
    functions = dict(_functions(program))
    function = functions.get(check.name)
    if function is None:
        near = difflib.get_close_matches(check.name, functions, n=1, cutoff=0.6)
        if near:
            yield at("other_function", functions[near[0]].lineno, name=check.name, found=shown(near[0]))
        elif check.name in program.bindings.methods:
            yield at("function_in_class", program.bindings.methods[check.name][0].lineno, name=check.name)
        else:
            yield Finding("no_function", {"name": check.name})
        return
    takes = function.args
    most = len(takes.posonlyargs) + len(takes.args)
    least = most - len(takes.defaults)
    needs_named = any(default is None for default in takes.kw_defaults)
    if needs_named or check.parameters < least or (check.parameters > most and not takes.vararg):
        yield at(
            "parameters", function.lineno, name=check.name, found=str(most), wanted=str(check.parameters)
        )


def _functions(program: Program) -> Iterator[tuple[str, Function]]:
    """The functions that can be called by name, outside classes."""
    for node in ast.walk(program.bindings.tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if not isinstance(program.bindings.parents[node], ast.ClassDef):
                    yield name, node
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda() as function):
                yield name, function
            case _:
                pass
