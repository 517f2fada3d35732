"""Domains: what an argument may be, and the words that refuse the rest."""

import math
import re
import threading
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Optional

import numpy as np
import pytest
from annotated_types import Ge, Interval, doc
from hypothesis import given
from hypothesis import strategies as st

from secbook import domains as module
from secbook.domains import (
    Affinity,
    Count,
    Domain,
    HalfShare,
    Index,
    InteriorShare,
    Len,
    MinLength,
    Mismatch,
    NonNegative,
    NonNegativeOrInfinite,
    Number,
    Positive,
    Probability,
    Several,
    Share,
    checked,
    domain_of,
    domains,
    require_length,
    require_square,
    shown,
)

INF = math.inf


def refused(message: str) -> Any:
    """Expect a refusal in exactly these words."""
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")


@checked
def echo(*, number: Number = 0, count: Count = 1, items: list[Share] = ()) -> Any:  # type: ignore[assignment]
    """Return what a model is given."""
    return number, count, items


NUMBERS = [
    # domain, words, inside, outside
    (Number, "a number", [-1e300, 0, 5], []),
    (NonNegative, "a number of at least 0", [0, 1e300], [-5e-324, -1]),
    (NonNegativeOrInfinite, "a number of at least 0, or infinity", [0, INF], [-1, -INF]),
    (Positive, "a number above 0", [5e-324, 7], [0, -0.0, -1]),
    (Probability, "a probability in [0, 1]", [0, 0.5, 1], [-5e-324, 1.0000000000000002]),
    (Share, "a share in [0, 1]", [0, Fraction(1, 3), 1], [Fraction(-1, 9), Fraction(10, 9)]),
    (InteriorShare, "a number in (0, 1)", [5e-324, 0.9999999999999999], [0, 1, 2]),
    (HalfShare, "a number in [0, 0.5]", [0, 0.5], [-1, 0.5000000000000001]),
    (Mismatch, "a number in (-1, 1)", [-0.9999999999999999, 0], [-1, 1, 3]),
    (Affinity, "a number in [-1, 1]", [-1, 0, 1], [-1.5, 1.5]),
    (Index, "a whole number of at least 0", [0, 3], [-1, 0.5]),
    (Count, "a whole number of at least 1", [1, 10**9], [0, 1.5, Fraction(3, 2)]),
    (Several, "a whole number of at least 2", [2, 2.0], [1, 2.5]),
]


