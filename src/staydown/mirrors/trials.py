"""Train and measure on a user's own files: watchlist, accounts, and pairs that say the truth."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from staydown.mirrors.background import Background
from staydown.mirrors.collect import collect, local_background
from staydown.mirrors.evaluate import Evaluation, evaluate
from staydown.mirrors.examples import Pair
from staydown.mirrors.index import Watchlist
from staydown.mirrors.model import Model, ModelError
from staydown.mirrors.outcomes import Truth, outcome, truths
from staydown.mirrors.prepare import prepare
from staydown.mirrors.records import Account, RecordError
from staydown.mirrors.rows import FileError, Problem, read_accounts, read_rows
from staydown.mirrors.train import Sample, train

_FITTED = 2
_PARTS = 3
"""Of three parts of the clusters, two are fitted on and one is calibrated on."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Removed accounts, accounts to judge, and the truth about the latter by their id."""

    entries: Sequence[Account]
    accounts: Sequence[Account]
    truth: Mapping[str, Truth]

    @classmethod
    def read(cls, watchlist: Path, accounts: Path, pairs: Path) -> Trial:
        """The trial in three files. Raises FileError for rows without the form."""
        problems: list[Problem] = []
        entries = list(read_accounts(watchlist, problems))
        judged = list(read_accounts(accounts, problems))
        if problems:
            first = problems[0]
            raise FileError(f"{first.file}, line {first.row}: {first.reason}")
        return cls(entries, judged, truths(map(_pair, read_pairs(pairs))))


def read_pairs(path: Path) -> list[Mapping[str, object]]:
    """Labelled pairs of a file. Raises FileError."""
    found: list[Mapping[str, object]] = []
    for row in read_rows(path):
        try:
            value = row.value()
        except RecordError as error:
            raise FileError(f"{path.name}, line {row.number}: {error.reason}") from error
        if not isinstance(value, Mapping) or value.get("label") not in (0, 1):
            raise FileError(f"{path.name}, line {row.number}: a pair needs a label, 0 or 1")
        if not {"account", "entry"} <= set(value):
            raise FileError(f"{path.name}, line {row.number}: a pair needs an account and an entry")
        found.append(value)
    return found


def trained(trial: Trial, name: str) -> Model:
    """A model fitted on two thirds of the clusters and calibrated on the rest. Raises ModelError
    where there is nothing to learn from."""
    background = local_background(trial.entries, trial.accounts)
    watchlist = Watchlist.build(trial.entries, Model.load())
    entries = {entry.id: prepare(entry) for entry in trial.entries}
    pairs = list(collect(entries, trial.accounts, trial.truth, watchlist.find, background))
    fitting, calibrating = (_part(trial, pairs, fitted=fitted) for fitted in (True, False))
    try:
        model = train(
            fitting, calibrating, name, {"data": "given", "accounts": len(trial.accounts)}
        )
    except ValueError as error:
        raise ModelError(str(error)) from error
    return replace(model, background=Background.fit([*trial.entries, *trial.accounts]))


def evaluated(trial: Trial, model: Model) -> Evaluation:
    """Every account screened, each candidate scored, and the measures of what came of it."""
    local = replace(model, background=local_background(trial.entries, trial.accounts))
    watchlist = Watchlist.build(trial.entries, local)
    found = (watchlist.screen(one, top=50, min_probability=0.0) for one in trial.accounts)
    rows = [
        outcome(account, matches, trial.truth.get(account.id, Truth()))
        for account, matches in zip(trial.accounts, found, strict=True)
    ]
    return evaluate(rows, local)


def _pair(row: Mapping[str, object]) -> Mapping[str, object]:
    return {**row, "account": str(row["account"]), "entry": str(row["entry"])}


def _part(trial: Trial, pairs: Sequence[Pair], *, fitted: bool) -> Sample:
    """The accounts of some clusters and their pairs; entries stay whole, so that no entry's
    returns are both fitted and calibrated on."""
    own = {a.id for a in trial.accounts if _is_fitted(trial.truth.get(a.id), a.id) == fitted}
    return Sample(
        [pair for pair in pairs if pair.account in own],
        sorted(own),
        trial.truth,
        len(trial.entries),
    )


def _is_fitted(truth: Truth | None, account: str) -> bool:
    cluster = (truth.cluster if truth else "") or account
    return zlib.crc32(cluster.encode("utf-8", "surrogatepass")) % _PARTS < _FITTED
