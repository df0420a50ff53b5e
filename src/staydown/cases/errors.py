"""What can go wrong with a case or a decision."""

from __future__ import annotations

from collections.abc import Sequence

from staydown.cases.rules import Fault
from staydown.kernel.errors import Conflict, InputError, NotFound


class NoSuchCase(NotFound):
    """There is no case of that id."""


class FaultyDecision(InputError):
    """The draft breaks a rule; `faults` says which, field by field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("faulty-decision", " ".join(fault.text for fault in faults))
        self.faults = list(faults)


class CaseClosed(Conflict):
    """The case has been decided meanwhile."""


class NothingToLift(Conflict):
    """No measure of the case is in force."""


class FaultyPolicy(InputError):
    """The draft of a standing policy breaks a rule; `faults` says which, field by field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("faulty-policy", " ".join(fault.text for fault in faults))
        self.faults = list(faults)


class NoSuchPolicy(NotFound):
    """There is no standing policy of that id."""
