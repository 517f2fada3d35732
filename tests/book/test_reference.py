"""The model reference: everything public is there, with all that a scholar must find."""

import importlib
import inspect
import re
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest
from book.copies import build_copy, copy_project
from bs4 import BeautifulSoup, Tag
from models.inputs import models, modules

from secbook.book.build import build
from secbook.book.publish import publication
from secbook.book.wording import allowed, cited, symbol
from secbook.domains import Index, Positive, Probability, domains
from secbook.models import world
from secbook.models.system import World

ROOT = Path(__file__).parents[2]
MODELS = models()
SECTIONS = ["Parameters", "Returns", "Raises", "Where it misleads", "Sources", "Example"]
KEY = re.compile(r"`([a-z]+\d{4}[a-z]+)`")
TAG = re.compile(r"\\tag\{(.+?)\}")

every_model = pytest.mark.parametrize("name", MODELS)


@cache
def page(path: Path) -> BeautifulSoup:
    """Return a built page, parsed."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def pages() -> list[Path]:
    """The pages of the reference, up to date."""
    chapters = build(ROOT) / "chapters"
    return [chapters / "reference.html", *sorted((chapters / "reference").glob("*.html"))]


@pytest.fixture(scope="module")
def entries(pages: list[Path]) -> dict[str, Tag]:
    """The entry of everything that is documented, by the name to import it by."""
    return {
        signature["id"]: signature.parent
        for path in pages
        for signature in page(path).select("dl.py > dt.sig[id]")
    }


@pytest.fixture(scope="module")
def places(pages: list[Path]) -> dict[str, Path]:
    """The page of each entry."""
    return {
        signature["id"]: path
        for path in pages
        for signature in page(path).select("dl.py > dt.sig[id]")
    }


def imported(full_name: str) -> Any:
    """Return what a reader gets who imports a name that the reference gives."""
    module, _, name = full_name.rpartition(".")
    return getattr(importlib.import_module(module), name)


def entry_of(entries: dict[str, Tag], documented: Any) -> Tag:
    """Return the one entry of a function or class."""
    (found,) = [entry for name, entry in entries.items() if imported(name) is documented]
    return found


def text_of(tag: Tag) -> str:
    """Return the text of a tag with single spaces."""
    return " ".join(tag.get_text().split())


def sections(entry: Tag) -> dict[str, Tag]:
    """Return what stands under each title of an entry."""
    found = {
        text_of(title).rstrip(":"): title.find_next_sibling("dd")
        for title in entry.select("dl.field-list > dt")
    }
    for title in entry.select("p.rubric"):
        found[text_of(title)] = title.find_next_sibling()
    return found


class TestWhatIsThere:
    """Nothing public is missing."""

    @every_model
    def test_every_model_has_one_entry(self, entries: dict[str, Tag], name: str) -> None:
        """A function that a reader can import is a function that a reader can look up."""
        assert entry_of(entries, MODELS[name])

    @pytest.mark.parametrize("name", world.__all__)
    def test_everything_that_a_world_needs_is_there(
        self, entries: dict[str, Tag], name: str
    ) -> None:
        """Records, tables and results too, under the name to import them by."""
        assert f"secbook.models.world.{name}" in entries

    @every_model
    def test_a_named_result_is_there_and_linked(
        self, entries: dict[str, Tag], name: str
    ) -> None:
        """Who reads a function finds its result, who reads the result finds its function."""
        result = inspect.signature(MODELS[name]).return_annotation
        if not inspect.isclass(result) or result.__module__ == "builtins":
            return
        entry, other = entry_of(entries, MODELS[name]), entry_of(entries, result)
        own = entry.select_one("dt.sig")["id"]

        assert sections(entry)["Returns"].select(f"a[href$='.{result.__name__}']")
        assert result is World or other.select(f"a[href='#{own}']")

    def test_a_name_means_one_thing(self, entries: dict[str, Tag]) -> None:
        """A name in a text can only be a link if two families do not share it."""
        short = [name.rpartition(".")[2] for name in entries]

        assert len(short) == len(set(short))

    def test_every_lesson_opens_its_page(self, pages: list[Path]) -> None:
        """The module's docstring: its title, its question, its assumptions, its sources."""
        for path in pages[1:]:
            lesson = inspect.getdoc(modules()[f"secbook.models.{path.stem}"]) or ""
            article = page(path).select_one("article")
            question = re.search(r"\*([A-Z][^*]*\?)\*", lesson)

            assert text_of(article.h1).startswith(lesson.partition(":")[0])
            assert " ".join(question[1].split()) in text_of(article)
            assert article.find(string=re.compile("Sources?:"))


