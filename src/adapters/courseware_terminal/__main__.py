"""`python -m courseware_terminal` is the command `courseware`."""

import sys

from courseware_terminal.cli import main

if __name__ == "__main__":
    sys.exit(main())
