"""Whatever a learner writes to a lab or its tutor gets a reply."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st
from tests.app.surroundings import SHIPPED, catalog_at
from tests.fuzz.inputs import ANY_TEXT, LONG_TEXT, TINY
from tests.fuzz.play import ADA, BEGIN, courseware, shown

from courseware_core.content.catalog import Catalog
from courseware_core.content.model import Lab
from courseware_core.llm.lesson_tutor import LessonTutor
from courseware_core.ports import TutorRequest
from courseware_core.screen.model import Intent
from courseware_core.screen.safety import clean

CATALOG = catalog_at(TINY)


def labs(catalog: Catalog) -> list[Lab]:
    return [each for each in catalog.activities if isinstance(each, Lab)]


LABS = [*labs(CATALOG), *labs(catalog_at(SHIPPED))]
TEXTS = st.one_of(ANY_TEXT, LONG_TEXT)


@given(lab=st.sampled_from(LABS), message=TEXTS)
def test_lesson_tutor_replies_to_any_text_with_words_of_the_lesson_or_the_way_back(
    lab: Lab, message: str
) -> None:
    reply = asyncio.run(LessonTutor().reply(TutorRequest(move="respond", lab=lab, message=message)))
    sections = {passage.section for passage in lab.passages}
    assert reply.move in ("answer", "quote", "redirect")
    assert sections.issuperset(reply.see) or reply.move == "answer"
    for quote in reply.quotes:
        assert any(quote.text in each.text for each in lab.passages if each.section == quote.section)


@given(messages=st.lists(TEXTS, min_size=1, max_size=5))
def test_lab_answers_any_text_with_a_reply_or_a_reason(messages: list[str]) -> None:
    async def through() -> None:
        app = courseware(CATALOG)
        await app.handle(ADA, Intent(token=BEGIN))
        screen = shown(await app.enter(ADA, labs(CATALOG)[0].id))
        for message in messages:
            if screen.submit is None:
                screen = shown(await app.handle(ADA, Intent(token=screen.controls[0].token)))
                continue
            turn = await app.answer(ADA, screen, message)
            assert turn.notice or turn.screen != screen
            screen = shown(turn)

    asyncio.run(through())


@given(text=TEXTS)
def test_cleaned_text_can_be_written_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()  # so that every store and surface can hold it
    assert clean(cleaned) == cleaned
    assert len(clean(text, max_length=40)) <= 40
