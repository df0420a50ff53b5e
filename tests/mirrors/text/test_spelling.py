"""How odd a spelling is, by what was learnt of many names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.text.spelling import (
    MOST_BITS,
    UNLEARNT_BITS,
    Table,
    counted,
    spelt_bits,
    table_of,
    unlearnt,
)

NAMES = ["specimen", "specimena", "specimeno", "speciman", "special"] * 30
LEARNT = table_of(counted(NAMES, 20))


def bits(word: str, table: Table = LEARNT) -> float:
    letters = np.frombuffer(word.encode("ascii"), np.uint8)
    return float(spelt_bits(table, letters, 0, len(letters)))


def test_a_word_like_those_learnt_is_less_odd() -> None:
    assert bits("specimen") < bits("nemiceps")
    assert bits("specimen") < bits("xqzvkwjg")


def test_before_anything_is_learnt_length_is_all_that_counts() -> None:
    assert bits("specimen", unlearnt()) == bits("xqzvkwjg", unlearnt())
    assert bits("specimen", unlearnt()) == pytest.approx(9 * UNLEARNT_BITS)
    assert (table_of({}) == unlearnt()).all()


def test_triples_of_few_names_are_forgotten() -> None:
    assert counted(["specimen", "special"], 2) == {"^^s": 2, "^sp": 2, "spe": 2, "pec": 2, "eci": 2}
    assert counted(["specimen"], 2) == {}


def test_a_number_counts_by_its_digits() -> None:
    assert bits("786") > bits("78") > bits("7") > 0
    assert bits("") == 0


@given(st.from_regex("[a-z0-9]{1,60}", fullmatch=True))
def test_no_word_is_odder_than_its_length_allows(word: str) -> None:
    assert 0 < bits(word) <= MOST_BITS * len(word) + 1.001
