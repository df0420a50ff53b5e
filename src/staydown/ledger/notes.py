"""Checkpoints as signed notes: C2SP tlog-checkpoint in C2SP signed-note, with Ed25519.

The text is three lines (origin, number of entries, root in base64); then a blank line and the
signature line: `— name base64(key hash || signature)`.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: that the log `origin` had `size` entries under `root`."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The signed text, with its final line end."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name, written `name+keyhash+base64(type || key)` (C2SP vkey)."""

    name: str
    key: bytes

    def key_hash(self) -> bytes:
        """The first four bytes of SHA-256(name || LF || type || key)."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        encoded = base64.b64encode(_ED25519 + self.key).decode()
        return f"{self.name}+{self.key_hash().hex()}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Read a vkey; ValueError where it is none or its hash does not fit its key."""
        name, _, rest = text.strip().partition("+")
        digest, _, encoded = rest.partition("+")
        raw = _decoded(encoded)
        found = cls(name, raw[1:])
        if raw[:1] != _ED25519 or len(raw) != 33 or found.key_hash().hex() != digest:
            raise ValueError("not an Ed25519 verifier key")
        return found


def sign(checkpoint: Checkpoint, name: str, key: Ed25519PrivateKey) -> str:
    """The signed note over `checkpoint`."""
    text = checkpoint.text()
    verifier = Verifier(name, key.public_key().public_bytes_raw())
    signature = verifier.key_hash() + key.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(signature).decode()}\n"


def open_note(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint in `note`; ValueError unless `verifier` signed it."""
    text, separator, signatures = note.rpartition("\n\n")
    if not separator:
        raise ValueError("no signature line")
    text += "\n"
    if not any(_signed_by(verifier, text, line) for line in signatures.splitlines()):
        raise ValueError(f"no valid signature of {verifier.name}")
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0] or not lines[1].isdecimal():
        raise ValueError("not a checkpoint: origin, size and root are wanted")
    return Checkpoint(lines[0], int(lines[1]), _decoded(lines[2]))


def _signed_by(verifier: Verifier, text: str, line: str) -> bool:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.rpartition(" ")
    raw = _decoded(encoded) if dash == "—" and name == verifier.name else b""
    if raw[:4] != verifier.key_hash():
        return False
    try:
        Ed25519PublicKey.from_public_bytes(verifier.key).verify(raw[4:], text.encode())
    except InvalidSignature:
        return False
    return True


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
