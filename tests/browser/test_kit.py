"""What every lab does without being asked: shares, links, undo, comparison, tables."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.chromium import watched

GALLERY = "chapters/gallery.html"


@pytest.fixture
def tab(browser: Browser, site: str) -> Iterator[Page]:
    with watched(browser) as page:
        page.goto(f"{site}/root/{GALLERY}")
        page.wait_for_selector("[data-lab=burden][data-live=true]")
        yield page


@pytest.fixture
def lab(tab: Page) -> Locator:
    return tab.locator("[data-lab=burden]")


def finding(lab: Locator) -> str:
    return lab.locator(".secbook-readout").inner_text()


def shares(lab: Locator) -> list[float]:
    """Return the shares of power that are displayed."""
    boxes = lab.get_by_role("group", name="Power", exact=True).get_by_role("spinbutton").all()
    return [float(box.input_value()) for box in boxes]


def settle(tab: Page) -> None:
    """Wait until a move has been kept."""
    tab.wait_for_timeout(300)


def test_shares_add_up_whatever_is_moved(tab: Page, lab: Locator) -> None:
    """Moving one share rescales the others; what is displayed is always the whole."""
    sliders = lab.get_by_role("group", name="Power", exact=True).get_by_role("slider").all()
    for slider in sliders:
        for key in ("ArrowRight", "PageUp", "End", "ArrowLeft", "Home", "PageUp"):
            slider.focus()
            tab.keyboard.press(key)

            assert sum(shares(lab)) == pytest.approx(100, abs=1e-9)
            assert min(shares(lab)) > 0


def test_a_slider_that_comes_back_brings_the_others_back(tab: Page, lab: Locator) -> None:
    """Proportions are remembered before rounding: nothing drifts."""
    before = shares(lab)
    slider = lab.get_by_role("slider", name="Germany")
    slider.focus()

    for key in ["ArrowRight"] * 25 + ["ArrowLeft"] * 25:
        tab.keyboard.press(key)

    assert shares(lab)[1:] == pytest.approx(before[1:], abs=0.06)


def test_a_tiny_state_is_doubled_and_halved(tab: Page) -> None:
    """Its slider ends at five times what it had, says how many times, and needs few keys."""
    crisis = tab.locator("[data-lab=crisis]")
    slider = crisis.get_by_role("slider", name="Serbia", exact=True)
    box = crisis.get_by_role("spinbutton", name="Serbia, percent", exact=True)
    start = float(box.input_value())
    assert start < 0.5
    assert slider.get_attribute("aria-valuetext") == f"{start} percent, 1 × start"

    slider.focus()
    for _ in range(2):
        tab.keyboard.press("PageUp")
    doubled = float(box.input_value())
    tab.keyboard.press("End")
    most = float(box.input_value())
    wide = slider.bounding_box()
    assert wide is not None
    slider.click(position={"x": wide["width"] / 10, "y": wide["height"] / 2})
    halved = float(box.input_value())
    box.fill("20")
    box.press("Tab")

    assert doubled == pytest.approx(2 * start, rel=0.1)
    assert most == pytest.approx(5 * start)
    assert start / 4 < halved < 3 * start / 4
    assert float(slider.input_value()) == 20
    assert slider.get_attribute("aria-valuetext").startswith("20 percent, 6")  # type: ignore[union-attr]


def test_a_locked_share_stays(tab: Page, lab: Locator) -> None:
    """A lock holds one state's share while another's moves, and its controls rest."""
    lab.get_by_role("checkbox", name="Lock the share of Russia").check()
    before = shares(lab)

    slider = lab.get_by_role("slider", name="Germany")
    slider.focus()
    tab.keyboard.press("PageUp")

    assert shares(lab)[3] == before[3]
    assert shares(lab)[0] > before[0]
    assert lab.get_by_role("slider", name="Russia").is_disabled()


def test_a_share_that_locks_leave_no_room_for_is_refused_in_words(
    tab: Page, lab: Locator
) -> None:
    """Nothing is clamped: the box goes back and the lab says what is possible."""
    lab.get_by_role("checkbox", name="Lock the share of Russia").check()
    box = lab.get_by_role("spinbutton", name="Germany")
    before = box.input_value()

    box.fill("95")
    box.press("Tab")

    assert box.input_value() == before
    assert "must be between" in finding(lab)


def test_undo_goes_back_step_by_step(tab: Page, lab: Locator) -> None:
    """Each settled move is a step."""
    start = finding(lab)
    lab.get_by_role("checkbox", name="Italy", exact=True).uncheck()
    settle(tab)
    second = finding(lab)
    lab.get_by_label("Taste for security").select_option("high")
    settle(tab)

    lab.get_by_role("button", name="Undo").click()
    settle(tab)
    back = finding(lab)
    lab.get_by_role("button", name="Undo").click()
    settle(tab)

    assert back == second
    assert finding(lab) == start
    assert lab.get_by_role("checkbox", name="Italy", exact=True).is_checked()


def test_what_a_reader_did_is_there_after_a_reload(tab: Page, lab: Locator) -> None:
    """Closing the page by mistake costs nothing."""
    lab.get_by_label("Taste for security").select_option("low")
    settle(tab)
    said = finding(lab)

    tab.reload()
    tab.wait_for_selector("[data-lab=burden][data-live=true]")

    assert finding(lab) == said
    assert lab.get_by_label("Taste for security").input_value() == "low"


def kept(tab: Page) -> list[str]:
    """Return what the browser keeps of the labs."""
    return list(tab.evaluate("Object.keys(localStorage).filter((key) => /secbook/.test(key))"))


def test_a_reader_can_make_the_browser_forget(tab: Page) -> None:
    """Nothing is kept of the lab then, and it stands as at first, also after a reload."""
    lab = tab.locator("[data-lab=crisis]")
    start = finding(lab)
    button = lab.get_by_role("button", name="Forget what I did")
    assert not button.is_visible()
    assert kept(tab) == []

    lab.get_by_label("Yes, less likely").check()
    slider = lab.get_by_role("slider", name="Russia", exact=True)
    slider.focus()
    tab.keyboard.press("PageUp")
    settle(tab)
    assert sorted(kept(tab)) == ["secbook.crisis.prediction", "secbook.crisis.state"]
    button.click()
    settle(tab)

    assert kept(tab) == []
    assert finding(lab) == start
    assert not lab.get_by_label("Yes, less likely").is_checked()
    assert not button.is_visible()
    lab.get_by_role("button", name="Undo").click()
    tab.reload()
    tab.wait_for_selector("[data-lab=crisis][data-live=true]")
    assert finding(lab) == start


def test_a_link_with_two_states_of_one_lab_is_refused(tab: Page, lab: Locator) -> None:
    """The lab does not choose one of them for the reader; another lab takes its own."""
    before = shares(lab)

    twice = "lab=burden&v=1&taste=low&lab=crisis&v=1&pair=GMY-FRN&lab=burden&v=1&taste=high"
    tab.evaluate("(text) => { location.hash = text; }", twice)
    tab.wait_for_timeout(200)

    assert finding(lab) == "the link must be of one state of the lab burden, got 2 of them"
    assert shares(lab) == before
    assert tab.locator("[data-lab=crisis]").get_by_label("Target").input_value() == "FRN"


def test_a_copied_link_restores_the_state_elsewhere(
    browser: Browser, tab: Page, lab: Locator
) -> None:
    """The address carries the whole state, and only when the reader asks for it."""
    slider = lab.get_by_role("slider", name="Germany")
    slider.focus()
    tab.keyboard.press("PageUp")
    lab.get_by_role("checkbox", name="France", exact=True).uncheck()
    settle(tab)
    unasked = tab.url
    lab.get_by_role("button", name="Copy link").click()
    address = lab.get_by_label("Address of this state").input_value()
    said, powers = finding(lab), shares(lab)

    with watched(browser) as other:
        other.goto(address)
        there = other.locator("[data-lab=burden][data-live=true]")
        there.wait_for()

        assert "#" not in unasked
        assert address == tab.url
        assert finding(there) == said
        assert shares(there) == powers


@pytest.mark.parametrize(
    "hostile",
    [
        "lab=burden&v=1&power=<script>alert(1)</script>",
        "lab=burden&v=9&taste=low",
        "lab=burden&v=1&taste=extreme",
        "lab=burden&v=1&power=50,50",
        "lab=burden&v=1&__proto__=1",
        "lab=burden&v=1&equal=%zz",
        "lab=burden&v=1&members=" + "GMY-" * 600,
    ],
)
def test_a_hostile_link_changes_nothing_and_is_refused_in_words(
    tab: Page, lab: Locator, hostile: str
) -> None:
    """The controls stay as they were; the page runs nothing and stays silent."""
    before = shares(lab)
    said = finding(lab)

    tab.evaluate("(text) => { location.hash = text; }", hostile)
    tab.wait_for_timeout(100)

    assert shares(lab) == before
    assert finding(lab) != said
    assert lab.locator("script").count() == 0


def test_a_section_of_the_page_is_no_business_of_a_lab(tab: Page, lab: Locator) -> None:
    """Links within the page keep their meaning."""
    said = finding(lab)

    tab.evaluate("location.hash = '#gallery'")
    tab.wait_for_timeout(100)

    assert finding(lab) == said


def test_a_state_can_be_kept_for_comparison(tab: Page, lab: Locator) -> None:
    """The finding of before stands beside that of now until the comparison ends."""
    before = finding(lab)
    lab.get_by_role("button", name="Compare with this").click()

    lab.get_by_label("Taste for security").select_option("high")
    kept = lab.locator(".secbook-before").inner_text()
    lab.get_by_role("button", name="Stop comparing").click()

    assert kept == f"Before: {before}"
    assert lab.locator(".secbook-before").is_hidden()


def test_a_second_reset_leaves_the_scenario(tab: Page) -> None:
    """Reset returns to the scenario, and then to the start."""
    lab = tab.locator("[data-lab=crisis]")
    start = finding(lab)
    lab.get_by_label("Scenario").select_option("No promise to Serbia")
    settle(tab)
    chosen = finding(lab)
    slider = lab.get_by_role("slider", name="Russia").first
    slider.focus()
    tab.keyboard.press("PageUp")
    settle(tab)

    lab.get_by_role("button", name="Reset").click()
    settle(tab)
    once = finding(lab)
    lab.get_by_role("button", name="Reset").click()
    settle(tab)

    assert (once, finding(lab)) == (chosen, start)


def test_pacts_are_made_changed_and_dropped(tab: Page) -> None:
    """Who has promised what to whom is in the reader's hand, by keyboard."""
    lab = tab.locator("[data-lab=crisis]")
    pacts = lab.get_by_role("group", name="Pacts")
    promise = pacts.get_by_role("slider", name="Russia – Serbia")
    start = finding(lab)

    promise.focus()
    tab.keyboard.press("Home")
    weak = finding(lab)
    pacts.get_by_role("button", name="Drop Russia – Serbia").click()
    dropped = promise.count()
    pacts.get_by_label("One side").select_option("RUS")
    pacts.get_by_label("Other side").select_option("SRB")
    pacts.get_by_role("button", name="Add a pact").click()

    assert weak != start
    assert dropped == 0
    assert promise.get_attribute("aria-valuetext") == "75 percent"


