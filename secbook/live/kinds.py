"""The static kinds of values: what decides how an operation is written in JavaScript.

JavaScript has one type of number. Python has two, and several operations depend on which
one a number is. A kind therefore says whether a number may be a float, and the range of
the ints that it may be. Kinds form a lattice: `join` returns the kind of a value that may
come from either side; `NEVER` is the kind of what does not exist (an item of an empty
list), `MIXED` that of a value of which too little is known to work with it.

The kind of a list or dict is a cell: what one line of the source makes has one cell, which
grows with what is stored in it and is shared by all names of that list. A *frozen* kind is
a view for reading: an argument, a constant, one of several lists.
"""

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

SAFE = 2**53


@dataclass(frozen=True)
class Plain:
    """A kind without parts."""

    name: str


@dataclass(frozen=True)
class Num:
    """A number: perhaps a float (`real`), perhaps an int from `low` to `high`.

    `origin` is not empty for a number that is treated as a float although it may be an
    int: it was given for an argument that is declared a float (``"float"``), or one that
    declares nothing (``"any"``), or made of such; or it is an exact ``"fraction"``.
    """

    real: bool = False
    low: int | None = None
    high: int | None = None
    origin: str = ""

    @property
    def is_float(self) -> bool:
        """Whether it is a float for certain."""
        return self.real and self.low is None and not self.origin

    @property
    def range(self) -> tuple[int, int]:
        """The ints that it may be."""
        return (
            -SAFE if self.low is None else self.low,
            SAFE if self.high is None else self.high,
        )


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

    cls: Any
    items: tuple[Any, ...]

    @property
    def names(self) -> list[str]:
        if is_dataclass(self.cls):
            return [field.name for field in fields(self.cls)]
        return list(self.cls._fields)

    @property
    def is_tuple(self) -> bool:
        return issubclass(self.cls, tuple)


@dataclass(frozen=True)
class Fun:
    """One of some functions: Python's own, or nested ones (`Closure`)."""

    targets: frozenset[Any]


class Cell:
    """The shared kind of the items of a list, or of the values of a dict by their keys.

    `form` is ``"list"``, ``"tuple"`` (of any length), ``"range"`` or ``"dict"``. The items
    of a sequence stand under the key None, as do the values of a dict under keys that are
    not written out in the source.
    """

    growth = 0
    """How often a kind has grown on which code may depend, for it was looked at before."""

    def __init__(
        self, form: str, items: Mapping[str | None, Any], frozen: bool = False
    ) -> None:
        self.form, self.frozen, self.seen = form, frozen, False
        self._items, self._same = dict(items), self

    def root(self) -> "Cell":
        cell = self
        while cell._same is not cell:
            cell = cell._same
        return cell

    @property
    def items(self) -> dict[str | None, Any]:
        root = self.root()
        root.seen = True
        return root._items

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
        root = self.root()
        root._items[key] = grown(root._items.get(key, NEVER), kind, root.seen)
        key_of(kind)  # which has no end where a list holds itself

    def unite(self, other: "Cell") -> None:
        mine, others = self.root(), other.root()
        if mine is not others:
            before, others._same = key_of_items(others), mine
            for key, kind in others._items.items():
                mine.put(key, kind)
            Cell.growth += others.seen and key_of_items(mine) != before
            mine.seen |= others.seen


NEVER, BOOL, STR, MIXED = Plain("never"), Plain("bool"), Plain("str"), Plain("mixed")
NONE = Opt(NEVER)
INT, FLOAT = Num(False, -SAFE, SAFE), Num(True)
GIVEN, LOOSE = Num(True, origin="float"), Num(True, origin="any")
FRACTION = Num(True, origin="fraction")
SIZE = Num(False, 0, 2**32 - 1)


def listed(item: Any, form: str = "list", frozen: bool = True) -> Cell:
    return Cell(form, {None: item}, frozen)


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
        low = min((n for n in (a.low, b.low) if n is not None), default=None)
        high = max((n for n in (a.high, b.high) if n is not None), default=None)
        origin = origin_of(a, b, "fraction", "float", "any")
        return Num(a.real or b.real, low, high, origin)
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return Tup(tuple(map(join, a.items, b.items)))
    a, b = (
        listed(join_all(kind.items), "tuple") if isinstance(kind, Tup) else kind
        for kind in (a, b)
    )
    if isinstance(a, Cell) and isinstance(b, Cell) and a.form == b.form:
        if not a.frozen and not b.frozen:
            a.unite(b)
            return a
        keys = {**a.items, **b.items}
        both = {k: join(a.items.get(k, NEVER), b.items.get(k, NEVER)) for k in keys}
        return Cell(a.form, both, frozen=True)
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


