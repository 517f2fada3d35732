"""What an argument may be, in words and in numbers, and the check that refuses by name.

A domain is written once, in the signature of a model (``p: Probability``). It serves
the check of the argument, the reference pages, the limits of a slider and the inputs
that tests draw: the intervals are those of annotated-types, which Hypothesis reads.

A number is an ``int``, a ``float`` or a ``Fraction``; numbers of other libraries are
converted. Truth values are not numbers here, and neither infinity nor NaN is in a
domain unless its words say so. A count may come as ``3`` or ``3.0`` and reaches the
model as ``3``. A list may come as any sequence or array, and reaches the model as a
new list.
"""

import functools
import inspect
import math
import threading
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral, Real
from typing import (
    Annotated,
    Any,
    ParamSpec,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from annotated_types import (
    BaseMetadata,
    DocInfo,
    Ge,
    GroupedMetadata,
    Gt,
    Interval,
    Le,
    Len,
    Lt,
    doc,
)
from annotated_types import MinLen as MinLength

P = ParamSpec("P")
R = TypeVar("R")


class OrInfinite(BaseMetadata):
    """Marks a domain of numbers to which infinity belongs."""


Number = Annotated[float, doc("a number")]
NonNegative = Annotated[float, Ge(0), doc("a number of at least 0")]
NonNegativeOrInfinite = Annotated[
    float, Ge(0), OrInfinite(), doc("a number of at least 0, or infinity")
]
Positive = Annotated[float, Gt(0), doc("a number above 0")]
Probability = Annotated[float, Interval(ge=0, le=1), doc("a probability in [0, 1]")]
Share = Annotated[float, Interval(ge=0, le=1), doc("a share in [0, 1]")]
InteriorShare = Annotated[float, Interval(gt=0, lt=1), doc("a number in (0, 1)")]
HalfShare = Annotated[float, Interval(ge=0, le=0.5), doc("a number in [0, 0.5]")]
Mismatch = Annotated[float, Interval(gt=-1, lt=1), doc("a number in (-1, 1)")]
Affinity = Annotated[float, Interval(ge=-1, le=1), doc("a number in [-1, 1]")]
Index = Annotated[int, Ge(0), doc("a whole number of at least 0")]
Count = Annotated[int, Ge(1), doc("a whole number of at least 1")]
Several = Annotated[int, Ge(2), doc("a whole number of at least 2")]


@dataclass(frozen=True)
class Domain:
    """The values that an argument may take.

    ``kind`` is ``"number"``, ``"count"`` (a whole number), ``"text"``, ``"list"``,
    ``"tuple"``, ``"dict"`` or ``"any"`` (a value that the model itself checks). A list has
    one entry in ``items``, the domain of each of its items, and so has a dict, the domain
    of each of its values; a tuple has one for each place.
    """

    kind: str
    words: str = "anything"
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    infinite: bool = False
    optional: bool = False
    length: int = 0
    items: tuple["Domain", ...] = ()

    def __contains__(self, value: object) -> bool:
        try:
            self.check(value, "value")
        except ValueError:
            return False
        return True

    def check(self, value: Any, name: str) -> Any:
        """Return `value` as the model takes it, or refuse it in words.

        Raises
        ------
        ValueError
            Naming `name`, what is allowed, and what came.
        """
        if self.kind == "any" or (self.optional and value is None):
            return value
        if self.kind in ("number", "count"):
            return self._number(value, name)
        if self.kind == "text":
            if not isinstance(value, str):
                raise self._refusal(value, name)
            return value
        if self.kind == "dict":
            if not isinstance(value, Mapping):
                raise self._refusal(value, name)
            return {k: self.items[0].check(v, f"{name}[{k!r}]") for k, v in value.items()}
        return self._sequence(value, name)

    def _number(self, value: Any, name: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, Real):
            raise self._refusal(value, name)
        if not isinstance(value, (int, float, Fraction)):
            value = int(value) if isinstance(value, Integral) else float(value)
        elif isinstance(value, float):
            value = float(value)
        if math.isnan(value) or (math.isinf(value) and not self.infinite):
            raise self._refusal(value, name)
        if value < self.low or value > self.high:
            raise self._refusal(value, name)
        if (self.low_open and value == self.low) or (self.high_open and value == self.high):
            raise self._refusal(value, name)
        if self.kind == "count":
            if value != math.floor(value):
                raise self._refusal(value, name)
            value = int(value)
        return value

    def _sequence(self, value: Any, name: str) -> Any:
        if hasattr(value, "tolist"):
            value = value.tolist()
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self._refusal(value, name)
        if self.kind == "tuple":
            if len(value) != len(self.items):
                raise ValueError(
                    f"{name} must have {len(self.items)} entries, got {len(value)}"
                )
            return tuple(
                item.check(value[i], f"{name}[{i}]") for i, item in enumerate(self.items)
            )
        if len(value) < self.length:
            raise ValueError(
                f"{name} must have at least {self.length} entries, got {len(value)}"
            )
        return [self.items[0].check(value[i], f"{name}[{i}]") for i in range(len(value))]

    def _refusal(self, value: Any, name: str) -> ValueError:
        orelse = " or None" if self.optional else ""
        return ValueError(f"{name} must be {self.words}{orelse}, got {shown(value)}")


def shown(value: Any) -> str:
    """Return the words for a value in an error: ``2`` for 2 and 2.0, ``'a'``, ``a list``."""
    if value is None or isinstance(value, (bool, str, Fraction)):
        return str(value) if isinstance(value, Fraction) else repr(value)
    if isinstance(value, Real):
        number = float(value)
        whole = math.isfinite(number) and number == math.floor(number) and abs(number) < 1e16
        return str(int(number)) if whole else repr(number)
    if isinstance(value, Sequence):
        return "a list"
    return f"a {type(value).__name__}"


def domain_of(annotation: Any) -> Domain:
    """Return the domain that a type annotation declares."""
    words, low, high, low_open, high_open = "", -math.inf, math.inf, False, False
    infinite, length = False, 0
    metadata: list[Any] = []
    if get_origin(annotation) is Annotated:
        annotation, *declared = get_args(annotation)
        for item in declared:
            metadata.extend(item if isinstance(item, GroupedMetadata) else [item])
    for item in metadata:
        if isinstance(item, Ge):
            low = item.ge  # type: ignore[assignment]
        elif isinstance(item, Gt):
            low, low_open = item.gt, True  # type: ignore[assignment]
        elif isinstance(item, Le):
            high = item.le  # type: ignore[assignment]
        elif isinstance(item, Lt):
            high, high_open = item.lt, True  # type: ignore[assignment]
        elif isinstance(item, MinLength):
            length = item.min_length
        elif isinstance(item, OrInfinite):
            infinite = True
        elif isinstance(item, DocInfo):
            words = item.documentation

    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType) and type(None) in arguments and len(arguments) == 2:
        inner = domain_of(next(a for a in arguments if a is not type(None)))
        return Domain(**{**vars(inner), "optional": True})
    if annotation in (int, float):
        kind = "count" if annotation is int else "number"
        default = "a whole number" if annotation is int else "a number"
        return Domain(kind, words or default, low, high, low_open, high_open, infinite)
    if annotation is str:
        return Domain("text", words or "text")
    if origin is dict:
        return Domain("dict", words or "a dict", items=(domain_of(arguments[1]),))
    if origin is tuple and arguments and Ellipsis not in arguments:
        items = tuple(domain_of(a) for a in arguments)
        return Domain("tuple", words or f"a list of {len(items)}", items=items)
    if origin in (list, Sequence) and domain_of(arguments[0]).kind != "any":
        return Domain(
            "list", words or "a list", length=length, items=(domain_of(arguments[0]),)
        )
    return Domain("any")


