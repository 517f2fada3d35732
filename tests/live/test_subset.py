"""Every line of the table "What a live model may use" is as it says."""

import ast
import re
from html import escape

import numpy
import pytest
from live.node import run_in_node, run_in_python
from live.programs import defined, disagreements, inputs_of

from secbook.live import guide
from secbook.live.subset import ONLY_IN_JAVASCRIPT, REFUSED, Row, refusals, table
from secbook.live.translate import TranslationError, translate, translate_expression

OTHERS = {"numpy": numpy}

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


# What others wrote, or will write: each is in the table.
TEMPTATIONS = """
{v for v in xs}
[v for v in {1, 2, n}]
n is len(xs)
str(x)
f'{x}'
global LAST
nonlocal n
a: list[int] = []
try:
*args
[*xs, 1.0]
del own[0]
{1: x}
for key in own:
other = own
own += [1.0]
else:
(y := n) + y
match n:
t.strip().lower()
random.random()
datetime.date(n, 1, 1)
numpy.array(xs)
n * f(n - 1)
([x * v for x in xs for v in ns if v > 1], x)
later = [lambda: k for k in range(3)]
{1: 'int', True: 'bool'}
-7 % 2.5
min(x, nan)
sorted([x, float('nan'), 1.0])
isinstance(n, int)
print(n)
2**60
sum(xs)
round(2.5)
{0.125:.2f}
{2.5:.0f}
(x - 100) ** 0.5
[1][5]
{}['a']
bool(xs)
[[1, n], [x]] == [[1, 3], [2.5]]
n // n
""".strip().splitlines()


@pytest.mark.parametrize("code", TEMPTATIONS)
def test_no_temptation_is_left_out(code: str) -> None:
    """Each is accepted with equal results, or refused."""
    assert any(code in example for _, example in EXAMPLES)


def test_every_refusal_has_an_example() -> None:
    assert [key for key, row in refusals().items() if not row.examples] == [
        "other",
        "TypeAlias",
        "TemplateStr",
    ]


def test_every_statement_and_expression_of_python_is_accepted_or_refused() -> None:
    """The translator knows what it does not know."""
    from secbook.live.emit import LEAVING, Body

    parts = [*ast.stmt.__subclasses__(), *ast.expr.__subclasses__()]
    later = {"FormattedValue", "Interpolation"}
    known = {name[3:] for name in dir(Body) if name[:3] in ("on_", "do_")}
    known |= {part.__name__ for part in LEAVING}
    assert {part.__name__ for part in parts} - later - known <= set(refusals())


def test_the_page_shows_each_example_with_its_refusal() -> None:
    """What a reader of the page sees is what a writer of a lab meets."""
    lines = guide.refused(**OTHERS).lines
    examples = [example for row, example in EXAMPLES if row.group == REFUSED]

    assert len(lines) == len(examples)
    words = next(line.words for line in lines if line.example == "[*xs, 1.0]")
    assert words == "`*` before a value is not translated; write the values out, or add lists"
    html = guide.accepted()._repr_html_() + guide.refused_when_it_runs()._repr_html_()
    for row, example in EXAMPLES:
        if row.group != REFUSED:
            assert escape(example.rstrip().split("return ")[-1]) in html
    assert "`" not in html
