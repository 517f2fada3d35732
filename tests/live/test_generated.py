"""Programs that nobody wrote: equal results, or a refusal."""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from live.generated import MODULE, function_of, program
from live.node import difference, run_in_node, run_in_python
from live.programs import inputs_of

from secbook.live.translate import TranslationError, translate_expression

TRANSLATOR = ("emit", "kinds", "library", "parse", "translate")
PROGRAMS = 2000

# Where JavaScript has no number that is exact, it says so; Python goes on.
ONLY_IN_JAVASCRIPT = ("OverflowError", "ArithmeticError")
# The words of these name types or operators, which the browser has not.
OTHER_WORDS = ("TypeError", "ZeroDivisionError")


def disagreement(source: str) -> str:
    """Return where a program and its translation differ, or ``""``."""
    function = function_of(source)
    if function is None:
        return ""
    try:
        translation = translate_expression(function)
    except TranslationError:
        return ""
    inputs = inputs_of(function)
    for given_, found in zip(inputs, run_in_node(translation, inputs), strict=True):
        expected = run_in_python(function, given_)
        if found.error in ONLY_IN_JAVASCRIPT and found.error != expected.error:
            continue
        if expected.error or found.error:
            words = expected.error in OTHER_WORDS or expected.message == found.message
            problem = "" if expected.error == found.error and words else f"{expected}, {found}"
        else:
            problem = difference(expected.value, found.value, 1e-9)
        if problem:
            return f"{given_}: {problem}\n{source[len(MODULE) :]}"
    return ""


@settings(max_examples=200, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_a_program_gives_what_python_gives_or_is_refused(chance: Random) -> None:
    """On the standard inputs: the same value, or the same error."""
    assert disagreement(program(chance)) == ""


@pytest.mark.long
def test_generated_programs_reach_the_whole_translator(tmp_path: Path) -> None:
    """They alone take at least 95 % of its branches; and many of them agree."""
    root = Path(__file__).parents[2]
    files = ",".join(f"*/secbook/live/{name}.py" for name in TRANSLATOR)
    environment = {
        **os.environ,
        "COVERAGE_FILE": str(tmp_path / "coverage"),
        "PYTHONPATH": os.pathsep.join([str(root), str(root / "tests")]),
    }
    command = [sys.executable, "-W", "ignore", "-m", "coverage"]
    for part in (
        ["run", "--branch", f"--include={files}", __file__],
        ["json", f"--include={files}", "-q", "-o", str(tmp_path / "found.json")],
    ):
        done = subprocess.run([*command, *part], cwd=root, env=environment, capture_output=True)
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    found = json.loads((tmp_path / "found.json").read_text())["totals"]

    assert found["num_branches"] > 300
    assert found["covered_branches"] / found["num_branches"] >= 0.95


if __name__ == "__main__":
    problems = [disagreement(program(Random(seed))) for seed in range(PROGRAMS)]
    sys.exit("\n".join(problem for problem in problems if problem)[:5000] or 0)
