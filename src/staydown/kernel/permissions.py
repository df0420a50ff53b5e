"""What each role may do. One table, read by every action and every query.

A permission is `thing.verb`. A role is a set of them; a person may hold several roles. The auditor
reads all and changes nothing; the administrator manages people and sees no personal data.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The roles of DESIGN.md's people."""

    REVIEWER = "reviewer"
    SENIOR_REVIEWER = "senior_reviewer"
    LEGAL = "legal"
    LIAISON_OFFICER = "liaison_officer"
    DISCLOSURE_OFFICER = "disclosure_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    INTEGRATOR = "integrator"


_READ = frozenset(
    {
        "lists.read",
        "peers.read",
        "referrals.read",
        "cases.read",
        "deliveries.read",
        "matches.read",
    }
)
_REVIEW = _READ | {"cases.decide"}

BY_ROLE: dict[Role, frozenset[str]] = {
    Role.REVIEWER: _REVIEW,
    Role.SENIOR_REVIEWER: _REVIEW
    | {"cases.lift", "deliveries.retry", "policies.sign", "scans.import"},
    Role.LEGAL: _READ | {"cases.lift", "lists.load", "policies.sign"},
    Role.LIAISON_OFFICER: _READ | {"peers.manage", "referrals.submit", "clocks.manage"},
    Role.DISCLOSURE_OFFICER: _READ,
    Role.AUDITOR: _READ | {"ledger.read", "ledger.verify"},
    Role.ADMINISTRATOR: frozenset({"people.manage", "keys.manage", "lists.read", "peers.read"}),
    Role.INTEGRATOR: frozenset(
        {
            "referrals.submit",
            "deliveries.read",
            "deliveries.retry",
            "screening.screen",
            "matches.read",
        }
    ),
}

#: What the person at the installation's own command line may do: feed and maintain the system and
#: read it, never decide. A decision needs a named person with a reviewer's role (law 1).
SHELL = _READ | {
    "lists.load",
    "peers.manage",
    "people.manage",
    "keys.manage",
    "referrals.submit",
    "clocks.manage",
    "deliveries.retry",
    "clients.rotate",
    "matches.read",
    "models.activate",
    "models.train",
    "scans.import",
    "screening.screen",
    "ledger.read",
    "ledger.verify",
    "ledger.checkpoint",
}

#: What the background workers may do: carry out, restore what was decided and lost, and keep time,
#: never decide.
SYSTEM = frozenset(
    {
        "cases.read",
        "referrals.read",
        "deliveries.read",
        "deliveries.retry",
        "clocks.manage",
        "holds.place",
        "ledger.checkpoint",
        "watchlist.keep",
    }
)

#: What a program may be given by its key: to bring in, to screen and to read, never to decide.
FOR_KEYS = frozenset(
    {
        "screening.screen",
        "matches.read",
        "referrals.submit",
        "referrals.read",
        "cases.read",
        "deliveries.read",
    }
)

#: The same for a key that a peer holds: its own batches and their answers, and nobody else's.
FOR_KEYS_OF_PEERS = frozenset({"referrals.submit", "referrals.read"})

ALL: frozenset[str] = frozenset().union(*BY_ROLE.values()) | SHELL | SYSTEM


def of_roles(roles: list[Role]) -> frozenset[str]:
    """Everything that a person holding `roles` may do."""
    return frozenset().union(*(BY_ROLE[role] for role in roles))
