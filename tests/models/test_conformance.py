"""What every model promises, for every model that there is: nothing here is a list.

A model is documented like a page of a textbook, refuses by name what is outside its
domain, and gives numbers for all that is inside.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import inf, isfinite, nan, nextafter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from models.inputs import models, modules, public_functions, strategy_for

from secbook.domains import Domain, domains, shown
from secbook.models.system import World

MODELS = models()
ROOT = Path(__file__).parents[2]
BIBLIOGRAPHY = re.findall(r"^@\w+\{(\w+),", (ROOT / "references.bib").read_text(), re.M)

SECTIONS = ["Parameters", "Returns", "Raises", "Notes", "References", "Examples"]

UNIT = re.compile(
    r"dimensionless|\bunits? of\b|\b(same|common|any|that|the) unit\b"
    r"|\bper (year|period)\b|\bin (years|periods|stakes|states)\b|\bas in `\w+`"
)
COUNTED = re.compile(r"\b(numbers?|how (many|often)|size|steps|years|periods)\b", re.I)

every_model = pytest.mark.parametrize("name", MODELS)


def sections(function: Any) -> dict[str, str]:
    """Return the sections of a docstring by title; the first, without a title, is ``""``."""
    parts = re.split(r"\n([A-Z][a-z]+)\n-{3,}\n", inspect.getdoc(function) or "")
    titles = ["", *parts[1::2]]
    assert len(titles) == len(set(titles))
    return dict(zip(titles, parts[::2], strict=True))


def entries(section: str) -> dict[str, str]:
    """Return the text for each name of a section of parameters."""
    found: dict[str, str] = {}
    for names, text in re.findall(r"^(\S.*)\n((?:(?: .*)?\n?)+)", section + "\n", re.M):
        found.update(dict.fromkeys(re.split(r",\s+", names), text))
    return found


def numeric(domain: Domain) -> bool:
    """Return whether a domain holds numbers, alone or in lists."""
    if domain.kind in ("list", "tuple"):
        return all(numeric(item) for item in domain.items)
    return domain.kind in ("number", "count")


def with_equations() -> list[Any]:
    """Return the models that state an equation; the others change a world."""
    return [
        function
        for function in MODELS.values()
        if inspect.signature(function).return_annotation is not World
    ]


class TestDocumentation:
    """The page that a model is."""

    def test_every_module_of_models_is_a_lesson(self) -> None:
        """It opens with a question, says what it assumes, and ends with its sources."""
        for name in sorted({function.__module__ for function in with_equations()}):
            lesson = inspect.getdoc(modules()[name]) or ""
            assert re.search(r"\*[A-Z][^*]*\?\*", lesson), name
            assert re.search(r"^Sources?:", lesson, re.M), name
            assert "ssum" in lesson, name

    @pytest.mark.parametrize("name", public_functions())
    def test_a_function_that_states_an_equation_checks_its_arguments(self, name: str) -> None:
        """Only machinery that other modules call is left unchecked."""
        if name in MODELS:
            return
        module, _, function = name.rpartition(".")
        importers = [
            other
            for other, source in modules().items()
            if other != module and hasattr(source, function)
        ]
        assert "\\tag" not in (public_functions()[name].__doc__ or "")
        assert importers

    @every_model
    def test_the_summary_says_what_is_returned(self, name: str) -> None:
        """One sentence that begins with "Return" and fits on a line."""
        summary = sections(MODELS[name])[""].splitlines()[0]

        assert re.fullmatch(r"Return .{10,}\.", summary)

    @every_model
    def test_the_equation_is_there_with_its_number(self, name: str) -> None:
        """A model states what it computes; to change a world is no equation."""
        function = MODELS[name]
        equations = re.findall(r"\\tag\{(\d+\.\d+'?)\}", function.__doc__ or "")

        assert equations or function not in with_equations()

    @every_model
    def test_the_sections_are_complete_and_in_order(self, name: str) -> None:
        """Parameters, returns, raises, notes, references, examples."""
        assert list(sections(MODELS[name])) == ["", *SECTIONS]

    @every_model
    def test_every_parameter_is_described_in_the_order_of_the_signature(
        self, name: str
    ) -> None:
        """No argument without words, no words without an argument."""
        described = entries(sections(MODELS[name])["Parameters"])

        assert list(described) == list(inspect.signature(MODELS[name]).parameters)
        assert all(text.strip() for text in described.values())

    @every_model
    def test_every_number_has_a_unit(self, name: str) -> None:
        """Or is dimensionless, and says so; a whole number may say what it counts."""
        described = entries(sections(MODELS[name])["Parameters"])
        for argument, domain in domains(MODELS[name]).items():
            words = " ".join(described[argument].split())
            whole = domain.kind == "count" or (domain.items and domain.items[0].kind == "count")
            if numeric(domain) and not (whole and COUNTED.search(words)):
                assert UNIT.search(words), argument

    @every_model
    def test_every_source_is_in_the_bibliography(self, name: str) -> None:
        """Each work is cited by its key, and there is at least one."""
        keys = re.findall(r"`([a-z]+\d{4}[a-z]+)`", MODELS[name].__doc__ or "")

        assert keys
        assert [key for key in keys if key not in BIBLIOGRAPHY] == []

    @every_model
    def test_there_is_an_example_that_runs(self, name: str) -> None:
        """The doctest calls the function itself."""
        short = name.rpartition(".")[2]

        assert re.search(rf"^>>> .*\b{short}\(", sections(MODELS[name])["Examples"], re.M)

    @every_model
    def test_no_docstring_holds_a_mangled_backslash(self, name: str) -> None:
        r"""A ``\f`` or ``\t`` in a docstring that is not raw breaks its equation."""
        assert not re.search(r"[\a\b\f\r\t\v]", MODELS[name].__doc__ or "")

    @every_model
    def test_several_arguments_go_by_their_names(self, name: str) -> None:
        """So that no two of them are swapped."""
        kinds = {p.kind for p in inspect.signature(MODELS[name]).parameters.values()}
        several = len(inspect.signature(MODELS[name]).parameters) > 1

        assert kinds == {
            inspect.Parameter.KEYWORD_ONLY
            if several
            else inspect.Parameter.POSITIONAL_OR_KEYWORD
        }

    @every_model
    def test_every_argument_and_result_is_typed(self, name: str) -> None:
        """Annotations are the declaration of domains."""
        signature = inspect.signature(MODELS[name])

        assert signature.return_annotation is not inspect.Signature.empty
        assert all(
            p.annotation is not inspect.Parameter.empty for p in signature.parameters.values()
        )


def outsiders(domain: Domain, good: Any, place: str) -> Iterator[tuple[Any, str]]:
    """Yield values that are just outside a domain, with the words that refuse them.

    `good` is a value inside, into whose lists the outsiders are put.
    """
    orelse = " or None" if domain.optional else ""

    def refused(value: Any) -> tuple[Any, str]:
        return value, f"{place} must be {domain.words}{orelse}, got {shown(value)}"

    strangers: list[Any] = [True, False, {1}] + [None] * (not domain.optional)
    if domain.kind in ("number", "count"):
        step = 1 if domain.kind == "count" else 0
        strangers += ["1", [], {}, nan, -inf, 1j] + [inf] * (not domain.infinite)
        if domain.low > -inf:
            below = domain.low - step if step else nextafter(domain.low, -inf)
            strangers.append(domain.low if domain.low_open else below)
        if domain.high < inf:
            above = domain.high + step if step else nextafter(domain.high, inf)
            strangers.append(domain.high if domain.high_open else above)
        if step:
            strangers += [domain.low + 0.5, Fraction(2 * int(domain.low) + 1, 2)]
    elif domain.kind == "text":
        strangers += [1, [], {}, ["A"]]
    elif domain.kind == "dict":
        strangers += [1, "A", [], [("A", 1)]]
    else:
        strangers += [1, nan, "A", {}]
    yield from map(refused, strangers)
    for place_of_part, inner, part, whole in parts(domain, good, place):
        for value, words in outsiders(inner, part, place_of_part):
            yield whole(value), words
    if domain.kind == "tuple" and good is not None:
        for wrong in (good[:-1], [*good, 0]):
            yield (
                list(wrong),
                f"{place} must have {len(domain.items)} entries, got {len(wrong)}",
            )
    if domain.length:
        yield (
            (good or [])[: domain.length - 1],
            f"{place} must have at least {domain.length} entries, "
            f"got {min(len(good or []), domain.length - 1)}",
        )


def parts(
    domain: Domain, good: Any, place: str
) -> Iterator[tuple[str, Domain, Any, Callable[[Any], Any]]]:
    """Yield the parts of a list or a dict: place, domain, value, and how to replace it."""
    if domain.kind == "dict" and good:
        for key, item in good.items():
            yield (
                f"{place}[{key!r}]",
                domain.items[0],
                item,
                lambda value, key=key: {**good, key: value},
            )
    elif domain.kind in ("list", "tuple") and good:
        for i, item in enumerate(good):
            yield (
                f"{place}[{i}]",
                domain.items[i if domain.kind == "tuple" else 0],
                item,
                lambda value, i=i: [*good[:i], value, *good[i + 1 :]],
            )


class TestDomains:
    """What is outside is refused by name; what is inside has a result."""

    @every_model
    @settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_a_value_outside_its_domain_is_refused_by_name(
        self, name: str, data: st.DataObject
    ) -> None:
        """The message names the argument, what is allowed and what came."""
        function = MODELS[name]
        inputs = data.draw(strategy_for(name))
        for argument, domain in domains(function).items():
            if domain.kind == "any":
                continue
            for value, words in outsiders(domain, inputs.get(argument), argument):
                with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
                    function(**{**inputs, argument: value})

    @every_model
    def test_a_value_inside_its_domain_has_a_result(self, name: str) -> None:
        """Finite numbers, or what the docstring announces, and the same each time."""
        function = MODELS[name]
        returns = sections(function)["Returns"]
        wide = "world" in inspect.signature(function).parameters
        results = []

        @settings(
            max_examples=25 if wide else 60,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(inputs=strategy_for(name))
        def holds(inputs: dict[str, Any]) -> None:
            result = accepted(function, inputs)
            if result is REFUSED:
                return
            results.append(result)
            assert function(**inputs) == result
            for leaf in leaves(result):
                if leaf is None:
                    assert "None" in returns
                elif isinstance(leaf, (int, float, Fraction)):
                    assert isfinite(leaf) or (leaf == inf and "infini" in returns)
                else:
                    assert isinstance(leaf, (str, World))

        holds()
        assert len(results) >= (10 if wide else 30)

    @every_model
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_a_model_leaves_its_arguments_alone(self, name: str, data: st.DataObject) -> None:
        """Lists that were passed are as they were, and a result shares nothing with them."""
        inputs = data.draw(strategy_for(name))
        before = repr(inputs)

        accepted(MODELS[name], inputs)

        assert repr(inputs) == before


REFUSED = object()


def accepted(function: Any, inputs: dict[str, Any]) -> Any:
    """Return the result, or `REFUSED` if arguments in their domains do not go together."""
    try:
        return function(**inputs)
    except ValueError as refusal:
        words = str(refusal)
    assert re.match(r"[\w\[\]. +]+ (must|has|needs) ", words)
    return REFUSED


def leaves(result: Any) -> Iterator[Any]:
    """Yield the numbers, names and worlds of a result."""
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, (list, tuple)):
        for item in result:
            yield from leaves(item)
    else:
        yield result
