"""Chromium agrees with Python as Node does: the same sample of models, in a page."""

import json

import pytest
from live.node import Outcome, received, sent
from live.test_parity import agree, drawn
from models.inputs import models, strategy_for
from playwright.sync_api import Browser

from secbook.live.translate import translate_expression

SAMPLE = [
    "secbook.models.contest.win_probability",
    "secbook.models.alliance.war_reach",
    "secbook.models.burden.voluntary_provision",
    "secbook.models.collective.participation_equilibrium",
    "secbook.models.integration.guarantee_path",
    "secbook.models.world.confront",
    "secbook.models.world.assess",
]
INPUTS = 20

# Numbers that JSON lacks travel as {"$": "inf"}, both ways.
RUN = """
([source, text]) => {
  const words = { inf: Infinity, "-inf": -Infinity, nan: NaN, "-0": -0 };
  const revive = (_, value) => value?.$ === undefined ? value : words[value.$];
  const replace = (_, value) => {
    if (typeof value !== "number" || Number.isFinite(value)) return value;
    return { $: Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf" };
  };
  const run = eval(source);
  return JSON.stringify(JSON.parse(text, revive).map((given) => {
    try {
      return { value: run(given) };
    } catch (error) {
      return { error: error.name, message: error.message };
    }
  }), replace);
}
"""


@pytest.mark.parametrize("name", SAMPLE)
def test_chromium_gives_what_python_gives(browser: Browser, name: str) -> None:
    """The engine of the reader's browser is not Node's build of it."""
    function, inputs = models()[name], drawn(strategy_for(name), INPUTS)
    page = browser.new_page()
    answer = page.evaluate(RUN, [translate_expression(function), json.dumps(sent(inputs))])
    page.close()

    outcomes = [Outcome(**one) for one in json.loads(answer, object_hook=received)]
    problems = [
        agree(name, function, given, found)
        for given, found in zip(inputs, outcomes, strict=True)
    ]
    assert [problem for problem in problems if problem] == []
