"""The data package: every file is described, licensed, checked and unchanged."""

import json
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest
from frictionless import Package
from pybtex.database import parse_file

from secbook.data import describe, table_names

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "secbook" / "data"
PACKAGE = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
ALL = pytest.mark.parametrize("resource", RESOURCES.values(), ids=RESOURCES)


def test_package_is_a_valid_frictionless_package():
    """Structure, types, constraints, primary and foreign keys hold in every file."""
    report = Package(str(FOLDER / "datapackage.json")).validate()

    problems = [(task.name, error.message) for task in report.tasks for error in task.errors]
    assert problems == []
    assert report.valid


@ALL
def test_file_is_the_one_that_was_described(resource):
    """Size and hash of a file are those of the package: nothing changes unnoticed."""
    content = (FOLDER / resource["path"]).read_bytes()

    assert len(content) == resource["bytes"]
    assert f"sha256:{sha256(content).hexdigest()}" == resource["hash"]


def test_every_file_is_described_and_every_description_has_a_file():
    """The folder holds no file that the package does not know, and the reverse."""
    shipped = {
        str(path.relative_to(FOLDER))
        for path in FOLDER.rglob("*")
        if path.suffix in {".csv", ".json"} and path.name != "datapackage.json"
    }

    assert shipped == {resource["path"] for resource in RESOURCES.values()}


@ALL
def test_file_travels_with_the_installed_package(resource):
    """The data are inside the package and can be read through importlib."""
    assert (files("secbook.data") / resource["path"]).is_file()


@ALL
def test_provenance_is_complete(resource):
    """Each resource says what it is, where from, how made, how checked, where it misleads."""
    for text in ("title", "description", "attribution", "method", "checks"):
        assert resource[text].strip(), text
    assert resource["status"] in {"open", "facts", "derived", "quoted"}
    assert resource["licenses"]
    assert all(source["title"] for source in resource["sources"])
    assert resource["traps"]


@ALL
def test_quoted_figures_stand_beside_the_terms_of_their_source(resource):
    """What is not ours to license is marked as quoted and carries its terms."""
    quoted = any(license["name"] == "quoted" for license in resource["licenses"])

    assert quoted == (resource["status"] == "quoted")
    assert resource.get("terms") or not quoted


@ALL
def test_every_license_has_a_name_and_a_place(resource):
    """A remixer can look every license up."""
    for license in resource["licenses"]:
        assert license["title"]
        assert license["path"] == "LICENSE-DATA.md" or license["path"].startswith("https://")


@pytest.mark.parametrize("name", table_names())
def test_every_column_has_a_unit_and_a_meaning(name):
    """No column is left to guess."""
    for column in describe(name).columns:
        assert column.unit, column.name
        assert len(column.description) > 3, column.name


def test_every_source_that_is_cited_is_in_the_bibliography():
    """A citation in the package leads to a work in references.bib."""
    bibliography = parse_file(str(ROOT / "references.bib")).entries
    cited = {key for name in RESOURCES for key in describe(name).citations}

    assert cited <= set(bibliography)


@pytest.mark.parametrize("name", RESOURCES)
def test_license_file_names_each_table_with_its_attribution(name):
    """LICENSE-DATA.md says of every table what to write beside it."""
    text = (ROOT / "LICENSE-DATA.md").read_text(encoding="utf-8")

    assert f"`{name}`" in text
    assert describe(name).attribution in text


def test_notice_of_the_mit_license_is_kept():
    """The MIT License asks that its notice goes with the ideal points."""
    text = (ROOT / "LICENSE-DATA.md").read_text(encoding="utf-8")

    assert "Copyright (c) 2020 evoeten" in text
    assert "Permission is hereby granted, free of charge" in text
