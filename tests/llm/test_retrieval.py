"""Words, ranking and excerpts, on texts of any kind."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.content.model import Term
from courseware_core.llm.language import MOST_WORDS, language
from courseware_core.llm.retrieval import EVERYDAY, Glossary, Ranking, excerpt

ENGLISH = language("en")
texts = st.lists(st.lists(st.sampled_from("abcdefg"), max_size=8), max_size=6)
queries = st.dictionaries(
    st.sampled_from("abcdxyz"), st.frozensets(st.sampled_from("abcdefg"), min_size=1), max_size=5
)
sentences = st.lists(
    st.sampled_from(
        [
            "Salt slows the yeast.",
            "Is it warm?",
            "The dough (e.g. Rye) rises!",
            "Kim et al. Found that in 2019.",
            "Steam keeps the crust soft for about ten minutes.",
            "生地を寝かせる。",
        ]
    ),
    min_size=1,
    max_size=9,
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Doughs RISING", ("dough", "rise")),
        ("the baker’s oven, the baker's oven", ("the", "baker", "oven") * 2),
        ("It doesn't rise", ("it", "does", "not", "rise")),
        ("low-rank 70B/3.5", ("low", "rank", "70b", "3", "5")),
        ("ﬁne", ("fine",)),
        ("\ud800 🥖 __", ()),
    ],
)
def test_words_are_compared_without_case_endings_and_signs(text: str, words: tuple[str, ...]) -> None:
    assert ENGLISH.words(text) == words


@pytest.mark.parametrize("asked", ["What is yeast?", "whats yeast, in simple words", "yeast for beginners"])
def test_how_an_answer_should_sound_is_no_part_of_what_is_asked(asked: str) -> None:
    assert ENGLISH.core(ENGLISH.words(asked)) == ("yeast",)


def test_word_that_a_text_writes_with_a_hyphen_is_known_in_one_word_too() -> None:
    texts = ["Dry-cure the ham by slow-baking.", "An on-line shop is online."]
    assert ENGLISH.compounds(texts) == {"drycur": ("dri", "cure"), "slowbak": ("slow", "bake")}


@pytest.mark.parametrize("locale", ["de", "de_AT", "de-CH", "DE"])
def test_region_of_a_locale_does_not_matter(locale: str) -> None:
    assert language(locale) == language("de") != language("en")


@given(st.text(max_size=200), st.integers(1, 500))
def test_a_text_has_a_bounded_number_of_words(text: str, times: int) -> None:
    assert len(ENGLISH.words(text * times)) <= MOST_WORDS


@given(texts, queries)
def test_matches_are_those_texts_that_share_a_word_best_first(
    texts: list[list[str]], query: dict[str, frozenset[str]]
) -> None:
    wanted = frozenset().union(*query.values())
    matches = Ranking(texts).matches(query)
    assert {match.text for match in matches} == {
        number for number, text in enumerate(texts) if wanted & set(text)
    }
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    for match in matches:
        assert match.score > 0
        met = [word for word, same in query.items() if same & set(texts[match.text])]
        assert match.shared == len(met)
        assert 0 < match.coverage <= 1 + 1e-9


def test_rare_word_tells_more_than_a_common_one_and_a_short_text_more_than_a_long_one() -> None:
    ranking = Ranking([["salt", "dough"], ["dough", "oven", "crust", "steam"], ["dough"]])
    assert ranking.weight("rye") > ranking.weight("salt") > ranking.weight("dough")
    query = {"dough": frozenset({"dough"})}
    assert [match.text for match in ranking.matches(query)] == [2, 0, 1]
    rare = query | {"oven": frozenset({"oven"})}
    assert ranking.matches(rare)[0].text == 1


def test_everyday_word_tells_less_than_another_that_is_as_rare() -> None:
    ranking = Ranking([["salt"], ["good"]], everyday={"good"})
    assert ranking.weight("good") == EVERYDAY * ranking.weight("salt")
    unknown = Ranking([["salt"]], everyday={"good"})
    assert unknown.weight("good") == EVERYDAY * unknown.weight("rye")
    asked = {word: frozenset({word}) for word in ("salt", "good")}
    assert [(match.text, match.shared) for match in ranking.matches(asked)] == [(0, 1), (1, EVERYDAY)]


def test_other_names_of_a_term_stand_for_its_words_and_its_own_words_only_for_themselves() -> None:
    leaven = Term(term="wild leaven", also=("the mother dough", "starter"), means="It makes gas.")
    glossary = Glossary([leaven], ENGLISH)
    asked = glossary.query(ENGLISH.words("How warm is mother dough, or the leaven?"))
    own = frozenset({"wild", "leaven"})
    assert asked == {
        "warm": {"warm"},
        "mother": {"mother"} | own,
        "dough": {"dough"} | own,
        "leaven": {"leaven"},
    }
    assert glossary.named(ENGLISH.words("What is the mother dough?")) == leaven
    assert glossary.named(ENGLISH.words("Which mother?")) is None
    assert glossary.named(()) is None


@given(sentences, st.integers(1, 40))
def test_excerpt_is_whole_sentences_of_the_text_and_as_short_as_was_asked(text: str, most_words: int) -> None:
    found = excerpt(text, {"yeast": 2.0, "crust": 1.0}, ENGLISH, most_words=most_words)
    assert found
    assert found in text
    before, after = text.split(found, 1)
    assert not before.strip() or before.strip()[-1] in ".?!。"
    assert not after.strip() or found[-1] in ".?!。"
    assert len(found.split()) <= max(most_words, 9)


def test_excerpt_holds_the_sentences_that_were_wanted() -> None:
    text = "Steam is hot. Kim et al. Measured it. Salt slows yeast. Gas lifts dough."
    assert excerpt(text, {"yeast": 1.0}, ENGLISH, most_words=3) == "Salt slows yeast."
    assert excerpt(text, {"measur": 1.0}, ENGLISH, most_words=5) == "Kim et al. Measured it."
    assert excerpt(text, {"dough": 1.0, "yeast": 2.0}, ENGLISH, most_words=6) == (
        "Salt slows yeast. Gas lifts dough."
    )
    assert excerpt(text, {}, ENGLISH, most_words=60) == text


def test_of_sentences_with_the_same_words_the_first_is_the_excerpt() -> None:
    words = "salt yeast dough crust oven rye malt bran acid gas steam starch water".split()
    wanted = {word: number / 10 for number, word in enumerate(words)}
    orders = [
        [words[(first + step * n) % 13] for n in range(13)] for first in range(13) for step in range(1, 13)
    ]
    for one, other in pairwise(f"{' '.join(order).capitalize()}." for order in orders):
        assert excerpt(f"{one} {other} The end.", wanted, ENGLISH, most_words=13) == one


def test_excerpt_does_not_break_off_right_after_what_was_wanted() -> None:
    text = "Steam is hot. Salt slows yeast. Gas lifts dough. Crumb sets late."
    assert excerpt(text, {"yeast": 1.0}, ENGLISH, most_words=6) == "Salt slows yeast. Gas lifts dough."
    assert excerpt(text, {"crumb": 1.0}, ENGLISH, most_words=6) == "Gas lifts dough. Crumb sets late."
