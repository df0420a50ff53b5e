"""Is what a claim says true? Pure decisions on the values of snapshots; DESIGN.md's "Verdict".

A claim (name, list, date) is judged on the newest snapshot that is not after the date, else on the
earliest; the next snapshot after the date says what had happened in between. Steps: read the name,
find the entries of each part, decide which were in force, weigh, and put the parts together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from staydown.designations.labels import Group, Labels
from staydown.designations.lookup import Hit, NameIndex, plain_reference
from staydown.designations.names import key
from staydown.designations.reading import Part, Role, parts_of
from staydown.designations.values import Kind, ListedEntry, Strength
from staydown.designations.verdicts import SURE, How, Match, Outcome, SnapshotFacts, Verdict


@dataclass(frozen=True, slots=True)
class Claim:
    """That `list` named `name` on the day `on`, perhaps under a reference or a regime.

    `programme`: the claim is of that part of the list only (FTO within OFAC's list).
    """

    name: str
    list: str
    on: date
    reference: str | None = None
    regime: str | None = None
    programme: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot with the index of its names."""

    facts: SnapshotFacts
    index: NameIndex

    @property
    def day(self) -> date:
        """The day that the snapshot shows."""
        return self.facts.as_of.date()


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known of a list around a date: the snapshot used, and the next one after the date."""

    used: Held
    after: Held | None
    refresh: timedelta
    gives_start_dates: bool

    def stale_on(self, on: date) -> bool:
        """Is the snapshot older than the date by more than the list's refresh interval?"""
        return on - self.used.day > self.refresh

    def before_earliest(self, on: date) -> bool:
        """Does even the earliest snapshot show a later day than the date?"""
        return on < self.used.day


def judge(claim: Claim, basis: Basis | None, labels: Labels) -> Verdict:
    """The verdict on `claim`; `basis` is None where no snapshot of the list is loaded."""
    if basis is None:
        why = f"no snapshot of {claim.list} is loaded"
        return Verdict(Outcome.UNKNOWN, why, claim.list, claim.on)
    parts = parts_of(claim.name, lambda name_key: _is_known(name_key, basis, labels))
    if parts:
        finder = _Finder(claim, basis, labels)
        weighed = _together([finder.weigh(part) for part in parts], labels)
        weighed = _with_reference(weighed, claim, basis)
    else:
        weighed = _Weighed(Outcome.UNKNOWN, "the claim names no organisation")
    return Verdict(
        weighed.outcome,
        weighed.why,
        claim.list,
        claim.on,
        _unique(weighed.matches),
        basis.used.facts,
        basis.stale_on(claim.on),
    )


def _is_known(name_key: str, basis: Basis, labels: Labels) -> bool:
    if name_key in labels.labels or labels.group_of(name_key):
        return True
    held = [basis.used, basis.after] if basis.after else [basis.used]
    return any(hit.sure for one in held for hit in one.index.named(name_key))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What one part of the name comes to."""

    outcome: Outcome
    why: str
    matches: tuple[Match, ...] = ()
    group: Group | None = None
    role: Role = Role.WHOLE
    is_label: bool = False

    @property
    def entities(self) -> set[str]:
        return {_identity(match.entry) for match in self.matches if match.how in SURE}


class _Finder:
    """Finds and weighs the entries for one claim."""

    def __init__(self, claim: Claim, basis: Basis, labels: Labels) -> None:
        self.claim = claim
        self.basis = basis
        self.labels = labels

    def weigh(self, part: Part) -> _Weighed:
        """The outcome for one name."""
        label = self.labels.labels.get(part.key.text)
        if label:
            meant = self._of_group(self.labels.groups.get(label.group or ""))
            shown = tuple(replace(match, how=How.STYLE) for match in meant)
            why = f"“{part.text}” {label.why}"
            return _Weighed(Outcome.AMBIGUOUS, why, shown, role=part.role, is_label=True)
        group = self.labels.group_of(part.key.text)
        matches = self._bearing(part, group)
        weighed = _by_name(part, matches, self.claim)
        if weighed.outcome is Outcome.CONTRADICTED:
            weighed = self._otherwise(part, group, matches) or weighed
        return replace(weighed, group=group, role=part.role)

    def _bearing(self, part: Part, group: Group | None) -> list[Match]:
        """All entries that bear the name itself, or that the curated file says it means."""
        weak = part.key.text in self.labels.weak
        direct = [self._match(hit, _how(hit, weak=weak)) for hit in self._named(part.key.text)]
        return [*direct, *self._of_group(group)]

    def _of_group(self, group: Group | None) -> list[Match]:
        if group is None:
            return []
        keys = dict.fromkeys(key(name) for name in group.names)
        hits = [hit for name_key in keys for hit in self._named(name_key)]
        wanted = plain_reference(group.references.get(self.claim.list, ""))
        own = [hit for hit in hits if plain_reference(hit.entry.reference) == wanted]
        found = [self._match(hit, _how(hit, weak=False)) for hit in own or hits]
        return [replace(match, how=How.CURATED) if match.how in SURE else match for match in found]

    def _otherwise(self, part: Part, group: Group | None, matches: list[Match]) -> _Weighed | None:
        """What a person must look at although nothing in force bears the name."""
        if self.basis.before_earliest(self.claim.on) and not self.basis.gives_start_dates:
            return _Weighed(
                Outcome.AMBIGUOUS,
                f"the earliest snapshot of {self.claim.list} is of {self.basis.used.day}, and the "
                "list does not say since when its entries are on it",
                tuple(matches),
            )
        parent = self.labels.parent_of(group)
        above = [match for match in self._of_group(parent) if match.in_force is not False]
        if parent and above:
            shown = (*matches, *(replace(match, how=How.PARENT) for match in above))
            why = (
                f"“{part.text}” is not named; the list names {parent.name}, which it belongs under"
            )
            return _Weighed(Outcome.AMBIGUOUS, why, shown)
        if any(match.how in SURE for match in matches):
            return None
        near = [match for match in self._near(part) if match.in_force is not False]
        if near:
            why = (
                f"no entry bears “{part.text}”, but {_quoted(near)} is like it: a person must look"
            )
            return _Weighed(Outcome.AMBIGUOUS, why, tuple(near))
        return None

    def _near(self, part: Part) -> list[Match]:
        hits = self.basis.used.index.near(part.key)
        return [self._match(hit, How.NEAR) for hit in hits][:5]

    def _named(self, name_key: str) -> list[Hit]:
        """Hits in the snapshot used, and in the next one those of entries not yet in that."""
        hits = list(self.basis.used.index.named(name_key))
        if self.basis.after:
            hits += [
                hit
                for hit in self.basis.after.index.named(name_key)
                if not self._is_in(self.basis.used, hit.entry)
            ]
        return hits

    def _match(self, hit: Hit, how: How) -> Match:
        wanted = self.claim.programme
        entry = hit.entry
        if wanted and wanted not in entry.programmes and entry.kind is Kind.ORGANISATION:
            how = How.PROGRAMME
        return Match(entry, hit.name.text, how, self._in_force(entry))

    def _in_force(self, entry: ListedEntry) -> bool | None:
        """Was the entry in force on the date? None where the snapshots cannot tell."""
        on, basis = self.claim.on, self.basis
        if entry.listed_on and on < entry.listed_on:
            return False
        if entry.until and entry.until <= on:
            return False
        if not self._is_in(basis.used, entry):  # known from the next snapshot only
            since = entry.listed_on if basis.gives_start_dates else None
            return True if since and since >= basis.used.day else None
        if basis.before_earliest(on):
            return True if basis.gives_start_dates and entry.listed_on else None
        removed_later = basis.after is not None and not self._is_in(basis.after, entry)
        return None if removed_later and basis.stale_on(on) else True

    @staticmethod
    def _is_in(held: Held, entry: ListedEntry) -> bool:
        return bool(held.index.referred(entry.reference))


def _how(hit: Hit, *, weak: bool) -> How:
    if hit.entry.kind is Kind.UNKNOWN:
        return How.ORPHAN
    if hit.entry.kind is not Kind.ORGANISATION:
        return How.PERSON
    if weak or not hit.sure or hit.name.strength is Strength.WEAK:
        return How.WEAK
    return How(hit.name.kind.value)


def _by_name(part: Part, matches: list[Match], claim: Claim) -> _Weighed:
    """Weigh the entries that bear the name: sure and in force, else what is left to doubt."""
    sure = [match for match in matches if match.how in SURE and match.in_force]
    entities = {_identity(match.entry) for match in sure}
    if len(entities) == 1:
        return _Weighed(Outcome.SUPPORTED, _supports(part, sure[0], claim), tuple(sure))
    if entities:
        why = f"several entries bear “{part.text}”: {_quoted(sure)}"
        return _Weighed(Outcome.AMBIGUOUS, why, tuple(sure))
    undated = [match for match in matches if match.how in SURE and match.in_force is None]
    if undated:
        why = f"{_quoted(undated)} is listed, but not certainly on {claim.on}"
        return _Weighed(Outcome.AMBIGUOUS, why, tuple(undated))
    unsure = [
        match
        for match in matches
        if match.how in {How.WEAK, How.ORPHAN} and match.in_force is not False
    ]
    if unsure:
        return _Weighed(Outcome.AMBIGUOUS, _only_unsure(part, unsure), tuple(unsure))
    return _Weighed(Outcome.CONTRADICTED, _contradicts(part, matches, claim), tuple(matches))


def _supports(part: Part, match: Match, claim: Claim) -> str:
    since = f" since {match.entry.listed_on}" if match.entry.listed_on else ""
    return (
        f"“{part.text}” is entry {match.entry.reference} of {claim.list}"
        f" ({match.entry.name}), listed{since} and in force on {claim.on}"
    )


def _only_unsure(part: Part, matches: list[Match]) -> str:
    if all(match.how is How.ORPHAN for match in matches):
        return f"“{part.text}” is known only from an alias whose entry is not in the file"
    return f"only a weak name is “{part.text}”: it is not enough to tell {_quoted(matches)}"


def _contradicts(part: Part, matches: list[Match], claim: Claim) -> str:
    if any(match.how is How.PROGRAMME for match in matches):
        return f"“{part.text}” is listed, but not under {claim.programme}"
    if any(match.how in SURE for match in matches):
        return f"{_quoted(matches)} was not in force on {claim.on}"
    if matches:
        return (
            f"“{part.text}” is no organisation's name on {claim.list}, but a person's or a ship's"
        )
    return f"no entry of {claim.list} that was in force on {claim.on} bears “{part.text}”"


def _together(parts: list[_Weighed], labels: Labels) -> _Weighed:
    """Put the parts of a name together.

    `X (Y)`: where Y is an organisation under X, the claim is about Y; a bracket that nobody knows
    is an explanation; a label beside a name explains it. What is left are different organisations:
    then a claim holds only if they are one entry, and fails only if it fails for each.
    """
    parts = _without_explanations(parts)
    parts = [part for part in parts if not _covered_by_child(part, parts, labels)]
    if len(parts) == 1:
        return parts[0]
    matches = tuple(match for part in parts for match in part.matches)
    outcomes = {part.outcome for part in parts}
    if outcomes == {Outcome.SUPPORTED} and len(set.union(*(p.entities for p in parts))) == 1:
        return replace(parts[0], matches=matches)
    why = "several organisations are named: " + "; ".join(part.why for part in parts)
    if outcomes == {Outcome.CONTRADICTED}:
        return _Weighed(Outcome.CONTRADICTED, why, matches)
    return _Weighed(Outcome.AMBIGUOUS, why, matches)


def _without_explanations(parts: list[_Weighed]) -> list[_Weighed]:
    named = [part for part in parts if not part.is_label] or parts[:1]
    outer = next((part for part in named if part.role is Role.OUTER), None)
    if outer is None:
        return named
    known = outer.group is not None or outer.outcome is not Outcome.CONTRADICTED
    return [
        part
        for part in named
        if part.role is not Role.BRACKET
        or (
            not (_says_nothing(part) and known)
            and not (part.group is not None and part.group is outer.group)
        )
    ]


def _says_nothing(part: _Weighed) -> bool:
    return part.outcome is Outcome.CONTRADICTED and part.group is None and not part.matches


def _covered_by_child(part: _Weighed, parts: Iterable[_Weighed], labels: Labels) -> bool:
    """Is another part an organisation under this one, so that the claim is about that?"""
    return any(labels.belongs_under(other.group, part.group) for other in parts)


def _with_reference(weighed: _Weighed, claim: Claim, basis: Basis) -> _Weighed:
    """A claim that names a reference or a regime must match that too."""
    if claim.reference:
        weighed = _with_wanted_reference(weighed, claim.reference, basis)
    if claim.regime and weighed.outcome is Outcome.SUPPORTED:
        regimes = {match.entry.regime for match in weighed.matches}
        programmes = {each for match in weighed.matches for each in match.entry.programmes}
        if claim.regime.casefold() not in {each.casefold() for each in regimes | programmes}:
            why = (
                f"{_quoted(weighed.matches)} is listed under "
                f"{', '.join(sorted(regimes | programmes - {''})) or 'no regime'}, "
                f"not under {claim.regime} as claimed"
            )
            return replace(weighed, outcome=Outcome.AMBIGUOUS, why=why)
    return weighed


def _with_wanted_reference(weighed: _Weighed, reference: str, basis: Basis) -> _Weighed:
    wanted = plain_reference(reference)
    agreeing = tuple(m for m in weighed.matches if plain_reference(m.entry.reference) == wanted)
    if agreeing and len(weighed.entities) > 1 and agreeing[0].how in SURE and agreeing[0].in_force:
        why = f"of several entries with that name, {_quoted(agreeing)} is the one claimed"
        return replace(weighed, outcome=Outcome.SUPPORTED, why=why, matches=agreeing)
    if agreeing or weighed.outcome not in {Outcome.SUPPORTED, Outcome.CONTRADICTED}:
        return weighed
    other = tuple(
        Match(entry, entry.name, How.REFERENCE, None) for entry in basis.used.index.referred(wanted)
    )
    named = _quoted(other) if other else "no entry"
    why = f"{weighed.why}; the reference {reference} that is claimed is {named}"
    outcome = Outcome.AMBIGUOUS if weighed.outcome is Outcome.SUPPORTED else weighed.outcome
    return replace(weighed, outcome=outcome, why=why, matches=(*weighed.matches, *other))


def _identity(entry: ListedEntry) -> str:
    """What makes two versions or periods of an entry one: its reference."""
    return plain_reference(entry.reference)


def _quoted(matches: Iterable[Match]) -> str:
    named = dict.fromkeys(f"{match.entry.reference} {match.entry.name}" for match in matches)
    return ", ".join(named)


def _unique(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Each entry once, by the best of the ways in which it was found."""
    best: dict[tuple[str, date | None], Match] = {}
    order = list(How)
    for match in matches:
        identity = (_identity(match.entry), match.entry.listed_on)
        known = best.get(identity)
        if known is None or order.index(match.how) < order.index(known.how):
            best[identity] = match
    return tuple(best.values())
