"""Reading the ledger: verification and proofs."""

from __future__ import annotations

from typing import Any

from staydown.kernel.actors import Actor
from staydown.kernel.errors import NotFound
from staydown.ledger import verify as _verify
from staydown.ledger.merkle import inclusion_proof, root_of
from staydown.ledger.models import Entry, Head
from staydown.ledger.notes import Checkpoint


def verify(actor: Actor, checkpoint: Checkpoint | None = None) -> _verify.Report:
    """Check the whole ledger; see `staydown.ledger.verify`."""
    actor.require("ledger.verify")
    return _verify.verify(checkpoint)


def proof(actor: Actor, seq: int) -> dict[str, Any]:
    """That entry `seq` is in the log as it stands: its body, leaf, audit path, size and root."""
    actor.require("ledger.read")
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("seq").values_list("leaf", flat=True)]
    if not 0 <= seq < len(leaves):
        raise NotFound("no-such-entry", f"no entry {seq}: the ledger has {len(leaves)}", seq=seq)
    return {
        "entry": seq,
        "size": len(leaves),
        "root": root_of(leaves).hex(),
        "leaf": leaves[seq].hex(),
        "path": [step.hex() for step in inclusion_proof(leaves, seq)],
        "body": Entry.objects.get(pk=seq).body,
    }


def size() -> int:
    """How many entries the ledger holds."""
    return Head.objects.filter(pk=1).values_list("size", flat=True).first() or 0


def verifier() -> str:
    """The public key of its checkpoints as a C2SP vkey; empty before the first."""
    return Head.objects.filter(pk=1).values_list("verifier", flat=True).first() or ""
