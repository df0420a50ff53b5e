"""What an entry holds, when it is written, and how it is proved to be there."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import pytest
import rfc8785
from django.db import transaction

from staydown.kernel import actors, clock
from staydown.kernel.errors import NotFound
from staydown.ledger import queries
from staydown.ledger.actions import record
from staydown.ledger.merkle import leaf_hash, root_from_proof
from staydown.ledger.models import Entry, digest_of
from staydown.ledger.verify import verify
from tests.ledger.log import stored, write_entries

pytestmark = pytest.mark.django_db

MOMENT = datetime.fromisoformat("2026-01-02T03:04:05Z")
ID = UUID("01890000-0000-7000-8000-000000000000")


def test_an_entry_says_who_did_what_and_when_and_what_stood_before_it() -> None:
    write_entries(1)
    with clock.frozen(MOMENT), transaction.atomic():
        number = record("specimen.act", actors.system("events"), data={"count": 3})
    body = json.loads(Entry.objects.get(pk=number).body)
    assert body == {
        "seq": 1,
        "at": "2026-01-02T03:04:05.000000Z",
        "actor": "system:events",
        "action": "specimen.act",
        "prev": stored()[0][1].hex(),
        "rows": [],
        "sets": [],
        "data": {"count": 3},
    }


def test_it_is_canonical_json_and_its_leaf_is_of_these_bytes() -> None:
    write_entries(2)
    for body, leaf in stored():
        assert rfc8785.dumps(json.loads(body)) == body.encode()
        assert leaf_hash(body.encode()) == leaf


@pytest.mark.django_db(transaction=True)
def test_it_belongs_into_the_transaction_of_the_action() -> None:
    with pytest.raises(RuntimeError, match="into the transaction"):
        record("specimen.act", actors.shell())


def test_it_is_gone_with_an_action_that_fails_and_its_number_is_used_again() -> None:
    with transaction.atomic():
        record("specimen.act", actors.shell())
        transaction.set_rollback(True)
    write_entries(2)
    assert verify().ok
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == [0, 1]


@pytest.mark.parametrize("size", [1, 2, 7, 8])
def test_every_entry_is_proved_to_be_in_the_log(size: int) -> None:
    write_entries(size)
    root = verify().root
    for seq in range(size):
        proof = queries.proof(actors.shell(), seq)
        leaf = leaf_hash(proof["body"].encode())
        path = [bytes.fromhex(step) for step in proof["path"]]
        assert leaf.hex() == proof["leaf"]
        assert root_from_proof(leaf, seq, proof["size"], path).hex() == proof["root"] == root


def test_a_proof_does_not_fit_another_text() -> None:
    write_entries(5)
    proof = queries.proof(actors.shell(), 2)
    forged = leaf_hash(proof["body"].replace("specimen", "spec1men").encode())
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert root_from_proof(forged, 2, 5, path).hex() != proof["root"]


@pytest.mark.parametrize("seq", [-1, 3, 10**30])
def test_there_is_no_proof_of_an_entry_that_is_not_there(seq: int) -> None:
    write_entries(3)
    with pytest.raises(NotFound, match="the ledger has 3"):
        queries.proof(actors.shell(), seq)


def test_the_same_values_under_another_salt_or_id_have_another_digest() -> None:
    values = ["+447700900123", None, True, 7, MOMENT, {"b": 1, "a": ["ب"]}]
    known = digest_of(bytes(16), ID, values)
    assert known.hex() == digest_of(memoryview(bytes(16)), ID, values).hex()
    assert known != digest_of(b"\1" * 16, ID, values)
    assert known != digest_of(bytes(16), UUID(int=0), values)
    assert known != digest_of(bytes(16), ID, ["+447700900123", None, 1, 7, *values[4:]])


def test_a_digest_is_the_salt_and_the_canonical_json_of_the_row() -> None:
    text = f'["{ID}","ب",null,{{"a":[],"b":1}}]'
    expected = sha256(b"s" * 16 + text.encode()).digest()
    assert digest_of(b"s" * 16, ID, ["ب", None, {"b": 1, "a": []}]) == expected


def test_a_floating_point_number_is_vouched_for_by_nobody() -> None:
    with pytest.raises(TypeError, match="floating-point"):
        digest_of(b"", ID, [0.1])
