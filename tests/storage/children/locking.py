"""Keeps others from writing until its input ends.

Usage: locking.py FILE
"""

import sqlite3
import sys

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)  # noqa: T201 - heard by the test
sys.stdin.read()
connection.execute("ROLLBACK")
connection.close()
