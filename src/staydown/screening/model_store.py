"""Which model screening uses: the one chosen last, else the one that is shipped."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from staydown.kernel.actors import Actor
from staydown.kernel.errors import ConfigurationError, InputError
from staydown.kernel.settings import load as settings
from staydown.ledger.actions import record
from staydown.mirrors.model import DEFAULT, Model, ModelError
from staydown.screening.errors import ModelRefused
from staydown.screening.models import ModelChoice

SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model in use: its name and its file's digest (`shipped` for ours)."""

    name: str
    sha256: str


def current() -> Chosen:
    """The model in use now."""
    row = ModelChoice.objects.order_by("-id").values_list("name", "sha256").first()
    return Chosen(*row) if row else Chosen("", SHIPPED)


@lru_cache(maxsize=2)
def load(chosen: Chosen) -> Model:
    """The model itself. Raises ConfigurationError where its file is gone or altered."""
    if chosen.sha256 == SHIPPED:
        return Model.load()
    path = folder() / f"{chosen.sha256}.json"
    advice = "put it back from a backup, or choose another: staydown models activate FILE"
    try:
        if sha256(path.read_bytes()).hexdigest() != chosen.sha256:
            text = f"the model {chosen.name} in {path} was altered: {advice}"
            raise ConfigurationError("model-altered", text)
        return Model.load(path)
    except OSError as error:
        text = f"the model {chosen.name} cannot be read from {path}: {advice}"
        raise ConfigurationError("model-missing", text) from error
    except ModelError as error:
        text = f"the model {chosen.name} is of no use to this version: {error}; {advice}"
        raise ConfigurationError("model-unusable", text) from error


def activate(actor: Actor, path: Path, *, override: str = "") -> ModelChoice:
    """Put a model in use: one that measured better than the one in use, on the same held-out pairs.

    `override` is why it is taken even so, and is entered in the ledger. A path of `shipped` goes
    back to ours. Raises InputError, ModelRefused.
    """
    actor.require("models.activate")
    if str(path) == SHIPPED:
        return _choose(actor, Model.load().name, SHIPPED, {}, override or "back to the shipped one")
    try:
        content = path.read_bytes()
        model = Model.load(path)
        measured = dict(model.fitted_on.get("held_out", {}))
    except (OSError, ModelError) as error:
        raise InputError("model-unreadable", f"{path}: {error}") from error
    digest = sha256(content).hexdigest()
    if not override:
        _require_better(measured)
    _keep(digest, content)
    return _choose(actor, model.name, digest, measured, override)


def folder() -> Path:
    """Where chosen models are kept, by digest."""
    return settings().data / "models"


def _require_better(measured: dict[str, Any]) -> None:
    """The figures that `mirrors train --from-decisions` wrote into the model's own file."""
    way = "give --override REASON to take it even so; the ledger keeps the reason"
    in_use = current()
    if not measured:
        text = f"the model was not measured on held-out decisions beside the one in use: {way}"
        raise ModelRefused("model-not-measured", text)
    if measured.get("against") != in_use.sha256:
        text = f"the model was measured beside another one than is in use: train again, or {way}"
        raise ModelRefused("model-measured-beside-another", text)
    if not float(measured["loss"]) < float(measured["loss_before"]):
        text = (
            f"on {measured['pairs']} held-out pairs it loses {measured['loss']} bits a pair, the "
            f"one in use {measured['loss_before']}: it is not better; {way}"
        )
        raise ModelRefused("model-not-better", text)


def _keep(digest: str, content: bytes) -> None:
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    whole = folder() / f".{digest}.{secrets.token_hex(4)}"
    whole.write_bytes(content)
    os.replace(whole, folder() / f"{digest}.json")  # noqa: PTH105


def _choose(
    actor: Actor, name: str, digest: str, measured: dict[str, Any], override: str
) -> ModelChoice:
    plain: dict[str, Any] = json.loads(json.dumps(measured))
    with transaction.atomic():
        row = ModelChoice(
            name=name, sha256=digest, measured=plain, override=override, chosen_by=str(actor)
        )
        row.save(force_insert=True)
        facts = {"name": name, "sha256": digest, "overridden": bool(override)}
        record("models.activate", actor, rows=[row], data=facts)
    return row


__all__ = ["DEFAULT", "SHIPPED", "Chosen", "activate", "current", "folder", "load"]
