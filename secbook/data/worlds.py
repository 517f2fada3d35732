"""The historical worlds: who had how much power, and who had promised what to whom.

Power and benefits are shares of the world's capabilities in the Correlates of War
National Material Capabilities, version 6.0 (`singer1972capability`,
`singer1987reconstructing`). Memberships follow the treaties. Affinities, revision
weights and reliabilities are illustrative: chosen by hand, not measured.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from secbook.models.world import World

__all__ = ["scenario", "scenario_names"]


@cache
def _entries() -> dict[str, dict[str, Any]]:
    """Return the entries of ``scenarios.json`` by name, in the order of the file."""
    text = (files("secbook.data") / "scenarios.json").read_text(encoding="utf-8")
    return {entry["name"]: entry for entry in json.loads(text)}


def scenario_names() -> list[str]:
    """
    Return the names of the worlds: the toy world of the tests first, then by date.

    Returns
    -------
    list of str
        Names that `scenario` takes.

    Examples
    --------
    >>> scenario_names()[:4]
    ['toy', '1815', '1854', '1914']
    """
    return list(_entries())


def scenario(name: str) -> World:
    """
    Return a historical world, new at each call.

    Parameters
    ----------
    name
        One of `scenario_names`; ``"toy"`` is a world of five states with round numbers.

    Returns
    -------
    World
        The states with their power (a share of the world's capabilities, dimensionless),
        benefits, affinities, pacts and memberships, and the crisis in focus.

    Raises
    ------
    ValueError
        If no world has that name.

    Notes
    -----
    The fields in ``what_if`` describe something that did not exist. ``notes`` says which
    treaties the pacts stand for. The worlds of 2014 and 2022 rest on power data of 2014 and
    2016, and the power measure counts heads and steel more than technology.

    References
    ----------
    Singer, Bremer and Stuckey (1972): `singer1972capability`.
    Singer (1987): `singer1987reconstructing`.

    Examples
    --------
    >>> world = scenario("1914")
    >>> world.title, world.power_year
    ('July crisis: two blocs', 1913)
    """
    entries = _entries()
    if name not in entries:
        raise ValueError(f"name must be a scenario ({', '.join(entries)}), got {name!r}")
    return World(**entries[name])
