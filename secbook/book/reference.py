"""The model reference: autodoc writes it, from the signatures and docstrings of the models.

The directive ``model-family`` makes the page of a family, ``model-families`` the list of
them all, with whatever family has no page of its own. A family is a module of
`secbook.models` that has models (functions that check their arguments) in its ``__all__``,
together with the modules whose names it passes on. Nothing here is a list of names.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

import secbook.models
from secbook.domains import Domain, domain_of
from secbook.models.parameters import Parameter

PACKAGE = "secbook.models."

# What a page calls the sections of a docstring.
TITLES = {"Notes": "Where it misleads", "References": "Sources", "Examples": "Example"}

SECTION = re.compile(r"\n([A-Z][a-z]+)\n-{3,}\n")
ENTRY = re.compile(r"^(\S.*)\n((?:(?: .*)?\n)+)", re.M)
TAG = re.compile(r"\\tag\{(.+?)\}")
_NUMBER = r"\d+\.\d+'?"
NUMBERS = re.compile(rf"\((?:equation )?{_NUMBER}(?:(?:, | to | and ){_NUMBER})*\)")
_KEY = r"`([a-z]+(?:\d{4}|nd)[a-z0-9]+)`"
WORK = re.compile(rf"[A-Z][\w'\s-]+(?:, [A-Z][\w'\s-]+)*\s\(\d{{4}}\):\s+{_KEY}")
SOURCE = re.compile(rf":\s+{_KEY}")
QUOTED = re.compile(r"(?<![`:])`(\w[\w.]*)`(?![`_])")
NAMED = re.compile(
    r"([A-Z][\w'-]+)((?:(?:,|\sand|,\sand)\s[A-Z][\w-]+)*)\s\((\d{4}(?:, \d{4})*)\)"
)
QUESTION = re.compile(r"\*([A-Z][^*]*\?)\*")
GREEK = re.compile(r"^(alpha|beta|eta|kappa|lambda|mu|nu|pi|rho|sigma|tau|theta)(?=_|$)")
TUPLES = {2: "pair", 3: "triple"}


@dataclass(frozen=True)
class Part:
    """A module on the page of a family, and those of its names that are documented."""

    module: ModuleType
    names: list[str]


@dataclass(frozen=True)
class Family:
    """A module that readers import from, with those whose names it passes on."""

    module: ModuleType
    parts: list[Part]

    @property
    def name(self) -> str:
        """The short name of the module, which is that of the page."""
        return _short(self.module)

    def full_names(self) -> dict[str, str]:
        """Return for each documented name the one by which a reader imports it."""
        return {
            name: f"{(self.module if name in _public(self.module) else part.module).__name__}"
            f".{name}"
            for part in self.parts
            for name in part.names
        }


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
    lesson = inspect.getdoc(module) or ""
    return sorted(found, key=lambda other: lesson.find(other.__name__) % (len(lesson) + 1))


def _family(module: ModuleType, others: list[ModuleType]) -> Family:
    """Return a family; models that a module forgot to pass on belong to it, too."""
    parts = [Part(module, [name for name in _defined(module) if name in _public(module)])]
    for other in others:
        wanted = {*_public(module), *_models(other)}
        parts.append(Part(other, [name for name in _defined(other) if name in wanted]))
    return Family(module, parts)


def _first_number(family: Family) -> tuple[list[int], str]:
    numbers = TAG.findall(inspect.getsource(family.module))
    first = min([[int(n) for n in re.findall(r"\d+", number)] for number in numbers] or [[99]])
    return first, family.name


def _short(module: ModuleType) -> str:
    return module.__name__.removeprefix(PACKAGE)


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
    """Return the names of the functions that check their arguments."""
    own = [name for name in _public(module) if name in _defined(module)]
    return [
        name
        for name in own
        if inspect.isfunction(getattr(module, name))
        and hasattr(getattr(module, name), "__wrapped__")
    ]


@cache
def _addresses() -> dict[str, str]:
    """Return the full name of everything that is documented, by its short or full name."""
    found = {}
    for family in families():
        found |= family.full_names()
        found |= {part.module.__name__: part.module.__name__ for part in family.parts}
    return found


@cache
def _numbers() -> set[str]:
    """Return the numbers of all equations that are documented."""
    return {
        number
        for family in families()
        for part in family.parts
        for documented in [part.module, *(getattr(part.module, name) for name in part.names)]
        for number in TAG.findall(_docstring(documented))
    }


def _docstring(documented: Any) -> str:
    """Return the docstring of what has one of its own."""
    if not (inspect.ismodule(documented) or callable(documented)):
        return ""
    return inspect.getdoc(documented) or ""


# ------------------------------------------------------------------ the words of a page


def headline(module: ModuleType) -> tuple[str, str]:
    """Return the title of a lesson, and what its first sentence says about it."""
    first, _, _ = _docstring(module).partition("\n\n")
    title, _, rest = " ".join(first.split()).partition(": ")
    return title.rstrip("."), rest[:1].upper() + rest[1:]


def page_text(docstring: str, documented: Any) -> str:
    """Return a docstring as the page has it: with links, domains and readable titles."""
    parts = SECTION.split(f"{docstring}\n")
    if inspect.ismodule(documented):
        lead, _, lesson = parts[0].partition("\n\n")
        parts[0] = f"{headline(documented)[1]}\n\n{lesson}" if lesson else lead
    own = _own_names(documented)
    text = linked(parts[0], own)
    for title, section in zip(parts[1::2], parts[2::2], strict=True):
        shown = TITLES.get(title, title)
        if title == "Parameters":
            section = _with_domains(section, documented)
        if title == "Returns":
            section = _with_links_to_types(section)
        if title != "Examples":
            section = linked(section, own)
        text += f"\n{shown}\n{'-' * len(shown)}\n{section}"
    return text


def linked(text: str, own: frozenset[str] = frozenset()) -> str:
    """Return text with a link for each work, public name and equation that it mentions.

    Names in `own` are those of arguments and results, which come before those of functions.
    """

    def link(found: re.Match[str]) -> str:
        name = found[1]
        if name in own or name not in _addresses():
            return f"``{name}``"
        return f":py:obj:`{name} <{_addresses()[name]}>`"

    text = WORK.sub(r":cite:t:`\1`", text)
    text = SOURCE.sub(r" :cite:p:`\1`", text)
    text = QUOTED.sub(link, text)
    return NUMBERS.sub(lambda found: re.sub(_NUMBER, _equation_link, found[0]), text)


def cited(text: str, keys: list[str]) -> str:
    """Return text in which the years of works named like "Kydd (1997, 2005)" are links."""

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


def _equation_link(found: re.Match[str]) -> str:
    if found[0] not in _numbers():
        return found[0]
    return f":ref:`{found[0]} <{equation_label(found[0])}>`"


def equation_label(number: str) -> str:
    """Return the label of an equation: ``equation-0-3-prime`` for (0.3')."""
    return f"equation-{number}".replace(".", "-").replace("'", "-prime")


def _own_names(documented: Any) -> frozenset[str]:
    """Return the names of the arguments of a function, and of the fields of its result."""
    if not callable(documented):
        return frozenset()
    result = inspect.signature(documented).return_annotation
    return frozenset(
        [*inspect.signature(documented).parameters, *getattr(result, "_fields", [])]
    )


def _with_domains(section: str, documented: Any) -> str:
    """Return the section of parameters with what each may be, and its default.

    Arguments that are described together stay together if all that is the same.
    """
    hints = get_type_hints(
        documented if inspect.isclass(documented) else inspect.unwrap(documented),
        include_extras=True,
    )
    signature = inspect.signature(documented).parameters

    def domain(name: str) -> str:
        default = signature[name].default
        words = allowed(hints[name])
        return words if default is inspect.Parameter.empty else f"{words}; default {default!r}"

    def entry(found: re.Match[str]) -> str:
        names = found[1].split(", ")
        words = [domain(name) for name in names]
        if len(set(words)) == 1:
            return f"{found[1]} : {words[0]}\n{found[2]}"
        return "".join(
            f"{name} : {word}\n{found[2]}" for name, word in zip(names, words, strict=True)
        )

    return ENTRY.sub(entry, section)


def allowed(hint: Any) -> str:
    """Return in words what an argument with this annotation may be."""
    if hint is bool:
        return "True or False"
    if inspect.isclass(hint) and hint.__name__ in _addresses():
        return f"`{hint.__name__}`"
    if get_origin(hint) is list and domain_of(hint).kind == "any":
        return f"a list, each entry {allowed(get_args(hint)[0])}"
    return _words(domain_of(hint))


def _words(domain: Domain) -> str:
    """Return a domain in words, those of what is inside it included."""
    if domain.optional:
        return f"None or {_words(replace(domain, optional=False))}"
    if domain.kind == "list":
        least, item = f" of at least {domain.length}" if domain.length else "", domain.items[0]
        if item.kind == "list":
            least += " lists" if domain.length else " of lists"
            item = item.items[0]
        return f"a list{least}, each entry {_words(item)}"
    if domain.kind == "tuple":
        *others, last = [_words(item) for item in domain.items]
        kind = TUPLES.get(len(domain.items), "tuple")
        return f"a {kind} of {', '.join(others)} and {last}"
    if domain.kind == "dict":
        return f"a dict, each value {_words(domain.items[0])}"
    return domain.words


def _with_links_to_types(section: str) -> str:
    """Return the section of results, with the types that are documented as links."""

    def link(found: re.Match[str]) -> str:
        return re.sub(r"\b[A-Z]\w+", lambda name: f"`{name[0]}`", found[1]) + f"\n{found[2]}"

    return ENTRY.sub(link, section)


def entries(value: Any) -> list[str]:
    """Return the items of a public table of the theory, each with what it means."""
    if not isinstance(value, dict):
        return [", ".join(f"``{item}``" for item in value)]
    return [f"- **{name}** {_entry(item)}" for name, item in value.items()]


def _entry(item: Any) -> str:
    if isinstance(item, Parameter):
        domain = f"(*{_words(item.domain)}; default {item.default!r}*)"
        return f"{domain} -- :math:`{symbol(item.symbol)}`, {item.meaning}."
    return f"-- {linked(' '.join(_docstring(item).split()))}"


def symbol(plain: str) -> str:
    r"""Return a symbol as TeX: ``\tau_{0}`` for tau_0, ``\text{cb}`` for cb."""
    base, _, index = plain.partition("_")
    base = GREEK.sub(r"\\\1", base)
    base = base if len(base) == 1 or base.startswith("\\") else rf"\text{{{base}}}"
    return f"{base}_{{{index}}}" if index else base


# ------------------------------------------------------------------ the page itself


def family_text(family: Family, level: str = "=-") -> list[str]:
    """Return the page of a family in reStructuredText; autodoc does the rest."""
    full_names = family.full_names()
    lines = []
    for place, part in enumerate(family.parts):
        title, _ = headline(part.module)
        lines += [title, level[min(place, 1)] * len(title), ""]
        lines += [f".. automodule:: {part.module.__name__}", ""]
        for name in part.names:
            lines += _entry_text(getattr(part.module, name), name, full_names[name])
    return lines


def _entry_text(documented: Any, name: str, full_name: str) -> list[str]:
    if inspect.isfunction(documented):
        return [f".. autofunction:: {full_name}", ""]
    if inspect.isclass(documented):
        return [f".. autoclass:: {full_name}", "", f"   {_made_by(documented)}", ""]
    module = full_name.rpartition(".")[0]
    content = [f"   {line}" for line in entries(documented)]
    return [f".. py:data:: {name}", f"   :module: {module}", "", *content, ""]


def _made_by(result: Any) -> str:
    """Return the sentence that says whose result a named tuple is."""
    makers = [
        linked(f"`{name}`")
        for family in families()
        for part in family.parts
        for name in part.names
        if inspect.isfunction(getattr(part.module, name))
        and inspect.signature(getattr(part.module, name)).return_annotation is result
    ]
    if not makers or not hasattr(result, "_fields"):
        return ""
    return f"The result of {' and '.join(makers)}, where its fields are explained."


class ReferenceDirective(SphinxDirective):
    """What the two directives share: text goes in, nodes with numbers and links come out."""

    def parsed(self, lines: list[str]) -> list[nodes.Node]:
        """Return the nodes of a text with sections."""
        self.env.note_dependency(__file__)
        text = "\n".join(lines)
        top = nodes.section("", *self.parse_text_to_nodes(text, allow_section_headings=True))
        for section in top.findall(nodes.section):
            # A title that two pages share is no label.
            section["names"].clear()
        for equation in top.findall(nodes.math_block):
            self.number(equation)
        for entry in top.findall(addnodes.desc):
            self.finish(entry)
        return top.children

    def number(self, equation: nodes.math_block) -> None:
        """Make an equation with a number a target, in an environment that takes numbers."""
        text = equation.astext()
        numbers = TAG.findall(text)
        if not numbers:
            return
        equation.children = [nodes.Text(rf"\begin{{equation*}}{text}\end{{equation*}}")]
        equation.rawsource = equation.astext()
        equation["nowrap"] = True
        standard = self.env.get_domain("std")
        for number in numbers:
            label = equation_label(number)
            if label not in standard.anonlabels:  # type: ignore[attr-defined]
                equation["ids"].append(label)
                standard.note_hyperlink_target(  # type: ignore[attr-defined]
                    label, self.env.docname, label, number
                )

    def finish(self, entry: addnodes.desc) -> None:
        """Say which functions return a result, and where the code and its tests are."""
        full_name = entry[0]["ids"][0]
        module_name, _, name = full_name.rpartition(".")
        documented = getattr(importlib.import_module(module_name), name)
        family = next(one for one in families() if full_name in one.full_names().values())
        part = next(one for one in family.parts if name in one.names)
        entry[1] += self.links(documented, part, family)

    def links(self, documented: Any, part: Part, family: Family) -> list[nodes.Node]:
        """Return the code of a function, and the way to its file and to its tests."""
        root = Path(self.env.srcdir)
        found = [f"tests/models/test_{_short(one)}.py" for one in (part.module, family.module)]
        tests = next((path for path in found if (root / path).exists()), found[-1])
        code = f"secbook/models/{_short(part.module)}.py"
        line = nodes.paragraph(classes=["model-files"])
        line += [nodes.Text("Tests: "), self.file(tests), nodes.Text(" Code: ")]
        line += self.file(code)
        if not inspect.isfunction(documented):
            return [line]
        source = source_of(documented)
        return [
            line,
            nodes.raw("", "<details><summary>Show the code</summary>", format="html"),
            nodes.literal_block(source, source, language="python"),
            nodes.raw("", "</details>", format="html"),
        ]

    def file(self, path: str) -> nodes.Node:
        """Return the path of a file, as a link if the book says where its repository is."""
        literal = nodes.literal(path, path)
        if not self.config.secbook_repository:
            return literal
        address = f"{self.config.secbook_repository}/{path}"
        return nodes.reference("", "", literal, refuri=address, internal=False)


def source_of(function: Any) -> str:
    """Return the source of a function without its docstring."""
    lines = inspect.getsource(inspect.unwrap(function)).splitlines()
    definition = ast.parse("\n".join(lines)).body[0]
    assert isinstance(definition, ast.FunctionDef)
    if ast.get_docstring(definition):
        del lines[definition.body[0].lineno - 1 : definition.body[0].end_lineno]
    return "\n".join(lines)


class ModelFamily(ReferenceDirective):
    """Makes the page of one family."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the title, the lesson and everything public."""
        for family in families():
            if family.module.__name__ == self.arguments[0]:
                return self.parsed(family_text(family))
        names = ", ".join(family.module.__name__ for family in families())
        raise self.error(f"no family {self.arguments[0]}; the families are {names}")


class ModelFamilies(ReferenceDirective):
    """Lists the families: the page of each, or all of it where there is no page."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each family."""
        lines: list[str] = []
        for family in families():
            page = f"{self.env.docname}/{family.name}"
            lines += (
                listed(family, page) if page in self.env.found_docs else family_text(family)
            )
        return self.parsed(lines)


def listed(family: Family, page: str) -> list[str]:
    """Return the section of a family that has a page: what there is, a line each."""
    title, lead = headline(family.module)
    question = " ".join(QUESTION.findall(_docstring(family.module))[:1]) or title
    question = " ".join(question.split())
    lines = [question, "=" * len(question), "", f":doc:`{title} </{page}>`: {lead}", ""]
    for name, full_name in family.full_names().items():
        module = next(part.module for part in family.parts if name in part.names)
        lines += [f":py:obj:`{name} <{full_name}>`", f"    {summary(getattr(module, name))}"]
    return [*lines, ""]


def summary(documented: Any) -> str:
    """Return a line about a function, a result, or a table of the theory."""
    if not callable(documented):
        return ", ".join(f"``{item}``" for item in documented)
    first = " ".join(_docstring(documented).partition("\n\n")[0].split())
    first = first.removeprefix("Return ")
    return linked(first[:1].upper() + first[1:])


def rewrite(
    app: Sphinx, what: str, name: str, documented: Any, options: Any, lines: list[str]
) -> None:
    """Give autodoc the words of the page in place of the docstring."""
    if not name.startswith(PACKAGE):
        return
    text = page_text("\n".join(lines), documented)
    if what == "module":
        text = cited(text, list(app.env.get_domain("cite").bibdata.data.entries))
    lines[:] = text.splitlines()


def configure(app: Sphinx, config: Config) -> None:
    """Set how autodoc and napoleon write, and where the repository is."""
    config.add_module_names = False
    config.autodoc_typehints = "none"
    config.napoleon_google_docstring = False
    config.napoleon_use_param = False
    config.napoleon_use_rtype = False
    config.napoleon_custom_sections = list(TITLES.values())
    config.html_domain_indices = False
    config.toc_object_entries_show_parents = "hide"
    settings = yaml.safe_load((Path(app.confdir) / "_config.yml").read_text(encoding="utf-8"))
    repository = settings.get("repository") or {}
    if repository.get("url"):
        address = [repository["url"], "blob", repository.get("branch", "main")]
        address.append(repository.get("path_to_book", ""))
        config.secbook_repository = "/".join(part.strip("/") for part in address if part)


def setup(app: Sphinx) -> None:
    """Register the reference with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.napoleon")
    app.add_config_value("secbook_repository", "", "env", str)
    app.add_directive("model-family", ModelFamily)
    app.add_directive("model-families", ModelFamilies)
    app.connect("config-inited", configure, priority=800)
    # Before napoleon, which reads the sections.
    app.connect("autodoc-process-docstring", rewrite, priority=400)
