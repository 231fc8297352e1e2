"""`python -m courseware_slack` is the command `courseware slack`."""

import sys

from courseware_slack.main import main

if __name__ == "__main__":
    sys.exit(main())
