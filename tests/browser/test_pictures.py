"""The figures as files: one picture with its words, sharp enough for a slide."""

import re
import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from secbook.book.chapters import book_labs
from tests.browser.chromium import unfold, watched

ROOT = Path(__file__).parents[2]
LABS = book_labs(ROOT)
GALLERY = "chapters/gallery"
SOURCE = "Power: Correlates of War, National Material Capabilities 6.0, for 1913"


def decoded(png: bytes) -> tuple[int, int, list[bytes]]:
    """Return width, height and the rows of pixels, four bytes each, of a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, packed = 8, b""
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", png[place + 8 + length :][:4])[0]
        if kind == b"IHDR":
            width, height, depth, color = struct.unpack(">IIBB", body[:10])
            assert (depth, color) == (8, 6)
        elif kind == b"IDAT":
            packed += body
        place += 12 + length
    flat, rows, above = zlib.decompress(packed), [], bytes(4 * width)
    for y in range(height):
        line = flat[y * (4 * width + 1) : (y + 1) * (4 * width + 1)]
        above = unfiltered(line[0], bytearray(line[1:]), above)
        rows.append(above)
    return width, height, rows


def unfiltered(kind: int, line: bytearray, above: bytes) -> bytes:
    """Undo the filter of a row (PNG, section 9)."""
    for x in range(len(line)):
        left = line[x - 4] if x >= 4 else 0
        corner = above[x - 4] if x >= 4 else 0
        guess = left + above[x] - corner
        near = min((left, above[x], corner), key=lambda one: abs(guess - one))
        line[x] = (line[x] + (0, left, above[x], (left + above[x]) // 2, near)[kind]) & 255
    return bytes(line)


def saved(tab: Page, name: str, button: str, folder: Path) -> Path:
    """Press a button of a lab and return the file that it gives."""
    with tab.expect_download() as waiting:
        tab.locator(f"[data-lab={name}]").get_by_role("button", name=button).click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


@pytest.mark.parametrize("place", ["site", "disk"])
def test_a_png_shows_what_the_page_shows(
    browser: Browser, site: str, book: Path, tmp_path: Path, place: str
) -> None:
    """Twice as sharp as the page, on its ground, in the colors of its marks; from disk too."""
    page = (
        f"{site}/root/{GALLERY}.html"
        if place == "site"
        else (book / f"{GALLERY}.html").as_uri()
    )
    with watched(browser, color_scheme="dark") as tab:
        tab.goto(page)
        for name in ("burden", "mismatch"):
            tab.locator(f"[data-lab={name}][data-live=true]").wait_for()
            tab.wait_for_timeout(500)
            file = saved(tab, name, "PNG picture", tmp_path)
            wide = tab.locator(f"[data-lab={name}] .bqplot").first.bounding_box()
            width, height, rows = decoded(file.read_bytes())
            pixels = {bytes(row[x : x + 4]) for row in rows for x in range(0, 4 * width, 4)}

            assert file.name == f"{name}.png"
            assert wide is not None
            assert width == pytest.approx(2 * wide["width"], abs=2)
            assert height > 2 * wide["height"]
            assert rows[0][:4] == b"\x12\x12\x12\xff"
            # The bars' orange, or the dot on the map.
            assert b"\xd9\x65\x2b\xff" in pixels
            assert len(pixels) > 200


def texts(svg: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>(?:<tspan.*?</tspan>)?([^<]*)</text>", svg))


@pytest.mark.parametrize("chapter", LABS)
def test_an_svg_says_what_it_shows(
    browser: Browser, site: str, tmp_path: Path, chapter: str
) -> None:
    """Question, finding and the state of every control stand in the picture."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{chapter}.html")
        unfold(tab)
        for lab in LABS[chapter]:
            box = tab.locator(f"[data-lab={lab.name}][data-live=true]")
            box.wait_for()
            if not box.locator(".bqplot").count():
                continue
            finding = box.locator(".secbook-readout").inner_text()
            svg = saved(tab, lab.name, "SVG picture", tmp_path).read_text()
            said = texts(svg)

            assert lab.question in said
            assert finding in said
            assert all(f"{control.label}: " in said for control in lab.controls)
            assert svg.count("<svg") == 1 + 2 * box.locator(".bqplot").count()
            assert not re.search(r"href=\"(?!data:)", svg)


def test_a_picture_names_the_source_of_its_scenario(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    """Whoever meets it elsewhere knows whose figures these are."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{GALLERY}.html")
        box = tab.locator("[data-lab=crisis][data-live=true]")
        box.get_by_label("Scenario").select_option("No promise to Serbia")
        said = texts(saved(tab, "crisis", "SVG picture", tmp_path).read_text())

    assert SOURCE in said
    assert "Russia and Serbia" not in said
