"""The notebook of a page, as a reader downloads it: Markdown and code that need no book.

Its first cell installs the package where it is missing. A function that the page shows is
a cell of its own, before the first lab that it drives: who edits it and runs both cells
again sees the lab follow.
"""

import ast
import base64
import importlib
import mimetypes
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from nbformat import v4
from pybtex.plugin import find_plugin
from sphinx.application import Sphinx

import secbook
from secbook.book.markdown import Block, Cell, Source, Writer
from secbook.book.publish import NOTEBOOKS, Publication, build_wheel

PACKAGE = Path(secbook.__file__).parent

PUBLISHED = """\
# Installs the package of this book where it is missing. Run this cell first; if a lab stays
# empty after that, reload the page once: JupyterLab has not met its widgets yet.
try:
    import secbook
except ModuleNotFoundError:
    %pip install --quiet {address}{wheel}

# What "Copy link" in a lab gives: the address of this page, with the lab's state.
from secbook.labs import published

published("{address}{page}.html")"""

BESIDE = """\
# Installs the package of this book where it is missing: save {wheel}
# from the menu that gave you this notebook, put it beside it, and run this cell first. If a
# lab stays empty after that, reload the page once: JupyterLab has not met its widgets yet.
try:
    import secbook
except ModuleNotFoundError:
    %pip install --quiet ./{wheel}"""

SOURCE = """\
# The model itself, for you to change: run this cell, then the cell of the lab again.
import {module}
from secbook.live import stands_for
{imports}


@stands_for({module}.{name})
{code}"""

WIDTH = 88

MOVED = (
    "The code of `{name}` stands above, in a cell before its lab: "
    "change it there, run that cell, and then the lab's."
)


def has_cells(doctree: nodes.document) -> bool:
    """Say whether a page has code cells, so that there is a notebook of it."""
    return any(
        node.get("nb_element") == "cell_code" for node in doctree.findall(nodes.container)
    )


def write_notebook(app: Sphinx, page: str, doctree: nodes.document) -> Path:
    """Write the notebook of a page, and return where it is."""
    where: Publication = app.config.secbook_publication
    works: Any = app.env.get_domain("cite")
    writer = Writer(
        page=f"{where.address}{page}.html",
        published=bool(where.address),
        number=lambda node: number(app, page, node),
        read=lambda uri: read_image(app, uri),
        package=PACKAGE,
    )
    executed = Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"
    cells = nbformat.read(executed, as_version=4).cells
    wheel = wheel_of(app).name
    start = PUBLISHED if where.address else BESIDE
    parts = [
        v4.new_code_cell(start.format(address=where.address, page=page, wheel=wheel)),
        *notebook_cells(writer.write(doctree), cells),
        *references(works, page),
    ]
    attach(parts, writer.images)
    for place, cell in enumerate(parts):
        cell["id"] = f"cell-{place}"
    notebook = v4.new_notebook(
        cells=parts,
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python", "file_extension": ".py"},
            "title": doctree.next_node(nodes.title).astext(),
        },
    )
    nbformat.validate(notebook)
    target = Path(app.outdir) / NOTEBOOKS / f"{page}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)
    return target


def number(app: Sphinx, page: str, node: nodes.Element) -> str:
    """Return "Table 1" for the first table of a book, or nothing for what has no number."""
    for kind, numbers in app.env.toc_fignumbers.get(page, {}).items():
        for place in node["ids"]:
            if place in numbers:
                shown = ".".join(map(str, numbers[place]))
                words = app.config.numfig_format.get(kind, kind).replace("%s", "").strip()
                return f"{words[:1].upper()}{words[1:]} {shown}"
    return ""


def read_image(app: Sphinx, uri: str) -> bytes:
    """Return an image of the book; the page was written, and calls it by its published name."""
    files = {name: path for path, name in app.builder.images.items()}
    return (Path(app.srcdir) / files.get(Path(uri).name, uri)).read_bytes()