class TestAnEntry:
    """What a reader finds about a model."""

    @every_model
    def test_sections_are_there_in_order(self, entries: dict[str, Tag], name: str) -> None:
        """What goes in, what comes out, what is refused, where it misleads, who says so."""
        assert list(sections(entry_of(entries, MODELS[name]))) == SECTIONS

    @every_model
    def test_signature_is_readable(self, entries: dict[str, Tag], name: str) -> None:
        """Names, the asterisk and defaults; what an argument may be stands below in words."""
        signature = inspect.signature(MODELS[name])
        plain = signature.replace(
            return_annotation=inspect.Signature.empty,
            parameters=[
                parameter.replace(annotation=inspect.Parameter.empty)
                for parameter in signature.parameters.values()
            ],
        )
        shown = entry_of(entries, MODELS[name]).select_one("dt.sig")

        assert text_of(shown).rstrip("#") == f"{MODELS[name].__name__}{plain}"

    @every_model
    def test_every_argument_is_described_with_its_domain(
        self, entries: dict[str, Tag], name: str
    ) -> None:
        """In the order of the signature, with the words that a refusal would use."""
        shown = sections(entry_of(entries, MODELS[name]))["Parameters"]
        described: dict[str, str] = {}
        for item in shown.select("li") or [shown]:
            names = item.strong.get_text().split(", ")
            words, _, text = text_of(item).partition(" – ")
            assert text
            described.update(dict.fromkeys(names, words))

        assert list(described) == list(inspect.signature(MODELS[name]).parameters)
        for argument, domain in domains(MODELS[name]).items():
            inner = domain
            while inner.items:
                inner = inner.items[0]
            assert inner.kind == "any" or inner.words in described[argument]
            default = inspect.signature(MODELS[name]).parameters[argument].default
            if default is not inspect.Parameter.empty:
                assert f"default {default!r}" in described[argument]

    @every_model
    def test_equations_have_their_numbers(
        self, entries: dict[str, Tag], pages: list[Path], name: str
    ) -> None:
        """A model that computes states its equation, and its number can be linked to."""
        numbers = TAG.findall(MODELS[name].__doc__ or "")
        shown = [text_of(math) for math in entry_of(entries, MODELS[name]).select("div.math")]
        targets = [tag["id"] for path in pages for tag in page(path).select("div.math[id]")]

        assert numbers or inspect.signature(MODELS[name]).return_annotation is World
        assert [number for text in shown for number in TAG.findall(text)] == numbers
        for number in numbers:
            place = number.replace(".", "-").replace("'", "-prime")
            assert targets.count(f"equation-{place}") == 1

    @every_model
    def test_a_number_stands_in_an_environment_that_takes_it(
        self, entries: dict[str, Tag], name: str
    ) -> None:
        r"""MathJax refuses a ``\tag`` in the ``split`` that Sphinx puts around line breaks."""
        for math in entry_of(entries, MODELS[name]).select("div.math"):
            text = text_of(math)
            if TAG.search(text):
                assert text.startswith(r"\begin{equation*}")
                assert text.endswith(r"\end{equation*}")
                assert r"\begin{split}" not in text

    @every_model
    def test_every_source_leads_to_the_bibliography(
        self, entries: dict[str, Tag], places: dict[str, Path], name: str
    ) -> None:
        """One link for each key, to an entry that is there; no key is left as it was."""
        entry = entry_of(entries, MODELS[name])
        here = places[entry.select_one("dt.sig")["id"]]
        keys = KEY.findall(MODELS[name].__doc__ or "")
        links = [target(here, link["href"]) for link in entry.select("a[href*='bibliography']")]

        assert len(set(links)) == len(set(keys)) > 0
        assert all(found is not None for found in links)
        assert not [key for key in keys if key in text_of(entry)]

    @every_model
    def test_the_way_to_the_tests_is_shown(self, entries: dict[str, Tag], name: str) -> None:
        """The file of tests is there, and tests the function by its name."""
        entry = entry_of(entries, MODELS[name])
        tests, code = [ROOT / path.get_text() for path in entry.select(".model-files code")]

        assert re.search(rf"\b{MODELS[name].__name__}\b", tests.read_text(encoding="utf-8"))
        assert f"def {MODELS[name].__name__}(" in code.read_text(encoding="utf-8")

    @every_model
    def test_the_code_is_shown_without_its_docstring(
        self, entries: dict[str, Tag], name: str
    ) -> None:
        """The very function: what the page says it does stands above it already."""
        code = entry_of(entries, MODELS[name]).select_one("details pre").get_text()

        assert f"def {MODELS[name].__name__}(" in code
        assert "Parameters" not in code
        assert code.splitlines()[-1] in inspect.getsource(inspect.unwrap(MODELS[name]))

    @every_model
    def test_the_example_is_shown(self, entries: dict[str, Tag], name: str) -> None:
        """As the docstring has it, which the tests run."""
        example = sections(entry_of(entries, MODELS[name]))["Example"].select_one("pre")

        assert example.get_text().strip() in (inspect.getdoc(MODELS[name]) or "")

    def test_nothing_is_left_of_the_markup(self, entries: dict[str, Tag]) -> None:
        """No backtick, no role and no bare ``Annotated`` in what is read."""
        for entry in map(copy, entries.values()):
            for code in entry.select("pre, .math"):
                code.extract()
            assert not re.search(r"`|:[a-z]+:|\bAnnotated\b", text_of(entry))


