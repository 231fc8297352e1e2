"""A term is found under every name that people use for it, in every course that defines it."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.content.catalog import Catalog, bundled_content, load_catalog
from courseware_core.glossary import CLOSE, LONGEST, SUGGESTED, Glossary

COURSES = Path(__file__).parents[1] / "data" / "courses"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """A course on tea and one on wine, both of which speak of tannins."""
    folder = tmp_path_factory.mktemp("courses")
    for name in ("tiny", "wine"):
        shutil.copytree(COURSES / name, folder / name)
    return load_catalog(folder)


@pytest.fixture(scope="module")
def tea() -> Glossary:
    return Glossary(load_catalog(COURSES / "tiny"))


@pytest.mark.parametrize(
    "typed",
    [
        "Oxidation",
        "oxidation",
        "OXIDATION",
        " oxidation? ",
        "oxidations",
        "browning",
        "Oxidising",
        "“browning”",
    ],
)
def test_a_term_is_found_by_its_names_in_any_case_and_form(tea: Glossary, typed: str) -> None:
    (found,) = tea.look_up(typed).definitions
    assert (found.term.term, found.lesson, found.lesson_title) == (
        "Oxidation",
        "t1.l1",
        "How a Leaf Becomes Tea",
    )


@pytest.mark.parametrize("typed", ["roasting", "pan-firing", "pan firing", "the roasting"])
def test_a_word_that_only_a_lab_explains_is_found_too(tea: Glossary, typed: str) -> None:
    (found,) = tea.look_up(typed).definitions
    assert (found.term.term, found.lesson) == ("roasting", "t1.l1")


def test_a_term_of_several_courses_is_found_in_each_the_nearest_first(both: Catalog) -> None:
    glossary = Glossary(both)
    assert [each.course for each in glossary.look_up("tannins").definitions] == ["tiny", "wine"]
    assert [each.course for each in glossary.look_up("tannins", course="wine").definitions] == [
        "wine",
        "tiny",
    ]


@pytest.mark.parametrize(
    ("typed", "near"),
    [("oxydation", "Oxidation"), ("corked", "Corked bottle"), ("bottle", "Corked bottle"), ("qwertz", "")],
)
def test_what_is_not_defined_gets_the_terms_that_are_near(both: Catalog, typed: str, near: str) -> None:
    found = Glossary(both).look_up(typed)
    assert not found.definitions
    assert found.close[:1] == ((near,) if near else ())


def test_terms_of_the_lesson_and_of_its_course_are_suggested_first(both: Catalog) -> None:
    glossary = Glossary(both)
    assert glossary.suggestions(lesson="t1.l2", course="tiny")[0] == "Tannins"
    assert glossary.suggestions(lesson="w1.l1", course="wine")[:2] == ("Tannins", "Corked bottle")
    assert set(glossary.suggestions()) >= {"Oxidation", "roasting", "Tannins", "Corked bottle"}


def test_every_definition_of_the_shipped_courses_is_found_by_every_name() -> None:
    catalog = load_catalog(bundled_content())
    glossary = Glossary(catalog)
    assert len(glossary.suggestions()) <= SUGGESTED
    for activity in catalog.activities:
        for term in activity.terms if activity.kind == "lesson" else ():
            for name in (term.term, *term.also):
                assert term in [each.term for each in glossary.look_up(name).definitions]


@given(typed=st.text(max_size=3 * LONGEST))
def test_anything_can_be_looked_up(tea: Glossary, typed: str) -> None:
    found = tea.look_up(typed)
    assert len(found.close) <= CLOSE
    assert not (found.definitions and found.close)


def test_a_term_that_is_called_so_comes_before_other_forms_of_the_word(both: Catalog) -> None:
    assert [each.course for each in Glossary(both).look_up("tannin").definitions] == ["wine", "tiny"]
