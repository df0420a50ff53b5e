"""What one name in a claim comes to: the entries that bear it, and which were in force."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from staydown.designations.basis import Basis, Claim
from staydown.designations.labels import Group, Labels
from staydown.designations.lookup import Hit, plain_reference
from staydown.designations.names import is_acronym, key
from staydown.designations.reading import Part, Role
from staydown.designations.values import Kind, ListedEntry, Strength
from staydown.designations.verdicts import SURE, How, Match, Outcome


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one name comes to, with the group that the curated file knows it as.

    `is_label`: it is no name but an umbrella or an official style.
    """

    outcome: Outcome
    why: str
    matches: tuple[Match, ...] = ()
    group: Group | None = None
    role: Role = Role.WHOLE
    is_label: bool = False

    @property
    def entities(self) -> set[str]:
        """The entries that surely bear the name, by identity."""
        return {identity(match.entry) for match in self.matches if match.how in SURE}


class Finder:
    """Finds and weighs the entries for one claim."""

    def __init__(self, claim: Claim, basis: Basis, labels: Labels) -> None:
        self.claim = claim
        self.basis = basis
        self.labels = labels

    def weigh(self, part: Part) -> Weighed:
        """The outcome for one name."""
        label = self.labels.labels.get(part.key.text)
        if label:
            meant = self._of_group(self.labels.groups.get(label.group or ""))
            shown = tuple(replace(match, how=How.STYLE) for match in meant)
            why = f"“{part.text}” {label.why}"
            return Weighed(Outcome.AMBIGUOUS, why, shown, role=part.role, is_label=True)
        group = self.labels.group_of(part.key.text)
        matches = self._bearing(part, group)
        weighed = _by_name(part, matches, self.claim)
        if weighed.outcome is Outcome.CONTRADICTED:
            weighed = self._otherwise(part, group, matches) or weighed
        return replace(weighed, group=group, role=part.role)

    def _bearing(self, part: Part, group: Group | None) -> list[Match]:
        """All entries that bear the name itself, or that the curated file says it means."""
        weak = part.key.text in self.labels.weak
        return [*self._named(part.key.text, weak=weak), *self._of_group(group)]

    def _of_group(self, group: Group | None) -> list[Match]:
        """The entries that bear a name of the group; its own reference decides between several."""
        if group is None:
            return []
        keys = dict.fromkeys(key(name) for name in group.names)
        found = [match for name_key in keys for match in self._named(name_key)]
        wanted = plain_reference(group.references.get(self.claim.list, ""))
        own = [match for match in found if identity(match.entry) == wanted]
        return [
            replace(match, how=How.CURATED) if match.how in SURE else match
            for match in own or found
        ]

    def _otherwise(self, part: Part, group: Group | None, matches: list[Match]) -> Weighed | None:
        """What a person must look at although nothing in force bears the name."""
        if self.basis.before_earliest(self.claim.on) and not self.basis.gives_start_dates:
            return Weighed(
                Outcome.AMBIGUOUS,
                f"the earliest snapshot of {self.claim.list} is of {self.basis.used.day}, and the "
                "list does not say since when its entries are on it",
                tuple(matches),
            )
        parent = self.labels.parent_of(group)
        above = _worth_showing(self._of_group(parent), {*SURE, How.WEAK, How.ORPHAN})
        if parent and above:
            shown = (*matches, *(replace(match, how=How.PARENT) for match in above))
            why = f"“{part.text}” is not named, but {parent.name} is, which it belongs under"
            return Weighed(Outcome.AMBIGUOUS, why, shown)
        if any(match.how in SURE for match in matches):
            return None
        near = _worth_showing(self._near(part), {How.NEAR})[:5]
        if near:
            why = f"no entry bears “{part.text}”, but {quoted(near)} is like it: a person must look"
            return Weighed(Outcome.AMBIGUOUS, why, tuple(near))
        return None

    def _near(self, part: Part) -> list[Match]:
        """Entries with a name like this one, and those that an acronym inside it means."""
        hits = self.basis.used.index.near(part.key)
        like = [
            self._match(hit, How.NEAR, self.basis.in_force(hit.entry, self.claim.on))
            for hit in hits
        ]
        groups = [
            self.labels.group_of(key(word))
            for word in re.split(r"[\W_]+", part.text)
            if len(word) > 2 and is_acronym(word)
        ]
        meant = [match for group in groups for match in self._of_group(group)]
        return like + [
            replace(match, how=How.NEAR) if match.how in SURE else match for match in meant
        ]

    def _named(self, name_key: str, *, weak: bool = False) -> list[Match]:
        found = self.basis.named(name_key, self.claim.on)
        return [self._match(hit, _how(hit, weak=weak), in_force) for hit, in_force in found]

    def _match(self, hit: Hit, how: How, in_force: bool | None) -> Match:
        wanted, entry = self.claim.programme, hit.entry
        if wanted and wanted not in entry.programmes and entry.kind is Kind.ORGANISATION:
            how = How.PROGRAMME
        return Match(entry, hit.name.text, how, in_force)


