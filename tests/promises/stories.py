"""Every story: what the model test may take long to come upon, told to a world in order."""

from collections.abc import Awaitable, Callable

from tests.promises.stories_of_attempts import STORIES_OF_ATTEMPTS
from tests.promises.stories_of_courses import STORIES_OF_COURSES
from tests.promises.stories_of_graders import STORIES_OF_GRADERS
from tests.promises.stories_of_people import STORIES_OF_PEOPLE
from tests.promises.telling import Teller

STORIES: tuple[Callable[[Teller], Awaitable[None]], ...] = (
    *STORIES_OF_ATTEMPTS,
    *STORIES_OF_COURSES,
    *STORIES_OF_PEOPLE,
    *STORIES_OF_GRADERS,
)
