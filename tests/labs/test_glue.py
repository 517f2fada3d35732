"""Numbers of a cell in the text of its chapter."""

import pytest
from IPython.utils.capture import capture_output
from myst_nb import glue as original

from secbook.labs import glue


@pytest.fixture(autouse=True)
def shell():
    """Displaying needs a shell, as a notebook has one."""
    from IPython.testing.globalipapp import start_ipython

    return start_ipython()


def test_the_book_finds_what_its_own_glue_would_leave():
    """The record is that of MyST-NB, with the text as it is to be read."""
    with capture_output() as found:
        glue(risk="38%")
    with capture_output() as expected:
        original("risk", "38%", display=False)

    (one,), (other,) = found.outputs, expected.outputs
    assert one.metadata == other.metadata
    assert one.data.keys() == other.data.keys()
    assert set(one.data.values()) == {"38%"}


def test_a_number_is_not_rounded_by_chance():
    """How a number is shown is for the chapter to say."""
    with pytest.raises(ValueError, match=r"risk must be text, such as f'{risk:.0%}', got 0.38"):
        glue(risk=0.38)
