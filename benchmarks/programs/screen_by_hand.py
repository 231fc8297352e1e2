"""Prints a page of a lesson for somebody who has been here before: `RECORD PAGE [rich]`.

Opens the record with SQLAlchemy Core, reads where the learner is, and prints the page as it stands in a
file; with `rich`, through rich.
"""

import sys
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import create_engine, text


class Place(BaseModel):
    """Where a learner is."""

    session: str
    payload: str


record, page, *how = sys.argv[1:]
with create_engine(f"sqlite:///{record}").connect() as connection:
    rows = connection.execute(text("SELECT session, payload FROM facts ORDER BY session, seq"))
    places = [Place(session=row.session, payload=row.payload) for row in rows]
words = Path(page).read_text(encoding="utf-8")
if how:
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(words))
else:
    print(words)
