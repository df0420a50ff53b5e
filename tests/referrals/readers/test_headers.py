"""Headers as senders write them."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from staydown.referrals import readers
from staydown.referrals.readers.headers import meaning_of, understand
from staydown.referrals.readers.text import comparable
from tests.referrals.readers.files import records_of, refusal_of


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Account link / ID", "account"),
        ("ACCOUNT  LINK\n/ ID ", "account"),
        ("URL", "account"),
        ("Profile-Link", "account"),
        ("اکاؤنٹ کا لنک", "account"),
        ("اكاونٹ كا لنك", "account"),
        ("لِنک", "account"),
        ("Account link (URL)", "account"),
        ("Account link / اکاؤنٹ کا لنک", "account"),
        ("پلیٹ فارم", "platform"),
        ("پليٹ فارم", "platform"),
        ("Social Media Platform", "platform"),
        ("Affiliated organisation", "organisation"),
        ("Group", "organisation"),
        ("تنظیم", "organisation"),
        ("Legal basis", "legal_basis"),
        ("قانونی بنیاد", "legal_basis"),
        ("Date of demand", "demand_date"),
        ("Date of letter (dd/mm/yyyy)", "demand_date"),
        ("Date of order", "demand_date"),
        ("First seen (date)", "first_seen"),
        ("Name on account", "name_on_account"),
        ("S.No", "number"),
        ("#", "number"),
        ("نمبر شمار", "number"),
        ("Evidence", "evidence"),
        ("Remarks", "remarks"),
        ("وجوہات", "reasons"),
    ],
)
def test_a_header_means_a_field(header: str, field: str) -> None:
    assert meaning_of(header).field == field


@pytest.mark.parametrize("header", ["", "Followers", "Platform / Link", "x" * 500, "—"])
def test_other_headers_mean_nothing(header: str) -> None:
    assert meaning_of(header).field is None


def test_no_header_names_two_fields() -> None:
    table = tomllib.loads(files(readers).joinpath("headers.toml").read_text("utf-8"))
    named = [(comparable(name), field) for field, entry in table.items() for name in entry["names"]]
    fields: dict[str, set[str]] = {}
    for name, field in named:
        fields.setdefault(name, set()).add(field)
    assert {name: found for name, found in fields.items() if len(found) > 1 or not name} == {}


def test_an_id_is_the_account_only_where_nothing_better_is() -> None:
    alone = understand(["ID", "Platform"])
    beside = understand(["ID", "URL"])
    assert alone is not None
    assert alone.fields["account"] == [0]
    assert beside is not None
    assert beside.fields["account"] == [1]
    assert beside.unknown_columns == ("ID",)


def test_two_account_columns_are_joined_and_else_the_first_counts(tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text("URL,Handle,Group,Organisation\nhttps://x.com/specimen,@specimen,One,Two\n")
    (record,) = records_of(csv)
    assert record.cells == {"account": "https://x.com/specimen\n@specimen", "organisation": "One"}
    assert record.extra == {"Organisation": "Two"}


def test_unknown_columns_of_one_name_do_not_hide_each_other(tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text("URL,Colour,Colour,\n@specimen,red,blue,green\n")
    (record,) = records_of(csv)
    assert record.extra == {
        "Colour (column 2)": "red",
        "Colour (column 3)": "blue",
        "column 4": "green",
    }


def test_the_header_is_the_row_with_most_known_columns(tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text("Accounts,\nof the ministry,\nPlatform,URL\nX,@specimen\n")
    (record,) = records_of(csv)
    assert record.cells == {"platform": "X", "account": "@specimen"}
    assert record.source_row == 4


def test_a_header_below_the_thirtieth_row_is_not_looked_for(tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text("title\n" * 29 + "URL\n@specimen\n")
    assert len(records_of(csv)) == 1
    csv.write_text("title\n" * 30 + "URL\n@specimen\n")
    assert refusal_of(csv).code == "header-missing"


def test_a_missing_header_is_told_with_what_is_there_and_what_is_wanted(tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text("Platform,Followers\nX,12\n")
    error = refusal_of(csv)
    assert error.code == "header-missing"
    assert error.facts["seen"] == ["Platform", "Followers"]
    assert "Followers" in error.message
    assert "Account link" in error.message
    assert "account link id" in list(error.facts["wanted"])  # type: ignore[call-overload]
