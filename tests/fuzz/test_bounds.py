"""No input makes a parser hang or fill the memory: checked in a process that the system ends otherwise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

CHILD = Path(__file__).parent / "children" / "pathological.py"


@pytest.mark.hypothesis  # so that it belongs to the long run as well
def test_pathological_inputs_stay_within_limits_of_time_and_memory(tmp_path: Path) -> None:
    sizes = ("190000", "900000") if settings().max_examples > 50 else ("30000", "120000")
    child = subprocess.run(
        [sys.executable, str(CHILD), str(tmp_path), *sizes],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    families = child.stdout.splitlines()
    assert families, child.stderr
    assert families[-1] == "done", f"{families[-1]}: {child.stderr[-2000:]}"
