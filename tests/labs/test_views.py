"""Views: what is refused when a lab is made, and what reaches the marks of bqplot."""

import json
import math
import re
import subprocess
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import bqplot
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from secbook.labs import (
    Bars,
    Curve,
    HeatMap,
    Lab,
    LineOfAims,
    Lines,
    Margin,
    Network,
    Readout,
    Scoreboard,
    Slider,
    Table,
    Toggle,
)
from secbook.labs.axes import nice_ticks
from secbook.labs.lab import TEXTS
from secbook.labs.views import TEXTS as VIEW_TEXTS
from secbook.labs.views import Drawn, cut
from tests.live.node import node

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "secbook" / "labs"


class Node(NamedTuple):
    """A state, as views need it."""

    id: str
    name: str


STATES = [Node("A", "Austria-Hungary"), Node("B", "Serbia"), Node("C", "Russia")]
CONTROLS = {
    "x": Slider("x", "X", start=0.5, range=(0, 1), step=0.1, unit="%"),
    "y": Slider("y", "Y", start=2, range=(0, 4), step=1),
    "yes": Toggle("yes", "Yes"),
}

BARS: dict[str, Any] = {"y": "give", "names": ["A", "B"], "label": "Gift", "range": (0, 1)}
LINES: dict[str, Any] = {
    "x": "years",
    "y": "power",
    "xlabel": "Year",
    "label": "Power",
    "xrange": (0, 9),
    "range": (0, 1),
}
HEAT: dict[str, Any] = {"over": ("x", "y"), "z": "risk", "label": "Risk", "range": (0, 1)}
NETWORK: dict[str, Any] = {"nodes": STATES, "links": "pacts", "label": "Pacts"}
AIMS: dict[str, Any] = {"positions": "aims", "names": ["A", "B"], "label": "Aims"}
BOARD: dict[str, Any] = {"pair": "A attacks B", "group": "all"}


@pytest.mark.parametrize(
    ("view", "changes", "words"),
    [
        (
            Curve,
            {"over": "x", "y": "y", "label": "Y", "range": (1, 0)},
            "must rise, got 1 to 0",
        ),
        (Bars, {**BARS, "range": (1, 1)}, "range of a bar chart must rise, got 1 to 1"),
        (Bars, {**BARS, "label": ""}, "a bar chart needs label"),
        (Bars, {**BARS, "y": ["a", "b"]}, "of 2 outputs needs 2 names, got 0"),
        (
            Bars,
            {**BARS, "y": list("abcde"), "series": list("abcde")},
            "one to 4 outputs, got 5",
        ),
        (Bars, {**BARS, "y": []}, "one to 4 outputs, got 0"),
        (Bars, {**BARS, "limit": 0.5}, "with a limit needs limit_label"),
        (Bars, {**BARS, "names": ["A", "A"]}, "names each row once, got \\['A', 'A'\\]"),
        (Lines, {**LINES, "xrange": (9, 0)}, "xrange of a line chart must rise"),
        (Lines, {**LINES, "range": (0, 0)}, "range of a line chart must rise"),
        (Lines, {**LINES, "xlabel": ""}, "a line chart needs xlabel"),
        (Lines, {**LINES, "y": ["a", "b"], "names": ["A"]}, "needs 2 names, got 1"),
        (HeatMap, {**HEAT, "over": ("x", "x")}, "two controls, got \\['x', 'x'\\]"),
        (HeatMap, {**HEAT, "range": (2, 1)}, "range of a heat map must rise"),
        (HeatMap, {**HEAT, "label": ""}, "a heat map needs label"),
        (Network, {**NETWORK, "nodes": STATES[:1]}, "two nodes or more"),
        (Network, {**NETWORK, "nodes": [STATES[0], STATES[0]]}, "each with its id"),
        (Network, {**NETWORK, "label": ""}, "a network needs label"),
        (Network, {**NETWORK, "fills": "risk"}, "a network with fills needs fill_label"),
        (Network, {**NETWORK, "sizes": "w", "size_label": ""}, "with sizes needs size_label"),
        (LineOfAims, {**AIMS, "range": (1, 0)}, "range of a line of aims must rise"),
        (LineOfAims, {**AIMS, "label": ""}, "a line of aims needs label"),
        (Margin, {"cost_low": 0.5, "cost_high": 0.5}, "rise from 0 or more, got 0.5 to 0.5"),
        (Margin, {"cost_low": -0.1}, "rise from 0 or more, got -0.1 to 0.5"),
        (Margin, {"range": (1, -1)}, "range of a margin must rise"),
        (Margin, {"unit": ""}, "a margin needs unit"),
        (Scoreboard, {**BOARD, "pair": ""}, "a scoreboard needs pair"),
        (Scoreboard, {**BOARD, "group": ""}, "a scoreboard needs group"),
        (Scoreboard, {**BOARD, "silent": {"damage": "no"}}, "has no damage to be silent about"),
        (Scoreboard, {**BOARD, "silent": {"escalation": ""}}, "silent about escalation"),
        (Scoreboard, {**BOARD, "pair": "{a:>3}"}, "numbers as .2f, .0%, .* got '>3'"),
        (Table, {"columns": {}, "caption": "All"}, "a table needs columns"),
        (Table, {"columns": {"A": "a"}, "caption": ""}, "a table needs caption"),
        (Table, {"columns": {"A": "a:e"}, "caption": "All"}, "a table shows numbers as"),
        (Readout, {"template": "{x!r}"}, "a readout shows numbers as .* got '!r'"),
    ],
)
def test_a_view_refuses_a_declaration_that_nobody_could_read(
    view: Any, changes: dict[str, Any], words: str
) -> None:
    """A view without a name, a range or a second control is found by its author."""
    with pytest.raises(ValueError, match=words):
        view(**changes)


