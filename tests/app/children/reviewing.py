"""The command `courseware`, at a time that stands still.

Usage: reviewing.py ARGUMENT...
"""

import sys

import courseware_core.app
from courseware_core.testing.fakes import FixedClock
from courseware_terminal.cli import main

setattr(courseware_core.app, "SystemClock", FixedClock)  # noqa: B010 - the module does not export it
sys.exit(main(sys.argv[1:]))
