"""What can go wrong around deliveries."""

from __future__ import annotations

from staydown.kernel.errors import Conflict, NotFound


class NoSuchDelivery(NotFound):
    """There is no delivery of that id."""


class NotStuck(Conflict):
    """Only a stuck delivery is retried by hand."""


class NoSuchDrift(NotFound):
    """There is no drift of that id."""


class NotDrifting(Conflict):
    """Only open drift of a measure in force is restored; `code` says which of the two failed."""
