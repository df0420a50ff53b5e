"""The console in a browser: by keyboard alone, right to left, and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from staydown.referrals.actions import Submission
from tests.browser.steps import DESK, PHONE, focus_on, overflow, sign_in, speak_urdu, tab_to
from tests.support import world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, house: Submission) -> Iterator[Page]:
    """A page at the log-in, which must neither leave the server nor fail in a script."""
    context = chromium.new_context(base_url=live_server.url, locale="en", viewport=DESK)
    page = context.new_page()
    elsewhere: list[str] = []
    failures: list[str] = []
    page.on("request", lambda one: elsewhere.append(one.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto("/login")
    yield page
    context.close()
    assert [url for url in elsewhere if not url.startswith(live_server.url)] == []
    assert failures == []


def test_it_decides_the_first_case_by_keyboard_alone(page: Page) -> None:
    keys = page.keyboard
    keys.type("alice")  # the first field has the focus
    keys.press("Tab")
    keys.type(world.PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/")
    keys.press("j")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("x:handle:specimen_river")
    keys.press("d")
    page.wait_for_url("**/decide")
    fill_in_by_keyboard(page)
    expect(page.locator("h1")).to_contain_text("Preview")
    tab_to(page, "Confirm the decision")
    keys.press("Enter")
    expect(page.get_by_role("status")).to_have_text("The case has been decided.")
    world.work_off(world.MemoryPlatform())
    keys.press("g")
    keys.press("d")
    page.wait_for_url("**/deliveries")
    expect(page.locator("main tbody tr")).to_contain_text("x:handle:specimen_river")
    expect(page.locator("main tbody tr")).to_contain_text("read back from the platform")


def fill_in_by_keyboard(page: Page) -> None:
    """Go through the form with Tab, Space and the arrow keys."""
    keys = page.keyboard
    focus_on(page, "outcome")
    keys.press("Space")  # remove, the first
    focus_on(page, "ground")
    keys.press("Space")
    keys.press("ArrowDown")  # the platform's rules
    focus_on(page, "policy_ground")
    keys.type("Rule 4: accounts of terrorist organisations.")
    focus_on(page, "facts")
    keys.type("The account speaks for the group.")
    focus_on(page, "automated_detection")
    keys.press("Space")
    keys.press("Tab")
    tab_to(page, "Preview")
    keys.press("Enter")


def test_it_shows_its_keys_when_asked(page: Page) -> None:
    sign_in(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_it_takes_keys_as_text_while_somebody_writes(page: Page, house: Submission) -> None:
    sign_in(page)
    page.goto(f"/cases/{world.case_of(house)}/decide")
    page.locator("[name=facts]").focus()
    page.keyboard.type("g d ? j")
    expect(page.locator("[name=facts]")).to_have_value("g d ? j")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("urdu", [False, True], ids=["english", "urdu"])
def test_it_fits_every_room_into_the_window(
    page: Page, house: Submission, size: dict[str, int], urdu: bool
) -> None:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    sign_in(page)
    if urdu:
        speak_urdu(page)
    case = world.case_of(house, 2)
    rooms = ("", "batches", f"batches/{house.batch.id}", "batches/new", "deliveries",
             f"cases/{case}", f"cases/{case}/decide", f"cases/{case}/lift")  # fmt: skip
    for room in rooms:
        page.goto(f"/{room}")
        assert overflow(page) == 0, room


def test_it_works_without_scripts(
    chromium: Browser, live_server: LiveServer, house: Submission
) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/login")
    sign_in(page)
    page.goto(f"/cases/{world.case_of(house)}/decide")
    page.check("[name=outcome][value=no_action]")
    page.fill("[name=facts]", "It is a newspaper.")
    page.check("[name=automated_detection][value=no]")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Confirm the decision").click()
    expect(page.get_by_role("status")).to_have_text("The case has been decided.")
    context.close()
