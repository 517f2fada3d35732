"""The model reference: autodoc writes it, from the signatures and docstrings of the models.

The directive ``model-family`` makes the page of a family. ``model-families`` lists them
all; a family without a page of its own is documented there.
"""

import inspect
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from secbook.book import theory, wording
from secbook.book.theory import PACKAGE, TAG, Entry, Family, families
from secbook.book.wording import TITLES, equation_label, headline, linked, question, summary


def family_text(family: Family) -> list[str]:
    """Return the page of a family in reStructuredText; autodoc does the rest."""
    lines: list[str] = []
    for part in family.parts:
        title, _ = headline(part.module)
        lines += [title, ("-" if lines else "=") * len(title), ""]
        lines += [f".. automodule:: {part.module.__name__}", ""]
        for entry in part.entries:
            lines += [*_entry_lines(entry), ""]
    return lines


def _entry_lines(entry: Entry) -> list[str]:
    if inspect.isfunction(entry.documented):
        return [f".. autofunction:: {entry.full_name}"]
    if inspect.isclass(entry.documented):
        return [f".. autoclass:: {entry.full_name}", "", f"   {_made_by(entry.documented)}"]
    content = [f"   {line}" for line in wording.table_text(entry.documented)]
    module = entry.full_name.removesuffix(f".{entry.name}")
    return [f".. py:data:: {entry.name}", f"   :module: {module}", "", *content]


def _made_by(result: Any) -> str:
    """Return the sentence that says whose result a named tuple is."""
    makers = [
        linked(f"`{entry.name}`")
        for family in families()
        for entry in family.entries
        if inspect.isfunction(entry.documented)
        and inspect.signature(entry.documented).return_annotation is result
    ]
    if not makers or not hasattr(result, "_fields"):
        return ""
    return f"The result of {' and '.join(makers)}, where its fields are explained."


def listed(family: Family, page: str) -> list[str]:
    """Return the section of a family that has a page: what there is, a line each."""
    title, lead = headline(family.module)
    asked = question(family.module)
    lines = [asked, "=" * len(asked), "", f":doc:`{title} </{page}>`: {lead}", ""]
    for entry in family.entries:
        lines += [f":py:obj:`{entry.name} <{entry.full_name}>`"]
        lines += [f"    {summary(entry.documented)}"]
    return [*lines, ""]


class Reference(SphinxDirective):
    """What the two directives share: text goes in, numbered and linked nodes come out."""

    def parsed(self, lines: list[str]) -> list[nodes.Node]:
        """Return the nodes of a text with sections."""
        for module in (__file__, theory.__file__, wording.__file__):
            self.env.note_dependency(str(module))
        text = "\n".join(lines)
        top = nodes.section("", *self.parse_text_to_nodes(text, allow_section_headings=True))
        for section in top.findall(nodes.section):
            # A title that two pages share is no label.
            section["names"].clear()
        for equation in top.findall(nodes.math_block):
            self.number(equation)
        places = {
            entry.full_name: (entry, part.name, family.name)
            for family in families()
            for part in family.parts
            for entry in part.entries
        }
        for description in top.findall(addnodes.desc):
            description[1] += self.files(*places[description[0]["ids"][0]])
        found: list[nodes.Node] = top.children
        return found

    def number(self, equation: nodes.math_block) -> None:
        """Make an equation with a number a target, in an environment that takes numbers."""
        numbers = TAG.findall(equation.astext())
        if not numbers:
            return
        text = rf"\begin{{equation*}}{equation.astext()}\end{{equation*}}"
        equation.children = [nodes.Text(text)]
        equation["nowrap"] = True
        standard: Any = self.env.get_domain("std")
        for number in numbers:
            label = equation_label(number)
            # An equation that is stated twice is found where it is stated first.
            if label not in standard.anonlabels:
                equation["ids"].append(label)
                standard.note_hyperlink_target(label, self.env.docname, label, number)

    def files(self, entry: Entry, part: str, family: str) -> list[nodes.Node]:
        """Return the way to the tests and to the code of an entry, and the code itself."""
        tests = [f"tests/models/test_{name}.py" for name in (part, family)]
        written = [path for path in tests if (Path(self.env.srcdir) / path).exists()]
        if not written:
            raise self.error(f"{entry.full_name} has no tests: found no {tests[0]}")
        line = nodes.paragraph(classes=["model-files"])
        line += [nodes.Text("Tests: "), self.file(written[0]), nodes.Text(" Code: ")]
        line += self.file(f"secbook/models/{part}.py")
        if not inspect.isfunction(entry.documented):
            return [line]
        source = wording.source_of(entry.documented)
        return [
            line,
            nodes.raw("", "<details><summary>Show the code</summary>", format="html"),
            nodes.literal_block(source, source, language="python"),
            nodes.raw("", "</details>", format="html"),
        ]

    def file(self, path: str) -> nodes.Node:
        """Return the path of a file, as a link if the book says where its repository is."""
        literal = nodes.literal(path, path)
        if not self.config.secbook_publication.files:
            return literal
        address = f"{self.config.secbook_publication.files}/{path}"
        return nodes.reference("", "", literal, refuri=address, internal=False)


class ModelFamily(Reference):
    """Makes the page of one family."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the title, the lesson and everything public."""
        known = {family.module.__name__: family for family in families()}
        if self.arguments[0] not in known:
            raise self.error(
                f"no family {self.arguments[0]}; the families are {', '.join(known)}"
            )
        return self.parsed(family_text(known[self.arguments[0]]))


class ModelFamilies(Reference):
    """Lists the families: what there is, or all of it where there is no page."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each family."""
        # What has a page is the matter of other files than this one.
        self.env.note_reread()
        lines: list[str] = []
        for family in families():
            page = f"{self.env.docname}/{family.name}"
            has_page = page in self.env.found_docs
            lines += listed(family, page) if has_page else family_text(family)
        return self.parsed(lines)


def rewrite(
    app: Sphinx, what: str, name: str, documented: Any, options: Any, lines: list[str]
) -> None:
    """Give autodoc the words of the page in place of the docstring."""
    if not name.startswith(PACKAGE):
        return
    if what == "module":
        bibliography: Any = app.env.get_domain("cite")
        text = wording.lesson(documented, bibliography.bibdata.data.entries)
    else:
        text = wording.entry_text(documented)
    lines[:] = text.splitlines()


def configure(app: Sphinx, config: Config) -> None:
    """Set how autodoc and napoleon write."""
    config.add_module_names = False
    config.autodoc_typehints = "none"
    config.napoleon_google_docstring = False
    config.napoleon_use_param = False
    config.napoleon_use_rtype = False
    config.napoleon_custom_sections = list(TITLES.values())
    config.html_domain_indices = False
    config.toc_object_entries_show_parents = "hide"


def setup(app: Sphinx) -> None:
    """Register the reference with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.napoleon")
    app.add_directive("model-family", ModelFamily)
    app.add_directive("model-families", ModelFamilies)
    app.connect("config-inited", configure, priority=800)
    # Before napoleon, which reads the sections.
    app.connect("autodoc-process-docstring", rewrite, priority=400)