def lab_of(view: Any, outputs: dict[str, Any]) -> Lab:
    """Return a lab of one view whose model gives these outputs, whatever its control says."""
    return Lab(
        name="one",
        question="What is shown?",
        model=lambda x, y: outputs,
        controls=[CONTROLS["x"], CONTROLS["y"]],
        views=[view],
    )


LINKS = [("A", "B", 0.5)]


@pytest.mark.parametrize(
    ("view", "outputs", "words"),
    [
        (Curve("x", "y", "Y", (0, 1)), {"y": [1]}, "a curve shows a number, and y is a list"),
        (Readout("{y:.1f}"), {"y": "no"}, "a readout shows a number, and y is 'no'"),
        (Bars(**BARS), {"give": 1}, "shows a list of numbers, and give is 1"),
        (Bars(**BARS), {"give": [1, "2"]}, "list of numbers, and give holds '2'"),
        (Bars(**BARS), {"give": [1, 2, 3]}, "of one length, and give has 3, names has 2"),
        (Bars(**{**BARS, "names": "who"}), {"give": [1], "who": [1]}, "list of names, and who"),
        (
            Bars(**BARS, limit="top", limit_label="Top"),
            {"give": [1, 2], "top": [1]},
            "a bar chart shows a number, and top is a list",
        ),
        (HeatMap(**HEAT), {"risk": "high"}, "a heat map shows a number, and risk is 'high'"),
        (
            LineOfAims(**{**AIMS, "names": "who"}),
            {"aims": [0, 1], "who": [1, 2]},
            "shows a list of names, and who holds 1",
        ),
        (
            Scoreboard(**BOARD),
            {"attack_probability": [0.3], "war_size": 0, "shortfall": 0},
            "a scoreboard shows a number, and attack_probability is a list",
        ),
        (Lines(**LINES), {"years": [1, 2], "power": [1]}, "years has 2, power has 1"),
        (Lines(**LINES, marker="now"), {"years": [], "power": [], "now": []}, "now is a list"),
        (Network(**NETWORK), {"pacts": [("A", "B")]}, "a link is two ids and a strength"),
        (Network(**NETWORK), {"pacts": [("A", "B", 2)]}, "a strength of 0 to 1"),
        (Network(**NETWORK), {"pacts": [("A", "X", 0.5)]}, "between two of A, B, C"),
        (Network(**NETWORK), {"pacts": [("A", "A", 0.5)]}, "between two of A, B, C"),
        (Network(**NETWORK), {"pacts": 3}, "list of links, and pacts is 3"),
        (
            Network(**NETWORK, sizes="power"),
            {"pacts": LINKS, "power": [1, 2]},
            "nodes has 3, power has 2",
        ),
        (LineOfAims(**AIMS), {"aims": [0.5]}, "aims has 1, names has 2"),
        (LineOfAims(**AIMS, core="core"), {"aims": [0, 1], "core": [1]}, "core has 1"),
        (LineOfAims(**AIMS, outcome="y"), {"aims": [0, 1], "y": "no"}, "and y is 'no'"),
        (Margin(), {"margin": True}, "a margin shows a number, and margin is True"),
        (
            Scoreboard(**BOARD),
            {"attack_probability": 37, "war_size": 0, "shortfall": 0},
            "shares of 0 to 1, and attack_probability is 37",
        ),
        (
            Table(columns={"A": "a", "B": "b"}, caption="All"),
            {"a": [1, 2], "b": 1},
            "a has 2, b has 1",
        ),
    ],
)
def test_a_lab_refuses_outputs_that_its_view_cannot_show(
    view: Any, outputs: dict[str, Any], words: str
) -> None:
    """What would be an empty figure in the browser is a sentence in the author's cell."""
    with pytest.raises(ValueError, match=f"lab one: .*{words}"):
        lab_of(view, outputs)


