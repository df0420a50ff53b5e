from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from staydown.ledger.notes import Checkpoint, Verifier, open_note, sign

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "staydown/specimen"
VERIFIER = Verifier(NAME, KEY.public_key().public_bytes_raw())
CHECKPOINT = Checkpoint(NAME, 7, bytes(32))


def test_the_note_has_the_three_lines_and_the_signature_line_of_the_format() -> None:
    lines = sign(CHECKPOINT, NAME, KEY).split("\n")
    assert lines[:4] == [NAME, "7", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ""]
    assert lines[4].startswith(f"— {NAME} ")
    assert lines[5] == ""


def test_it_opens_what_it_signed() -> None:
    assert open_note(sign(CHECKPOINT, NAME, KEY), VERIFIER) == CHECKPOINT


def test_a_verifier_key_survives_being_written_down() -> None:
    assert Verifier.parse(str(VERIFIER)) == VERIFIER


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note.replace("\n7\n", "\n8\n"),
        lambda note: note.replace("AAAA=", "AAAB="),
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note[:-8] + "AAAAAA=\n",
        lambda _: "",
        lambda _: "rubbish\n\n— x y\n",
    ],
)
def test_a_changed_note_is_refused(spoil: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        open_note(spoil(sign(CHECKPOINT, NAME, KEY)), VERIFIER)


def test_a_note_by_another_key_is_refused() -> None:
    other = Ed25519PrivateKey.generate()
    with pytest.raises(ValueError, match="no valid signature"):
        open_note(sign(CHECKPOINT, NAME, other), VERIFIER)
