"""What a decision must satisfy, as a function of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

OUTCOMES = ("remove", "withhold", "limit", "no_action", "more_information", "lift")
#: Outcomes that put a measure on an account.
ACTING = ("remove", "withhold", "limit")
#: Outcomes that end the case; asking for more information keeps it open.
FINAL = ("remove", "withhold", "limit", "no_action")
GROUNDS = ("legal", "policy")
KINDS = ("remove", "withhold", "limit", "hold")
#: The tiers of a match that a standing policy may speak of.
TIERS = ("likely", "possible")
#: The longest provisional hold, a week, and the longest life of a standing policy.
MOST_HOURS = 168
MOST_DAYS = 184
#: What resembles and is not control (law 5): each is considered and can be the outcome's reason.
EXCEPTIONS = ("news", "research", "art", "counter_speech", "parody", "victim")


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision as its author writes it, before anything is stored."""

    outcome: str
    facts: str
    ground: str = ""
    legal_instrument: str = ""
    legal_ground: str = ""
    policy_ground: str = ""
    explanation: str = ""
    territories: tuple[str, ...] = ()
    automated_detection: bool = False
    exceptions: dict[str, str] = field(default_factory=dict)
    acknowledged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """One referral of the case, as far as a decision may rest on it."""

    instrument: str
    subject: str
    compels: bool
    territories: tuple[str, ...]
    contradicted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a draft cannot be decided: the field at fault, and a sentence."""

    field: str
    code: str
    text: str


def faults(draft: Draft, referrals: Sequence[Basis]) -> list[Fault]:
    """Everything that is wrong with `draft`; empty when it may be decided."""
    found = _form_faults(draft)
    if draft.outcome in ACTING:
        found += _ground_faults(draft)
        found += _acknowledgement_faults(draft, referrals)
        if draft.ground == "legal":
            found += _legal_faults(draft, referrals)
    return found


def contradicted(referrals: Sequence[Basis]) -> list[str]:
    """The claims that the lists contradict, each once, over all referrals of the case."""
    return list(dict.fromkeys(claim for basis in referrals for claim in basis.contradicted))


def measure_kind(outcome: str) -> str | None:
    """The measure that an outcome puts on the account; None where it puts none."""
    return outcome if outcome in ACTING else None


def _form_faults(draft: Draft) -> list[Fault]:
    found = []
    if draft.outcome not in OUTCOMES or draft.outcome == "lift":
        found.append(Fault("outcome", "outcome-unknown", "Choose what is to be done."))
    if not draft.facts.strip():
        text = "State the facts that the decision rests on; the user is told them."
        found.append(Fault("facts", "facts-missing", text))
    if draft.outcome == "withhold" and not draft.territories:
        text = "Name the territories in which the account is withheld."
        found.append(Fault("territories", "territories-missing", text))
    if draft.outcome != "withhold" and draft.territories:
        text = "Only withholding is limited to territories."
        found.append(Fault("territories", "territories-unused", text))
    unknown = set(draft.exceptions) - set(EXCEPTIONS)
    if unknown:
        text = f"Unknown exceptions: {', '.join(sorted(unknown))}."
        found.append(Fault("exceptions", "exception-unknown", text))
    return found


def _ground_faults(draft: Draft) -> list[Fault]:
    if draft.ground not in GROUNDS:
        return [
            Fault("ground", "ground-missing", "Choose the ground: law, or the platform's rules.")
        ]
    name = "legal_ground" if draft.ground == "legal" else "policy_ground"
    if not getattr(draft, name).strip():
        return [Fault(name, "ground-unstated", "State the ground: which law, or which rule.")]
    return []


def _acknowledgement_faults(draft: Draft, referrals: Sequence[Basis]) -> list[Fault]:
    """A contradicted claim is acknowledged before anybody acts on a referral that makes it."""
    return [
        Fault(
            "acknowledged", "claim-not-acknowledged", f"Acknowledge that no list bears out: {claim}"
        )
        for claim in contradicted(referrals)
        if claim not in draft.acknowledged
    ]


def _legal_faults(draft: Draft, referrals: Sequence[Basis]) -> list[Fault]:
    """A legal ground is an instrument of this case that reaches the account and the scope."""
    basis = next((one for one in referrals if one.instrument == draft.legal_instrument), None)
    if basis is None:
        text = "Choose the instrument of one of the case's referrals as the legal ground."
        return [Fault("legal_instrument", "instrument-not-in-case", text)]
    if basis.subject == "content":
        text = (
            f"{basis.instrument} is about content at an address. It never compels a measure on "
            "the account: give a legal or policy ground of its own (law 9)."
        )
        return [Fault("legal_instrument", "content-is-not-an-account", text)]
    if not basis.compels:
        text = f"{basis.instrument} compels nobody: decide on the platform's rules."
        return [Fault("legal_instrument", "instrument-does-not-compel", text)]
    return _scope_faults(draft, basis)


def _scope_faults(draft: Draft, basis: Basis) -> list[Fault]:
    reach = set(basis.territories)
    if not reach:
        return []
    names = ", ".join(sorted(reach))
    if draft.outcome != "withhold":
        text = (
            f"{basis.instrument} reaches {names} only. Withhold the account there, or give a "
            "policy ground for acting everywhere."
        )
        return [Fault("outcome", "scope-too-wide", text)]
    beyond = sorted(set(draft.territories) - reach)
    if beyond:
        text = f"{basis.instrument} reaches {names}, not {', '.join(beyond)}."
        return [Fault("territories", "scope-too-wide", text)]
    return []
