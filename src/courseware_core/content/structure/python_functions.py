"""Checks of the functions that an answer in Python defines."""

import ast
import difflib

from courseware_core.content.structure.findings import Finding
from courseware_core.content.structure.python_names import Function
from courseware_core.content.structure.python_program import Program
from courseware_core.content.structure.signs import at, shown
from courseware_core.content.structure.specs import FunctionCheck

_PLAIN = (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Delete)
"""What is no function, and does not make one."""


def wrong_function(program: Program, check: FunctionCheck) -> list[Finding]:
    """What is wrong with the function that a name stands for when the program has run."""
    bound = program.bindings.at_end(check.name)
    values = [each.value for each in bound if each.value]
    stands_for = [
        origin
        for value in values
        for origin in (program.origins(value) if isinstance(value, ast.expr) else [value])
    ]
    functions = [each for each in stands_for if isinstance(each, Function)]
    if any(_takes(each, check.parameters) for each in functions):
        return []
    if not bound:
        return [_no_function(program, check.name)]
    others = [each for each in stands_for if not isinstance(each, Function)]
    for each in others:
        if not isinstance(each, _PLAIN):
            return [at("cannot_follow", getattr(each, "lineno", 1))]
    if not values:
        return [at("cannot_follow", bound[0].place[0])]
    if not functions:
        return [at("function_replaced", getattr(others[0], "lineno", 1), name=check.name)]
    function = functions[0]
    if program.is_decorated(function):
        return [at("cannot_follow", function.lineno)]
    most = len(function.args.posonlyargs) + len(function.args.args)
    return [at("parameters", function.lineno, name=check.name, found=str(most))]


def _takes(function: Function, wanted: int) -> bool:
    """Whether a function can be called with so many values."""
    takes = function.args
    most = len(takes.posonlyargs) + len(takes.args)
    needs_named = any(default is None for default in takes.kw_defaults)
    return not needs_named and most - len(takes.defaults) <= wanted and (wanted <= most or bool(takes.vararg))


def _no_function(program: Program, name: str) -> Finding:
    bindings = program.bindings
    defined = [
        each for each in ast.walk(bindings.tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    outside = {each.name: each for each in defined if bindings.scopes[each] is bindings.tree}
    for each in defined:
        if each.name == name:
            inside = "class" if isinstance(bindings.parents[each], ast.ClassDef) else "function"
            return at(f"function_in_{inside}", each.lineno, name=name)
    near = difflib.get_close_matches(name, outside, n=1, cutoff=0.6)
    if near:
        return at("other_function", outside[near[0]].lineno, name=name, found=shown(near[0]))
    return Finding("no_function", {"name": name})
