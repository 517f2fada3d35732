"""A share link is a state of a lab: whole and exact, or refused in words."""

import copy
import math
import random
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labs.links import declaration, harmless, state

from secbook.labs.share import MOST, TEXTS, decode, encode

STATES = [{"id": i, "name": i} for i in ("GMY", "AUH", "RUS", "SRB")]

LAB: dict[str, Any] = {
    "name": "commitment",
    "version": 1,
    "controls": [
        {
            "kind": "slider",
            "name": "reliability",
            "min": 0.0,
            "max": 1,
            "step": 0.05,
            "scale": 100,
            "decimals": 0,
            "start": 0.75,
        },
        {"kind": "time", "name": "year", "min": 0, "max": 40, "step": 0.5, "start": 0},
        {"kind": "toggle", "name": "nuclear", "start": False},
        {
            "kind": "choice",
            "name": "rule",
            "options": [
                {"value": "chain", "label": "Chain"},
                {"value": "buck pass", "label": ""},
            ],
            "start": "chain",
        },
        {"kind": "powers", "name": "power", "states": STATES[:3], "start": [5000, 3000, 2000]},
        {"kind": "members", "name": "union", "states": STATES, "start": ["GMY"]},
        {"kind": "pacts", "name": "pacts", "states": STATES, "start": [["GMY", "AUH", 75]]},
        {"kind": "pair", "name": "focal", "states": STATES, "start": ["AUH", "SRB"]},
    ],
    "texts": {},
}

START = {control["name"]: control["start"] for control in LAB["controls"]}

chances = st.randoms(use_true_random=False)


def test_a_link_says_what_is_not_at_its_start_in_the_order_of_the_lab() -> None:
    """An instructor can read it, and write it by hand."""
    moved = {
        "reliability": 0.25,
        "year": 12.5,
        "nuclear": True,
        "rule": "buck pass",
        "power": [1433, 447, 8120],
        "union": ["GMY", "AUH"],
        "pacts": [["GMY", "AUH", 75], ["RUS", "SRB", 100]],
        "focal": ["GMY", "RUS"],
    }

    link = encode(LAB, dict(reversed(moved.items())))

    assert link == (
        "lab=commitment&v=1&reliability=0.25&year=12.5&nuclear=1&rule=buck+pass"
        "&power=14.33,4.47,81.2&union=GMY-AUH&pacts=GMY-AUH:75,RUS-SRB:100&focal=GMY-RUS"
    )
    assert decode(LAB, link) == moved


def test_the_start_is_the_shortest_link() -> None:
    """What is not said is where it starts; the parts of an empty list are a dash."""
    assert encode(LAB, START) == "lab=commitment&v=1"
    assert decode(LAB, "lab=commitment&v=1") == START
    assert (
        encode(LAB, {**START, "union": [], "pacts": []}) == "lab=commitment&v=1&union=-&pacts=-"
    )


def test_a_whole_number_is_an_int() -> None:
    """As it comes from the browser: a model may count with it."""
    found = decode(LAB, "lab=commitment&v=1&reliability=1&year=12.0")

    assert [type(found[name]) for name in ("reliability", "year")] == [int, int]


def test_a_state_that_was_read_can_be_changed_without_changing_the_lab() -> None:
    """A notebook goes on from it."""
    before = copy.deepcopy(LAB)

    decode(LAB, "lab=commitment&v=1")["union"].append("AUH")

    assert before == LAB


@given(chances)
def test_every_state_comes_back_from_its_link(chance: random.Random) -> None:
    """For every lab: the link is short, plain, and says all of the state."""
    lab = declaration(chance)
    one = state(chance, lab)

    link = encode(lab, one)

    assert decode(lab, link) == one
    assert len(link) <= MOST
    assert re.fullmatch(r"[A-Za-z0-9_.~*,:&=%+-]*", link)


@given(chances)
def test_a_link_means_the_same_in_another_order_and_with_more_of_it_encoded(
    chance: random.Random,
) -> None:
    """Chat programs encode what need not be; people sort as they like."""
    lab = declaration(chance)
    one = state(chance, lab)

    assert decode(lab, harmless(chance, encode(lab, one))) == one


