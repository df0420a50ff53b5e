"""What every signal must do; each brings its own examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Prepared, prepare
from staydown.mirrors.records import parse
from staydown.mirrors.signals import SIGNALS, Example, Signal, compare_all

NONE = Background.none()
EXAMPLES = [
    pytest.param(signal, example, id=f"{signal.name}-{example.level}-{number}")
    for signal in SIGNALS
    for number, example in enumerate(signal.examples)
]


def account(fields: Mapping[str, Any]) -> Prepared:
    return prepare(parse({"id": "specimen", "platform": "x", **fields}))


@pytest.mark.parametrize(("signal", "example"), EXAMPLES)
def test_it_finds_what_its_examples_say(signal: Signal, example: Example) -> None:
    found = signal.compare(account(example.entry), account(example.account), NONE)
    assert (found and found.level) == example.level


@pytest.mark.parametrize(("signal", "example"), EXAMPLES)
def test_a_comparison_can_be_read_and_weighed(signal: Signal, example: Example) -> None:
    found = signal.compare(account(example.entry), account(example.account), NONE)
    if found is not None:
        assert found.signal == signal.name
        assert found.level in signal.levels
        assert found.rarity >= 0
        assert 0 <= found.similarity <= 1
        assert found.text.endswith(".")


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_absence_is_no_difference(signal: Signal) -> None:
    full, empty = account(signal.examples[0].entry), account({})
    assert signal.compare(full, empty, NONE) is None
    assert signal.compare(empty, full, NONE) is None
    assert signal.compare(empty, empty, NONE) is None


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_it_shows_both_agreement_and_silence_by_example(signal: Signal) -> None:
    levels = [example.level for example in signal.examples]
    assert None in levels
    assert signal.levels[0] in levels or signal.levels[1] in levels or "sounds-alike" in levels
    assert signal.__doc__


def test_the_signals_have_their_stable_names() -> None:
    assert " ".join(signal.name for signal in SIGNALS) == (
        "handle display_name name_handle bio location links avatar posts media declared announced "
        "follows followers groups time language style phone email devices network"
    )


TEXT = st.text(max_size=80)
RECORD = st.fixed_dictionaries(
    {},
    optional={
        "handle": TEXT, "display_name": TEXT, "bio": TEXT, "location": TEXT, "language": TEXT,
        "links": st.lists(TEXT, max_size=3), "follows": st.lists(TEXT, max_size=3),
        "posts": st.lists(st.fixed_dictionaries({"text": TEXT}), max_size=4),
    },
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(RECORD, RECORD)
def test_any_two_accounts_are_compared(one: dict[str, Any], other: dict[str, Any]) -> None:
    for found in compare_all(account(one), account(other), NONE):
        assert found.rarity >= 0
        assert 0 <= found.similarity <= 1
