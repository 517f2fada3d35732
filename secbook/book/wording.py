"""Docstrings as the pages of the book word them: with links, domains and plain titles.

A docstring names a work by its key, another function by its name and an equation by its
number. On a page each of them is a link, and behind each argument stands in words what it
may be: the words of its domain in `secbook.domains`.
"""

import ast
import inspect
import re
from collections.abc import Iterable
from dataclasses import replace
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

from secbook.book.theory import addresses, docstring, equation_numbers
from secbook.domains import Domain, domain_of
from secbook.models.parameters import Parameter

# What a page calls the sections of a docstring.
TITLES = {"Notes": "Where it misleads", "References": "Sources", "Examples": "Example"}

SECTION = re.compile(r"\n([A-Z][a-z]+)\n-{3,}\n")
ENTRY = re.compile(r"^(\S.*)\n((?:(?: .*)?\n)+)", re.M)
QUESTION = re.compile(r"\*([A-Z][^*]*\?)\*")
QUOTED = re.compile(r"(?<![`:])`(\w[\w.]*)`(?![`_])")

NUMBER = r"\d+\.\d+'?"
NUMBERS = re.compile(rf"\((?:equation\s)?{NUMBER}(?:(?:,|\sto|\sand)\s{NUMBER})*\)")

# "Kydd (1997, 2005)" and "Warr (1983): `warr1983private`".
AUTHORS = r"([A-Z][\w'-]+)((?:(?:,|\sand|,\sand)\s[A-Z][\w-]+)*)"
KEY = r"`([a-z]+(?:\d{4}|nd)[a-z0-9]+)`"
NAMED = re.compile(rf"{AUTHORS}\s\((\d{{4}}(?:, \d{{4}})*)\)(?!:)")
KEYED = re.compile(rf"{AUTHORS}\s\(\d{{4}}\):\s+{KEY}")
SOURCE = re.compile(rf":\s+{KEY}")

GREEK = re.compile(r"^(alpha|beta|eta|kappa|lambda|mu|nu|pi|rho|sigma|tau|theta)(?=_|$)")
TUPLES = {2: "pair", 3: "triple"}


def headline(module: ModuleType) -> tuple[str, str]:
    """Return the title of a lesson, and what its first sentence says about it."""
    first, _, _ = docstring(module).partition("\n\n")
    title, _, rest = " ".join(first.split()).partition(": ")
    return title.rstrip("."), rest[:1].upper() + rest[1:]


def question(module: ModuleType) -> str:
    """Return the question that a lesson answers, or its title if it asks none."""
    asked = QUESTION.search(docstring(module))
    return " ".join(asked[1].split()) if asked else headline(module)[0]


def lesson(module: ModuleType, keys: Iterable[str]) -> str:
    """Return the docstring of a module without its title, which stands above it."""
    _, _, text = docstring(module).partition("\n\n")
    return cited(linked(f"{headline(module)[1]}\n\n{text}\n"), keys)


def entry_text(documented: Any) -> str:
    """Return the docstring of a function or class as the page has it."""
    first, *sections = SECTION.split(f"{docstring(documented)}\n")
    own = _own_names(documented)
    text = linked(first, own)
    for title, section in zip(sections[::2], sections[1::2], strict=True):
        if title == "Parameters":
            section = _with_domains(section, documented)
        elif title == "Returns":
            section = ENTRY.sub(_quote_type, section)
        if title != "Examples":
            section = linked(section, own)
        shown = TITLES.get(title, title)
        text += f"\n{shown}\n{'-' * len(shown)}\n{section}"
    return text


def summary(documented: Any) -> str:
    """Return a line about a function, a result, or a table of the theory."""
    if not callable(documented):
        return ", ".join(f"``{item}``" for item in documented)
    first = " ".join(docstring(documented).partition("\n\n")[0].split())
    first = first.removeprefix("Return ")
    return linked(first[:1].upper() + first[1:])


def linked(text: str, own: frozenset[str] = frozenset()) -> str:
    """Return text with a link for each key, public name and equation that it mentions.

    Names in `own` are those of arguments and results, which come before those of functions.
    """

    def name_link(found: re.Match[str]) -> str:
        name = found[1]
        if name in own or name not in addresses():
            return f"``{name}``"
        return f":py:obj:`{name} <{addresses()[name]}>`"

    def number_link(found: re.Match[str]) -> str:
        if found[0] not in equation_numbers():
            return found[0]
        return f":ref:`{found[0]} <{equation_label(found[0])}>`"

    text = KEYED.sub(r":cite:t:`\3`", text)
    text = SOURCE.sub(r" :cite:p:`\1`", text)
    text = QUOTED.sub(name_link, text)
    return NUMBERS.sub(lambda found: re.sub(NUMBER, number_link, found[0]), text)


