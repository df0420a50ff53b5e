"""Who is asking, as the domains know them."""

from __future__ import annotations

from typing import Protocol, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from staydown.kernel import people
from staydown.kernel.actors import Actor

_KEPT = "_staydown_actor"


class _SignedIn(Protocol):
    """What the console asks of whoever is signed in."""

    def as_actor(self) -> Actor: ...


def actor_of(request: HttpRequest) -> Actor:
    """The person signed in, as the author of actions; the roles are read once a request."""
    known: Actor | None = getattr(request, _KEPT, None)
    if known is None:
        known = cast(_SignedIn, request.user).as_actor()
        setattr(request, _KEPT, known)
    return known


def may(request: HttpRequest) -> frozenset[str]:
    """What the person may do; nothing for somebody who has not signed in."""
    return actor_of(request).permissions if request.user.is_authenticated else frozenset()


def author(of: str) -> str:
    """The name of an action's author, as the domains write authors: `user:7`, `shell:local`."""
    kind, _colon, known = of.partition(":")
    if kind == "user":
        return next((one.name for one in people.everybody() if str(one.id) == known), known)
    return {"shell": _("the command line"), "system": _("this program")}.get(kind, of)
