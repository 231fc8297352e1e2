"""Goal 13: a course from its files, and an activity from the compiled form that sessions are pinned to."""

import json

from benchmarks import floors_content
from benchmarks.measuring import Sample, repeated
from benchmarks.plan import Cheaper, Contender, Goal

from courseware_core.content import catalog
from courseware_core.content.catalog import bundled_content, load_catalog
from courseware_core.content.load import load

PARSERS = "the bare parsers, every course"
LOAD = "our loader, every course"
JSON = "json.loads, every activity"
COMPILED = "our compiled form, every activity"


def goal() -> Goal:
    """What is measured for it."""
    courses = sorted(each.parent for each in bundled_content().glob("*/course.yaml"))
    bodies = [catalog.compile(each) for each in load_catalog(bundled_content()).activities]

    def parse_all() -> None:
        for course in courses:
            floors_content.parse(course)

    def parsers() -> Sample:
        return repeated(parse_all, 5)

    def loader() -> Sample:
        return repeated(lambda: load(bundled_content()), 5)

    def from_json() -> Sample:
        return repeated(lambda: [json.loads(body) for body in bodies], 50)

    def compiled() -> Sample:
        return repeated(lambda: [catalog.parse(body) for body in bodies], 50)

    return Goal(
        "goal13",
        "Content: the courses that ship",
        (
            Contender(PARSERS, parsers),
            Contender(LOAD, loader),
            Contender(JSON, from_json),
            Contender(COMPILED, compiled),
        ),
        (
            Cheaper("the courses from their files, checked, against parsing them", LOAD, PARSERS, 1.5),
            Cheaper("its activities from their compiled form, against json.loads", COMPILED, JSON, 2),
        ),
        "second load of a module from a cache: there is none, a course is read when a program starts",
    )
