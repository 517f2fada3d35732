"""The tables: typed, documented, consistent with each other and with published figures."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from secbook.data import Catalog, catalog, describe, scenario, table, table_names

EACH = pytest.mark.parametrize("name", table_names())


def split(codes: pd.Series) -> pd.Series:
    """Return one row for each code of a column of lists, under the index of its list."""
    return codes.dropna().str.split("; ").explode()


class TestReading:
    """`table` parses by the schema and hands on what belongs to the table."""

    @EACH
    def test_rows_and_columns_are_those_of_the_description(self, name):
        """What `describe` says is what `table` returns."""
        frame, description = table(name), describe(name)

        assert len(frame) == description.rows
        assert list(frame.columns) == [column.name for column in description.columns]

    @EACH
    def test_columns_have_the_type_of_the_schema(self, name):
        """Dates are dates, counts are integers, flags are booleans, words are text."""
        kinds = {
            "string": pd.api.types.is_string_dtype,
            "number": pd.api.types.is_float_dtype,
            "integer": pd.api.types.is_integer_dtype,
            "year": pd.api.types.is_integer_dtype,
            "boolean": pd.api.types.is_bool_dtype,
            "date": pd.api.types.is_datetime64_dtype,
        }
        frame = table(name)

        for column in describe(name).columns:
            assert kinds[column.type](frame[column.name]), column

    @EACH
    def test_columns_called_complete_have_no_gap(self, name):
        """A complete column has a value in every row, another column has a gap somewhere."""
        frame = table(name)

        for column in describe(name).columns:
            assert frame[column.name].notna().all() == column.complete, column

    @EACH
    def test_license_and_traps_travel_with_the_table(self, name):
        """A table that is passed on says whose it is and where it misleads."""
        description = describe(name)
        part = table(name).head(1)

        assert part.attrs == {
            "title": description.title,
            "license": description.license,
            "attribution": description.attribution,
            "terms": description.terms,
            "traps": list(description.traps),
        }

    def test_a_table_is_new_at_each_call(self):
        """What a reader does to a table does not reach the next reader."""
        frame = table("richardson")
        frame["france"] = 0.0
        frame.attrs["traps"].clear()

        assert table("richardson")["france"].gt(0).all()
        assert table("richardson").attrs["traps"]

    def test_letters_that_look_like_a_missing_value_are_kept(self, tmp_path, monkeypatch):
        """Only an empty cell is missing: a state called NA would stay."""
        (tmp_path / "tables").mkdir()
        rows = "stateabb,ccode,iso3,name\nNA,1,,None\n"
        (tmp_path / "tables" / "states.csv").write_text(rows)
        table_names()  # the package itself is read before the folder is swapped
        monkeypatch.setattr("secbook.data.provenance.files", lambda package: tmp_path)

        state = table("states").iloc[0]

        assert (state["stateabb"], state["name"]) == ("NA", "None")
        assert pd.isna(state["iso3"])

    @pytest.mark.parametrize("read", [table, describe])
    def test_unknown_table_is_refused_with_the_names_that_exist(self, read):
        """A misspelled name is answered with the list."""
        with pytest.raises(ValueError, match=r"name must be a table \(.*memberships.*'member'"):
            read("member")

    def test_the_worlds_are_described_but_are_no_table(self):
        """`describe` covers the worlds, too; `table` refuses them."""
        assert describe("scenarios").columns == ()
        assert "illustrative" in describe("scenarios").traps[0]
        with pytest.raises(ValueError, match="name must be a table"):
            table("scenarios")

    def test_worlds_load_without_pandas(self):
        """A lab that needs a world alone does not wait for pandas."""
        code = """
import sys
from secbook.data import scenario
scenario("toy")
print("pandas" in sys.modules)
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

        assert done.stdout.strip() == "False", done.stderr


