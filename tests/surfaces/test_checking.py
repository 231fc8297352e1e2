"""What is found before a surface is served, as far as it is the same on every one."""

from pathlib import Path

import pytest
from tests.app.surroundings import TINY

from courseware_core.surfaces.checking import Finding, of_deployment
from courseware_core.surfaces.deployment import Deployment


async def record_at(path: Path) -> Finding:
    """What is found of a record that is to be there."""
    environment = {"COURSEWARE_CONTENT": str(TINY), "COURSEWARE_STORE": f"sqlite:///{path}"}
    found = [each async for each in of_deployment(Deployment.read(environment))]
    return next(each for each in found if str(path) in each.sentence)


def everything_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_record_that_is_begun_at_the_start_is_told_of_and_not_made(tmp_path: Path) -> None:
    found = await record_at(tmp_path / "new" / "folder" / "record.db")
    assert found.ok is None
    assert found.sentence.endswith("The folder is made, too: see that it is the one you mean.")
    assert "folder" not in (await record_at(tmp_path / "record.db")).sentence
    assert everything_in(tmp_path) == []


@pytest.mark.parametrize("rest", ["record.db", "new/folder/record.db"])
async def test_a_record_where_nobody_can_make_a_file_is_missing_whoever_asks(rest: str) -> None:
    found = await record_at(Path("/proc") / rest)
    assert found.ok is False
    assert "cannot be made, because nothing can be written in /" in found.sentence


async def test_a_record_below_a_file_is_missing(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("no folder")
    found = await record_at(tmp_path / "taken" / "record.db")
    assert found.ok is False
    assert "cannot be made" in found.sentence
