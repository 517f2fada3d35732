"""The worlds: complete, fresh at each call, and in agreement with the tables."""

import json
from dataclasses import asdict, fields
from importlib.resources import files

import pytest

from secbook.data import scenario, scenario_names, table
from secbook.models.world import World, confront

ENTRIES = json.loads((files("secbook.data") / "scenarios.json").read_text(encoding="utf-8"))
HISTORICAL = [name for name in scenario_names() if name != "toy"]

# Year of power, year of settlement, and (power, benefits) of each state, rounded to four
# digits: the table of presets in the specification of the models.
PRESETS = {
    "1815": (
        1816,
        1816,
        {
            "UKG": (0.3366, 0.3366),
            "RUS": (0.1643, 0.1643),
            "FRN": (0.1173, 0.1173),
            "AUH": (0.0861, 0.0861),
            "GMY": (0.0522, 0.0522),
            "TUR": (0.0614, 0.0614),
        },
    ),
    "1854": (
        1853,
        1816,
        {
            "UKG": (0.2874, 0.3366),
            "RUS": (0.1354, 0.1643),
            "FRN": (0.1310, 0.1173),
            "AUH": (0.0872, 0.0861),
            "GMY": (0.0527, 0.0522),
            "TUR": (0.0471, 0.0614),
            "ITA": (0.0115, 0.0070),
        },
    ),
    "1914": (
        1913,
        1871,
        {
            "GMY": (0.1433, 0.1198),
            "AUH": (0.0447, 0.0425),
            "ITA": (0.0335, 0.0353),
            "RUS": (0.1161, 0.0803),
            "FRN": (0.0680, 0.1373),
            "UKG": (0.1127, 0.2416),
            "SRB": (0.0018, 0.0018),
            "TUR": (0.0176, 0.0202),
        },
    ),
    "1935": (
        1935,
        1920,
        {
            "ITA": (0.0512, 0.0353),
            "ETH": (0.0043, 0.0033),
            "UKG": (0.0740, 0.1276),
            "FRN": (0.0518, 0.0582),
            "RUS": (0.1796, 0.1032),
            "GMY": (0.1026, 0.0720),
            "JPN": (0.0468, 0.0408),
            "POL": (0.0182, 0.0272),
        },
    ),
    "1938": (
        1938,
        1920,
        {
            "GMY": (0.1542, 0.0720),
            "CZE": (0.0130, 0.0107),
            "UKG": (0.0778, 0.1276),
            "FRN": (0.0456, 0.0582),
            "RUS": (0.1644, 0.1032),
            "ITA": (0.0318, 0.0353),
            "POL": (0.0196, 0.0272),
        },
    ),
    "1955": (
        1955,
        1946,
        {
            "FRN": (0.0306, 0.0313),
            "GFR": (0.0378, 0.0378),
            "ITA": (0.0176, 0.0183),
            "BEL": (0.0079, 0.0098),
            "UKG": (0.0506, 0.1162),
            "USA": (0.2664, 0.3640),
            "RUS": (0.1792, 0.1225),
        },
    ),
    "1962": (
        1962,
        1946,
        {
            "RUS": (0.1763, 0.1225),
            "GFR": (0.0402, 0.0402),
            "USA": (0.2099, 0.3640),
            "UKG": (0.0377, 0.1162),
            "FRN": (0.0294, 0.0313),
            "ITA": (0.0200, 0.0183),
            "POL": (0.0143, 0.0173),
            "CUB": (0.0037, 0.0021),
        },
    ),
    "1991": (
        1990,
        1946,
        {
            "IRQ": (0.0126, 0.0021),
            "KUW": (0.0034, 0.0034),
            "SAU": (0.0098, 0.0018),
            "USA": (0.1413, 0.3640),
            "RUS": (0.1295, 0.1225),
            "CHN": (0.1119, 0.1327),
            "UKG": (0.0252, 0.1162),
            "FRN": (0.0202, 0.0313),
        },
    ),
    "2014": (
        2014,
        1991,
        {
            "RUS": (0.0392, 0.1033),
            "UKR": (0.0071, 0.0232),
            "USA": (0.1294, 0.1371),
            "GMY": (0.0170, 0.0312),
            "FRN": (0.0139, 0.0216),
            "UKG": (0.0149, 0.0263),
            "POL": (0.0055, 0.0101),
            "CHN": (0.2287, 0.1186),
        },
    ),
    "2022": (
        2016,
        1991,
        {
            "RUS": (0.0365, 0.1033),
            "UKR": (0.0072, 0.0232),
            "USA": (0.1331, 0.1371),
            "GMY": (0.0166, 0.0312),
            "FRN": (0.0134, 0.0216),
            "UKG": (0.0134, 0.0263),
            "POL": (0.0055, 0.0101),
            "CHN": (0.2306, 0.1186),
        },
    ),
}


def test_names_are_the_toy_world_and_ten_crises_by_date():
    """The toy world comes first, then history in order."""
    assert scenario_names() == ["toy", *PRESETS]
    assert list(PRESETS) == sorted(PRESETS)


