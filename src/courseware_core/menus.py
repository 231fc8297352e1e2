"""Where people find their way: the menus, the learning path, the exams, and how they stand.

Owns what is read for these screens. Must not write.
"""

from courseware_core.engine.path import CoursePath
from courseware_core.identity import Identity
from courseware_core.ports import Clock
from courseware_core.reviewing import Reviews
from courseware_core.screen.model import Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.views.exams import exams_screen
from courseware_core.screen.views.home import course_menu_screen, home_screen
from courseware_core.screen.views.path import path_screen
from courseware_core.screen.views.you import progress_screen, you_screen
from courseware_core.screen.words import Words
from courseware_core.surroundings import Surroundings


class Menus:
    """The screens of everybody that belong to no activity and hold nothing but the courses and results."""

    def __init__(self, surroundings: Surroundings, reviews: Reviews, clock: Clock) -> None:
        self._surroundings = surroundings
        self._reviews = reviews
        self._clock = clock

    async def screen(self, who: Identity, going: Go, words: Words) -> Screen:
        """The path, the exams, the progress or `you`; else the menu of a course of several, or of all."""
        courses = await self._surroundings.courses(who, self._clock.now())
        match going.verb:
            case "path":
                return path_screen(words, courses)
            case "exam":
                return exams_screen(words, courses)
            case "progress":
                return progress_screen(words, courses)
            case "you":
                return you_screen(words, courses)
            case _:
                return await self._menu(who, going.activity, words, courses)

    async def _menu(
        self, who: Identity, course: str, words: Words, courses: tuple[CoursePath, ...]
    ) -> Screen:
        chosen = next((each for each in courses if each.course.id == course and len(courses) > 1), None)
        if chosen:
            return course_menu_screen(words, chosen)
        ahead = await self._reviews.ahead(who)
        return home_screen(words, courses, due=ahead.due if ahead.due or ahead.day else None)
