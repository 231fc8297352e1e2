"""What may stand in the repository's files."""

import re
from pathlib import Path

REGISTRY = r"\b(?:pypi|pythonhosted|npmjs)\.(?:org|com)\b|--(?:extra-)?index-url|--find-links"
PATH_OUTSIDE_TESTS = r"(?<![\w.>}])/(?:home|root|tmp|Users)/\w"


def test_no_file_names_a_path_of_one_machine_or_a_package_registry(root: Path, files: list[Path]) -> None:
    here = re.escape(f"{root.resolve()}/")
    found = []
    for name in files:
        if root / name == Path(__file__):
            continue
        patterns = [REGISTRY, here] + [PATH_OUTSIDE_TESTS] * (name.parts[0] != "tests")
        for number, line in enumerate((root / name).read_text(errors="ignore").splitlines(), 1):
            found += [f"{name}:{number}: {line}" for seen in patterns if re.search(seen, line)]
    assert found == []