def target(here: Path, link: str) -> Tag | None:
    """Return what a link within the book leads to."""
    file, fragment = urldefrag(unquote(link))
    there = (here.parent / file).resolve() if file else here
    if not there.exists():
        return None
    return page(there).find(id=fragment) if fragment else page(there).body


def test_every_link_of_the_reference_leads_somewhere(pages: list[Path]) -> None:
    """Pages, functions, equations and works."""
    links = [
        (path.name, link["href"])
        for path in pages
        for link in page(path).select("article a[href]")
        if "://" not in link["href"] and target(path, link["href"]) is None
    ]

    assert links == []


# Statements that have a number and no formula of their own.
IN_WORDS = {"4.6", "6.4", "9.4", "9.7"}


def test_a_number_in_the_text_leads_to_its_equation(pages: list[Path]) -> None:
    """Whoever reads "(4.3)" can look it up; an equation that lost its number is missed."""
    mentioned, linked = set(), set()
    for path in pages:
        article = copy(page(path).select_one("article"))
        linked |= {text_of(link) for link in article.select("a[href*='#equation-']")}
        for code in article.select("pre, .math"):
            code.extract()
        for words in re.findall(r"\((?:equation )?\d\.\d[^()]*\)", text_of(article)):
            mentioned |= set(re.findall(r"\d+\.\d+'?", words.replace("’", "'")))

    assert {number.replace("’", "'") for number in linked} == mentioned - IN_WORDS
    assert mentioned > IN_WORDS


