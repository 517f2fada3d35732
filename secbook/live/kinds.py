"""What is known of a value before anything runs: its kind.

JavaScript has one type of number and Python has two; an array may stand for a list or a
tuple. Which it is decides how an operation is written, so each value has a static kind.
Kinds form a lattice: `join` returns the kind of a value that may come from either side;
`NEVER` is the kind of what does not exist (an item of a list that stays empty), and
`MIXED` that of a value of which too little is known to work with it.

What a list or dict holds is known by the line of the source that makes it, its `Site`:
whatever is stored in it, under whichever name, is noted there. A list without a site (an
argument, a constant, the result of a call) may be read only.
"""

import functools
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints


class Kind(NamedTuple):
    """The kind of a value.

    The numbers are ``"int"``, ``"float"``, ``"real"`` (declared a float, so that an int
    that is given for it counts as one), and ``"number"`` for what is an int or a float as
    it turns out. A ``"fraction"`` is exact in Python only. A ``"row"`` is a tuple of any
    length, a ``"tuple"`` one with a kind for each place.
    """

    form: str
    parts: tuple[Any, ...] = ()
    """Of a tuple or record, the kinds in their places; of a list, row or dict without a
    site, the one kind of all its items or values."""
    of: Any = None
    """The sites of a list or dict, the class of a record, the targets of functions."""
    none: bool = False
    """Whether it may be None."""


class Site:
    """A line that makes lists or dicts, with the kind of what is stored in them."""

    def __init__(self, body: Any) -> None:
        self.body, self.item, self.read = body, NEVER, False

    def put(self, kind: Kind) -> None:
        old, self.item = self.item, join(self.item, kind)
        self.body.growth += self.read and self.item != old


NEVER, MIXED, BOOL, STR = Kind("never"), Kind("mixed"), Kind("bool"), Kind("str")
INT, FLOAT, REAL, NUMBER = Kind("int"), Kind("float"), Kind("real"), Kind("number")
FRACTION, NONE = Kind("fraction"), Kind("never", none=True)
NUMBERS = ("float", "real", "number", "int")
RANKS = ("float", "real", "fraction", "number", "int")
"""In this order one operand decides what the result of arithmetic is."""
SEQUENCES = ("list", "row", "tuple", "range")


def item_of(kind: Kind) -> Kind:
    """Return the kind of any item of a list or tuple, or of any value of a dict."""
    return join_all(parts_of(kind))


def parts_of(kind: Kind) -> list[Kind]:
    """Return the kinds of what a value is made of."""
    sites = kind.of if kind.form in ("list", "dict") and kind.of else ()
    for site in sites:
        site.read = True
    return [*kind.parts, *(site.item for site in sites)]


def join(a: Kind, b: Kind) -> Kind:
    """Return the kind of a value that is of one of two kinds."""
    if a == b or b == NEVER:
        return a
    if a.none or b.none:
        return join(a._replace(none=False), b._replace(none=False))._replace(none=True)
    forms = {a.form, b.form}
    if a == NEVER:
        return b
    if forms <= set(NUMBERS):
        return REAL if forms == {"float", "real"} else NUMBER
    if forms in ({"tuple"}, {"record"}) and len(a.parts) == len(b.parts) and a.of is b.of:
        return a._replace(parts=tuple(map(join, a.parts, b.parts)))
    if forms <= {"tuple", "row"}:
        return Kind("row", (join(item_of(a), item_of(b)),))
    if forms not in ({"list"}, {"dict"}, {"fun"}):
        return MIXED
    if a.of and b.of:
        return a._replace(of=a.of | b.of)
    return Kind(a.form, (join(item_of(a), item_of(b)),))


def join_all(kinds: Iterable[Kind]) -> Kind:
    result = NEVER
    for kind in kinds:
        result = join(result, kind)
    return result


def within(kind: Kind) -> Iterator[Kind]:
    """Return a kind and those of all that a value of it is made of."""
    yield kind
    for part in parts_of(kind):
        yield from within(part)


def frozen(kind: Kind) -> Kind:
    """Return a kind for another function, which may read what it is given."""
    if not has_site(kind):
        return kind
    parts = tuple(map(frozen, parts_of(kind)))
    if kind.form in ("list", "dict"):
        return kind._replace(parts=(join_all(parts),), of=None)
    return kind._replace(parts=parts)


@functools.lru_cache(maxsize=1024)
def has_site(kind: Kind) -> bool:
    """Whether a list or dict that may change is among what a kind knows."""
    return (kind.form in ("list", "dict") and bool(kind.of)) or any(map(has_site, kind.parts))


def field_names(cls: Any) -> list[str]:
    """Return the names of the fields of a named tuple or a dataclass."""
    return [f.name for f in fields(cls)] if is_dataclass(cls) else list(cls._fields)


def of_annotation(hint: Any) -> Kind:
    """Return the kind that a type annotation declares."""
    origin, arguments = get_origin(hint), get_args(hint)
    plain = {int: INT, float: REAL, bool: BOOL, str: STR, type(None): NONE}
    if isinstance(hint, type) and hint in plain:
        return plain[hint]
    if origin is Annotated:
        return of_annotation(arguments[0])
    if origin in (Union, types.UnionType):
        return join_all(map(of_annotation, arguments))
    if origin in (list, Sequence) or (origin is tuple and Ellipsis in arguments):
        return Kind("row" if origin is tuple else "list", (of_annotation(arguments[0]),))
    if origin is tuple:
        return Kind("tuple", tuple(map(of_annotation, arguments)))
    if origin in (dict, Mapping) and arguments[0] is str:
        return Kind("dict", (of_annotation(arguments[1]),))
    if isinstance(hint, type) and (is_dataclass(hint) or hasattr(hint, "_fields")):
        hints = get_type_hints(hint, include_extras=True)
        parts = (of_annotation(hints.get(name)) for name in field_names(hint))
        return Kind("record", tuple(parts), hint)
    return MIXED


def called(kind: Kind) -> str:
    """Return what to call a kind in a refusal."""
    if kind.none:
        return "None" if kind == NONE else f"{called(kind._replace(none=False))} or None"
    names = {"str": "text", "bool": "a truth value", "fun": "a function", "int": "an int"}
    names |= {"mixed": "a value of one of several types", "row": "a tuple"}
    names |= dict.fromkeys(NUMBERS[:-1], "a number")
    return names.get(kind.form, f"a {getattr(kind.of, '__name__', kind.form)}")
