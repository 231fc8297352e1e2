"""Children that put a copy of the product to the test, forked from a process that has all but the product.

What the product is built on is imported once by the server that children are forked from, so a child
imports only the copy. Nothing here may import the product, or every child would have that instead.
"""

import multiprocessing
import sys
from multiprocessing.connection import Connection
from traceback import format_exc
from typing import Any

_BUILT_ON = (
    "alembic.command",
    "asyncpg",
    "babel.numbers",
    "mdit_py_plugins",
    "pydantic",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.dialects.sqlite",
    "wcwidth",
    "yaml",
)
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([*_BUILT_ON])

Said = dict[str, Any]


def said_by_child(product: str, arguments: tuple[str, ...], *, patience_s: float) -> Said:
    """What the program `child` says of the product in that folder.

    Raises: AssertionError when it failed, with what it failed of, or took longer than `patience_s`.
    """
    here, there = _CONTEXT.Pipe(duplex=False)
    child = _CONTEXT.Process(target=_told, args=(product, arguments, there))
    child.start()
    there.close()
    try:
        assert here.poll(patience_s), "the child went on and on"
        said: Said | str = here.recv()
    except EOFError:
        said = "it died"
    finally:
        child.kill()
        child.join()
        here.close()
    assert not isinstance(said, str), f"the child failed, and no promise was broken:\n{said}"
    return said


def _told(product: str, arguments: tuple[str, ...], to: Connection) -> None:
    """Imports the product from its folder, tries it, and tells what came of that."""
    sys.path.insert(0, product)
    try:
        from tests.promises.child import main

        to.send(main(*arguments))
    except BaseException:  # noqa: BLE001 - whatever it is, the test has it to show
        to.send(format_exc())
