"""The whole specimen referral, as CSV and as a workbook, through the commands that people use.

With the whole UN list, the OFAC pair and our example for Pakistan loaded. Every row has an outcome
that a careful person would agree with; the same one whichever file it came in.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from staydown.platforms import parse_ref, url_of
from tests.designations.support import EXAMPLE
from tests.designations.test_specimen import JUDGED
from tests.support.data import shared_data
from tests.support.installation import Finished, Installation

Answer = dict[str, Any]
Submitted = tuple[Installation, Answer]

#: What names no account, and why.
RETURNED = {
    3: "formula",  # =HYPERLINK(…)
    18: "empty",
    19: "placeholder",  # account deleted
    111: "placeholder",  # see attached screenshot
    146: "placeholder",  # N/A
    190: "empty",
    210: "empty",
    232: "malformed",  # https://exa mple
    245: "home-page",
    251: "malformed",
    302: "malformed",
    333: "hashtag-page",
    339: "formula",
    342: "malformed",
    399: "login-page",
    438: "home-page",
    457: "malformed",
    461: "formula",
    462: "post-without-author",  # photo.php?fbid=…
    463: "bare-number",  # 12
    465: "search-page",
    477: "search-page",
    480: "formula",
}
TWO_ACCOUNTS = {29, 38, 69, 149, 243, 385, 389, 421, 454}


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with the lists and the peer, and no referral."""
    installation = Installation.new(tmp_path_factory.mktemp("specimen") / "data")
    un = shared_data("lists", "un_consolidated_2026-02-27.xml")
    ofac = [shared_data("lists", name) for name in ("ofac_sdn.csv", "ofac_alt.csv")]
    done(installation, "lists", "load", "un-sc", un)
    done(installation, "lists", "load", "us-ofac-sdn", *ofac, "--as-of", "2025-02-01")
    done(installation, "lists", "load", "pk-nacta-organisations", EXAMPLE, "--as-of", "2026-11-01")
    done(installation, "peers", "add", "interior", "--name", "Specimen Ministry",
         "--kind", "authority", "--country", "PK")  # fmt: skip
    return installation


@pytest.fixture(scope="module")
def both(listed: Installation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Submitted]:
    """Each file handed in to a fresh copy of it; and the answer."""
    found = {}
    for form in ("csv", "xlsx"):
        installation = listed.copy(tmp_path_factory.mktemp(form) / "data")
        taken = submit(installation, shared_data("referrals", f"referrals.{form}"))
        assert (taken.status, taken.err) == (1, "")  # rows are returned, claims contradicted
        found[form] = (installation, json.loads(taken.out))
    return found


@pytest.fixture(params=["csv", "xlsx"])
def submitted(request: pytest.FixtureRequest, both: dict[str, Submitted]) -> Submitted:
    return both[request.param]


@pytest.fixture
def answer(submitted: Submitted) -> Answer:
    return submitted[1]


def done(installation: Installation, *arguments: str | Path) -> None:
    finished = installation.command(*map(str, arguments))
    assert finished.status == 0, finished.err


def submit(installation: Installation, path: Path) -> Finished:
    return installation.command(
        "referrals", "submit", str(path), "--from", "interior", "--instrument", "pk-peca-37",
        "--json",
    )  # fmt: skip


