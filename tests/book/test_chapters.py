"""Every chapter keeps the same promises: its skeleton, its sources, its numbers."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]

# Pages of the book that are no chapters.
OTHER_PARTS = {"Back matter", "Model reference"}
# A lesson on the common kernel, before the chapter on power has its full form.
NOT_YET = {"chapters/power"}

SECTIONS = [
    "The puzzle",
    "Predict, then try",
    "The model",
    "What follows",
    "The model in code",
    "What the model leaves out",
    "Evidence",
    "Questions",
    "Exercises",
    "For instructors",
    "Further reading",
]


@cache
def chapters() -> list[str]:
    """Return the chapters of the book, from its table of contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    return [
        entry["file"]
        for part in toc["parts"]
        if part["caption"] not in OTHER_PARTS
        for entry in part["chapters"]
        if entry["file"] not in NOT_YET
    ]


def source(name: str) -> str:
    return (ROOT / f"{name}.md").read_text(encoding="utf-8")


def cells(text: str) -> list[tuple[str, str]]:
    """Return the tags and the code of each cell."""
    found = re.findall(r"```\{code-cell\} ipython3\n(.*?)```", text, re.S)
    parted = [re.match(r"((?::.*\n)*)\n*(.*)", cell, re.S) for cell in found]
    return [(match[1], match[2]) for match in parted if match]


def section(text: str, title: str) -> str:
    return re.split(r"^## ", text.split(f"\n## {title}\n")[1], flags=re.M)[0]


def prose(text: str) -> str:
    """Return what is neither header, code, equation nor directive."""
    text = re.sub(r"\A---.*?\n---\n", "", text, flags=re.S)
    text = re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)
    text = re.sub(r"^\$\$.*?^\$\$.*?$", "", text, flags=re.S | re.M)
    return re.sub(r"^(:::.*|:class:.*|\(.*\)=)$", "", text, flags=re.M)


DATE = (
    r"(\d{1,2} )?(January|February|March|April|May|June|July|August|September|October|"
    r"November|December) \d{4}|\b\d{1,2} (January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b|\b1[5-9]\d\d\b|\b20\d\d\b"
)


def bare_numbers(text: str) -> list[str]:
    """Return the lines of prose with a digit that is no date, label, glued or quoted figure."""
    left = []
    for line in prose(text).splitlines():
        quoted = "{cite" in line
        kept = re.sub(r"\{[a-z:]+\}`[^`]*`", "", line)
        kept = re.sub(r"`[^`]*`", "", kept)
        kept = re.sub(r"\$[^$]*\$", "", kept)
        kept = re.sub(r"\]\([^)]*\)", "]", kept)
        kept = re.sub(r"^\d+\. ", "", kept)
        kept = re.sub(DATE, "", kept)
        if re.search(r"\d", kept) and not quoted:
            left.append(line)
    return left


each_chapter = pytest.mark.parametrize("name", chapters())


def test_there_are_chapters():
    """The table of contents is read as it stands."""
    assert "chapters/alliances" in chapters()


@each_chapter
class TestSkeleton:
    """A reader finds the same things in the same order."""

    def test_the_sections_are_all_there_in_their_order(self, name):
        """The headings of the second level are those of the skeleton."""
        assert re.findall(r"^## (.*)$", source(name), re.M) == SECTIONS

    def test_the_title_is_a_question(self, name):
        """In the reader's words, with a label that other pages can name."""
        assert re.search(r"^\([a-z-]+\)=\n# [^\n]+\?$", source(name), re.M)

    def test_it_opens_with_a_dated_case_and_its_source(self, name):
        """Before the first section there is a date and a citation."""
        opening = source(name).split("\n# ")[1].split(":::")[0]

        assert re.search(DATE, opening)
        assert "{cite" in opening

    def test_it_says_what_the_reader_will_be_able_to_do(self, name):
        """Three objectives, the time and what is needed before."""
        box = source(name).split("::{admonition} In this chapter")[1].split("\n:::")[0]

        assert len(re.findall(r"^- ", box, re.M)) == 3
        assert "minutes" in box
        assert "need" in box

    def test_it_asks_for_a_prediction_before_the_first_lab(self, name):
        """The first lab stands in that section, and asks first."""
        text = source(name)

        assert text.index("## Predict, then try") < text.index("Lab(")
        assert "prediction=" in section(text, "Predict, then try")
        assert "What you should have seen" in section(text, "Predict, then try")

    def test_the_model_has_assumptions_symbols_and_equations(self, name):
        """Numbered assumptions, a table of symbols with their sources, labeled equations."""
        model = section(source(name), "The model")

        assert len(re.findall(r"^\d\. ", model, re.M)) >= 3
        assert "| symbol | meaning | unit | range | default | source |" in model
        assert re.search(r"^\$\$ \([a-z-]+\)$", model, re.M)

    def test_the_code_that_is_shown_is_the_code_that_is_tested(self, name):
        """It is included from the package, not typed."""
        code = section(source(name), "The model in code")

        assert "```{literalinclude} ../secbook/" in code

    def test_every_assumption_is_dropped(self, name):
        """What the model leaves out says for each assumption what changes."""
        text = source(name)
        assumptions = len(re.findall(r"^\d\. ", section(text, "The model"), re.M))
        left_out = section(text, "What the model leaves out")
        words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

        for word in words[:assumptions]:
            assert re.search(rf"\([^)]*\b{word}\b[^)]*\)", left_out), word

    def test_the_questions_have_folded_answers(self, name):
        """At least four, and each with its own answer."""
        questions = section(source(name), "Questions")

        assert len(re.findall(r"^\d\. ", questions, re.M)) >= 4
        assert len(re.findall(r"^\d\. ", questions, re.M)) == questions.count(
            ":::{dropdown} Answer"
        )

    def test_the_exercises_have_executed_solutions(self, name):
        """Three at least, each with cells that fold, and one that changes the model."""
        exercises = section(source(name), "Exercises").split("\n### Exercise")[1:]

        assert len(exercises) >= 3
        for exercise in exercises:
            solution = cells(exercise)
            assert solution
            assert all("hide-cell" in tags for tags, _ in solution)
        assert any("replacing=" in exercise for exercise in exercises)

    def test_instructors_find_two_plans_of_links(self, name):
        """Twenty and seventy-five minutes, misconceptions, paper, and how to change it."""
        plans = section(source(name), "For instructors")

        for words in (
            "**Twenty minutes.**",
            "**Seventy-five minutes.**",
            "**Misconceptions.**",
            "**On paper.**",
            "**To make it yours**",
            "Debrief",
        ):
            assert words in plans
        assert plans.count("{lab}`") >= 5

    def test_five_works_lead_further(self, name):
        """Each with a sentence on why."""
        entries = re.findall(
            r"^- \{cite:t\}`.*\.$", section(source(name), "Further reading"), re.M
        )

        assert len(entries) == 5

    def test_two_or_more_labs_with_tasks_and_a_card(self, name):
        """Each lab of the text says what to do and what it leaves out."""
        before = source(name).split("\n## Exercises")[0]
        labs = re.findall(r"^Lab\(\n.*?^\)", before, re.S | re.M)

        assert 2 <= len(labs) <= 4
        for lab in labs:
            assert "tasks=" in lab
            assert "card=Card(" in lab
            assert "scenarios=" in lab


