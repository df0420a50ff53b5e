"""The key that signs checkpoints: made on first use, never made again where one was used before."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from staydown.kernel.secrets import keys_folder, write_once
from staydown.kernel.settings import Settings
from staydown.ledger.errors import KeyMissing
from staydown.ledger.models import Head
from staydown.ledger.notes import Verifier

_FILE = "ledger-ed25519"


def signing_key(settings: Settings, name: str) -> Ed25519PrivateKey:
    """The signing key; raises KeyMissing where checkpoints name another or the file is gone."""
    path = keys_folder(settings) / _FILE
    known = Head.objects.filter(pk=1).values_list("verifier", flat=True).first() or ""
    if not path.exists():
        if known:
            raise KeyMissing(
                "ledger-key-missing",
                f"the ledger's key {path} is gone, and checkpoints were signed with it; "
                "put it back from your backup (a new key would prove nothing about the past)",
            )
        write_once(path, Ed25519PrivateKey.generate().private_bytes_raw())
    key = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    _same_as_before(known, str(Verifier(name, key.public_key().public_bytes_raw())), path.name)
    return key


def _same_as_before(known: str, present: str, file: str) -> None:
    if known and known != present:
        raise KeyMissing(
            "ledger-key-changed",
            f"the key {file} is not the one that earlier checkpoints were signed with ({known})",
        )
    if not known:
        Head.objects.filter(pk=1).update(verifier=present)
