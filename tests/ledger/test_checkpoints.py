"""Signed heads of the log: written outside the database, read back, and never by a new key."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from staydown.kernel import actors
from staydown.kernel.actors import Actor
from staydown.kernel.errors import ConfigurationError, PermissionDenied
from staydown.kernel.permissions import BY_ROLE, Role
from staydown.kernel.settings import Settings, load
from staydown.ledger import checkpoints, queries
from staydown.ledger.errors import BadCheckpoint, KeyMissing
from staydown.ledger.models import Entry, Head
from staydown.ledger.notes import Checkpoint, Verifier, sign
from staydown.ledger.verify import verify
from tests.ledger.log import write_entries

pytestmark = pytest.mark.django_db

KEY = "keys/ledger-ed25519"


@pytest.fixture(autouse=True)
def log(db: None) -> None:
    write_entries(5)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation of its own name, in a folder of its own."""
    return load().model_copy(
        update={
            "data": tmp_path,
            "operator_name": "Specimen Forum + Co.",
            "checkpoint_folder": None,
        }
    )


def write(settings: Settings, target: Path | None = None) -> Path:
    return checkpoints.write(actors.shell(), settings, target)[0]


def own_key() -> Verifier:
    return Verifier.parse(queries.verifier())


def test_it_is_written_in_the_folder_of_checkpoints_under_the_size_of_the_log(
    settings: Settings, tmp_path: Path
) -> None:
    path = write(settings)
    assert path == tmp_path / "checkpoints" / "000000000005.checkpoint"
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_it_can_be_written_elsewhere(settings: Settings, tmp_path: Path) -> None:
    elsewhere = settings.model_copy(update={"checkpoint_folder": tmp_path / "other"})
    assert write(elsewhere).parent == tmp_path / "other"
    assert write(settings, tmp_path / "here").name == "here"


def test_what_was_written_is_read_and_the_log_holds_by_it(settings: Settings) -> None:
    path = write(settings)
    root = bytes.fromhex(verify().root)
    expected = Checkpoint("staydown/specimen-forum-co.", 5, root)
    assert checkpoints.read(path, None) == checkpoints.read(path, own_key()) == expected
    assert queries.verify(actors.shell(), expected).limits == []


def test_one_of_the_empty_log_is_one_too(settings: Settings) -> None:
    Entry.objects.all().delete()
    Head.objects.all().delete()
    read = checkpoints.read(write(settings), None)
    assert read.size == 0
    assert verify(read).ok


def test_another_key_is_refused(settings: Settings) -> None:
    path = write(settings)
    stranger = Verifier(
        own_key().name, Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    )
    with pytest.raises(BadCheckpoint, match="no valid signature"):
        checkpoints.read(path, stranger)


def test_one_that_somebody_else_signed_is_refused(settings: Settings, tmp_path: Path) -> None:
    write(settings)
    forged = Checkpoint(own_key().name, 3, bytes(32))
    path = tmp_path / "forged"
    path.write_text(sign(forged, own_key().name, Ed25519PrivateKey.generate()))
    with pytest.raises(BadCheckpoint, match="no valid signature"):
        checkpoints.read(path, None)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"rubbish", b"a\nb\nc\n\n\xe2\x80\x94 x y\n", b"\0" * 100]
)
def test_a_file_that_is_no_checkpoint_is_refused(
    settings: Settings, tmp_path: Path, content: bytes
) -> None:
    write(settings)
    path = tmp_path / "no-checkpoint"
    path.write_bytes(content)
    with pytest.raises(BadCheckpoint) as error:
        checkpoints.read(path, None)
    assert str(path) in error.value.message


def test_a_missing_file_or_a_folder_is_refused(settings: Settings, tmp_path: Path) -> None:
    for path in (tmp_path / "gone", tmp_path):
        with pytest.raises(BadCheckpoint, match="cannot read"):
            checkpoints.read(path, None)


def test_without_a_checkpoint_ever_signed_the_key_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "other.checkpoint"
    key = Ed25519PrivateKey.generate()
    path.write_text(sign(Checkpoint("other", 1, bytes(32)), "other", key))
    with pytest.raises(BadCheckpoint, match="give its key with --key"):
        checkpoints.read(path, None)


def test_the_key_is_made_once_and_for_its_owner_only(settings: Settings, tmp_path: Path) -> None:
    write(settings)
    path = tmp_path / KEY
    first = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    write(settings)
    assert path.read_bytes() == first


def test_a_missing_key_is_an_error_and_no_new_one_is_made(
    settings: Settings, tmp_path: Path
) -> None:
    write(settings)
    (tmp_path / KEY).unlink()
    with pytest.raises(KeyMissing, match="put it back from your backup") as error:
        write(settings)
    assert error.value.code == "ledger-key-missing"
    assert not (tmp_path / KEY).exists()


def test_a_missing_key_keeps_nobody_from_verifying(settings: Settings, tmp_path: Path) -> None:
    path = write(settings)
    (tmp_path / KEY).unlink()
    assert verify(checkpoints.read(path, None)).ok


def test_another_key_in_its_place_signs_nothing(settings: Settings, tmp_path: Path) -> None:
    write(settings)
    (tmp_path / KEY).write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
    with pytest.raises(KeyMissing) as error:
        write(settings)
    assert error.value.code == "ledger-key-changed"


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_damaged_key_is_an_error(settings: Settings, tmp_path: Path, content: bytes) -> None:
    write(settings)
    (tmp_path / KEY).write_bytes(content)
    with pytest.raises(KeyMissing) as error:
        write(settings)
    assert error.value.code == "ledger-key-unreadable"


def test_the_log_keeps_its_name_when_the_operator_takes_another(settings: Settings) -> None:
    first = checkpoints.read(write(settings), None)
    renamed = settings.model_copy(update={"operator_name": "Another"})
    assert checkpoints.read(write(renamed), None).origin == first.origin


def test_a_folder_that_cannot_be_written_is_an_error(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="cannot write the checkpoint"):
        write(settings, tmp_path / "file" / "below")


def test_an_older_checkpoint_holds_while_the_log_goes_on(settings: Settings) -> None:
    older = checkpoints.read(write(settings), None)
    write_entries(4)
    report = verify(older)
    assert report.ok
    assert report.limits == ["4 entries are newer than the checkpoint"]


def test_only_who_may_signs_and_verifies(settings: Settings) -> None:
    reviewer = Actor("user", "7", BY_ROLE[Role.REVIEWER])
    with pytest.raises(PermissionDenied):
        checkpoints.write(reviewer, settings)
    with pytest.raises(PermissionDenied):
        queries.verify(reviewer)
    with pytest.raises(PermissionDenied):
        queries.proof(reviewer, 0)