@each_chapter
class TestLimits:
    """Short enough to be read, and to be taught."""

    def test_it_can_be_read_in_one_sitting(self, name):
        """1,800 to 3,500 words, exercises and notes for instructors included, tables not."""
        running = re.sub(r"^\|.*$", "", prose(source(name)), flags=re.M)
        text = re.sub(r"\{[a-z:]+\}`[^`]*`|[$#*`]", " ", running)

        assert 1800 <= len(text.split()) <= 3500

    def test_cells_are_short(self, name):
        """One to six lines, without imports, docstrings and the declarations of labs."""
        for _, code in cells(source(name)):
            body = re.sub(r'^ *""".*?"""$', "", code, flags=re.S | re.M)
            lines = [line for line in body.splitlines() if line.strip()]
            own = [line for line in lines if not line.startswith(("from ", "import "))]

            assert "Lab(" in lines or len(own) <= 6, code

    def test_one_sentence_stands_on_a_line(self, name):
        """A change of a sentence is then a change of a line."""
        for line in prose(source(name)).splitlines():
            if not line.startswith(("|", "- ", "  ")) and not re.match(r"\d\. ", line):
                assert not re.search(r"[a-z}`][.!?] [A-Z]", line), line


@each_chapter
class TestSources:
    """Claims are cited, terms explained, numbers computed, tests named."""

    def test_citations_exist(self, name):
        """Every key is in the bibliography."""
        known = set(
            re.findall(r"^@\w+\{([^,]+),", (ROOT / "references.bib").read_text("utf-8"), re.M)
        )
        cited = {
            key
            for group in re.findall(r"\{cite(?::t|:p)?\}`([^`]*)`", source(name))
            for key in group.split(",")
        }

        assert cited
        assert cited <= known

    def test_terms_are_in_the_glossary(self, name):
        """Every term that is linked, and at least five are."""
        terms = [
            re.sub(r".*<(.*)>", r"\1", term)
            for term in re.findall(r"\{term\}`([^`]*)`", source(name))
        ]
        glossary = source("chapters/glossary").lower()

        assert len(terms) >= 5
        for term in terms:
            assert f"\n{term.lower()}\n  " in glossary, term

    def test_numbers_are_computed_or_quoted(self, name):
        """A digit in the text is a date, a label, a glued value or a figure with its source."""
        assert bare_numbers(source(name)) == []

    def test_propositions_name_tests_that_exist(self, name):
        """Each proposition says which test checks it, and the test is there."""
        follows = section(source(name), "What follows")
        propositions = re.findall(
            r"^:::\{admonition\} Proposition: .*?^:::$", follows, re.S | re.M
        )

        assert propositions
        for proposition in propositions:
            named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)::(\w+)`", proposition)
            assert named, proposition
            for path, group, test in named:
                tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
                (found,) = [node for node in tree.body if getattr(node, "name", "") == group]
                assert isinstance(found, ast.ClassDef)
                assert test in [getattr(node, "name", "") for node in found.body], test


def test_a_number_that_nobody_computed_is_found():
    """The check for bare numbers can fail."""
    lines = [
        "It fell by 12 percent.",
        "It fell in 1914, on 3 August.",
        "It fell by 12 percent {cite}`x1999y`.",
        "1. It fell by {glue:text}`fall`.",
    ]

    assert bare_numbers("\n".join(lines)) == lines[:1]
