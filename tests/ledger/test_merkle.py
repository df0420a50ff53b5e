"""Known answers: the trees of the Certificate Transparency reference tests (RFC 6962)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.ledger.merkle import (
    EMPTY,
    Frontier,
    inclusion_proof,
    leaf_hash,
    root_from_proof,
    root_of,
)

INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(data) for data in INPUTS]


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert sha256(b"").digest() == EMPTY == root_of([])


@pytest.mark.parametrize("size", range(1, 9))
def test_it_gives_the_known_roots(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_it_gives_a_known_audit_path() -> None:
    path = [step.hex() for step in inclusion_proof(LEAVES, 5)]
    assert path == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70), st.data())
def test_every_leaf_is_proved_by_its_path_and_no_other_leaf_is(
    data: list[bytes], draw: st.DataObject
) -> None:
    leaves = [leaf_hash(item) for item in data]
    index = draw.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_proof(leaves, index)
    root = root_of(leaves)
    assert root_from_proof(leaves[index], index, len(leaves), path) == root
    assert root_from_proof(leaf_hash(b"another leaf"), index, len(leaves), path) != root


@given(st.lists(st.binary(max_size=4), max_size=40), st.integers(0, 40))
def test_a_frontier_goes_on_from_where_it_was_kept(data: list[bytes], cut: int) -> None:
    leaves = [leaf_hash(item) for item in data]
    first = Frontier()
    for leaf in leaves[:cut]:
        first.append(leaf)
    second = Frontier(first.size, first.hashes)
    for leaf in leaves[cut:]:
        second.append(leaf)
    assert second.root() == root_of(leaves)


@pytest.mark.parametrize("change", [lambda path: path[:-1], lambda path: [*path, path[0]]])
def test_a_path_of_the_wrong_length_is_refused(
    change: Callable[[list[bytes]], list[bytes]],
) -> None:
    with pytest.raises(ValueError, match="proof is too"):
        root_from_proof(LEAVES[5], 5, 8, change(inclusion_proof(LEAVES, 5)))
