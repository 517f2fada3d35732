"""Labs: a declaration around a model, drawn by ipywidgets and bqplot."""

from secbook.labs.controls import Slider
from secbook.labs.lab import Lab
from secbook.labs.views import Curve, Readout

__all__ = ["Curve", "Lab", "Readout", "Slider"]
