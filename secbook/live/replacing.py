"""A function in which others stand for some that it calls.

No function of the package is ever changed: what calls a replaced function, and what calls
that, is copied with other globals. Python and the browser run the same copies.
"""

import inspect
import types
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any


def replaced(
    function: Callable[..., Any], replacing: Mapping[Callable[..., Any], Callable[..., Any]]
) -> Callable[..., Any]:
    """
    Return a function that calls others where it, or what it calls, would call some.

    A function that stands for another is taken as it is: what it calls itself is not
    replaced, so that it may go on from what the other returns.

    Parameters
    ----------
    function
        A plain function, or a `checked` one.
    replacing
        Functions that stand for others, as in ``{win_probability: mine}``.

    Raises
    ------
    ValueError
        If the function never calls what is to be replaced.
    """
    instead = {id(inspect.unwrap(old)): new for old, new in replacing.items()}
    affected = _affected(function, set(instead))
    for old in replacing:
        if id(inspect.unwrap(old)) not in affected:
            name, inner = function.__name__, getattr(old, "__name__", str(old))
            raise ValueError(f"{name} does not call {inner}, which is to be replaced")
    made: dict[int, Any] = {}

    def of(value: Any) -> Any:
        """Return what stands for a value."""
        key = id(inspect.unwrap(value)) if isinstance(value, types.FunctionType) else id(value)
        if key in instead:
            return instead[key]
        if id(value) not in affected:
            return value
        if type(value) in (list, tuple):
            return type(value)(map(of, value))
        if isinstance(value, dict):
            return {name: of(item) for name, item in value.items()}
        return made.get(id(value)) or copy(value)

    def copy(function: types.FunctionType) -> types.FunctionType:
        names, scope = set(_names(function.__code__)), function.__globals__
        if any(id(part) in affected for part in _used(scope, names)):
            scope = {**scope}
        cells = tuple(types.CellType() for _ in function.__closure__ or ())
        code, name = function.__code__, function.__name__
        made[id(function)] = new = types.FunctionType(code, scope, name, None, cells or None)
        for cell, old in zip(cells, function.__closure__ or (), strict=True):
            cell.cell_contents = of(old.cell_contents)
        if scope is not function.__globals__:
            scope.update(swapped(scope, names))
        for attribute in ("__defaults__", "__kwdefaults__"):
            setattr(new, attribute, of(getattr(function, attribute)))
        for attribute in ("__module__", "__qualname__", "__doc__", "__annotations__"):
            setattr(new, attribute, getattr(function, attribute))
        vars(new).update({key: of(item) for key, item in vars(function).items()})
        return new

    def swapped(scope: Mapping[str, Any], names: set[str], depth: int = 4) -> dict[str, Any]:
        """Return names of a scope, or of a module, with what stands for their values."""
        found = {name: of(scope[name]) for name in names & scope.keys()}
        for name, module in found.items():
            if isinstance(module, types.ModuleType) and depth:
                found[name] = types.ModuleType(module.__name__)
                vars(found[name]).update(swapped(vars(module), names, depth - 1))
        return found

    result: Callable[..., Any] = of(function)
    return result


# What stands for a function of the package in all labs that are made from now on.
_standing: dict[int, tuple[Callable[..., Any], Callable[..., Any]]] = {}


def stands_for(
    original: Callable[..., Any],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """
    Return a decorator: its function stands for another in all labs made after it.

    In a notebook this is how a copy of the package's own function, once changed, reaches
    the labs below it, even those that call the function only indirectly. Running the cell
    again replaces what stood there before.

    Parameters
    ----------
    original
        The function of the package, as in ``@stands_for(contest.win_probability)``.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        _standing[id(inspect.unwrap(original))] = original, function
        return function

    return decorate


def standing_in(function: Callable[..., Any]) -> dict[Callable[..., Any], Callable[..., Any]]:
    """Return what stands for functions that this one calls."""
    reached = _affected(function, set(_standing)) if _standing else set()
    return {old: new for key, (old, new) in _standing.items() if key in reached}


def _affected(function: Any, old: set[int]) -> set[int]:
    """Return, by their ids, the values from which a replaced function can be reached."""
    users, queue, seen = defaultdict(set), [function], {id(function)}
    found: list[int] = []
    while queue:
        value = queue.pop()
        if isinstance(value, types.FunctionType) and id(inspect.unwrap(value)) in old:
            found += {id(value), id(inspect.unwrap(value))}
            continue
        for part in _parts(value):
            users[id(part)].add(id(value))
            if id(part) not in seen:
                seen.add(id(part))
                queue.append(part)
    affected: set[int] = set()
    while found:
        key = found.pop()
        if key not in affected:
            affected.add(key)
            found += users[key]
    return affected


def _parts(value: Any) -> Iterator[Any]:
    """Return what a function may call, or what a container holds."""
    if type(value) in (list, tuple):
        yield from value
    elif isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, types.FunctionType):
        yield from _used(value.__globals__, set(_names(value.__code__)))
        yield from (c.cell_contents for c in value.__closure__ or () if c != types.CellType())
        yield from (value.__defaults__, value.__kwdefaults__, *vars(value).values())


def _names(code: types.CodeType) -> Iterator[str]:
    """Return the globals and attributes that a code names."""
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from _names(part)


def _used(scope: Mapping[str, Any], names: set[str], depth: int = 4) -> Iterator[Any]:
    """Return the values of names, and of names in modules."""
    for name in names & scope.keys():
        if isinstance(scope[name], types.ModuleType):
            yield from _used(vars(scope[name]), names, depth - 1) if depth else ()
        else:
            yield scope[name]
