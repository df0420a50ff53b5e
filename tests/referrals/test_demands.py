"""What the instrument asks of a demand, and the day on which its claims are checked."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from staydown.kernel import actors, clock
from staydown.liaison import actions as liaison
from staydown.liaison.errors import UnknownInstrument, UnknownPeer
from staydown.referrals import queries
from staydown.referrals.errors import IncompleteDemand, NotItsInstrument
from tests.referrals.submitting import (
    accounts,
    answer,
    ban,
    codes,
    statuses,
    stored,
    submit,
    table,
    verdicts,
)
from tests.support import world
from tests.support.flow import entries, the_ledger_holds

__all__ = ["the_ledger_holds"]

pytestmark = pytest.mark.django_db

RIVER = "https://x.com/specimen_river"
POST = f"{RIVER}/status/1234567890123456789"
GROUP = "Specimen Front of Dry River"
NOTHING = (0, 0, 0)
ORDER = {
    "reference": "SPECIMEN/1", "demand_date": "2026-11-01", "contact_point": "desk@example.org",
    "signatory": "A. Specimen", "redress": "Specimen Court",
}  # fmt: skip


@pytest.fixture(autouse=True)
def peers(db: None) -> None:
    world.add_peers()
    liaison.add_peer(actors.shell(), "specimen-bka", "Specimen Office", "authority", country="DE")


@pytest.mark.parametrize(
    ("peer", "instrument"),
    [
        (world.FLAGGER, "pk-peca-37"),
        (world.FLAGGER, "eu-tco-order"),
        (world.MINISTRY, "eu-tco-order"),
        ("specimen-bka", "pk-peca-37"),
        ("specimen-bka", "pk-peca-37-emergency"),
    ],
)
def test_a_peer_without_the_power_is_refused_and_told_what_it_may_send(
    tmp_path: Path, peer: str, instrument: str
) -> None:
    with pytest.raises(NotItsInstrument, match=r"choose the instrument.*tos-referral"):
        submit(accounts(tmp_path, RIVER), peer, instrument, **ORDER, reasons="Urgent.")
    assert stored() == NOTHING


def test_an_authority_of_no_stated_country_is_believed(tmp_path: Path) -> None:
    liaison.add_peer(actors.shell(), "somewhere", "Specimen Authority", "authority")
    assert statuses(submit(accounts(tmp_path, RIVER), "somewhere", "pk-peca-37")) == ["accepted"]


def test_an_unknown_peer_or_instrument_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownPeer):
        submit(accounts(tmp_path, RIVER), "nobody")
    with pytest.raises(UnknownInstrument):
        submit(accounts(tmp_path, RIVER), world.MINISTRY, "no-such-instrument")
    assert stored() == NOTHING


@pytest.mark.parametrize("reasons", ["", "   "])
def test_an_emergency_without_written_reasons_is_refused_and_nothing_stored(
    tmp_path: Path, reasons: str
) -> None:
    before = entries()
    with pytest.raises(IncompleteDemand, match="no clock was started") as error:
        submit(accounts(tmp_path, RIVER), instrument="pk-peca-37-emergency", reasons=reasons)
    assert error.value.facts["lacking"] == ["reasons"]
    assert stored() == NOTHING
    assert entries() == before


def test_an_emergency_with_reasons_starts_its_clock_of_twelve_hours(tmp_path: Path) -> None:
    path = accounts(tmp_path, RIVER)
    batch = submit(path, instrument="pk-peca-37-emergency", reasons="An attack is under way.")
    [referral] = batch.batch.referrals.select_related("clock")
    assert referral.clock.due_at == batch.batch.received_at + timedelta(hours=12)


def test_reasons_row_by_row_will_do_where_every_row_has_them(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        ["Account", "Reasons"],
        [RIVER, "An attack is under way."],
        ["https://x.com/specimen_moon", ""],
    )
    given, empty = answer(submit(path, instrument="pk-peca-37-emergency"))
    assert given["status"] == "accepted"
    assert (empty["status"], codes(empty)) == ("returned", ["reasons-missing"])


def test_a_removal_order_keeps_its_items_and_says_that_no_connector_acts_on_them(
    tmp_path: Path,
) -> None:
    header = ["URL", "Legal basis", "Reasons"]
    path = table(tmp_path, header, [POST, "Directive 2017/541", "It instructs."])
    batch = submit(path, "specimen-bka", "eu-tco-order", **ORDER)
    [row] = answer(batch)
    assert row["status"] == "accepted"
    assert "items-not-acted-on" in codes(row)
    [referral] = batch.batch.referrals.select_related("clock")
    assert (referral.item, referral.ref) == (POST, "x:handle:specimen_river")
    assert referral.clock.due_at == batch.batch.received_at + timedelta(hours=1)
    assert batch.batch.facts == ORDER


@pytest.mark.parametrize("lacking", sorted(ORDER))
def test_a_removal_order_without_one_of_its_facts_is_refused(tmp_path: Path, lacking: str) -> None:
    facts = {name: text for name, text in ORDER.items() if name != lacking}
    path = table(tmp_path, ["URL", "Legal basis", "Reasons"], [POST, "Directive", "It instructs."])
    with pytest.raises(IncompleteDemand, match=f"--fact {lacking}="):
        submit(path, "specimen-bka", "eu-tco-order", **facts)
    assert stored() == NOTHING


def test_a_contact_point_on_record_need_not_be_stated(tmp_path: Path) -> None:
    points = [("email", "desk@specimen.example")]
    liaison.add_contact_points(actors.shell(), world.FLAGGER, points)
    path = table(tmp_path, ["URL", "Reasons"], [POST, "It incites."])
    batch = submit(path, world.FLAGGER, "dsa-16-notice", good_faith="yes")
    assert batch.batch.facts == {"good_faith": "yes", "contact_point": "registered"}
    assert codes(answer(batch)[0]) == ["items-not-acted-on"]


def test_a_notice_without_reasons_in_a_row_returns_that_row(tmp_path: Path) -> None:
    path = table(tmp_path, ["URL", "Reasons"], [POST, ""], [POST, "It incites."])
    facts = {"good_faith": "yes", "contact_point": "desk@specimen.example"}
    lacking, whole = answer(submit(path, world.FLAGGER, "dsa-16-notice", **facts))
    assert (lacking["status"], codes(lacking)) == ("returned", ["reasons-missing"])
    assert whole["status"] == "accepted"


class TestTheDayOfTheDemand:
    """The row's own date, else the one stated for all, else that of the title, else receipt."""

    HEADER = ("Account", "Organisation", "Legal basis", "Date")

    def claimed(self, folder: Path, row_date: str = "", title: str = "", **facts: str) -> str:
        """The verdict on one row's claim, under a ban of the year 2024 alone."""
        ban(GROUP, "2024-01-01", "2025-01-01")
        path = folder / "referral.xlsx"
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for cells in ([title], [], list(self.HEADER), [RIVER, GROUP, "ATA", row_date]):
            sheet.append(cells)
        book.save(path)
        self.batch = submit(path, **facts)
        [[verdict]] = verdicts(self.batch)
        return verdict

    def test_is_that_of_receipt_where_nothing_is_stated(self, tmp_path: Path) -> None:
        assert self.claimed(tmp_path) == "contradicted"
        assert self.batch.batch.demand_date is None

    def test_is_the_titles(self, tmp_path: Path) -> None:
        assert self.claimed(tmp_path, title="List dated 15-06-2024") == "supported"
        assert self.batch.batch.demand_date == date(2024, 6, 15)

    def test_is_the_stated_one_rather_than_the_titles(self, tmp_path: Path) -> None:
        stated = self.claimed(tmp_path, title="Dated 15-06-2025", demand_date="2024-06-15")
        assert stated == "supported"
        assert self.batch.batch.demand_date == date(2024, 6, 15)

    def test_is_the_rows_own_rather_than_any_other(self, tmp_path: Path) -> None:
        title = "Dated 15-06-2025"
        assert self.claimed(tmp_path, "2024-06-15", title, demand_date="2025-06-15") == "supported"

    def test_a_date_that_cannot_be_read_is_said_and_the_next_taken(self, tmp_path: Path) -> None:
        assert self.claimed(tmp_path, "last summer", "Dated 15-06-2024") == "supported"
        assert codes(answer(self.batch)[0]) == ["date-unreadable"]

    def test_a_stated_date_that_cannot_be_read_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(IncompleteDemand, match="write it as 2026-11-23"):
            self.claimed(tmp_path, demand_date="last summer")
        assert stored() == NOTHING

    @pytest.mark.parametrize("header", ["First seen", "Date first observed"])
    def test_is_never_the_day_on_which_somebody_first_saw_it(
        self, tmp_path: Path, header: str
    ) -> None:
        ban(GROUP, "2024-01-01", "2025-01-01")
        columns = ["Account", "Organisation", "Legal basis", header]
        path = table(tmp_path, columns, [RIVER, GROUP, "ATA", "2024-06-15"])
        assert verdicts(submit(path)) == [["contradicted"]]


