"""The errors that Staydown raises on purpose.

::

    StaydownError            something a person can put right; `code` never changes, `message` may
    ├── InputError           what came in cannot be used: a file, an argument, an address
    ├── ConfigurationError   the installation is not set up for this; `hint` says what to do
    ├── PermissionDenied     the actor may not do this
    ├── Conflict             true when asked, but not any more: somebody else was first
    └── NotFound             no such thing

Domains add their own beneath these. Each carries its facts as attributes, so that no caller has to
read them out of the sentence.
"""

from __future__ import annotations


class StaydownError(Exception):
    """An expected failure: a stable `code`, a sentence for a person, and the facts behind it."""

    def __init__(self, code: str, message: str, **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        return self.message


class InputError(StaydownError):
    """What came in cannot be used, and the message says what would be."""


class ConfigurationError(StaydownError):
    """The installation lacks something; the message says what to set."""


class PermissionDenied(StaydownError):
    """The actor lacks the permission that the message names."""


class Conflict(StaydownError):
    """The thing has changed since it was read, or a rule of the database forbids the change."""


class NotFound(StaydownError):
    """There is no such thing, or the actor may not know of it."""
