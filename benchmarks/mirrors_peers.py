"""The peers a user would pick, each as scores of every account against every entry.

They see what they are made for: handle, name and biography. RapidFuzz: the better Jaro-Winkler of
handles and of names. Character 3-grams of all three by TF-IDF, with sparse-dot-topn. Splink on
DuckDB: Fellegi–Sunter with term frequencies, fitted by itself on the same accounts. nomenklatura's
logic-v2: names and handles as aliases, of the twenty entries that the 3-grams put first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Records = Sequence[dict[str, Any]]
Peer = Callable[[Records, Records], Scores]
_FIELDS = ("handle", "display_name", "bio")
_NEAREST = 50
_COMPARED = 20


def by_rapidfuzz(entries: Records, accounts: Records) -> Scores:
    """The better of two Jaro-Winkler similarities: handles, and names."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cdist
    from rapidfuzz.utils import default_process

    tables = [
        cdist(
            [one.get(name) or "" for one in accounts],
            [one.get(name) or "" for one in entries],
            scorer=JaroWinkler.similarity,
            processor=default_process,
        )
        for name in ("handle", "display_name")
    ]
    return np.asarray(np.maximum(tables[0], tables[1]), dtype=np.float64)


def by_trigrams(entries: Records, accounts: Records) -> Scores:
    """Cosine of TF-IDF over character 3-grams of handle, name and biography."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    def text(one: dict[str, Any]) -> str:
        return " ".join(str(one.get(name) or "") for name in _FIELDS)

    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), min_df=1)
    left = grams.fit_transform([text(one) for one in entries])
    right = grams.transform([text(one) for one in accounts])
    found = sp_matmul_topn(right, left.T.tocsr(), top_n=min(_NEAREST, len(entries)))
    return np.asarray(found.toarray(), dtype=np.float64)


def by_splink(entries: Records, accounts: Records) -> Scores:
    """Splink's match weight, by its own fit; pairs that its blocking leaves out score least."""
    import duckdb
    import pyarrow as pa
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def table(records: Records) -> pa.Table:
        rows = [
            {"unique_id": str(number), "bio": one.get("bio") or None}
            | {name: _plain(one.get(name)) for name in ("handle", "display_name")}
            for number, one in enumerate(records)
        ]
        return pa.Table.from_pylist(rows)

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("handle", [0.95, 0.88]),
            cl.JaroWinklerAtThresholds("display_name", [0.95, 0.88]).configure(
                term_frequency_adjustments=True
            ),
            cl.JaccardAtThresholds("bio", [0.9, 0.7]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("substr(handle, 1, 4)"),
            block_on("substr(display_name, 1, 5)"),
            block_on("bio"),
        ],
    )
    api = DuckDBAPI(connection=duckdb.connect())
    left = api.register(table(entries), dataset_display_name="entries")
    right = api.register(table(accounts), dataset_display_name="accounts")
    linker = Linker([left, right], settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(
        [block_on("handle"), block_on("bio")], recall=0.3
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in ("handle", "display_name"):
        rule = block_on(f"substr({column}, 1, 4)")
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict().as_record_list()
    scores = np.full((len(accounts), len(entries)), -100.0)
    for pair in pairs:
        old, new = pair["unique_id_l"], pair["unique_id_r"]
        if pair["source_dataset_l"] == "accounts":
            old, new = new, old
        scores[int(new), int(old)] = pair["match_weight"]
    return scores


def _plain(text: str | None) -> str | None:
    from rapidfuzz.utils import default_process

    return default_process(text or "") or None


def by_nomenklatura(entries: Records, accounts: Records) -> Scores:
    """logic-v2 of two persons by name and alias."""
    from followthemoney import EntityProxy, model
    from nomenklatura.matching import LogicV2

    def person(one: dict[str, Any], number: int) -> EntityProxy:
        made = model.make_entity("Person")
        made.id = f"specimen-{number}"
        if one.get("display_name"):
            made.add("name", one["display_name"])
        if one.get("handle"):
            made.add("alias", str(one["handle"]).replace("_", " ").replace(".", " "))
        return made

    config = LogicV2.default_config()
    old = [person(one, number) for number, one in enumerate(entries)]
    near = by_trigrams(entries, accounts)
    scores = np.zeros((len(accounts), len(entries)))
    for row, one in enumerate(accounts):
        new = person(one, row)
        for entry in np.argsort(-near[row], kind="stable")[:_COMPARED]:
            if near[row, entry] > 0:
                scores[row, entry] = LogicV2.compare(new, old[entry], config).score
    return scores


PEERS: dict[str, Peer] = {
    "rapidfuzz": by_rapidfuzz,
    "tfidf-3grams": by_trigrams,
    "splink": by_splink,
    "nomenklatura": by_nomenklatura,
}