def test_a_contradicted_claim_is_reported_back_and_the_account_accepted_all_the_same(
    tmp_path: Path,
) -> None:
    ban("Specimen Others", "2024-01-01")
    path = table(tmp_path, ["Account", "Organisation", "Legal basis"], [RIVER, GROUP, "ATA"])
    batch = submit(path)
    [row] = answer(batch)
    assert (row["status"], codes(row)) == ("accepted", ["claim-contradicted"])
    assert GROUP in row["reasons"][0]["text"]
    assert queries.contradicted_rows(batch.batch.id) == 1


def test_of_several_claims_the_worst_counts_and_all_are_answered(tmp_path: Path) -> None:
    ban(GROUP, "2024-01-01")
    header = ["Account", "Organisation", "Legal basis"]
    path = table(tmp_path, header, [RIVER, GROUP, "ATA, UN 1267"])
    batch = submit(path)
    assert verdicts(batch) == [["supported", "unknown"]]
    assert batch.batch.rows.get().verdict == "unknown"


def test_a_claim_without_any_list_loaded_is_unknown_and_held_against_nobody(tmp_path: Path) -> None:
    header = ["Account", "Organisation", "Legal basis"]
    batch = submit(table(tmp_path, header, [RIVER, GROUP, "UN 1267"]))
    assert verdicts(batch) == [["unknown"]]
    assert codes(answer(batch)[0]) == []


def test_receipt_is_the_moment_of_the_clock(tmp_path: Path) -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        batch = submit(accounts(tmp_path, RIVER), instrument="pk-peca-37")
        [referral] = batch.batch.referrals.select_related("clock")
        assert referral.clock.started_at == batch.batch.received_at == clock.now()
        assert referral.clock.due_at == clock.now() + timedelta(hours=48)
