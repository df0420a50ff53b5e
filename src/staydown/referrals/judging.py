"""What becomes of one row: which accounts it names, which claims it makes, what is wrong with it.

Everything here is worked out from the row alone; whether an account was referred before is asked
later, for many rows at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from staydown.platforms import AddressError, Found, find, platform_named
from staydown.referrals.readers import Record
from staydown.referrals.readers.dates import parse_date
from staydown.referrals.remarks import notes

if TYPE_CHECKING:
    from staydown.liaison.instrument import Instrument

Reason = dict[str, str]
ClaimChecker = Callable[[str, str, date], list[dict[str, Any]]]

#: Worst first: what a reviewer and the sender must see of a row with several claims.
SEVERITY = ("contradicted", "ambiguous", "unknown", "supported")

_PROBLEMS = {
    "row-too-long": "The row has more cells than the header; what is beyond it was not used.",
    "row-too-short": "The row has fewer cells than the header: a separator may have been lost.",
    "number-rounded": "A spreadsheet has rounded a long number here; send it as text.",
    "value-nested": "A value is a list or an object where text is wanted; it was not used.",
    "value-repeated": "A field is named twice in this row; the first value was used.",
}
_WARNINGS = {
    "platform-mismatch": "The address belongs to another platform than the column says; "
    "the address counts.",
    "invite-revocable": "An invitation link can be revoked: send the channel's name or number too.",
    "bot-api-id": "The number was written as bots see it (-100…); it was read as the channel's.",
    "number-not-in-use-range": "No country has given out a range with this telephone number.",
    "legacy-name": "An old kind of channel name, which need not be the @handle of that channel.",
    "legacy-user-id": "A user id with capitals or signs that only old accounts may have.",
    "bare-word": "A word without @ or address was taken for the handle, as the platform was given.",
    "words-ignored": "Other words stood around the address; they were not read.",
    "redirect-unwrapped": "The address led through a redirector; its target was read.",
    "user-info": "The address had a name and @ before its host; only the host was believed.",
    "unlisted-host": "The host is in no list of ours: check that it is what its path looks like.",
}


def worst_verdict(verdicts: Iterable[str]) -> str:
    """The verdict that must be seen first; empty without any."""
    present = set(verdicts)
    return next((name for name in SEVERITY if name in present), "")


@dataclass(slots=True)
class Judged:
    """One row with all that can be said of it by itself."""

    record: Record
    found: list[Found] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """The worst verdict among the claims; empty without any."""
        return worst_verdict(claim["verdict"] for claim in self.claims)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the rows of one batch under its instrument."""

    instrument: Instrument
    check_claims: ClaimChecker
    stated: Mapping[str, str]
    in_columns: tuple[str, ...]
    received_on: date
    demand_date: date | None
    region: str
    day_first: bool

    def judge(self, record: Record) -> Judged:
        """The accounts, claims and reasons of one row."""
        judged = Judged(record)
        judged.reasons += [
            {"code": code, "text": _PROBLEMS.get(code, code)} for code in record.problems
        ]
        missing = self._missing(record)
        if set(missing) <= {"account"}:  # an empty address has an error of its own
            self._find_accounts(judged)
        else:
            judged.reasons += [_missing(name, self.instrument.id) for name in missing]
        judged.reasons += notes(record.cells.get("remarks", ""))
        self._check(judged)
        return judged

    def _missing(self, record: Record) -> list[str]:
        """What the row lacks, of what the instrument wants of a row or the file gives by row."""
        of_row = self.instrument.missing_in_row({**self.stated, **record.cells})
        of_batch = [name for name in self.in_columns if not record.cells.get(name)]
        return [*of_row, *(name for name in of_batch if name not in of_row)]

    def _find_accounts(self, judged: Judged) -> None:
        cells = judged.record.cells
        label = cells.get("platform", "")
        platform = platform_named(label) if label else None
        if label and platform is None:
            text = f"“{label}” is no platform known here; the address alone was read."
            judged.reasons.append({"code": "platform-unknown", "text": text})
        for item in find(cells.get("account", ""), platform=platform, region=self.region):
            if isinstance(item, AddressError):
                judged.reasons.append({"code": item.code, "text": item.message})
            else:
                judged.found.append(item)
                judged.reasons += [_warned(code) for code in item.warnings]
        if judged.found and self.instrument.subject == "content":
            judged.reasons.append(_ITEMS)

    def _check(self, judged: Judged) -> None:
        cells = judged.record.cells
        basis = cells.get("legal_basis", "")
        if not basis:
            return
        on = self._demanded_on(judged)
        judged.claims = self.check_claims(cells.get("organisation", ""), basis, on)
        judged.reasons += [
            _contradicted(claim) for claim in judged.claims if claim["verdict"] == "contradicted"
        ]

    def _demanded_on(self, judged: Judged) -> date:
        """The demand's date: the row's own, else the file's, else the day of receipt."""
        stated = judged.record.cells.get("demand_date")
        if not stated:
            return self.demand_date or self.received_on
        read = parse_date(stated, day_first=self.day_first)
        if read is None:
            text = f"The date “{stated}” cannot be read; claims were checked on another day."
            judged.reasons.append({"code": "date-unreadable", "text": text})
        return read or self.demand_date or self.received_on


_ITEMS: Reason = {
    "code": "items-not-acted-on",
    "text": "This instrument is about content, not about accounts. No connector here acts on "
    "single items: the address was kept, and the account is reviewed on a ground of its own.",
}


def _warned(code: str) -> Reason:
    return {"code": code, "text": _WARNINGS.get(code, code.replace("-", " "))}


def _contradicted(claim: dict[str, Any]) -> Reason:
    """What the sender is told; a verdict on an old copy of the list never counts against them."""
    text = f"“{claim['text']}” for “{claim['name']}”: {claim['why']}."
    if claim["stale"]:
        text += " Our copy of the list is old, so this is not held against you; send the entry."
    return {"code": "claim-contradicted", "text": text}


def _missing(name: str, instrument: str) -> Reason:
    label = name.replace("_", " ")
    text = f"The {label} is missing, which {instrument} requires: add it and send the row again."
    return {"code": f"{name.replace('_', '-')}-missing", "text": text}
