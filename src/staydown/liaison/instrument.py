"""What a rule sheet says: the law of one kind of demand, as data.

A sheet never decides anything. It tells the rest of the program how long there is to answer, what a
demand must bring to be complete, how far it reaches, and who is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from staydown.kernel import permissions
from staydown.liaison.places import expand, is_territory

PeerKind = Literal["authority", "platform", "flagger"]
RowField = Literal[
    "platform", "account", "name_on_account", "organisation", "legal_basis", "demand_date",
    "first_seen", "evidence", "remarks", "reasons",
]  # fmt: skip
BatchField = Literal[
    "demand_date", "reasons", "reference", "contact_point", "signatory", "redress", "good_faith"
]
IssuerVerdict = Literal["may", "may-not", "unknown"]

_ELAPSED = re.compile(r"P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?)?")


def _elapsed(text: object) -> timedelta:
    """An ISO 8601 duration of days, hours and minutes: elapsed time, so months have no place."""
    found = _ELAPSED.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{text!r} is no duration of days, hours and minutes such as PT48H or P6D")
    days, hours, minutes = (int(number or 0) for number in found.groups())
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if not length:
        raise ValueError("a duration of nothing; leave the field out where there is none")
    return length


def _territory(code: object) -> object:
    if not isinstance(code, str) or not is_territory(code):
        raise ValueError(f"{code!r} is no ISO 3166 country of two letters, nor EU")
    return code


def _permission(name: object) -> object:
    if name not in permissions.ALL:
        raise ValueError(f"{name!r} is no permission of staydown.kernel.permissions")
    return name


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Elapsed = Annotated[timedelta, BeforeValidator(_elapsed)]
Territory = Annotated[str, BeforeValidator(_territory)]
Permission = Annotated[str, BeforeValidator(_permission)]


class _Part(BaseModel):
    """Frozen, and strict about keys: a misspelt rule must not be a rule silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Dates(_Part):
    """From when until when, both days included; an absent end is open."""

    from_: date | None = Field(default=None, alias="from")
    to: date | None = None

    def cover(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class Title(_Part):
    """The instrument's name as people see it."""

    en: Text
    ur: Text


class IssuingBody(Dates):
    """A body that may issue the instrument, and when: such powers move from one to another."""

    name: Text
    note: Text | None = None


class Issuer(_Part):
    """Who may issue. No countries: from anywhere. No bodies: the law names none."""

    kinds: tuple[PeerKind, ...] = Field(min_length=1)
    countries: tuple[Territory, ...]
    bodies: tuple[IssuingBody, ...] = ()


class ClockRule(_Part):
    """How long there is to comply, counted from receipt in complete form.

    No `allowance`: the law sets no fixed time. `suspends_on`: what makes the clock stand still.
    """

    allowance: Elapsed | None = None
    starts: Literal["receipt-complete"]
    suspends_on: tuple[Literal["clarification", "force-majeure"], ...]


class Required(_Part):
    """What makes a demand complete: cells of each row, facts about the whole batch."""

    row: tuple[RowField, ...] = Field(min_length=1)
    batch: tuple[BatchField, ...]


class Scope(_Part):
    """Where the demand reaches. No territories: it rests on the platform's rules, not on law."""

    territories: tuple[Territory, ...]
    rule: Text

    @property
    def countries(self) -> frozenset[str]:
        """The territories as ISO 3166-1 alpha-2 codes, the European Union spelt out."""
        return expand(self.territories)


class Notice(_Part):
    """Whether the account's holder is told, when, and what can be done about it.

    `gag` is `by-order` where the law lets the issuer forbid telling, for at most `gag_limit` at
    a time; when that has passed, the notice goes out by itself.
    """

    told: Literal["with-measure"]
    gag: Literal["none", "by-order"]
    gag_limit: Elapsed | None = None
    rule: Text
    redress: Text


class Preservation(_Part):
    """How long what was removed is kept, and whether the law or this house set the period."""

    period: Elapsed
    set_by: Literal["law", "house"]
    rule: Text


class Remembered(_Part):
    """How long a removed account is remembered in order to recognise its return."""

    period: Elapsed
    set_by: Literal["law", "house"]
    rule: Text


class Approvals(_Part):
    """Which permission a person needs to decide, and how many such people there must be."""

    permission: Permission
    minimum: int = Field(ge=1, le=2)


class Source(_Part):
    """A text that the sheet rests on. `verified` is false until somebody has read that text."""

    law: Text
    articles: tuple[Text, ...] = ()
    says: Text
    verified: bool


class Instrument(_Part):
    """One rule sheet. `id` is the name of its file."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    title: Title
    subject: Literal["content", "account"]
    compels: bool
    issuer: Issuer
    clock: ClockRule
    required: Required
    scope: Scope
    notice: Notice
    preservation: Preservation
    watchlist: Remembered | None = None
    approvals: Approvals
    effective: Dates
    sources: tuple[Source, ...] = Field(min_length=1)
    notes: tuple[Text, ...] = ()

    def in_force_on(self, day: date) -> bool:
        """Whether the instrument existed on `day`."""
        return self.effective.cover(day)

    def issuing_bodies(self, day: date) -> tuple[IssuingBody, ...]:
        """The bodies that the sheet names as able to issue it on `day`."""
        return tuple(body for body in self.issuer.bodies if body.cover(day))

    def may_be_issued_by(self, kind: str, country: str | None) -> IssuerVerdict:
        """Whether a peer of this kind and country may issue it; `unknown` without its country."""
        if kind not in self.issuer.kinds:
            return "may-not"
        if not self.issuer.countries:
            return "may"
        if not country:
            return "unknown"
        return "may" if country in expand(self.issuer.countries) else "may-not"

    def missing_in_row(self, cells: Mapping[str, str]) -> tuple[RowField, ...]:
        """The cells that a row lacks to be complete, in the sheet's order."""
        return tuple(field for field in self.required.row if not cells.get(field, "").strip())

    def missing_in_batch(self, facts: Mapping[str, object]) -> tuple[BatchField, ...]:
        """The facts that a batch lacks to be complete, in the sheet's order.

        A fact that is absent, None, False or blank text is lacking.
        """
        return tuple(field for field in self.required.batch if not _is_given(facts.get(field)))


def _is_given(fact: object) -> bool:
    return bool(fact.strip()) if isinstance(fact, str) else bool(fact)
