"""Is what a claim says true? Pure decisions on the values of snapshots; DESIGN.md's "Verdict".

A claim (name, list, date) is judged on the newest snapshot that is not after the date, else on the
earliest; the next snapshot after the date says what had happened in between. Steps: read the name,
weigh the entries of each part, put the parts together, compare reference and regime.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from staydown.designations.basis import Basis, Claim
from staydown.designations.labels import Labels
from staydown.designations.lookup import plain_reference
from staydown.designations.reading import Role, parts_of
from staydown.designations.verdicts import SURE, How, Match, Outcome, Verdict
from staydown.designations.weighing import Finder, Weighed, identity, quoted


def judge(claim: Claim, basis: Basis | None, labels: Labels) -> Verdict:
    """The verdict on `claim`; `basis` is None where no snapshot of the list is loaded."""
    if basis is None:
        why = f"no snapshot of {claim.list} is loaded"
        return Verdict(Outcome.UNKNOWN, why, claim.list, claim.on)
    parts = parts_of(claim.name, lambda name_key: _is_known(name_key, basis, labels))
    if parts:
        finder = Finder(claim, basis, labels)
        organisations = _organisations([finder.weigh(part) for part in parts], labels)
        weighed = _together([_as_claimed(each, claim, basis) for each in organisations])
    else:
        weighed = Weighed(Outcome.UNKNOWN, "the claim names no organisation")
    return Verdict(
        weighed.outcome,
        weighed.why + _reservation(weighed, claim, basis),
        claim.list,
        claim.on,
        _unique(weighed.matches),
        basis.used.facts,
        basis.stale_on(claim.on),
    )


def _reservation(weighed: Weighed, claim: Claim, basis: Basis) -> str:
    """What a contradiction cannot rule out, where the earliest snapshot is later than the date."""
    if weighed.outcome is not Outcome.CONTRADICTED or not basis.before_earliest(claim.on):
        return ""
    return f" (the earliest snapshot is of {basis.used.day}: what was removed before is not seen)"


def _is_known(name_key: str, basis: Basis, labels: Labels) -> bool:
    if name_key in labels.labels or labels.group_of(name_key):
        return True
    held = [basis.used, basis.after] if basis.after else [basis.used]
    return any(hit.sure for one in held for hit in one.index.named(name_key))


def _organisations(parts: list[Weighed], labels: Labels) -> list[Weighed]:
    """The organisations that the parts of a name come to.

    `X (Y)`: a bracket that nobody knows explains X, and so does one that is X's own acronym; where
    Y is an organisation under X, the claim is about Y, and X's entry is shown with it. A label
    beside a name explains the name.
    """
    named = [part for part in parts if not part.is_label] or parts[:1]
    outer = next((part for part in named if part.role is Role.OUTER), None)
    kept = [part for part in named if not (outer and _explains(part, outer))]
    return [
        _with_parents(part, kept, labels)
        for part in kept
        if not any(labels.belongs_under(other.group, part.group) for other in kept)
    ]


def _explains(part: Weighed, outer: Weighed) -> bool:
    if part.role is not Role.BRACKET:
        return False
    if part.group:
        return part.group is outer.group
    unknown = part.outcome is Outcome.CONTRADICTED and not part.matches
    return unknown and (outer.group is not None or outer.outcome is not Outcome.CONTRADICTED)


def _with_parents(part: Weighed, parts: Iterable[Weighed], labels: Labels) -> Weighed:
    above = [other for other in parts if labels.belongs_under(part.group, other.group)]
    shown = [replace(match, how=How.PARENT) for other in above for match in other.matches]
    return replace(part, matches=(*part.matches, *shown))


def _together(organisations: list[Weighed]) -> Weighed:
    """One outcome for all: several organisations support a claim only if they are one entry, and
    contradict it only if each does.
    """
    if len(organisations) == 1:
        return organisations[0]
    matches = tuple(match for each in organisations for match in each.matches)
    outcomes = {each.outcome for each in organisations}
    entities = set.union(*(each.entities for each in organisations))
    if outcomes == {Outcome.SUPPORTED} and len(entities) == 1:
        return replace(organisations[0], matches=matches)
    all_contradicted = outcomes == {Outcome.CONTRADICTED}
    return Weighed(
        Outcome.CONTRADICTED if all_contradicted else Outcome.AMBIGUOUS,
        "several organisations are named: " + "; ".join(each.why for each in organisations),
        matches,
    )


def _as_claimed(weighed: Weighed, claim: Claim, basis: Basis) -> Weighed:
    """A claim that names a reference or a regime must match that too."""
    if claim.reference:
        weighed = _under_reference(weighed, claim.reference, basis)
    if claim.regime and weighed.outcome is Outcome.SUPPORTED:
        weighed = _under_regime(weighed, claim.regime)
    return weighed


def _under_reference(weighed: Weighed, reference: str, basis: Basis) -> Weighed:
    wanted = plain_reference(reference)
    agreeing = tuple(match for match in weighed.matches if identity(match.entry) == wanted)
    if agreeing and len(weighed.entities) > 1 and agreeing[0].how in SURE and agreeing[0].in_force:
        why = f"of several entries with that name, {quoted(agreeing)} is the one claimed"
        return replace(weighed, outcome=Outcome.SUPPORTED, why=why, matches=agreeing)
    if agreeing or weighed.outcome not in {Outcome.SUPPORTED, Outcome.CONTRADICTED}:
        return weighed
    referred = basis.used.index.referred(wanted)
    other = tuple(Match(entry, entry.name, How.REFERENCE, None) for entry in referred)
    why = f"{weighed.why}; the reference claimed, {reference}, is {_named(other)}"
    outcome = Outcome.AMBIGUOUS if weighed.outcome is Outcome.SUPPORTED else weighed.outcome
    return replace(weighed, outcome=outcome, why=why, matches=(*weighed.matches, *other))


def _named(matches: Iterable[Match]) -> str:
    return ", ".join(match.name for match in matches) or "no entry's"


def _under_regime(weighed: Weighed, regime: str) -> Weighed:
    entries = [match.entry for match in weighed.matches if match.how in SURE]
    regimes = {each for entry in entries for each in (entry.regime, *entry.programmes) if each}
    if regime.casefold() in {each.casefold() for each in regimes}:
        return weighed
    listed = ", ".join(sorted(regimes)) or "no regime"
    why = f"{quoted(weighed.matches)} is listed under {listed}, not under {regime} as claimed"
    return replace(weighed, outcome=Outcome.AMBIGUOUS, why=why)


def _unique(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Each entry once, by the best of the ways in which it was found."""
    best: dict[tuple[str, date | None], Match] = {}
    order = list(How)
    for match in matches:
        period = (identity(match.entry), match.entry.listed_on)
        known = best.get(period)
        if known is None or order.index(match.how) < order.index(known.how):
            best[period] = match
    return tuple(best.values())
