"""Views with axes: a curve, bars, lines over time, a heat map over two controls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bqplot
import numpy as np

from secbook.labs.axes import (
    BLUE,
    CLEAR,
    DARK,
    GRAY,
    PALE,
    POINTS,
    SERIES,
    axis,
    axis_label,
    dot,
    drawn,
    ghost_line,
    linear,
    nice_ticks,
    number_format,
    require_rising,
    slider,
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


def several(names: str | Sequence[str]) -> list[str]:
    """Return the names of one output or of several."""
    return [names] if isinstance(names, str) else list(names)


def require_series(view: str, y: Sequence[str], names: Sequence[str]) -> None:
    """Refuse series without a name, or more of them than can be told apart."""
    if not 1 <= len(y) <= len(SERIES):
        raise ValueError(f"a {view} shows one to {len(SERIES)} outputs, got {len(y)}")
    if len(y) > 1 and len(names) != len(y):
        raise ValueError(f"a {view} of {len(y)} outputs needs {len(y)} names, got {len(names)}")


def series_of(y: Sequence[str], names: Sequence[str], label: str) -> list[dict[str, str]]:
    """Return what the browser must know of each series: its data, its name, its look."""
    named = names if len(y) > 1 else [label]
    return [
        {"y": output, "name": name, "color": color, "style": style}
        for output, name, (color, style) in zip(y, named, SERIES, strict=False)
    ]


@dataclass(frozen=True)
class Curve:
    """One output over one control, with the present position marked.

    Parameters
    ----------
    over
        The control along the horizontal axis.
    y
        The output along the vertical axis.
    label
        The vertical axis, without the unit.
    range
        The lowest and the highest value of the vertical axis.
    unit
        ``"%"`` shows shares as percentages.
    """

    over: str
    y: str
    label: str
    range: tuple[float, float]
    unit: str = ""

    def __post_init__(self) -> None:
        require_rising("the range of a curve", self.range)

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        return [self.y]

    @property
    def over_controls(self) -> list[str]:
        """The control along the horizontal axis."""
        return [self.over]

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse an output that is no number."""
        require_number(outputs, self.y, "curve")

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the figure, still without data: the browser fills it."""
        control = slider(controls, self.over, "curve")
        scales = {"x": linear(control.range), "y": linear(self.range)}
        line = bqplot.Lines(x=[], y=[], scales=scales, colors=[BLUE], stroke_width=3)
        ghost, here = ghost_line(scales), dot(scales)
        axes = [
            axis(scales["x"], "bottom", label=control.label, unit=control.unit),
            axis(scales["y"], "left", label=self.label, unit=self.unit),
        ]
        return drawn(
            key,
            {
                "kind": "curve",
                "over": self.over,
                "y": self.y,
                "at": control.grid(POINTS),
                "label": self.label,
                "xlabel": axis_label(control.label, control.unit),
                "spec": number_format(self.unit, 3),
            },
            {"ghost": ghost, "line": line, "here": here},
            axes,
        )


# The heights in px of a name or a bar, and of the axis.
LINE, AXIS = 18, 60


@dataclass(frozen=True)
class Bars:
    """One row for each name, with a bar for one output or several.

    Parameters
    ----------
    y
        The output, a list of numbers; or several, for several bars in each row.
    names
        The names of the rows, or the output that gives them.
    label
        What the bars show, without the unit.
    range
        The lowest and the highest value of the axis.
    unit
        ``"%"`` shows shares as percentages.
    series
        The names of the outputs, where there are several.
    stacked
        Whether the bars of a row follow one another instead of lying side by side.
    limit
        A value, or the output that gives it, that is marked through all rows.
    limit_label
        What the limit is.
    rows
        For how many rows there must be room, where an output gives their names.
    """

    y: str | Sequence[str]
    names: str | Sequence[str]
    label: str
    range: tuple[float, float]
    unit: str = ""
    series: Sequence[str] = ()
    stacked: bool = False
    limit: float | str | None = None
    limit_label: str = ""
    rows: int = 8

    def __post_init__(self) -> None:
        require_words("bar chart", label=self.label)
        require_rising("the range of a bar chart", self.range)
        require_series("bar chart", several(self.y), self.series)
        if self.limit is not None:
            require_words("bar chart with a limit", limit_label=self.limit_label)
        if not isinstance(self.names, str) and len(set(self.names)) != len(self.names):
            raise ValueError(f"a bar chart names each row once, got {list(self.names)}")

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        given = [name for name in (self.names, self.limit) if isinstance(name, str)]
        return [*several(self.y), *given]

    @property
    def over_controls(self) -> list[str]:
        """None: its rows are names."""
        return []

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse lists that do not belong together."""
        lengths = {name: require_list(outputs, name, "bar chart") for name in several(self.y)}
        if isinstance(self.names, str):
            lengths[self.names] = require_list(outputs, self.names, "bar chart", str, "names")
        else:
            lengths["names"] = len(self.names)
        require_lengths("bar chart", lengths)
        if isinstance(self.names, str) and lengths[self.names] > self.rows:
            raise ValueError(
                f"a bar chart has room for rows={self.rows}, "
                f"and {self.names} gives {lengths[self.names]}"
            )
        if isinstance(self.limit, str):
            require_number(outputs, self.limit, "bar chart")

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the figure, still without data: the browser fills it."""
        series = series_of(several(self.y), self.series, self.label)
        groups = 1 if self.stacked else len(series)
        rows = self.rows if isinstance(self.names, str) else len(self.names)
        # Each name and each bar has a line of its own. A scale of names would do, but its order
        # is that in which marks name them, and a mark whose name goes has no place.
        value, line = linear(self.range), linear((0, 1))
        colors = [one["color"] for one in series]
        marks = {
            name: bqplot.Bars(
                x=[],
                y=[],
                # bqplot takes for x what the bars stand on, however they lie.
                scales={"x": line, "y": value},
                orientation="horizontal",
                padding=0.1,
                visible=False,
                **look,
            )
            for name, look in (
                ("bars", {"colors": colors if self.stacked else [GRAY, *colors]}),
                ("ghost", {"colors": [CLEAR], "stroke": GRAY, "stroke_width": 2}),
            )
        }
        marks |= {
            "limit": bqplot.Lines(
                x=[],
                y=[],
                scales={"x": value, "y": line},
                colors=[GRAY],
                line_style="dashed",
                visible=False,
            ),
            "names": words({"x": value, "y": line}),
            "values": words({"x": value, "y": line}, x_offset=5),
        }
        return drawn(
            key,
            {
                "kind": "bars",
                "names": self.names if isinstance(self.names, str) else list(self.names),
                "label": self.label,
                "unit": self.unit,
                "range": list(self.range),
                "spec": number_format(self.unit),
                "series": series,
                "stacked": self.stacked,
                "limit": self.limit,
                "limitLabel": self.limit_label,
            },
            marks,
            [axis(value, "bottom", label=self.label, unit=self.unit)],
            height=LINE * max(rows, 2) * (1 + groups) + AXIS,
            left=12,
            right=56,
            top=8,
        )


@dataclass(frozen=True)
class Lines:
    """Outputs along another output: paths over time, with the present moment marked.

    Parameters
    ----------
    x
        The output along the horizontal axis, a list of numbers that rise.
    y
        The output along the vertical axis, a list as long; or several.
    xlabel, label
        The axes, without their units.
    xrange, range
        The lowest and the highest value of each axis.
    names
        The names of the outputs, where there are several.
    xunit, unit
        ``"%"`` shows shares as percentages.
    marker
        The output that gives the present moment, a value of `x`.
    """

    x: str
    y: str | Sequence[str]
    xlabel: str
    label: str
    xrange: tuple[float, float]
    range: tuple[float, float]
    names: Sequence[str] = ()
    xunit: str = ""
    unit: str = ""
    marker: str | None = None

    def __post_init__(self) -> None:
        require_words("line chart", label=self.label, xlabel=self.xlabel)
        require_rising("the range of a line chart", self.range)
        require_rising("the xrange of a line chart", self.xrange)
        require_series("line chart", several(self.y), self.names)

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        return [self.x, *several(self.y), *([self.marker] if self.marker else [])]

    @property
    def over_controls(self) -> list[str]:
        """None: it runs over an output."""
        return []

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse lists that do not belong together."""
        require_lengths(
            "line chart",
            {
                name: require_list(outputs, name, "line chart")
                for name in (self.x, *several(self.y))
            },
        )
        if self.marker:
            require_number(outputs, self.marker, "line chart")

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the figure, still without data: the browser fills it."""
        scales = {"x": linear(self.xrange), "y": linear(self.range)}
        series = series_of(several(self.y), self.names, self.label)
        marks = {
            **{f"ghost{i}": ghost_line(scales) for i, _ in enumerate(series)},
            **{
                f"line{i}": bqplot.Lines(
                    x=[],
                    y=[],
                    scales=scales,
                    colors=[one["color"]],
                    line_style=one["style"],
                    stroke_width=3,
                )
                for i, one in enumerate(series)
            },
            "moment": bqplot.Lines(
                x=[], y=[], scales=scales, colors=[GRAY], stroke_width=1, visible=False
            ),
            "here": dot(scales),
        }
        return drawn(
            key,
            {
                "kind": "lines",
                "x": self.x,
                "series": series,
                "label": self.label,
                "xlabel": axis_label(self.xlabel, "" if self.xunit == "%" else self.xunit),
                "range": list(self.range),
                "spec": number_format(self.unit),
                "xspec": ".1%" if self.xunit == "%" else "",
                "unit": self.unit,
                "marker": self.marker,
            },
            marks,
            [
                axis(scales["x"], "bottom", label=self.xlabel, unit=self.xunit),
                axis(scales["y"], "left", label=self.label, unit=self.unit),
            ],
        )


# A heat map has 31 by 31 cells, of which the browser computes every fifth first.
CELLS = 31


@dataclass(frozen=True)
class HeatMap:
    """One output over two controls, with the present position marked.

    Parameters
    ----------
    over
        The controls along the horizontal and the vertical axis.
    z
        The output that colors and contours show.
    label
        What they show, without the unit.
    range
        The lowest and the highest value shown.
    unit
        ``"%"`` shows shares as percentages.
    """

    over: tuple[str, str]
    z: str
    label: str
    range: tuple[float, float]
    unit: str = ""

    def __post_init__(self) -> None:
        require_words("heat map", label=self.label)
        require_rising("the range of a heat map", self.range)
        if len(set(self.over)) != 2:
            raise ValueError(f"a heat map is drawn over two controls, got {list(self.over)}")

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        return [self.z]

    @property
    def over_controls(self) -> list[str]:
        """The controls along the two axes."""
        return list(self.over)

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse an output that is no number."""
        require_number(outputs, self.z, "heat map")

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the figure, still without data: the browser fills it."""
        across, up = (slider(controls, name, "heat map") for name in self.over)
        scales = {"x": linear(across.range), "y": linear(up.range)}
        color = bqplot.ColorScale(min=self.range[0], max=self.range[1], colors=[PALE, BLUE])
        marks = {
            "cells": bqplot.HeatMap(
                x=[0, 1],
                y=[0, 1],
                color=np.zeros((2, 2)),
                scales={**scales, "color": color},
                null_color="transparent",
                visible=False,
            ),
            "contours": bqplot.Lines(
                x=[], y=[], scales=scales, colors=[DARK], stroke_width=1, visible=False
            ),
            "levels": words(scales, "middle", colors=[DARK], default_size=11, visible=False),
            "ghost": dot(scales, GRAY, marker="square", stroke="white", stroke_width=2),
            "here": dot(scales, stroke="white", stroke_width=2),
        }
        return drawn(
            key,
            {
                "kind": "heatmap",
                "over": list(self.over),
                "z": self.z,
                "at": [across.grid(CELLS), up.grid(CELLS)],
                "label": self.label,
                "unit": self.unit,
                "range": list(self.range),
                "spec": number_format(self.unit),
                "levels": nice_ticks(*self.range),
                "colors": [PALE, BLUE],
            },
            marks,
            [
                axis(scales["x"], "bottom", label=across.label, unit=across.unit),
                axis(scales["y"], "left", label=up.label, unit=up.unit),
            ],
        )
