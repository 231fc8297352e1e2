"""Measures, prints what was measured, and when that was everything writes docs/benchmarks.md."""

import argparse

from benchmarks import (
    goal01_slack,
    goal02_discord,
    goal03_store,
    goal05_slow_disk,
    goal07_fairness,
    goal08_postgres,
    goal12_engine,
    goal13_content,
    goal15_start,
    goal17_lab,
    report,
    running,
)

GOALS = (
    goal01_slack,
    goal02_discord,
    goal03_store,
    goal05_slow_disk,
    goal07_fairness,
    goal08_postgres,
    goal12_engine,
    goal13_content,
    goal15_start,
    goal17_lab,
)
FEWEST_ROUNDS = 5


def main() -> None:
    """Runs what the command line names. A target that is missed is said, and is no error."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("goals", nargs="*", metavar="GOAL", help="goal3, goal5, … (all of them)")
    parser.add_argument("--rounds", type=int, default=FEWEST_ROUNDS, help="how many rounds are measured")
    flags = parser.parse_args()
    known = {goal.name: goal for goal in (module.goal() for module in GOALS)}
    if unknown := set(flags.goals) - set(known):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there is {', '.join(known)}")
    chosen = [known[name] for name in flags.goals or known]
    rounds = running.run(chosen, flags.rounds)
    print(report.text(chosen, rounds))
    if not flags.goals and flags.rounds >= FEWEST_ROUNDS:
        report.write(chosen, rounds)


if __name__ == "__main__":
    main()