class TestNumbers:
    """The intervals, their ends and their words."""

    @pytest.mark.parametrize(("annotation", "words", "inside", "outside"), NUMBERS)
    def test_what_is_inside_passes_and_what_is_outside_is_named(
        self, annotation: Any, words: str, inside: list[Any], outside: list[Any]
    ) -> None:
        """Closed ends belong to an interval, open ones do not."""
        domain = domain_of(annotation)

        assert domain.words == words
        for value in inside:
            assert domain.check(value, "x") == value
            assert value in domain
        for value in outside:
            assert value not in domain
            with refused(f"x must be {words}, got {shown(value)}"):
                domain.check(value, "x")

    @pytest.mark.parametrize("annotation", [row[0] for row in NUMBERS])
    @pytest.mark.parametrize(
        "value", [True, False, "1", None, [], 1j, math.nan, -INF, Decimal(1)]
    )
    def test_what_is_no_number_is_in_no_domain(self, annotation: Any, value: Any) -> None:
        """Neither truth values nor text nor NaN are numbers here."""
        domain = domain_of(annotation)

        assert value not in domain
        with refused(f"x must be {domain.words}, got {shown(value)}"):
            domain.check(value, "x")

    @pytest.mark.parametrize("annotation", [row[0] for row in NUMBERS])
    def test_infinity_belongs_only_where_the_words_say_so(self, annotation: Any) -> None:
        """One domain has it."""
        assert (INF in domain_of(annotation)) == (annotation is NonNegativeOrInfinite)

    def test_numbers_keep_their_kind(self) -> None:
        """Fractions stay exact; numbers of other libraries become plain ones."""
        domain = domain_of(Number)

        for value, kind in [
            (3, int),
            (0.5, float),
            (Fraction(1, 3), Fraction),
            (np.float64(0.5), float),
            (np.float32(0.5), float),
            (np.int64(3), int),
        ]:
            checked_value = domain.check(value, "x")
            assert checked_value == value
            assert type(checked_value) is kind

    def test_counts_reach_the_model_as_whole_numbers(self) -> None:
        """A slider gives 3.0, numpy an int64, and the model gets 3."""
        for value in (3, 3.0, Fraction(3), np.int64(3), np.float64(3)):
            assert type(domain_of(Count).check(value, "n")) is int

    def test_a_whole_number_without_words_has_some(self) -> None:
        """Plain int and float annotations are domains too."""
        assert domain_of(int) == Domain("count", "a whole number")
        assert domain_of(float) == Domain("number", "a number")
        with refused("n must be a whole number, got 0.5"):
            domain_of(int).check(0.5, "n")

    def test_an_interval_may_be_written_part_by_part(self) -> None:
        """Each bound of annotated-types is read, in a group or alone."""
        domain = domain_of(Annotated[float, Interval(gt=1, le=2), doc("above 1, at most 2")])

        assert domain == Domain(
            "number", "above 1, at most 2", low=1, high=2, low_open=True, high_open=False
        )
        assert domain_of(Annotated[int, Ge(4)]) == Domain("count", "a whole number", low=4)

    @pytest.mark.parametrize("optional", [Probability | None, Optional[Probability]])  # noqa: UP045
    def test_an_optional_argument_may_be_none_and_says_so(self, optional: Any) -> None:
        """None passes as it is; the words of the refusal mention it."""
        domain = domain_of(optional)

        assert domain.check(None, "x") is None
        assert domain.check(0.5, "x") == 0.5
        with refused("x must be a probability in [0, 1] or None, got 2"):
            domain.check(2, "x")


