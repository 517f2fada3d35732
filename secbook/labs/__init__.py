"""Labs: a declaration around a model, drawn by ipywidgets and bqplot."""

from secbook.labs.controls import Choice, Members, Pacts, Pair, Powers, Slider, Time, Toggle
from secbook.labs.diagrams import LineOfAims, Margin, Network
from secbook.labs.glue import glue
from secbook.labs.graphs import Bars, Curve, HeatMap, Lines
from secbook.labs.lab import Card, Lab, Prediction, Scenario, published
from secbook.labs.views import Readout, Scoreboard, Table

__all__ = [
    "Bars",
    "Card",
    "Choice",
    "Curve",
    "HeatMap",
    "Lab",
    "LineOfAims",
    "Lines",
    "Margin",
    "Members",
    "Network",
    "Pacts",
    "Pair",
    "Powers",
    "Prediction",
    "Readout",
    "Scenario",
    "Scoreboard",
    "Slider",
    "Table",
    "Time",
    "Toggle",
    "published",
    "glue",
]
