"""The messy referral of 481 rows: every row has the outcome that a careful person gives it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

import pytest

from staydown.platforms import AccountRef, AddressError, Found, find, platform_named
from tests.support.data import shared_data

Outcome = Found | AddressError

REFUSED = {
    "formula": [3, 339, 461, 480],
    "empty": [18, 190, 210],
    "placeholder": [19, 111, 146],
    "malformed": [232, 251, 302, 342, 457],
    "home-page": [245, 438],
    "hashtag-page": [333],
    "login-page": [399],
    "post-without-author": [462],
    "bare-number": [463],
    "search-page": [465, 477],
}
"""Rows that name no account, by the reason that their sender is told."""
MISMATCHED = [7, 17, 21, 224, 269, 284, 354, 422, 450]
"""Rows whose address is of another platform than their column says."""
IN_PAIRS = [29, 38, 69, 149, 243, 385, 389, 421, 454]
"""Rows with two accounts in their cell."""
KINDS = {
    "x:handle": 109,
    "x:id": 11,
    "facebook:handle": 44,
    "facebook:id": 62,
    "facebook:group": 13,
    "instagram:handle": 54,
    "whatsapp:phone": 31,
    "whatsapp:group": 18,
    "whatsapp:channel": 18,
    "telegram:handle": 82,
    "telegram:id": 11,
    "telegram:invite": 14,
}
EXPECTED_WARNINGS = {"platform-mismatch", "invite-revocable", "number-not-in-use-range"}


@pytest.fixture(scope="module")
def outcomes() -> dict[int, list[Outcome]]:
    """What each row's address cell gives, by the row's number."""
    return {
        int(row["S.No"]): find(row["Account link / ID"], platform=platform_named(row["Platform"]))
        for row in _rows()
    }


def _rows() -> Iterator[dict[str, str]]:
    with shared_data("referrals", "referrals.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def test_every_platform_label_is_known() -> None:
    assert all(platform_named(row["Platform"]) for row in _rows())


def test_exactly_these_rows_are_refused_and_for_these_reasons(
    outcomes: dict[int, list[Outcome]],
) -> None:
    refused: dict[str, list[int]] = {}
    for row, results in outcomes.items():
        for result in results:
            if isinstance(result, AddressError):
                refused.setdefault(result.code, []).append(row)
    assert refused == REFUSED


def test_every_other_row_gives_its_account_or_accounts(outcomes: dict[int, list[Outcome]]) -> None:
    assert [row for row, results in outcomes.items() if len(results) == 2] == IN_PAIRS
    assert max(map(len, outcomes.values())) == 2
    assert Counter(f"{ref.platform}:{ref.kind}" for ref in _refs(outcomes)) == KINDS


def _refs(outcomes: dict[int, list[Outcome]]) -> list[AccountRef]:
    return [found.ref for found in _found(outcomes)]


def _found(outcomes: dict[int, list[Outcome]]) -> list[Found]:
    return [o for results in outcomes.values() for o in results if isinstance(o, Found)]


def test_every_invented_name_comes_out_whole(outcomes: dict[int, list[Outcome]]) -> None:
    for account in _found(outcomes):
        if account.ref.kind == "handle":
            assert account.ref.value.startswith("specimen")
            assert account.ref.value.replace(".", "") in account.text.lower().replace(".", "")


def test_only_the_expected_marks_are_made(outcomes: dict[int, list[Outcome]]) -> None:
    assert {mark for account in _found(outcomes) for mark in account.warnings} == EXPECTED_WARNINGS
    mismatched = [
        row
        for row, results in outcomes.items()
        for o in results
        if isinstance(o, Found) and "platform-mismatch" in o.warnings
    ]
    assert mismatched == MISMATCHED
