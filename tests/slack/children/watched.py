"""Runs the app as its command does, and hears what its loop's thread waits for and what SQLite is told.

It listens, and is asked, as the bot for Discord that is listened to.
"""

import json
import sys

from tests.discord.children.watched import Ear

from courseware_slack.main import main

if __name__ == "__main__":
    ear = Ear()
    code = main([])
    sys.stdout.write(json.dumps(ear.heard))
    sys.exit(code)
