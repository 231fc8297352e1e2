"""The command line, at a time that stands still."""

import sys

import pytest

from courseware_core.testing.fakes import FixedClock
from courseware_terminal.cli import main

with pytest.MonkeyPatch.context() as patch:
    patch.setattr("courseware_core.app.SystemClock", FixedClock)
    patch.setattr("sys.argv", ["courseware", *sys.argv[1:]])
    sys.exit(main(sys.argv[1:]))
