"""`staydown ledger` as an auditor meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from staydown.kernel import boot
from staydown.kernel.settings import load
from staydown.ledger.merkle import leaf_hash, root_from_proof
from staydown.ledger.notes import Checkpoint, Verifier, sign
from tests.cli.shell import Shell, run
from tests.ledger.log import execute, write_entries
from tests.support import world

__all__ = ["run"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, for keys and checkpoints."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings = load().model_copy(update={"data": folder, "checkpoint_folder": None})
    monkeypatch.setattr(boot, "load", lambda: settings)
    world.add_peers()
    return folder


def signed(run: Shell, path: Path) -> str:
    """Write a checkpoint; the key to keep with it."""
    ran = run("ledger", "checkpoint", "--out", path)
    assert ran.status == 0, ran.err
    return ran.err.rpartition("its key: ")[2].strip()


def test_a_ledger_that_holds_ends_with_0_and_says_what_it_cannot_rule_out(run: Shell) -> None:
    ran = run("ledger", "verify")
    assert (ran.status, ran.err) == (0, "")
    assert "2 entries, 2 rows" in ran.out
    assert "every entry and every row is as recorded" in ran.out
    assert "Not ruled out: no checkpoint was given" in ran.out


def test_one_that_does_not_ends_with_1_and_names_what(run: Shell) -> None:
    execute("UPDATE liaison_peer SET name = 'Forged' WHERE slug = %s", world.MINISTRY)
    ran = run("ledger", "verify")
    assert (ran.status, ran.err) == (1, "")
    assert "✗ row-altered: liaison.peer: row" in ran.out
    assert "as recorded\n" not in ran.out


def test_the_json_is_one_document(run: Shell) -> None:
    assert run("ledger", "verify", "--json").document["ok"] is True
    execute("DELETE FROM ledger_entry WHERE seq = 0")
    ran = run("ledger", "verify", "--json")
    assert ran.status == 1
    assert ran.document["ok"] is False
    [finding] = ran.document["findings"]
    assert (finding["code"], finding["entry"]) == ("entry-missing", 0)


def test_a_checkpoint_goes_to_its_folder_and_to_standard_output(run: Shell, data: Path) -> None:
    ran = run("ledger", "checkpoint")
    assert ran.status == 0
    [path] = (data / "checkpoints").iterdir()
    assert path.read_bytes() == ran.raw
    assert str(path) in ran.err


def test_a_checkpoint_kept_elsewhere_verifies_with_its_key(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    key = signed(run, path)
    (tmp_path / "key").write_text(key)
    write_entries(2)
    for given in (key, tmp_path / "key"):
        ran = run("ledger", "verify", "--checkpoint", path, "--key", given)
        assert ran.status == 0
        assert "2 entries are newer than the checkpoint" in ran.out


def test_what_was_changed_since_a_checkpoint_is_found_by_it(run: Shell, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    signed(run, path)
    execute("DELETE FROM liaison_peer")
    execute("DELETE FROM ledger_entry")
    execute("DELETE FROM ledger_head WHERE id <> 1")
    execute("UPDATE ledger_head SET size = 0, frontier = %s, last_leaf = %s", b"", b"")
    assert run("ledger", "verify").status == 0
    ran = run("ledger", "verify", "--checkpoint", path)
    assert ran.status == 1
    assert "behind-checkpoint" in ran.out


def test_a_checkpoint_of_another_key_is_refused(run: Shell, tmp_path: Path) -> None:
    name = signed(run, tmp_path / "kept").partition("+")[0]
    forger = Ed25519PrivateKey.generate()
    forged = tmp_path / "forged"
    forged.write_text(sign(Checkpoint(name, 1, bytes(32)), name, forger))
    assert "no valid signature" in run("ledger", "verify", "--checkpoint", forged).refusal
    stranger = str(Verifier(name, forger.public_key().public_bytes_raw()))
    given = ("--checkpoint", tmp_path / "kept", "--key", stranger)
    assert "no valid signature" in run("ledger", "verify", *given).refusal


def test_a_missing_key_is_one_line_and_no_new_key_is_made(
    run: Shell, data: Path, tmp_path: Path
) -> None:
    signed(run, tmp_path / "kept")
    key = data / "keys" / "ledger-ed25519"
    key.unlink()
    assert "put it back from your backup" in run("ledger", "checkpoint").refusal
    assert not key.exists()
    assert run("ledger", "verify", "--checkpoint", tmp_path / "kept").status == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--checkpoint", "nowhere"), "cannot read"),
        (("--checkpoint", "."), "cannot read"),
        (("--checkpoint", __file__), "checkpoint"),
        (("--key", "specimen+00000000+AAAA"), "--checkpoint FILE"),
        (("--checkpoint", "nowhere", "--key", "nonsense"), "--key"),
        (("--checkpoint", "nowhere", "--key", __file__), "--key"),
    ],
)
def test_what_is_no_checkpoint_or_no_key_is_one_line(
    run: Shell, options: tuple[str, ...], said: str
) -> None:
    assert said in run("ledger", "verify", *options).refusal


def test_a_checkpoint_that_cannot_be_written_is_one_line(run: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = run("ledger", "checkpoint", "--out", tmp_path / "file" / "below").refusal
    assert "cannot write the checkpoint" in refused


def test_a_printed_proof_can_be_checked_by_anybody(run: Shell) -> None:
    write_entries(3)
    proof = run("ledger", "prove", "1").document
    path = [bytes.fromhex(step) for step in proof["path"]]
    root = root_from_proof(leaf_hash(proof["body"].encode()), 1, proof["size"], path)
    assert root.hex() == proof["root"] == run("ledger", "verify", "--json").document["root"]


@pytest.mark.parametrize("entry", ["2", "99999999999999999999"])
def test_a_proof_of_what_is_not_there_is_one_line(run: Shell, entry: str) -> None:
    assert "the ledger has 2" in run("ledger", "prove", entry).refusal
