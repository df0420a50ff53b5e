"""What people do in the browser, step by step."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support import world

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def sign_in(page: Page, username: str = "alice") -> None:
    """Log in at the log-in page."""
    page.fill("[name=username]", username)
    page.fill("[name=password]", world.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


def speak_urdu(page: Page) -> None:
    """Choose Urdu."""
    page.click("button[lang=ur]")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    root = "document.documentElement"
    wider = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    assert isinstance(wider, int)
    return wider


def focus_on(page: Page, name: str) -> None:
    """Press Tab until the field of this name has the focus."""
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {name}")


def tab_to(page: Page, text: str) -> None:
    """Press Tab until the button of this text has the focus."""
    for _ in range(60):
        if page.evaluate("document.activeElement.textContent.trim()") == text:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {text}")
