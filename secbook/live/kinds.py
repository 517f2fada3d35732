"""The static kinds of values: what decides how an operation is written in JavaScript.

JavaScript has one type of number. Python has two, and several operations depend on which
one a number is. A kind therefore says whether a number may be a float, and the range of
the ints that it may be. Kinds form a lattice: `join` returns the kind of a value that may
come from either side, `NEVER` is the kind of a value that does not exist (an item of an
empty list), `MIXED` that of a value of which too little is known to work with it.

The kinds of lists and dicts are cells: the list that a line of the source makes has one
cell, which grows with what is stored in it and is shared by all names of that list.
A *frozen* kind is a view for reading: an argument, a constant, one of several lists.
"""

import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from numbers import Real
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

SAFE = 2**53


@dataclass(frozen=True)
class Plain:
    """A kind without parts."""

    name: str


@dataclass(frozen=True)
class Num:
    """A number: perhaps a float, perhaps an int within a range.

    ``origin`` says that a number whose type is not known is treated as a float: it was
    given for an argument that is declared a float (``"float"``), or one that declares
    nothing (``"any"``), or made of such; or it is an exact ``"fraction"``.
    """

    real: bool = False
    low: int | None = None
    high: int | None = None
    origin: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is an int for certain."""
        return not self.real

    @property
    def surely_float(self) -> bool:
        return self.real and self.low is None and not self.origin


@dataclass(frozen=True)
class Opt:
    """A value or None."""

    inner: Any


@dataclass(frozen=True)
class Tup:
    """A tuple with an item of its own kind in each place."""

    items: tuple[Any, ...]


@dataclass(frozen=True)
class Record:
    """A named tuple or a frozen dataclass."""

    cls: type
    items: tuple[Any, ...]

    @property
    def names(self) -> list[str]:
        return record_fields(self.cls)

    @property
    def is_tuple(self) -> bool:
        return issubclass(self.cls, tuple)


@dataclass(frozen=True)
class Fun:
    """One of some functions."""

    targets: frozenset[Any]


class Cell:
    """The shared kind of the items of a list, or of the values of a dict by their keys.

    ``form`` is ``"list"``, ``"tuple"`` (of any length), ``"range"`` or ``"dict"``. The
    items of a sequence stand under the key None, and so do the values of a dict under
    keys that are not written in the source.
    """

    def __init__(
        self, form: str, items: Mapping[str | None, Any], frozen: bool = False
    ) -> None:
        self.form, self.frozen = form, frozen
        self._items, self._same = dict(items), self

    def root(self) -> "Cell":
        cell = self
        while cell._same is not cell:
            cell = cell._same
        return cell

    @property
    def items(self) -> dict[str | None, Any]:
        return self.root()._items

    @property
    def item(self) -> Any:
        """The kind of any item."""
        return join_all(self.items.values())

    def get(self, key: str | None) -> Any:
        """The kind of the value under a key."""
        if key is None:
            return self.item
        return join(self.items.get(key, NEVER), self.items.get(None, NEVER))

    def put(self, key: str | None, kind: Any) -> None:
        self.items[key] = grown(self.items.get(key, NEVER), kind)

    def unite(self, other: "Cell") -> None:
        mine, others = self.root(), other.root()
        if mine is not others:
            others._same = mine
            for key, kind in others._items.items():
                mine.put(key, kind)


NEVER, BOOL, STR, MIXED = Plain("never"), Plain("bool"), Plain("str"), Plain("mixed")
NONE = Opt(NEVER)
INT, FLOAT = Num(False, -SAFE, SAFE), Num(True)
GIVEN, LOOSE, FRACTION = (
    Num(True, origin="float"),
    Num(True, origin="any"),
    Num(True, origin="fraction"),
)
INDEX = Num(False, 0, 2**32 - 1)


def listed(item: Any, form: str = "list", frozen: bool = False) -> Cell:
    return Cell(form, {None: item}, frozen)


def record_fields(cls: type) -> list[str]:
    return [f.name for f in fields(cls)] if is_dataclass(cls) else list(cls._fields)  # type: ignore[attr-defined]


def optional(kind: Any) -> Any:
    return kind if kind == MIXED or isinstance(kind, Opt) else Opt(kind)


def bare(kind: Any) -> Any:
    return kind.inner if isinstance(kind, Opt) else kind


def join(a: Any, b: Any) -> Any:
    """Return the kind of a value that is of one of two kinds."""
    if a is b or b == NEVER:
        return a
    if a == NEVER:
        return b
    if isinstance(a, Opt) or isinstance(b, Opt):
        return optional(join(bare(a), bare(b)))
    if isinstance(a, Num) and isinstance(b, Num):
        lows = [n for n in (a.low, b.low) if n is not None]
        highs = [n for n in (a.high, b.high) if n is not None]
        origin = a.origin if a.origin == b.origin else a.origin or b.origin
        if a.origin != b.origin and a.origin and b.origin:
            origin = "fraction" if "fraction" in (a.origin, b.origin) else "float"
        return Num(a.real or b.real, min(lows, default=None), max(highs, default=None), origin)
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return Tup(tuple(map(join, a.items, b.items)))
    if isinstance(a, Tup) and isinstance(b, Tup | Cell):
        a = listed(join_all(a.items), "tuple", True)
    if isinstance(b, Tup) and isinstance(a, Cell):
        b = listed(join_all(b.items), "tuple", True)
    if isinstance(a, Cell) and isinstance(b, Cell) and a.form == b.form:
        if not a.frozen and not b.frozen:
            a.unite(b)
            return a
        keys = {**a.items, **b.items}
        return Cell(
            a.form, {k: join(a.items.get(k, NEVER), b.items.get(k, NEVER)) for k in keys}, True
        )
    if isinstance(a, Record) and isinstance(b, Record) and a.cls is b.cls:
        return Record(a.cls, tuple(map(join, a.items, b.items)))
    if isinstance(a, Fun) and isinstance(b, Fun):
        return Fun(a.targets | b.targets)
    return a if a == b else MIXED


def join_all(kinds: Iterable[Any]) -> Any:
    result: Any = NEVER
    for kind in kinds:
        result = join(result, kind)
    return result


def grown(old: Any, new: Any) -> Any:
    """Return the join, with the range of an int that grows widened so that growth ends."""
    kind = join(old, new)
    before, after = bare(old), bare(kind)
    if isinstance(before, Num) and isinstance(after, Num) and before.low is not None:
        assert before.high is not None and after.low is not None and after.high is not None
        low, high = after.low, after.high
        if low < before.low:
            low = 0 if low >= 0 else -SAFE
        if high > before.high:
            high = SAFE
        after = Num(after.real, low, high, after.origin)
        return Opt(after) if isinstance(kind, Opt) else after
    return kind


def key_of(kind: Any, depth: int = 0) -> Any:
    """Return a hashable description of a kind; equal for kinds that mean the same."""
    if depth > 12:
        raise RecursionError
    if isinstance(kind, Opt):
        return ("opt", key_of(kind.inner, depth + 1))
    if isinstance(kind, Cell):
        items = tuple((k, key_of(v, depth + 1)) for k, v in sorted(kind.items.items(), key=str))
        return (kind.form, kind.frozen, items)
    if isinstance(kind, Tup):
        return ("tup", tuple(key_of(item, depth + 1) for item in kind.items))
    if isinstance(kind, Record):
        return ("record", kind.cls, tuple(key_of(item, depth + 1) for item in kind.items))
    if isinstance(kind, Fun):
        return ("fun", frozenset((id(t), t.version) for t in kind.targets))
    return kind


def mapped(kind: Any, change: Callable[[Any], Any]) -> Any:
    """Return a kind with its parts changed."""
    if isinstance(kind, Opt):
        return Opt(change(kind.inner))
    if isinstance(kind, Tup):
        return Tup(tuple(change(item) for item in kind.items))
    if isinstance(kind, Record):
        return Record(kind.cls, tuple(change(item) for item in kind.items))
    return kind


def argument(kind: Any) -> Any:
    """Return the view of a value that a function has: frozen, with one of few int ranges."""
    if isinstance(kind, Cell):
        return Cell(kind.form, {k: argument(v) for k, v in kind.items.items()}, True)
    if isinstance(kind, Num) and kind.low is not None and kind.high is not None:
        low = next((n for n in (0, -1) if kind.low >= n), -SAFE)
        high = next((n for n in (1, 2**32) if kind.high <= n), SAFE)
        return Num(kind.real, low, high, kind.origin)
    return mapped(kind, argument)


def fresh(kind: Any, made: dict[int, Cell] | None = None) -> Any:
    """Return the kind of a call's result: each list that the function made is a new one."""
    cells: dict[int, Cell] = {} if made is None else made
    if isinstance(kind, Cell):
        if kind.frozen:
            return kind
        root = kind.root()
        if id(root) not in cells:
            cells[id(root)] = copy = Cell(kind.form, {})
            for key, item in root._items.items():
                copy.put(key, fresh(item, cells))
        return cells[id(root)]
    return mapped(kind, lambda part: fresh(part, cells))


