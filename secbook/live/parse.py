"""From a Python function to its source, and the refusal of what cannot be translated."""

import ast
import builtins
import functools
import inspect
import linecache
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from secbook import domains
from secbook.live.subset import refusals


class TranslationError(ValueError):
    """A function is outside the subset: where, what, and what to write instead."""

    def __init__(self, key: str, *words: Any, place: str = "") -> None:
        self.key, self.words = key, words
        row = refusals().get(key, refusals()["other"])
        self.construct, self.advice = row.remark.format(*words), row.advice
        super().__init__(f"{place}{self.construct} is not translated; {self.advice}")


@dataclass(frozen=True, eq=False)
class Source:
    """A Python function as it is written."""

    name: str
    node: ast.FunctionDef | ast.Lambda
    function: types.FunctionType
    checked: bool

    @functools.cached_property
    def signature(self) -> inspect.Signature:
        return inspect.signature(self.function)

    @functools.cached_property
    def defaults(self) -> dict[str, Any]:
        """The values of the default arguments, which Python computed once."""
        given = self.signature.parameters.values()
        return {p.name: p.default for p in given if p.default is not p.empty}

    @functools.cached_property
    def hints(self) -> dict[str, Any]:
        """The types that the function declares."""
        return get_type_hints(self.function, include_extras=True)

    def lookup(self, name: str, missing: Any) -> Any:
        """Return what a name means that the function does not assign."""
        code = self.function.__code__
        if name in code.co_freevars:
            cell = (self.function.__closure__ or ())[code.co_freevars.index(name)]
            return missing if cell == types.CellType() else cell.cell_contents
        return self.function.__globals__.get(name, vars(builtins).get(name, missing))

    def refusal(self, node: ast.AST, key: str, *words: Any) -> TranslationError:
        line = getattr(node, "lineno", self.node.lineno)
        file = self.function.__code__.co_filename
        shown = "the notebook" if "ipykernel" in file or file[:1] == "<" else Path(file).name
        return TranslationError(key, *words, place=f"{shown}, line {line}, in {self.name}: ")


def is_checked(function: Any) -> bool:
    """Whether `secbook.domains.checked` made a function."""
    code = getattr(function, "__code__", None)
    return hasattr(function, "__wrapped__") and code in domains.checked.__code__.co_consts


@functools.lru_cache(maxsize=128)
def _statements(text: str) -> list[ast.stmt]:
    """Return the statements of a source text."""
    try:
        return ast.parse(text).body
    except SyntaxError:
        return []


def _line(node: Any) -> int:
    """Return the first line of a node, with its decorators, as its code has it."""
    first: int = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    return first


def _essences(code: types.CodeType) -> Iterator[Any]:
    """Return what a code and those within it do: their instructions, names and constants."""
    inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
    plain = [c for c in code.co_consts if not isinstance(c, (types.CodeType, frozenset))]
    essences = [[*_essences(c)] for c in inner]
    yield code.co_code, code.co_names, code.co_varnames, repr(plain), essences
    for found in essences:
        yield from found


@functools.lru_cache(maxsize=512)
def source_of(function: Callable[..., Any]) -> Source:
    """Return the source of a function.

    Raises
    ------
    TranslationError
        If it has none, is no plain Python function, or was edited since it was defined.
    """
    checked, name = is_checked(function), getattr(function, "__name__", str(function))
    plain: Any = inspect.unwrap(function) if checked else function
    if not isinstance(plain, types.FunctionType) or hasattr(plain, "__wrapped__"):
        raise TranslationError("source", name)
    code = plain.__code__
    text, line = linecache.getlines(code.co_filename, plain.__globals__), code.co_firstlineno
    around = [s for s in _statements("".join(text)) if _line(s) <= line <= (s.end_lineno or 0)]
    compiled = compile(
        ast.Module(around, []), "", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True
    )

    def is_meant(node: Any) -> bool:
        meant = isinstance(node, (ast.FunctionDef, ast.Lambda)) and _line(node) == line
        return meant and getattr(node, "name", "<lambda>") == code.co_name

    within = (node for statement in around for node in ast.walk(statement))
    found: list[Any] = [*filter(is_meant, around)] or [*filter(is_meant, within)]
    known = next(_essences(code)) in _essences(compiled)
    if not known or not found or len({ast.dump(node) for node in found[1:] and found}) > 1:
        raise TranslationError("source", name)
    return Source(name, found[0], plain, checked)