def cited(text: str, keys: Iterable[str]) -> str:
    """Return text in which the years of works named like "Kydd (1997, 2005)" are links.

    A work of which `keys` have none, or more than one, stays as it is.
    """

    def cite(found: re.Match[str]) -> str:
        surname = re.sub(r"'s$|\W", "", found[1]).lower()
        works = [
            [key for key in keys if key.startswith(f"{surname}{year}")]
            for year in found[3].split(", ")
        ]
        if any(len(candidates) != 1 for candidates in works):
            return found[0]
        return f"{found[1]}{found[2]} :cite:yearpar:`{','.join(key for (key,) in works)}`"

    return NAMED.sub(cite, text)


def equation_label(number: str) -> str:
    """Return the label of an equation: ``equation-0-3-prime`` for (0.3')."""
    return f"equation-{number}".replace(".", "-").replace("'", "-prime")


def allowed(hint: Any) -> str:
    """Return in words what an argument with this annotation may be."""
    if hint is bool:
        return "True or False"
    if inspect.isclass(hint) and hint.__name__ in addresses():
        return f"`{hint.__name__}`"
    if get_origin(hint) is list and domain_of(hint).kind == "any":
        return f"a list, each entry {allowed(get_args(hint)[0])}"
    return domain_words(domain_of(hint))


def domain_words(domain: Domain) -> str:
    """Return a domain in words, those of what is inside it included."""
    if domain.optional:
        return f"None or {domain_words(replace(domain, optional=False))}"
    if domain.kind == "list":
        least, item = f" of at least {domain.length}" if domain.length else "", domain.items[0]
        if item.kind == "list":
            least += " lists" if domain.length else " of lists"
            item = item.items[0]
        return f"a list{least}, each entry {domain_words(item)}"
    if domain.kind == "tuple":
        *others, last = [domain_words(item) for item in domain.items]
        kind = TUPLES.get(len(domain.items), "tuple")
        return f"a {kind} of {', '.join(others)} and {last}"
    if domain.kind == "dict":
        return f"a dict, each value {domain_words(domain.items[0])}"
    return domain.words


def table_text(table: Any) -> list[str]:
    """Return the items of a public table of the theory, each with what it means."""
    if not isinstance(table, dict):
        return [summary(table)]
    return [f"- **{name}** {_item_text(item)}" for name, item in table.items()]


def _item_text(item: Any) -> str:
    if not isinstance(item, Parameter):
        return f"-- {linked(' '.join(docstring(item).split()))}"
    domain = f"(*{domain_words(item.domain)}; default {item.default!r}*)"
    return f"{domain} -- :math:`{symbol(item.symbol)}`, {item.meaning}."


def symbol(plain: str) -> str:
    r"""Return a symbol as TeX: ``\tau_{0}`` for tau_0, ``\text{cb}`` for cb."""
    base, _, index = plain.partition("_")
    base = GREEK.sub(r"\\\1", base)
    base = base if len(base) == 1 or base.startswith("\\") else rf"\text{{{base}}}"
    return f"{base}_{{{index}}}" if index else base


def source_of(function: Any) -> str:
    """Return the source of a function without its docstring."""
    lines = inspect.getsource(inspect.unwrap(function)).splitlines()
    definition = ast.parse("\n".join(lines)).body[0]
    assert isinstance(definition, ast.FunctionDef)
    if ast.get_docstring(definition):
        del lines[definition.body[0].lineno - 1 : definition.body[0].end_lineno]
    return "\n".join(lines)


def _own_names(documented: Any) -> frozenset[str]:
    """Return the names of the arguments of a function, and of the fields of its result."""
    signature = inspect.signature(documented)
    return frozenset(
        [*signature.parameters, *getattr(signature.return_annotation, "_fields", [])]
    )


def _with_domains(section: str, documented: Any) -> str:
    """Return the section of parameters with what each may be, and its default.

    Arguments that are described together stay together if all that is the same.
    """
    hints = get_type_hints(inspect.unwrap(documented), include_extras=True)
    parameters = inspect.signature(documented).parameters

    def words(name: str) -> str:
        default = parameters[name].default
        known = allowed(hints[name])
        return known if default is inspect.Parameter.empty else f"{known}; default {default!r}"

    def typed(found: re.Match[str]) -> str:
        names = found[1].split(", ")
        if len({words(name) for name in names}) == 1:
            return f"{found[1]} : {words(names[0])}\n{found[2]}"
        return "".join(f"{name} : {words(name)}\n{found[2]}" for name in names)

    return ENTRY.sub(typed, section)


def _quote_type(found: re.Match[str]) -> str:
    """Return the entry of a result with its type quoted, if it is the name of a class."""
    return re.sub(r"\b[A-Z]\w+", r"`\g<0>`", found[1]) + f"\n{found[2]}"