def of_value(value: Any, functions: Callable[[Any], Any]) -> Any:
    """Return the kind of a constant; `functions` gives that of a function."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, str):
        return STR
    if isinstance(value, int):
        return Num(False, int(value), int(value))
    if isinstance(value, Fraction):
        return FRACTION
    if isinstance(value, Real):
        return FLOAT
    if (
        isinstance(value, tuple)
        and hasattr(value, "_fields")
        or (is_dataclass(value) and not isinstance(value, type))
    ):
        cls = type(value)
        return Record(
            cls, tuple(of_value(getattr(value, n), functions) for n in record_fields(cls))
        )
    if isinstance(value, tuple):
        return Tup(tuple(of_value(item, functions) for item in value))
    if type(value) is list:
        return listed(join_all(of_value(item, functions) for item in value), "list", True)
    if type(value) is dict and all(isinstance(k, str) for k in value):
        return Cell("dict", {k: of_value(v, functions) for k, v in value.items()}, True)
    if callable(value) and not isinstance(value, type):
        return functions(value)
    return MIXED


def of_annotation(hint: Any) -> Any:
    """Return the kind that a type annotation declares."""
    if get_origin(hint) is Annotated:
        return of_annotation(get_args(hint)[0])
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in (None, type(None)):
        return NONE
    if hint in (int, float, bool, str):
        return {int: INT, float: GIVEN, bool: BOOL, str: STR}[hint]
    if origin is Literal:
        return join_all(of_value(value, lambda f: MIXED) for value in arguments)
    if origin in (Union, types.UnionType):
        return join_all(of_annotation(a) for a in arguments)
    if origin in (list, Sequence) or (origin is tuple and Ellipsis in arguments):
        return listed(of_annotation(arguments[0]), "tuple" if origin is tuple else "list", True)
    if origin is tuple:
        return Tup(tuple(of_annotation(a) for a in arguments))
    if origin in (dict, Mapping) and arguments[0] is str:
        return Cell("dict", {None: of_annotation(arguments[1])}, True)
    if isinstance(hint, type) and (is_dataclass(hint) or hasattr(hint, "_fields")):
        hints = get_type_hints(hint, include_extras=True)
        return Record(hint, tuple(of_annotation(hints.get(n)) for n in record_fields(hint)))
    if typing.is_typeddict(hint):
        hints = get_type_hints(hint)
        return Cell("dict", {n: of_annotation(h) for n, h in hints.items()}, True)
    return MIXED
