"""A provider on this machine that says the words of its argument to everybody: `WORDS`.

Prints its base URL, and ends when there is nothing more to read.
"""

import sys

from courseware_core.testing.provider import LoopbackProvider, Reply

with LoopbackProvider() as provider:
    provider.script(lambda _: Reply(sys.argv[1]))
    print(provider.base, flush=True)
    sys.stdin.read()
