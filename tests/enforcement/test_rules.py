"""How long to wait, and under which key to ask, as functions of plain values."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.enforcement.rules import FIRST_WAIT, LONGEST_WAIT, key_of, wait_before
from staydown.kernel.ids import new_id

CHANCE = st.floats(min_value=0, max_value=1, exclude_max=True)


@given(attempt=st.integers(min_value=1, max_value=10_000), chance=CHANCE)
def test_a_wait_lies_in_the_upper_half_of_its_step_and_below_the_longest(
    attempt: int, chance: float
) -> None:
    step = min(FIRST_WAIT * 2 ** min(attempt - 1, 20), LONGEST_WAIT)
    assert step / 2 <= wait_before(attempt, chance) <= step


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 2), (2, 4), (3, 8), (8, 256), (11, 2048), (12, 3600), (99, 3600)]
)
def test_steps_double_up_to_an_hour(attempt: int, seconds: int) -> None:
    assert wait_before(attempt, 0) == timedelta(seconds=seconds) / 2
    assert wait_before(attempt, 0.5) == timedelta(seconds=seconds) * 0.75


@given(CHANCE, CHANCE)
def test_chance_alone_tells_two_waits_apart(one: float, other: float) -> None:
    assert (wait_before(5, one) <= wait_before(5, other)) or one > other


def test_a_delivery_keeps_its_key_and_shares_it_with_no_other() -> None:
    first, second = new_id(), new_id()
    assert key_of(first) == key_of(str(first))
    assert key_of(first) != key_of(second)
