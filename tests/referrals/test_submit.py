"""What becomes of the rows of a referral: accepted, duplicate or returned, as DESIGN.md says."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from staydown.cases import actions as cases
from staydown.cases.models import Case
from staydown.cases.queries import Draft
from staydown.kernel import actors, files
from staydown.kernel.actors import Actor
from staydown.kernel.errors import PermissionDenied
from staydown.kernel.permissions import BY_ROLE, Role
from staydown.referrals import queries
from staydown.referrals.models import Referral
from tests.referrals.submitting import accounts, answer, codes, statuses, stored, submit, table
from tests.support import world
from tests.support.flow import entries, quick_passwords, the_ledger_holds

__all__ = ["quick_passwords", "the_ledger_holds"]

pytestmark = pytest.mark.django_db

RIVER = "https://x.com/specimen_river"
NOTHING = "see attached screenshot"


@pytest.fixture(autouse=True)
def peers(db: None) -> None:
    world.add_peers()


@pytest.fixture
def reviewer() -> Actor:
    return world.person("reviewer", Role.REVIEWER).as_actor()


def decide(reviewer: Actor, case: str) -> None:
    cases.decide(reviewer, UUID(case), Draft("no_action", "A newspaper."))


def test_an_account_is_accepted_and_gets_a_case(tmp_path: Path) -> None:
    batch = submit(accounts(tmp_path, RIVER))
    [row] = answer(batch)
    [case] = Case.objects.all()
    assert (row["row"], row["sheet"], row["source_row"]) == (1, None, 2)
    assert row["status"] == "accepted"
    assert row["refs"] == [
        {"ref": "x:handle:specimen_river", "status": "accepted", "case": str(case.id)}
    ]
    assert (row["reasons"], row["claims"]) == ([], [])


def test_what_names_no_account_is_returned_with_a_reason_to_act_on(tmp_path: Path) -> None:
    batch = submit(accounts(tmp_path, RIVER, NOTHING, "https://x.com/search?q=specimen"))
    _, words, search = answer(batch)
    for row in (words, search):
        assert (row["status"], row["refs"]) == ("returned", [])
        assert all(reason["code"] and reason["text"] for reason in row["reasons"])
    assert "search page" in search["reasons"][0]["text"]


def test_a_file_of_which_every_row_is_returned_is_a_batch_too(tmp_path: Path) -> None:
    batch = submit(accounts(tmp_path, NOTHING, "#hashtag"))
    assert statuses(batch) == ["returned", "returned"]
    assert stored() == (1, 2, 0)


@pytest.mark.parametrize(
    "again",
    [
        "https://twitter.com/Specimen_River",
        "@specimen_river on X",
        "https://mobile.x.com/specimen_river?lang=ur",
        "https://x.com/specimen_river/status/1234567890123456789",
        " https://x.com/specimen_river\u200f.",
    ],
)
def test_the_same_account_written_another_way_is_a_duplicate_of_the_first(
    tmp_path: Path, again: str
) -> None:
    batch = submit(table(tmp_path, ["Platform", "Account"], ["X", RIVER], ["X", again]))
    first, second = answer(batch)
    assert (first["status"], second["status"]) == ("accepted", "duplicate")
    assert second["refs"][0]["case"] == first["refs"][0]["case"]
    [reason] = [one for one in second["reasons"] if one["code"] == "duplicate"]
    assert "row 1 of this file" in reason["text"]


def test_a_row_is_accepted_if_any_of_its_accounts_is(tmp_path: Path) -> None:
    cell = f"{RIVER} and https://x.com/specimen_moon"
    batch = submit(accounts(tmp_path, RIVER, cell))
    _, row = answer(batch)
    assert row["status"] == "accepted"
    assert [(one["ref"], one["status"]) for one in row["refs"]] == [
        ("x:handle:specimen_river", "duplicate"),
        ("x:handle:specimen_moon", "accepted"),
    ]


def test_two_accounts_in_a_cell_are_two_referrals(tmp_path: Path) -> None:
    batch = submit(accounts(tmp_path, f"{RIVER} / https://t.me/specimen_moon"))
    assert statuses(batch) == ["accepted"]
    assert stored() == (1, 1, 2)
    assert len({one.case_id for one in Referral.objects.all()}) == 2


def test_one_account_twice_in_a_cell_is_one_referral(tmp_path: Path) -> None:
    submit(accounts(tmp_path, f"{RIVER} https://twitter.com/specimen_river"))
    assert stored() == (1, 1, 1)


def test_a_good_address_is_accepted_and_the_bad_one_beside_it_explained(tmp_path: Path) -> None:
    batch = submit(accounts(tmp_path, f"{RIVER}, https://x.com/search?q=specimen"))
    [row] = answer(batch)
    assert row["status"] == "accepted"
    assert [one["ref"] for one in row["refs"]] == ["x:handle:specimen_river"]
    assert any("search page" in reason["text"] for reason in row["reasons"])


def test_two_columns_of_accounts_are_both_read(tmp_path: Path) -> None:
    rows = ["@specimen_river", "https://x.com/specimen_moon"]
    batch = submit(table(tmp_path, ["Platform", "Handle", "Link"], ["X", *rows]))
    [row] = answer(batch)
    assert {one["ref"] for one in row["refs"]} == {
        "x:handle:specimen_river", "x:handle:specimen_moon",
    }  # fmt: skip


def test_an_address_outweighs_a_wrong_platform_and_that_is_said(tmp_path: Path) -> None:
    batch = submit(table(tmp_path, ["Platform", "Account"], ["Facebook", RIVER]))
    [row] = answer(batch)
    assert row["refs"][0]["ref"] == "x:handle:specimen_river"
    assert codes(row) == ["platform-mismatch"]


def test_an_unknown_platform_is_said_and_the_address_alone_read(tmp_path: Path) -> None:
    header = ["Platform", "Account"]
    batch = submit(table(tmp_path, header, ["Orkut", RIVER], ["Orkut", "@specimen_moon"]))
    known, unknown = answer(batch)
    assert (known["status"], codes(known)) == ("accepted", ["platform-unknown"])
    assert unknown["status"] == "returned"
    assert codes(unknown)[0] == "platform-unknown"


@pytest.mark.parametrize("label", ["ٹیلی گرام", "Telegram ", "telegram channel", "TG"])
def test_a_platform_named_in_urdu_or_loosely_is_understood(tmp_path: Path, label: str) -> None:
    batch = submit(table(tmp_path, ["Platform", "Account"], [label, "@specimen_moon"]))
    assert answer(batch)[0]["refs"][0]["ref"] == "telegram:handle:specimen_moon"


@pytest.mark.parametrize(
    ("remark", "code"),
    [
        ("journalist?", "possible-press"),
        ("صحافی", "possible-press"),
        ("news page", "possible-press"),
        ("mirror of earlier account", "said-to-return"),
        ("پہلے بند ہوا", "said-to-return"),
        ("re-created", "said-to-return"),
    ],
)
def test_a_remark_that_a_reviewer_must_not_miss_is_flagged(
    tmp_path: Path, remark: str, code: str
) -> None:
    batch = submit(table(tmp_path, ["Account", "Remarks"], [RIVER, remark]))
    [row] = answer(batch)
    assert (row["status"], codes(row)) == ("accepted", [code])
    assert remark in row["reasons"][0]["text"]


def test_any_other_remark_is_left_alone(tmp_path: Path) -> None:
    batch = submit(table(tmp_path, ["Account", "Remarks"], [RIVER, "urgent; 12,000 followers"]))
    assert codes(answer(batch)[0]) == []


def test_counts_are_of_rows_and_of_references(tmp_path: Path) -> None:
    two = f"{RIVER} https://x.com/specimen_moon"
    batch = submit(accounts(tmp_path, two, RIVER, NOTHING, f"{two} https://x.com/specimen_sun"))
    view = queries.batch(actors.shell(), batch.batch.id)
    assert view.counts == {
        "accepted": 2,
        "duplicate": 1,
        "returned": 1,
        "refs": {"accepted": 3, "duplicate": 3},
    }
    assert view.rows == 4


class TestASecondFile:
    """Of the same peer, under the same instrument or another, or of another peer."""

    @pytest.fixture(autouse=True)
    def first(self, tmp_path: Path) -> dict[str, str]:
        batch = submit(accounts(tmp_path, RIVER, name="first.csv"), instrument="pk-peca-37")
        return {"case": answer(batch)[0]["refs"][0]["case"], "batch": str(batch.batch.id)}

    def test_refers_the_account_again_while_it_is_open(
        self, tmp_path: Path, first: dict[str, str]
    ) -> None:
        again = accounts(tmp_path, RIVER, "https://x.com/specimen_moon", name="second.csv")
        known, new = answer(submit(again, instrument="pk-peca-37"))
        assert (known["status"], new["status"]) == ("duplicate", "accepted")
        assert known["refs"][0]["case"] == first["case"]
        assert first["batch"] in known["reasons"][0]["text"]

    def test_refers_it_again_after_its_case_was_decided(
        self, tmp_path: Path, first: dict[str, str], reviewer: Actor
    ) -> None:
        decide(reviewer, first["case"])
        [row] = answer(
            submit(accounts(tmp_path, RIVER, "", name="second.csv"), instrument="pk-peca-37")
        )
        assert row["status"] == "accepted"
        assert row["refs"][0]["case"] != first["case"]

    @pytest.mark.parametrize(
        ("peer", "instrument"),
        [(world.MINISTRY, "tos-referral"), (world.FLAGGER, "tos-referral")],
    )
    def test_of_another_peer_or_instrument_joins_the_open_case_with_a_clock_of_its_own(
        self, tmp_path: Path, first: dict[str, str], peer: str, instrument: str
    ) -> None:
        path = accounts(tmp_path, RIVER, name="second.csv")
        [row] = answer(submit(path, peer=peer, instrument=instrument))
        assert row["status"] == "accepted"
        assert row["refs"][0]["case"] == first["case"]
        one, other = Referral.objects.order_by("id")
        assert one.clock_id != other.clock_id
        assert (one.instrument, other.instrument) == ("pk-peca-37", instrument)

    def test_that_is_the_same_file_gives_the_first_batch_and_stores_nothing(
        self, tmp_path: Path, first: dict[str, str]
    ) -> None:
        before, written = stored(), len(entries("referrals.submit"))
        again = submit(tmp_path / "first.csv", instrument="pk-peca-37")
        renamed = (tmp_path / "first.csv").rename(tmp_path / "renamed.csv")
        third = submit(renamed, instrument="pk-peca-37")
        assert again.replayed
        assert third.replayed
        assert {str(again.batch.id), str(third.batch.id)} == {first["batch"]}
        assert (stored(), len(entries("referrals.submit"))) == (before, written)

    def test_that_is_the_same_file_is_replayed_even_after_the_decision(
        self, tmp_path: Path, first: dict[str, str], reviewer: Actor
    ) -> None:
        decide(reviewer, first["case"])
        again = submit(tmp_path / "first.csv", instrument="pk-peca-37")
        assert again.replayed
        assert [row["outcome"] for row in _with_outcome(reviewer, again.batch.id)] == ["no_action"]

    def test_that_is_the_same_under_another_instrument_or_peer_is_a_new_batch(
        self, tmp_path: Path, first: dict[str, str]
    ) -> None:
        path = tmp_path / "first.csv"
        others = [submit(path), submit(path, peer=world.FLAGGER)]
        assert [one.replayed for one in others] == [False, False]
        assert len({first["batch"], *(str(one.batch.id) for one in others)}) == 3
        assert Case.objects.count() == 1


def _with_outcome(actor: Actor, batch: UUID) -> list[dict[str, object]]:
    from staydown.cases import queries as case_queries

    return list(case_queries.answer(actor, batch))


def test_the_answer_stands_in_the_senders_order_with_the_outcome_of_each_row(
    tmp_path: Path, reviewer: Actor
) -> None:
    cells = [f"https://x.com/specimen_{number}" for number in (3, 1, 2)]
    batch = submit(accounts(tmp_path, *cells, NOTHING))
    first = answer(batch)[0]["refs"][0]["case"]
    decide(reviewer, first)
    rows = _with_outcome(reviewer, batch.batch.id)
    assert [row["row"] for row in rows] == [1, 2, 3, 4]
    assert [row["given"]["account"] for row in rows] == [*cells, NOTHING]  # type: ignore[index]
    assert [row["outcome"] for row in rows[:3]] == ["no_action", "in review", "in review"]


def test_the_one_entry_of_an_import_counts_and_names_nobody(tmp_path: Path) -> None:
    batch = submit(table(tmp_path, ["Account", "Remarks"], [RIVER, "a remark about somebody"]))
    [entry] = entries("referrals.submit")
    assert entry["data"] == {
        "batch": str(batch.batch.id),
        "instrument": "tos-referral",
        "file_sha256": batch.batch.file_sha256,
        "counts": {"accepted": 1, "refs_accepted": 1},
    }
    tables = [one[0] for one in entry["sets"]]  # type: ignore[attr-defined]
    assert tables == ["referrals.row", "referrals.referral", "cases.case"]
    assert "specimen_river" not in json.dumps(entry)
    assert "somebody" not in json.dumps(entry)


def test_the_file_itself_is_kept(tmp_path: Path) -> None:
    path = accounts(tmp_path, RIVER)
    batch = submit(path)
    assert files.read(batch.batch.file_sha256) == path.read_bytes()


def test_nobody_submits_or_reads_without_the_permission(tmp_path: Path) -> None:
    auditor = Actor("user", "7", BY_ROLE[Role.AUDITOR])
    with pytest.raises(PermissionDenied):
        cases.receive(
            auditor,
            accounts(tmp_path, RIVER),
            peer_slug=world.MINISTRY,
            instrument_id="tos-referral",
        )
    batch = submit(accounts(tmp_path, RIVER))
    administrator = Actor("user", "8", BY_ROLE[Role.ADMINISTRATOR])
    with pytest.raises(PermissionDenied):
        queries.answer(administrator, batch.batch.id)
    with pytest.raises(PermissionDenied):
        queries.rows(administrator, batch.batch.id)
    assert stored() == (1, 1, 1)


def test_reading_an_answer_leaves_an_entry(tmp_path: Path) -> None:
    batch = submit(accounts(tmp_path, RIVER))
    answer(batch)
    [entry] = entries("referrals.read")
    assert entry["data"] == {"batch": str(batch.batch.id)}
