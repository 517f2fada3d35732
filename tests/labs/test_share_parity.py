"""Python and the browser agree on every link: the same state, or the same refusal."""

import collections
import functools
import json
import random
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from labs.links import declaration, hostile, state

from secbook.book.assets import run_node
from secbook.labs.share import TEXTS, decode, decode_hash, encode

ROOT = Path(__file__).parents[2]

LABS = 250
LINKS = 40

# Reads [[declaration, states, links], ...] and prints what the browser makes of them.
SCRIPT = """
import { readFileSync } from "node:fs";
import { decodeHash, decodeState, encodeState } from "./secbook/labs/share.js";
const attempt = (run) => {
  try {
    return run();
  } catch (error) {
    return { thrown: String(error) };
  }
};
const cases = JSON.parse(readFileSync(process.argv[1], "utf8"));
console.log(JSON.stringify(cases.map(([lab, states, links, hashes]) => [
  states.map((state) => attempt(() => encodeState(lab, state))),
  links.map((link) => attempt(() => decodeState(lab, link))),
  hashes.map((hash) => attempt(() => decodeHash(lab, hash))),
])));
"""

Case = tuple[dict[str, Any], list[dict[str, Any]], list[str], list[str]]


@functools.cache
def cases() -> list[Case]:
    """Return labs, each with some of its states and with links that mean it ill."""
    chance = random.Random(1648)
    found: list[Case] = []
    for _ in range(LABS):
        lab = declaration(chance)
        states = [state(chance, lab) for _ in range(4)]
        links = [hostile(chance, lab) for _ in range(LINKS)]
        good = [encode(lab, one) for one in states]
        # Of this lab, of others, of none; in any number.
        parts = [*links, *good, *good, "lab=another&v=1", "lab=&v=2", "section", "lab"]
        hashes = ["&".join(chance.choices(parts, k=chance.randint(1, 4))) for _ in range(LINKS)]
        found.append((lab, states, links, hashes))
    return found


def in_node(folder: Path, asked: list[Case]) -> list[Any]:
    """Return what JavaScript makes of the cases."""
    file = folder / "cases.json"
    file.write_text(json.dumps(asked), encoding="utf-8")
    answers = run_node(ROOT, "--input-type=module", "--eval", SCRIPT, str(file))
    return list(json.loads(answers))


@functools.cache
def in_python() -> list[list[dict[str, Any]]]:
    """Return what Python makes of the links of each lab."""
    return [[outcome(decode, lab, link) for link in links] for lab, _, links, _ in cases()]


def outcome(read: Any, lab: dict[str, Any], link: str) -> dict[str, Any]:
    try:
        return {"values": {name: sent(value) for name, value in read(lab, link).items()}}
    except ValueError as refusal:
        return {"refusal": str(refusal)}


def sent(value: Any) -> Any:
    """Return a value as it comes from the browser, where 1.0 is written as 1."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def means(control: dict[str, Any], text: str, value: Any) -> bool:
    """Tell whether a value is one of the control's, and the one that a text says.

    Written from what a control is, not from how a link is read.
    """
    order = [state["id"] for state in control.get("states", [])]
    match control["kind"]:
        case "slider" | "time":
            steps = (Fraction(text) - Fraction(str(control["min"]))) / Fraction(
                str(control["step"])
            )
            return (
                type(value) in (int, float)
                and value == float(Fraction(text))
                and control["min"] <= value <= control["max"]
                and (control["kind"] == "slider" or steps.denominator == 1)
            )
        case "toggle":
            return (text, value) in (("1", True), ("0", False)) and type(value) is bool
        case "choice":
            return (
                text == value and {"value": value, "label": value.upper()} in control["options"]
            )
        case "powers":
            return (
                [Fraction(part) * 100 for part in text.split(",")] == value
                and {type(share) for share in value} == {int}
                and len(value) == len(order)
                and min(value) >= 1
                and sum(value) == 10_000
            )
        case "members":
            return value == sorted(set(value), key=order.index) and text == (
                "-".join(value) if value else "-"
            )
        case "pacts":
            pairs = [(order.index(a), order.index(b)) for a, b, _ in value]
            return (
                pairs == sorted(set(pairs))
                and all(a < b for a, b in pairs)
                and all(type(p) is int and 1 <= p <= 100 for *_, p in value)
                and text == (",".join(f"{a}-{b}:{p}" for a, b, p in value) if value else "-")
            )
        case _:
            a, b = value
            return a in order and b in order and a != b and text == f"{a}-{b}"


def test_ten_thousand_hostile_links_are_read_alike(tmp_path: Path) -> None:
    """To the digit and to the letter; only what is another lab's is left to it in silence."""
    problems = []
    count = 0
    found = in_node(tmp_path, cases())
    for (_, _, links, _), expected, (_, answers, _) in zip(
        cases(), in_python(), found, strict=True
    ):
        for link, ours, answer in zip(links, expected, answers, strict=True):
            count += 1
            if answer is None:
                alike = ours.get("refusal", "").startswith(("link_lab:", "link_characters:"))
            else:
                alike = json.dumps(ours) == json.dumps(answer)
            if not alike:
                problems.append((link, ours, answer))

    assert problems[:3] == []
    assert count == 10_000