def notebook_cells(blocks: Sequence[Block], cells: Sequence[Any]) -> list[Any]:
    """Return the cells of a notebook for the blocks of a page and the cells of its source."""
    made: list[Any] = []
    text: list[str] = []
    seen = 0

    def close() -> None:
        if text:
            made.append(v4.new_markdown_cell("\n\n".join(text)))
            text.clear()

    def code(until: int, folded: bool = False) -> None:
        """Add the code cells up to one; the page does not show every cell that it runs."""
        nonlocal seen
        close()
        for index in range(seen, until):
            if cells[index].cell_type == "code" and cells[index].source.strip():
                made.append(code_cell(cells[index], folded and index == until - 1))
        seen = max(seen, until)

    order = placed(blocks, cells)
    for here, block in enumerate(order):
        if isinstance(block, Cell):
            code(block.place + 1, block.folded)
        elif isinstance(block, Source):
            # After what the page runs and does not show, before the next cell that it shows.
            code(next((one.place for one in order[here:] if isinstance(one, Cell)), seen))
            made.append(v4.new_code_cell(source_cell(block, blocks)))
        else:
            if re.match(r"#+ ", block):
                close()
            text.append(block)
    code(len(cells))
    return made


def code_cell(cell: Any, folded: bool) -> Any:
    """Return a cell with its tags; an answer is folded, as is what the page does not show."""
    metadata: dict[str, Any] = {}
    if cell.metadata.get("tags"):
        metadata["tags"] = list(cell.metadata["tags"])
    tags = set(metadata.get("tags", []))
    if folded or "hide-cell" in tags:
        metadata["jupyter"] = {"source_hidden": True, "outputs_hidden": True}
    elif tags & {"remove-cell", "remove-input"}:
        metadata["jupyter"] = {"source_hidden": True}
    return v4.new_code_cell(cell.source, metadata=metadata)


def placed(blocks: Sequence[Block], cells: Sequence[Any]) -> list[Block]:
    """Return blocks in which each function stands before the first lab that it may drive."""
    found = list(blocks)
    for source in [block for block in blocks if isinstance(block, Source)]:
        shown = [
            (place, [cell.source for cell in cells[: block.place + 1]])
            for place, block in enumerate(found)
            if isinstance(block, Cell) and makes_lab(cells[block.place].source)
        ]
        using = [place for place, run in shown if any(uses(c, source.function) for c in run)]
        here = found.index(source)
        before = next(iter(using or [place for place, _ in shown]), here)
        if before < here:
            found[here] = MOVED.format(name=source.function)
            found.insert(before, source)
    return found


def makes_lab(code: str) -> bool:
    """Say whether a cell declares a lab."""
    return any(
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Lab"
        for node in ast.walk(parsed(code))
    )


def uses(code: str, name: str) -> bool:
    """Say whether a cell uses a name, other than by importing it."""
    return any(
        isinstance(node, ast.Name) and node.id == name for node in ast.walk(parsed(code))
    )


def parsed(code: str) -> ast.Module:
    """Return the code of a cell; one with IPython's own syntax declares no lab."""
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.Module([], [])


def source_cell(source: Source, blocks: Iterable[Block]) -> str:
    """Return the cell in which a student changes a function of the package."""
    parts = Path(source.file).relative_to(PACKAGE.parent).with_suffix("").parts
    module = ".".join(parts)
    imports, code = secbook.source_to_edit(
        getattr(importlib.import_module(module), source.function),
        known={block.function for block in blocks if isinstance(block, Source)},
    )
    if len(imports) > WIDTH:
        start, _, names = imports.partition(" import ")
        listed = "".join(f"    {name},\n" for name in names.split(", "))
        imports = f"{start} import (\n{listed})"
    return SOURCE.format(module=module, name=source.function, imports=imports, code=short(code))


