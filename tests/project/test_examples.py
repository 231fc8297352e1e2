"""The examples are run as a reader runs them."""

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_embedded_course_is_taken_line_by_line_and_goes_on_where_it_stopped() -> None:
    def run(typed: str) -> str:
        done = subprocess.run(
            [sys.executable, EXAMPLES / "embed_cli.py"],
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout

    first = run("begin\nB\nnonsense\n")
    assert "Question 1 of 3" in first
    assert "Your answer:" in first
    assert "“nonsense” is not on the screen." in first
    assert "Your answer:" in run("")


def test_the_embedded_course_takes_about_fifteen_lines() -> None:
    source = (EXAMPLES / "embed_cli.py").read_text(encoding="utf-8")
    body = [line for line in source.split('"""', 2)[2].splitlines() if line.strip()]
    assert len(body) <= 20
