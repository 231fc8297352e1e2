"""The lesson tutor answers out of the lesson, says where, and leaves everything else alone."""

import asyncio
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.llm.labs import GAS, beside
from typing_extensions import override

from courseware_core.content.model import Faq, Lab, Passage, Term
from courseware_core.engine.facts import Move
from courseware_core.llm.language import MOST_WORDS
from courseware_core.llm.lesson_tutor import QUOTED_WORDS, LessonTutor
from courseware_core.ports import TutorReply, TutorRequest
from courseware_core.testing.tutors import HOSTILE, TutorContract, bread_lab, keeps_promises

BREAD = bread_lab()
RISE, FEED = BREAD.faq


def ask(message: str, lab: Lab = BREAD) -> TutorReply:
    reply = asyncio.run(LessonTutor().reply(TutorRequest("respond", lab, message)))
    keeps_promises(reply, lab)
    return reply


@pytest.mark.parametrize("message", ["Why?", "I don't understand", "why is my answer wrong", "And then?"])
def test_vague_question_about_an_answer_gets_the_section_that_answers_it(message: str) -> None:
    reply = asyncio.run(LessonTutor().reply(beside(message, GAS)))
    assert (reply.move, reply.closest) == ("quote", False)
    assert reply.quotes[0].section == GAS.see
    assert "gas" in reply.quotes[0].text


def test_clear_question_about_an_answer_is_answered_for_itself() -> None:
    reply = asyncio.run(LessonTutor().reply(beside("What does steam do to the crust?", GAS)))
    assert reply.quotes[0].section == "bread.oven"
    assert (
        asyncio.run(LessonTutor().reply(beside("Which planet has the largest moon?", GAS))).move == "redirect"
    )


def test_vague_question_about_a_question_that_no_section_answers_is_not_guessed_at() -> None:
    nowhere = replace(GAS, stem="Which planet has the largest moon?", see="")
    assert asyncio.run(LessonTutor().reply(beside("Why?", nowhere))).move == "redirect"


class TestLessonTutor(TutorContract):
    @override
    def tutor(self) -> LessonTutor:
        return LessonTutor()


@pytest.mark.parametrize(
    "message",
    [
        "Why does the dough rise?",
        "why does the dough rise",
        "  WHY does the DOUGH rise???  ",
        "Hello, why does the dough rise, please?",
        "Why does the dough always rise?",
        "What makes a bread airy?",
    ],
)
def test_question_that_the_author_answered_gets_the_authors_answer(message: str) -> None:
    reply = ask(message)
    assert (reply.move, reply.text, reply.see) == ("answer", RISE.say, RISE.see)
    assert not reply.quotes


@pytest.mark.parametrize(
    "message",
    [
        "Why does the dough not rise?",
        "Why does the dough collapse?",
        "Why does the loaf rise?",
        "Does salt make the dough rise?",
        "How often must I feed the cat?",
        "How often must I salt the starter?",
    ],
)
def test_question_that_differs_in_a_word_that_matters_gets_no_authored_answer(message: str) -> None:
    assert ask(message).text not in {RISE.say, FEED.say}


def test_each_wording_leads_to_its_own_answer_even_where_another_has_the_same_words() -> None:
    first = Faq(ask=("Does yeast eat sugar?",), say="It does.")
    second = Faq(ask=("Does sugar eat yeast?",), say="It does not.")
    lab = BREAD.model_copy(update={"faq": (first, second)})
    assert [ask(faq.ask[0], lab).text for faq in lab.faq] == ["It does.", "It does not."]


def test_of_many_wordings_with_the_same_words_each_leads_to_its_own_answer() -> None:
    words = "yeast bacteria gluten dough taste acid steam finger salt net flour gas crust".split()
    orders = [
        [words[(first + step * n) % 13] for n in range(13)] for first in range(13) for step in range(1, 13)
    ]
    wordings = [" ".join(order) for order in orders]
    faq = tuple(Faq(ask=(wording,), say=f"Number {number}") for number, wording in enumerate(wordings))
    lab = BREAD.model_copy(update={"faq": faq})
    assert [ask(wording, lab).text for wording in wordings] == [each.say for each in faq]


def test_question_is_met_with_the_words_of_the_lesson_and_their_section() -> None:
    reply = ask("What does salt do to yeast?")
    assert reply.move == "quote"
    assert [(each.section, each.text) for each in reply.quotes] == [
        ("bread.rest", "Salt slows the yeast down and tightens the net.")
    ]
    assert not reply.closest
    assert not reply.text


def test_long_passage_is_quoted_in_whole_sentences_around_what_was_asked() -> None:
    reply = ask("What happens to a dough that has rested too long, does it collapse?")
    quotation = reply.quotes[0].text
    assert "A dough that has rested too long collapses" in quotation
    assert len(quotation.split()) <= QUOTED_WORDS
    assert quotation[0].isupper()
    assert quotation.endswith(".")


def test_other_sections_that_speak_of_it_are_offered_and_never_the_quoted_one() -> None:
    reply = ask("Which taste do bacteria give the loaf, and does the crust matter?")
    assert reply.quotes[0].section == "bread.starter"
    assert set(reply.see) == {"bread.oven", "bread.rest"}


@pytest.mark.parametrize(
    "message",
    [
        "How is a salt mine ventilated?",
        "Can I get a finger ring engraved?",
        "Who discovered gas on Jupiter?",
    ],
)
def test_one_shared_word_is_at_most_the_closest_passage(message: str) -> None:
    reply = ask(message)
    assert reply.closest or reply.move == "redirect"


