"""`staydown keys`: making, listing and revoking."""

from __future__ import annotations

import pytest

from staydown.kernel import keys
from staydown.kernel.keys import UnusableKey
from staydown.kernel.models import ApiKey
from tests.cli.shell import Ran, Shell, run
from tests.support import world
from tests.support.flow import entries, the_ledger_holds

__all__ = ["run", "the_ledger_holds"]

pytestmark = pytest.mark.django_db


def add(run: Shell, *more: str, scope: str = "screening.screen") -> Ran:
    return run("keys", "add", "sign-up", "--scope", scope, *more)


def test_it_prints_the_key_once_and_leaves_an_entry_without_it(run: Shell) -> None:
    ran = add(run, "--scope", "matches.read")
    assert ran.status == 0
    text = ran.out.strip()
    assert keys.caller(text).actor.permissions == {"screening.screen", "matches.read"}
    assert "shown this once" in ran.err
    [entry] = entries("keys.make")
    kept = ApiKey.objects.get()
    assert entry["data"] == {
        "key": str(kept.id),
        "name": "sign-up",
        "peer": "",
        "scopes": ["matches.read", "screening.screen"],
    }
    assert text.rpartition("_")[2] not in str(entry) + run("keys", "list").out


def test_json_is_one_document_with_the_key_in_it(run: Shell) -> None:
    found = add(run, "--json", "--days", "7").document
    assert keys.caller(found["key"]).actor.id == found["id"]
    assert (found["state"], found["peer"], found["last_used_at"]) == ("in-use", None, None)
    assert found["key"].endswith(found["last_four"])


def test_a_key_may_be_a_known_peers(run: Shell) -> None:
    world.add_peers()
    found = add(run, "--json", "--peer", world.MINISTRY, scope="referrals.submit").document
    assert found["peer"] == world.MINISTRY


@pytest.mark.parametrize(
    ("more", "scope", "said"),
    [
        (("--peer", "nobody"), "referrals.submit", "there is no peer"),
        ((), "cases.decide", "cases.decide"),
        (("--days", "0"), "cases.read", "1 to 1095 days"),
    ],
)
def test_what_cannot_be_is_one_line_and_no_key(
    run: Shell, more: tuple[str, ...], scope: str, said: str
) -> None:
    assert said in add(run, *more, scope=scope).refusal
    assert not ApiKey.objects.exists()
    assert entries() == []


def test_a_revoked_key_is_listed_and_opens_nothing(run: Shell) -> None:
    found = add(run, "--json").document
    ran = run("keys", "revoke", found["id"])
    assert (ran.status, ran.out) == (0, "Revoked: sign-up\n")
    with pytest.raises(UnusableKey, match="revoked"):
        keys.caller(found["key"])
    [line] = run("keys", "list").out.splitlines()
    assert line.split("\t")[:3] == [found["id"], f"…{found['last_four']}", "revoked"]
    assert run("keys", "list", "--json").document["keys"][0]["state"] == "revoked"
    [entry] = entries("keys.revoke")
    assert entry["data"] == {"key": found["id"], "name": "sign-up", "peer": ""}
    assert "revoked before" in run("keys", "revoke", found["id"]).refusal
