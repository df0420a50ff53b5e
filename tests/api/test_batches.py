"""Referral files over HTTP."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from staydown.referrals.models import Batch
from tests.api.answers import content, refusal
from tests.api.conftest import With
from tests.referrals.submitting import accounts
from tests.support import world
from tests.support.flow import entries, the_ledger_holds

__all__ = ["the_ledger_holds"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists_and_peers")]

BATCHES = "/api/v1/batches"
MINISTRY = f"?peer={world.MINISTRY}&instrument=tos-referral"
LINES = (world.SUPPORTED, world.CONTRADICTED, world.NOT_AN_ACCOUNT)


@pytest.fixture
def program(with_key: With) -> Client:
    return with_key("referrals.submit", "referrals.read")


@pytest.fixture
def file(tmp_path: Path) -> bytes:
    return world.referral_file(tmp_path, *LINES).read_bytes()


def post(program: Client, body: bytes, query: str = MINISTRY, media: str = "text/csv") -> Any:
    return program.post(BATCHES + query, body, content_type=media)


def test_a_file_becomes_a_batch_and_each_row_is_answered(program: Client, file: bytes) -> None:
    response = post(program, file)
    assert response.status_code == 201
    found = json.loads(content(response))
    assert list(found) == ["batch", "replayed", "rows", "counts"]
    assert [row["status"] for row in found["rows"]] == ["accepted", "accepted", "returned"]
    assert list(found["rows"][0]) == [
        "row", "sheet", "source_row", "status", "refs", "reasons", "claims",
    ]  # fmt: skip
    assert found["rows"][1]["claims"][0]["verdict"] == "contradicted"
    assert found["counts"]["accepted"] == 2
    assert response.headers["Location"] == f"{BATCHES}/{found['batch']}"
    [entry] = entries("referrals.read")
    assert str(entry["actor"]).startswith("key:")


def test_the_same_file_again_is_the_first_batch(program: Client, file: bytes) -> None:
    first = json.loads(content(post(program, file)))
    response = post(program, file, media="application/octet-stream")
    assert response.status_code == 200
    assert json.loads(content(response)) == first | {"replayed": True}
    assert Batch.objects.count() == 1


def test_a_form_with_the_file_does_the_same(program: Client, file: bytes) -> None:
    upload = SimpleUploadedFile("../../demand.csv", file)
    response = program.post(BATCHES + MINISTRY, {"file": upload})
    assert response.status_code == 201
    assert Batch.objects.get().file_name == "demand.csv"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("demand.csv", "demand.csv"), ("../x/..%2F..%2Fy.csv", "y.csv"), ("..", "referral"),
     ("C:\\x\\z.csv", "z.csv"), ("%00", "referral"), ("فہرست.csv", "فہرست.csv")],
)  # fmt: skip
def test_a_name_leads_nowhere(program: Client, file: bytes, name: str, kept: str) -> None:
    assert post(program, file, f"{MINISTRY}&name={name}").status_code == 201
    assert Batch.objects.get().file_name == kept


def test_facts_of_the_whole_demand_are_given_beside_it(program: Client, file: bytes) -> None:
    direction = f"?peer={world.MINISTRY}&instrument=pk-peca-37&reasons=They+recruit"
    facts = "&fact=reference=F.1/2026&fact=demand_date=2026-11-23"
    assert post(program, file, direction + facts).status_code == 201
    kept = Batch.objects.get().facts
    assert (kept["reasons"], kept["reference"]) == ("They recruit", "F.1/2026")
    assert refusal(post(program, file, f"{MINISTRY}&fact=x"), 422)["code"] == "fact"


def test_a_key_that_may_not_read_learns_the_batch_and_no_more(with_key: With, file: bytes) -> None:
    found = json.loads(content(post(with_key("referrals.submit"), file)))
    assert found == {
        "batch": str(Batch.objects.get().id), "replayed": False, "rows": None, "counts": None,
    }  # fmt: skip


def test_a_peers_key_submits_for_that_peer_alone(with_key: With, file: bytes) -> None:
    peer = with_key("referrals.submit", "referrals.read", peer=world.FLAGGER)
    assert refusal(post(peer, file), 403)["code"] == "not-your-peer"
    assert not Batch.objects.exists()
    assert post(peer, file, "?instrument=tos-referral").status_code == 201
    assert Batch.objects.get().peer.slug == world.FLAGGER


def test_a_peers_key_reads_that_peers_batches_alone(with_key: With, file: bytes) -> None:
    ministry = with_key("referrals.submit", "referrals.read", peer=world.MINISTRY)
    flagger = with_key("referrals.submit", "referrals.read", peer=world.FLAGGER)
    where = post(ministry, file).headers["Location"]
    for path in (where, f"{where}/answer"):
        assert content(ministry.get(path))
        assert refusal(flagger.get(path), 404)["code"] == "no-such-batch"


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?instrument=tos-referral", 422, "peer"),
        ("?peer=nobody&instrument=tos-referral", 404, "unknown-peer"),
        (f"?peer={world.MINISTRY}", 422, "invalid-parameters"),
        (f"?peer={world.MINISTRY}&instrument=nothing", 404, "unknown-instrument"),
        (f"?peer={world.FLAGGER}&instrument=pk-peca-37", 422, "not-its-instrument"),
    ],
)
def test_what_cannot_be_taken_in_is_refused(
    program: Client, file: bytes, query: str, status: int, code: str
) -> None:
    assert refusal(post(program, file, query), status)["code"] == code
    assert not Batch.objects.exists()


def test_a_file_of_another_kind_is_refused(program: Client, file: bytes) -> None:
    assert refusal(post(program, b"%PDF-1.7 specimen"), 422)["code"] == "wrong-file-type"
    assert refusal(post(program, b"\n"), 422)["code"] == "empty-file"
    form = "application/x-www-form-urlencoded"
    assert refusal(post(program, file, media=form), 415)["code"] == "wrong-media-type"
    assert refusal(program.post(BATCHES + MINISTRY, {"x": "1"}), 422)["code"] == "no-file"
    assert refusal(post(program, b"--", media="multipart/form-data"), 400)["code"] == "bad-request"


def test_a_file_has_twenty_megabytes_at_most(program: Client) -> None:
    large = b"x" * 20_000_001
    assert refusal(post(program, large), 413)["code"] == "too-large"
    form = {"file": SimpleUploadedFile("large.csv", large + b"x" * 200_000)}
    assert refusal(program.post(BATCHES + MINISTRY, form), 413)["code"] == "too-large"


def test_a_batch_and_its_answer_are_read_again(program: Client, tmp_path: Path) -> None:
    formula = '=HYPERLINK("https://example.org/specimen","click")'
    path = accounts(tmp_path, "https://x.com/specimen_river", formula)
    where = post(program, path.read_bytes(), f"{MINISTRY}&name=a.csv").headers["Location"]
    found = program.get(where).json()
    assert found["batch"] == where.rpartition("/")[2]
    assert (found["peer"], found["file_name"]) == (world.MINISTRY, "a.csv")
    assert found["counts"]["returned"] == 1
    rows = json.loads(content(program.get(f"{where}/answer")))
    assert [row["outcome"] for row in rows] == ["in review", ""]
    table = content(program.get(f"{where}/answer?format=csv")).decode("utf-8-sig")
    assert [*csv.DictReader(io.StringIO(table))][1]["Account as sent"] == f"'{formula}"
    book = openpyxl.load_workbook(io.BytesIO(content(program.get(f"{where}/answer?format=xlsx"))))
    assert book.active is not None
    assert book.active.max_row == 3
    assert len(entries("referrals.read")) == 3
    assert refusal(program.get(f"{where}/answer?format=pdf"), 422)["errors"][0]["field"]


def test_a_batch_that_nobody_submitted_is_not_there(program: Client) -> None:
    assert refusal(program.get(f"{BATCHES}/{uuid4()}"), 404)["code"] == "no-such-batch"
    assert refusal(program.get(f"{BATCHES}/{uuid4()}/answer"), 404)["code"] == "no-such-batch"
    assert refusal(program.get(f"{BATCHES}/none"), 404)["code"] == "no-such-path"