class TestWords:
    """How a page words what the code says."""

    def test_a_domain_is_said_in_words(self) -> None:
        """Those of the refusals, with what is inside a list."""
        assert allowed(Probability) == "a probability in [0, 1]"
        assert allowed(list[list[Positive]]) == "a list of lists, each entry a number above 0"
        assert allowed(Probability | None) == "None or a probability in [0, 1]"
        assert allowed(list[tuple[Index, Positive]]) == (
            "a list, each entry a pair of a whole number of at least 0 and a number above 0"
        )
        assert allowed(bool) == "True or False"
        assert allowed(World) == "`World`"

    def test_a_work_that_is_not_known_is_not_linked(self) -> None:
        """Nor is one of two that the words do not tell apart."""
        text = "Kydd's (1997, 2005) and Jervis (1978)"

        assert cited(text, ["kydd1997game", "kydd2005trust"]) == (
            "Kydd's :cite:yearpar:`kydd1997game,kydd2005trust` and Jervis (1978)"
        )
        assert cited(text, ["kydd1997game", "kydd2005trust", "kydd2005other"]) == text

    def test_symbols_are_formulas(self) -> None:
        """The plain names of the table of parameters are those of the equations."""
        assert [symbol(plain) for plain in ("m", "kappa", "tau_0", "c_lo", "nuc")] == [
            "m",
            r"\kappa",
            r"\tau_{0}",
            "c_{lo}",
            r"\text{nuc}",
        ]


NOVELTY = '''"""Novelty: a family that came later.

*What is new?* Assumed is nothing.

Sources: none.
"""

from secbook.domains import Probability, checked

__all__ = ["twice"]


@checked
def twice(probability: Probability) -> float:
    r"""
    Return the double of a probability, as in Tullock (1980).

    .. math:: 2 p \\tag{99.1}

    Parameters
    ----------
    probability
        :math:`p`, dimensionless.
    """
    return 2 * probability
'''


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> BeautifulSoup:
    """The reference of a fork with a repository, one family more and no page for any."""
    folder = copy_project(tmp_path_factory.mktemp("fork"))
    (folder / "secbook/models/novelty.py").write_text(NOVELTY, encoding="utf-8")
    (folder / "tests/models/test_novelty.py").write_text("", encoding="utf-8")
    (folder / "index.md").write_text("# A fork\n", encoding="utf-8")
    works = "# Works\n\n```{bibliography}\n```\n"
    (folder / "chapters/works.md").write_text(works, encoding="utf-8")
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n"
        "  - file: chapters/reference\n  - file: chapters/works\n",
        encoding="utf-8",
    )
    config = folder / "_config.yml"
    said = config.read_text(encoding="utf-8")
    config.write_text(said.replace('url: ""', "url: https://github.com/someone/fork"))
    done = build_copy(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return page(folder / "_build/html/chapters/reference.html")


class TestAFork:
    """A remixer changes one line, and adds a module."""

    def test_a_new_family_appears_by_itself(self, fork: BeautifulSoup) -> None:
        """A module and its function need no list and no page."""
        entry = fork.find(id="secbook.models.novelty.twice").parent

        assert fork.find(id="equation-99-1")
        assert "a probability in [0, 1]" in text_of(sections(entry)["Parameters"])

    def test_a_family_without_a_page_is_on_the_list(self, fork: BeautifulSoup) -> None:
        """Whoever deletes a page loses no function."""
        names = {signature["id"] for signature in fork.select("dl.py > dt.sig[id]")}
        documented = [imported(name) for name in names if "novelty" not in name]

        assert all(function in documented for function in MODELS.values())

    def test_the_repository_is_said_in_one_place(self, fork: BeautifulSoup) -> None:
        """Files are links as soon as the configuration has an address."""
        entry = fork.find(id="secbook.models.contest.win_probability").parent

        assert [link["href"] for link in entry.select(".model-files a")] == [
            "https://github.com/someone/fork/blob/main/tests/models/test_contest.py",
            "https://github.com/someone/fork/blob/main/secbook/models/contest.py",
        ]

    def test_without_a_repository_nothing_is_made_up(self, tmp_path: Path) -> None:
        """Jupyter Book would fill in its own."""
        config = tmp_path / "_config.yml"
        config.write_text("title: A book\n")
        assert publication(config).files == ""

        config.write_text("repository:\n  url: https://a.org/b/\n  branch: trunk\n")
        assert publication(config).files == "https://a.org/b/blob/trunk"
