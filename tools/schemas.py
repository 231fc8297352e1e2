"""Writes the published JSON Schemas of Screen and Intent to docs/schema/."""

import json
from pathlib import Path

from courseware_core.screen.schema import schemas

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schema"

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / name).write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