def origin_of(a: Num, b: Num, *order: str) -> str:
    """Return the first origin in some order that one of two numbers has."""
    return next((origin for origin in order if origin in (a.origin, b.origin)), "")


def grown(old: Any, new: Any, seen: bool = True) -> Any:
    """Return the join of what was known with what is new; note growth of what was seen.

    The range of an int that has grown is widened, so that growth comes to an end.
    """
    kind = join(old, new)
    if kind is old:
        return old
    was, now = bare(old), bare(kind)
    if isinstance(was, Num) and isinstance(now, Num) and was.low is not None:
        (low, high), (least, most) = now.range, was.range
        low = low if low >= least else 0 if low >= 0 else -SAFE
        now = Num(now.real, low, high if high <= most else SAFE, now.origin)
        kind = Opt(now) if isinstance(kind, Opt) else now
    Cell.growth += seen and key_of(kind) != key_of(old)
    return kind


def key_of(kind: Any) -> Any:
    """Return a hashable description of a kind; equal for kinds that mean the same."""
    if isinstance(kind, Cell):
        return (kind.form, kind.frozen, key_of_items(kind.root()))
    if isinstance(kind, Fun):
        return ("fun", frozenset((id(t), getattr(t, "version", 0)) for t in kind.targets))
    if isinstance(kind, Opt):
        return ("opt", key_of(kind.inner))
    if isinstance(kind, (Tup, Record)):
        return (getattr(kind, "cls", "tup"), tuple(key_of(item) for item in kind.items))
    return kind


def key_of_items(cell: Cell) -> Any:
    return frozenset((key, key_of(item)) for key, item in cell._items.items())


def mapped(kind: Any, change: Callable[[Any], Any]) -> Any:
    """Return a kind with its parts changed; the same kind where none is."""
    if isinstance(kind, Opt):
        inner = change(kind.inner)
        return kind if inner is kind.inner else Opt(inner)
    if isinstance(kind, (Tup, Record)):
        parts = tuple(change(item) for item in kind.items)
        if any(new is not old for new, old in zip(parts, kind.items, strict=True)):
            return Tup(parts) if isinstance(kind, Tup) else Record(kind.cls, parts)
    return kind


def argument(kind: Any) -> Any:
    """Return a function's view of what it is given: frozen, with one of few int ranges."""
    if isinstance(kind, Cell):
        items = {key: argument(item) for key, item in kind.items.items()}
        if kind.frozen and all(items[key] is item for key, item in kind.items.items()):
            return kind
        return Cell(kind.form, items, frozen=True)
    if isinstance(kind, Num) and kind.low is not None and kind.high is not None:
        low = next((n for n in (0, -1) if kind.low >= n), -SAFE)
        high = next((n for n in (1, 2**32) if kind.high <= n), SAFE)
        same = (low, high) == (kind.low, kind.high)
        return kind if same else Num(kind.real, low, high, kind.origin)
    return mapped(kind, argument)


def fresh(kind: Any, made: dict[int, Cell]) -> Any:
    """Return the kind of a call's result: each list that the function makes is a new one."""
    if isinstance(kind, Cell) and not kind.frozen:
        root = kind.root()
        if id(root) not in made:
            made[id(root)] = copy = Cell(kind.form, {})
            copy._items = {key: fresh(item, made) for key, item in root.items.items()}
        return made[id(root)]
    return mapped(kind, lambda part: fresh(part, made))


def of_annotation(hint: Any) -> Any:
    """Return the kind that a type annotation declares."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return of_annotation(arguments[0])
    if hint in (None, type(None)):
        return NONE
    if hint in (int, float, bool, str):
        return {int: INT, float: GIVEN, bool: BOOL, str: STR}[hint]
    if origin is Literal:
        return join_all(of_annotation(type(value)) for value in arguments)
    if origin in (Union, types.UnionType):
        return join_all(of_annotation(a) for a in arguments)
    if origin in (list, Sequence) or (origin is tuple and Ellipsis in arguments):
        return listed(of_annotation(arguments[0]), "tuple" if origin is tuple else "list")
    if origin is tuple:
        return Tup(tuple(of_annotation(a) for a in arguments))
    if origin in (dict, Mapping) and arguments[0] is str:
        return Cell("dict", {None: of_annotation(arguments[1])}, frozen=True)
    if isinstance(hint, type) and (is_dataclass(hint) or hasattr(hint, "_fields")):
        hints = get_type_hints(hint, include_extras=True)
        names = Record(hint, ()).names
        return Record(hint, tuple(of_annotation(hints.get(name)) for name in names))
    return MIXED