def test_many_unknown_words_make_a_passage_only_the_closest() -> None:
    reply = ask("Does a brewer's yeast in a pressurised steel vat ferment barley sugar or malt?")
    assert reply.move == "quote"
    assert reply.closest


def test_one_common_word_among_many_others_is_no_reason_to_quote() -> None:
    assert ask("Which yeast infection needs antifungal cream from a pharmacy?").move == "redirect"


@pytest.mark.parametrize(
    "message", ["What is sourdough?", "sourdough", "Please explain what a mother dough is."]
)
def test_term_that_the_lesson_defines_is_defined_in_its_words(message: str) -> None:
    reply = ask(message)
    assert reply.move == "quote"
    assert reply.quotes[0].text == BREAD.passages[0].text
    assert not reply.closest


@pytest.mark.parametrize("message", ["what's gluten?", "Define wheat protein.", "gluten meaning"])
def test_term_that_only_the_glossary_defines_is_defined_in_its_words(message: str) -> None:
    reply = ask(message)
    assert (reply.move, reply.text) == ("answer", "A protein that holds gas.")
    assert reply.see == ("bread.rest",)


def test_learner_need_not_know_of_the_lessons_hyphens() -> None:
    passage = Passage(lesson="b", section="b.1", title="B", text="Slow-baking keeps a loaf soft.")
    faq = Faq(ask=("Why is slow-baking good?",), say="It keeps the loaf soft.")
    lab = BREAD.model_copy(update={"passages": (*BREAD.passages, passage), "faq": (faq,)})
    assert ask("why is slowbaking good", lab).text == faq.say


def test_asking_why_or_how_of_a_term_is_not_asking_what_it_means() -> None:
    assert ask("Why gluten?").text != "A protein that holds gas."


def test_learners_own_word_finds_the_words_of_the_lesson() -> None:
    lab = BREAD.model_copy(
        update={"glossary": (Term(term="mould", also=("fungus",), means="A growth on food."),)}
    )
    assert ask("How is the loaf protected from fungus?", lab).quotes[0].section == "bread.starter"
    assert ask("Does fungus grow?", BREAD).move == "redirect"


@pytest.mark.parametrize(
    "message", ["Which planet has the largest moon?", "and what about this?", "", "🥖", "生地"]
)
def test_what_the_lesson_does_not_speak_of_leads_back_to_its_sections(message: str) -> None:
    reply = ask(message)
    assert reply.move == "redirect"
    assert reply.see == ("bread.starter", "bread.rest", "bread.oven")
    assert not reply.text
    assert not reply.quotes


def test_answer_to_a_check_is_met_with_where_to_compare_it() -> None:
    check = BREAD.checks[0]
    tutor = LessonTutor()
    for message in ("It slows the yeast.", "nonsense", ""):
        request = TutorRequest("compare", BREAD, message, check=check)
        assert asyncio.run(tutor.reply(request)) == TutorReply("compare", see=("bread.rest",))
    unseen = check.model_copy(update={"see": None})
    request = TutorRequest("compare", BREAD, "no idea", check=unseen)
    assert asyncio.run(tutor.reply(request)) == TutorReply("compare")


def german_lab() -> Lab:
    text = (
        "Die Hefen verwandeln Zucker in Gas.",
        "Das Salz bremst die Hefe.",
        "Dampf hält die Kruste in den ersten Minuten weich.",
    )
    return BREAD.model_copy(
        update={
            "locale": "de",
            "faq": (),
            "glossary": (Term(term="Hefe", also=("Germ",), means="Ein Pilz."),),
            "passages": tuple(
                Passage(lesson="brot", section=f"brot.{number}", title="Teig", text=each)
                for number, each in enumerate(text)
            ),
        }
    )


def test_german_words_are_compared_by_their_stems() -> None:
    reply = ask("Wie bleiben denn Krusten minutenlang weich, mit Dampf?", german_lab())
    assert [each.section for each in reply.quotes] == ["brot.2"]
    assert not reply.closest
    assert ask("Was sind Hefen?", german_lab()).text == "Ein Pilz."
    assert ask("Was heißt Germ?", german_lab()).text == "Ein Pilz."
    assert ask("Wie ist das denn mit der?", german_lab()).move == "redirect"


def test_words_of_other_languages_are_compared_as_they_stand() -> None:
    lab = german_lab().model_copy(update={"locale": "xx-unknown"})
    assert ask("Zucker Hefen", lab).quotes[0].section == "brot.0"


def test_lab_without_passages_answers_and_glossary_leads_back() -> None:
    lab = BREAD.model_copy(update={"faq": (), "glossary": (), "passages": ()})
    assert ask("Why does the dough rise?", lab) == TutorReply("redirect")


def test_what_stands_behind_the_first_words_changes_nothing() -> None:
    question = "salt yeast " + "and " * (MOST_WORDS - 2)
    assert ask(question + "crust steam oven " * 2_000) == ask(question)


words = st.sampled_from("dough yeast salt the what is why crust Jupiter sourdough not".split())
messages = st.one_of(st.text(), st.lists(words, max_size=12).map(" ".join))


@given(messages)
@example(HOSTILE[3])
def test_any_message_gets_a_reply_that_keeps_the_promises(message: str) -> None:
    reply = ask(message)
    assert reply.move in get_args(Move)
    assert ask(message) == reply


@given(messages)
def test_lesson_tutor_says_nothing_but_words_of_the_author(message: str) -> None:
    authored = {faq.say for faq in BREAD.faq} | {term.means for term in BREAD.glossary}
    assert ask(message).text in authored | {""}
