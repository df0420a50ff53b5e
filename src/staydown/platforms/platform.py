"""What each platform says of itself: its hosts, its kinds of reference, how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote

from staydown.platforms.address import Address
from staydown.platforms.refs import AccountRef, AddressError
from staydown.platforms.refusals import refusal

Canonical = Callable[[str], str | None]
"""The canonical form of a value, the same when applied again; None where it is not allowed."""


class Reading(NamedTuple):
    """The account that an address names, and what a reviewer should look at."""

    ref: AccountRef
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of reference: its canonical form, the rule in words, its public address if any."""

    canonical: Canonical
    rule: str
    url: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Platform:
    """One platform.

    `hosts` are read by `read_address`, and so is each host one label below `parents`.
    `schemes` are the app links it reads. `pages` maps the first word of a path that is the
    platform's own, and so no account's name, to the refusal it deserves. `read_name` reads what
    followed an @ or stood alone; `read_number` digits that stood alone, given a region.
    """

    name: str
    label: str
    example: str
    kinds: Mapping[str, Kind]
    read_address: Callable[[Address], Reading]
    hosts: frozenset[str] = frozenset()
    parents: frozenset[str] = frozenset()
    schemes: frozenset[str] = frozenset()
    pages: Mapping[str, str] = field(default_factory=dict)
    read_name: Callable[[str], Reading] | None = None
    read_number: Callable[[str, str], Reading] | None = None

    def account(self, kind: str, value: str, text: str, *warnings: str) -> Reading:
        """The reference of `value`; raises AddressError `bad-KIND` with the rule it breaks."""
        canonical = self.kinds[kind].canonical(value)
        if canonical is None:
            raise self.refuse(f"bad-{kind}", text, value=value, rule=self.kinds[kind].rule)
        return Reading(AccountRef(self.name, kind, canonical), warnings)

    def named(self, name: str) -> Reading:
        """The account that `name`, without its @, stands for on this platform."""
        return self.read_name(name) if self.read_name else self.account("handle", name, name)

    def refuse(self, code: str, text: str, **facts: str) -> AddressError:
        """The refusal `code`, its sentence filled with this platform's label and example."""
        return refusal(code, text, label=self.label, example=self.example, **facts)

    def refuse_page(self, word: str, text: str) -> None:
        """Raise the refusal that `word`, the first of a path, deserves; return if it is free."""
        if word in self.pages:
            raise self.refuse(self.pages[word], text)


def matching(pattern: str, *, reserved: Iterable[str] = ()) -> Canonical:
    """Values that match `pattern` as they stand, letter case kept."""
    rule, taken = re.compile(pattern), frozenset(reserved)

    def canonical(value: str) -> str | None:
        return value if rule.fullmatch(value) and value not in taken else None

    return canonical


def matching_lower(pattern: str, *, reserved: Iterable[str] = ()) -> Canonical:
    """Values that match `pattern` in lower case, and are not among the `reserved` words."""
    exact = matching(pattern, reserved=reserved)
    return lambda value: exact(value.lower())


def pages(**words: str) -> dict[str, str]:
    """First words of paths with their refusals: `pages(search="search results")`."""
    return {word: f"{code}-page" for code, line in words.items() for word in line.split()}


def mirrored(domain: str, *labels: str) -> frozenset[str]:
    """`domain` with the hosts of its mobile and other doors below it."""
    return frozenset({domain, *(f"{label}.{domain}" for label in ("www", *labels))})


def quoted(value: str) -> str:
    """`value` percent-encoded for a path, a final full stop too: it may pass for a sentence's."""
    encoded = quote(value, safe="")
    return encoded[:-1] + "%2E" if encoded.endswith(".") else encoded


numeric_id = matching(r"[1-9][0-9]{0,19}")
NUMERIC_RULE = "it is 1 to 20 digits"
