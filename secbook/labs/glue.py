"""Numbers of a cell in the text of its chapter."""

from collections.abc import Callable

from IPython.display import display

# What MyST-NB looks for in the outputs of a cell.
PREFIX = "application/papermill.record/"


def glue(**words: str) -> None:
    """
    Hand words to the text of a chapter, which names them: ``{glue:text}`risk` ``.

    It is `myst_nb.glue` for text, for a notebook whose reader has no book builder: there
    nothing is shown.

    Parameters
    ----------
    words
        What the text says, by name: ``glue(risk=f"{risk:.0%}")``.

    Raises
    ------
    ValueError
        If one is not text: how a number is rounded is for the chapter to say.
    """
    for name, text in words.items():
        if not isinstance(text, str):
            raise ValueError(f"{name} must be text, such as f'{{{name}:.0%}}', got {text!r}")
        record = {"scrapbook": {"name": name, "mime_prefix": PREFIX}}
        show: Callable[..., None] = display
        show({f"{PREFIX}text/plain": text}, raw=True, metadata=record)
