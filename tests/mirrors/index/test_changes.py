"""Entries come and go; what is found is what is on the list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from staydown.mirrors import index
from staydown.mirrors.index import Watchlist
from staydown.mirrors.model import Model
from tests.mirrors.accounts import OTHERS, PLAIN, account, removed, told

BY_PHONE = account(1000, **PLAIN, client={"phone": "hash-of-a-phone"})


def test_an_added_entry_is_found_at_once_and_a_removed_one_no_more(model: Model) -> None:
    watchlist = Watchlist.build(OTHERS, model)
    before = told(watchlist, BY_PHONE)
    watchlist.add(removed())
    assert told(watchlist, BY_PHONE)[0]["entry"] == "specimen-900"
    assert watchlist.remove("specimen-900")
    assert told(watchlist, BY_PHONE) == before
    assert not watchlist.remove("specimen-900")
    assert len(watchlist) == len(OTHERS)


def test_a_built_entry_that_is_removed_is_found_no_more(watchlist: Watchlist) -> None:
    assert watchlist.remove("specimen-900", "x")
    assert "specimen-900" not in [one["entry"] for one in told(watchlist, BY_PHONE)]
    assert watchlist.entry("specimen-900") is None


def test_an_entry_is_removed_on_one_platform_only(watchlist: Watchlist) -> None:
    watchlist.add(replace(removed(), platform="telegram"))
    assert not watchlist.remove("specimen-900", "facebook")
    assert watchlist.remove("specimen-900", "x")
    assert [one.platform for one in watchlist.entries() if one.id == "specimen-900"] == ["telegram"]


def test_an_entry_added_again_takes_the_place_of_the_first(watchlist: Watchlist) -> None:
    for bio in ("renewed specimen", "specimen renewed again"):
        watchlist.add(replace(removed(), bio=bio))
        assert len(watchlist) == len(OTHERS) + 1
        kept = watchlist.entry("specimen-900")
        assert kept is not None
        assert kept.bio == bio


def test_of_two_entries_with_one_id_the_later_counts(model: Model) -> None:
    twice = [removed(), *OTHERS, replace(removed(), bio="renewed specimen")]
    watchlist = Watchlist.build(twice, model)
    assert len(watchlist) == len(OTHERS) + 1
    assert watchlist.entry("specimen-900") == twice[-1]


def test_an_id_on_two_platforms_does_not_hide_that_one_comes_twice(model: Model) -> None:
    elsewhere = replace(removed(), platform="telegram")
    renewed = replace(removed(), bio="renewed specimen")
    watchlist = Watchlist.build([removed(), elsewhere, renewed], model)
    assert list(watchlist.entries()) == [elsewhere, renewed]


@pytest.mark.parametrize("together", [3, 512])
def test_building_and_adding_give_the_same_answers(
    watchlist: Watchlist, model: Model, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(index, "ADDED_TOGETHER", together)
    grown = Watchlist.build([], model)
    for one in [*OTHERS, removed()]:
        grown.add(one)
    new = account(1000, handle="specimen_qandil_voice2", bio="backup of @specimen_qandil_voice")
    assert told(grown, new)[0]["entry"] == "specimen-900"
    assert told(grown, new) == told(watchlist, new)
    assert list(grown.entries()) == list(watchlist.entries())


def test_the_order_of_entries_changes_no_answer(watchlist: Watchlist, model: Model) -> None:
    backwards = Watchlist.build(reversed([*OTHERS, removed()]), model)
    for new in (BY_PHONE, account(1000, display_name="Specimen Voice")):
        assert told(backwards, new) == told(watchlist, new)


def test_an_entry_is_given_back_as_it_was_filed(watchlist: Watchlist) -> None:
    assert watchlist.entry("specimen-900") == removed()
    assert watchlist.entry("specimen-901") is None
    assert list(watchlist.entries()) == [*OTHERS, removed()]
