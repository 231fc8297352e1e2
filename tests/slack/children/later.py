"""Runs the app as its command does, so many seconds after now: `later.py SECONDS`."""

import sys
from datetime import datetime, timedelta

import pytest

from courseware_core import clock


class Later(clock.SystemClock):
    """The computer's time, moved on."""

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=float(sys.argv[1]))


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "SystemClock", Later)
        from courseware_slack.main import main

        sys.exit(main([]))
