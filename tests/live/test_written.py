"""Programs that people write, ordinary ones and nasty ones: equal results, or a refusal."""

from pathlib import Path

import pytest
from live.programs import broken_promise, defined

from secbook.live.translate import TranslationError, translate_expression

PROGRAMS = (Path(__file__).parent / "written.txt").read_text("utf-8").split("\n===\n")


@pytest.mark.parametrize("source", PROGRAMS, ids=range(len(PROGRAMS)))
def test_a_program_gives_what_python_gives_or_is_refused(source: str) -> None:
    """On the standard inputs: the same value, or the same error."""
    assert broken_promise(defined(source + "\n")) == ""


def test_most_programs_run() -> None:
    """A translator that refuses all would break no promise."""
    refused = 0
    for source in PROGRAMS:
        try:
            translate_expression(defined(source + "\n"))
        except TranslationError:
            refused += 1

    assert refused < len(PROGRAMS) / 2