def short(code: str) -> str:
    """Return the source of a function with the first paragraph of its docstring."""
    definition = ast.parse(code).body[0]
    assert isinstance(definition, ast.FunctionDef)
    said = ast.get_docstring(definition)
    if not said or "\n\n" not in said:
        return code
    lines = code.splitlines()
    first, last = definition.body[0].lineno - 1, definition.body[0].end_lineno
    words = said.partition("\n\n")[0]
    kept = f'"""{words}"""' if "\n" not in words else f'"""{words}\n"""'
    lines[first:last] = [f"    {line}" for line in kept.splitlines()]
    return "\n".join(lines)


def references(works: Any, page: str) -> list[Any]:
    """Return a cell with the works that a page cites, or none."""
    cited = {
        target.key
        for reference in works.citation_refs
        if reference.docname == page
        for target in reference.targets
    }
    backend = find_plugin("pybtex.backends", "markdown")()
    entries = {
        one.key: " ".join(one.formatted_entry.text.render(backend).split())
        for one in works.citations
        if one.key in cited
    }
    if not entries:
        return []
    lines = ["## References", *(f"- {entries[key]}" for key in sorted(entries))]
    return [v4.new_markdown_cell(lines[0] + "\n\n" + "\n".join(lines[1:]))]


def attach(cells: Sequence[Any], images: dict[str, bytes]) -> None:
    """Put images into the cells that show them: the notebook needs no other file."""
    for cell in cells:
        for name in re.findall(r"\(attachment:([^)]+)\)", cell.source):
            kind = mimetypes.guess_type(name)[0] or "image/png"
            data = base64.b64encode(images[name]).decode()
            cell.setdefault("attachments", {})[name] = {kind: data}


def page_notebook(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Write the notebook of a page, and put the buttons for it into the page's head."""
    buttons = context.get("header_buttons", [])
    groups = [one for one in buttons if one.get("label") == "download-buttons"]
    for group in groups:
        group["buttons"] = [
            one for one in group["buttons"] if one.get("label") != "download-notebook-button"
        ]
    if doctree is None or not has_cells(doctree):
        return
    write_notebook(app, pagename, doctree)
    for group in groups:
        group["buttons"][:0] = [
            saving("Notebook (.ipynb)", context["pathto"](f"{NOTEBOOKS}/{pagename}.ipynb", 1)),
            saving("Its package (.whl)", context["pathto"](wheel_of(app).name, 1)),
        ]
    binder = app.config.secbook_publication.binder(f"{pagename}.ipynb")
    if binder:
        buttons.insert(
            0,
            {
                "type": "link",
                "url": binder,
                "icon": "fas fa-rocket",
                "tooltip": "Run this page in Binder, in another tab",
                "label": "launch-binder-button",
            },
        )


def saving(text: str, address: str) -> dict[str, str]:
    """Return a button that saves a file."""
    kind = address.rpartition(".")[2]
    return {
        "type": "download",
        "url": address,
        "text": text,
        "icon": "fas fa-code" if kind == "ipynb" else "fas fa-box",
        "tooltip": f"Save {address.rpartition('/')[2]}",
        "label": f"download-{kind}-button",
    }


def wheel_of(app: Sphinx) -> Path:
    """Return the wheel that is published with the book."""
    return next(Path(app.outdir).glob("secbook-*.whl"))


def make_wheel(app: Sphinx) -> None:
    """Publish the package with the book, so that a notebook can install it."""
    if app.builder.format == "html":
        build_wheel(Path(app.confdir), Path(app.outdir))


def clear_notebooks(app: Sphinx, exception: Exception | None) -> None:
    """Remove the notebooks of pages that have left the book."""
    folder = Path(app.outdir) / NOTEBOOKS
    for path in folder.rglob("*.ipynb"):
        if path.relative_to(folder).with_suffix("").as_posix() not in app.env.found_docs:
            path.unlink()


def setup(app: Sphinx) -> None:
    """Register the notebooks with Sphinx."""
    app.connect("builder-inited", make_wheel)
    app.connect("html-page-context", page_notebook, priority=850)
    app.connect("build-finished", clear_notebooks)
