"""What a program calls, in which order, and where values come from; followed through names and functions."""

import ast
import builtins
from collections.abc import Iterator

from courseware_core.content.structure.python_names import Binding, Bindings, Function

_HANDED_ON = ("map", "partial", "submit", "to_thread")
"""Functions that call the one which is handed to them first, with what follows."""

_PLAIN_DECORATORS = ("property", "cached_property", "staticmethod", "classmethod", "cache", "lru_cache")
"""Decorators that change nothing of what a function takes, gives back and handles."""

_UNFOLLOWED = frozenset({"eval", "globals", "importlib.import_module", "locals", "vars", "__import__"})
"""Calls that may give back anything."""

_MOST_NAMES = 20
"""How many things a function that is called may be, before it is taken for one of the first of them."""


_MOST_STEPS = 50_000
"""How often a program is followed from one expression to another, in all; answers take some hundreds."""


class Tangled(Exception):
    """The names of a program lead to each other in more ways than are followed."""


class Program:
    """A syntax tree with all that its names may stand for; what may be so is taken to be so."""

    def __init__(self, tree: ast.Module) -> None:
        self.bindings = Bindings(tree)
        self._steps = 0
        self._known: dict[ast.AST, frozenset[str]] = {}
        self._handed: set[ast.arg] = set()
        self.calls = tuple(self._executed(tree))
        callees = {call.func for call in self.calls}
        self._bare = {
            name
            for node in ast.walk(tree)
            if node not in callees and isinstance(getattr(node, "ctx", None), ast.Load)
            for name in (getattr(node, "id", ""), getattr(node, "attr", ""))
        }
        for call in self.calls:
            for function in self.functions_called(call):
                self._pass_on(call, function)

    # What is called

    def is_call_of(self, node: ast.AST, name: str) -> bool:
        """Whether a node is a call of `name`, whatever that was imported as, or has it called."""
        return isinstance(node, ast.Call) and self.stands_for(self.called(node), name)

    def called(self, call: ast.Call) -> ast.expr:
        """The function that a call runs: its own, or the one that it hands to `map` or the like."""
        handed = call.args and any(self.stands_for(call.func, each) for each in _HANDED_ON)
        return call.args[0] if handed else call.func

    def stands_for(self, node: ast.AST, name: str) -> bool:
        """Whether an expression may be what `name` names, which may be the end of a dotted name."""
        return any(each == name or each.endswith(f".{name}") for each in self.names(node))

    def names(self, node: ast.AST) -> frozenset[str]:
        """The dotted names of what an expression may be; `?` stands for what has none."""
        if node not in self._known:
            self._known[node] = frozenset()  # what is defined by itself has no name
            found = {name for origin in self.origins(node) for name in self._own_names(origin)}
            self._known[node] = frozenset(sorted(found)[:_MOST_NAMES])
        return self._known[node]

    def _own_names(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.Name(id=name):
                bound = self.bindings.of(node)
                yield from (each.imported for each in bound if each.imported)
                if not bound:
                    yield name
                    yield from (f"{module}.{name}" for module in self.bindings.wildcards)
            case ast.Attribute(value=owner, attr=name):
                yield from (f"{each}.{name}" for each in self.names(owner) or {"?"})
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name, bases=bases):
                yield name
                for base in bases:
                    yield from self.names(base)
            case _:
                pass

    # Where values come from

    def origins(self, node: ast.AST) -> tuple[ast.AST, ...]:
        """The expressions and definitions that may be what an expression stands for, behind all names."""
        found: list[ast.AST] = []
        for each, left in self._follow(node):
            behind = self._behind(each)
            left.extend(behind)
            if not behind or isinstance(each, ast.Call | ast.Attribute) or self._is_imported(each):
                found.append(each)
        return tuple(found)

    def _follow(self, start: ast.AST) -> Iterator[tuple[ast.AST, list[ast.AST]]]:
        """Each node that is left to be looked at, once, beginning with `start`; more may be added."""
        left, seen = [start], set[ast.AST]()
        while left:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise Tangled
            each = left.pop()
            if each not in seen:
                seen.add(each)
                yield each, left

    def _behind(self, node: ast.AST) -> list[ast.AST]:
        match node:
            case ast.Name():
                bound = self._bound(node)
                return [each.value for each in bound if each.value and not each.part]
            case ast.Attribute(attr=name):
                made = [value for each in self._properties(name) for value in self.bindings.results[each]]
                return [*made, *(value for _, value in self.bindings.attributes.get(name, ()))]
            case ast.NamedExpr(value=value) | ast.Await(value=value) | ast.Starred(value=value):
                return [value]
            case ast.IfExp(body=one, orelse=other):
                return [one, other]
            case ast.BoolOp(values=values):
                return [*values]
            case ast.Call():
                functions = self.functions_called(node)
                return [value for each in functions for value in self.bindings.results.get(each, ())]
            case _:
                return []

    def comes_from(self, node: ast.AST, name: str) -> bool:
        """Whether a call of `name` has any part in the value of an expression."""
        return any(self.is_call_of(each, name) for each in self.made_of(node))

    def made_of(self, node: ast.AST) -> Iterator[ast.AST]:
        """Everything that has any part in the value of an expression."""
        for each, left in self._follow(node):
            yield each
            behind = self._behind(each)
            if isinstance(each, ast.Name):
                left.extend(bound.value for bound in self._bound(each) if bound.value)
            elif isinstance(each, ast.Attribute) and behind:
                left.extend(behind)
            elif isinstance(each, ast.arguments):
                left.extend([*each.defaults, *(default for default in each.kw_defaults if default)])
            elif not isinstance(each, ast.arg):
                left.extend([*behind, *ast.iter_child_nodes(each)])

    def is_hidden(self, node: ast.AST) -> bool:
        """Whether an expression may hold something that is not followed, and so be anything."""
        return any(self._hides(each) for each in self.made_of(node))

    def _hides(self, node: ast.AST) -> bool:
        match node:
            case ast.arg():
                return True  # those that are known to be given a value stand for that
            case ast.Name(id=name):
                unknown = not self.bindings.of(node) and not hasattr(builtins, name)
                return unknown and bool(self.bindings.wildcards)
            case ast.Attribute(value=owner):
                return not self._behind(node) and self._is_of_own_class(owner)
            case ast.Call():
                return bool(self.names(node.func) & _UNFOLLOWED) or any(
                    map(self.is_decorated, self.functions_called(node))
                )
            case _:
                return False

    def _is_of_own_class(self, owner: ast.expr) -> bool:
        calls = [each for each in self.origins(owner) if isinstance(each, ast.Call)]
        return any(isinstance(made, ast.ClassDef) for each in calls for made in self.origins(each.func))

    def _is_imported(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and any(each.imported for each in self.bindings.of(node))

    def _bound(self, name: ast.Name) -> list[Binding]:
        """What a name may stand for, without a parameter itself where it is seen what that is given."""
        return [each for each in self.bindings.of(name) if each.value not in self._handed]

    def _properties(self, name: str) -> Iterator[Function]:
        for each in self.bindings.methods.get(name, ()):
            decorators = [] if isinstance(each, ast.Lambda) else each.decorator_list
            if any(ast.unparse(decorator).endswith("property") for decorator in decorators):
                yield each

    # Functions of the program's own

    def is_decorated(self, function: Function) -> bool:
        """Whether something is put around a function that may change what it takes, gives or handles."""
        decorators = [] if isinstance(function, ast.Lambda) else function.decorator_list
        return any(ast.unparse(each).rpartition(".")[2] not in _PLAIN_DECORATORS for each in decorators)

    def is_handed_on(self, function: Function) -> bool:
        """Whether a function may also be called where it is not seen: it is named there, or decorated."""
        if not isinstance(function, ast.Lambda):
            return function.name in self._bare or self.is_decorated(function)
        match self.bindings.parents.get(function):
            case ast.Assign(targets=[ast.Name(id=name)]):
                return name in self._bare
            case ast.Call(func=called):
                return called is not function
            case _:
                return True

    def functions_called(self, call: ast.Call) -> tuple[Function, ...]:
        """The functions of the program that a call may run."""
        found: list[Function] = []
        for each, left in self._follow(call.func):
            match each:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                    found.append(each)
                case ast.ClassDef(body=body):
                    found.extend(
                        part for part in body if isinstance(part, Function) and part.name == "__init__"
                    )
                case ast.Attribute(attr=name):
                    left.extend(self.bindings.methods.get(name, ()))
                case ast.Name():
                    left.extend(
                        bound.value for bound in self.bindings.of(each) if bound.value and not bound.part
                    )
                case _:
                    pass
        return tuple(found)

    def _pass_on(self, call: ast.Call, function: Function) -> None:
        """Gives the parameters of a function what a call hands over."""
        arguments = function.args
        takes = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        if isinstance(self.bindings.parents.get(function), ast.ClassDef):
            takes = takes[1:]
        starred = any(isinstance(each, ast.Starred) for each in call.args)
        if not starred and all(each.arg for each in call.keywords) and not self.is_handed_on(function):
            given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            self._handed.update(each for each in given if each.arg in takes or each in arguments.kwonlyargs)
        for number, value in enumerate(call.args):
            name = takes[number] if number < len(takes) else arguments.vararg and arguments.vararg.arg
            if name:
                self.bindings.bind(function, name, _handed(value, part=number >= len(takes)))
        for keyword in call.keywords:
            named = [*takes, *(each.arg for each in arguments.kwonlyargs)]
            if keyword.arg in named:
                self.bindings.bind(function, keyword.arg, _handed(keyword.value))
            elif arguments.kwarg:
                more = _handed(keyword.value, part=True, key=keyword.arg or "")
                self.bindings.bind(function, arguments.kwarg.arg, more)

    def _executed(self, tree: ast.Module) -> Iterator[ast.Call]:
        """Every call once, in the order of being made; those of functions that nobody calls come last."""
        entered = set[ast.AST]()
        uncalled = [
            node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        for entry in (tree, *uncalled):
            left: list[tuple[ast.AST, bool]] = [(each, False) for each in reversed(_body(entry))]
            if entry in entered:
                continue
            entered.add(entry)
            while left:
                node, done = left.pop()
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    defaults = [*node.args.defaults, *(each for each in node.args.kw_defaults if each)]
                    left.extend((each, False) for each in reversed([*node.decorator_list, *defaults]))
                    continue
                if not isinstance(node, ast.Call):
                    left.extend((each, False) for each in reversed(list(ast.iter_child_nodes(node))))
                elif not done:
                    left.append((node, True))
                    left.extend((each, False) for each in reversed(list(ast.iter_child_nodes(node))))
                else:
                    yield node
                    for function in self.functions_called(node):
                        if function not in entered:
                            entered.add(function)
                            left.extend((each, False) for each in reversed(_body(function)))


def _body(node: ast.Module | Function) -> list[ast.AST]:
    return [node.body] if isinstance(node, ast.Lambda) else [*node.body]


def _handed(value: ast.expr, *, part: bool = False, key: str = "") -> Binding:
    return Binding((0, 0), value, part=part, key=key, always=False)
