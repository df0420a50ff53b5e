"""What findings are worth together."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from staydown.mirrors.model import Model, hand_set
from staydown.mirrors.priors import PASSED_ON, RESEMBLING
from staydown.mirrors.signals import ABSENT, COUNT, PLACE, SIGNALS
from staydown.mirrors.weighing import CONTEXTS, TIMES, context_of, in_context, weigh
from tests.mirrors.findings import Finding, bits, compared, total

TIME_LEVELS = SIGNALS[PLACE["time"]].levels
SPEAKS_OF_IT = [
    {"declared": ("calls-it", 0.0)}, {"declared": ("about-entry", 0.0)}, {"handle": ("about", 9.0)},
    {"display_name": ("about", 9.0)}, {"announced": ("disowned-by-entry", 0.0)},
    {"time": ("older", 0.0)}, {"posing": (SIGNALS[PLACE["posing"]].levels[0], 0.0)},
]  # fmt: skip


def random_pairs(seed: int, count: int) -> list[Finding]:
    rng = Random(seed)  # noqa: S311
    return [
        {
            signal.name: (rng.choice(signal.levels), rng.choice((0.0, 4.0, 9.5, 31.0)))
            for signal in SIGNALS
            if rng.random() < 0.4
        }
        for _ in range(count)
    ]


def explained(pair: Finding) -> bool:
    """Whether the likeness has another explanation."""
    return any(
        pair.get(signal, ("", 0.0))[0] == level
        for reason in SPEAKS_OF_IT
        for signal, (level, _) in reason.items()
    )


def slowly(model: Model, pair: Finding) -> dict[str, float]:
    """The bits of each finding, as the model's documentation says."""
    when = pair["time"][0] if "time" in pair else ""
    alone = {}
    for signal, (level, rarity) in pair.items():
        name = level
        if level != "differs" and explained(pair) and signal in RESEMBLING:
            name = f"{level} explained"
        elif level != "differs" and when and signal in PASSED_ON:
            name = f"{level} {when}"
        alone[signal] = model.signals[signal].bits(name, rarity)
    found = dict(alone)
    for group in model.groups:
        for side in (1, -1):
            own = [s for s in alone if s in group.signals and alone[s] * side > 0]
            own.sort(key=lambda signal: (-abs(alone[signal]), PLACE[signal]))
            for rank, signal in enumerate(own):
                found[signal] = alone[signal] * group.overlap**rank
    return found


@pytest.mark.parametrize("model", [hand_set(), Model.load()], ids=["hand-set", "shipped"])
def test_it_weighs_as_the_table_says(model: Model) -> None:
    pairs = random_pairs(5, 300)
    found = compared(pairs)
    each, totals = weigh(model.weights, found.levels, found.rarities)
    for row, pair in enumerate(pairs):
        expected = slowly(model, pair)
        assert {s: each[row, PLACE[s]] for s in pair} == pytest.approx(expected)
        assert totals[row] == pytest.approx(sum(expected.values()))
        assert np.count_nonzero(each[row]) <= len(pair)


def test_it_takes_nothing_for_nothing() -> None:
    assert total(hand_set(), {}) == 0
    assert weigh(hand_set().weights, *compared([])[:2])[1].shape == (0,)


def test_it_does_not_count_the_handle_and_the_name_twice() -> None:
    handle: Finding = {"handle": ("same", 20.0)}
    name: Finding = {"display_name": ("same", 20.0)}
    model = hand_set()
    assert total(model, {**handle, **name}) < total(model, handle) + 0.5 * total(model, name)
    assert total(model, {**handle, **name}) > total(model, handle)


def test_what_speaks_for_and_against_in_one_group_is_not_discounted() -> None:
    both: Finding = {"handle": ("same", 20.0), "display_name": ("differs", 0.0)}
    apart = [bits(hand_set(), {signal: finding}) for signal, finding in both.items()]
    assert bits(hand_set(), both) == {**apart[0], **apart[1]}


def test_it_counts_signals_of_different_kinds_in_full() -> None:
    avatar: Finding = {"avatar": ("same", 20.0)}
    phone: Finding = {"phone": ("shared", 20.0)}
    model = hand_set()
    assert total(model, {**avatar, **phone}) == pytest.approx(
        total(model, avatar) + total(model, phone)
    )


def test_it_believes_no_rarity_beyond_the_cap() -> None:
    assert total(hand_set(), {"avatar": ("same", 500)}) == total(
        hand_set(), {"avatar": ("same", 30)}
    )


def test_it_finds_a_common_trait_next_to_worthless() -> None:
    assert total(hand_set(), {"avatar": ("same", 0.5)}) < 0.5


@pytest.mark.parametrize("reason", SPEAKS_OF_IT, ids="-".join)
def test_a_likeness_that_is_explained_is_worth_little(reason: Finding) -> None:
    model = hand_set()
    alike: Finding = {"avatar": ("same", 20.0)}
    assert bits(model, {**alike, **reason})["avatar"] < 0.3 * bits(model, alike)["avatar"]
    number: Finding = {"email": ("shared", 20.0)}
    assert bits(model, {**number, **reason})["email"] == bits(model, number)["email"]


def test_contexts_are_the_time_and_whether_it_is_explained() -> None:
    levels = np.full(COUNT, ABSENT, np.int8)
    seen = [context_of(levels)]
    for when in range(len(TIME_LEVELS)):
        levels[PLACE["time"]] = when
        seen.append(context_of(levels))
    older = TIME_LEVELS.index("older")
    assert seen == [TIMES - 1, *(n + (TIMES if n == older else 0) for n in range(TIMES - 1))]
    assert max(seen) < CONTEXTS


def test_what_passes_from_hand_to_hand_is_looked_up_with_its_time() -> None:
    soon = TIME_LEVELS.index("soon-after")
    assert in_context("phone", "shared", soon) == "shared soon-after"
    assert in_context("phone", "shared", TIMES - 1) == "shared"
    assert in_context("phone", "differs", soon) == "differs"
    assert in_context("avatar", "same", soon) == "same"
    assert in_context("avatar", "same", soon + TIMES) == "same explained"
    assert in_context("handle", "same", soon + TIMES) == "same explained"
    assert in_context("handle", "same", soon) == "same soon-after"
