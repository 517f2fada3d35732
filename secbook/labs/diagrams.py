"""Views of who stands where: a network, aims on a line, the margin before an attack."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bqplot

from secbook.domains import shown
from secbook.labs.axes import (
    BLUE,
    FAINT,
    GRAY,
    ORANGE,
    TEAL,
    axis,
    dot,
    drawn,
    linear,
    number_format,
    require_rising,
    words,
)
from secbook.labs.controls import Control
from secbook.labs.views import (
    Drawn,
    require_lengths,
    require_list,
    require_number,
    require_words,
)

# Strength is shown in three steps, by width and by dashes: from which strength each holds.
STEPS = ((0.0, "dotted", 3), (1 / 3, "dashed", 3), (2 / 3, "solid", 4))


@dataclass(frozen=True)
class Network:
    """Who is linked to whom: states in a circle, their links, their size and a value.

    Parameters
    ----------
    nodes
        The states, each with an ``id`` and a ``name``.
    links
        The output that gives the links: triples of two ids and a strength in (0, 1].
        A link of strength 0 is none.
    label
        What the network shows.
    link_label
        What a strength is, such as ``"Reliability"``.
    sizes, size_label
        The output that gives each state's size, such as its power, and what it is.
    fills, fill_label
        The output that gives each state a share of 0 to 1, and what it is.
    """

    nodes: Sequence[Any]
    links: str
    label: str
    link_label: str = "Strength"
    sizes: str | None = None
    size_label: str = "power"
    fills: str | None = None
    fill_label: str = ""

    def __post_init__(self) -> None:
        require_words("network", label=self.label, link_label=self.link_label)
        if self.sizes:
            require_words("network with sizes", size_label=self.size_label)
        if self.fills:
            require_words("network with fills", fill_label=self.fill_label)
        ids = [node.id for node in self.nodes]
        if len(ids) < 2 or len(set(ids)) != len(ids):
            raise ValueError(f"a network has two nodes or more, each with its id, got {ids}")

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        return [name for name in (self.links, self.sizes, self.fills) if name]

    @property
    def over_controls(self) -> list[str]:
        """None: a network has no axes."""
        return []

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse links between unknown states, and values that are not one for each state."""
        ids = [node.id for node in self.nodes]
        require_list(outputs, self.links, "network", Sequence, "links")
        for link in outputs[self.links]:
            strength = link[2] if len(link) == 3 else None
            if not isinstance(strength, (int, float)) or not 0 <= strength <= 1:
                raise ValueError(
                    f"a link is two ids and a strength of 0 to 1, and {self.links} holds {link}"
                )
            if link[0] not in ids or link[1] not in ids or link[0] == link[1]:
                raise ValueError(
                    f"a link is between two of {', '.join(ids)}, and {self.links} holds {link}"
                )
        for name in (self.sizes, self.fills):
            if name:
                length = require_list(outputs, name, "network")
                require_lengths("network", {"nodes": len(ids), name: length})

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the figure, still without data: the browser fills it."""
        count = len(self.nodes)
        # The circle becomes an ellipse in a narrow column, and leaves room for names.
        scales = {"x": linear((-2.9, 2.9)), "y": linear((-1.45, 1.45))}
        radius = min(18, 110 / count)
        angles = [math.pi / 2 - 2 * math.pi * i / count for i in range(count)]
        beside, above = {"x_offset": round(radius) + 6}, {"y_offset": -round(radius) - 12}
        marks = {
            "ghost": bqplot.Lines(
                x=[],
                y=[],
                scales=scales,
                colors=[GRAY],
                opacities=[0.35],
                stroke_width=10,
                visible=False,
            ),
            **{
                f"links{i}": bqplot.Lines(
                    x=[],
                    y=[],
                    scales=scales,
                    colors=[BLUE],
                    line_style=style,
                    stroke_width=width,
                    visible=False,
                )
                for i, (_, style, width) in enumerate(STEPS)
            },
            "nodes": bqplot.Scatter(
                x=[math.cos(angle) for angle in angles],
                y=[math.sin(angle) for angle in angles],
                size=[0.5] * count,
                color=[0] * count,
                scales={
                    **scales,
                    "size": linear((0, 1)),
                    "color": bqplot.ColorScale(min=0, max=1, colors=[FAINT, ORANGE]),
                },
                stroke=GRAY,
                stroke_width=2,
                default_size=round(math.pi * radius**2),
            ),
            "right": words(scales, "start", **beside),
            "left": words(scales, "end", x_offset=-beside["x_offset"]),
            "top": words(scales, "middle", **above),
            "bottom": words(scales, "middle", y_offset=-above["y_offset"]),
        }
        return drawn(
            key,
            {
                "kind": "network",
                "nodes": [{"id": node.id, "name": node.name} for node in self.nodes],
                "x": [math.cos(angle) for angle in angles],
                "y": [math.sin(angle) for angle in angles],
                # What a line of text takes of the vertical scale.
                "row": 14 * 2.9 / 320,
                "links": self.links,
                "sizes": self.sizes,
                "fills": self.fills,
                "label": self.label,
                "linkLabel": self.link_label,
                "sizeLabel": self.size_label,
                "fillLabel": self.fill_label,
                "steps": [{"from": least, "style": style} for least, style, _ in STEPS],
            },
            marks,
            [],
            height=340,
            top=10,
            bottom=10,
            left=4,
            right=4,
        )


@dataclass(frozen=True)
class LineOfAims:
    """Aims as points on one line: a row for each member, the rest through all rows.

    Parameters
    ----------
    positions
        The output that gives each member's aim.
    names
        The members' names, or the output that gives them.
    label
        What the line stands for.
    range
        The lowest and the highest aim.
    status_quo, outcome
        The outputs that give the status quo and what is decided, or None if nothing is.
    core, core_label
        The output that gives the two ends of an interval, or None if there is none, and
        what the interval is.
    """

    positions: str
    names: str | Sequence[str]
    label: str
    range: tuple[float, float] = (0, 1)
    status_quo: str | None = None
    outcome: str | None = None
    core: str | None = None
    core_label: str = "Core"

    def __post_init__(self) -> None:
        require_words("line of aims", label=self.label, core_label=self.core_label)
        require_rising("the range of a line of aims", self.range)

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        named = [self.names] if isinstance(self.names, str) else []
        others = [name for name in (self.status_quo, self.outcome, self.core) if name]
        return [self.positions, *named, *others]

    @property
    def over_controls(self) -> list[str]:
        """None: its line is an output."""
        return []

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse aims without a name, and a core that is no interval."""
        lengths = {self.positions: require_list(outputs, self.positions, "line of aims")}
        if isinstance(self.names, str):
            lengths[self.names] = require_list(
                outputs, self.names, "line of aims", str, "names"
            )
        else:
            lengths["names"] = len(self.names)
        require_lengths("line of aims", lengths)
        for name in (self.status_quo, self.outcome):
            if name:
                require_number(outputs, name, "line of aims")
        if self.core and outputs[self.core] is not None:
            ends = require_list(outputs, self.core, "line of aims")
            if ends != 2:
                raise ValueError(
                    f"a line of aims shows a core of two ends or None, and {self.core} "
                    f"has {ends}"
                )

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the figure, still without data: the browser fills it."""
        rows = 8 if isinstance(self.names, str) else len(self.names)
        aims, unit = linear(self.range), linear((0, 1))
        scales = {"x": aims, "y": unit}

        def line(**look: Any) -> Any:
            given = {"x": [], "y": [], "scales": scales, "visible": False, **look}
            return bqplot.Lines(**given)

        marks = {
            "core": line(
                colors=[TEAL],
                stroke_width=2,
                fill="inside",
                fill_colors=[TEAL],
                fill_opacities=[0.25],
            ),
            "guides": line(colors=[GRAY], opacities=[0.5], stroke_width=1),
            "quo": line(colors=[GRAY], stroke_width=3, line_style="dashed"),
            "outcome": line(colors=[ORANGE], stroke_width=3),
            "ghostOutcome": line(colors=[GRAY], stroke_width=2, line_style="dotted"),
            "ghost": dot(scales, GRAY, fill=False, stroke=GRAY, stroke_width=2),
            "aims": dot(scales, BLUE),
            "names": words(scales),
        }
        return drawn(
            key,
            {
                "kind": "aims",
                "positions": self.positions,
                "names": self.names if isinstance(self.names, str) else list(self.names),
                "label": self.label,
                "range": list(self.range),
                "quo": self.status_quo,
                "outcome": self.outcome,
                "core": self.core,
                "coreLabel": self.core_label,
                "spec": number_format(""),
            },
            marks,
            [axis(aims, "bottom", label=self.label)],
            height=60 + 34 * max(rows, 2),
            left=12,
            right=16,
            top=8,
        )


@dataclass(frozen=True)
class Margin:
    """How far a probability of attack is from its edge: the margin beside the costs of war.

    An attack pays if the margin, v(p - q) less what it costs beyond the war itself,
    exceeds the private cost of war; a probability of 0 hides by how much it does not.

    Parameters
    ----------
    margin
        The output that gives the margin.
    cost_low, cost_high
        The range of the costs of war: numbers, or outputs.
    unit
        Of the margin and of the costs.
    range
        The lowest and the highest value of the scale.
    label
        What the scale shows.
    """

    margin: str = "margin"
    cost_low: float | str = 0
    cost_high: float | str = 0.5
    unit: str = "of the stake"
    range: tuple[float, float] = (-1, 1)
    label: str = "What an attack brings before the cost of war"

    def __post_init__(self) -> None:
        require_words("margin", label=self.label, unit=self.unit)
        require_rising("the range of a margin", self.range)
        low, high = self.cost_low, self.cost_high
        if not isinstance(low, str) and not isinstance(high, str) and not 0 <= low < high:
            raise ValueError(
                f"a margin stands beside costs of war that rise from 0 or more, "
                f"got {shown(low)} to {shown(high)}"
            )

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        named = (self.margin, self.cost_low, self.cost_high)
        return [name for name in named if isinstance(name, str)]

    @property
    def over_controls(self) -> list[str]:
        """None: its scale is an output."""
        return []

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse outputs that are no numbers."""
        for name in self.outputs:
            require_number(outputs, name, "margin")

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the figure, still without data: the browser fills it."""
        scale = linear(self.range)
        scales = {"x": scale, "y": linear((0, 1))}
        marks = {
            "costs": bqplot.Lines(
                x=[],
                y=[],
                scales=scales,
                colors=[TEAL],
                fill="inside",
                fill_colors=[TEAL],
                fill_opacities=[0.25],
                visible=False,
            ),
            "band": words(scales, "middle", visible=False),
            "ghost": dot(
                scales, GRAY, fill=False, stroke=GRAY, stroke_width=2, marker="diamond"
            ),
            "here": dot(scales, marker="diamond", default_size=220),
        }
        return drawn(
            key,
            {
                "kind": "margin",
                "margin": self.margin,
                "low": self.cost_low,
                "high": self.cost_high,
                "unit": self.unit,
                "range": list(self.range),
                "label": self.label,
                "spec": number_format(""),
            },
            marks,
            [axis(scale, "bottom", label=self.unit)],
            height=130,
            left=16,
            right=16,
        )