@pytest.mark.parametrize("over", [("yes", "y"), ("x", "yes")])
def test_a_heat_map_is_drawn_over_sliders(over: tuple[str, str]) -> None:
    """An axis has an order, and a yes or no has none."""
    with pytest.raises(ValueError, match="a heat map is drawn over a slider, and yes is none"):
        HeatMap(**{**HEAT, "over": over}).draw(CONTROLS, "0")


def test_a_scoreboard_asks_for_nothing_where_the_model_is_silent() -> None:
    """Chapter 1: security is private, so that nobody is asked to pay."""
    board = Scoreboard(pair="{one} attacks B", silent={"free_riding": "security is private"})

    assert board.outputs == ["attack_probability", "war_size", "one"]
    lab_of(board, {"attack_probability": 0.3, "war_size": None, "one": "A"})


def test_a_scoreboard_takes_the_model_s_own_words_for_a_number() -> None:
    """Chapter 9: a mechanism without a group says which."""
    lab_of(
        Scoreboard(**BOARD),
        {
            "attack_probability": 0.3,
            "war_size": math.inf if False else 1,
            "shortfall": "no pact",
        },
    )


@given(low=st.floats(-1e6, 1e6), width=st.floats(1e-3, 1e6))
def test_ticks_are_few_round_and_inside_any_range(low: float, width: float) -> None:
    """An axis at 320 px has room for six numbers, whatever they are."""
    assume(width > abs(low) * 1e-6)
    ticks = nice_ticks(low, low + width)
    steps = [b - a for a, b in pairwise(ticks)]

    assert 2 <= len(ticks) <= 6
    assert low - 1e-6 * width <= ticks[0] < ticks[-1] <= low + width * (1 + 1e-6)
    assert max(steps) - min(steps) <= 1e-6 * width + 1e-9


NAMES = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
PIECES = st.one_of(
    st.text("abc {}%.", max_size=6).map(lambda text: ("text", text)),
    st.tuples(
        st.just("output"), st.tuples(NAMES, st.sampled_from(["", ".2f", ".0%", "+,.1f"]))
    ),
)


@given(pieces=st.lists(PIECES, max_size=6), value=st.floats(-1e6, 1e6))
def test_a_cut_template_says_what_python_would(pieces: list[Any], value: float) -> None:
    """Text and outputs keep their order, and doubled braces are single ones."""
    template = "".join(
        part.replace("{", "{{").replace("}", "}}")
        if kind == "text"
        else "{" + part[0] + (f":{part[1]}" if part[1] else "") + "}"
        for kind, part in pieces
    )
    found = "".join(
        part["text"] + (format(value, part["spec"]) if part["output"] else "")
        for part in cut(template, "readout")
    )

    assert found == template.format_map({part["output"]: value for part in cut(template, "x")})


