"""How fast a translated model is, beside CPython, and how long its translation takes.

Run ``python -m bench.translate``; it prints the Markdown of `table`.
"""

import json
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

BATCHES, SECONDS = 30, 0.05
"""How often and how long each side runs, after as long a warm-up; the best batch counts."""

# Runs a model on its input in batches, and prints the microseconds of a call in the best.
SCRIPT = """
const { source, given, batches, seconds } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const run = eval(source);
let best = Infinity;
for (let batch = 0; batch < 2 * batches; batch++) {
  const start = performance.now();
  let rounds = 0;
  for (; performance.now() - start < 1000 * seconds; rounds++) run(given);
  if (batch >= batches) best = Math.min(best, (1000 * (performance.now() - start)) / rounds);
}
console.log(best);
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
    best = float("inf")
    for _ in range(2 * BATCHES):
        start, rounds = perf_counter(), 0
        while perf_counter() - start < SECONDS:
            function(**given)
            rounds += 1
        best = min(best, 1e6 * (perf_counter() - start) / rounds)
    return best


def in_node(function: Any, given: dict[str, Any]) -> float:
    """Return the microseconds of a call of the translation."""
    plain = {key: asdict(value) if value is WORLD else value for key, value in given.items()}
    request = {
        "source": translate_expression(function),
        "given": plain,
        "batches": BATCHES,
        "seconds": SECONDS,
    }
    done = subprocess.run(
        [node(), "-e", SCRIPT], input=json.dumps(request), capture_output=True, text=True
    )
    return float(done.stdout)


def translation(function: Any, runs: int = 10) -> tuple[float, float]:
    """Return the milliseconds of the first and of the second translation in a process.

    The best of some processes counts.
    """
    command = [sys.executable, "-c", FRESH, function.__module__, function.__name__]
    times = [
        [float(line) for line in subprocess.check_output(command, cwd=ROOT, text=True).split()]
        for _ in range(runs)
    ]
    first, second = (min(column) for column in zip(*times, strict=True))
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
