"""Streams written by every released version are read for ever."""

import json
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from courseware_core.engine import attempt, decision, demo, lab, lesson, person
from courseware_core.engine.facts import (
    FACTS,
    AttemptStarted,
    DecisionStarted,
    DemoStarted,
    Fact,
    LabStarted,
    LessonStarted,
    ModelsSwitched,
    decode,
    encode,
)
from courseware_core.engine.machine import fold

STREAMS = Path(__file__).parents[1] / "data" / "streams"
RELEASES = sorted(STREAMS.glob("*.jsonl"))


def streams(release: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in release.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found[record["session"]].append(record)
    return found


def fact_of(record: dict[str, Any]) -> Fact:
    return decode(record["type"], record["version"], json.dumps(record["payload"]))


def holds(written: Any, recorded: Any) -> bool:
    """Whether all that was recorded stands in what is written, with new fields beside it at any depth."""
    match written, recorded:
        case dict(), dict():
            return written.keys() >= recorded.keys() and all(
                holds(written[key], recorded[key]) for key in recorded
            )
        case list(), list():
            return len(written) == len(recorded) and all(map(holds, written, recorded))
        case _:
            return bool(written == recorded)


def summary(records: list[dict[str, Any]]) -> dict[str, Any]:
    """What a session's facts come to."""
    facts = [(fact_of(record), datetime.fromisoformat(record["at"])) for record in records]
    match facts[0][0]:
        case LessonStarted():
            reading = fold(lesson, facts)
            return {"finished": reading.finished, "scope": reading.scope, "pages": len(reading.read)}
        case AttemptStarted():
            attempted = fold(attempt, facts)
            assert attempted.closed is not None
            closed = attempted.closed
            own = {"practice": f"{closed.practice}/{closed.practice_of}"} if closed.practice_of else {}
            return {
                "score": f"{closed.score}/{closed.out_of}",
                "passed": closed.passed,
                "cause": closed.cause,
            } | own
        case LabStarted():
            talk = fold(lab, facts)
            return {"counted": talk.counted, "mark": list(lab.mark(talk)), "phase": talk.phase}
        case DecisionStarted():
            decided = fold(decision, facts)
            return {"chosen": dict(decided.chosen), "reached": decided.reached}
        case DemoStarted():
            shown = fold(demo, facts)
            return {"shown": list(shown.shown), "finished": shown.finished, "runs": len(shown.runs)}
        case ModelsSwitched():
            return {"models": person.models_allowed(fact for fact, _ in facts)}
        case _:
            someone = person.fold(fact for fact, _ in facts)
            told = {"providers": dict(someone.providers)} if someone.providers else {}
            return {"welcomed": someone.welcomed, "locale": someone.locale} | told


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_what_a_release_recorded_means_the_same_today(release: Path) -> None:
    expected = json.loads(release.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert {session: summary(records) for session, records in streams(release).items()} == expected


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_what_a_release_recorded_is_written_the_same_way_today(release: Path) -> None:
    for records in streams(release).values():
        for record in records:
            name, version, payload = encode(fact_of(record))
            assert (name, version) == (record["type"], record["version"])
            assert holds(json.loads(payload), record["payload"])


def test_the_latest_stream_holds_every_fact_there_is() -> None:
    recorded = {
        (record["type"], record["version"])
        for records in streams(RELEASES[-1]).values()
        for record in records
    }
    assert recorded == set(FACTS)


def test_every_version_of_the_changelog_has_a_stream() -> None:
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    released = {
        line.split("[")[1].split("]")[0] for line in changelog.splitlines() if line.startswith("## [")
    }
    assert released - {"Unreleased"} == {release.stem for release in RELEASES}
