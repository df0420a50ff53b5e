"""Batches in the console, and taking a file in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from staydown.kernel import actors
from staydown.kernel.permissions import Role
from staydown.referrals import queries as referrals
from staydown.referrals.actions import Submission
from tests.console.conftest import As
from tests.support import world

pytestmark = pytest.mark.django_db


def send(client: Client, content: bytes, name: str = "referral.csv", **given: str) -> str:
    """Send the upload form; the page that comes back."""
    file = SimpleUploadedFile(name, content)
    facts = {"peer": world.MINISTRY, "instrument": "pk-peca-37", "file": file, **given}
    return client.post("/batches/new", facts, follow=True).content.decode()


def csv_of(folder: Path, *lines: world.Line) -> bytes:
    return world.referral_file(folder, *lines).read_bytes()


def test_it_lists_a_batch_with_its_counts(signed_in: As, batch: Submission) -> None:
    page = signed_in(Role.AUDITOR).get("/batches").content.decode()
    assert "Specimen Interior Ministry" in page
    assert "referral.csv" in page


def test_it_shows_every_row_with_what_became_of_it(signed_in: As, batch: Submission) -> None:
    page = signed_in(Role.REVIEWER).get(f"/batches/{batch.batch.id}").content.decode()
    for text in ("x:handle:specimen_river", "see attached screenshot", "returned", "contradicted"):
        assert text in page


def test_it_shows_the_rows_of_one_status(signed_in: As, batch: Submission) -> None:
    address = f"/batches/{batch.batch.id}?status=returned"
    page = signed_in(Role.REVIEWER).get(address).content.decode()
    assert "see attached screenshot" in page
    assert "specimen_river" not in page


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_it_hands_out_the_answer(signed_in: As, batch: Submission, form: str) -> None:
    answer = signed_in(Role.LIAISON_OFFICER).get(f"/batches/{batch.batch.id}/answer.{form}")
    assert "attachment" in answer.headers["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    assert content
    if form == "json":
        assert [row["row"] for row in json.loads(content)] == [1, 2, 3, 4]


def test_it_has_no_answer_in_another_format(signed_in: As, batch: Submission) -> None:
    address = f"/batches/{batch.batch.id}/answer.exe"
    assert signed_in(Role.LIAISON_OFFICER).get(address).status_code == 404


def test_it_takes_a_file_in(signed_in: As, lists_and_peers: None, tmp_path: Path) -> None:
    client = signed_in(Role.LIAISON_OFFICER)
    page = send(client, csv_of(tmp_path, world.SUPPORTED, world.CONTRADICTED))
    assert "The file has been taken in." in page
    assert "telegram:handle:specimen_moon" in page


def test_it_says_that_a_file_was_taken_in_before(
    signed_in: As, lists_and_peers: None, tmp_path: Path
) -> None:
    client, content = signed_in(Role.LIAISON_OFFICER), csv_of(tmp_path, world.SUPPORTED)
    send(client, content)
    assert "This file was taken in before" in send(client, content)


def test_it_says_at_the_file_what_is_wrong_with_it(signed_in: As, lists_and_peers: None) -> None:
    page = send(signed_in(Role.LIAISON_OFFICER), b"%PDF-1.7 not a table", "referral.pdf")
    assert 'id="id_file_error"' in page


def test_it_says_what_an_instrument_requires_of_the_whole_demand(
    signed_in: As, lists_and_peers: None, tmp_path: Path
) -> None:
    client, content = signed_in(Role.LIAISON_OFFICER), csv_of(tmp_path, world.SUPPORTED)
    emergency = {"instrument": "pk-peca-37-emergency"}
    assert 'id="id_reasons_error"' in send(client, content, **emergency)
    assert "taken in" in send(client, content, **emergency, reasons="An attack is under way.")


def test_it_says_at_the_instrument_that_the_sender_may_not_issue_it(
    signed_in: As, lists_and_peers: None, tmp_path: Path
) -> None:
    client, content = signed_in(Role.LIAISON_OFFICER), csv_of(tmp_path, world.SUPPORTED)
    assert 'id="id_instrument_error"' in send(client, content, peer=world.FLAGGER)
    assert referrals.batches(actors.shell()) == []


def test_it_lets_only_those_who_may_submit_take_files_in(
    signed_in: As, lists_and_peers: None
) -> None:
    client = signed_in(Role.REVIEWER)
    assert client.get("/batches/new").status_code == 403
    assert "Take in a file" not in client.get("/batches").content.decode()
