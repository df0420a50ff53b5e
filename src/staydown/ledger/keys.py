"""The key that signs checkpoints: made on first use, never made again where one was used before."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from staydown.kernel.secrets import keys_folder, write_once
from staydown.kernel.settings import Settings
from staydown.ledger.errors import KeyMissing
from staydown.ledger.models import Head
from staydown.ledger.notes import Verifier

_FILE = "ledger-ed25519"


def known_verifier() -> Verifier | None:
    """The public key that checkpoints were signed with, by the log's own record."""
    text = Head.objects.filter(pk=1).values_list("verifier", flat=True).first()
    return Verifier.parse(text) if text else None


def signing_key(settings: Settings, name: str) -> Ed25519PrivateKey:
    """The signing key; raises KeyMissing where checkpoints name another or the file is gone.

    The first one is recorded with the log under `name`.
    """
    path = keys_folder(settings) / _FILE
    known = known_verifier()
    if not path.exists():
        if known:
            raise KeyMissing(
                "ledger-key-missing",
                f"the ledger's key {path} is gone, and checkpoints were signed with it; "
                "put it back from your backup (a new key would prove nothing about the past)",
            )
        write_once(path, Ed25519PrivateKey.generate().private_bytes_raw())
    key = _read(path)
    present = Verifier(name, key.public_key().public_bytes_raw())
    if known is None:
        Head.objects.update_or_create(pk=1, defaults={"verifier": str(present)})
    elif known.key != present.key:
        raise KeyMissing(
            "ledger-key-changed",
            f"the key {path} is not the one that earlier checkpoints were signed with ({known}); "
            "put that one back from your backup",
        )
    return key


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyMissing(
            "ledger-key-unreadable",
            f"the ledger's key {path} cannot be read ({error}); put it back from your backup",
        ) from error