def test_a_state_cannot_attack_itself(tab: Page) -> None:
    """The pair stays, and the lab says why."""
    lab = tab.locator("[data-lab=crisis]")

    lab.get_by_label("Target").select_option("AUH")

    assert "two different states" in finding(lab)
    assert lab.get_by_label("Target").input_value() == "SRB"


def test_touch_moves_a_control_and_leaves_the_page_to_scroll(
    browser: Browser, site: str
) -> None:
    """Targets are large enough for a finger, and a slider does not trap it."""
    options = {"has_touch": True, "viewport": {"width": 390, "height": 800}, "is_mobile": True}
    with watched(browser, **options) as tab:
        tab.goto(f"{site}/root/{GALLERY}")
        lab = tab.locator("[data-lab=burden][data-live=true]")
        lab.wait_for()
        said = finding(lab)
        lab.get_by_text("Share power equally").tap()
        heights = [
            one.bounding_box()["height"]
            for one in lab.locator("button:visible, select:visible, input[type=range]").all()
        ]

        assert finding(lab) != said
        assert min(heights) >= 44
        assert all(
            one.evaluate("(one) => getComputedStyle(one).touchAction") == "pan-y"
            for one in lab.locator("input[type=range]").all()
        )


def test_a_lab_alone_is_live_and_opens_in_the_book(browser: Browser, site: str) -> None:
    """For a projector or a frame: the same lab, the same links, and the way back."""
    with watched(browser) as tab:
        tab.goto(f"{site}/a/fork/labs/burden.html#lab=burden&v=1&taste=high")
        lab = tab.locator("[data-lab=burden][data-live=true]")
        lab.wait_for()
        said = finding(lab)
        tab.get_by_role("link", name="Open in the book").click()
        there = tab.locator("[data-lab=burden][data-live=true]")
        there.wait_for()

        assert re.search(r"/a/fork/chapters/gallery\.html#lab=burden", tab.url)
        assert finding(there) == said
