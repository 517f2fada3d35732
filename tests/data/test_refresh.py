"""``python -m secbook.data`` keeps sizes, counts and hashes up to date."""

import json
import runpy
import shutil
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from secbook.data.__main__ import measure, refresh

FOLDER = Path(__file__).parents[2] / "secbook" / "data"


@pytest.fixture
def copy(tmp_path):
    """A copy of the shipped folder."""
    return Path(shutil.copytree(FOLDER, tmp_path / "data"))


def test_a_file_is_measured_by_bytes_rows_and_hash(tmp_path):
    """A quoted line break does not make a row, the header is none."""
    path = tmp_path / "some.csv"
    content = 'state,note\nÅland,"two\nlines"\nB,\n'.encode()
    path.write_bytes(content)

    assert measure(path) == {
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "bytes": len(content),
        "records": 2,
    }


def test_a_json_list_is_measured_by_its_entries(tmp_path):
    """The worlds are counted, not their lines."""
    path = tmp_path / "some.json"
    path.write_text('[\n{"a": 1},\n{"a": 2},\n{"a": 3}\n]')

    assert measure(path)["records"] == 3


def test_what_is_shipped_is_up_to_date(copy):
    """Nothing changes when nothing has changed, to the last byte."""
    before = (copy / "datapackage.json").read_bytes()

    assert refresh(copy) == []
    assert (copy / "datapackage.json").read_bytes() == before


def test_a_changed_table_is_measured_anew_and_named(copy):
    """One more row: count, size and hash follow; nothing else does."""
    before = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    path = copy / "tables" / "states.csv"
    path.write_text(path.read_text(encoding="utf-8") + "XXX,999,,Nowhere\n", encoding="utf-8")

    assert refresh(copy) == ["states"]

    after = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    old, new = before["resources"].pop(), after["resources"].pop()
    while old["name"] != "states":
        assert old == new
        old, new = before["resources"].pop(), after["resources"].pop()
    assert new["records"] == old["records"] + 1
    assert new["bytes"] == old["bytes"] + 17
    assert new["hash"] == measure(path)["hash"] != old["hash"]
    assert refresh(copy) == []


def test_the_command_reports(capsys, monkeypatch):
    """The command says what it changed: nothing, in a clean checkout."""
    monkeypatch.delitem(sys.modules, "secbook.data.__main__")
    runpy.run_module("secbook.data", run_name="__main__")

    assert capsys.readouterr().out == "changed: nothing\n"
