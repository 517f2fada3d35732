"""What there is to document: the families of models, found by looking at the package.

A family is a module of `secbook.models` that has models (functions that check their
arguments) in its ``__all__``, together with the modules whose names it passes on.
Nothing here is a list of names: what is public appears in the book by itself.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import secbook.models

PACKAGE = "secbook.models."
TAG = re.compile(r"\\tag\{(.+?)\}")


@dataclass(frozen=True)
class Entry:
    """A public function, result or table, and the full name by which a reader imports it."""

    name: str
    full_name: str
    documented: Any

    @property
    def docstring(self) -> str:
        """The docstring; a table has none of its own."""
        return docstring(self.documented) if callable(self.documented) else ""


@dataclass(frozen=True)
class Part:
    """A module on the page of a family, with what it defines for readers."""

    module: ModuleType
    entries: list[Entry]

    @property
    def name(self) -> str:
        """The short name of the module."""
        return self.module.__name__.removeprefix(PACKAGE)


@dataclass(frozen=True)
class Family:
    """The parts on one page; readers import from the module of the first."""

    parts: list[Part]

    @property
    def module(self) -> ModuleType:
        """The module from which readers import."""
        return self.parts[0].module

    @property
    def name(self) -> str:
        """The short name of that module, which is that of the page."""
        return self.parts[0].name

    @property
    def entries(self) -> list[Entry]:
        """The entries of all parts."""
        return [entry for part in self.parts for entry in part.entries]

    @property
    def numbers(self) -> list[str]:
        """The numbers of the equations, as they appear on the page."""
        return [
            number
            for part in self.parts
            for text in (docstring(part.module), *(one.docstring for one in part.entries))
            for number in TAG.findall(text)
        ]


@cache
def families() -> list[Family]:
    """Return the families in the order of their equations."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.iter_modules(secbook.models.__path__, PACKAGE)
    ]
    inner = {module: _passed_on(module, modules) for module in modules}
    found = [
        _family(module, inner[module])
        for module in modules
        if _models(module) and not any(module in others for others in inner.values())
    ]
    return sorted(found, key=_first_number)


@cache
def addresses() -> dict[str, str]:
    """Return the full name of everything that is documented, by the name that texts use."""
    found: dict[str, str] = {}
    for family in families():
        found |= {entry.name: entry.full_name for entry in family.entries}
        found |= {part.module.__name__: part.module.__name__ for part in family.parts}
    return found


@cache
def equation_numbers() -> frozenset[str]:
    """Return the numbers of all equations that are documented."""
    return frozenset(number for family in families() for number in family.numbers)


def docstring(documented: Any) -> str:
    """Return the docstring of a module, function or class, without its indentation."""
    return inspect.getdoc(documented) or ""


def _passed_on(module: ModuleType, modules: list[ModuleType]) -> list[ModuleType]:
    """Return the modules whose names a module passes on, as its lesson names them."""
    foreign = [name for name in _public(module) if name not in _defined(module)]
    found = [
        other
        for other in modules
        if any(
            name in _defined(other) and getattr(other, name) is getattr(module, name)
            for name in foreign
        )
    ]
    lesson = docstring(module)
    # What the lesson does not name comes last.
    return sorted(found, key=lambda other: lesson.find(other.__name__) % (len(lesson) + 1))


def _family(module: ModuleType, others: list[ModuleType]) -> Family:
    """Return a family; models that its module forgot to pass on belong to it, too."""
    parts = []
    for part in [module, *others]:
        wanted = {*_public(module), *_models(part)}
        parts.append(
            Part(
                part, [_entry(name, part, module) for name in _defined(part) if name in wanted]
            )
        )
    return Family(parts)


def _entry(name: str, part: ModuleType, module: ModuleType) -> Entry:
    importable = module if name in _public(module) else part
    return Entry(name, f"{importable.__name__}.{name}", getattr(part, name))


def _first_number(family: Family) -> tuple[list[int], str]:
    numbers = [[int(n) for n in re.findall(r"\d+", number)] for number in family.numbers]
    # A family without equations comes last.
    return min(numbers, default=[99]), family.name


def _public(module: ModuleType) -> list[str]:
    return list(getattr(module, "__all__", []))


@cache
def _defined(module: ModuleType) -> list[str]:
    """Return the names that a module defines, in the order of its source."""
    names = []
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            names.append(statement.name)
        elif isinstance(statement, ast.AnnAssign):
            names.append(ast.unparse(statement.target))
        elif isinstance(statement, ast.Assign):
            names.extend(ast.unparse(target) for target in statement.targets)
    return names


def _models(module: ModuleType) -> list[str]:
    """Return the public names of the functions that check their arguments."""
    return [
        name
        for name in _defined(module)
        if name in _public(module)
        and inspect.isfunction(getattr(module, name))
        and hasattr(getattr(module, name), "__wrapped__")
    ]
