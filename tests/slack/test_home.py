"""Home shows places; what is of an activity opens in the messages, and Home says so."""

from tests.slack.workspace import teaching

from courseware_core.storage import open_store


async def test_home_shows_the_start_menu_and_places_in_its_stead() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        await ada.opens_home()
        await ada.until_home(lambda home: "Learning path" in home.labels)
        before = len(ada.screens)
        await ada.press("Learning path")
        await ada.until_home(lambda home: "Learning path" not in home.labels)
        await ada.press("Menu")
        await ada.until_home(lambda home: "Learning path" in home.labels)
        assert len(ada.screens) == before


async def test_an_activity_opens_in_the_messages_and_home_leads_there() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        await ada.opens_home()
        await ada.until_home(lambda home: "Learning path" in home.labels)
        await ada.press(next(each for each in ada.home.labels if each.startswith("Go on")))
        home = await ada.until_home(lambda home: "Go to our messages" in home.labels)
        assert "is open in our messages" in home.text
        assert "Learning path" in home.labels
        await ada.until(lambda screen: "Contents" in screen.labels)
        await ada.opens_home()
        await ada.until_home(lambda home: "Go to our messages" not in home.labels)


async def test_home_is_published_again_where_somebody_else_just_did() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        workspace.here.api.faults.refuses("hash_conflict", "views.publish")
        await ada.opens_home()
        await ada.until_home(lambda home: "Learning path" in home.labels)


async def test_who_opens_the_messages_for_the_first_time_finds_a_beginning() -> None:
    async with teaching() as workspace:
        ada = workspace.here.person("Ada")
        await ada.opens_messages()
        await ada.until(lambda screen: "Begin" in screen.labels)
        await ada.opens_messages()
        await workspace.here.settled()
        assert len(ada.screens) == 1


async def test_a_form_of_home_is_answered_at_home() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        await ada.opens_home()
        await ada.until_home(lambda home: "Look up a term" in home.labels)
        await ada.press("Look up a term")
        await ada.until_home(lambda home: "Learning path" not in home.labels)
        await ada.press("Look up")
        await ada.until_form()
        await ada.submit_modal({"Look up a term": "oxidation"})
        await ada.until_home(lambda home: "begins when the air" in home.text)


async def test_where_nothing_can_be_saved_home_says_so_and_stays() -> None:
    store = await open_store("memory:")
    async with teaching(store=store) as workspace:
        ada = await workspace.begun("Ada")
        await ada.opens_home()
        await ada.until_home(lambda home: "Learning path" in home.labels)
        await store.close()
        await ada.press(next(each for each in ada.home.labels if each.startswith("Go on")))
        await ada.until_home(lambda home: "could not be saved" in home.text)
        assert "Learning path" in ada.home.labels
