"""From a Python function to its source, and the refusal of what cannot be translated."""

import ast
import builtins
import functools
import inspect
import linecache
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

    @property
    def defaults(self) -> dict[str, Any]:
        """The values of the default arguments, which Python computed once."""
        given = self.function.__defaults__ or ()
        arguments = self.node.args.posonlyargs + self.node.args.args
        names = [a.arg for a in arguments[len(arguments) - len(given) :]]
        return dict(zip(names, given, strict=True)) | (self.function.__kwdefaults__ or {})

    def lookup(self, name: str, missing: Any) -> Any:
        """Return what a name means that the function does not assign."""
        code = self.function.__code__
        if name in code.co_freevars:
            cell = (self.function.__closure__ or ())[code.co_freevars.index(name)]
            try:
                return cell.cell_contents
            except ValueError:
                return missing
        return self.function.__globals__.get(name, vars(builtins).get(name, missing))

    def refusal(self, node: ast.AST, key: str, *words: Any) -> TranslationError:
        line = getattr(node, "lineno", self.node.lineno)
        file = self.function.__code__.co_filename
        shown = "the notebook" if "ipykernel" in file or file[:1] == "<" else Path(file).name
        place = f"{shown}, line {line}, in {self.name}: "
        return TranslationError(key, *words, place=place)


def is_checked(function: Any) -> bool:
    """Whether `secbook.domains.checked` made a function."""
    return (
        hasattr(function, "__wrapped__")
        and isinstance(function, types.FunctionType)
        and function.__globals__ is vars(domains)
        and function.__code__.co_name == "at_the_boundary"
    )


@functools.lru_cache(maxsize=128)
def _statements(text: str) -> list[tuple[int, ast.stmt]]:
    """Return the statements of a source text with the lines where they start."""
    try:
        return [(_line(statement), statement) for statement in ast.parse(text).body]
    except SyntaxError:
        return []


def _line(node: Any) -> int:
    """Return the first line of a node, with its decorators, as its code has it."""
    first: int = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    return first


def _is(node: Any, code: types.CodeType) -> bool:
    """Whether a node is a function of the name and the line of a code."""
    if not isinstance(node, (ast.FunctionDef, ast.Lambda)):
        return False
    return (getattr(node, "name", "<lambda>"), _line(node)) == (
        code.co_name,
        code.co_firstlineno,
    )


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from _codes(part)


def _essence(code: types.CodeType) -> Any:
    """Return what a code does: its instructions, names and constants."""
    constants = [c for c in code.co_consts if not isinstance(c, (types.CodeType, frozenset))]
    inner = [_essence(c) for c in code.co_consts if isinstance(c, types.CodeType)]
    return code.co_code, code.co_names, code.co_varnames, repr(constants), inner


@functools.lru_cache(maxsize=512)
def source_of(function: Callable[..., Any]) -> Source:
    """Return the source of a function.

    Raises
    ------
    TranslationError
        If it has none, is no plain Python function, or was edited since it was defined.
    """
    checked = is_checked(function)
    plain: Any = inspect.unwrap(function) if checked else function
    name = getattr(function, "__name__", str(function))
    if not isinstance(plain, types.FunctionType) or hasattr(plain, "__wrapped__"):
        raise TranslationError("source", name)
    code = plain.__code__
    text = "".join(linecache.getlines(code.co_filename, plain.__globals__))
    line, flags = code.co_firstlineno, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    around = [s for start, s in _statements(text) if start <= line <= (s.end_lineno or 0)]
    compiled = compile(ast.Module(around, []), "", "exec", flags, dont_inherit=True)
    everything: Iterable[Any] = ast.walk(ast.Module(around, []))
    nodes: list[Any] = [n for n in around if _is(n, code)] or [
        n for n in everything if _is(n, code)
    ]
    known = any(_essence(one) == _essence(code) for one in _codes(compiled))
    if not known or not nodes or len({ast.dump(n) for n in nodes[1:] and nodes}) > 1:
        raise TranslationError("source", name)
    return Source(name, nodes[0], plain, checked)
