"""The checks of `staydown check`: each with an id and a hint (Django's check framework)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning, register

from staydown.kernel.settings import load


@register("staydown")
def data_folder(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """The data folder is ours to write and nobody else's to read."""
    folder = load().data
    if not os.access(folder, os.W_OK):
        hint = "Give this user the folder, or set STAYDOWN_DATA to another."
        return [Error(f"the data folder {folder} cannot be written", hint=hint, id="staydown.E001")]
    if folder.stat().st_mode & 0o007:
        hint = f"chmod o-rwx {folder}"
        text = f"the data folder {folder} is open to every user of this machine"
        return [Warning(text, hint=hint, id="staydown.W001")]
    return []


@register("staydown")
def operator_name(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Answers and checkpoints carry the operator's own name."""
    if load().operator_name != "Staydown":
        return []
    hint = "Set STAYDOWN_OPERATOR_NAME to your organisation's name, before the first checkpoint."
    return [Warning("the operator has no name of its own", hint=hint, id="staydown.W002")]


@register("staydown")
def served_safely(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """A console that others reach is served over TLS and without debug pages."""
    ours = load()
    found: list[CheckMessage] = []
    local = {"localhost", "127.0.0.1", "[::1]"}
    if not set(ours.allowed_hosts) <= local and not ours.https:
        hint = "Put a TLS proxy before it and set STAYDOWN_HTTPS=true."
        found.append(Warning("others reach the console without TLS", hint=hint, id="staydown.W003"))
    if ours.debug:
        hint = "Unset STAYDOWN_DEBUG: error pages would show personal data."
        found.append(Warning("debug pages are on", hint=hint, id="staydown.W004"))
    return found


@register("staydown")
def checkpoints_elsewhere(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    **kwargs: Any,  # noqa: ARG001
) -> list[CheckMessage]:
    """A checkpoint beside the database proves nothing against whoever holds that machine."""
    if load().checkpoint_folder:
        return []
    hint = (
        "Set STAYDOWN_CHECKPOINT_FOLDER to a place that the database's administrator cannot write."
    )
    text = "checkpoints of the ledger are kept beside the database"
    return [Warning(text, hint=hint, id="staydown.W005")]
