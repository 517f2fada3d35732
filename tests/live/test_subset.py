"""Every line of the table "What a live model may use" is as it says."""

import ast
import datetime
import random
import re

import numpy
import pytest
from live.node import run_in_node, run_in_python
from live.programs import defined, disagreements, inputs_of

from secbook.live.subset import ONLY_IN_JAVASCRIPT, REFUSED, Row, refusals, table
from secbook.live.translate import TranslationError, translate, translate_expression

OTHERS = {"random": random, "datetime": datetime, "numpy": numpy}

EXAMPLES = [(row, example) for row in table() for example in row.examples]


def examples(*groups: str) -> pytest.MarkDecorator:
    chosen = [
        pytest.param(row, example, id=f"{row.remark} {example[:30]!r}")
        for row, example in EXAMPLES
        if row.group in groups
        or (not groups and row.group not in (ONLY_IN_JAVASCRIPT, REFUSED))
    ]
    return pytest.mark.parametrize(("row", "example"), chosen)


@examples()
def test_what_is_accepted_gives_what_python_gives(row: Row, example: str) -> None:
    """The same value, or the same error; and not only errors."""
    function = defined(example)
    inputs = inputs_of(function)

    assert disagreements(function, inputs) == []
    assert any(not run_in_python(function, given).error for given in inputs)


@examples(ONLY_IN_JAVASCRIPT)
def test_what_javascript_cannot_do_is_an_error_there(row: Row, example: str) -> None:
    """It never goes on with another value than Python's."""
    function = defined(example)
    inputs = inputs_of(function)
    outcomes = run_in_node(translate_expression(function), inputs)

    assert any(outcome.error in ("OverflowError", "ArithmeticError") for outcome in outcomes)
    for given, outcome in zip(inputs, outcomes, strict=True):
        if not outcome.error:
            assert outcome.value == run_in_python(function, given).value


@examples(REFUSED)
def test_what_is_refused_is_refused_by_its_name(row: Row, example: str) -> None:
    """Before anything runs, with the line and what to write instead."""
    with pytest.raises(TranslationError) as problem:
        translate(defined(example, **OTHERS))

    assert problem.value.key in row.keys
    assert row.advice in str(problem.value)
    if problem.value.key != "source":
        assert re.match(r"the notebook, line \d+, in \S+: ", str(problem.value))


def test_every_refusal_has_an_example() -> None:
    assert [key for key, row in refusals().items() if not row.examples] == [
        "other",
        "TypeAlias",
        "TemplateStr",
    ]


def test_every_statement_and_expression_of_python_is_accepted_or_refused() -> None:
    """The translator knows what it does not know."""
    from secbook.live.emit import Body

    parts = [*ast.stmt.__subclasses__(), *ast.expr.__subclasses__()]
    later = {"FormattedValue", "Interpolation"}
    known = {name[3:] for name in dir(Body) if name[:3] in ("on_", "do_")}
    assert {part.__name__ for part in parts} - later - known <= set(refusals())
