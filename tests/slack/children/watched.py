"""Runs the app as its command does, with an ear in it. When it ends it prints as JSON what that has heard."""

import json
import sys

from tests.surfaces.listening import Ear

from courseware_slack.main import main

if __name__ == "__main__":
    ear = Ear()
    code = main([])
    sys.stdout.write(json.dumps(ear.heard))
    sys.exit(code)
