"""What ours is measured against writes into the tables as they are."""

from benchmarks import floors_sqlite


def test_a_floor_on_sqlite_records_an_answer_for_everybody() -> None:
    sample = floors_sqlite.commit_each(2, 3)
    assert sample.operations == 6
