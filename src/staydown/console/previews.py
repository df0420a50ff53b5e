"""A preview carries what will be decided in a signed text: what is confirmed is what was shown.

The text is bound to the purpose, the case and the person, and tells how many decisions the case had
when it was shown. It lasts as long as a session.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from staydown.cases.queries import Draft
from staydown.kernel.actors import Actor
from staydown.kernel.errors import InputError

_SECONDS = 12 * 3600


class PreviewUnusable(InputError):
    """The confirmed text is not one that this person was shown for this case."""


def seal(purpose: str, actor: Actor, case_id: UUID, content: dict[str, Any]) -> str:
    """`content` as a text that nobody can change."""
    return signing.dumps(content, salt=_salt(purpose, actor, case_id), compress=True)


def unseal(purpose: str, actor: Actor, case_id: UUID, text: str) -> dict[str, Any]:
    """What `seal` was given; PreviewUnusable for any other text."""
    try:
        content: dict[str, Any] = signing.loads(
            text, salt=_salt(purpose, actor, case_id), max_age=_SECONDS
        )
    except signing.BadSignature as error:
        message = _("This preview is too old or not yours. Start the decision again.")
        raise PreviewUnusable("preview-unusable", message) from error
    return content


def as_json(draft: Draft) -> dict[str, Any]:
    """A draft for `seal`."""
    return asdict(draft)


def as_draft(content: dict[str, Any]) -> Draft:
    """The draft again."""
    lists = {name: tuple(content[name]) for name in ("territories", "acknowledged")}
    return Draft(**{**content, **lists})


def _salt(purpose: str, actor: Actor, case_id: UUID) -> str:
    return f"console.{purpose}:{case_id}:{actor}"
