"""Returns in a browser: two people sign a policy, one decides what it held; by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from staydown.cases import queries as cases
from staydown.connectors.registry import Registry
from staydown.enforcement import drift
from staydown.kernel import actors, clock
from staydown.kernel.permissions import Role
from staydown.screening import actions, screener
from staydown.screening import queries as screening
from staydown.screening.values import Answer
from tests.browser.steps import DESK, PHONE, focus_on, overflow, sign_in, speak_urdu, tab_to
from tests.console.conftest import signed_policy
from tests.screening.conftest import coming_back
from tests.support import world
from tests.support.flow import decided
from tests.support.scripted import ScriptedPlatform

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def removed(
    live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ScriptedPlatform:
    """A house with two who may sign, and a removed account that it remembers."""
    monkeypatch.setattr(screener, "_screener", [])
    monkeypatch.setattr(screener, "POLL", 0.0)
    platform = ScriptedPlatform()
    world.serve(monkeypatch, platform)
    world.load_lists()
    world.add_peers()
    alice = world.person("alice", Role.SENIOR_REVIEWER).as_actor()
    world.person("bob", Role.LEGAL)
    decided(alice, tmp_path)
    world.work_off(platform)
    return platform


def sign_up_again(platform: ScriptedPlatform) -> UUID:
    """The removed account's operator makes a new one; its case."""
    asker = world.person("platform_program", Role.INTEGRATOR).as_actor()
    [answer] = actions.screen(asker, [coming_back()])
    assert isinstance(answer, Answer)
    case = answer.matches[0].case
    assert case
    world.work_off(platform)
    return case


@contextmanager
def seat(chromium: Browser, live_server: LiveServer, username: str) -> Iterator[Page]:
    """A browser of this person's own, in which no script may fail and nothing leaves the server."""
    context = chromium.new_context(base_url=live_server.url, locale="en", viewport=DESK)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda one: faults.append(one.url) if elsewhere(one.url) else None)
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)

    def elsewhere(url: str) -> bool:
        return not url.startswith(live_server.url)

    page.goto("/login")
    sign_in(page, username)
    yield page
    context.close()
    assert faults == []


def draft_by_keyboard(page: Page) -> None:
    """Go through the form of a policy with Tab, Space and letters."""
    keys = page.keyboard
    focus_on(page, "name")
    keys.type("Likely returns")
    focus_on(page, "tier")
    keys.press("Space")  # likely, the first
    focus_on(page, "hours")
    keys.type("48")
    focus_on(page, "ground")
    keys.press("Space")
    keys.press("ArrowDown")  # the platform's rules
    focus_on(page, "basis")
    keys.type("Rule 4.2: no returns of removed accounts.")
    focus_on(page, "ends_at")
    keys.type((clock.now() + timedelta(days=30)).strftime("%m%d%Y"))
    tab_to(page, "Keep the draft")
    keys.press("Enter")


def decide_by_keyboard(page: Page) -> None:
    """Judge the match, which comes first, then decide."""
    keys = page.keyboard
    focus_on_question(page)
    keys.press("Space")  # yes, the first
    focus_on(page, "outcome")
    keys.press("Space")  # remove, the first
    focus_on(page, "policy_ground")
    keys.type("Rule 4.2.")
    focus_on(page, "facts")
    keys.type("It says so itself.")
    tab_to(page, "Preview")
    keys.press("Enter")


def focus_on_question(page: Page) -> None:
    """Press Tab until the question about a match has the focus."""
    for _ in range(60):
        if page.evaluate("(document.activeElement.name || '').startsWith('match_')"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab never reaches the question about the match")


def test_two_people_sign_a_policy_and_one_decides_what_it_held(
    chromium: Browser, live_server: LiveServer, removed: ScriptedPlatform
) -> None:
    with seat(chromium, live_server, "alice") as alice, seat(chromium, live_server, "bob") as bob:
        alice.keyboard.press("g")
        alice.keyboard.press("p")
        alice.wait_for_url("**/policies")
        alice.keyboard.press("n")
        alice.wait_for_url("**/policies/new")
        draft_by_keyboard(alice)
        expect(alice.get_by_role("status")).to_have_text(
            "The policy is drafted. It does nothing yet."
        )
        tab_to(alice, "Sign as the first")
        alice.keyboard.press("Enter")
        expect(alice.get_by_text("a second person must sign too")).to_be_visible()
        expect(alice.get_by_role("button", name="Sign")).to_have_count(0)

        bob.goto("/policies")
        bob.keyboard.press("j")
        bob.keyboard.press("Enter")
        expect(bob.locator("h1")).to_have_text("Likely returns")
        tab_to(bob, "Sign, and put it in force")
        bob.keyboard.press("Enter")
        expect(bob.get_by_role("status")).to_contain_text("The policy is in force.")
        [policy] = cases.policies(actors.shell())
        assert (policy.state, policy.signers) == ("in_force", ("Alice", "Bob"))

        case = sign_up_again(removed)
        alice.goto("/")
        expect(alice.locator("main tbody tr")).to_contain_text("on hold")
        alice.keyboard.press("j")
        alice.keyboard.press("Enter")
        expect(alice.get_by_role("note")).to_contain_text("On provisional hold until")
        alice.keyboard.press("d")
        alice.wait_for_url("**/decide")
        decide_by_keyboard(alice)
        expect(alice.locator("main")).to_contain_text(
            "The provisional hold ends with this decision."
        )
        tab_to(alice, "Confirm the decision")
        alice.keyboard.press("Enter")
        expect(alice.get_by_role("status")).to_have_text("The case has been decided.")
        expect(alice.locator("#matches")).to_contain_text("judged: its return")
        [match] = screening.matches_of(case)
        assert (match.state, match.judged_by) == ("mirror", "Alice")
        assert [one.kind for one in cases.measures_in_force(match.ref)] == ["remove"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("urdu", [False, True], ids=["english", "urdu"])
def test_it_fits_the_pages_about_returns_into_the_window(
    chromium: Browser,
    live_server: LiveServer,
    removed: ScriptedPlatform,
    size: dict[str, int],
    urdu: bool,
) -> None:
    policy, case = signed_policy(), sign_up_again(removed)
    removed.in_force["x:handle:specimen_river"].clear()
    drift.look_at_all(Registry([removed]))
    with seat(chromium, live_server, "alice") as page:
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        if urdu:
            speak_urdu(page)
        rooms = ("", f"cases/{case}", f"cases/{case}/decide", "policies", "policies/new",
                 f"policies/{policy}", "screening", "deliveries")  # fmt: skip
        for room in rooms:
            page.goto(f"/{room}")
            assert overflow(page) == 0, room
