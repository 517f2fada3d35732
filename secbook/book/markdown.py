"""A resolved page as plain Markdown: what a notebook shows without this book's directives.

Sphinx has resolved citations, cross-references, glued numbers and equation numbers by
then. What is left are nodes of docutils, of which each that a chapter may use has a method
here; any other stops the build, so that no directive can reach a student.
"""

import ast
import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from docutils import nodes

# What Markdown would take for markup, inside a text and where a line begins.
SPECIAL = re.compile(r"([\\`*_$\[\]<])")
LEADING = re.compile(r"^(\s*)([#>+-]|\d+(?=[.)]\s))", re.M)


class Cell(NamedTuple):
    """A code cell of the chapter, by its place among all cells."""

    place: int
    folded: bool = False


class Source(NamedTuple):
    """A function of the package that the chapter shows."""

    file: str
    function: str


Block = str | Cell | Source


class UnknownNode(ValueError):
    """A page has something that a notebook cannot show."""


def slug(title: str) -> str:
    """Return where JupyterLab finds a heading."""
    return title.replace(" ", "-")


def quoted(text: str) -> str:
    """Return text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def indented(text: str, by: str) -> str:
    """Return text whose first line follows a marker, all others below it."""
    lines = text.splitlines() or [""]
    blank = " " * len(by)
    return "\n".join([by + lines[0], *((blank + line).rstrip() for line in lines[1:])])


class Writer:
    """Writes the blocks of one page.

    Parameters
    ----------
    page
        The page's own address, absolute where the book's is known, else relative.
    published
        Whether the address is absolute: links to other pages need it.
    number
        Gives the number of a figure, table, exercise or theorem, if it has one.
    read
        Gives the bytes of an image.
    package
        The folder of the package, whose functions a student can change.
    """

    def __init__(
        self,
        *,
        page: str,
        published: bool,
        number: Callable[[nodes.Element], str],
        read: Callable[[str], bytes],
        package: Path,
    ) -> None:
        self.page, self.published = page, published
        self.number, self.read, self.package = number, read, package
        self.images: dict[str, bytes] = {}
        self.headings: dict[str, str] = {}
        self.level = 0

    def write(self, document: nodes.document) -> list[Block]:
        """Return the blocks of a page."""
        for title in document.findall(nodes.title):
            if isinstance(title.parent, nodes.section):
                self.headings |= dict.fromkeys(title.parent["ids"], slug(title.astext()))
        return self.blocks(document)

    # Text inside a paragraph.

    def text(self, node: nodes.Node) -> str:
        """Return the Markdown of what stands inside `node`."""
        return "".join(self.inline(child) for child in node.children)

    def inline(self, node: nodes.Node) -> str:
        """Return the Markdown of an inline node."""
        name = type(node).__name__
        write = getattr(self, f"inline_{name}", None)
        if write is None:
            raise UnknownNode(f"a notebook has no way to show {name} within a sentence")
        return str(write(node))

    def inline_Text(self, node: nodes.Text) -> str:
        return LEADING.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", node.astext()))

    def inline_inline(self, node: nodes.Element) -> str:
        return self.text(node)

    inline_term = inline_generated = inline_problematic = inline_inline
    inline_abbreviation = inline_download_reference = inline_inline
    inline_paragraph = inline_PassthroughTextElement = inline_inline

    def inline_emphasis(self, node: nodes.Element) -> str:
        return f"*{self.text(node)}*"

    inline_title_reference = inline_emphasis

    def inline_strong(self, node: nodes.Element) -> str:
        return f"**{self.text(node)}**"

    def inline_literal(self, node: nodes.Element) -> str:
        code = node.astext()
        ticks = "`" * (max(map(len, re.findall("`+", code)), default=0) + 1)
        pad = " " if "`" in code[:1] + code[-1:] else ""
        return f"{ticks}{pad}{code}{pad}{ticks}"

    def inline_math(self, node: nodes.Element) -> str:
        return f"${node.astext()}$"

    def inline_subscript(self, node: nodes.Element) -> str:
        return f"<sub>{self.text(node)}</sub>"

    def inline_superscript(self, node: nodes.Element) -> str:
        return f"<sup>{self.text(node)}</sup>"

    def inline_footnote_reference(self, node: nodes.Element) -> str:
        return f"<sup>{node.astext()}</sup>"

    def inline_raw(self, node: nodes.Element) -> str:
        return node.astext() if "html" in node["format"] else ""

    def inline_target(self, node: nodes.Element) -> str:
        return self.text(node)

    def inline_index(self, node: nodes.Element) -> str:
        return ""

    inline_comment = inline_index

    def inline_reference(self, node: nodes.Element) -> str:
        text, address = self.text(node), self.address(node)
        return f"[{text}]({address})" if address else text

    inline_number_reference = inline_reference

    def inline_image(self, node: nodes.Element) -> str:
        if urlsplit(node["uri"]).scheme:
            return f"![{node.get('alt', '')}]({node['uri']})"
        data = self.read(node["uri"])
        name = re.sub(r"[^\w.-]", "-", Path(node["uri"]).name)
        self.images[name] = data
        return f"![{node.get('alt', '')}](attachment:{name})"

    def address(self, node: nodes.Element) -> str:
        """Return where a reference leads from a notebook, or nothing."""
        target = node.get("refuri") or f"#{node.get('refid', '')}"
        if not node.get("internal") and urlsplit(target).scheme:
            return f"{target}"
        whole = urljoin(self.page, target)
        page, _, place = whole.partition("#")
        if page == self.page and place in self.headings:
            return f"#{self.headings[place]}"
        ours = page == self.page and not place.startswith("lab=")
        # A notebook has its own list of references.
        cites = "bibtex-citation" in node.parent.get("classes", [])
        if ours or cites or not self.published:
            return ""
        return str(whole)

    # Blocks.

    def blocks(self, node: nodes.Node) -> list[Block]:
        """Return the blocks that stand inside `node`."""
        return [block for child in node.children for block in self.block(child)]

    def block(self, node: nodes.Node) -> list[Block]:
        """Return the blocks of a node."""
        name = type(node).__name__
        write = getattr(self, f"block_{name}", None)
        if write is None:
            if isinstance(node, nodes.Admonition):
                write = self.block_admonition
            elif hasattr(self, f"inline_{name}"):
                text = self.inline(node)
                return [text] if text else []
            else:
                raise UnknownNode(f"a notebook has no way to show {name}")
        found = write(node)
        return [found] if isinstance(found, str) else list(found)

    def inside(self, node: nodes.Node) -> str:
        """Return what stands inside a node that cannot hold a code cell."""
        found = self.blocks(node)
        if not all(isinstance(block, str) for block in found):
            raise UnknownNode(f"a notebook has no code cell inside {type(node).__name__}")
        return "\n\n".join(map(str, found))

    def block_nothing(self, node: nodes.Element) -> list[Block]:
        return []

    block_comment = block_substitution_definition = block_pending = block_nothing
    block_meta = block_tabular_col_spec = block_highlightlang = block_toctree = block_nothing
    block_exercise_end_node = block_solution_end_node = block_nothing
    block_sd_tab_input = block_nothing

    def block_compound(self, node: nodes.Element) -> list[Block]:
        if "toctree-wrapper" in node["classes"]:
            return []
        return self.blocks(node)

    block_only = block_legend = block_glossary = block_decoration = block_compound

    def block_section(self, node: nodes.Element) -> list[Block]:
        # The text of a theorem is a section without a title.
        if not isinstance(node[0], nodes.title):
            return self.blocks(node)
        self.level += 1
        found = self.blocks(node)
        self.level -= 1
        return found

    def block_title(self, node: nodes.Element) -> str:
        return f"{'#' * max(self.level, 1)} {self.text(node)}"

    def block_rubric(self, node: nodes.Element) -> str:
        return f"**{self.text(node)}**"

    block_sd_tab_label = block_caption = block_rubric

    def block_paragraph(self, node: nodes.Element) -> str:
        return self.text(node)

    block_attribution = block_compact_paragraph = block_paragraph

    def block_transition(self, node: nodes.Element) -> str:
        return "---"

    def block_block_quote(self, node: nodes.Element) -> str:
        return quoted(self.inside(node))

    def block_line_block(self, node: nodes.Element) -> str:
        return "  \n".join(self.text(line) for line in node.children)

    def block_bullet_list(self, node: nodes.Element) -> str:
        return self.items(node, lambda place: "- ")

    def block_enumerated_list(self, node: nodes.Element) -> str:
        first = int(node.get("start", 1))
        return self.items(node, lambda place: f"{first + place}. ")

    def items(self, node: nodes.Element, marker: Callable[[int], str]) -> str:
        """Return a list, loose if an item has more than one block."""
        texts = [self.inside(item) for item in node.children]
        apart = "\n\n" if any("\n\n" in text for text in texts) else "\n"
        return apart.join(indented(text, marker(i)) for i, text in enumerate(texts))

    def block_definition_list(self, node: nodes.Element) -> str:
        texts = []
        for item in node.children:
            terms = [self.text(part) for part in item.children if isinstance(part, nodes.term)]
            said = [self.inside(part) for part in item.findall(nodes.definition)]
            texts.append(indented("\n\n".join([f"**{', '.join(terms)}**", *said]), "- "))
        return "\n\n".join(texts)

    def block_field_list(self, node: nodes.Element) -> str:
        return "\n\n".join(
            indented(f"**{self.text(field[0])}**\n\n{self.inside(field[1])}", "- ")
            for field in node.children
        )

    def block_footnote(self, node: nodes.Element) -> str:
        label, *rest = node.children
        return f"<sup>{label.astext()}</sup> " + "\n\n".join(
            str(block) for child in rest for block in self.block(child)
        )

    def block_raw(self, node: nodes.Element) -> list[Block]:
        # Scripts are the theme's: it has one for live code in each page.
        html_only = "html" in node["format"] and "<script" not in node.astext()
        return [node.astext()] if html_only else []

    def block_math_block(self, node: nodes.Element) -> str:
        text = node.astext().strip()
        number = "" if r"\tag" in text or not node.get("number") else str(node["number"])
        tag = rf"\tag{{{number}}}" if number else ""
        if text.startswith(r"\begin{") and tag:
            text = re.sub(r"(\\end\{[^}]*\})$", lambda end: f"{tag}\n{end[1]}", text)
        elif not text.startswith(r"\begin{") and r"\\" in text:
            text = rf"\begin{{split}}{text}\end{{split}}{tag}"
        else:
            text += f" {tag}" if tag else ""
        return f"$$\n{text}\n$$"

    def block_literal_block(self, node: nodes.Element) -> list[Block]:
        file, code = node.get("source", ""), node.astext().rstrip("\n")
        if file and self.package in Path(file).resolve().parents:
            body = ast.parse(code).body if file.endswith(".py") else []
            if len(body) == 1 and isinstance(body[0], ast.FunctionDef):
                return [Source(str(Path(file).resolve()), body[0].name)]
        language = node.get("language", "")
        language = "" if language in ("default", "none", "ipython3") else language
        fence = "`" * max(3, *(len(one) + 1 for one in re.findall("`{3,}", code)), 3)
        return [f"{fence}{language}\n{code}\n{fence}"]

    block_doctest_block = block_literal_block

    def block_container(self, node: nodes.Element) -> list[Block]:
        if node.get("nb_element") == "cell_code":
            return [Cell(node["cell_index"])]
        return self.blocks(node)

    def block_figure(self, node: nodes.Element) -> list[Block]:
        number = self.number(node)
        found: list[Block] = []
        for child in node.children:
            if isinstance(child, nodes.caption):
                found.append(f"*{' '.join(filter(None, [number, self.text(child)]))}*")
            else:
                found += self.block(child)
        return found

    def block_table(self, node: nodes.Element) -> str:
        rows = list(node.findall(nodes.row))
        head = [row for row in rows if isinstance(row.parent, nodes.thead)]
        first = head[0] if head else None
        cells = [[self.entry(entry) for entry in row.children] for row in rows if row != first]
        width = max(len(row.children) for row in rows)
        top = [self.entry(entry) for entry in first.children] if first else [" "] * width
        lines = ["| " + " | ".join(row) + " |" for row in [top, ["---"] * width, *cells]]
        title = node.next_node(nodes.title)
        if title is not None:
            words = " ".join(filter(None, [self.number(node), self.text(title)]))
            lines = [f"**{words}**", "", *lines]
        return "\n".join(lines)

    def entry(self, node: nodes.Element) -> str:
        """Return a cell of a table, on one line."""
        text = re.sub(r"\n\n+", "<br>", self.inside(node))
        return re.sub(r"(?<!\\)\|", r"\\|", text.replace("\n", " "))

    # Boxes, folded and not.

    def block_admonition(self, node: nodes.Element) -> list[Block]:
        kind = type(node).__name__
        titled = bool(node.children) and isinstance(node[0], nodes.title)
        words = self.text(node[0]) if titled else kind.removesuffix("_node").title()
        plain = node[0].astext() if titled else words
        number = self.number(node)
        title, shown = (f"{number} {one.strip()}".strip() for one in (plain, words))
        rest = node.children[1:] if titled else node.children
        found = [block for child in rest for block in self.block(child)]
        folded = bool({"dropdown", "toggle"} & set(node["classes"]))
        return self.box(title, shown, found, folded)

    block_topic = block_sidebar = block_admonition

    def block_dropdown_main(self, node: nodes.Element) -> list[Block]:
        titles = [child for child in node.children if type(child).__name__ == "dropdown_title"]
        rest = [child for child in node.children if child not in titles]
        found = [block for child in rest for block in self.block(child)]
        # The title ends with an arrow, drawn as HTML.
        texts = [text for one in titles for text in one.findall(nodes.Text)]
        words = "".join(one for one in texts if not isinstance(one.parent, nodes.raw)).strip()
        return self.box(words or "More", SPECIAL.sub(r"\\\1", words), found, True)

    def box(self, title: str, shown: str, found: list[Block], folded: bool) -> list[Block]:
        """Return a box with a title; one that holds code cells has no frame."""
        texts = [block for block in found if isinstance(block, str)]
        if len(texts) < len(found):
            cells = [
                one._replace(folded=folded) if isinstance(one, Cell) else one for one in found
            ]
            return [f"**{shown}**", *cells]
        inner = "\n\n".join(texts)
        if folded:
            summary = f"<summary>{html.escape(title)}</summary>"
            return [f"<details>\n{summary}\n\n{inner}\n\n</details>"]
        return [quoted("\n\n".join(filter(None, [f"**{shown}**", inner])))]
