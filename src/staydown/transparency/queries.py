"""The transparency report: what came in, what was decided, what screening found and how right.

A first version: what the domains of this program can count today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from staydown.cases import queries as cases
from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.kernel.settings import load
from staydown.referrals import queries as referrals
from staydown.screening import queries as screening


@dataclass(frozen=True, slots=True)
class Report:
    """A report as one document; `as_rows` is the same as lines of section, what, figure."""

    document: dict[str, Any]

    def as_rows(self) -> list[dict[str, Any]]:
        """Every figure on a line of its own, for CSV."""
        return [
            {"section": section, "what": what, "figure": figure}
            for section in ("referrals", "decisions", "holds", "screening", "returns")
            for what, figure in _flat(self.document[section])
        ]

    def as_html(self) -> str:
        """One page that needs nothing else."""
        return render_to_string("transparency/report.html", {"report": self.document})


def report(actor: Actor, since: datetime, until: datetime) -> Report:
    """The report of a time, from `since` up to `until`."""
    actor.require("matches.read")
    holds = cases.holds_between(since, until)
    return Report(
        {
            "operator": load().operator_name,
            "from": clock.short(since),
            "to": clock.short(until),
            "referrals": _referrals(actor, since, until),
            "decisions": {
                f"{outcome}{f' ({ground})' if ground else ''}": number
                for (outcome, ground), number in cases.decided_between(since, until).items()
            },
            "holds": {
                "placed": holds.placed,
                "upheld": holds.upheld,
                "overturned": holds.overturned,
                "lapsed": holds.lapsed,
                "standing": holds.standing,
            },
            "screening": screening.figures(actor, since, until).as_json(),
            "returns": screening.returns(actor, since=since, until=until).summaries(),
        }
    )


def _referrals(actor: Actor, since: datetime, until: datetime) -> dict[str, Any]:
    rows: Counter[str] = Counter()
    by_instrument: Counter[str] = Counter()
    for batch in referrals.batches(actor, limit=1_000_000):
        if since <= batch.received_at < until:
            by_instrument[batch.instrument] += batch.rows
            rows.update({name: n for name, n in batch.counts.items() if name != "refs"})
    return {"rows": dict(rows), "rows_by_instrument": dict(by_instrument)}


def _flat(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The figures of nested values, each with the way to it."""
    if isinstance(values, dict):
        name = values.get("what")
        for key, value in values.items():
            if key != "what":
                step = f"{name} {key}" if name is not None else str(key)
                yield from _flat(value, f"{path} {step}".strip())
    elif isinstance(values, list):
        for value in values:
            yield from _flat(value, path)
    else:
        yield path, values
