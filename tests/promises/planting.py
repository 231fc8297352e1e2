"""Plants a fault in a copy of the product, and puts that copy to the test in a process of its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.promises.fault import Fault
from tests.promises.nursery import Said, said_by_child

import courseware_core

ROOT = Path(__file__).parents[2]
PRODUCT = Path(str(courseware_core.__file__)).parent
PATIENCE_S = 300
"""How long a child may take."""


@contextmanager
def planted(fault: Fault | None, folder: Path) -> Iterator[Path]:
    """A folder to import the product from, with the fault in it; it is deleted in the end.

    All but the faulty file are links, which are much quicker to make than copies.
    """
    copy = folder / "product"
    shutil.copytree(PRODUCT, copy / PRODUCT.name, copy_function=os.symlink)
    try:
        if fault is not None:
            file = copy / PRODUCT.name / fault.file
            faulty = fault.patched(file.read_text(encoding="utf-8"))
            file.unlink()  # its compiled form is told by time and size, which may be the same
            for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
                compiled.unlink()
            file.write_text(faulty, encoding="utf-8")
        yield copy
    finally:
        shutil.rmtree(copy)


def tried(fault: Fault | None, folder: Path, *arguments: str) -> Said:
    """What the program `child` says of the product with the fault. Raises: AssertionError when it fails."""
    with planted(fault, folder) as product:
        said = said_by_child(str(product), arguments, patience_s=PATIENCE_S)
        assert Path(said["product"]).is_relative_to(product), f"{said['product']} was tested instead"
        return said
