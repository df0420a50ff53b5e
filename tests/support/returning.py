"""People who sign up on a platform, and the operator of a removed account among them."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from staydown.screening.models import WatchEntry

BARE = "Official channel of the Specimen Front of Dry River."
"""The removed account's biography, and nothing that says who writes it now."""


def signing_up(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Somebody ordinary signs up."""
    account = {
        "id": f"90{number:04}",
        "platform": "x",
        "handle": f"specimen_gardener_{number}",
        "display_name": "Garden Notes",
        "bio": "Tomatoes, mostly.",
    }
    return {"event": f"sign-up-{number}", "occasion": "registration", "account": account | fields}


def coming_back(number: int = 1, **fields: Any) -> dict[str, Any]:
    """The removed account's operator signs up again, and says so."""
    fields = {
        "handle": f"specimen_river_{number + 1}",
        "display_name": "SFDR Media",
        "bio": "Official channel of the Specimen Front of Dry River. Backup of @specimen_river, "
        "which was suspended.",
    } | fields
    return signing_up(number, **fields)


def scanned(folder: Path, number: int = 7) -> tuple[Path, Path]:
    """A finished scan that found one account: its manifest, and the file that was scanned."""
    account = coming_back(number)["account"]
    accounts = folder / "accounts.jsonl"
    accounts.write_text(json.dumps(account) + "\n" + json.dumps(signing_up(8)["account"]) + "\n")
    evidence = [{"signal": "declaration", "bits": 14.0, "text": "It names specimen_river."}]
    match = {
        "account": account["id"],
        "entry": str(WatchEntry.objects.filter(ended_at=None).earliest("id").id),
        "probability": 0.999,
        "tier": "likely",
        "evidence": evidence,
    }
    part = folder / "part-00000.jsonl"
    part.write_text(json.dumps(match) + "\n")
    manifest = folder / "manifest.json"
    digest = sha256(part.read_bytes()).hexdigest()
    manifest.write_text(
        json.dumps(
            {
                "format": 1,
                "model": {"name": "specimen-model"},
                "totals": {"rows": 2},
                "parts": [{"name": part.name, "sha256": digest}],
                "finished": "2026-11-28T00:00:00Z",
            }
        )
    )
    return manifest, accounts
