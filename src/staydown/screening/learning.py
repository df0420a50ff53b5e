"""What reviewers decided, as labelled pairs, and a model learnt from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import InputError
from staydown.ledger.actions import record
from staydown.mirrors.model import Model, ModelError
from staydown.mirrors.records import parse
from staydown.mirrors.refit import Judged, refitted
from staydown.screening import model_store
from staydown.screening.client_keys import Keyring
from staydown.screening.models import Match
from staydown.screening.screener import account_of

LABELS = {"mirror": True, "not_mirror": False}


def export_pairs(actor: Actor, folder: Path) -> int:
    """Write the judged pairs as `mirrors train` reads them, with who judged, when and why.

    `watchlist.jsonl`, `accounts.jsonl` and `pairs.jsonl` in `folder`; how many pairs. What has been
    forgotten meanwhile is not among them.
    """
    actor.require("models.train")
    folder.mkdir(parents=True, exist_ok=True)
    count, entries = 0, set()
    names = ("watchlist", "accounts", "pairs")
    watchlist, accounts, pairs = (
        (folder / f"{name}.jsonl").open("w", encoding="utf-8") for name in names
    )
    with watchlist, accounts, pairs:
        for match in _judged():
            if match.entry_id not in entries:
                entries.add(match.entry_id)
                _line(watchlist, match.entry.record | {"id": str(match.entry_id)})
            _line(accounts, match.account | {"id": str(match.id)})
            _line(pairs, _pair(match))
            count += 1
    with transaction.atomic():
        record("screening.export_pairs", actor, data={"pairs": count})
    return count


def train(actor: Actor, out: Path, name: str) -> dict[str, Any]:
    """Refit and recalibrate the model in use on the judged pairs, and write it to a file.

    What it and the one in use come to on held-out pairs; `models activate` asks for it. Raises
    InputError where there is too little to learn from.
    """
    actor.require("models.train")
    chosen, keyring = model_store.current(), Keyring()
    pairs = [
        Judged(parse(match.account), account_of(match.entry, keyring), LABELS[match.state])
        for match in _judged()
    ]
    note = {"data": "decisions", "until": clock.short(clock.now())}
    try:
        model = refitted(model_store.load(chosen), pairs, name, note)
    except ModelError as error:
        raise InputError("too-little-to-learn", f"nothing can be learnt yet: {error}") from error
    measured = model.fitted_on["held_out"] | {"against": chosen.sha256}
    model = replace(model, fitted_on={**model.fitted_on, "held_out": measured})
    _save(model, out)
    with transaction.atomic():
        record("models.train", actor, data={"pairs": len(pairs), "name": name})
    return dict(measured)


def _judged() -> Iterator[Match]:
    """The matches that a person called a mirror or not, whose two sides are still remembered."""
    found = Match.objects.filter(state__in=LABELS, entry__ended_at=None).exclude(account={})
    yield from found.select_related("entry", "judged_by").order_by("id").iterator(chunk_size=500)


def _pair(match: Match) -> dict[str, Any]:
    return {
        "account": str(match.id),
        "entry": str(match.entry_id),
        "label": int(LABELS[match.state]),
        "cluster": str(match.entry_id),
        "who": match.judged_by.username if match.judged_by else "",
        "when": clock.short(match.judged_at) if match.judged_at else "",
        "why": match.judged_why,
    }


def _line(file: Any, document: dict[str, Any]) -> None:
    file.write(json.dumps(document, ensure_ascii=False) + "\n")


def _save(model: Model, out: Path) -> None:
    try:
        model.save(out)
    except OSError as error:
        raise InputError("not-writable", f"cannot write {out}: {error.strerror}") from error
