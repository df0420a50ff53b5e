"""Invented accounts for the tests of the watchlist and the scan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from staydown.mirrors.index import Watchlist
from staydown.mirrors.records import Account, parse

PICTURE = "".join(f"{(number * 37 + 11) % 256:02x}" for number in range(32))


def distance(one: bytes, other: bytes) -> int:
    """How many of the 256 bits of two pictures' hashes differ."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def record(number: int, **fields: Any) -> dict[str, Any]:
    """A record that has little in common with those of other numbers."""
    word = "".join(chr(97 + (number * 7 + place * (number % 11 + 3)) % 26) for place in range(9))
    plain = {"id": f"specimen-{number}", "platform": "x", "handle": f"specimen_{word}"}
    return plain | {"display_name": f"Specimen {word.title()}"} | fields


def account(number: int, **fields: Any) -> Account:
    """The account of `record`."""
    return parse(record(number, **fields))


OTHERS = [account(number) for number in range(40)]
PLAIN = {"handle": "zzyx_wuth", "display_name": "Zzyx Wuth"}
"""Names that no other account here has anything of."""


def removed() -> Account:
    """A removed account with every trait by which it can be found again."""
    return account(
        900,
        handle="specimen_qandil_voice",
        display_name="Specimen Qandil Voice",
        bio="Voice of the specimen orchard, seven lanterns over Qandil bridge",
        links=["https://t.me/+SpecimenQandilInvite"],
        avatar={"pdq": PICTURE, "quality": 90},
        posts=[{"text": "Seven lanterns will burn over the specimen bridge tonight, says Qandil"}],
        follows=[f"specimen-neighbour-{n}" for n in range(12)],
        removed_at="2025-08-02T10:00:00Z",
        client={"phone": "hash-of-a-phone", "devices": ["hash-of-a-device"]},
    )


def write(path: Path, rows: list[Any]) -> Path:
    """Rows as JSON Lines; a text is written as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def told(watchlist: Watchlist, new: Account) -> list[dict[str, Any]]:
    """All that a watchlist has to say of an account."""
    return [match.record() for match in watchlist.screen(new, top=50, min_probability=0)]
