"""Two learners answer, the second of whom a model never answers; waits.

Usage: challenged.py URL
"""

import asyncio
import sys

from tests.app.queue_transcript import two_answers

asyncio.run(two_answers(sys.argv[1]))