class TestSequences:
    """Lists, tuples, dicts and text."""

    rows = domain_of(list[list[Share]])
    pairs = domain_of(list[tuple[NonNegative, Probability]])

    @pytest.mark.parametrize(
        "value", [[0.5, 1], (0.5, 1), np.array([0.5, 1]), range(2), [np.float64(0), 1]]
    )
    def test_any_sequence_reaches_the_model_as_a_new_list(self, value: Any) -> None:
        """Tuples, ranges and arrays pass; what the caller holds is not what a model gets."""
        taken = domain_of(list[Share]).check(value, "x")

        assert type(taken) is list
        assert taken is not value
        assert taken == list(value)
        assert all(type(item) in (int, float) for item in taken)

    def test_arrays_of_any_depth_are_taken(self) -> None:
        """A matrix may come as an array, and an array of one row as a list."""
        assert self.rows.check(np.eye(2), "m") == [[1, 0], [0, 1]]
        assert self.rows.check([np.array([0.5])], "m") == [[0.5]]
        with refused("m must be a list, got 1"):
            self.rows.check(np.float64(1), "m")

    @pytest.mark.parametrize("value", ["ab", "", 1, None, {}, {1, 2}, (i for i in ())])
    def test_what_has_no_order_is_no_list(self, value: Any) -> None:
        """Text, sets, dicts and generators are refused."""
        with refused(f"x must be a list, got {shown(value)}"):
            domain_of(list[Share]).check(value, "x")

    def test_a_wrong_item_is_named_by_its_place(self) -> None:
        """Rows and columns count from 0."""
        with refused("m[1][0] must be a share in [0, 1], got 2"):
            self.rows.check([[0], [2, 0]], "m")
        with refused("m[1] must be a list, got 2"):
            self.rows.check([[0], 2], "m")
        with refused("helpers[1][1] must be a probability in [0, 1], got True"):
            self.pairs.check([(1, 0), (1, True)], "helpers")

    def test_a_tuple_has_its_length(self) -> None:
        """Each place has a domain of its own, and reaches the model as a tuple."""
        assert self.pairs.check([[1, 0.5]], "helpers") == [(1, 0.5)]
        assert type(self.pairs.check([[1, 0.5]], "helpers")[0]) is tuple
        with refused("helpers[0] must have 2 entries, got 3"):
            self.pairs.check([(1, 1, 1)], "helpers")
        with refused("helpers[0] must be a list of 2, got 7"):
            self.pairs.check([7], "helpers")

    @pytest.mark.parametrize("at_least", [MinLength(2), Len(2), Len(2, 9)])
    def test_a_list_may_need_some_entries(self, at_least: Any) -> None:
        """Too few are counted; a largest length is not for a domain to know."""
        domain = domain_of(Annotated[list[Positive], at_least])

        assert domain.length == 2
        assert domain.check([1, 2], "w") == [1, 2]
        with refused("w must have at least 2 entries, got 1"):
            domain.check([1], "w")

    def test_lists_have_words_of_their_own_if_they_are_given(self) -> None:
        """Also sequences, tuples and dicts."""
        assert domain_of(Annotated[Sequence[float], doc("a row")]).words == "a row"
        assert domain_of(Annotated[tuple[float, float], doc("a pair")]).words == "a pair"
        assert domain_of(Annotated[dict[str, float], doc("a table")]).words == "a table"
        assert domain_of(Annotated[str, doc("a name")]).words == "a name"

    def test_text_is_text(self) -> None:
        """Names are not checked here beyond that."""
        domain = domain_of(str)

        assert domain.check("AUH", "state") == "AUH"
        with refused("state must be text, got 1"):
            domain.check(1, "state")
        assert domain_of(list[str]).check(("A", "B"), "ids") == ["A", "B"]

    def test_a_dict_is_copied_and_its_values_are_checked(self) -> None:
        """The key names the value that is refused."""
        domain = domain_of(dict[str, Probability | None])
        given_ = {"a": 1, "b": None}

        assert domain.check(given_, "p") == given_
        assert domain.check(given_, "p") is not given_
        with refused("p['a'] must be a probability in [0, 1] or None, got 2"):
            domain.check({"a": 2}, "p")
        with refused("p must be a dict, got a list"):
            domain.check([], "p")

    @pytest.mark.parametrize(
        "annotation", [object, Any, list, list[object], tuple[int, ...], int | str, bool]
    )
    def test_other_annotations_leave_the_check_to_the_model(self, annotation: Any) -> None:
        """They take anything."""
        domain = domain_of(annotation)

        assert domain == Domain("any")
        assert domain.check(self, "x") is self
        assert domain.words == "anything"


class TestShown:
    """The words for a value."""

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (2, "2"),
            (2.0, "2"),
            (-0.0, "0"),
            (0.1, "0.1"),
            (1e300, "1e+300"),
            (1e15, "1000000000000000"),
            (1e16, "1e+16"),
            (-1e16, "-1e+16"),
            (math.nan, "nan"),
            (-INF, "-inf"),
            (Fraction(1, 3), "1/3"),
            (np.float64(0.5), "0.5"),
            (True, "True"),
            (None, "None"),
            ("a", "'a'"),
            ([], "a list"),
            ((1, 2), "a list"),
            ({}, "a dict"),
            (1j, "a complex"),
        ],
    )
    def test_a_value_is_shown_as_the_browser_shows_it(self, value: Any, words: str) -> None:
        """2.0 is 2, as in JavaScript; what is long is named by its kind."""
        assert shown(value) == words

    @given(number=st.integers(-(10**15), 10**15))
    def test_whole_numbers_are_shown_without_a_point(self, number: int) -> None:
        """Whatever their type."""
        assert shown(number) == shown(float(number)) == str(number)