@pytest.mark.parametrize("name", scenario_names())
def test_every_world_passes_its_own_validation(name):
    """A world is a World, under its own name."""
    world = scenario(name)

    assert isinstance(world, World)
    assert world.name == name


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["name"] for entry in ENTRIES])
def test_world_says_what_the_file_says(entry):
    """No field of the file is lost or changed on the way."""
    world = scenario(entry["name"])

    assert set(entry) <= {field.name for field in fields(World)}
    for name in ("power", "benefits", "affinity", "pacts", "trade_freeness", "focal"):
        assert list(getattr(world, name)) == entry[name], name
    for name in ("collective_security", "concert", "union", "nuclear", "what_if"):
        assert list(getattr(world, name)) == entry[name], name
    assert [state.id for state in world.states] == [state["id"] for state in entry["states"]]


@pytest.mark.parametrize("name", HISTORICAL)
def test_power_and_benefits_are_those_of_the_published_capabilities(name):
    """Correlates of War NMC 6.0, as copied a second time into the table of presets."""
    world = scenario(name)
    power_year, settlement_year, expected = PRESETS[name]

    assert (world.power_year, world.settlement_year) == (power_year, settlement_year)
    assert [state.id for state in world.states] == list(expected)
    for share, benefit, (power, benefits) in zip(
        world.power, world.benefits, expected.values(), strict=True
    ):
        assert share == pytest.approx(power, abs=5.1e-5)
        assert benefit == pytest.approx(benefits, abs=5.1e-5)


@pytest.mark.parametrize("name", HISTORICAL)
def test_states_hold_no_more_than_the_world(name):
    """Shares of the world's capabilities add up to less than one."""
    world = scenario(name)

    assert sum(world.power) < 1
    assert sum(world.benefits) < 1


def test_a_world_is_new_at_each_call():
    """What a reader does to one world does not reach the next reader."""
    first = asdict(scenario("1914"))
    world = scenario("1914")
    world.power[0] = 99.0
    world.pacts[0][1] = 0.0
    world.affinity.clear()
    world.parameters["decisiveness"] = 3
    for members in (world.concert, world.council.members, world.focal, world.what_if):
        members.append("XXX")

    assert asdict(scenario("1914")) == first


def test_unknown_world_is_refused_with_the_names_that_exist():
    """A misspelled name is answered with the list."""
    with pytest.raises(ValueError, match=r"name must be a scenario \(toy, 1815, .*'1941'"):
        scenario("1941")


def test_worlds_are_alive():
    """Under anarchy the crisis in focus is a crisis: an attack is possible, not certain."""
    for name in scenario_names():
        world = scenario(name)
        challenger, target = world.focal
        result = confront(
            world=world, mechanisms=["anarchy"], challenger=challenger, target=target
        )
        assert 0 < result.attack_probability < 1, name


def members(org: str, day: str) -> set[str]:
    """Return who belongs to an organization on a day, by the table of memberships."""
    rows = table("memberships").query("org == @org")
    here = (rows["joined"] <= day) & (rows["left"].isna() | (rows["left"] > day))
    states = set(rows.loc[here, "stateabb"])
    # West Germany's memberships go on as Germany's (a trap that the table names).
    return {"GMY" if s == "GFR" and day >= "1990-10-03" else s for s in states}


@pytest.mark.parametrize(
    ("name", "org", "day"),
    [
        ("1938", "League of Nations", "1938-09-30"),
        ("1955", "United Nations", "1955-05-09"),
        ("1962", "United Nations", "1962-10-16"),
        ("1991", "United Nations", "1990-08-02"),
        ("2014", "United Nations", "2014-02-27"),
        ("2022", "United Nations", "2022-02-24"),
    ],
)
def test_collective_security_lists_follow_the_members_of_the_time(name, org, day):
    """The pledge of a world binds those of its states that had joined the League or the UN."""
    world = scenario(name)
    present = {state.id for state in world.states} & members(org, day)

    assert set(world.collective_security) == present


def test_league_of_1935_leaves_out_only_those_whose_notice_ran_out():
    """In October 1935 Germany and Japan are out: by notice, and by the two years after it."""
    world = scenario("1935")
    present = {state.id for state in world.states} & members("League of Nations", "1935-10-22")

    assert set(world.collective_security) == present
    assert {"GMY", "JPN"}.isdisjoint(present)


@pytest.mark.parametrize(
    ("name", "day"), [("1962", "1962-10-16"), ("2014", "2014-02-27"), ("2022", "2022-02-24")]
)
def test_unions_follow_the_members_of_the_community(name, day):
    """The union of a world is the European Community of that day, among its states."""
    world = scenario(name)

    assert set(world.union) == {state.id for state in world.states} & members("EEC/EU", day)


@pytest.mark.parametrize("name", ["2014", "2022"])
def test_pacts_of_the_present_are_those_of_nato(name):
    """Two states are bound in 2014 and 2022 if and only if both belong to NATO."""
    world = scenario(name)
    ids = [state.id for state in world.states]
    nato = members("NATO", "2014-02-27")

    for i, first in enumerate(ids):
        for j, second in enumerate(ids):
            bound = i != j and {first, second} <= nato
            assert (world.pacts[i][j] > 0) == bound, (first, second)
