"""The watchlist: what it finds, what it forgets, what it keeps in files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from staydown.mirrors.images import turned
from staydown.mirrors.index import Watchlist, WatchlistError
from staydown.mirrors.model import Model
from staydown.mirrors.prepare import prepare
from staydown.mirrors.records import Account
from staydown.mirrors.stored import pack, unpack
from tests.mirrors.accounts import PICTURE, account, removed

OTHERS = [account(number) for number in range(40)]
PLAIN = {"handle": "zzyx_wuth", "display_name": "Zzyx Wuth"}
MIRRORED_PICTURE = turned(bytes.fromhex(PICTURE))[1].hex()
NEAR_PICTURE = f"{int(PICTURE, 16) ^ 0b10110111 << 60:064x}"


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load()


@pytest.fixture
def watchlist(model: Model) -> Watchlist:
    return Watchlist.build([*OTHERS, removed()], model)


@pytest.mark.parametrize(
    "kept",
    [
        {"handle": "specimen_qandil_voice2"},
        {"handle": "QandilVoiceSpecimen"},
        {"display_name": "Specimen Qandel Voice"},
        {"bio": "seven lanterns over Qandil bridge"},
        {"links": ["https://t.me/+SpecimenQandilInvite"]},
        {"avatar": {"pdq": PICTURE, "quality": 90}},
        {"avatar": {"pdq": NEAR_PICTURE, "quality": 90}},
        {"avatar": {"pdq": MIRRORED_PICTURE, "quality": 90}},
        {"posts": [{"text": "Well: seven lanterns will burn over the specimen bridge"}]},
        {"bio": "backup of @specimen_qandil_voice"},
        {"follows": [f"specimen-neighbour-{n}" for n in range(6, 18)]},
        {"client": {"phone": "hash-of-a-phone"}},
        {"client": {"devices": ["hash-of-a-device"]}},
    ],
    ids="-".join,
)
def test_it_finds_a_return_by_any_one_trait(watchlist: Watchlist, kept: dict[str, Any]) -> None:
    new = account(1000, **(PLAIN | kept))
    assert "specimen-900" in watchlist.find(prepare(new))


def test_it_finds_the_account_that_an_entry_announced(model: Model) -> None:
    old = replace(removed(), bio="If I go, follow my backup @specimen_lantern")
    found = Watchlist.build([*OTHERS, old], model).find(
        prepare(account(1000, handle="specimen_lantern", display_name="Wuth"))
    )
    assert found[0] == old.id


def test_it_ranks_the_true_entry_first_and_says_why(watchlist: Watchlist) -> None:
    new = replace(removed(), id="specimen-1000", handle="specimen_qandil_voice2", removed_at=None)
    best = watchlist.screen(new)[0]
    assert (best.account, best.entry, best.tier) == ("specimen-1000", "specimen-900", "likely")
    assert best.probability > 0.99
    assert {one.signal for one in best.evidence if one.bits > 0} >= {"handle", "bio", "links"}


def test_an_empty_account_matches_nothing(watchlist: Watchlist) -> None:
    assert watchlist.screen(Account("specimen-empty", "x"), min_probability=0) == []


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
    assert watchlist.screen(new, top=2, min_probability=0) == every[:2]
    ranks = [(-match.probability, match.entry) for match in every]
    assert ranks == sorted(ranks)


def test_an_added_entry_is_found_at_once_and_a_removed_one_no_more(model: Model) -> None:
    watchlist = Watchlist.build(OTHERS, model)
    new = prepare(account(1000, **(PLAIN | {"client": {"phone": "hash-of-a-phone"}})))
    before = watchlist.find(new)
    watchlist.add(removed())
    assert watchlist.find(new) == ["specimen-900", *before]
    assert watchlist.remove("specimen-900")
    assert watchlist.find(new) == before
    assert not watchlist.remove("specimen-900")
    assert len(watchlist) == len(OTHERS)


def test_an_entry_added_again_takes_the_place_of_the_first(watchlist: Watchlist) -> None:
    watchlist.add(replace(removed(), bio="renewed specimen"))
    assert len(watchlist) == len(OTHERS) + 1
    kept = watchlist.entry("specimen-900")
    assert kept is not None
    assert kept.bio == "renewed specimen"


def test_of_two_entries_with_one_id_the_later_counts(model: Model) -> None:
    twice = [removed(), *OTHERS, replace(removed(), bio="renewed specimen")]
    watchlist = Watchlist.build(twice, model)
    assert len(watchlist) == len(OTHERS) + 1
    assert watchlist.entry("specimen-900") == twice[-1]


def test_building_and_adding_give_the_same_answers(watchlist: Watchlist, model: Model) -> None:
    grown = Watchlist.build([], model)
    for one in [*OTHERS, removed()]:
        grown.add(one)
    new = account(1000, handle="specimen_qandil_voice2", bio="backup of @specimen_qandil_voice")
    assert _told(grown, new) == _told(watchlist, new)


def test_what_is_saved_is_what_is_opened(
    watchlist: Watchlist, model: Model, tmp_path: Path
) -> None:
    watchlist.remove(OTHERS[3].id)
    watchlist.add(account(77, bio="a late specimen", avatar={"pdq": PICTURE, "quality": 80}))
    watchlist.save(tmp_path)
    opened = Watchlist.open(tmp_path, model)
    assert list(opened.entries()) == list(watchlist.entries())
    new = account(1000, handle="specimen_qandil_voice2", avatar={"pdq": PICTURE, "quality": 80})
    assert _told(opened, new) == _told(watchlist, new)


def test_a_reader_keeps_what_it_opened_while_another_saves(
    watchlist: Watchlist, model: Model, tmp_path: Path
) -> None:
    watchlist.save(tmp_path)
    reader = Watchlist.open(tmp_path, model)
    for _ in range(3):
        watchlist.remove(next(watchlist.entries()).id)
        watchlist.save(tmp_path)
    assert len(list(reader.entries())) == len(OTHERS) + 1
    assert len(Watchlist.open(tmp_path, model)) == len(OTHERS) - 2
    assert len(list(tmp_path.glob("generation-*"))) == 2


def test_saving_twice_writes_the_same_bytes(watchlist: Watchlist, tmp_path: Path) -> None:
    for name in ("one", "two"):
        watchlist.save(tmp_path / name)
    one, two = (sorted((tmp_path / name).rglob("*.npy")) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_a_folder_without_a_watchlist_is_told(model: Model, tmp_path: Path) -> None:
    with pytest.raises(WatchlistError, match="holds no watchlist"):
        Watchlist.open(tmp_path, model)


def test_another_format_is_told(watchlist: Watchlist, model: Model, tmp_path: Path) -> None:
    watchlist.save(tmp_path)
    head = next(tmp_path.rglob("shelf.json"))
    head.write_text(head.read_text().replace('"format": 1', '"format": 99'))
    with pytest.raises(WatchlistError, match="99"):
        Watchlist.open(tmp_path, model)


def test_a_stored_account_comes_back_equal() -> None:
    odd = account(5, bio="\ud800 lone, \x00 nought, ہ", groups=["g"], language="ur")
    assert [unpack(pack(one)) for one in (removed(), odd)] == [removed(), odd]


def _told(watchlist: Watchlist, new: Account) -> list[dict[str, Any]]:
    return [match.record() for match in watchlist.screen(new, top=50, min_probability=0)]
