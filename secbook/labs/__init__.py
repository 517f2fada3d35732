"""Labs: a declaration around a model, drawn by ipywidgets and bqplot."""

from secbook.labs.controls import Choice, Members, Pacts, Pair, Powers, Slider, Time, Toggle
from secbook.labs.lab import Card, Lab, Prediction, Scenario
from secbook.labs.views import Curve, Readout

__all__ = [
    "Card",
    "Choice",
    "Curve",
    "Lab",
    "Members",
    "Pacts",
    "Pair",
    "Powers",
    "Prediction",
    "Readout",
    "Scenario",
    "Slider",
    "Time",
    "Toggle",
]
