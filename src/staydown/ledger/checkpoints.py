"""Signed heads of the ledger, kept outside the database."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

from staydown.kernel.actors import Actor
from staydown.kernel.errors import ConfigurationError
from staydown.kernel.settings import Settings
from staydown.ledger.actions import split_hashes
from staydown.ledger.errors import BadCheckpoint
from staydown.ledger.keys import known_verifier, signing_key
from staydown.ledger.merkle import Frontier
from staydown.ledger.models import Head
from staydown.ledger.notes import Checkpoint, Verifier, open_note, sign


def origin(settings: Settings) -> str:
    """The log's name in its checkpoints, without blanks or plus signs.

    It is made from the operator's name at the first checkpoint, and stays should that change.
    """
    known = known_verifier()
    if known:
        return known.name
    return "staydown/" + re.sub(r"[^\w.-]+", "-", settings.operator_name).strip("-").lower()


def write(actor: Actor, settings: Settings, target: Path | None = None) -> tuple[Path, str]:
    """Sign the present head and write it to `target` (default: the checkpoints' folder)."""
    actor.require("ledger.checkpoint")
    head = Head.objects.filter(pk=1).first() or Head()
    root = Frontier(head.size, split_hashes(bytes(head.frontier))).root()
    name = origin(settings)
    note = sign(Checkpoint(name, head.size, root), name, signing_key(settings, name))
    path = target or settings.checkpoints / f"{head.size:012d}.checkpoint"
    _write_whole(path, note)
    return path, note


def read(path: Path, verifier: Verifier | None) -> Checkpoint:
    """The checkpoint in a file; raises BadCheckpoint where it is none or not signed by `verifier`.

    Without a verifier the log's own recorded key is used: enough against a slip, not against
    somebody who can rewrite the database, for whom the verifier must come from elsewhere.
    """
    try:
        note = path.read_text(encoding="utf-8")
        return open_note(note, verifier or _own())
    except OSError as error:
        raise BadCheckpoint("unreadable", f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise BadCheckpoint("bad-checkpoint", f"{path}: {error}") from error


def _own() -> Verifier:
    known = known_verifier()
    if known is None:
        raise ValueError("this ledger has never signed a checkpoint; give its key with --key")
    return known


def _write_whole(path: Path, text: str) -> None:
    whole = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole.write_text(text, encoding="utf-8")
        whole.replace(path)
    except OSError as error:
        raise ConfigurationError(
            "checkpoint-folder", f"cannot write the checkpoint {path}: {error.strerror}"
        ) from error
