"""From a Python function to its source, and the refusal of what cannot be translated."""

import ast
import builtins
import functools
import linecache
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secbook import domains


class TranslationError(ValueError):
    """A function is outside the subset: file, line, construct, and what to write instead."""

    def __init__(self, construct: str, advice: str, place: str = "") -> None:
        self.construct, self.advice, self.place = construct, advice, place
        super().__init__(f"{place}{construct} is not translated to JavaScript: {advice}")


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

    def lookup(self, name: str) -> Any:
        """Return what a name means that the function does not assign; raise a KeyError."""
        code = self.function.__code__
        if name in code.co_freevars:
            cell = (self.function.__closure__ or ())[code.co_freevars.index(name)]
            try:
                return cell.cell_contents
            except ValueError:
                raise KeyError(name) from None
        if name in self.function.__globals__:
            return self.function.__globals__[name]
        return vars(builtins)[name]

    def refusal(self, node: ast.AST, construct: str, advice: str) -> TranslationError:
        line = getattr(node, "lineno", self.node.lineno)
        file = self.function.__code__.co_filename
        shown = (
            "the notebook" if "ipykernel" in file or file.startswith("<") else Path(file).name
        )
        return TranslationError(construct, advice, f"{shown}, line {line}, in {self.name}: ")


def is_checked(function: Any) -> bool:
    """Whether `secbook.domains.checked` made a function."""
    return (
        hasattr(function, "__wrapped__")
        and isinstance(function, types.FunctionType)
        and function.__globals__ is vars(domains)
        and function.__code__.co_name == "at_the_boundary"
    )


@functools.lru_cache(maxsize=128)
def _definitions(text: str) -> dict[tuple[str, int], list[ast.FunctionDef | ast.Lambda]]:
    """Return the functions of a source text, by name and first line."""
    found: dict[tuple[str, int], list[ast.FunctionDef | ast.Lambda]] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            found.setdefault((node.name, first), []).append(node)
        elif isinstance(node, ast.Lambda):
            found.setdefault(("<lambda>", node.lineno), []).append(node)
    return found


def _code_of(node: ast.FunctionDef | ast.Lambda, like: types.CodeType) -> types.CodeType | None:
    """Return the code of a definition, compiled as part of a function like its own."""
    inner = node if isinstance(node, ast.FunctionDef) else ast.Expr(node)
    scope = ast.FunctionDef(
        name="scope",
        args=ast.arguments([], [ast.arg(n) for n in like.co_freevars], None, [], [], None, []),
        body=[inner],
        decorator_list=[],
        type_params=[],
    )
    module = ast.fix_missing_locations(ast.Module([scope], []))
    flags = like.co_flags & 0x1000000  # from __future__ import annotations
    outer = compile(module, "<source>", "exec", flags, dont_inherit=True)
    for _ in range(2):
        codes = [c for c in outer.co_consts if isinstance(c, types.CodeType)]
        found = [c for c in codes if c.co_name in ("scope", like.co_name)]
        if not found:
            return None
        outer = (
            found[-1]
            if len(found) == 1
            else next((c for c in found if c.co_firstlineno == like.co_firstlineno), found[-1])
        )
    return outer


def _same(node: ast.FunctionDef | ast.Lambda, code: types.CodeType) -> bool:
    compiled = _code_of(node, code)
    return compiled is not None and _essence(compiled) == _essence(code)


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
    checked, plain = is_checked(function), function
    if checked:
        plain = function.__wrapped__  # type: ignore[attr-defined]
    name = getattr(function, "__name__", str(function))
    if not isinstance(plain, types.FunctionType) or hasattr(plain, "__wrapped__"):
        raise TranslationError(
            f"`{name}`", "use a plain Python function, with no decorator but `checked`"
        )
    code = plain.__code__
    text = "".join(linecache.getlines(code.co_filename, plain.__globals__))
    try:
        candidates = _definitions(text).get((code.co_name, code.co_firstlineno), [])
    except SyntaxError:
        candidates = []
    nodes = [node for node in candidates if _same(node, code)]
    if len({ast.dump(node) for node in nodes}) != 1:
        raise TranslationError(
            f"`{name}`",
            "its source was not found as it runs: define it in a notebook cell or a file, "
            "and define it again when you have edited it",
        )
    return Source(name, nodes[0], plain, checked)