class TestDescriptions:
    """`describe` and `catalog` read well as text and as Markdown."""

    @pytest.mark.parametrize("description", catalog().descriptions, ids=lambda d: d.name)
    def test_description_says_all_that_it_holds(self, description):
        """Title, source, license, attribution, terms, traps and columns are in the text."""
        text = str(description)

        for part in (description.title, *description.sources, description.license):
            assert part in text
        for part in (description.attribution, description.terms, *description.traps):
            assert part in text
        assert all(f"| `{column.name}` |" in text for column in description.columns)
        assert description._repr_markdown_() == text

    def test_catalog_is_one_markdown_table_with_a_row_for_each_file(self):
        """A header, a rule, and as many cells in each row."""
        lines = catalog()._repr_markdown_().splitlines()

        assert lines[1] == "| --- | --- | --- | --- |"
        assert len(lines) == 2 + len(table_names()) + 1
        assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {5}

    def test_a_bar_in_a_text_does_not_break_the_table(self):
        """A vertical bar is escaped, so that a row keeps its cells."""
        barred = replace(describe("richardson"), title="France | Russia")
        row = str(Catalog((barred,))).splitlines()[-1]

        assert r"France \| Russia" in row
        assert len(re.findall(r"(?<!\\)\|", row)) == 5

    def test_sources_say_version_address_and_where_they_were_read(self):
        """A reader can find the very file."""
        (source,) = describe("gdp_population").sources

        assert source.startswith("Maddison Project Database, version 2023 <https://doi.org/")
        assert "read from github.com/" in source


class TestKeys:
    """Tables join."""

    @EACH
    def test_no_row_twice(self, name):
        """A row stands once."""
        assert not table(name).duplicated().any()

    @EACH
    def test_one_state_has_one_number(self, name):
        """Abbreviation and number of a state agree in every table with the list of states."""
        frame = table(name)
        if "ccode" in frame.columns:
            joined = frame.merge(table("states"), on="stateabb", suffixes=("", "_of_state"))
            assert len(joined) == len(frame)
            assert (joined["ccode"] == joined["ccode_of_state"]).all()

    @pytest.mark.parametrize(
        ("name", "column"),
        [
            ("alliances", "members"),
            ("axelrod_bennett_sensitivity", "side_a"),
            ("great_power_wars", "majors_side1"),
            ("great_power_wars", "others_side1"),
            ("great_power_wars", "majors_side2"),
            ("great_power_wars", "others_side2"),
            ("league_coverage", "great_powers_in"),
            ("unsc_vetoes", "members"),
        ],
    )
    def test_lists_of_states_hold_known_states_once(self, name, column):
        """Every code in a list is a state, and no list names a state twice."""
        codes = split(table(name)[column])

        assert set(codes) <= set(table("states")["stateabb"])
        assert not codes.reset_index().duplicated().any()

    def test_alliances_count_their_members(self):
        """The number of members is the length of the list."""
        alliances = table("alliances")

        assert (alliances["members"].str.count("; ") + 1 == alliances["n_members"]).all()
        assert (
            alliances["end"].isna() | (alliances["end"] > alliances["start"].astype(str))
        ).all()

    def test_memberships_end_after_they_begin(self):
        """Nobody leaves before joining."""
        rows = table("memberships").dropna(subset=["left"])

        assert (rows["left"] > rows["joined"].dt.strftime("%Y-%m-%d").str[:4]).all()


class TestRanges:
    """Values lie where their unit allows."""

    @EACH
    def test_shares_lie_between_zero_and_one_and_percents_are_not_negative(self, name):
        """A share is a share."""
        frame = table(name)
        for column in describe(name).columns:
            values = frame[column.name].dropna()
            if column.unit == "share, 0 to 1":
                assert values.between(0, 1).all(), column
            if column.unit in {"percent", "count"}:
                assert (values >= 0).all(), column

    @EACH
    def test_years_lie_in_the_book_s_two_centuries(self, name):
        """No year before 1815, none after 2026 (when Bulgaria adopts the euro)."""
        frame = table(name)
        for column in describe(name).columns:
            if column.type == "year":
                assert frame[column.name].between(1815, 2026).all(), column
            if column.type == "date":
                assert frame[column.name].dropna().dt.year.between(1815, 2026).all(), column

    @pytest.mark.parametrize(
        "share", ["pop_share", "gdp_share", "co2_share", "open_index_share"]
    )
    def test_shares_of_the_major_powers_add_up_to_one(self, share):
        """Each year the major powers share all of what major powers have."""
        majors = table("great_power_resources").query("cow_major").dropna(subset=[share])

        assert majors.groupby("year")[share].sum().sub(1).abs().max() < 3e-4

    @pytest.mark.parametrize("share", ["pop_share", "gdp_share", "co2_share"])
    def test_shares_of_a_preset_add_up_to_one(self, share):
        """So do the shares of every preset."""
        sums = table("power_presets").groupby("preset")[share].sum(min_count=1).dropna()

        assert sums.sub(1).abs().max() < 3e-4


