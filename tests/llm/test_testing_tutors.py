"""What the package ships for testing tutors does what it says."""

import pytest
from typing_extensions import override

from courseware_core.engine.facts import Quotation
from courseware_core.ports import Tutor, TutorReply, TutorRequest
from courseware_core.testing.tutors import ScriptedTutor, TutorContract, bread_lab

REQUEST = TutorRequest("respond", bread_lab(), "Why does the dough rise?")


async def test_scripted_tutor_follows_its_script_and_remembers_what_it_was_asked() -> None:
    first, third = TutorReply("answer", text="Gas."), TutorReply("redirect")
    tutor = ScriptedTutor([first, TimeoutError("the provider is down"), third])
    assert await tutor.reply(REQUEST) == first
    with pytest.raises(TimeoutError, match="provider is down"):
        await tutor.reply(REQUEST)
    assert await tutor.reply(REQUEST) == third
    assert tutor.requests == [REQUEST] * 3
    with pytest.raises(LookupError, match="has 3 replies"):
        await tutor.reply(REQUEST)


@pytest.mark.parametrize(
    "reply",
    [
        TutorReply("quote", quotes=(Quotation("bread.rest", "Salt makes the yeast faster."),)),
        TutorReply("quote", quotes=(Quotation("bread.oven", bread_lab().passages[0].text),)),
        TutorReply("quote", quotes=(Quotation("bread.rest", ""),)),
        TutorReply("quote"),
        TutorReply("answer"),
        TutorReply("answer", text="Gas.", see=("bread.unknown",)),
        TutorReply("answer", text="Gas.", see=("bread.rest", "bread.rest")),
        TutorReply("answer", text="gas " * 100),
        TutorReply("answer", text="Gas.", source=""),
        TutorReply("nudge", text="Gas."),
        TutorReply("redirect", text="Gas."),
    ],
)
def test_tutor_that_breaks_a_promise_fails_the_contract(reply: TutorReply) -> None:
    class Broken(TutorContract):
        @override
        def tutor(self) -> Tutor:
            return ScriptedTutor([reply])

    with pytest.raises(AssertionError):
        Broken().test_every_starter_is_answered()
