"""The decision helper and the demo, from the first screen to the last, over a real record."""

import re
from pathlib import Path
from shutil import copytree

import pytest
from tests.app.demos import DECISION, DEMO, GUIDES
from tests.app.modelling import said
from tests.app.surroundings import ADA, BEA, learner, opened

from courseware_core.blocks import Callout
from courseware_core.engine.facts import ChoiceMade, ChoiceTakenBack, DemoFinished, PanelShown
from courseware_core.inputs import Answer, ChooseOne
from courseware_core.screen.conformance import satisfies
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Control, Intent, Screen
from courseware_core.screen.navigation import Go
from courseware_core.screen.profiles import PLAIN_TEXT, PROFILES, Profile
from courseware_core.screen.text import render_text
from courseware_core.storage.memory import MemoryStore
from courseware_core.testing.fakes import RepeatableChance
from courseware_core.testing.journeys import Learner, whole_module
from courseware_core.testing.surfaces import RepeatingSurface
from courseware_core.testing.words import MarkedWords, unmarked


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'record.db'}"


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def control(screen: Screen, label: str) -> Control:
    return next(each for each in screen.controls if label in each.label)


async def test_a_learner_takes_everything_and_it_is_completed(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await whole_module(someone)
        report = await app.progress(ADA)
        states = {each.activity: each.state for module in report.modules for each in module.activities}
        assert states == {"g1.l1": "finished", DECISION: "completed", DEMO: "completed"}
        names = [screen.name for screen in someone.seen]
        assert {"decision.question", "decision.end", "demo.task", "demo.panel", "demo.end"} <= set(names)


async def test_a_recommendation_says_why_what_to_do_and_what_to_measure(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        first = await someone.enter(DECISION)
        assert "Think of one evening." in said(first)
        for position in (2, 0, 0):  # a day, an oven, a starter
            screen = await someone.choose(position)
        assert screen.name == "decision.end"
        shown = said(screen)
        for words in (
            "Sourdough",
            "Then bake it hot.",
            "You have the time and the starter.",
            "How much time do you have? – A day",
            "Do you have an oven? – Yes",
            "Do you keep a starter? – Yes",
            "Weigh the flour before",
        ):
            assert words in shown


async def test_questions_that_change_nothing_are_not_asked(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await someone.enter(DECISION)
        await someone.choose(1)  # an evening: whether there is a starter makes no difference
        screen = await someone.choose(0)
        assert (screen.name, "A yeast loaf" in said(screen)) == ("decision.end", True)
        assert "starter" not in said(screen)


async def test_every_answer_can_be_changed_and_the_others_are_kept(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await someone.enter(DECISION)
        await someone.choose(1)
        await someone.choose(0)
        screen = await someone.press("Change answer 1")
        assert screen.name == "decision.question"
        assert "How much time do you have?" in said(screen)
        assert "oven" not in said(screen)
        assert "Flat bread" in said(await someone.choose(0))
        (module,) = (await app.progress(ADA)).modules
        assert module.activities[1].state == "completed"
        facts = [recorded.fact for stream in await app.export(ADA) for recorded in stream.facts]
        assert ChoiceTakenBack("time") in facts
        assert ChoiceMade("time", "little", "flat") in facts


async def test_it_stays_completed_while_an_answer_is_changed(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await someone.enter(DECISION)
        await someone.decide()
        await someone.press("Change answer 1")
        (module,) = (await app.progress(ADA)).modules
        found = module.activities[1]
        assert (found.state, found.done, found.total) == ("completed", 0, 3)
        assert (await learner(app).enter(DECISION)).name == "decision.question"


async def test_an_answer_that_is_changed_keeps_its_number_and_can_be_kept(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await someone.enter(DECISION)
        await someone.choose(2)
        await someone.choose(0)
        third = await someone.choose(1)
        assert (third.name, "Do you keep a starter? – No" in said(third)) == ("decision.end", True)
        await someone.press("Change answer 3")
        await someone.press("Change answer 2")
        again = await learner(app).enter(DECISION)
        assert again.progress is not None
        assert again.progress.label == "Question 2 of at most 3"
        assert isinstance(again.input, ChooseOne)
        assert again.input.chosen == (0,)
        labels = [each.label for each in again.controls]
        assert labels == ["Keep: Yes", "Change answer 1", "Menu"]
        starter = await someone.press("Keep: Yes")
        assert starter.progress is not None
        assert starter.progress.label == "Question 3 of at most 3"
        assert await someone.press("Keep: No") == third.model_copy(
            update={"controls": someone.screen.controls}
        )


async def test_answers_stand_under_the_numbers_of_their_questions(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await someone.enter(DECISION)
        await someone.choose(2)
        await someone.choose(0)
        await someone.choose(0)
        await someone.press("Change answer 1")
        flat = await someone.choose(0)
        assert "1. How much time do you have? – An hour" in render_text(flat)
        assert "2. Do you have an oven? – Yes" in render_text(flat)
        assert "Do you keep a starter?" not in render_text(flat)
        await someone.press("Change answer 2")
        pan = await someone.choose(1)
        assert [each.label for each in pan.controls if "Change" in each.label] == [
            "Change answer 1",
            "Change answer 2",
        ]


async def test_begun_anew_it_asks_everything_again(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await someone.enter(DECISION)
        await someone.decide()
        screen = await someone.press("Begin anew")
        assert (screen.name, "Your answers so far:" in said(screen)) == ("decision.question", False)


async def test_nothing_is_shown_before_it_is_earned(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        screen = await someone.enter(DECISION)
        while screen.name == "decision.question":
            serialised = screen.model_dump_json()
            for secret in ("Sourdough", "yeast loaf", "Flat bread", "quick enough", "Weigh the flour"):
                assert secret not in serialised
            screen = await someone.choose(0 if "oven" in said(screen) else 2)
        secrets = ["more flour, or a rest", "The examples show the form", "many doughs", "describe badly"]
        screen = await someone.enter(DEMO)
        for earned, secret in enumerate(secrets):
            assert not any(later in screen.model_dump_json() for later in secrets[earned:])
            screen = await someone.press("next")
            assert secret in screen.model_dump_json()


async def test_examples_are_labelled_as_written_on_every_screen_of_a_demo(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await someone.enter(DEMO)
        await someone.watch()
        shown = [screen for screen in someone.seen if screen.name.startswith("demo.")]
        assert len(shown) == 5
        for screen in shown:
            assert "These are written examples, not live output." in said(screen)


async def test_an_example_is_shown_as_it_stands_and_not_as_markdown(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        assert "The dough is *too* wet." in said(await someone.enter(DEMO))
        assert "need? The dough is *too* wet." in (await someone.press("next")).model_dump_json()


async def test_without_a_model_there_is_no_input_of_ones_own(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await someone.enter(DEMO)
        screen = await someone.watch()
        assert screen.input is None
        assert not any("own" in each.label for each in screen.controls)
        turn = await app.handle(ADA, Intent(token=Go("provider", DEMO).token()))
        assert turn.screen.name != "demo.try"


async def test_everything_delivered_twice_has_one_effect(url: str) -> None:
    async with opened(GUIDES) as app:
        await whole_module(learner(app))
        once = [(s.session, r.fact) for s in await app.export(ADA) for r in s.facts]
    async with opened(GUIDES, url) as app:
        await whole_module(Learner(RepeatingSurface(app, ADA), app.catalog))
        assert [(s.session, r.fact) for s in await app.export(ADA) for r in s.facts] == once


async def test_a_late_press_changes_nothing_and_is_told(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        old = await someone.enter(DECISION)
        now = await someone.choose(1)
        assert old.submit is not None
        turn = await app.handle(ADA, Intent(token=old.submit.token, answer=Answer(values=(2,))))
        assert (turn.screen, "no longer current" in turn.notice) == (now, True)
        task = await someone.enter(DEMO)
        panel = await someone.press("next")
        turn = await app.handle(ADA, Intent(token=control(task, "first way").token))
        assert (turn.screen, "no longer current" in turn.notice) == (panel, True)


async def test_somebody_elses_press_does_nothing(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        screen = await someone.enter(DECISION)
        await learner(app, BEA).enter()
        assert screen.submit is not None
        turn = await app.handle(BEA, Intent(token=screen.submit.token, answer=Answer(values=(0,))))
        assert turn.screen.name != "decision.question"
        assert (await learner(app).enter(DECISION)) == screen


async def test_one_goes_on_at_the_same_step_on_another_surface(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await someone.enter(DECISION)
        question = await someone.choose(1)
        await someone.enter(DEMO)
        panel = await someone.press("next")
    async with opened(GUIDES, url, profile=PLAIN_TEXT) as app:
        someone = learner(app)
        assert await someone.enter(DECISION) == question
        assert await someone.enter(DEMO) == panel


async def test_edited_content_never_changes_what_is_under_way(tmp_path: Path) -> None:
    store, chance = MemoryStore(), RepeatableChance()
    async with opened(GUIDES, store, chance=chance) as app:
        someone = learner(app)
        await someone.enter(DECISION)
        question = await someone.choose(1)
        await someone.enter(DEMO)
        panel = await someone.press("next")
    edited = tmp_path / "guides"
    copytree(GUIDES, edited)
    for name, old, new in (
        ("decision.yaml", "Do you have an oven?", "Is there an oven?"),
        ("demo.yaml", "more flour, or a rest", "a rest"),
    ):
        path = edited / "g1-bread" / "l1-bread" / name
        path.write_text(path.read_text().replace(old, new))
    async with opened(edited, store, chance=chance) as app:
        someone = learner(app)
        assert await someone.enter(DECISION) == question
        assert await someone.enter(DEMO) == panel
        await someone.watch()
        await someone.press("See it again")
        assert "more flour" not in said(await someone.press("next"))


async def test_what_is_recorded_of_a_demo_is_which_panels_were_shown(url: str) -> None:
    async with opened(GUIDES, url) as app:
        someone = learner(app)
        await someone.enter(DEMO)
        await someone.watch()
        facts = [recorded.fact for stream in await app.export(ADA) for recorded in stream.facts]
        assert [fact.panel for fact in facts if isinstance(fact, PanelShown)] == [
            "instruction",
            "few-shot",
            "tuned",
        ]
        assert facts[-1] == DemoFinished()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
async def test_every_screen_fits_every_surface(profile: Profile) -> None:
    async with opened(GUIDES) as app:
        someone = learner(app)
        await whole_module(someone)
        await someone.enter(DECISION)
        await someone.press("Change answer 1")
        for screen in someone.seen:
            pages = fit(screen, profile)
            assert [satisfies(page, profile) for page in pages] == [()] * len(pages)


async def test_every_sentence_of_the_product_is_in_the_catalogue() -> None:
    """With a catalogue that marks its sentences, all that is not marked is the course's own."""
    async with opened(GUIDES, words_in=lambda _: MarkedWords()) as app:
        someone = learner(app)
        await whole_module(someone)
        authored = {word for path in GUIDES.rglob("*.*") for word in words(path.read_text())}
        shown = [screen for screen in someone.seen if screen.name.startswith(("decision.", "demo."))]
        for screen in shown:
            labels = [each.label for each in (*screen.controls, screen.submit) if each]
            labels += [block.label for block in screen.blocks if isinstance(block, Callout)]
            left = unmarked("\n".join((*labels, said(screen), screen.title)))
            assert words(left) <= authored, screen.name