def test_every_word_that_the_browser_says_is_in_the_texts_and_no_word_is_idle() -> None:
    """A translation of the book finds all words in one place, and only those."""
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js"))
    said = set(re.findall(r"\btexts\.(\w+)", scripts))
    by_name = set(re.findall(r'(?:title|what): "(\w+)"', scripts))

    assert said - set(TEXTS) == set()
    assert set(VIEW_TEXTS) - said - by_name == set()


VIEWS = {
    "curve": Curve("x", "risk", "Risk", (0, 1), "%"),
    "bars": Bars(**{**BARS, "names": "who"}, limit="top", limit_label="Limit"),
    "grouped": Bars(
        y=["give", "even"],
        names=[node.name for node in STATES],
        label="Gift",
        range=(-1, 1),
        unit="%",
        series=["Free", "Even"],
        limit=0.5,
        limit_label="Half",
    ),
    "stacked": Bars(
        y=["give", "even"],
        names=[node.name for node in STATES],
        label="Gift",
        range=(0, 1),
        unit="of it",
        series=["Free", "Even"],
        stacked=True,
    ),
    "lines": Lines(**{**LINES, "y": ["power", "even"], "names": ["P", "E"]}, marker="now"),
    "heat map": HeatMap(**HEAT),
    "network": Network(**NETWORK, sizes="power", fills="risks", fill_label="risk"),
    "plain network": Network(**NETWORK),
    "aims": LineOfAims(
        positions="aims",
        names="who",
        label="Aims",
        status_quo="now",
        outcome="risk",
        core="core",
    ),
    "few aims": LineOfAims(positions="aims", names=["A", "B", "C"], label="Aims"),
    "margin": Margin(margin="now", cost_high="top"),
    "scoreboard": Scoreboard("{first} attacks B", "all", "risk", "risk", "word"),
    "table": Table(columns={"Who": "who", "Gift": "give:.1%"}, caption="All"),
    "readout": Readout("{first}: {risk:.0%}"),
}


def random_outputs(rng: Random) -> dict[str, Any]:
    """Return outputs of every kind that a model may give, with numbers missing."""

    def number(low: float = -0.2, high: float = 1.2) -> Any:
        return rng.choice([None, "inf", rng.uniform(low, high), rng.uniform(low, high)])

    count = 3
    pairs = [(a.id, b.id) for a in STATES for b in STATES if a.id < b.id]
    return {
        "aims": [number(0, 1) for _ in range(count)],
        "core": rng.choice([None, [0.2, 0.2], [0.1, 0.9]]),
        "even": [number() for _ in range(count)],
        "first": "A",
        "give": [number() for _ in range(count)],
        "now": number(-2, 9),
        "pacts": [[*pair, rng.choice([0, 0.2, 0.5, 1])] for pair in rng.sample(pairs, 2)],
        "power": [number(0, 1) for _ in range(count)],
        "risk": number(0, 1),
        "risks": [number(0, 1) for _ in range(count)],
        "top": number(0.1, 1),
        "who": rng.sample(["A", "B", "C", "D"], count),
        "word": rng.choice(["no pact", None, 0.5]),
        "years": [0, 1, rng.choice([2, 3])],
    }


