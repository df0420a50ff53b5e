"""`staydown referrals` as a person or a script meets it: what it prints, stores and refuses."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest

from staydown.kernel.models import Event
from staydown.ledger.models import Entry
from tests.cli.shell import Ran, Shell, run
from tests.referrals.submitting import accounts, stored, table
from tests.support import world
from tests.support.flow import the_ledger_holds

__all__ = ["run", "the_ledger_holds"]

pytestmark = pytest.mark.django_db

RIVER = "https://x.com/specimen_river"
FORMULA = '=HYPERLINK("https://example.org/specimen","click")'
MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def peers(db: None) -> None:
    world.add_peers()


def submit(run: Shell, path: Path | str, *more: str, **other: str) -> Ran:
    chosen = {"from": world.MINISTRY, "instrument": "tos-referral"} | other
    options = [word for name, value in chosen.items() for word in (f"--{name}", value)]
    return run("referrals", "submit", path, *options, *more)


@pytest.fixture
def batch(run: Shell, tmp_path: Path) -> str:
    """The id of a batch with an accepted, a duplicate and a returned row."""
    path = accounts(tmp_path, RIVER, "X: @specimen_river", FORMULA, name="first.csv")
    return str(submit(run, path, "--json").document["batch"])


def test_all_accepted_ends_with_0_and_a_summary(run: Shell, tmp_path: Path) -> None:
    ran = submit(run, accounts(tmp_path, RIVER))
    assert (ran.status, ran.err) == (0, "")
    assert "accepted         1" in ran.out
    assert "staydown referrals answer" in ran.out


def test_a_returned_row_ends_with_1(run: Shell, tmp_path: Path) -> None:
    assert submit(run, accounts(tmp_path, RIVER, "N/A")).status == 1


def test_a_contradicted_claim_ends_with_1(run: Shell, tmp_path: Path) -> None:
    world.load_lists()
    header = ["Account", "Organisation", "Legal basis"]
    cells = [RIVER, "Specimen Army of Paper Moon", "UN 1267"]
    ran = submit(run, table(tmp_path, header, cells), "--json")
    assert (ran.status, ran.document["counts"]["returned"]) == (1, 0)
    assert ran.document["rows"][0]["claims"][0]["verdict"] == "contradicted"


def test_a_duplicate_alone_is_no_finding(run: Shell, tmp_path: Path) -> None:
    assert submit(run, accounts(tmp_path, RIVER, RIVER)).status == 0


def test_the_json_is_one_document_with_the_fixed_keys(run: Shell, tmp_path: Path) -> None:
    ran = submit(run, accounts(tmp_path, RIVER, "ٹیسٹ"), "--json")
    found = ran.document
    assert set(found) == {"batch", "replayed", "rows", "counts"}
    assert list(found["rows"][0]) == [
        "row", "sheet", "source_row", "status", "refs", "reasons", "claims",
    ]  # fmt: skip
    assert found["counts"] == {
        "accepted": 1, "duplicate": 0, "returned": 1, "refs": {"accepted": 1, "duplicate": 0},
    }  # fmt: skip


def test_the_same_file_again_says_so_and_ends_as_before(run: Shell, tmp_path: Path) -> None:
    path = accounts(tmp_path, RIVER, "N/A")
    first = submit(run, path, "--json")
    again = submit(run, path, "--json")
    assert (first.status, again.status) == (1, 1)
    assert again.document == first.document | {"replayed": True}
    assert "submitted before" in submit(run, path).out


def test_facts_and_reasons_reach_the_demand(run: Shell, tmp_path: Path) -> None:
    path = accounts(tmp_path, RIVER)
    refused = submit(run, path, instrument="pk-peca-37-emergency")
    assert "--fact reasons=" in refused.refusal
    taken = submit(
        run, path, "--reasons", "An attack.", "--fact", "reference=S/1=a",
        instrument="pk-peca-37-emergency",
    )  # fmt: skip
    assert taken.status == 0


def _empty(folder: Path) -> Path:
    (folder / "empty.csv").touch()
    return folder / "empty.csv"


def _of_200_megabytes(folder: Path) -> Path:
    path = folder / "big.csv"
    with path.open("wb") as file:
        file.write(b"Account\n")
        file.truncate(200 * MEGABYTE)
    return path


def _zip_bomb(folder: Path) -> Path:
    path = folder / "bomb.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Account"])
    book.save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", b"\0" * 30 * MEGABYTE)
    return path


def _bytes(content: bytes) -> Any:
    def write(folder: Path) -> Path:
        path = folder / "file.csv"
        path.write_bytes(content)
        return path

    return write


MIXED = b"Account,Remarks\n" + "حساب,x\n".encode() + "حساب,\n".encode("cp1256")

FILES = {
    "missing": (lambda folder: folder / "nowhere.csv", "there is no file"),
    "a folder": (lambda folder: folder, "is a folder"),
    "empty": (_empty, "the file is empty"),
    "blank": (_bytes(b" \n\n\t\r\n"), "the file is empty"),
    "header only": (_bytes(b"Platform,Account\n"), "no account"),
    "no header": (_bytes(b"one,two\nthree,four\n"), "column"),
    "200 MB": (_of_200_megabytes, "limit max_bytes"),
    "zip bomb": (_zip_bomb, "limit max_ratio"),
    "binary junk": (_bytes(bytes(range(256)) * 64), ""),
    "mixed encodings": (_bytes(MIXED), ""),
    "a PDF": (_bytes(b"%PDF-1.7 specimen"), "this is a PDF"),
    "a picture": (_bytes(b"\x89PNG\r\n\x1a\n"), "this is a picture"),
    "a web page": (_bytes(b"<!doctype html><table>"), "web page"),
    "broken JSON": (_bytes(b'[{"account": '), "JSON"),
    "JSON of no list": (_bytes(b'{"a": 1}'), ""),
    "a broken workbook": (_bytes(b"PK\x03\x04" + b"junk" * 99), ""),
}


@pytest.mark.parametrize(("make", "said"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_used_is_one_line_and_nothing_stored(
    run: Shell, tmp_path: Path, make: Any, said: str
) -> None:
    before = everything()
    line = submit(run, make(tmp_path), "--json").refusal
    assert said in line
    assert len(line) > len("staydown: ") + 20
    assert everything() == before


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("from", "nobody", "nobody"),
        ("instrument", "no-such", "no-such"),
        ("instrument", "eu-tco-order", "is issued by"),
        ("instrument", "../pk-peca-37", "instrument"),
    ],
)
def test_a_peer_or_an_instrument_that_does_not_fit_is_one_line(
    run: Shell, tmp_path: Path, option: str, value: str, said: str
) -> None:
    before = everything()
    path = accounts(tmp_path, RIVER)
    assert said in submit(run, path, **{option: value}).refusal
    assert everything() == before


@pytest.mark.parametrize("fact", ["reference", "", "=x"])
def test_a_fact_without_name_or_value_is_one_line(run: Shell, tmp_path: Path, fact: str) -> None:
    before = everything()
    assert "NAME=VALUE" in submit(run, accounts(tmp_path, RIVER), "--fact", fact).refusal
    assert everything() == before


def everything() -> tuple[object, ...]:
    """How much is stored anywhere."""
    return (stored(), Entry.objects.count(), Event.objects.count())


def test_the_answer_as_json_has_the_cells_and_the_outcome(run: Shell, batch: str) -> None:
    ran = run("referrals", "answer", batch, "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    rows = ran.document
    assert [row["status"] for row in rows] == ["accepted", "duplicate", "returned"]
    assert [row["row"] for row in rows] == [1, 2, 3]
    assert rows[0]["outcome"] == "in review"
    assert rows[2]["given"] == {"account": FORMULA}


def test_the_answer_as_csv_gives_a_spreadsheet_nothing_to_run(run: Shell, batch: str) -> None:
    ran = run("referrals", "answer", batch, "--format", "csv")
    text = ran.raw.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["Status"] for row in rows] == ["accepted", "duplicate", "returned"]
    assert [row["Account as sent"] for row in rows] == [
        RIVER, "X: @specimen_river", f"'{FORMULA}",
    ]  # fmt: skip


def test_the_answer_as_a_workbook_has_no_formula(run: Shell, batch: str) -> None:
    ran = run("referrals", "answer", batch, "--format", "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(ran.raw)).worksheets[0]
    assert [cell.value for cell in sheet["D"]][1:] == [RIVER, "X: @specimen_river", FORMULA]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_an_answer_goes_into_a_file(run: Shell, batch: str, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"answer.{form}"
    ran = run("referrals", "answer", batch, "--format", form, "--out", path)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert path.stat().st_size > 100


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_an_answer_to_nowhere_is_one_line(
    run: Shell, batch: str, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "no-such-folder" / "answer"
    assert str(out) in run("referrals", "answer", batch, "--format", form, "--out", out).refusal


def test_an_answer_to_an_unknown_batch_is_one_line(run: Shell) -> None:
    unknown = str(uuid4())
    assert unknown in run("referrals", "answer", unknown, "--format", "json").refusal


def test_an_answer_that_is_submitted_again_is_read_as_what_was_sent(
    run: Shell, batch: str, tmp_path: Path
) -> None:
    path = tmp_path / "answer.csv"
    run("referrals", "answer", batch, "--format", "csv", "--out", path)
    again = submit(run, path, "--json", **{"from": world.FLAGGER}).document
    assert [row["status"] for row in again["rows"]] == ["accepted", "duplicate", "returned"]
    assert json.dumps(again["rows"][2]["reasons"]).count("formula") >= 1