def _worth_showing(matches: list[Match], hows: Collection[How]) -> list[Match]:
    return [match for match in matches if match.how in hows and match.in_force is not False]


def _how(hit: Hit, *, weak: bool) -> How:
    if hit.entry.kind is Kind.UNKNOWN:
        return How.ORPHAN
    if hit.entry.kind is not Kind.ORGANISATION:
        return How.PERSON
    if weak or not hit.sure or hit.name.strength is Strength.WEAK:
        return How.WEAK
    return How(hit.name.kind.value)


def _by_name(part: Part, matches: list[Match], claim: Claim) -> Weighed:
    """Weigh the entries that bear the name: sure and in force, else what is left to doubt."""
    sure = [match for match in matches if match.how in SURE and match.in_force]
    entities = {identity(match.entry) for match in sure}
    if len(entities) == 1:
        return Weighed(Outcome.SUPPORTED, _supports(part, sure[0], claim), tuple(sure))
    if entities:
        why = f"several entries bear “{part.text}”: {quoted(sure)}"
        return Weighed(Outcome.AMBIGUOUS, why, tuple(sure))
    undated = [match for match in matches if match.how in SURE and match.in_force is None]
    if undated:
        why = f"{quoted(undated)} is listed, but not certainly on {claim.on}"
        return Weighed(Outcome.AMBIGUOUS, why, tuple(undated))
    unsure = _worth_showing(matches, {How.WEAK, How.ORPHAN})
    if unsure:
        return Weighed(Outcome.AMBIGUOUS, _only_unsure(part, unsure), tuple(unsure))
    return Weighed(Outcome.CONTRADICTED, _contradicts(part, matches, claim), tuple(matches))


def _supports(part: Part, match: Match, claim: Claim) -> str:
    since = f" since {match.entry.listed_on}" if match.entry.listed_on else ""
    return (
        f"“{part.text}” is entry {match.entry.reference} of {claim.list}"
        f" ({match.entry.name}), listed{since} and in force on {claim.on}"
    )


def _only_unsure(part: Part, matches: list[Match]) -> str:
    if all(match.how is How.ORPHAN for match in matches):
        return f"“{part.text}” is known only from an alias whose entry is not in the file"
    return f"only a weak name is “{part.text}”: it is not enough to tell {quoted(matches)}"


def _contradicts(part: Part, matches: list[Match], claim: Claim) -> str:
    if any(match.how is How.PROGRAMME for match in matches):
        return f"“{part.text}” is listed, but not under {claim.programme}"
    if any(match.how in SURE for match in matches):
        return f"{quoted(matches)} was not in force on {claim.on}"
    if matches:
        return f"“{part.text}” is no organisation on {claim.list}, but a person or a ship"
    return f"no entry of {claim.list} that was in force on {claim.on} bears “{part.text}”"


def identity(entry: ListedEntry) -> str:
    """What makes two versions or periods of an entry one: its reference."""
    return plain_reference(entry.reference)


def quoted(matches: Iterable[Match]) -> str:
    """The entries by reference and name, each once, for a sentence."""
    named = dict.fromkeys(f"{match.entry.reference} {match.entry.name}" for match in matches)
    return ", ".join(named)
