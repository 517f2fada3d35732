"""Break the theory in every small way there is, and see whether its tests notice.

``make mutation`` does all of it and can be stopped and resumed; ``python -m tests.mutation
"*concert*"`` does part of it, and does that part again; ``rm -r _build/mutation`` forgets
all results. When a test has changed, the survivors are tried again. The result is
``tests/models/mutants.md``, where the reason under each survivor is written by hand and
kept as long as the survivor is.

mutmut passes over functions with a decorator, which nearly all models have. The project
is therefore copied to ``_build/mutation``, where each decorator of a model::

    @checked
    def f(): ...

is written as what it means::

    def f(): ...
    f = checked(f)
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COPY = ROOT / "_build" / "mutation"
REPORT = ROOT / "tests" / "models" / "mutants.md"

KILLED, ENDLESS, SURVIVED = (1, 3), (-24, 24, 36, 152), 0
"""How tests end that notice: they fail, or a mutant that never ends is stopped."""

RETRY = COPY / "retry"
"""Is there while survivors wait for tests that have changed."""

UNEXPLAINED = "No reason is known yet."

HEAD = """# What the tests of the theory do not notice

`make mutation` breaks each function of `secbook/models` in many small ways, and writes this.
`CONTRIBUTING.md` says how.
A mutant counts as killed if a test fails or if it never ends.
Below the table stands each that survived: the lines that differ, and why nobody need notice.

"""


def with_calls_for_decorators(source: str) -> str:
    """Return a module whose functions are decorated by calls below them.

    A function that was not decorated takes off the mark that mutmut leaves on it, by which
    it would pass for one that checks its arguments.
    """
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.FunctionDef):
            calls = [
                f"{node.name} = {ast.unparse(decorator)}({node.name})"
                for decorator in reversed(node.decorator_list)
            ]
            mark = f'vars({node.name}).pop("__wrapped__", None)'
            lines[node.end_lineno : node.end_lineno] = calls or [mark]
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            del lines[first - 1 : node.lineno - 1]
    return "\n".join(lines) + "\n"


def update_copy() -> bool:
    """Bring the copy up to date and return whether a test changed.

    A file that did not change is left alone, and so keeps its results.
    """
    names = ["pyproject.toml", "references.bib", "secbook", "tests"]
    tracked = subprocess.run(
        ["git", "ls-files", *names], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    wanted = {path: (ROOT / path).read_bytes() for path in tracked if (ROOT / path).exists()}
    for path in wanted:
        if re.fullmatch(r"secbook/models/\w+\.py", path):
            wanted[path] = with_calls_for_decorators(wanted[path].decode()).encode()
    wanted["conftest.py"] = wanted["tests/mutation/settings.py"]
    for folder in ("secbook", "tests"):
        for old in (COPY / folder).rglob("*"):
            if old.is_file() and str(old.relative_to(COPY)) not in wanted:
                old.unlink()
    changed = []
    for path, content in wanted.items():
        target = COPY / path
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            changed.append(path)
    shutil.rmtree(COPY / "mutants" / "tests", ignore_errors=True)
    return any(path.startswith("tests/") for path in changed)


def results() -> dict[Path, dict[str, Any]]:
    """Return what mutmut has stored for each module that has mutants."""
    files = sorted((COPY / "mutants" / "secbook" / "models").glob("*.py.meta"))
    stored = {file: json.loads(file.read_text(encoding="utf-8")) for file in files}
    return {file: result for file, result in stored.items() if result["exit_code_by_key"]}


def survivors() -> list[str]:
    """Return the names of the mutants that no test has noticed."""
    return [
        name
        for result in results().values()
        for name, end in result["exit_code_by_key"].items()
        if end == SURVIVED
    ]


def difference(mutant: str) -> tuple[str, str]:
    """Return the name of the function that a mutant changes, and the lines that differ."""
    from mutmut.mutation.diff_apply import find_mutant, get_diff_for_mutant

    module, _, name = re.sub(r"__mutmut_\d+$", "", mutant).rpartition(".")
    function = re.sub("^x_?", "", name).strip("ǁ").replace("ǁ", ".")
    diff = get_diff_for_mutant(mutant, path=find_mutant(mutant).path)
    lines = [line.rstrip() for line in diff.splitlines()]
    changed = [line for line in lines if re.match(r"[-+](?!\+\+|--)", line)]
    return f"{module.rpartition('.')[2]}.{function}", "\n".join(changed)


def reasons() -> dict[tuple[str, str], str]:
    """Return the reasons that the report gives, by function and difference."""
    text = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    found: dict[tuple[str, str], str] = {}
    for section in text.split("\n## `")[1:]:
        function, _, rest = section.partition("`\n")
        for block in rest.split("```diff\n")[1:]:
            diff, _, reason = block.partition("\n```\n")
            found[function, diff] = reason.strip()
    return found


def report() -> str:
    """Return the table, and each survivor with its reason."""
    known = reasons()
    rows, totals = [], Counter[str]()
    sections: dict[str, list[str]] = {}
    for file, result in results().items():
        counts = Counter[str]()
        for mutant, end in result["exit_code_by_key"].items():
            counts["mutants"] += 1
            counts["killed"] += end in KILLED
            counts["endless"] += end in ENDLESS
            counts["untried"] += end is None
            if end is not None and end not in (*KILLED, *ENDLESS):
                function, diff = difference(mutant)
                reason = known.get((function, diff), UNEXPLAINED)
                sections.setdefault(function, []).append(f"```diff\n{diff}\n```\n\n{reason}")
                counts["survived"] += 1
        rows.append(row(file.name.removesuffix(".py.meta"), counts))
        totals += counts
    table = [
        "| module | mutants | fail | never end | survive | not tried | killed, % |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *rows,
        row("all", totals),
    ]
    listed = [f"## `{name}`\n\n" + "\n\n".join(each) for name, each in sections.items()]
    return HEAD + "\n".join(table) + "\n\n" + "\n\n".join(listed) + "\n"


def row(name: str, counts: Counter[str]) -> str:
    """Return the row of a table for one module."""
    kinds = ("mutants", "killed", "endless", "survived", "untried")
    tried = counts["mutants"] - counts["untried"]
    share = (counts["killed"] + counts["endless"]) / tried if tried else 0
    cells = [name, *(str(counts[kind]) for kind in kinds), f"{100 * share:.1f}"]
    return f"| {' | '.join(cells)} |"


def main(mutants: list[str]) -> int:
    """Try the mutants that are named, or all that have not been tried with these tests."""
    if update_copy():
        RETRY.touch()
    os.chdir(COPY)
    command = [str(Path(sys.executable).with_name("mutmut")), "run"]
    end = 0
    try:
        end = subprocess.run([*command, *mutants], check=False).returncode
        if end == 0 and not mutants and RETRY.exists():
            if again := survivors():
                end = subprocess.run([*command, *again], check=False).returncode
            RETRY.unlink()
    except KeyboardInterrupt:
        end = 130
    REPORT.write_text(report(), encoding="utf-8")
    return end


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
