"""The case page: everything that a reviewer decides on."""

from __future__ import annotations

from pathlib import Path

import pytest

from staydown.kernel.permissions import Role
from staydown.referrals.actions import Submission
from tests.console.conftest import As
from tests.support import world

pytestmark = pytest.mark.django_db


def page_of(signed_in: As, batch: Submission, row: int, role: Role = Role.REVIEWER) -> str:
    return signed_in(role).get(f"/cases/{world.case_of(batch, row)}").content.decode()


def test_it_shows_the_entry_behind_a_supported_claim(signed_in: As, batch: Submission) -> None:
    page = page_of(signed_in, batch, 1)
    assert "supported" in page
    assert "QDe.901" in page
    assert "2016-07-11" in page
    assert "un-sc" in page


def test_it_shows_a_contradicted_claim_in_red_and_in_words(
    signed_in: As, batch: Submission
) -> None:
    page = page_of(signed_in, batch, 2)
    assert "Contradicted: the lists named do not bear out these claims" in page
    assert "claim-contradicted" in page
    assert "Specimen Army of Paper Moon: UN 1267" in page


def test_it_puts_a_possible_journalist_first(signed_in: As, batch: Submission) -> None:
    page = page_of(signed_in, batch, 3)
    assert page.index("Possibly the press") < page.index("Row as sent")


def test_it_shows_the_address_but_links_to_nothing_of_the_account(
    signed_in: As, batch: Submission
) -> None:
    page = page_of(signed_in, batch, 1)
    assert "https://x.com/specimen_river" in page
    assert 'href="https://' not in page


def test_it_shows_the_row_as_sent_and_escapes_it(
    signed_in: As, lists_and_peers: None, tmp_path: Path
) -> None:
    line = world.Line("@specimen_evil", remarks="<script>alert(1)</script>", platform="X")
    page = page_of(signed_in, world.refer(tmp_path, line), 1)
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_it_isolates_references_from_the_direction_of_the_page(
    signed_in: As, batch: Submission
) -> None:
    page = page_of(signed_in, batch, 1)
    assert '<bdi dir="ltr" class="ref">x:handle:specimen_river</bdi>' in page


def test_it_offers_deciding_to_a_reviewer_and_not_to_an_auditor(
    signed_in: As, batch: Submission
) -> None:
    assert "/decide" in page_of(signed_in, batch, 1, Role.REVIEWER)
    assert "/decide" not in page_of(signed_in, batch, 1, Role.AUDITOR)


def test_it_shows_what_was_recorded_of_the_account(
    signed_in: As, batch: Submission, served: world.MemoryPlatform
) -> None:
    world.work_off(served)
    page = page_of(signed_in, batch, 1)
    assert "The account as it stood" in page
    assert "SFDR Media" in page


def test_it_says_how_an_instrument_about_content_binds(
    signed_in: As, lists_and_peers: None, tmp_path: Path
) -> None:
    line = world.Line("https://x.com/specimen_post/status/12345", reasons="It incites.")
    done = world.refer(
        tmp_path,
        line,
        peer=world.FLAGGER,
        instrument="dsa-16-notice",
        good_faith="yes",
        contact_point="specimen desk",
    )
    assert "never compels a measure" in page_of(signed_in, done, 1)
