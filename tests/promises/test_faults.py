"""Every planted fault is caught, by the promise and in the story that its entry names.

The table in docs/promises.md is made of these entries, by `python -m tests.promises.table`.
"""

import pytest
from tests.promises.fault import Fault
from tests.promises.faults import FAULTS
from tests.promises.planting import ROOT, tried
from tests.promises.table import table

PLANTED = [(fault, store) for fault in FAULTS for store in fault.stores]


@pytest.mark.parametrize(("fault", "store"), PLANTED, ids=[f"{f.name} ({store})" for f, store in PLANTED])
def test_a_planted_fault_is_caught(fault: Fault, store: str, request: pytest.FixtureRequest) -> None:
    url = [request.getfixturevalue("database")] if store == "postgres" else []
    said = tried(fault, fault.caught_by, store, *url)
    assert said, "the fault survived"
    assert said["promise"] == fault.breaks, said["how"]


def test_without_a_fault_nothing_is_caught() -> None:
    assert tried(None, FAULTS[0].caught_by, "memory") == {}


def test_the_documents_table_is_that_of_the_faults() -> None:
    assert table() in (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
