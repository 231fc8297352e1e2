"""The picture of the terminal in the README."""

import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).parents[2] / "tools/picture.py"


def test_the_picture_is_drawn_from_the_real_course_and_fetches_nothing(tmp_path: Path) -> None:
    picture = tmp_path / "terminal.svg"
    subprocess.run([sys.executable, TOOL, picture], check=True)
    drawn = picture.read_text()
    assert "What&#160;Fine-Tuning&#160;Actually&#160;Does" in drawn
    assert "url(http" not in drawn