@given(
    low=st.floats(-1e9, 1e9),
    width=st.floats(1e-6, 1e9),
    part=st.floats(0, 1),
)
def test_a_typed_number_keeps_twelve_digits_and_its_range(
    low: float, width: float, part: float
) -> None:
    """It may lie off the grid, and an end of the range may need more digits than twelve."""
    high = low + width
    value = min(max(low + part * width, low), high)
    slider = {"kind": "slider", "name": "x", "min": low, "max": high, "step": 1, "start": low}
    lab = {"name": "a", "version": 1, "controls": [slider]}
    try:
        link = encode(lab, {"x": value})
    except ValueError:
        assert 0 < abs(value) < 1e-99
        return

    found = decode(lab, link)["x"]

    assert low <= found <= high
    assert math.isclose(found, value, rel_tol=5.1e-12)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333"),
        (1e-7, "1e-7"),
        (1.5e-6, "0.0000015"),
        (-0.0, "0"),
        (1, "1"),
        (100000.0, "100000"),
        (12345678.90625, "12345678.9063"),
    ],
)
def test_a_number_is_written_in_plain_digits(value: float, text: str) -> None:
    """No rounding error, no trailing zero, no exponent but for the tiniest."""
    slider = {"kind": "slider", "name": "x", "min": -1, "max": 1e9, "step": 1, "start": 7}
    lab = {"name": "a", "version": 1, "controls": [slider]}

    assert encode(lab, {"x": value}) == f"lab=a&v=1&x={text}"


@pytest.mark.parametrize(("low", "step"), [(0, 1), (-0.7, 0.1), (-1, 0.05), (1900, 0.25)])
def test_every_moment_of_a_path_has_a_link(low: float, step: float) -> None:
    """Also where the steps do not add up in floating point."""
    time = {"kind": "time", "name": "t", "min": low, "max": low + 30 * step, "step": step}
    lab = {"name": "a", "version": 1, "controls": [{**time, "start": low}]}

    for k in range(31):
        moment = decode(lab, encode(lab, {"t": low + k * step}))["t"]
        assert moment == float(f"{low + k * step:.9f}")


