"""Activities by digest: what is remembered, and that it does not grow for ever."""

import pytest

from courseware_core.content.catalog import Catalog, Pinned, pin
from courseware_core.content.model import Quiz
from courseware_core.content.questions.true_false import TrueFalse
from courseware_core.library import KEPT, BodyNeeded, Library


def made(number: int) -> Pinned:
    question = TrueFalse(id=f"q{number}", stem="Is it so?", answer=True)
    return pin(Quiz(id="review", title="Review", course="review", module="review", questions=(question,)))


def test_the_activities_kept_last_are_remembered_and_the_others_fetched_again() -> None:
    library = Library(Catalog())
    kept = [made(number) for number in range(KEPT + 1)]
    for each in kept:
        library.keep(each)
    with pytest.raises(BodyNeeded):
        library.pinned(kept[0].digest)
    library.add(kept[0].digest, kept[0].body)
    assert library.pinned(kept[0].digest) == kept[0].activity
    assert library.pinned(kept[-1].digest) is kept[-1].activity
    with pytest.raises(BodyNeeded):
        library.pinned(kept[1].digest)
