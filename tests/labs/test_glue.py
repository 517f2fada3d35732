"""Numbers of a cell in the text of its chapter."""

import logging
import sys
from typing import Any

import pytest
from myst_nb.ext.glue import extract_glue_data
from nbformat.v4 import new_code_cell, new_notebook, new_output

from secbook.labs import glue


def test_the_book_finds_what_was_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """MyST-NB reads the outputs of the cell, finds the words by name, and shows nothing."""
    outputs: list[Any] = []

    def display(data: Any, *, raw: bool, metadata: Any) -> None:
        assert raw
        outputs.append(new_output("display_data", data=data, metadata=metadata))

    monkeypatch.setattr(sys.modules[glue.__module__], "display", display)
    glue(risk="38%", size="9%")
    notebook = new_notebook(cells=[new_code_cell("glue(...)", outputs=outputs)])

    found = extract_glue_data(notebook, [0], logging.getLogger())

    words = {name: list(output["data"].values()) for name, output in found.items()}
    assert words == {"risk": ["38%"], "size": ["9%"]}
    assert notebook.cells[0].outputs == []


def test_a_number_is_not_rounded_by_chance() -> None:
    """How a number is shown is for the chapter to say."""
    with pytest.raises(ValueError, match=r"risk must be text, such as f'{risk:.0%}', got 0.38"):
        glue(risk=0.38)
