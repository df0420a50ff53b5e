"""A real Chromium against a real server; skipped where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from staydown.kernel.permissions import Role
from staydown.referrals.actions import Submission
from tests.support import world

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("STAYDOWN_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium here: install Debian's package chromium")
    with sync_playwright() as playwright:
        # Playwright keeps a loop of its own in this thread, though nothing here is asynchronous.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def house(
    chromium: Browser, live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Submission:
    """A house with a reviewer `alice`, a platform to act on, and a batch."""
    world.serve(monkeypatch, world.MemoryPlatform())
    world.person("alice", Role.SENIOR_REVIEWER, Role.LIAISON_OFFICER)
    world.load_lists()
    world.add_peers()
    lines = (world.SUPPORTED, world.CONTRADICTED, world.PRESS, world.NOT_AN_ACCOUNT)
    return world.refer(tmp_path, *lines, instrument="pk-peca-37")