class TestIndependentComputation:
    """Results that the package ships are computed again from what they rest on."""

    def test_open_concentration_follows_from_the_open_shares(self):
        """Ray and Singer's index, its leader and its rivals, from the shares of the powers."""
        shares = table("great_power_resources").query("cow_major")
        shares = shares.dropna(subset=["open_index_share"])
        rows = table("power_concentration").query("basis == 'open_index'").set_index("year")

        for year, group in shares.groupby("year"):
            ranked = group.sort_values("open_index_share", ascending=False)
            values = ranked["open_index_share"].to_numpy()
            row = rows.loc[year]
            assert row["leader"] == ranked["stateabb"].iloc[0]
            assert row["n"] == len(values)
            assert row["top"] == pytest.approx(values[0], abs=2e-4)
            assert row["second"] == pytest.approx(values[1], abs=2e-4)
            floor = 1 / len(values)
            con = np.sqrt((np.sum(values**2) - floor) / (1 - floor))
            assert row["con"] == pytest.approx(con, abs=5e-4)

    def test_members_of_the_league_are_counted_from_the_memberships(self):
        """The count of 31 December, with Argentina out in 1921 to 1932 as the table says."""
        rows = table("memberships").query("org == 'League of Nations'")
        for _, year in table("league_coverage").iterrows():
            day = f"{year['year']}-12-31"
            here = (rows["joined"] <= day) & (rows["left"].isna() | (rows["left"] > day))
            states = set(rows.loc[here, "stateabb"])
            if 1921 <= year["year"] <= 1932:
                states.discard("ARG")
            assert len(states) == year["members_31_dec"], day
            assert set(year["great_powers_in"].split("; ")) <= states

    def test_vetoes_of_each_member_and_year_agree_in_both_tables(self):
        """The list of drafts and the count per year are two sources; they agree."""
        vetoes, activity = table("unsc_vetoes"), table("unsc_activity").set_index("year")
        cast = Counter(
            (date.year, member)
            for date, members in zip(vetoes["date"], vetoes["members"], strict=True)
            for member in members.split("; ")
        )

        for year, row in activity.iterrows():
            for member in ("RUS", "USA", "UKG", "FRN", "CHN"):
                assert row[f"veto_{member.lower()}"] == cast[year, member], (year, member)
            assert row["drafts_vetoed"] == (vetoes["date"].dt.year == year).sum()

    @pytest.mark.parametrize("year", [1936, 1938])
    @pytest.mark.parametrize("strict", [0, -1])
    def test_alignments_are_the_local_minima_of_all_configurations(self, year, strict):
        """All 65,536 divisions of 17 states, searched again by another program."""
        states = table("axelrod_bennett_states").set_index("stateabb")
        size = states[f"size_cinc_{year}"].to_numpy()
        place = {state: i for i, state in enumerate(states.index)}
        bond = np.zeros((17, 17))
        for pair in table("axelrod_bennett_pairs").itertuples():
            religion = 1 if pair.religion_same else strict
            propensity = pair.ethnic_conflict + pair.border_dispute + pair.war_history
            propensity += religion + pair.government_4cat
            i, j = place[pair.state1], place[pair.state2]
            bond[i, j] = bond[j, i] = size[i] * size[j] * propensity
        sides = np.array(np.meshgrid(*[[0, 1]] * 16)).reshape(16, -1).T
        signs = np.hstack([np.ones((len(sides), 1)), 1 - 2 * sides])
        energy = (bond.sum() - np.einsum("ci,ij,cj->c", signs, bond, signs)) / 2
        # A switch of state i changes the energy by twice signs_i times its bonds.
        gain = 2 * signs * (signs @ bond)
        stable = np.sort(energy[(gain > -1e-12).all(axis=1)])

        rows = table("axelrod_bennett_sensitivity")
        rows = rows.query("government_coding == '4cat' and religion_different == @strict")
        rows = rows.query("size_year == @year").sort_values("rank")
        assert len(stable) == len(rows) == rows["n_local_minima"].iloc[0]
        assert rows["energy"].to_numpy() == pytest.approx(stable, abs=2e-4)

    def test_great_powers_have_the_population_of_the_wider_table(self):
        """Two extracts of the same source give the same figures."""
        powers, wider = table("great_power_resources"), table("gdp_population")
        soviet = (powers["stateabb"] == "RUS") & (powers["year"] <= 1991)
        powers["iso3"] = powers["iso3"].mask(soviet, "SUN")
        both = powers.merge(wider, on=["stateabb", "iso3", "year"])

        assert len(both) > 600
        assert (both["pop_k_x"] - both["pop_k_y"]).abs().max() <= 1
        assert (both["gdp_bn2011_x"] - both["gdp_bn2011_y"]).abs().max() <= 0.11

    def test_burden_of_nato_counts_at_most_its_members(self):
        """Members with data are members."""
        rows = table("memberships").query("org == 'NATO'")
        for _, row in table("nato_burden").iterrows():
            members = (rows["joined"].dt.year <= row["year"]).sum()
            assert members - 2 <= row["n_members"] <= members, row["year"]
            assert row["members_ge_2pct"] <= row["n_members"]

    def test_totals_of_richardson_add_up(self):
        """Two sides, one total, increases and midpoints."""
        race = table("richardson")

        for total, parts in {
            "entente_total": ["france", "russia"],
            "alliance_total": ["germany", "austria_hungary"],
            "total": ["entente_total", "alliance_total"],
        }.items():
            assert race[total].to_list() == pytest.approx(race[parts].sum(axis=1).to_list())
        increases = np.diff(race["total"])
        assert race["delta_total_to_next"].to_list()[:-1] == pytest.approx(increases)


