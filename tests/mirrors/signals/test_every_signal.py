"""What every signal must do; each brings its own examples."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from staydown.mirrors.signals import ABSENT, SIGNALS, Example, Signal
from tests.mirrors.signals.comparing import account, compared, levels_of, pairs_of

EXAMPLES = [
    pytest.param(signal, example, id=f"{signal.name}-{example.level}-{number}")
    for signal in SIGNALS
    for number, example in enumerate(signal.examples)
]
NAMES = [signal.name for signal in SIGNALS]
each_signal = pytest.mark.parametrize("signal", SIGNALS, ids=NAMES)


@pytest.mark.parametrize(("signal", "example"), EXAMPLES)
def test_it_finds_what_its_examples_say(signal: Signal, example: Example) -> None:
    found = compared([account(example.entry)], [account(example.account)])
    assert levels_of(found, signal.name) == [example.level]


@pytest.mark.parametrize(("signal", "example"), EXAMPLES)
def test_a_finding_can_be_weighed_and_read(signal: Signal, example: Example) -> None:
    entry, new = account(example.entry), account(example.account)
    found = signal.compare(pairs_of([entry], [new]))
    assert found.rarities[0] >= 0
    assert np.isfinite(found.rarities[0])
    assert found.counts[0] >= 0
    if found.levels[0] != ABSENT:
        text = signal.say(signal.levels[found.levels[0]], int(found.counts[0]), entry, new)
        assert text.endswith(".")
        assert not text[0].islower()


@each_signal
def test_it_has_something_to_say_on_every_level(signal: Signal) -> None:
    entry, new = account({"handle": "specimen"}), account({"handle": "specimen2"})
    for level in signal.levels:
        for count in (0, 1, 40):
            assert signal.say(level, count, entry, new).endswith(".")


@each_signal
def test_absence_is_no_difference(signal: Signal) -> None:
    full = [account(example.entry) for example in signal.examples if example.level]
    empty = [account({})] * len(full)
    for entries, accounts in ((full, empty), (empty, empty)):
        assert set(levels_of(compared(entries, accounts), signal.name)) == {None}


@each_signal
def test_an_entry_of_which_nothing_is_known_is_no_difference(signal: Signal) -> None:
    told = signal.name in {"declared", "posing"}  # what an account says of itself needs no entry
    full = [account(example.account) for example in signal.examples if example.level]
    levels = levels_of(compared([account({})] * len(full), full), signal.name)
    assert set(levels) <= ({None, "returning", "says-so"} if told else {None})


@each_signal
def test_its_examples_show_every_level_and_silence(signal: Signal) -> None:
    needs_a_third = {"by-others"}
    levels = {example.level for example in signal.examples}
    assert levels == {*signal.levels, None} - needs_a_third
    assert inspect.getdoc(signal)


@each_signal
def test_equal_examples_compared_together_find_the_same(signal: Signal) -> None:
    entries = [account(example.entry) for example in signal.examples]
    accounts = [account(example.account) for example in signal.examples]
    together = levels_of(compared(entries, accounts), signal.name)
    assert together == [example.level for example in signal.examples]


def test_the_signals_have_their_stable_names() -> None:
    assert " ".join(NAMES) == (
        "handle display_name name_handle bio location links avatar posts hashtags mentions media "
        "declared announced posing follows followers groups time language style phone email "
        "devices network"
    )


def test_levels_have_their_stable_names() -> None:
    """Model files name them."""
    levels = {signal.name: " ".join(signal.levels) for signal in SIGNALS}
    assert levels["avatar"] == "same near turned resembles differs"
    assert levels["time"] == "soon-after after late before older differs"
    assert levels["posts"] == "repeats shares-phrases quotes differs"
    assert (
        levels["handle"]
        == levels["display_name"]
        == levels["name_handle"]
        == (
            "same successor renumbered looks-alike reordered sounds-alike near within about "
            "shares-word differs"
        )
    )
    assert levels["declared"] == (
        "names-entry hints-entry calls-itself links-entry returning calls-it about-entry"
    )
