"""The shared specimen of a messy referral, as CSV and as XLSX."""

from __future__ import annotations

from staydown.referrals.readers import open_referral
from staydown.referrals.readers.dates import parse_date
from tests.referrals.readers.files import records_of
from tests.support.data import shared_data


def test_both_forms_have_the_same_records() -> None:
    csv = records_of(shared_data("referrals", "referrals.csv"))
    xlsx = records_of(shared_data("referrals", "referrals.xlsx"))
    assert len(csv) == len(xlsx) == 481
    assert [(r.row, r.cells, r.extra, r.problems) for r in csv] == [
        (r.row, r.cells, r.extra, r.problems) for r in xlsx
    ]


def test_every_column_of_it_is_known() -> None:
    with open_referral(shared_data("referrals", "referrals.xlsx")) as reading:
        assert reading.unknown_columns == []
        assert set(reading.columns) == {
            "number", "platform", "account", "name_on_account", "organisation", "legal_basis",
            "first_seen", "evidence", "remarks",
        }  # fmt: skip
        assert len(reading.title) == 1
        assert reading.demand_date is None


def test_its_records_number_themselves_and_their_dates_are_dates() -> None:
    records = records_of(shared_data("referrals", "referrals.csv"))
    assert [r.cells["number"] for r in records] == [str(r.row) for r in records]
    dates = [r.cells["first_seen"] for r in records if "first_seen" in r.cells]
    assert [text for text in dates if parse_date(text) is None] == []
