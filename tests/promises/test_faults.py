"""Every planted fault is caught, by the promise and in the story that its entry names.

The table in docs/promises.md is made of these entries, by `python -m tests.promises.table`.
"""

from pathlib import Path

import pytest
from tests.promises.fault import Fault
from tests.promises.faults import FAULTS
from tests.promises.planting import ROOT, tried
from tests.promises.table import table

PLANTED = [(fault, store) for fault in FAULTS for store in fault.stores]


@pytest.mark.parametrize(("fault", "store"), PLANTED, ids=[f"{f.name} ({store})" for f, store in PLANTED])
def test_a_planted_fault_is_caught(
    fault: Fault, store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = [request.getfixturevalue("database")] if store == "postgres" else []
    said = tried(fault, tmp_path, store, fault.caught_by, *url)
    assert "promise" in said, "the fault survived"
    assert (said["promise"], said["story"]) == (fault.breaks, fault.caught_by), said["how"]


def test_without_a_fault_nothing_is_caught(tmp_path: Path) -> None:
    assert "promise" not in tried(None, tmp_path, "memory", "stories")


def test_the_documents_table_is_that_of_the_faults() -> None:
    assert table() in (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
