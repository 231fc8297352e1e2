"""Writes what Slack is sent for a screen of the courses, to be looked at in Slack's Block Kit Builder.

    python tools/block_kit.py PLACE [LINE ...]

It is the message of PLACE after each LINE was typed there, as JSON for https://app.slack.com/block-kit-builder.
"""

import asyncio
import json
import sys
from collections.abc import Sequence

from courseware_core.app import Courseware
from courseware_core.errors import UnknownActivity
from courseware_core.identity import Identity
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_slack.modes import seen_by
from courseware_slack.showing import drawn

WHO = Identity("slack", "T1", "U1")


async def blocks(place: str, lines: Sequence[str]) -> str:
    """The first page of what stands there then."""
    async with Courseware.open(store="memory:", profile=SLACK_MESSAGE, seen_by=seen_by) as app:
        turn = await app.enter(WHO, place)
        for line in ("begin", *lines):
            turn = await app.answer(WHO, turn.screen, line)
        return json.dumps({"blocks": drawn(turn).blocks}, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Say which place, such as: python tools/block_kit.py m06.l1.quiz A")
    try:
        sys.stdout.write(asyncio.run(blocks(sys.argv[1], sys.argv[2:])) + "\n")
    except UnknownActivity as error:
        sys.exit(str(error))