def sent() -> list[dict[str, str]]:
    """The rows as their sender wrote them."""
    with shared_data("referrals", "referrals.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if any(cell.strip() for cell in row.values())]


def first_of(answer: Answer) -> dict[str, int]:
    """In which row each reference was accepted."""
    return {
        ref["ref"]: row["row"]
        for row in answer["rows"]
        for ref in row["refs"]
        if ref["status"] == "accepted"
    }


def test_every_row_has_an_outcome_and_the_counts_add_up(answer: Answer) -> None:
    assert [row["row"] for row in answer["rows"]] == list(range(1, 482))
    assert answer["counts"] == {
        "accepted": 429,
        "duplicate": 29,
        "returned": 23,
        "refs": {"accepted": 437, "duplicate": 30},
    }
    assert answer["replayed"] is False


def test_it_returns_just_what_names_no_account_with_a_reason_to_act_on(answer: Answer) -> None:
    returned = {row["row"]: row for row in answer["rows"] if row["status"] == "returned"}
    assert {number: row["reasons"][0]["code"] for number, row in returned.items()} == RETURNED
    assert all(row["refs"] == [] and row["reasons"][0]["text"] for row in returned.values())


def test_a_duplicate_names_the_row_in_which_the_account_stands_first(answer: Answer) -> None:
    first = first_of(answer)
    for row in answer["rows"]:
        for ref in row["refs"]:
            earlier = first[ref["ref"]]
            assert (earlier < row["row"]) is (ref["status"] == "duplicate")
            if ref["status"] == "duplicate":
                texts = [one["text"] for one in row["reasons"] if one["code"] == "duplicate"]
                assert f"{ref['ref']} stands in row {earlier} of this file already" in texts


def test_cells_with_two_accounts_give_two_referrals(answer: Answer) -> None:
    assert {row["row"] for row in answer["rows"] if len(row["refs"]) == 2} == TWO_ACCOUNTS
    assert max(len(row["refs"]) for row in answer["rows"]) == 2


def test_every_account_is_one_that_its_sender_wrote(answer: Answer) -> None:
    for row, cells in zip(answer["rows"], sent(), strict=True):
        written = squeezed(cells["Account link / ID"])
        for one in row["refs"]:
            ref = parse_ref(one["ref"])
            value = ref.value[-9:] if ref.kind == "phone" else squeezed(ref.value)
            assert value in written, (row["row"], one["ref"])


def squeezed(text: str) -> str:
    """Letters and digits only, in lower case."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def test_every_account_with_a_page_has_its_address(answer: Answer) -> None:
    without = {
        ref["ref"].rsplit(":", 1)[0]
        for row in answer["rows"]
        for ref in row["refs"]
        if url_of(parse_ref(ref["ref"])) is None
    }
    assert without <= {"telegram:id"}


def test_every_claim_is_judged_as_a_careful_lawyer_would(answer: Answer) -> None:
    for row, cells in zip(answer["rows"], sent(), strict=True):
        expected = JUDGED[cells["Affiliated organisation"], cells["Legal basis"]]
        found = [
            (claim["list"], claim["verdict"], [entry["reference"] for entry in claim["entries"]])
            for claim in row["claims"]
        ]
        assert found == expected, row["row"]


def test_no_un_claim_for_a_baloch_group_is_supported(answer: Answer) -> None:
    groups = ("BLF", "BLA", "Baloch")
    rows = [
        claim
        for row, cells in zip(answer["rows"], sent(), strict=True)
        if cells["Affiliated organisation"].startswith(groups)
        for claim in row["claims"]
        if claim["list"] == "un-sc"
    ]
    assert {claim["verdict"] for claim in rows} == {"contradicted"}
    assert len(rows) >= 10


def test_every_contradicted_claim_is_among_the_reasons(answer: Answer) -> None:
    for row in answer["rows"]:
        contradicted = [one for one in row["claims"] if one["verdict"] == "contradicted"]
        told = [one for one in row["reasons"] if one["code"] == "claim-contradicted"]
        assert len(told) == len(contradicted)


def test_the_ledger_holds_and_names_no_account_and_no_person(
    submitted: Submitted,
) -> None:
    installation, answer = submitted
    done(installation, "ledger", "verify")
    database = sqlite3.connect(installation.folder / "staydown.sqlite3")
    log = "\n".join(body for (body,) in database.execute("SELECT body FROM ledger_entry"))
    listed = [text for (text,) in database.execute("SELECT text FROM designations_name")]
    database.close()
    refs = [parse_ref(ref["ref"]) for row in answer["rows"] for ref in row["refs"]]
    told = {cells[name] for cells in sent() for name in ("Account link / ID", "Name on account")}
    personal = {ref.value for ref in refs} | {str(ref) for ref in refs} | told | set(listed)
    assert [text for text in personal if len(text) > 4 and text in log] == []
    assert "specimen" not in log.replace("referrals.submit", "").lower()


def test_both_files_give_the_same_answer(both: dict[str, Submitted]) -> None:
    rows = {form: answer["rows"] for form, (_, answer) in both.items()}
    assert without_place(rows["csv"]) == without_place(rows["xlsx"])
    assert {row["sheet"] for row in rows["csv"]} == {None}
    assert all(row["sheet"] for row in rows["xlsx"])


def without_place(rows: list[Answer]) -> list[Answer]:
    """The rows without where they stood in the file, and without the ids of their cases."""
    return [
        {name: row[name] for name in ("row", "status", "reasons", "claims")}
        | {"refs": [(ref["ref"], ref["status"]) for ref in row["refs"]]}
        for row in rows
    ]
