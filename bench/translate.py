"""How fast a translated model is, beside CPython, and how long its translation takes.

Run ``python -m bench.translate``; it prints the Markdown of `table`.
"""

import json
import statistics
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from secbook.data import scenario
from secbook.live.translate import translate_expression
from secbook.models.alliance import war_reach
from secbook.models.world import MECHANISMS, assess, confront
from tests.live.node import node

ROOT = Path(__file__).parents[1]

WORLD = scenario("1914")
PACTS = [
    (u, v, WORLD.pacts[u][v])
    for v in range(len(WORLD.states))
    for u in range(v)
    if WORLD.pacts[u][v] > 0
]
CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "confront, 1914": (
        confront,
        {
            "world": WORLD,
            "challenger": "AUH",
            "target": "SRB",
            "mechanisms": list(MECHANISMS),
        },
    ),
    "assess, 1914": (assess, {"world": WORLD, "mechanisms": list(MECHANISMS)}),
    "war_reach, 1914": (
        war_reach,
        {"pacts": PACTS, "states": len(WORLD.states), "challenger": 1, "target": 6},
    ),
}

SECONDS = 1.0
"""How long each side runs, after as long a warm-up."""

# Runs a model on its input for some time twice, and prints the microseconds of the last runs.
SCRIPT = """
const { source, given, seconds } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const run = eval(source);
let rounds = 0, start = 0;
for (let part = 0; part < 2; part++) {
  start = performance.now();
  for (rounds = 0; performance.now() - start < 1000 * seconds; rounds++) run(given);
}
console.log((1000 * (performance.now() - start)) / rounds);
"""

# Translates in a process of its own, twice, and prints the milliseconds.
FRESH = """
import sys
from importlib import import_module
from time import perf_counter
from secbook.live.translate import translate_expression
function = getattr(import_module(sys.argv[1]), sys.argv[2])
for _ in range(2):
    start = perf_counter()
    translate_expression(function)
    print(1000 * (perf_counter() - start))
"""


def in_python(function: Any, given: dict[str, Any]) -> float:
    """Return the microseconds of a call."""
    for _ in range(2):
        start, rounds = perf_counter(), 0
        while perf_counter() - start < SECONDS:
            function(**given)
            rounds += 1
    return 1e6 * (perf_counter() - start) / rounds


def in_node(function: Any, given: dict[str, Any]) -> float:
    """Return the microseconds of a call of the translation."""
    plain = {key: asdict(value) if value is WORLD else value for key, value in given.items()}
    request = {"source": translate_expression(function), "given": plain, "seconds": SECONDS}
    done = subprocess.run(
        [node(), "-e", SCRIPT], input=json.dumps(request), capture_output=True, text=True
    )
    return float(done.stdout)


def translation(function: Any, runs: int = 5) -> tuple[float, float]:
    """Return the milliseconds of the first and of the second translation in a process."""
    command = [sys.executable, "-c", FRESH, function.__module__, function.__name__]
    times = [
        [float(line) for line in subprocess.check_output(command, cwd=ROOT, text=True).split()]
        for _ in range(runs)
    ]
    first, second = (statistics.median(column) for column in zip(*times, strict=True))
    return first, second


def table() -> str:
    """Return the table."""
    lines = [
        "| model | CPython, µs | translated, µs | times faster | "
        "first translation, ms | again, ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, (function, given) in CASES.items():
        slow, fast = in_python(function, given), in_node(function, given)
        first, again = translation(function)
        lines.append(
            f"| {name} | {slow:.0f} | {fast:.0f} | {slow / fast:.1f} | "
            f"{first:.0f} | {again:.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
