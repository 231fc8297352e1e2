"""What names stand for in a program: every value that a name, parameter or attribute is given."""

import ast
import builtins
import sys
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Scope = ast.Module | Function
Place = tuple[int, int]

_PUTTING = ("add", "append", "extend", "insert", "setdefault", "update")
"""Methods that put something into what they are called on."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What a name is given at a place: the `value`, or what was `imported`, whose dotted name this is.

    With `part` the value is not what the name stands for, only in it or around it: an element, a term, or
    something that was put into it, under `key` if that is known. Without `always` it may be given or not.
    """

    place: Place
    value: ast.AST | None = None
    imported: str = ""
    part: bool = False
    key: str = ""
    always: bool = True


class Bindings:
    """What the names, attributes and functions of a program stand for, collected once."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.scopes: dict[ast.AST, Scope] = {}
        self.parents: dict[ast.AST, ast.AST] = {}
        self.attributes: dict[str, list[tuple[ast.AST, ast.expr]]] = defaultdict(list)
        self.methods: dict[str, list[Function]] = defaultdict(list)
        self.results: dict[ast.AST, list[ast.expr]] = defaultdict(list)
        self.wildcards: list[str] = []
        self._names: dict[tuple[Scope, str], list[Binding]] = defaultdict(list)
        self._outer: dict[tuple[Scope, str], Scope] = {}
        self._collect(tree, tree, always=True)

    def bind(self, scope: Scope, name: str, binding: Binding) -> None:
        """Notes what a name is given."""
        where = self._outer.get((scope, name), scope)
        insort(self._names[where, name], binding, key=_place)

    def at_end(self, name: str) -> list[Binding]:
        """What a name of the module may stand for when the program has run, the latest first."""
        found = self._names.get((self.tree, name), [])
        return _latest(found, (sys.maxsize, 0))

    def is_too_early(self, name: ast.Name) -> bool:
        """Whether a name is used in the module before it is given any value, in the order of the lines."""
        if self.scopes[name] is not self.tree or not isinstance(name.ctx, ast.Load):
            return False
        found = self._names.get((self.tree, name.id), [])
        if not found or name.id in {each for _, each in self._outer} or hasattr(builtins, name.id):
            return False
        place, loop = (name.lineno, name.col_offset), self._loop_around(name)
        first = min(each.place for each in found)
        return first > place and (loop is None or first > (loop.end_lineno or 0, loop.end_col_offset or 0))

    def _loop_around(self, node: ast.AST) -> ast.For | ast.AsyncFor | ast.While | None:
        """The outermost loop that a node stands in."""
        found = None
        while parent := self.parents.get(node):
            node = parent
            if isinstance(node, ast.For | ast.AsyncFor | ast.While):
                found = node
        return found

    def of(self, name: ast.Name) -> list[Binding]:
        """What a name may stand for where it is used, the latest first; nothing if it is given nowhere."""
        scope, here = self.scopes[name], True
        while True:
            if found := self._names.get((scope, name.id)):
                return _latest(found, (name.lineno, name.col_offset)) if here else found
            if isinstance(scope, ast.Module):
                return []
            scope, here = self.scopes[scope], False

    def _collect(self, node: ast.AST, scope: Scope, *, always: bool) -> None:
        self.scopes[node] = scope
        children = list(ast.iter_child_nodes(node))
        self.parents.update((child, node) for child in children)
        self._note(node, scope, always)
        inner = node if isinstance(node, Function) else scope
        always = isinstance(node, Function) or (always and not _is_branch(node))
        for child in children:
            self._collect(child, inner, always=always)

    def _note(self, node: ast.AST, scope: Scope, always: bool) -> None:
        end = (getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0))
        match node:
            case ast.Import() | ast.ImportFrom():
                self._import(node, scope)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._give(scope, target, value, end, always=always)
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
            ):
                self._give(scope, target, value, end, always=always)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                self.bind(scope, name, Binding(end, value, part=True))
            case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                self._give(scope, target, value, (target.lineno, target.col_offset), always=always, part=True)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                for each in node.generators:
                    start = (node.lineno, node.col_offset)
                    self._give(scope, each.target, each.iter, start, always=False, part=True)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    if item.optional_vars:
                        place = (item.optional_vars.lineno, item.optional_vars.col_offset)
                        self._give(scope, item.optional_vars, item.context_expr, place, always=always)
            case ast.Global(names=names):
                self._outer.update(((scope, name), self.tree) for name in names)
            case ast.Nonlocal(names=names):
                self._outer.update(((scope, name), self.scopes[scope]) for name in names)
            case ast.Delete(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Name):
                        self.bind(scope, target.id, Binding(end, node, always=always))
            case ast.ExceptHandler(name=str() as name):
                self.bind(scope, name, Binding((node.lineno, node.col_offset), node))
            case ast.match_case(pattern=pattern):
                self._capture(scope, pattern, self.parents[node])
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in _PUTTING:
                for value, key in _put(node):
                    self.bind(scope, name, Binding(end, value, part=True, key=key))
            case ast.Return(value=ast.expr() as value) | ast.Yield(value=ast.expr() as value):
                self.results[scope].append(value)
            case ast.YieldFrom(value=value):
                self.results[scope].append(value)
            case ast.Lambda(body=body):
                self.results[node].append(body)
                self._defaults(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._defaults(node)
                if isinstance(self.parents[node], ast.ClassDef):
                    self.methods[node.name].append(node)
                else:
                    self.bind(scope, node.name, Binding((node.lineno, 0), node, always=always))
            case ast.ClassDef():
                self.bind(scope, node.name, Binding((node.lineno, 0), node, always=always))
            case _:
                pass

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        place = (node.lineno, node.col_offset)
        for each in node.names:
            if isinstance(node, ast.Import):
                name = each.asname or each.name.partition(".")[0]
                self.bind(scope, name, Binding(place, imported=each.name if each.asname else name))
            elif each.name == "*":
                self.wildcards.append(node.module or "")
            else:
                name = f"{node.module}.{each.name}" if node.module else each.name
                self.bind(scope, each.asname or each.name, Binding(place, imported=name))

    def _capture(self, scope: Scope, pattern: ast.pattern, match: ast.AST) -> None:
        subject = match.subject if isinstance(match, ast.Match) else match
        for node in ast.walk(pattern):
            if isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
                place = (node.lineno, node.col_offset)
                self.bind(scope, node.name, Binding(place, subject, part=True, always=False))

    def _defaults(self, function: Function) -> None:
        arguments = function.args
        more = [each for each in (arguments.vararg, arguments.kwarg) if each]
        for each in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *more]:
            self.bind(function, each.arg, Binding((0, 0), each, always=False))
        takes = [*arguments.posonlyargs, *arguments.args]
        pairs = zip(reversed(takes), reversed(arguments.defaults), strict=False)
        for taken, value in [*pairs, *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]:
            if value is not None:
                self.bind(function, taken.arg, Binding((0, 0), value, always=False))

    def _give(
        self,
        scope: Scope,
        target: ast.expr,
        value: ast.expr,
        place: Place,
        *,
        always: bool,
        part: bool = False,
    ) -> None:
        match target:
            case ast.Name(id=name):
                self.bind(scope, name, Binding(place, value, always=always, part=part))
                if isinstance(self.parents.get(self.parents.get(target, self.tree)), ast.ClassDef):
                    self.attributes[name].append((target, value))
            case ast.Attribute(value=owner, attr=name):
                self.attributes[name].append((owner, value))
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                self.bind(scope, name, Binding(place, value, part=True, key=text_of(key)))
            case ast.Starred(value=inner):
                self._give(scope, inner, value, place, always=always, part=True)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                values = _elements(value, targets) if not part else None
                for inner, each in zip_longest(targets, values or ()):
                    self._give(scope, inner, each or value, place, always=always, part=part or values is None)
            case _:
                pass


def text_of(node: ast.AST | None) -> str:
    """The text that a literal is; nothing for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _elements(value: ast.expr, targets: list[ast.expr]) -> list[ast.expr] | None:
    """What each target is given, when that can be seen."""
    if not isinstance(value, ast.Tuple | ast.List) or len(value.elts) != len(targets):
        return None
    return None if any(isinstance(each, ast.Starred) for each in [*value.elts, *targets]) else value.elts


def _put(call: ast.Call) -> Iterator[tuple[ast.expr, str]]:
    yield from ((each, "") for each in call.args)
    yield from ((each.value, each.arg or "") for each in call.keywords)


def _is_branch(node: ast.AST) -> bool:
    """Whether what stands in a statement may be left out when the program runs."""
    if isinstance(node, ast.If):
        return "__name__" not in ast.unparse(node.test)
    return isinstance(
        node, ast.For | ast.AsyncFor | ast.While | ast.Try | ast.TryStar | ast.Match | ast.IfExp | ast.BoolOp
    )


def _latest(found: list[Binding], use: Place) -> list[Binding]:
    chosen: list[Binding] = []
    for number in reversed(range(bisect_right(found, use, key=_place))):
        chosen.append(found[number])
        if found[number].always and not found[number].part:
            break
    return chosen or found


def _place(binding: Binding) -> Place:
    return binding.place
