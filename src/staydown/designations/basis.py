"""What a claim says, and what is known of its list around its date. Plain values, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from staydown.designations.lookup import Hit, NameIndex
from staydown.designations.values import ListedEntry
from staydown.designations.verdicts import SnapshotFacts


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

    def shows(self, entry: ListedEntry) -> bool:
        """Does the snapshot show this entry, in whatever version?"""
        return bool(self.index.referred(entry.reference))


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

    def named(self, name_key: str, on: date) -> list[tuple[Hit, bool | None]]:
        """Entries that bear a name, and whether under it they were in force on the date.

        A name that only the next snapshot gives to an entry was added some time in between.
        """
        hits = self.used.index.named(name_key)
        found = [(hit, self.in_force(hit.entry, on)) for hit in hits]
        if self.after:
            had = {hit.entry.reference for hit in hits}
            for hit in self.after.index.named(name_key):
                if hit.entry.reference not in had:
                    in_force = self.in_force(hit.entry, on)
                    found.append((hit, None if self.used.shows(hit.entry) else in_force))
        return found

    def in_force(self, entry: ListedEntry, on: date) -> bool | None:
        """Was the entry in force on the date? None where the snapshots cannot tell."""
        if entry.listed_on and on < entry.listed_on:
            return False
        if entry.until and entry.until <= on:
            return False
        if not self.used.shows(entry):
            return self._came_between(entry)
        if self.before_earliest(on):
            return True if self.gives_start_dates and entry.listed_on else None
        removed_later = self.after is not None and not self.after.shows(entry)
        return None if removed_later and self.stale_on(on) else True

    def _came_between(self, entry: ListedEntry) -> bool | None:
        """An entry of the next snapshot only: in force if its own date says from when."""
        since = entry.listed_on if self.gives_start_dates else None
        return True if since and since >= self.used.day else None
