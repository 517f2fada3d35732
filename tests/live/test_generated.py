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
from live.programs import broken_promise

TRANSLATOR = ("emit", "kinds", "library", "parse", "translate")
PROGRAMS = 2000


def disagreement(source: str) -> str:
    """Return where a program and its translation differ, or ``""``."""
    function = function_of(source)
    problem = broken_promise(function) if function else ""
    return f"{problem}\n{source[len(MODULE) :]}" if problem else ""


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
