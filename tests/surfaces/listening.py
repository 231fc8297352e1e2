"""An ear in a program of its own, for what blocks its loop's thread and what SQLite is told.

It listens from the first SIGUSR1 on, and says so; at the second it makes one blocking call of each kind on
purpose, and says so. What it has `heard` is `blocked`, `planted` and `spoken`.
"""

import signal
import sqlite3
import sys
from typing import Any

from tests.llm.watching import Watch

LONG_S = 60.0
"""How long it waits while somebody else writes to the record: a slow machine may miss the usual bound."""


class Ear:
    """What was heard, a list for each kind."""

    def __init__(self) -> None:
        self.heard: dict[str, list[str]] = {"blocked": [], "planted": [], "spoken": []}
        self._watch = Watch()
        self._asked = 0
        signal.signal(signal.SIGUSR1, self._ask)
        connect = sqlite3.connect

        def connect_and_listen(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*arguments, **options | {"timeout": LONG_S})
            connection.set_trace_callback(self._listen)
            return connection

        sqlite3.connect = connect_and_listen  # type: ignore[assignment]

    def _ask(self, *_: object) -> None:
        self._asked += 1
        if self._asked == 1:
            self._watch.heard = self.heard["blocked"]
        else:
            self.heard["planted"] = self._watch.plant()
        sys.stdout.write("yes\n")
        sys.stdout.flush()

    def _listen(self, statement: str) -> None:
        if self._asked:
            self.heard["spoken"].append(" ".join(statement.split()[:3]))