class TestPublishedFigures:
    """Spot values, each with the publication that states it."""

    def test_richardson_published_slope_and_balance_point(self):
        """Richardson (1960): the increase has slope 0.73 and vanishes at about 194 million."""
        race = table("richardson").dropna()
        slope, constant = np.polyfit(race["midpoint_total"], race["delta_total_to_next"], 1)

        assert round(slope, 2) == 0.73
        assert -constant / slope == pytest.approx(194, abs=1)

    def test_olson_and_zeckhauser_published_rank_correlation(self):
        """Olson and Zeckhauser (1966): 0.490 between GNP and the share spent on defense."""
        ranks = table("olson_zeckhauser")[["gnp_bn_usd", "defense_pct_gnp"]].rank()

        assert round(ranks.corr().iloc[0, 1], 3) == 0.490

    def test_battle_deaths_of_the_world_wars(self):
        """Sarkees and Wayman (2010) give 8,578,031 and 16,634,907."""
        deaths = table("great_power_wars").set_index("war")["battle_deaths"]

        assert deaths["World War I"] == 8_578_031
        assert deaths["World War II"] == 16_634_907

    def test_ninety_five_interstate_wars(self):
        """Sarkees and Wayman (2010) list 95 interstate wars from 1816 to 2007."""
        assert table("conflict_counts")["interstate_war_onsets"].sum() == 95

    def test_great_power_wars_are_among_the_counted(self):
        """Each war of great powers falls into a year with a war of major powers."""
        counts = table("conflict_counts").set_index("year")["major_vs_major_wars"]

        assert (counts[table("great_power_wars")["start"].dt.year] >= 1).all()

    @pytest.mark.parametrize(
        ("org", "ever", "now"),
        [
            ("League of Nations", 63, 0),
            ("United Nations", 197, 193),
            ("NATO", 32, 32),
            ("EEC/EU", 28, 27),
            ("Euro area", 21, 21),
            ("Warsaw Pact", 8, 0),
        ],
    )
    def test_members_as_the_organizations_count_them(self, org, ever, now):
        """The organizations' own pages state these numbers (the euro area with Bulgaria)."""
        rows = table("memberships").query("org == @org")

        assert rows["stateabb"].nunique() == ever
        assert rows["left"].isna().sum() == now

    def test_fifty_one_founders_of_the_united_nations(self):
        """The Charter had 51 original members."""
        rows = table("memberships").query("org == 'United Nations'")

        assert (rows["joined"].dt.year == 1945).sum() == 51

    def test_elected_members_fill_the_council(self):
        """Six elected members to 1965, ten since: the Charter as amended in 1965."""
        per_year = table("unsc_nonpermanent_members").groupby("year").size()

        assert (per_year.loc[1946:1965] == 6).all()
        assert (per_year.loc[1966:2025] == 10).all()
        assert list(per_year.index) == list(range(1946, 2026))

    def test_resolutions_are_numbered_without_a_gap(self):
        """Number 1 in 1946 to 2767 in 2024, and as many as were adopted."""
        rows = table("unsc_activity")

        assert (rows["first_res"][1:].to_numpy() == rows["last_res"][:-1].to_numpy() + 1).all()
        assert (rows["last_res"] - rows["first_res"] + 1 == rows["resolutions_adopted"]).all()
        assert rows["last_res"].iloc[-1] == 2767

    def test_vetoes_of_the_cold_war_and_after(self):
        """The UN list gives the Soviet Union 90 vetoes; hand rows are marked."""
        vetoes = table("unsc_vetoes")
        members = vetoes["members"].str.contains("RUS")
        soviet = vetoes[members & (vetoes["date"] < "1991-12-25")]

        assert len(soviet) == 90
        assert (vetoes["source"] == "hand").sum() == 16
        assert vetoes.loc[vetoes["source"] == "hand", "date"].min() == pd.Timestamp(
            "2022-09-30"
        )
        assert vetoes["date"].is_monotonic_increasing

    def test_the_trap_about_admissions_is_counted(self):
        """35 of the 85 drafts vetoed before 1971 concern new members, as the trap says."""
        early = table("unsc_vetoes").query("date < '1971-01-01'")
        said = "35 of the 85 drafts vetoed before 1971 concern the admission of new members."

        assert (len(early), (early["topic"] == "Admission").sum()) == (85, 35)
        assert said in describe("unsc_vetoes").traps

    def test_permanent_members_from_west_to_east(self):
        """Bailey, Strezhnev and Voeten's estimates of 2019, as published (two digits)."""
        points = table("unga_ideal_points").query("year == 2019").set_index("stateabb")
        expected = {"USA": 2.70, "UKG": 1.73, "FRN": 1.48, "RUS": 0.14, "CHN": -0.33}

        assert points["ideal_point"][list(expected)].to_dict() == expected
        assert points["ideal_point"].between(points["q05"], points["q95"]).all()

    def test_share_of_pairs_with_a_defense_pact(self):
        """ATOP 5.1: 12 pairs (1.3 %) in 1913, 897 pairs (7.0 %) in 1985."""
        rows = table("defense_pact_density").set_index("year")

        assert rows["defense_pact_dyads"][[1913, 1985]].to_list() == [12, 897]
        assert rows["share_of_dyads"][[1913, 1985]].round(3).to_list() == [0.013, 0.07]

    def test_trade_of_the_great_powers_in_1900(self):
        """Germany and Britain were each other's large customers: 15.5 and 14.5 percent."""
        shares = table("great_power_trade_shares").set_index(["exporter", "importer"])
        shares = shares["share_of_exporter_total"]

        assert round(shares["GMY", "UKG"], 3) == 0.155
        assert round(shares["UKG", "GMY"], 3) == 0.145
        assert (shares.groupby("exporter").sum() < 1).all()

    def test_french_trade_moves_into_the_union(self):
        """35 % of French exports to the six in 1955, 61 % to the fifteen in 2000."""
        rows = table("eu_trade_shares").query("stateabb == 'FRN'").set_index("year")

        assert round(rows["exports_eu6"][1955], 2) == 0.35
        assert round(rows["exports_eu15"][2000], 2) == 0.61

    def test_trade_shares_grow_with_the_set(self):
        """A larger set of partners takes no smaller share."""
        frame = table("eu_trade_shares")
        for flow in ("exports", "imports"):
            for small, large in zip((6, 9, 12, 15), (9, 12, 15, 27), strict=True):
                grown = frame[f"{flow}_eu{large}"] - frame[f"{flow}_eu{small}"]
                assert grown.min() >= 0

    def test_openness_before_the_first_world_war(self):
        """Fouquin and Hugot (2016), 1913: Belgium 35.9, Germany 12.7, Britain 17.4 percent."""
        rows = table("trade_openness").query("year == 1913").set_index("stateabb")

        assert rows["exports_pct_gdp"][["BEL", "GMY", "UKG"]].to_list() == [35.9, 12.7, 17.4]

    def test_russia_and_ukraine_are_at_war_since_2022(self):
        """UCDP 25.1: intensity 2 (1,000 battle deaths and more) in 2022, 2023 and 2024."""
        rows = table("interstate_conflicts")
        rows = rows[rows["side_a"].str.contains("RUS") & rows["side_b"].str.contains("UKR")]

        assert rows.query("intensity == 2")["year"].to_list() == [2022, 2023, 2024]

    def test_organizations_alive_in_2014(self):
        """Pevehouse et al. (2020): 335 international organizations in 2014."""
        assert table("igo_growth").set_index("year")["igos_alive"][2014] == 335

    def test_eighteen_members_spent_two_percent_in_2024(self):
        """NATO counts 18 members (of 31 with forces) at 2 percent in its estimate of 2024."""
        rows = table("nato_burden").set_index("year")

        assert rows["members_ge_2pct"][2024] == 18
        assert rows["spearman_gdp_share"][[1960, 1970, 1985, 2024]].to_list() == [
            0.653,
            0.191,
            0.475,
            0.138,
        ]

    def test_order_of_open_and_quoted_power_agrees_where_both_are_known(self):
        """In 1938 the open index and the capabilities of the world rank the powers alike."""
        preset = table("power_presets").query("preset == '1938_munich'").set_index("stateabb")
        world = scenario("1938")
        power = dict(zip([state.id for state in world.states], world.power, strict=True))
        shared = [state for state in power if state in preset.index]
        pairs = [
            (power[a] - power[b])
            * (preset["open_index_share"][a] - preset["open_index_share"][b])
            for a, b in combinations(shared, 2)
        ]

        assert len(shared) >= 5
        assert np.mean(np.array(pairs) > 0) >= 0.8


