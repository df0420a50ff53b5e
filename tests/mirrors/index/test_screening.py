"""What screening says of an account: which entries, in what order, how sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from staydown.mirrors import index
from staydown.mirrors.index import Crowd, Watchlist
from staydown.mirrors.model import Model
from staydown.mirrors.reading import read
from staydown.mirrors.records import Account
from tests.mirrors.accounts import OTHERS, PLAIN, account, removed, told

LINKS = ["https://t.me/+SpecimenQandilInvite"]
RETURN = replace(removed(), id="specimen-1000", handle="specimen_qandil_voice2", removed_at=None)


def test_it_ranks_the_true_entry_first_and_says_why(watchlist: Watchlist) -> None:
    best = watchlist.screen(RETURN)[0]
    assert (best.account, best.entry, best.tier) == ("specimen-1000", "specimen-900", "likely")
    assert best.probability > 0.99
    assert {one.signal for one in best.evidence if one.bits > 0} >= {"handle", "bio", "links"}


def test_its_evidence_is_sentences_the_strongest_first(watchlist: Watchlist) -> None:
    evidence = watchlist.screen(RETURN)[0].evidence
    strengths = [-abs(one.bits) for one in evidence]
    assert strengths == sorted(strengths)
    assert all(one.text.endswith(".") for one in evidence)


def test_an_ordinary_account_is_in_no_tier(watchlist: Watchlist) -> None:
    assert watchlist.screen(account(1000, **PLAIN, bio="tea and books")) == []


def test_an_empty_account_matches_nothing(watchlist: Watchlist) -> None:
    assert watchlist.screen(Account("specimen-empty", "x"), min_probability=0) == []


def test_an_empty_watchlist_matches_nobody(model: Model) -> None:
    assert Watchlist.build([], model).screen(removed(), min_probability=0) == []


def test_an_account_is_not_its_own_mirror(watchlist: Watchlist) -> None:
    found = watchlist.screen(removed(), min_probability=0)
    assert "specimen-900" not in [match.entry for match in found]


def test_the_same_id_on_another_platform_is_another_account(watchlist: Watchlist) -> None:
    found = watchlist.screen(replace(removed(), platform="telegram"))
    assert found[0].entry == "specimen-900"


def test_top_and_probability_limit_what_is_told(watchlist: Watchlist) -> None:
    new = account(1000, display_name="Specimen")
    every = watchlist.screen(new, top=100, min_probability=0)
    assert len(every) > 2
    for top in (1, 2, len(every) - 1):
        assert watchlist.screen(new, top=top, min_probability=0) == every[:top]
    ranks = [(-match.probability, match.entry) for match in every]
    assert ranks == sorted(ranks)


def test_a_match_of_just_the_probability_asked_for_is_told(watchlist: Watchlist) -> None:
    for kept in ({"handle": "specimen_qandil_voice2"}, {"bio": removed().bio}, {"links": LINKS}):
        new = account(1000, **(PLAIN | kept))
        best = watchlist.screen(new, min_probability=0)[0]
        assert watchlist.screen(new, min_probability=best.probability)[0] == best
        assert watchlist.screen(new, min_probability=best.probability * 1.001) == []


def test_of_equals_those_with_the_first_ids_are_told(model: Model) -> None:
    alike = [
        account(n, **PLAIN, bio="seven lanterns over Qandil bridge") for n in range(30, 10, -1)
    ]
    watchlist = Watchlist.build(alike, model)
    new = account(1000, handle="", display_name="", bio="seven lanterns over Qandil bridge")
    found = [match.entry for match in watchlist.screen(new, top=3, min_probability=0)]
    assert found == ["specimen-11", "specimen-12", "specimen-13"]


def test_where_two_are_certain_more_evidence_comes_first(model: Model) -> None:
    less = replace(removed(), id="specimen-100", links=(), follows=())
    watchlist = Watchlist.build([*OTHERS, less, removed()], model)
    assert [match.entry for match in watchlist.screen(RETURN)[:2]] == ["specimen-900", less.id]


def test_one_by_one_many_and_all_at_once_say_the_same(
    watchlist: Watchlist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "CHUNK", 3)
    watchlist.add(account(77, display_name="Specimen Lantern"))
    accounts = [*(account(n, display_name="Specimen") for n in range(1000, 1008)), RETURN]
    single = [watchlist.screen(one, 3, 0.0) for one in accounts]
    assert list(watchlist.screen_many(iter(accounts), 3, 0.0)) == single
    assert watchlist.screen_batch(accounts, 3, 0.0) == single
    assert watchlist.screen_batch([]) == []


def test_findings_are_what_screening_weighs(watchlist: Watchlist) -> None:
    found = watchlist.findings([account(1000, **PLAIN), RETURN])[0]
    entries = list(watchlist.entries())
    told_of = {(entries[e].id, t) for a, e, t in zip(
        found.accounts, found.entries, found.totals, strict=True) if a == 1}  # fmt: skip
    assert {entry for entry, _ in told_of} == {match["entry"] for match in told(watchlist, RETURN)}
    for row, total in zip(found.bits, found.totals, strict=True):
        assert row.sum() == pytest.approx(total)


def test_another_model_is_used_from_then_on(watchlist: Watchlist) -> None:
    sure = watchlist.screen(RETURN)[0]
    model = replace(watchlist.model, thresholds={"likely": 1.1, "possible": 0.5})
    watchlist.weigh_by(model)
    assert watchlist.model is model
    assert replace(watchlist.screen(RETURN)[0], tier="likely") == sure
    assert watchlist.screen(RETURN)[0].tier == "possible"


def test_what_is_common_among_those_at_hand_counts_for_less(watchlist: Watchlist) -> None:
    model = watchlist.model
    new = account(1000, **PLAIN, bio=removed().bio)
    before = watchlist.screen(new, min_probability=0)[0].probability
    crowd = [account(n, **PLAIN, bio=removed().bio) for n in range(2000, 2050)]
    watchlist.weigh_by(model, Crowd.of([read(crowd, model.background)]))
    assert watchlist.screen(new, min_probability=0)[0].probability < before
    watchlist.weigh_by(model)
    assert watchlist.screen(new, min_probability=0)[0].probability == before
