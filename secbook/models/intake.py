"""How a record of the theory is made from what JSON holds, and given back.

A record (a frozen dataclass) that is decorated with `of_plain_data` takes dicts for its
inner records and any sequence for its lists, copies both, and refuses by name what has
the wrong type. What the values may be is the record's own matter, in its
``__post_init__``: that part also runs in the browser, this one in Python alone.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from fractions import Fraction
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from secbook.domains import Domain, domain_of, shown

__all__ = ["of_plain_data", "to_dict"]

R = TypeVar("R")

_domain = functools.cache(domain_of)
_NUMBERS = (int, float, Fraction)
_ANY_NUMBER = Domain("number", "a number", infinite=True)
_ANY_LIST = Domain("list", "a list", items=(Domain("any"),))


def of_plain_data(record: type[R]) -> type[R]:
    """Let a record of keyword arguments be made from what JSON holds.

    Raises
    ------
    ValueError
        When a record is made, naming the field that is unknown, missing or of a wrong type.
    """
    made: Callable[..., None] = record.__init__

    @functools.wraps(made)
    def make(self: R, **given: Any) -> None:
        made(self, **_plain(record, given))

    record.__init__ = make  # type: ignore[assignment]
    return record


def to_dict(record: Any) -> dict[str, Any]:
    """
    Return a record as JSON holds it: what it was made of, without idle defaults.

    Parameters
    ----------
    record
        A `World`, a `State` or a `Council`.

    Returns
    -------
    dict
        Of numbers, text, lists and dicts, by the name of the field. A field at its default
        is left out, and the record can be made again from the rest.

    Examples
    --------
    >>> from secbook.models.system import Council
    >>> to_dict(Council(members=["A", "B"], vetoes=["A"], votes=2))
    {'members': ['A', 'B'], 'vetoes': ['A'], 'votes': 2}
    """
    idle = {field.name: field.default for field in fields(record)}
    return {name: value for name, value in asdict(record).items() if value != idle[name]}


def _plain(record: Any, given: Mapping[str, Any], within: str = "") -> dict[str, Any]:
    """Return the fields of a record as plain data, or refuse names and types."""
    hints = _hints(record)
    for name in given:
        if name not in hints:
            raise ValueError(
                f"{record.__name__} has no field {shown(within + name)}; its fields are "
                f"{', '.join(hints)}"
            )
    for field in fields(record):
        if field.default is MISSING and field.name not in given:
            raise ValueError(f"{record.__name__} needs the field {within}{field.name}")
    states: list[str] = []
    plain: dict[str, Any] = {}
    for name, hint in hints.items():
        if name in given:
            plain[name] = _taken(hint, given[name], within + name, states)
        if name == "states":
            states = [state.id for state in plain[name]]
    return plain


@functools.cache
def _hints(record: Any) -> dict[str, Any]:
    """Return the types of the fields, in their order."""
    hints = get_type_hints(record)
    return {field.name: hints[field.name] for field in fields(record)}


def _taken(hint: Any, value: Any, name: str, states: list[str]) -> Any:
    if is_dataclass(hint):
        return _record(hint, value, name)
    if get_origin(hint) is not list:
        domain = _domain(hint)
        return (_ANY_NUMBER if domain.kind == "number" else domain).check(value, name)
    items = _ANY_LIST.check(value, name)
    if all(type(item) in _NUMBERS for item in items):
        return items
    (inner,) = get_args(hint)
    return [
        _taken(inner, item, _name_of(name, place, inner, states), states)
        for place, item in enumerate(items)
    ]


def _record(record: Any, value: Any, name: str) -> Any:
    if isinstance(value, record):
        value = vars(value)
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} must be a {record.__name__} or a dict, got {shown(value)}")
    return record(**_plain(record, value, within=f"{name}."))


def _name_of(name: str, place: int, hint: Any, states: list[str]) -> str:
    """Return the words for an item of a list: numbers belong to a state, or to a pair."""
    if _domain(hint).kind == "list":
        hint = get_args(hint)[0]
    if _domain(hint).kind != "number" or place >= len(states):
        return f"{name}[{place}]"
    return f"{name} {'and' if ' of ' in name else 'of'} {states[place]}"
