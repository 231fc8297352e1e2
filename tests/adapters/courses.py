"""The courses that every adapter is taken through."""

from tests.app.surroundings import COFFEE, COURSES, SHIPPED, TINY

EVERYWHERE = (
    SHIPPED,
    TINY,
    COFFEE,
    *(COURSES / name for name in ("boats", "bread", "guides", "harbour", "logbook", "readers", "writing")),
)
DISTURBED = (TINY, COFFEE, COURSES / "guides", COURSES / "writing")
"""Small ones, which together have every kind of activity and of question."""
