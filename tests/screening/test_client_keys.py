"""Client identifiers are keyed at the door, and keys are rotated without losing anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from staydown.kernel import actors, clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import ConfigurationError
from staydown.kernel.settings import Settings
from staydown.ledger.models import Entry
from staydown.screening import actions
from staydown.screening.actions import screen
from staydown.screening.client_keys import Keyring, network_prefix
from staydown.screening.models import Answered, Match, WatchEntry
from tests.support.returning import coming_back

RAW = {"phone": "+44 7700 900123", "email": "specimen@example.org", "ips": ["203.0.113.9"]}


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    return Keyring(Settings(data=tmp_path))  # type: ignore[call-arg]


def test_the_first_key_is_made_on_first_use_for_its_owner_only(
    keyring: Keyring, tmp_path: Path
) -> None:
    assert [key.id for key in keyring.in_use()] == ["k1"]
    assert (tmp_path / "keys" / "client-keys.json").stat().st_mode & 0o077 == 0


def test_the_same_value_is_the_same_hash_however_it_is_written(keyring: Keyring) -> None:
    one = keyring.keyed({"phone": "+44 7700 900123", "email": "Specimen@example.org "})
    other = keyring.keyed({"phone": "00447700900123", "email": "specimen@EXAMPLE.org"})
    assert one["email"] == other["email"]
    assert keyring.keyed({"phone": "+44 (0)7700 900123"})["phone"] == one["phone"]


def test_kinds_never_meet(keyring: Keyring) -> None:
    found = keyring.keyed({"devices": ["203.0.113.0/24"], "ips": ["203.0.113.1"]})
    assert found["devices"] != found["ip_prefixes"]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("nonsense", ""),
    ],
)
def test_networks(address: str, network: str) -> None:
    assert network_prefix(address) == network


def test_a_rotation_uses_both_keys_until_the_overlap_ends(keyring: Keyring) -> None:
    before = keyring.keyed(RAW)
    assert keyring.rotate(timedelta(days=30)) == "k2"
    during = keyring.keyed(RAW)
    assert before["phone"] in during["phone"].split()
    assert len(during["phone"].split()) == 2
    with clock.frozen(clock.now() + timedelta(days=31)):
        after = keyring.keyed(RAW)
        assert before["phone"] not in after["phone"].split()
        assert keyring.still_keyed(before) == {}
        assert keyring.still_keyed({"phone": "ab" * 20}) == {"phone": "ab" * 20}


def test_another_process_takes_the_new_key_up(keyring: Keyring, tmp_path: Path) -> None:
    other = Keyring(Settings(data=tmp_path))  # type: ignore[call-arg]
    assert len(other.in_use()) == 1
    keyring.rotate()
    assert [key.id for key in other.in_use()] == ["k2", "k1"]


def test_a_file_that_holds_no_keys_is_said_so(keyring: Keyring, tmp_path: Path) -> None:
    keyring.in_use()
    (tmp_path / "keys" / "client-keys.json").write_text("{}")
    with pytest.raises(ConfigurationError, match="backup"):
        Keyring(Settings(data=tmp_path)).in_use()  # type: ignore[call-arg]


@pytest.mark.django_db
def test_no_raw_identifier_is_stored_anywhere(asker: Actor, removed: UUID) -> None:
    screen(asker, [coming_back() | {"client": RAW}])
    stored = [
        *Match.objects.values_list("account", flat=True),
        *WatchEntry.objects.values_list("record", flat=True),
        *Answered.objects.values_list("answer", flat=True),
        *Entry.objects.values_list("body", flat=True),
    ]
    text = str(stored)
    assert Match.objects.get().account["client"]["phone"].startswith("k")
    for raw in ("900123", "specimen@example.org", "203.0.113"):
        assert raw not in text


@pytest.mark.django_db
def test_rotating_leaves_a_ledger_entry_without_the_key(removed: UUID) -> None:
    key = actions.rotate_client_keys(actors.shell(), timedelta(days=1))
    body = Entry.objects.filter(body__contains="clients.rotate").get().body
    assert key in body
    secret = actions.screener().keyring.in_use()[0].secret.hex()
    assert secret not in body
