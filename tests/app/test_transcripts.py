"""The transcripts of the documents are what learners see today."""

import pytest
from tests.app.transcripts import FOLDER, PAGES

WITH_ITS_RECORD = {"slack-to-discord"}
"""What tests/slack/test_linking.py compares, since it looks into the record of the same story."""


@pytest.mark.parametrize("name", sorted(PAGES.keys() - WITH_ITS_RECORD))
async def test_a_transcript_is_what_a_learner_sees_today(name: str) -> None:
    assert (FOLDER / f"{name}.md").read_text(encoding="utf-8") == await PAGES[name](), (
        "python -m tests.app.transcripts writes them anew"
    )
