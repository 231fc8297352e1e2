"""Upgrades a database, and stops for good in the middle of it.

Usage: upgrading.py URL
"""

import asyncio
import sys

from sqlalchemy import Engine, event

from courseware_core.storage import upgrade_store


def stop(_: object, __: object, statement: str, *___: object) -> None:
    if "CREATE TABLE heads" in statement:
        print("half", flush=True)  # noqa: T201 - heard by the test
        sys.stdin.read()


event.listen(Engine, "before_cursor_execute", stop)
asyncio.run(upgrade_store(sys.argv[1]))
