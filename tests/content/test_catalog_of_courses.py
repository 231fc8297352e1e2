"""The catalog: activities by id, pinned by the digest of their canonical form."""

import json
import shutil
from pathlib import Path

import pytest
from tests.content.conftest import TINY, CourseCopy
from tests.content.drawn import png

from courseware_core.content import catalog as catalogs
from courseware_core.content.catalog import Catalog, bundled_content, catalog_of, digest, load_catalog, parse
from courseware_core.errors import ContentError, UnknownActivity

IDS = ("t1.l1", "t1.l1.quiz", "t1.l1.lab", "t1.l2", "t1.l2.quiz", "t1.test")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(TINY)


@pytest.mark.parametrize("activity_id", IDS)
def test_activity_survives_being_compiled(catalog: Catalog, activity_id: str) -> None:
    pinned = catalog.activity(activity_id)
    body = catalogs.compile(pinned.activity)
    assert parse(body) == pinned.activity
    assert catalogs.compile(parse(body)) == body
    assert digest(body) == pinned.digest
    assert catalog.by_digest(pinned.digest) is pinned.activity


@pytest.mark.parametrize("activity_id", IDS)
def test_compiled_form_is_canonical(catalog: Catalog, activity_id: str) -> None:
    body = catalogs.compile(catalog.activity(activity_id).activity)
    plain = json.loads(body)
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert body.decode() == canonical


def test_compiled_form_leaves_defaults_out_so_that_a_new_field_changes_no_digest(catalog: Catalog) -> None:
    quiz = json.loads(catalogs.compile(catalog.activity("t1.l2.quiz").activity))
    assert "tries" not in quiz
    assert quiz["kind"] == "quiz"
    assert quiz["questions"][0]["type"] == "single"
    assert "hints" not in quiz["questions"][0]


def test_digest_is_32_hexadecimal_digits(catalog: Catalog) -> None:
    assert len(int(catalog.activity("t1.l1").digest, 16).to_bytes(16)) == 16


def digests(catalog: Catalog) -> dict[str, str]:
    return {each: catalog.activity(each).digest for each in catalog.ids}


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        ("t1-tea/l1-leaves/quiz.yaml", "Peppermint", "Camomile", {"t1.l1.quiz"}),
        ("t1-tea/pools/core.yaml", "Half-way", "Midway", {"t1.test"}),
        ("t1-tea/pools/core.yaml", "were the people of Boston", "was Boston", {"t1.l1.lab"}),
        ("t1-tea/l1-leaves/lesson.md", "They called it", "People called it", {"t1.l1", "t1.l1.lab"}),
        ("t1-tea/module.yaml", "title: Tea", "title: Teas", set()),
    ],
)
def test_a_change_changes_the_digests_of_what_uses_it_and_no_others(
    tiny: CourseCopy, catalog: Catalog, file: str, old: str, new: str, changed: set[str]
) -> None:
    tiny.change(file, old, new)
    after = digests(catalog_of(tiny.load()))
    assert {each for each, found in digests(catalog).items() if after[each] != found} == changed


def test_a_change_of_a_picture_changes_the_digest_of_its_lesson(tiny: CourseCopy, catalog: Catalog) -> None:
    tiny.path("t1-tea/l1-leaves/leaf.png").write_bytes(png(b"another"))
    after = digests(catalog_of(tiny.load()))
    assert {each for each, found in digests(catalog).items() if after[each] != found} == {"t1.l1"}


def test_place_layout_and_order_of_keys_do_not_change_a_digest(
    tiny: CourseCopy, catalog: Catalog, tmp_path: Path
) -> None:
    tiny.change("t1-tea/test.yaml", "id: t1.test\ntitle: Module test\n", "title: Module test\nid: t1.test\n")
    tiny.change("t1-tea/test.yaml", "count: 3, avoid_seen: true", "avoid_seen: true, count: 3")
    tiny.change("t1-tea/test.yaml", "pass: 2/3", "pass: 4/6   # two of three")
    tiny.change("t1-tea/test.yaml", "30m", "1800s")
    moved = shutil.copytree(tiny.folder, tmp_path / "moved" / "elsewhere")
    assert digests(load_catalog(moved)) == digests(catalog)


def test_titles_are_found_by_id(catalog: Catalog) -> None:
    assert catalog.title("tiny") == "A Tiny Course on Tea"
    assert catalog.title("t1") == "Tea"
    assert catalog.title("t1.l1.lab") == "The Tea Leaf Explorer"
    assert catalog.section_title("t1.l1.trade") == "A leaf worth a quarrel"
    assert catalog.section_title("t1.l1") == "How a Leaf Becomes Tea"
    assert catalog.section_titles["t1.l2.time"] == "Time"


def test_neighbours_are_found_by_id(catalog: Catalog) -> None:
    assert catalog.module_of("t1.test").id == "t1"
    assert catalog.quiz_of("t1.l2") == "t1.l2.quiz"
    assert catalog.quiz_of("t1.l1.quiz") is None
    assert catalog.ids == IDS
    assert catalog.locales == ("en",)
    assert [each.id for each in catalog.courses] == ["tiny"]
    assert catalog.by_digest("0" * 32) is None


def test_unknown_id_is_answered_with_what_there_is(catalog: Catalog) -> None:
    for ask in (catalog.activity, catalog.title, catalog.module_of):
        with pytest.raises(UnknownActivity, match=r"`t1\.l3`.*Did you mean `t1\.l2`\?.*t1\.test"):
            ask("t1.l3")
    with pytest.raises(UnknownActivity, match=r"section `t1\.l1\.trades`"):
        catalog.section_title("t1.l1.trades")


def test_course_with_an_error_cannot_be_used_and_all_problems_are_said(tiny: CourseCopy) -> None:
    tiny.change("t1-tea/test.yaml", "count: 3", "count: 30")
    tiny.change("t1-tea/module.yaml", "number: 1", "number: one")
    with pytest.raises(ContentError, match="2 errors were found") as caught:
        load_catalog(tiny.folder)
    assert [each.split()[0] for each in caught.value.problems] == [
        "t1-tea/module.yaml:2:9:",
        "t1-tea/test.yaml:4:39:",
    ]
    first, second = caught.value.problems
    assert (
        str(caught.value)
        == f"The course cannot be used: 2 errors were found in its files. {first} (and 1 more)"
    )
    assert second not in str(caught.value)


def test_folder_without_a_course_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"^The course cannot be used: there is none\. ") as caught:
        load_catalog(tmp_path)
    (said,) = caught.value.problems
    assert "there is no course.yaml here" in said


@pytest.mark.parametrize("body", [b"", b"{}", b'{"kind":"podcast"}', b"\xff", b'{"kind":"lesson"}'])
def test_body_of_another_version_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(ContentError, match="cannot be read by this version"):
        parse(body)


def test_bundled_courses_can_be_used() -> None:
    assert "llm-course" in [course.id for course in load_catalog(bundled_content()).courses]