@functools.cache
def domains(function: Callable[..., Any]) -> dict[str, Domain]:
    """Return the domain of each argument of a function, in the order of the signature."""
    plain = inspect.unwrap(function)
    hints = get_type_hints(plain, include_extras=True)
    return {
        name: domain_of(hints[name]) if name in hints else Domain("any")
        for name in inspect.signature(plain).parameters
    }


_inside = threading.local()


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Refuse arguments outside the domains that the signature declares.

    The check runs once, at the boundary: a checked function that is called by
    another checked function trusts it. A model is therefore as fast as its
    arithmetic, and behaves in Python as its translation does in the browser.

    Raises
    ------
    ValueError
        Naming the argument, what is allowed, and what came.
    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def at_the_boundary(*args: P.args, **kwargs: P.kwargs) -> R:
        if getattr(_inside, "now", False):
            return function(*args, **kwargs)
        given = signature.bind(*args, **kwargs)
        allowed = domains(function)
        for name, value in given.arguments.items():
            given.arguments[name] = allowed[name].check(value, name)
        _inside.now = True
        try:
            return function(*given.args, **given.kwargs)
        finally:
            _inside.now = False

    return at_the_boundary


def require_length(values: Sequence[Any], length: int, name: str) -> None:
    """Refuse a list that has not `length` entries, by its name."""
    if len(values) != length:
        raise ValueError(f"{name} must have {length} entries, got {len(values)}")


def require_square(matrix: Sequence[Sequence[Any]], size: int, name: str) -> None:
    """Refuse a matrix that has not `size` rows of `size` entries, by its name."""
    require_length(matrix, size, name)
    for i in range(size):
        require_length(matrix[i], size, f"{name}[{i}]")


__all__ = [
    "Affinity",
    "Count",
    "Domain",
    "HalfShare",
    "Index",
    "InteriorShare",
    "Len",
    "MinLength",
    "Mismatch",
    "NonNegative",
    "NonNegativeOrInfinite",
    "Number",
    "OrInfinite",
    "Positive",
    "Probability",
    "Several",
    "Share",
    "checked",
    "domain_of",
    "domains",
    "require_length",
    "require_square",
    "shown",
]