def drawn_in_node(drawn: Drawn, states: list[Any]) -> list[dict[str, Any]]:
    """Return what the browser's part of a view does with the outputs of some runs."""
    declaration = {
        "texts": TEXTS,
        "words": {},
        "controls": [control.declaration() for control in CONTROLS.values()][:2],
    }
    for control in declaration["controls"]:
        assert isinstance(control, dict)
    request = {"view": drawn.declaration, "declaration": declaration, "states": states}
    done = subprocess.run(
        [node(), str(Path(__file__).parent / "draw_views.js")],
        input=json.dumps(request),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def faults(mark: bqplot.Mark, traits: Mapping[str, Any]) -> list[str]:
    """Return what bqplot or the browser would complain about, or draw wrong."""
    found = [f"it has no {trait}" for trait in traits if trait not in mark.trait_names()]
    if not traits.get("visible", mark.visible):
        return found
    if isinstance(mark, bqplot.Bars):
        stacked = traits["y"] and isinstance(traits["y"][0], list)
        for row in traits["y"] if stacked else [traits["y"]]:
            found += ["a bar is no number" for length in row if str(length) == "NaN"]
            found += ["rows differ"] * (len(row) != len(traits["x"]))
        return found
    lengths = {name: len(value) for name, value in traits.items() if isinstance(value, list)}
    if isinstance(mark, bqplot.HeatMap):
        assert isinstance(traits["color"], list)
        assert {len(row) for row in traits["color"]} == {len(traits["x"])}
        return found + ["a cell is NaN" for row in traits["color"] if "NaN" in map(str, row)]
    if len(set(lengths.values())) > 1:
        found.append(f"lengths differ: {lengths}")
    if not isinstance(mark, bqplot.Lines):
        places = [*traits.get("x", []), *traits.get("y", [])]
        return found + ["a place is no number" for place in places if str(place) == "NaN"]
    ends = [traits[name][end] for name in ("x", "y") for end in (0, -1)]
    return found + ["an end is no number" for end in ends if str(end) == "NaN"]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_gives_its_marks_what_bqplot_draws(name: str) -> None:
    """Whatever the model says: known traits, one set a run, no place that is no number."""
    rng = Random(name)
    drawn = VIEWS[name].draw(CONTROLS, "7")
    if drawn.declaration["kind"] == "readout":
        return
    states = [None if i % 7 == 3 else random_outputs(rng) for i in range(60)]

    for answer in drawn_in_node(drawn, states):
        for entry in answer["sets"]:
            assert entry["sets"] == 1, entry["name"]
            assert faults(drawn.marks[entry["name"]], entry["traits"]) == [], entry
        assert "undefined" not in answer["words"]
        assert "NaN" not in answer["words"]
        assert "{" not in answer["words"]
        table = answer["table"]
        if table is not None:
            cells = [cell for row in [table["columns"], *table["rows"]] for cell in row]
            assert {len(row) for row in table["rows"]} <= {len(table["columns"])}
            assert all(isinstance(cell, str) and cell for cell in [table["caption"], *cells])
            assert not any(re.search("undefined|NaN|[{}]", cell) for cell in cells)


@pytest.mark.parametrize("name", VIEWS)
def test_a_drawn_view_is_plain_data_and_marks_of_its_one_figure(name: str) -> None:
    """A lab finds each mark by a name of its own, and the figure draws it."""
    drawn = VIEWS[name].draw(CONTROLS, "7")

    assert json.loads(json.dumps(drawn.declaration)) == drawn.declaration
    assert len(drawn.figures) == (1 if drawn.marks else 0)
    assert all(key.startswith("7.") for key in drawn.marks)
    for figure in drawn.figures:
        assert [mark.model_id for mark in figure.marks] == [
            mark.model_id for mark in drawn.marks.values()
        ]
        assert not figure.display_toolbar


@pytest.mark.parametrize("count", range(2, 13))
def test_nodes_stand_on_a_circle_apart_from_one_another(count: int) -> None:
    """Two to twelve states have room for their dots at 320 px."""
    states = [Node(str(i), f"State {i}") for i in range(count)]
    drawn = Network(nodes=states, links="pacts", label="Pacts").draw({}, "0")
    places = list(zip(drawn.declaration["x"], drawn.declaration["y"], strict=True))
    # At 320 px a unit is 43 px across and 110 px high.
    pixels = [(43 * x, 110 * y) for x, y in places]
    radius = math.sqrt(drawn.marks["0.nodes"].default_size / math.pi)

    assert all(math.isclose(math.hypot(x, y), 1) for x, y in places)
    distances = [math.dist(a, b) for i, a in enumerate(pixels) for b in pixels[:i]]
    assert min(distances) > 2 * radius