NUMBER = r"reliability must be a number from 0 to 1, got "
YEAR = r"year must be from 0 to 40 in steps of 0\.5, got "
POWERS = (
    r"power must be 3 percentages for GMY, AUH, RUS, joined by commas, each at least 0\.01, "
    r"with at most two decimals, adding up to 100, got "
)
UNION = (
    r"union must be some of GMY, AUH, RUS, SRB, in this order, joined by -, or - for none, got "
)
PACTS = r"pacts must be pairs of GMY, AUH, RUS, SRB, in this order, each as in A-B:75 .*, got "
FOCAL = r"focal must be two of GMY, AUH, RUS, SRB, joined by -, got "


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("reliability=1.01", NUMBER + r"1\.01"),
        ("reliability=-0.5", NUMBER + r"-0\.5"),
        ("reliability=", NUMBER + "nothing"),
        ("reliability=1e999", NUMBER + "1e999"),
        ("reliability=1e-1", None),
        ("reliability=1e-100", NUMBER + "1e-100"),
        ("reliability=0x1", NUMBER + "0x1"),
        ("reliability=+1", NUMBER + r"\+1"),
        ("reliability=%2B1", NUMBER + "%2B1"),
        ("reliability=01", NUMBER + "01"),
        ("reliability=1.", NUMBER + r"1\."),
        ("reliability=.5", NUMBER + r"\.5"),
        ("reliability=1%0A", NUMBER + "1%0A"),
        ("reliability=%E0%A5%A7", NUMBER + "%E0%A5%A7"),
        ("reliability=1_0", NUMBER + "1_0"),
        ("reliability=--", NUMBER + "--"),
        ("reliability=NaN", NUMBER + "NaN"),
        ("reliability=Infinity", NUMBER + "Infinity"),
        ("reliability=0" + "0" * 60, NUMBER + "0{40}…"),
        ("year=0.25", YEAR + r"0\.25"),
        ("year=40.5", YEAR + r"40\.5"),
        ("year=3.0000000000001", YEAR + r"3\.0000000000001"),
        ("year=1e1", YEAR + "1e1"),
        ("year=5e-40", YEAR + "5e-40"),
        ("nuclear=true", r"nuclear must be 1 \(on\) or 0 \(off\), got true"),
        ("rule=Chain", "rule must be one of chain, buck pass, got Chain"),
        ("rule=%3Cb%3E", "rule must be one of chain, buck pass, got %3Cb%3E"),
        ("power=50,50", POWERS + "50,50"),
        ("power=50,30,19.99", POWERS + r"50,30,19\.99"),
        ("power=70,30,0", POWERS + "70,30,0"),
        ("power=70,30.5,-0.5", POWERS + r"70,30\.5,-0\.5"),
        ("power=33.333,33.333,33.334", POWERS + r"33\.333,33\.333,33\.334"),
        ("power=50,49,0.100", POWERS + r"50,49,0\.100"),
        ("power=50,30,20,x", POWERS + "50,30,20,x"),
        ("power=40,30,20,10", POWERS + "40,30,20,10"),
        ("union=AUH-GMY", UNION + "AUH-GMY"),
        ("union=GMY-GMY", UNION + "GMY-GMY"),
        ("union=GMY-XYZ", UNION + "GMY-XYZ"),
        ("union=", UNION + "nothing"),
        ("union=GMY-", UNION + "GMY-"),
        ("pacts=AUH-GMY:75", PACTS + "AUH-GMY:75"),
        ("pacts=GMY-GMY:75", PACTS + "GMY-GMY:75"),
        ("pacts=GMY-AUH:0", PACTS + "GMY-AUH:0"),
        ("pacts=GMY-AUH:101", PACTS + "GMY-AUH:101"),
        ("pacts=GMY-AUH:075", PACTS + "GMY-AUH:075"),
        ("pacts=GMY-AUH:7.5", PACTS + r"GMY-AUH:7\.5"),
        ("pacts=GMY-AUH:75:1", PACTS + "GMY-AUH:75:1"),
        ("pacts=GMY-AUH", PACTS + "GMY-AUH"),
        ("pacts=GMY-AUH:75,GMY-AUH:75", PACTS + "GMY-AUH:75,GMY-AUH:75"),
        ("pacts=RUS-SRB:75,GMY-AUH:75", PACTS + "RUS-SRB:75,GMY-AUH:75"),
        ("focal=GMY-GMY", FOCAL + "GMY-GMY"),
        ("focal=GMY", FOCAL + "GMY"),
        ("focal=GMY-XYZ", FOCAL + "GMY-XYZ"),
        ("focal=GMY-AUH-RUS", FOCAL + "GMY-AUH-RUS"),
        (
            "__proto__=1",
            "the controls of this lab are reliability, year, nuclear, rule, power, union, "
            "pacts, focal, got __proto__",
        ),
        ("year=1&year=2", "each name must stand once in a link, got year again"),
        ("lab=other", "each name must stand once in a link, got lab again"),
        ("year", "a link must be made of name=value, percent-encoded, got year"),
        ("=1", "a link must be made of name=value, percent-encoded, got =1"),
        ("", "a link must be made of name=value, percent-encoded, got nothing"),
        ("year=%", "a link must be made of name=value, percent-encoded, got year=%"),
        ("year=%zz", "a link must be made of name=value, percent-encoded, got year=%zz"),
        ("year=%ff", "a link must be made of name=value, percent-encoded, got year=%ff"),
        ("year=<b>", r"a link may hold only letters, .*, got the character U\+003C"),
        ("year=१", r"a link may hold only letters, .*, got the character U\+0967"),
        ("year=\0", r"a link may hold only letters, .*, got the character U\+0000"),
        ("year=" + "1" * 1477, "a link may have at most 1500 characters, got 1501"),
    ],
)
def test_what_is_not_exactly_a_state_is_refused(part: str, words: str | None) -> None:
    """The words name the control, what is allowed and what came."""
    text = f"lab=commitment&v=1&{part}"
    if words is None:
        assert decode(LAB, text) == {**START, "reliability": 0.1}
        return

    with pytest.raises(ValueError, match=f"^{words}$"):
        decode(LAB, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the link must be of the lab commitment, got nothing"),
        ("lab=commitments&v=1", "the link must be of the lab commitment, got lab=commitments"),
        ("v=1&lab=commitment", "the link must be of the lab commitment, got v=1"),
        ("labs=commitment", "the link must be of the lab commitment, got labs=commitment"),
        ("lab-commitment", "the link must be of the lab commitment, got lab-commitment"),
        ("lab=%zz&v=1", "the link must be of the lab commitment, got lab=%zz"),
        ("lab=commitment", "the link must be of version 1 of this lab, got nothing"),
        ("lab=commitment&v=2", "the link must be of version 1 of this lab, got 2"),
        ("lab=commitment&v=01", "the link must be of version 1 of this lab, got 01"),
    ],
)
def test_a_link_to_another_lab_or_version_is_refused(text: str, words: str) -> None:
    """An old link may mean something else by now."""
    with pytest.raises(ValueError, match=f"^{words}$"):
        decode(LAB, text)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reliability": 1.5}, NUMBER + r"1\.5"),
        ({"reliability": math.nan}, NUMBER + "NaN"),
        ({"reliability": math.inf}, NUMBER + "Infinity"),
        ({"reliability": 10**400}, NUMBER + "nothing"),
        ({"reliability": True}, NUMBER + "True"),
        ({"reliability": "0.5"}, NUMBER + "nothing"),
        ({"nuclear": 0.5}, r"nuclear must be .*, got nothing"),
        ({"power": [3333, 3333, 3333]}, POWERS + r"33\.33,33\.33,33\.33"),
        ({"power": [5000.5, 3000, 1999.5]}, POWERS + r"50\.005,30,19\.995"),
        ({"union": ["AUH", "GMY"]}, UNION + "AUH-GMY"),
        ({"union": None}, UNION + "nothing"),
        ({"pacts": [["GMY", "AUH"]]}, PACTS + "nothing"),
        ({"treaty": 1}, "the controls of this lab are .*, got treaty"),
    ],
)
def test_a_state_that_no_reader_can_reach_has_no_link(
    change: dict[str, Any], words: str
) -> None:
    """What is written can be read."""
    with pytest.raises(ValueError, match=f"^{words}$"):
        encode(LAB, {**START, **change})