class TestHonesty:
    """What is shaky is marked in the rows; what is not ours is not here."""

    @pytest.mark.parametrize(
        "name",
        ["alliances", "memberships", "olson_zeckhauser", "richardson", "un_charter_milestones"],
    )
    def test_rows_from_memory_are_marked(self, name):
        """Every row that was typed from memory says so."""
        assert table(name)["from_memory"].all()

    def test_figures_without_a_known_license_are_left_out(self):
        """No population or GDP from the source whose license is not known, but the shares."""
        rows = table("great_power_resources")
        borrowed = rows["src_pop_gdp"] == "fariss"
        mixed = rows["src_pop_gdp"] == "mpd_pop+fariss_gdppc"

        assert (borrowed.sum(), mixed.sum()) == (99, 40)
        assert rows.loc[borrowed, ["pop_k", "gdp_bn2011"]].isna().all(axis=None)
        assert rows.loc[mixed, "gdp_bn2011"].isna().all()
        assert rows.loc[mixed, "pop_k"].notna().all()
        assert rows.loc[borrowed & rows["cow_major"], "gdp_share"].notna().all()

    def test_spells_of_the_state_system_are_not_passed_on(self):
        """The table of states has codes and names, no dates."""
        assert list(table("states").columns) == ["stateabb", "ccode", "iso3", "name"]

    def test_german_bloc_of_states_has_one_code_through_time(self):
        """GMY and GFR share an ISO code: iso3 is no key, as the trap says."""
        states = table("states").set_index("stateabb")

        assert states["iso3"]["GMY"] == states["iso3"]["GFR"] == "DEU"
        assert states["ccode"].is_unique
