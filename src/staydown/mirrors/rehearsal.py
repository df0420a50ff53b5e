"""Generated worlds run through the engine: samples to train on, outcomes to measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from staydown.mirrors.collect import Finder, collect, local_background
from staydown.mirrors.examples import Pair
from staydown.mirrors.model import Evidence, Model
from staydown.mirrors.outcomes import Outcome, Truth, outcome
from staydown.mirrors.prepare import Prepared, prepare
from staydown.mirrors.records import Account, parse
from staydown.mirrors.synth import World
from staydown.mirrors.train import Sample

MakeFinder = Callable[[Mapping[str, Prepared]], Finder]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A world after candidates were found and compared: all that scoring needs, once."""

    accounts: Sequence[Account]
    truth: Mapping[str, Truth]
    sample: Sample


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score, as a match has it."""

    entry: str
    probability: float
    evidence: Sequence[Evidence]


def rehearse(world: World, make_finder: MakeFinder) -> Rehearsal:
    """Read, find candidates and compare, on the world's own background."""
    entries = [parse(record) for record in world.entries]
    accounts = [parse(record) for record in world.accounts]
    truth = {
        id_: Truth(
            mirror_of=note.entry if note.kind == "return" else None,
            kind=note.kind,
            tricks=note.tricks,
            cluster=note.entry or "",
        )
        for id_, note in world.notes.items()
    }
    prepared = {entry.id: prepare(entry) for entry in entries}
    background = local_background(entries, accounts)
    pairs = list(collect(prepared, accounts, truth, make_finder(prepared), background))
    sample = Sample(pairs, [account.id for account in accounts], truth, len(entries))
    return Rehearsal(accounts, truth, sample)


def outcomes(rehearsal: Rehearsal, model: Model) -> list[Outcome]:
    """What the model makes of each account."""
    by_account: dict[str, list[Pair]] = defaultdict(list)
    for pair in rehearsal.sample.pairs:
        by_account[pair.account].append(pair)
    return [
        outcome(
            account,
            _ranked(by_account[account.id], model, rehearsal.sample.entries),
            rehearsal.truth.get(account.id, Truth()),
        )
        for account in rehearsal.accounts
    ]


def _ranked(pairs: Sequence[Pair], model: Model, entries: int) -> list[Scored]:
    found = []
    for pair in pairs:
        evidence = model.evidence(pair.comparisons)
        bits = sum(one.bits for one in evidence)
        found.append((bits, Scored(pair.entry, model.probability(bits, entries=entries), evidence)))
    return [match for _, match in sorted(found, key=lambda one: (-one[0], one[1].entry))]
