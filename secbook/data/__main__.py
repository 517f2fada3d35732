"""``python -m secbook.data``: bring sizes, row counts and hashes of the package up to date.

Run it after a change to a file of this folder. Everything else in ``datapackage.json`` is
written by hand: whoever changes a table says there where the change is from.
"""

import csv
import json
from hashlib import sha256
from pathlib import Path
from typing import Any


def measure(path: Path) -> dict[str, Any]:
    """Return hash, size in bytes and number of rows of a CSV file or of a JSON list."""
    content = path.read_bytes()
    text = content.decode("utf-8")
    if path.suffix == ".json":
        rows = len(json.loads(text))
    else:
        rows = sum(1 for _ in csv.reader(text.splitlines(keepends=True))) - 1
    return {
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "bytes": len(content),
        "records": rows,
    }


def refresh(folder: Path) -> list[str]:
    """Measure every file of the package anew; return the names of those that had changed."""
    target = folder / "datapackage.json"
    package = json.loads(target.read_text(encoding="utf-8"))
    changed = []
    for resource in package["resources"]:
        measured = measure(folder / resource["path"])
        if measured != {key: resource[key] for key in measured}:
            resource.update(measured)
            changed.append(resource["name"])
    if changed:
        text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
        target.write_text(text, encoding="utf-8", newline="\n")
    return changed


if __name__ == "__main__":
    print("changed:", ", ".join(refresh(Path(__file__).parent)) or "nothing")
