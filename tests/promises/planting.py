"""Plants a fault in the running product, in a process of its own, and puts that to the test.

The process is forked from one in which the product is imported. There, the functions of the faulty file are
given the code of the patched source, whoever holds them. So a fault has to lie inside functions.
"""

import ast
import gc
import inspect
import multiprocessing
from collections.abc import Iterator
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from traceback import format_exc
from types import CodeType, FunctionType

from tests.promises.fault import Fault

ROOT = Path(__file__).parents[2]
PATIENCE_S = 300
"""How long one may take."""

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.promises.child"])

Said = dict[str, str]


def tried(fault: Fault | None, *arguments: str) -> Said:
    """What `child.main` says of the product with the fault. Raises: AssertionError when it fails."""
    here, there = _CONTEXT.Pipe(duplex=False)
    child = _CONTEXT.Process(target=_try, args=(fault, arguments, there))
    child.start()
    there.close()
    try:
        assert here.poll(PATIENCE_S), "the child went on and on"
        said: Said | str = here.recv()
    except EOFError:
        said = "it died"
    finally:
        child.kill()
        child.join()
        here.close()
    assert not isinstance(said, str), f"the child failed, and no promise was broken:\n{said}"
    return said


def _try(fault: Fault | None, arguments: tuple[str, ...], to: Connection) -> None:
    try:
        from tests.promises.child import main

        if fault is not None:
            _plant(fault)
        to.send(main(*arguments))
    except BaseException:  # noqa: BLE001 - whatever it is, the test shows it
        to.send(format_exc())


def _plant(fault: Fault) -> None:
    """Gives the functions of the faulty file their code with the fault.

    Raises: ValueError when the fault is not inside a function, or its text does not stand in the file.
    """
    module = import_module(f"courseware_core.{fault.file.removesuffix('.py').replace('/', '.')}")
    file = str(module.__file__)
    source = Path(file).read_text(encoding="utf-8")
    faulty = fault.patched(source)
    if _outside_functions(source) != _outside_functions(faulty):
        raise ValueError(f"the fault {fault.name!r} does not lie inside a function")
    healthy, planted = (compile(each, file, "exec", dont_inherit=True) for each in (source, faulty))
    codes = {_place(old): new for old, new in zip(_functions(healthy), _functions(planted), strict=True)}
    for found in gc.get_objects():
        if isinstance(found, FunctionType) and found.__module__ == module.__name__:
            found.__code__ = codes.get(_place(found.__code__), found.__code__)


class _WithoutBodies(ast.NodeTransformer):
    """Leaves out what functions do."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """The function, which does nothing."""
        node.body = []
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        """The function, which does nothing."""
        node.body = []
        return node


def _outside_functions(source: str) -> str:
    """What the source says outside of what functions do."""
    return ast.dump(_WithoutBodies().visit(ast.parse(source)))


def _functions(code: CodeType) -> Iterator[CodeType]:
    """The code of every function of a module and of its classes, in order."""
    for const in code.co_consts:
        if isinstance(const, CodeType):
            is_function = const.co_flags & inspect.CO_NEWLOCALS
            yield from (const,) if is_function else _functions(const)


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno
