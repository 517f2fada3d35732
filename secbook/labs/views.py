"""What every view is, and the views that are text: a sentence, the scoreboard, a table.

The views that are figures are in `secbook.labs.graphs` and `secbook.labs.diagrams`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from string import Formatter
from typing import Any, Protocol

import bqplot

from secbook.domains import shown
from secbook.labs.controls import Control

# What views say, in one place: a translation of the book replaces these.
TEXTS = {
    "aim": "Aim",
    "beforeColumn": "Before",
    "costHigh": "Highest cost of war",
    "costLow": "Lowest cost of war",
    "costs": "costs of war",
    "deterrence": "Deterrence",
    "deterrenceOf": "Probability that {pair}",
    "escalation": "Escalation",
    "escalationOf": "Share of all power at war if {pair}",
    "figure": "{words} {finding}",
    "freeRiding": "Free riding",
    "freeRidingOf": "Missing share of the common good; asked to pay: {group}",
    "from": "from {low}",
    "fromTo": "{low} to {high}",
    "inOrder": "in each row from the top",
    "inStack": "in each row from the left",
    "labeled": "{label}: {value}",
    "linkOf": "{one} and {other} {value}",
    "mapTable": "{label} over {x} and {y}",
    "marginAbove": "An attack pays at every cost of war, {low} to {high} {unit}.",
    "marginAlone": "{value} {unit}.",
    "marginBelow": "Deterred with {spare} {unit} to spare.",
    "marginBeyond": "The margin, {value}, is beyond the scale.",
    "marginWithin": "An attack pays for costs of war below {value} {unit}.",
    "measure": "Measure",
    "measuredFor": "Of what",
    "missing": "–",
    "name": "Name",
    "no": "no",
    "noLinks": "none",
    "nodeFill": "Number and color: {label}",
    "nodeSize": "Size: {label}",
    "now": "Now, at {x} and {y}: {value}",
    "outcome": "Outcome",
    "scoreboard": "Scoreboard",
    "statusQuo": "Status quo",
    "under": "under {high}",
    "value": "Value",
    "valueIn": "Value ({unit})",
    "was": "before {value}",
    "yes": "yes",
}

# The formats of numbers that the browser writes as Python does.
SPEC = re.compile(r"(\+?,?\.\d+[f%])?")


@dataclass(frozen=True)
class Drawn:
    """A view made ready for the browser."""

    declaration: dict[str, Any]
    figures: list[bqplot.Figure] = field(default_factory=list)
    marks: dict[str, bqplot.Mark] = field(default_factory=dict)


class View(Protocol):
    """What every view can say of itself."""

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""

    @property
    def over_controls(self) -> list[str]:
        """The controls along its axes."""

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse outputs that the view cannot show, named and in words."""

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return what the browser needs: data, figures, marks with keys of their own."""


def require_number(outputs: Mapping[str, Any], name: str, view: str) -> None:
    """Refuse an output that is neither a number nor None, which stands for none."""
    value = outputs[name]
    if value is not None and (isinstance(value, bool) or not isinstance(value, Real)):
        raise ValueError(f"a {view} shows a number, and {name} is {shown(value)}")


def require_list(
    outputs: Mapping[str, Any], name: str, view: str, kind: type = Real, what: str = "numbers"
) -> int:
    """Return how long an output is, or refuse one that is no list of numbers and Nones."""
    value = outputs[name]
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError(f"a {view} shows a list of {what}, and {name} is {shown(value)}")
    for entry in value:
        if entry is not None and (isinstance(entry, bool) or not isinstance(entry, kind)):
            raise ValueError(
                f"a {view} shows a list of {what}, and {name} holds {shown(entry)}"
            )
    return len(value)


def require_lengths(view: str, lengths: Mapping[str, int]) -> None:
    """Refuse lists that do not belong together."""
    if len(set(lengths.values())) > 1:
        described = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"a {view} needs lists of one length, and {described}")


def require_words(view: str, **words: str) -> None:
    """Refuse a view that lacks what it must say."""
    for name, text in words.items():
        if not text:
            raise ValueError(f"a {view} needs {name}")


def cut(template: str, view: str) -> list[dict[str, str]]:
    """Return a template, cut at its outputs; the last piece may have none."""
    parts = []
    for text, output, spec, conversion in Formatter().parse(template):
        if conversion or not SPEC.fullmatch(spec or ""):
            asked = f"!{conversion}" if conversion else spec
            raise ValueError(f"a {view} shows numbers as .2f, .0%, +.1f or ,.0f, got {asked!r}")
        parts.append({"text": text, "output": output or "", "spec": spec or ""})
    return parts


def outputs_of(parts: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the outputs that a cut template names."""
    return [part["output"] for part in parts if part["output"]]


@dataclass(frozen=True)
class Readout:
    """A sentence with the finding: ``"The risk is {attack_probability:.0%}."``"""

    template: str

    def __post_init__(self) -> None:
        cut(self.template, "readout")

    @property
    def parts(self) -> list[dict[str, str]]:
        """The template, cut at its outputs."""
        return cut(self.template, "readout")

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        return outputs_of(self.parts)

    @property
    def over_controls(self) -> list[str]:
        """None: a sentence has no axes."""
        return []

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse outputs that have no such format."""
        for part in self.parts:
            if part["spec"]:
                require_number(outputs, part["output"], "readout")

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the cut template: the browser fills it."""
        return Drawn(declaration={"kind": "readout", "parts": self.parts})


# The tiles of the scoreboard: in every lab the same, in this order.
TILES = ("deterrence", "escalation", "free_riding")


@dataclass(frozen=True)
class Scoreboard:
    """The same three measures in every lab: is the attack deterred, how large, who pays?

    Deterrence is the probability that the named challenger attacks the named target,
    escalation the share of all power at war if it does, and free riding what the group
    that is asked to pay leaves unprovided, 1 - X/X0.

    Parameters
    ----------
    pair
        Who attacks whom, as a clause: ``"Austria-Hungary attacks Serbia"``, or with
        outputs in it: ``"{challenger} attacks {target}"``.
    group
        Who is asked to pay, in the same way.
    deterrence, escalation, free_riding
        The outputs that give the three measures, as shares. An output may also give its
        own words where there is no number, such as ``"no hegemon"``.
    silent
        For a measure that the model does not say, by its name, the reason.
    """

    pair: str
    group: str = ""
    deterrence: str = "attack_probability"
    escalation: str = "war_size"
    free_riding: str = "shortfall"
    silent: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, reason in self.silent.items():
            if name not in TILES:
                raise ValueError(
                    f"a scoreboard has no {name} to be silent about, only {list(TILES)}"
                )
            require_words("scoreboard", **{f"a reason to be silent about {name}": reason})
        if "deterrence" not in self.silent or "escalation" not in self.silent:
            require_words("scoreboard", pair=self.pair)
        if "free_riding" not in self.silent:
            require_words("scoreboard", group=self.group)
        cut(self.pair, "scoreboard")
        cut(self.group, "scoreboard")

    @property
    def measures(self) -> dict[str, str]:
        """The output of each measure that the model says."""
        return {name: getattr(self, name) for name in TILES if name not in self.silent}

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        named = [*cut(self.pair, "scoreboard"), *cut(self.group, "scoreboard")]
        return [*self.measures.values(), *outputs_of(named)]

    @property
    def over_controls(self) -> list[str]:
        """None: tiles have no axes."""
        return []

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse measures that are neither shares nor words."""
        for name in self.measures.values():
            value = outputs[name]
            if isinstance(value, str):
                continue
            require_number(outputs, name, "scoreboard")
            if value is not None and not -1e-9 <= value <= 1 + 1e-9:
                raise ValueError(
                    f"a scoreboard shows shares of 0 to 1, and {name} is {shown(value)}"
                )

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return what the tiles say: the browser writes them."""
        return Drawn(
            declaration={
                "kind": "scoreboard",
                "pair": cut(self.pair, "scoreboard"),
                "group": cut(self.group, "scoreboard"),
                "measures": self.measures,
                "silent": dict(self.silent),
            }
        )


@dataclass(frozen=True)
class Table:
    """A table of outputs that is always shown.

    Parameters
    ----------
    columns
        The output below each header, with a format where it needs one:
        ``{"State": "names", "Power": "power:.1%"}``. Lists give a row for each entry, and
        must have one length; single values give one row.
    caption
        What the table is about.
    """

    columns: Mapping[str, str]
    caption: str

    def __post_init__(self) -> None:
        require_words("table", caption=self.caption)
        if not self.columns:
            raise ValueError("a table needs columns")
        for column in self.columns.values():
            cut(f"{{{column}}}", "table")

    @property
    def parts(self) -> list[dict[str, str]]:
        """Header, output and format of each column."""
        return [
            {**cut(f"{{{column}}}", "table")[0], "text": header}
            for header, column in self.columns.items()
        ]

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        return outputs_of(self.parts)

    @property
    def over_controls(self) -> list[str]:
        """None: a table has no axes."""
        return []

    def check(self, outputs: Mapping[str, Any]) -> None:
        """Refuse columns of different lengths."""
        lengths = {
            name: 1 if isinstance(value, str) or not isinstance(value, Sequence) else len(value)
            for name, value in outputs.items()
            if name in self.outputs
        }
        require_lengths("table", lengths)

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the columns: the browser fills them."""
        return Drawn(
            declaration={"kind": "table", "caption": self.caption, "columns": self.parts}
        )
