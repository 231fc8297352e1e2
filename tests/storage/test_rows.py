"""What is written into rows comes back equal, whatever it is."""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware_core.chat import Usage
from courseware_core.engine.projections import Count, FinalResponse, Head
from courseware_core.identity import Identity
from courseware_core.ports import Call, Delivery, ModelUsage, Outcome, Settlement
from courseware_core.storage import rows

words = st.text(st.characters(codec="utf-8"), max_size=20)
moments = st.datetimes(
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=-11)), timezone(timedelta(hours=5, minutes=45))]
    ),
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
)
counts = st.integers(0, 10_000)
marks = st.fractions(max_denominator=10_000)
places = st.text(st.characters(codec="utf-8", exclude_characters=":\0"), min_size=1, max_size=20)
users = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
identities = st.builds(Identity, places, places, users)
heads = st.builds(
    Head,
    *(words, identities, words, words, words),
    status=st.sampled_from(["open", "closed", "voided"]),
    scope=words,
    started_at=moments,
    updated_at=moments,
    closed_at=st.none() | moments,
    deadline=st.none() | moments,
    done=counts,
    total=counts,
    score=st.none() | marks,
    out_of=st.none() | counts,
    passed=st.none() | st.booleans(),
    mark=words,
    mark_by=words,
    version=counts,
)
responses = st.builds(
    FinalResponse,
    *(words, words, words),
    options=st.lists(words).map(tuple),
    outcome=st.sampled_from(["right", "partial", "wrong"]),
    mark=marks,
    tries=counts,
    hints=counts,
    at=moments,
)
outcomes = st.builds(
    Outcome,
    status=st.sampled_from(["accepted", "refused"]),
    session=words,
    code=words,
    params=st.dictionaries(words, words),
)

calls = st.builds(Call, words, words, identities, words, st.dates(), counts, moments)
costs = st.decimals(0, 1_000_000, places=9)
used = st.builds(Usage, counts, counts, st.none() | costs, st.booleans())


@given(moments)
def test_a_moment_comes_back_exact(moment: datetime) -> None:
    assert rows.instant(rows.micros(moment)) == moment


@given(moments, moments)
def test_moments_keep_their_order(one: datetime, other: datetime) -> None:
    assert (rows.micros(one) < rows.micros(other)) == (one < other)


@given(heads)
def test_a_head_comes_back_equal(head: Head) -> None:
    assert rows.head(tuple(rows.head_row(head).values())) == head


@pytest.mark.parametrize(("kept", "known"), [(0, False), (1, True), (None, None), (True, True)])
def test_a_database_without_booleans_gives_them_back_as_booleans(
    kept: int | None, known: bool | None
) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    row = rows.head_row(Head("s", Identity("a", "b", "c"), "", "", "", "open", "", at, at))
    assert rows.head(tuple((row | {"passed": kept}).values())).passed is known
    if kept is not None:
        assert rows.count(("item", "digest", "option", kept, "2026-11", 1))[0].first is known


@given(responses)
def test_a_final_response_comes_back_equal(response: FinalResponse) -> None:
    assert rows.response(tuple(rows.response_row(response, 0).values())) == response


@given(st.builds(Delivery, identities, words, words), outcomes, moments)
def test_an_outcome_comes_back_equal(delivery: Delivery, outcome: Outcome, at: datetime) -> None:
    assert rows.outcome(rows.delivery_row(delivery, outcome, at)["outcome"]) == outcome


@given(st.builds(Count, words, words, words, st.booleans(), words))
def test_a_count_comes_back_equal(count: Count) -> None:
    assert rows.count(tuple(rows.count_row(count).values())) == (count, 1)


def test_marks_are_written_as_a_fraction() -> None:
    whole, third = (
        rows.head_row(Head("s", Identity("a", "b", "c"), "", "", "", "open", "", at, at, score=score))
        for at, score in ((datetime(2026, 1, 1, tzinfo=UTC), mark) for mark in (Fraction(3), Fraction(1, 3)))
    )
    assert (whole["score"], third["score"]) == ("3/1", "1/3")


@given(calls)
def test_a_call_comes_back_equal(call: Call) -> None:
    assert rows.call(tuple(rows.call_row(call).values())) == call


@given(calls, used)
def test_what_a_call_used_comes_back_equal(call: Call, used: Usage) -> None:
    row = rows.usage_row(Settlement(call, used))
    (kept,) = rows.usage([tuple(row.values())])
    assert kept == ModelUsage(call.day, call.actor.scope, call.model, 1, used, int(used.cost is None))


@given(calls, calls)
def test_calls_share_the_budgets_of_one_person_one_tenant_and_one_session_and_no_other(
    one: Call, other: Call
) -> None:
    named = [(call.actor, call.day) for call in (one, other)]
    in_tenants = [(call.actor.scope, call.day) for call in (one, other)]
    same = (named[0] == named[1], in_tenants[0] == in_tenants[1], one.session == other.session)
    for number, budget in enumerate(rows.budgets_of(one)):
        found = [budget == each for each in rows.budgets_of(other)]
        assert found == [same[number] and place == number for place in range(3)]
