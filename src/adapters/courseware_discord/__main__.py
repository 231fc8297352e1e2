"""`python -m courseware_discord` is the command `courseware discord`."""

import sys

from courseware_discord.main import main

if __name__ == "__main__":
    sys.exit(main())