class TestChecked:
    """The boundary of a model."""

    def test_arguments_arrive_as_the_model_takes_them(self) -> None:
        """Counts whole, arrays as lists; defaults are not touched."""
        assert echo(number=np.float64(1), count=2.0, items=np.array([1.0])) == (1, 2, [1])
        assert echo() == (0, 1, ())

    def test_the_refusal_names_the_argument(self) -> None:
        """What it is, what is allowed, what came."""
        with refused("count must be a whole number of at least 1, got 0.5"):
            echo(count=0.5)
        with refused("items[1] must be a share in [0, 1], got 'x'"):
            echo(items=[0, "x"])

    def test_an_unknown_argument_is_a_type_error(self) -> None:
        """As for any function of Python."""
        with pytest.raises(TypeError):
            echo(nummer=1)  # type: ignore[call-arg]

    def test_one_argument_may_be_positional(self) -> None:
        """The check finds it by its name."""

        @checked
        def root(x: NonNegative) -> float:
            return x**0.5

        assert root(4) == 2
        with refused("x must be a number of at least 0, got -4"):
            root(-4)

    def test_the_function_keeps_its_name_and_its_words(self) -> None:
        """Documentation and signatures see through the check."""
        assert echo.__name__ == "echo"
        assert echo.__doc__ == "Return what a model is given."
        assert list(domains(echo)) == ["number", "count", "items"]

    def test_the_check_runs_once_at_the_boundary(self) -> None:
        """Inner calls are trusted, and the next outer call is checked again."""

        @checked
        def inner(x: Positive) -> float:
            return x

        @checked
        def outer(x: Number) -> float:
            return inner(-x)

        assert outer(1) == -1
        with refused("x must be a number above 0, got -1"):
            inner(-1)

    def test_a_model_that_raises_leaves_the_boundary_closed(self) -> None:
        """After an error inside, arguments are checked as before."""

        @checked
        def fails(x: Positive) -> float:
            raise ValueError("from within")

        for _ in range(2):
            with refused("from within"):
                fails(1)
            with refused("x must be a number above 0, got 0"):
                fails(0)

    def test_threads_have_boundaries_of_their_own(self) -> None:
        """While one thread is inside a model, another is still checked."""
        inside, done = threading.Event(), threading.Event()
        caught: list[str] = []

        @checked
        def slow(x: Positive) -> float:
            inside.set()
            assert done.wait(timeout=10)
            return x

        thread = threading.Thread(target=slow, args=(1,))
        thread.start()
        assert inside.wait(timeout=10)
        try:
            echo(count=0)
        except ValueError as refusal:
            caught.append(str(refusal))
        finally:
            done.set()
            thread.join()

        assert caught == ["count must be a whole number of at least 1, got 0"]

    def test_an_argument_without_an_annotation_is_left_alone(self) -> None:
        """It may be anything."""

        @checked
        def anything(x):  # type: ignore[no-untyped-def]
            return x

        assert anything(None) is None
        assert domains(anything) == {"x": Domain("any")}


class TestRequirements:
    """Lengths that depend on one another."""

    def test_a_list_of_the_wrong_length_is_named(self) -> None:
        """What is needed, and what came."""
        require_length([1, 2], 2, "w")
        for wrong in ([1], [1, 2, 3]):
            with refused(f"w must have 2 entries, got {len(wrong)}"):
                require_length(wrong, 2, "w")

    def test_a_matrix_that_is_not_square_is_named_by_its_row(self) -> None:
        """The matrix for its rows, a row for its entries."""
        require_square([[1, 2], [3, 4]], 2, "m")
        require_square([], 0, "m")
        with refused("m must have 2 entries, got 1"):
            require_square([[1, 2]], 2, "m")
        with refused("m[1] must have 2 entries, got 3"):
            require_square([[1, 2], [3, 4, 5]], 2, "m")


def test_every_public_name_is_there() -> None:
    """What the module promises, it has."""
    assert all(hasattr(module, name) for name in module.__all__)
    assert module.__all__ == sorted(module.__all__)
