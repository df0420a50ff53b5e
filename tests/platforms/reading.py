"""How these tests say what a text gives: references and error codes, in order."""

from __future__ import annotations

from staydown.platforms import AddressError, Found, find


def read(text: str, platform: str | None = None, region: str = "PK") -> list[str]:
    """Each outcome of a cell: a reference's text, or `!` and the error's code."""
    outcomes = find(text, platform=platform, region=region)
    return [str(o.ref) if isinstance(o, Found) else f"!{o.code}" for o in outcomes]


def one(text: str, platform: str | None = None) -> str:
    """The only outcome of a cell."""
    outcomes = read(text, platform)
    assert len(outcomes) == 1, outcomes
    return outcomes[0]


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Each text of a table with the outcome it stands under."""
    return [(text, outcome) for outcome, texts in table.items() for text in texts]


def found(text: str, platform: str | None = None, region: str = "PK") -> Found:
    """The only account of a cell."""
    (outcome,) = find(text, platform=platform, region=region)
    assert isinstance(outcome, Found), outcome
    return outcome


def refused(text: str, platform: str | None = None) -> AddressError:
    """The only refusal of a cell."""
    (outcome,) = find(text, platform=platform)
    assert isinstance(outcome, AddressError), outcome
    return outcome