def test_the_hash_of_a_page_with_many_labs_is_read_alike(tmp_path: Path) -> None:
    """Each lab finds its own part, if there is just one of them, and leaves the rest."""
    refused = read = left = 0
    found = in_node(tmp_path, cases())
    for (lab, _, _, hashes), (_, _, answers) in zip(cases(), found, strict=True):
        for text, answer in zip(hashes, answers, strict=True):
            ours = outcome(decode_hash, lab, text)
            if answer is None:
                left += 1
                assert ours["refusal"].startswith(("link_lab:", "link_characters:")), text
                continue
            assert json.dumps(ours) == json.dumps(answer), text
            read += "values" in ours
            refused += ours.get("refusal", "").startswith("link_labs:")

    assert min(left, read, refused) > 1_000


def test_what_is_read_is_exactly_what_the_link_says() -> None:
    """Every value is one that a reader could have set, and the rest is where it starts."""
    read = 0
    for (lab, _, links, _), outcomes in zip(cases(), in_python(), strict=True):
        for link, found in zip(links, outcomes, strict=True):
            if "refusal" in found:
                continue
            read += 1
            values = found["values"]
            said = dict(parse_qsl(link, keep_blank_values=True, strict_parsing=True))
            assert (said.pop("lab"), said.pop("v")) == (lab["name"], str(lab["version"]))
            assert list(values) == [control["name"] for control in lab["controls"]]
            assert set(said) <= set(values)
            for control in lab["controls"]:
                name = control["name"]
                if name in said:
                    assert means(control, said[name], values[name]), link
                else:
                    assert values[name] == control["start"]

    assert 1_000 < read < 5_000


def test_the_hostile_links_try_every_refusal() -> None:
    """Else the agreement would say little."""
    refusals = [
        found["refusal"] for outcomes in in_python() for found in outcomes if "refusal" in found
    ]
    count = collections.Counter(refusal.split(":")[0] for refusal in refusals)

    assert {key for key in count if count[key] >= 20} == set(TEXTS) - {
        "link_labs",  # a hash has several
        "link_nothing",
    }


def test_both_write_the_same_links(tmp_path: Path) -> None:
    """A link copied in the page is the one that a notebook prints."""
    for (lab, states, _, _), (answers, _, _) in zip(
        cases(), in_node(tmp_path, cases()), strict=True
    ):
        assert [{"text": encode(lab, one)} for one in states] == answers


def test_both_round_a_number_to_the_same_twelve_digits(tmp_path: Path) -> None:
    """Also where it lies half-way between two of them, or at an end that has more."""
    chance = random.Random(1815)
    slider = {"kind": "slider", "name": "x", "min": -1e9, "max": 1e9, "step": 1, "start": 7}
    wide = {"name": "a", "version": 1, "controls": [slider], "texts": TEXTS}
    thirds = {**wide, "controls": [{**slider, "min": 1 / 3, "max": 2 / 3, "start": 0.5}]}
    time = {**slider, "kind": "time", "min": -0.7, "max": 0.7, "step": 0.1, "start": 0.7}
    path = {**wide, "controls": [time]}
    numbers = [0.125 + chance.randint(-(10**9), 10**9) for _ in range(300)]
    numbers += [chance.uniform(-1, 1) * 10.0 ** chance.randint(-9, 9) for _ in range(700)]
    numbers += [-0.0, 0.1 + 0.2, 2 / 3, 1e-6, 9.99999999999e-7, 1e-7, 999999999.9995, -1e9]
    asked: list[Case] = [
        (wide, [{"x": number} for number in numbers], [], []),
        (thirds, [{"x": 1 / 3}, {"x": 2 / 3}], [], []),
        (path, [{"x": -0.7 + 0.1 * k} for k in range(15)], [], []),
    ]

    found = in_node(tmp_path, asked)

    assert [answers for answers, _, _ in found] == [
        [{"text": encode(lab, one)} for one in states] for lab, states, _, _ in asked
    ]
