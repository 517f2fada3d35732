"""Links that open a lab in a state: what a writer may say, and what stops the build."""

import html
import re
from pathlib import Path

import pytest
from book.copies import LAB, build_copy, chapter, copy_project, only_chapter

from secbook.book.roles import Place, resolve
from secbook.labs import Lab, Members, Readout, Scenario, Slider, Toggle
from secbook.models.system import State

STATES = [
    State(id=one, name=name)
    for one, name in {"GBR": "United Kingdom", "FRN": "France", "RUS": "Russia"}.items()
]


def model(*, reliability: float, pact: bool, members: list[str]) -> dict[str, float]:
    return {"size": len(members) * reliability if pact else 0.0}


PLEDGE = Lab(
    name="pledge",
    question="Does a pledge help?",
    model=model,
    controls=[
        Slider("reliability", "Reliability", start=0.9, range=(0, 1), step=0.05),
        Toggle("pact", "There is a pact", start=True),
        Members("members", "Members", STATES, start=["GBR", "FRN"]),
    ],
    views=[Readout("{size}")],
    scenarios={
        "July 1914": Scenario({"reliability": 0.5, "members": ["FRN", "RUS"]}, "Illustrative."),
        "Fénelon & co": Scenario({"reliability": 0.1}, "Illustrative."),
    },
    version=3,
)
LABS = {"pledge": Place("chapters/pledges", PLEDGE.declaration)}


def said(target: str) -> str:
    """Return the share link that a writer's target stands for."""
    place, link = resolve(LABS, target)
    assert place.page == "chapters/pledges"
    return link


class TestWhatAWriterMaySay:
    """The lab and what differs, or what *Copy link* gave."""

    @pytest.mark.parametrize(
        ("target", "link"),
        [
            ("pledge", "lab=pledge&v=3"),
            ("pledge?", "lab=pledge&v=3"),
            ("pledge?reliability=0.5", "lab=pledge&v=3&reliability=0.5"),
            ("pledge?reliability=0.9", "lab=pledge&v=3"),
            ("pledge?pact=0&reliability=0", "lab=pledge&v=3&reliability=0&pact=0"),
            ("pledge?members=-", "lab=pledge&v=3&members=-"),
            ("pledge?scenario=July 1914", "lab=pledge&v=3&reliability=0.5&members=FRN-RUS"),
            ("pledge?scenario=July 1914&reliability=0.9", "lab=pledge&v=3&members=FRN-RUS"),
            ("pledge?scenario=Fénelon %26 co", "lab=pledge&v=3&reliability=0.1"),
            ("pledge?reliability=0.9&scenario=July 1914", "lab=pledge&v=3&members=FRN-RUS"),
        ],
    )
    def test_a_name_and_what_differs(self, target: str, link: str) -> None:
        """A scenario is a start, and a control that is named counts more than it."""
        assert said(target) == link

    @pytest.mark.parametrize("before", ["", "https://a.org/book/chapters/pledges.html#", "#"])
    def test_what_copy_link_gave(self, before: str) -> None:
        """The whole address, or what stands behind its hash."""
        link = "lab=pledge&v=3&reliability=0.25"

        assert said(before + link) == link

    def test_every_state_that_a_link_can_say_can_be_written_short(self) -> None:
        """What follows the version in a share link is what a writer may write."""
        PLEDGE.load(reliability=0.35, pact=False, members=["RUS"])

        short = "pledge?" + PLEDGE.link.removeprefix("lab=pledge&v=3&")

        assert said(short) == PLEDGE.link

    @pytest.mark.parametrize(
        ("target", "words"),
        [
            ("plegde?reliability=0.5", "the labs of this book are pledge, got plegde"),
            ("pledge?reliability=1.5", "reliability must be a number from 0 to 1, got 1.5"),
            ("pledge?reliability=half", "reliability must be a number from 0 to 1, got half"),
            ("pledge?trust=1", "the controls of this lab are reliability, pact, members"),
            ("pledge?members=GBR-USA", "members must be some of GBR, FRN, RUS"),
            ("pledge?reliability", "name=value"),
            ("pledge?pact=0&pact=1", "each name must stand once in a link, got pact again"),
            ("pledge?scenario=July 1915", "the scenarios of lab pledge are July 1914, F"),
            ("pledge?v=2", "got v again"),
            ("a.html#lab=pledge&v=2&pact=0", "the link must be of version 3 of this lab"),
            ("a.html#lab=pledge&v=3&pact=2", "pact must be 1 (on) or 0 (off), got 2"),
        ],
    )
    def test_what_the_lab_would_refuse(self, target: str, words: str) -> None:
        """The lab's own words say what is wrong."""
        with pytest.raises(ValueError, match=re.escape(words)):
            said(target)


PROSE = """
Look at {lab}`a weak state <chance?power=5>` and at {lab}`chance`.
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose front page leads to a lab of its chapter."""
    folder = copy_project(tmp_path_factory.mktemp("links"))
    only_chapter(folder, chapter(LAB) + PROSE)
    (folder / "index.md").write_text(f"# A book\n{PROSE}")
    return folder


def links(page: Path) -> list[str]:
    """Return the links of a built page to states of a lab."""
    return [
        html.unescape(one) for one in re.findall(r'href="([^"]*#lab=[^"]*)"', page.read_text())
    ]


class TestTheBook:
    """What a reader clicks, and what never reaches one."""

    def test_links_lead_to_the_page_of_the_lab(self, copy: Path) -> None:
        """From its own page and from any other, with the state as the lab reads it."""
        done = build_copy(copy)
        pages = copy / "_build/html"

        assert done.returncode == 0, done.stdout + done.stderr
        states = ["#lab=chance&v=1&power=5", "#lab=chance&v=1"]
        assert links(pages / "chapters/only.html") == states
        assert links(pages / "index.html") == [f"chapters/only.html{one}" for one in states]
        assert ">What are the chances?</" in (pages / "index.html").read_text()

    def test_a_broken_link_stops_the_build_and_names_its_line(self, copy: Path) -> None:
        """Even if the page of the link did not change, but the lab did."""
        build_copy(copy)
        only = copy / "chapters/only.md"
        whole = only.read_text()
        only.write_text(whole.replace("range=(1, 100)", "range=(10, 100)"))
        first = build_copy(copy)
        second = build_copy(copy)
        only.write_text(whole)
        mended = build_copy(copy)

        line = (copy / "index.md").read_text().splitlines().index(PROSE.strip()) + 1
        refusal = "power must be a number from 10 to 100, got 5"
        for done in (first, second):
            said = done.stdout + done.stderr
            assert done.returncode != 0
            assert re.search(rf"index\.md:{line}: WARNING: .*chance\?power=5.*{refusal}", said)
        assert mended.returncode == 0, mended.stdout + mended.stderr
