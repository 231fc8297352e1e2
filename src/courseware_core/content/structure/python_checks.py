"""Checks of answers in Python: the calls of a program, in any form, and its functions."""

import ast
import builtins
import difflib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import assert_never

from courseware_core.content.structure.findings import Finding, is_open
from courseware_core.content.structure.python_calls import Use, given, literals, mentioned, uses
from courseware_core.content.structure.python_caught import is_in_order, not_caught
from courseware_core.content.structure.python_functions import wrong_function
from courseware_core.content.structure.python_program import Program, Tangled
from courseware_core.content.structure.python_source import parse
from courseware_core.content.structure.signs import at, cut, shown
from courseware_core.content.structure.specs import Argument, CallCheck, FunctionCheck, PythonCheck

_MOST_USES = 50
"""How many calls of one function are looked at; no answer needs as many."""


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
            return wrong_function(program, check)
        case _:
            assert_never(check)


# Calls


def _wrong_call(program: Program, check: CallCheck) -> list[Finding]:
    """What is wrong with the call that comes nearest to what is asked for; first, if it may be right."""
    tried = [list(_wrong_use(program, use, check)) for use in islice(uses(program, check.call), _MOST_USES)]
    if not tried:
        return [_no_call(program, check.call)]
    return min(tried, key=lambda found: (bool(found) and not is_open(found), len(found)))


def _wrong_use(program: Program, use: Use, check: CallCheck) -> Iterator[Finding]:
    found = list(_wrong_in_use(program, use, check))
    yield from found
    if (not found or is_open(found)) and (name := _used_too_early(program, use.node)):
        yield at("unknown_name", use.node.lineno, name=name)


def _wrong_in_use(program: Program, use: Use, check: CallCheck) -> Iterator[Finding]:
    if check.of is not None:
        yield from _wrong_owner(program, use, check.call, check.of)
    for argument in check.given:
        yield from _wrong_argument(program, use, check.call, argument)
    if check.after is not None:
        yield from _too_early(program, use, check.call, check.after)
    if check.caught:
        yield from not_caught(program, use, check.call)


def _used_too_early(program: Program, call: ast.Call) -> str | None:
    """A name in a call that is given a value only later."""
    names = [each for each in ast.walk(call) if isinstance(each, ast.Name)]
    return next((shown(each.id) for each in names if program.bindings.is_too_early(each)), None)


def _no_call(program: Program, name: str) -> Finding:
    last = name.rpartition(".")[2]
    if place := mentioned(program, name):
        is_sure = _stays_uncalled(program, place, last)
        return at("not_called", place.lineno, call=name) if is_sure else at("cannot_follow", place.lineno)
    for node in ast.walk(program.bindings.tree):
        if isinstance(node, ast.Constant) and node.value in (last, name):
            return at("cannot_follow", node.lineno)  # as for `getattr`
    called = {_last_name(call.func): call for call in reversed(program.calls)}
    if last in called:
        call = called[last]
        if program.is_hidden(call.func):
            return at("cannot_follow", call.lineno)
        return at("other_origin", call.lineno, call=name, found=last)
    near = difflib.get_close_matches(last, [each for each in called if each], n=1, cutoff=0.7)
    if near:
        return at("other_call", called[near[0]].lineno, call=name, found=shown(near[0]))
    return Finding("no_call", {"call": name})


def _stays_uncalled(program: Program, place: ast.expr, name: str) -> bool:
    """Whether what is named there is called nowhere: it stands alone, or for what it would make."""
    match program.bindings.parents.get(place):
        case ast.Expr():
            return True
        case ast.Call() | ast.keyword():
            return name[:1].isupper()
        case ast.Assign(targets=[ast.Name(id=given)]):
            nodes = ast.walk(program.bindings.tree)
            read = [each for each in nodes if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)]
            return all(each.id != given for each in read)
        case _:
            return False


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
    elif not owners or any(_may_be(program, each, maker) for each in [*owners, *use.args]):
        yield at("cannot_follow", line)
    else:
        yield at("wrong_owner", line, call=name, maker=maker)


def _may_be(program: Program, owner: ast.expr, maker: str) -> bool:
    """Whether an object may be what a call of `maker` gave back, in a way that is not followed."""
    if program.is_hidden(owner):
        return True
    parts = [each.value for each in program.origins(owner) if isinstance(each, ast.Attribute)]
    if parts and all(program.is_call_of(each, maker) for part in parts for each in program.origins(part)):
        return False  # a part of that object is another one
    return program.comes_from(owner, maker)


def _wrong_argument(program: Program, use: Use, name: str, argument: Argument) -> Iterator[Finding]:
    line, values = use.node.lineno, given(program, use, argument.name, argument.position)
    which = {"call": name, "name": argument.name}
    if not values:
        written = [each.arg for each in use.node.keywords if each.arg]
        near = difflib.get_close_matches(argument.name, written, n=1, cutoff=0.6)
        if use.is_handed_on:
            yield at("cannot_follow", line)
        elif near:
            yield at("other_argument", line, call=name, found=near[0])
        else:
            yield at("no_argument", line, call=name)
    if values and argument.literal is not None:
        seen = [literals(program, each) for each in values]
        found = frozenset[str]().union(*(each for each, _ in seen))
        if argument.literal in found:
            return
        if found and all(whole for _, whole in seen):
            yield at("wrong_value", line, found=shown(min(found)), **which)
        else:
            yield at("unclear_value", line, **which)
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
    elif any(map(program.is_hidden, values)):
        yield at("cannot_follow", line)
    else:
        yield at("other_source", line, maker=maker, **which)


def _unknown(program: Program, value: ast.expr) -> str | None:
    """A name that an expression is made of, and that is given no value anywhere."""
    for node in ast.walk(value):
        known = not isinstance(node, ast.Name) or program.bindings.of(node) or hasattr(builtins, node.id)
        if not known and not program.bindings.wildcards:
            assert isinstance(node, ast.Name)
            return shown(node.id)
    return None


def _too_early(program: Program, use: Use, name: str, first: str) -> Iterator[Finding]:
    before = list(uses(program, first))
    if not before:
        yield _no_call(program, first)
    elif program.calls.index(before[0].node) > program.calls.index(use.node):
        if before[0].is_handed_on or use.is_handed_on or not is_in_order(program, use.node, before[0].node):
            yield at("cannot_follow", use.node.lineno)
        else:
            yield at("too_early", use.node.lineno, call=name, first=first)