def test_a_state_without_one_of_the_controls_has_no_link() -> None:
    """It would come back with a value that nobody chose."""
    with pytest.raises(ValueError, match=f"^{NUMBER}nothing$"):
        encode(LAB, {name: value for name, value in START.items() if name != "reliability"})


@pytest.mark.parametrize("name", ["lab", "v"])
def test_a_control_cannot_take_a_name_that_a_link_needs(name: str) -> None:
    """It would be mistaken for the lab or its version."""
    toggle = {"kind": "toggle", "name": name, "start": False}

    with pytest.raises(
        ValueError, match=f"^each name must stand once in a link, got {name} again"
    ):
        encode({"name": "a", "version": 1, "controls": [toggle]}, {name: True})


def test_a_state_too_large_for_an_address_has_no_link() -> None:
    """Nothing is cut off."""
    ids = [f"S{i:02}" for i in range(16)]
    pacts = [[a, b, 100] for i, a in enumerate(ids) for b in ids[i + 1 :]]
    states = [{"id": i, "name": i} for i in ids]
    control = {"kind": "pacts", "name": "pacts", "states": states, "start": []}
    lab = {"name": "a", "version": 1, "controls": [control]}

    assert decode(lab, encode(lab, {"pacts": pacts[:120]})) == {"pacts": pacts[:120]}
    control["name"] = "p" * 60
    with pytest.raises(ValueError, match="a link may have at most 1500 characters, got 15"):
        encode(lab, {"p" * 60: pacts})


def test_the_words_are_those_of_the_declaration() -> None:
    """A translated book refuses in its own language."""
    texts = {
        "link_slider": "{control}: {low} bis {high}, nicht {got}",
        "link_nothing": "nichts",
    }

    with pytest.raises(ValueError, match=r"^reliability: 0 bis 1, nicht nichts$"):
        decode({**LAB, "texts": texts}, "lab=commitment&v=1&reliability=")


def test_every_sentence_says_what_came() -> None:
    """A reader who mistyped sees where."""
    assert all("{got}" in text for key, text in TEXTS.items() if key != "link_nothing")
