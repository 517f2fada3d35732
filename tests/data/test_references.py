"""The bibliography: one key per work, made by one rule, complete enough to find the work."""

import re
import unicodedata
from pathlib import Path

import pytest
from pybtex.database import parse_file

ROOT = Path(__file__).parents[2]
ENTRIES = parse_file(str(ROOT / "references.bib")).entries
EACH = pytest.mark.parametrize("key", ENTRIES)
CITED = re.compile(r"`([a-z]+\d{4}[a-z0-9]+)`")
NEEDED = {
    "article": {"journal", "volume"},
    "book": {"publisher"},
    "incollection": {"booktitle", "publisher"},
    "techreport": {"institution"},
    "misc": set(),
}
ONLINE_FIRST = {"bolt2024maddison"}
ACRONYMS = {
    "cow": "Correlates of War Project",
    "league": "League of Nations",
    "nato": "North Atlantic Treaty Organization",
    "sipri": "Stockholm International Peace Research Institute",
    "un": "United Nations",
}


def plain(text: str) -> str:
    """Return letters without accents, case, braces, spaces and signs."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[^a-z0-9]", "", decomposed)


@EACH
def test_key_is_surname_year_and_a_word_of_the_title(key):
    """A reader who knows the work knows its key."""
    entry = ENTRIES[key]
    year = "nd" if entry.fields["year"] == "n.d." else entry.fields["year"]
    surname, _, word = key.partition(year)
    person = (entry.persons.get("author") or entry.persons["editor"])[0]
    name = "".join([*person.prelast_names, *person.last_names])
    title = entry.fields["title"]

    assert plain(ACRONYMS.get(surname, surname)) == plain(name)
    assert word in {plain(part) for part in re.split(r"[\s'-]", title)} | {
        plain(part) for part in title.split()
    }


@EACH
def test_entry_has_what_finds_the_work(key):
    """An article has its journal and volume, a book its publisher."""
    entry = ENTRIES[key]
    missing = NEEDED[entry.type] - set(entry.fields)

    assert missing == ({"volume"} if key in ONLINE_FIRST else set())


def test_a_doi_stands_once_and_is_no_address():
    """A DOI is given bare: the style makes the address."""
    dois = [entry.fields["doi"] for entry in ENTRIES.values() if "doi" in entry.fields]

    assert len(dois) == len(set(dois))
    assert all(re.fullmatch(r"10\.\d{4,}/\S+", doi) for doi in dois)


def test_every_key_in_a_docstring_is_in_the_bibliography():
    """A model that names a source names one that can be found."""
    named = {
        (path.name, key)
        for path in (ROOT / "secbook").rglob("*.py")
        for key in CITED.findall(path.read_text(encoding="utf-8"))
    }

    assert len(named) > 20
    assert {pair for pair in named if pair[1] not in ENTRIES} == set()
