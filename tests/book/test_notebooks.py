"""The notebook of a page: plain Markdown and code, whole, and free of this book's syntax."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from book.copies import build_copy, copy_project, only_chapter
from bs4 import BeautifulSoup
from nbclient import NotebookClient

from secbook.book.build import build
from secbook.book.chapters import cells
from secbook.book.publish import build_wheel

ROOT = Path(__file__).parents[2]
HEAD = "---\njupytext:"
CHAPTERS = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix()
    for path in (ROOT / "chapters").glob("*.md")
    if path.read_text(encoding="utf-8").startswith(HEAD)
)

every_chapter = pytest.mark.parametrize("chapter", CHAPTERS)

# What MyST and reStructuredText would make of a text, and Jupyter shows as it is.
SYNTAX = {
    "a role": r"\{[\w:+-]+\}`",
    "a directive": r"^\s*(?:`{3,}|:{3,}|~{3,})\s*\{[\w:-]+\}",
    "a directive's end": r"^\s*:{3,}\s*$",
    "a directive's option": r"^:[\w-]+:( |$)",
    "a label": r"^\([\w-]+\)=\s*$",
    "a comment": r"^%",
    "an equation's label": r"^\$\$ *\([\w-]+\)",
    "an unresolved reference": r"\]\(#?[\w./-]*\.md\)",
    "a substitution": r"\{\{.*\}\}",
    "a role of reStructuredText": r":[\w:]+:`",
    "a script": r"<script",
}


def leftovers(text: str) -> list[str]:
    """Return what a reader of a Markdown cell would see as raw syntax."""
    prose = re.sub(r"^(`{3,})(?!\s*\{).*?^\1", "", text, flags=re.S | re.M)
    prose = re.sub(r"(?<![}`])(`{1,2})(?!`)[^`]+?\1(?!`)", "", prose)
    return [name for name, form in SYNTAX.items() if re.search(form, prose, re.M)]


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def markdown(notebook: Any) -> str:
    """Return the text of a notebook."""
    return "\n\n".join(one.source for one in notebook.cells if one.cell_type == "markdown")


def codes(notebook: Any) -> list[str]:
    return [one.source for one in notebook.cells if one.cell_type == "code"]


@pytest.fixture(scope="module")
def book() -> Path:
    """The built book, up to date."""
    return build(ROOT)


class TestEveryChapter:
    """What a student downloads."""

    @every_chapter
    def test_no_syntax_of_the_book_is_left(self, book: Path, chapter: str) -> None:
        """A student sees "Fearon, 1995" and not a directive."""
        notebook = read(book / f"notebooks/{chapter}.ipynb")

        assert leftovers(markdown(notebook)) == []

    @every_chapter
    def test_all_its_cells_are_there_in_order(self, book: Path, chapter: str) -> None:
        """Those too that the page does not show; the first one installs the package."""
        first, *others = codes(read(book / f"notebooks/{chapter}.ipynb"))
        own = [code for code in others if "@stands_for(" not in code]

        assert "%pip install" in first
        assert own == cells(ROOT / f"{chapter}.md")

    @every_chapter
    def test_its_page_offers_it(self, book: Path, chapter: str) -> None:
        """The button saves the file, and the file is there."""
        page = book / f"{chapter}.html"
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        (button,) = soup.select("a.btn-download-ipynb-button")
        (package,) = soup.select("a.btn-download-whl-button")

        assert button.has_attr("download")
        assert package.has_attr("download")
        assert (page.parent / package["href"]).resolve() == next(book.glob("*.whl"))
        assert (page.parent / button["href"]).resolve() == book / f"notebooks/{chapter}.ipynb"

    @every_chapter
    def test_every_work_that_it_cites_is_listed(self, book: Path, chapter: str) -> None:
        """The notebook has a list of references of its own."""
        text = (ROOT / f"{chapter}.md").read_text(encoding="utf-8")
        cited = {
            key.strip()
            for found in re.findall(r"\{cite(?::\w+)?\}`([^`]*)`", text)
            for key in found.split(",")
        }
        _, _, listed = markdown(read(book / f"notebooks/{chapter}.ipynb")).partition(
            "## References"
        )

        assert len(re.findall("^- ", listed, re.M)) == len(cited)

    def test_the_wheel_is_published_beside_the_pages(self, book: Path) -> None:
        """One file, named as the first cells say."""
        (wheel,) = book.glob("*.whl")
        first = codes(read(book / f"notebooks/{CHAPTERS[0]}.ipynb"))[0]

        assert wheel.name in first


PAGE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

(top)=
# What a page may have

Power {cite}`tullock1980efficient`, as {cite:t}`fearon1995rationalist` has it.
It costs 5 $ and * is a star.
See {ref}`below <below>`, {ref}`the front page <front>`, {eq}`pay` and {numref}`rows`.
Or [a site](https://example.org/a_b).
Try {lab}`a weak state <chance?power=5>`. H{sub}`2`O, `a|b`, **bold**, *soft*.

$$
v \\\\ w
$$ (pay)

```{code-cell} ipython3
:tags: [remove-cell]

from secbook.labs import Lab, Readout, Slider, glue
from secbook.models.contest import win_probability
from secbook.models.contest import coalition_win_probability

HIDDEN = 0.25
contest = "a name of the page's own"
glue(found=f"{HIDDEN:.0%}")
```

```{code-cell} ipython3
:tags: [hide-input]

def chance(*, power: float) -> dict[str, float]:
    helpers = [(20.0, 0.5)]
    inner = coalition_win_probability(attacker=power, victim=40, helpers=helpers)
    return {"direct": win_probability(power=power, rival_power=40), "inner": inner}

lab = Lab(
    name="chance",
    question="What are the chances?",
    model=chance,
    controls=[Slider("power", "Power", start=60, range=(1, 100), step=1)],
    views=[Readout("direct {direct:.3f}, inner {inner:.3f}")],
)
lab
```

We found {glue:text}`found`.

```{table} Rows and columns
:name: rows

| name | value |
| --- | --- |
| first {cite}`fearon1995rationalist` | $a$ |
| either | `x` |
```

:::{note}
Mind *this*.
:::

:::{admonition} Answer
:class: dropdown

It is $x < 5$:

- one,
- two.
:::

````{dropdown} More about it
Folded.

```python
some = "code"
```
````

```{glossary}
pact
  A promise.
```

```{figure} picture.svg
:name: fig-picture
:alt: A disk

A picture.
```

(below)=
## Below, in code

```{literalinclude} ../secbook/models/contest.py
:language: python
:pyobject: win_probability
```

```{exercise} Twice
:label: twice

What if $x$ doubles?
```

```{solution} twice
:class: dropdown

It depends on *y*.
```

```{solution-start} twice
:label: twice-again
:class: dropdown
```

Compute it:

```{code-cell} ipython3
2 * 21
```

```{solution-end}
```

```{prf:proposition} Costs
:label: costs

War has costs.
```

See {prf:ref}`costs` and {ref}`twice`.

````{tab-set}
```{tab-item} One way
By sea.
```
```{tab-item} Another
By land.
```
````

1. first
2. second

   with more

> Said by others.

Term[^1].

[^1]: A footnote.
"""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
FORK = "https://github.com/Someone/fork"
ADDRESS = "https://someone.github.io/fork/"


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published book whose one chapter has everything that a page may have."""
    folder = copy_project(tmp_path_factory.mktemp("fork"))
    only_chapter(folder, PAGE)
    (folder / "chapters/picture.svg").write_text(SVG)
    works = "\n(front)=\n\n# A book\n\n```{bibliography}\n```\n"
    (folder / "index.md").write_text(works)
    config = (folder / "_config.yml").read_text().replace('  url: ""', f"  url: {FORK}")
    more = "[secbook.book, sphinx_exercise, sphinx_proof]"
    (folder / "_config.yml").write_text(config.replace("[secbook.book]", more))
    done = build_copy(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build/html"


@pytest.fixture(scope="module")
def notebook(fork: Path) -> Any:
    return read(fork / "notebooks/chapters/only.ipynb")


class TestWhatAPageMayHave:
    """Each kind of thing, once."""

    @pytest.mark.parametrize(
        "text",
        [
            "# What a page may have",
            "Power \\[Tullock, 1980\\], as Fearon \\[1995\\] has it.",
            "It costs 5 \\$ and \\* is a star.",
            "See [below](#Below,-in-code)",
            f"[the front page]({ADDRESS}index.html#front)",
            "(1) and Table 1.",
            "[a site](https://example.org/a_b)",
            f"[a weak state]({ADDRESS}chapters/only.html#lab=chance&v=1&power=5)",
            "H<sub>2</sub>O, `a|b`, **bold**, *soft*.",
            "$$\n\\begin{split}v \\\\ w\\end{split}\\tag{1}\n$$",
            "We found 25%.",
            "**Table 1 Rows and columns**\n\n| name | value |\n| --- | --- |\n",
            "| first \\[Fearon, 1995\\] | $a$ |\n| either | `x` |",
            "> **Note**\n>\n> Mind *this*.",
            "<details>\n<summary>Answer</summary>\n\nIt is $x < 5$:\n\n- one,\n- two.\n\n</det",
            "<details>\n<summary>More about it</summary>\n\nFolded.\n\n```python\nsome",
            "- **pact**\n\n  A promise.",
            "![A disk](attachment:picture.svg)\n\n*Fig. 1 A picture.*",
            "> **Exercise 1 (Twice)**\n>\n> What if $x$ doubles?",
            "<details>\n<summary>Solution to Exercise 1 (Twice)</summary>\n\nIt depends on *",
            "**Solution to Exercise 1 (Twice)**\n\nCompute it:",
            "> **Proposition 1 (Costs)**\n>\n> War has costs.",
            "See Proposition 1 and Exercise 1.",
            "**One way**\n\nBy sea.\n\n**Another**",
            "1. first\n\n2. second\n\n   with more",
            "> Said by others.",
            "Term<sup>1</sup>.",
            "- James D\\. Fearon\\. Rationalist explanations for war\\.",
        ],
    )
    def test_it_reads_as_plain_markdown(self, notebook: Any, text: str) -> None:
        assert text in markdown(notebook)

    def test_code_in_an_answer_is_folded(self, notebook: Any) -> None:
        """A cell cannot stand inside a folded box, so that it is folded itself."""
        (cell,) = [one for one in notebook.cells if one.source == "2 * 21"]

        assert cell.metadata["jupyter"]["source_hidden"]

    def test_nothing_else_is_left(self, notebook: Any) -> None:
        """The page above has every kind of syntax, the notebook none."""
        assert leftovers(markdown(notebook)) == []
        assert len(leftovers(PAGE)) >= 5

    def test_a_picture_travels_with_the_notebook(self, notebook: Any) -> None:
        """The file alone is enough."""
        (holder,) = [cell for cell in notebook.cells if cell.get("attachments")]

        assert "image/svg+xml" in holder.attachments["picture.svg"]

    def test_the_first_cell_knows_the_published_wheel_and_page(self, notebook: Any) -> None:
        first = codes(notebook)[0]

        assert f"%pip install --quiet {ADDRESS}secbook-0.1.0-py3-none-any.whl" in first
        assert f'published("{ADDRESS}chapters/only.html")' in first

    def test_the_button_starts_binder(self, fork: Path) -> None:
        """With this chapter open as a notebook, from the repository that the fork names."""
        page = BeautifulSoup((fork / "chapters/only.html").read_text(), "html.parser")
        (button,) = page.select("a.btn-launch-binder-button")

        assert button["href"] == (
            "https://mybinder.org/v2/gh/Someone/fork/main?urlpath=lab/tree/chapters/only.ipynb"
        )

    def test_what_no_notebook_can_show_stops_the_build(self, tmp_path: Path) -> None:
        """Rather than raw syntax in front of a student."""
        folder = copy_project(tmp_path)
        only_chapter(
            folder,
            PAGE.partition("(top)=")[0] + "# A page\n\n```{code-cell}\n1\n```\n\n"
            "```{py:function} f(x)\nA function.\n```\n",
        )

        done = build_copy(folder)

        assert done.returncode != 0
        assert "a notebook has no way to show" in done.stdout + done.stderr


class TestAnEdit:
    """What a student changes, the lab shows."""

    def test_a_function_stands_before_its_lab(self, notebook: Any) -> None:
        """In a cell of its own, with what it needs, and a word where the page had it."""
        sources = [i for i, code in enumerate(codes(notebook)) if "@stands_for" in code]
        labs = [i for i, code in enumerate(codes(notebook)) if "Lab(" in code]

        assert len(sources) == 1
        assert sources[0] == labs[0] - 1
        assert "The code of `win_probability` stands above" in markdown(notebook)

    @pytest.mark.parametrize("again", [False, True])
    def test_an_edit_reaches_the_lab(self, notebook: Any, again: bool, tmp_path: Path) -> None:
        """Where the lab calls the function itself, and where it does so through another."""
        changed = nbformat.from_dict(notebook)
        source, lab = (
            next(cell for cell in changed.cells if sign in cell.source)
            for sign in ("@stands_for", "Lab(\n")
        )
        if again:
            # An import of the original below the edit must not undo it.
            lab.source = "from secbook.models.contest import win_probability\n" + lab.source
        source.source = source.source.replace("return own / (own + other)", "return 0.125")
        looked = "print(lab.outputs, contest, '0.125' in lab.widget.expression)"
        changed.cells.append(nbformat.v4.new_code_cell(looked))

        run(changed, tmp_path)

        said = changed.cells[-1].outputs[0].text
        assert "'inner': 0.125" in said
        assert "'direct': 0.125" in said
        assert said.rstrip().endswith("a name of the page's own True")


def run(notebook: Any, folder: Path, **environment: str) -> None:
    """Run a notebook top to bottom, in a folder that has nothing else."""
    folder.mkdir(exist_ok=True)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env={**os.environ, **environment})


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs, and nothing of the project."""
    folder = tmp_path_factory.mktemp("installed")
    wheel = build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, wheel],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return folder


@every_chapter
def test_a_downloaded_notebook_runs_top_to_bottom(
    book: Path, installed: Path, chapter: str, tmp_path: Path
) -> None:
    """Alone in an empty folder, with the published wheel and not with this folder's package."""
    notebook = read(book / f"notebooks/{chapter}.ipynb")
    where = nbformat.v4.new_code_cell("import secbook\nprint(secbook.__file__)")
    notebook.cells.append(where)

    run(notebook, tmp_path, PYTHONPATH=str(installed))

    assert str(installed) in where.outputs[0].text
