"""The command line, at a time that stands still, with a chance that repeats itself."""

import sys

import pytest

from courseware_core.testing.fakes import FixedClock, RepeatableChance
from courseware_terminal.cli import main

if __name__ == "__main__":
    chance = RepeatableChance()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("courseware_core.app.SystemClock", FixedClock)
        patch.setattr("courseware_core.app.SystemChance", lambda: chance)
        sys.exit(main(sys.argv[1:]))
