"""Damage to a SQLite file, as a failing disk does it."""

import sqlite3
from pathlib import Path

PAGE = 4096


def damage_text(path: Path, text: bytes) -> None:
    """Spoils the page on which `text` stands."""
    _damage(path, path.read_bytes().index(text) // PAGE)


def damage_index(path: Path, index: str) -> None:
    """Spoils the first page of an index."""
    connection = sqlite3.connect(path)
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (index,)).fetchone()
    connection.close()
    _damage(path, root - 1)


def _damage(path: Path, page: int) -> None:
    content = bytearray(path.read_bytes())
    content[page * PAGE : page * PAGE + PAGE // 2] = b"\xff" * (PAGE // 2)
    path.write_bytes(content)
