"""Each trait by itself leads from a new account to the entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from staydown.mirrors.images import turned
from staydown.mirrors.index import Crowd, Watchlist
from staydown.mirrors.matches import Evidence, Match
from staydown.mirrors.model import Model
from staydown.mirrors.reading import read
from staydown.mirrors.records import Account, parse
from tests.mirrors.accounts import OTHERS, PICTURE, PLAIN, account, removed

MIRRORED_PICTURE = turned(bytes.fromhex(PICTURE))[1].hex()
NEAR_PICTURE = f"{int(PICTURE, 16) ^ 0b10110111 << 60:064x}"


def found(watchlist: Watchlist, new: Account) -> list[str]:
    return [match.entry for match in watchlist.screen(new, top=100, min_probability=0)]


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
    assert "specimen-900" in found(watchlist, account(1000, **(PLAIN | kept)))


def test_without_a_common_trait_it_finds_nothing(watchlist: Watchlist) -> None:
    assert "specimen-900" not in found(watchlist, account(1000, **PLAIN))


def test_it_finds_the_account_that_an_entry_announced(model: Model) -> None:
    old = replace(removed(), bio="If I go, follow my backup @specimen_lantern")
    watchlist = Watchlist.build([*OTHERS, old], model)
    assert found(watchlist, account(1000, handle="specimen_lantern", display_name="Wuth"))[0] == (
        old.id
    )


THIRD = {"posts": [{"text": "brothers, @specimen_qandil_voice has a new account: @zikorra"}]}
RETURNED = {"handle": "Zikorra", "display_name": "Wuth"}


def evidence(match: Match) -> dict[str, Evidence]:
    return {one.signal: one for one in match.evidence}


def test_it_finds_the_account_that_others_introduce(model: Model) -> None:
    """The crowd at hand says it, or another removed account."""
    new = account(1000, **RETURNED)
    others = [account(n, handle=f"specimen_other_{n}", **THIRD) for n in (2000, 2001)]
    by_crowd = Watchlist.build([*OTHERS, removed()], model)
    assert "specimen-900" not in found(by_crowd, new)
    by_crowd.weigh_by(model, Crowd.of([read([*others, new], model.background)]))
    by_entries = Watchlist.build([*OTHERS, removed(), *others[:1]], model)
    added = Watchlist.build([*OTHERS, removed()], model)
    added.add(others[0])
    for watchlist, says in (
        (by_crowd, "2 other accounts say"), (by_entries, "Another account says"),
        (added, "Another account says"),
    ):  # fmt: skip
        best = watchlist.screen(new, min_probability=0)[0]
        assert best.entry == "specimen-900"
        assert (
            evidence(best)["announced"].text
            == f"{says} that @Zikorra follows @specimen_qandil_voice."
        )
        assert evidence(best)["announced"].bits > 5


def test_what_a_removed_entry_said_of_others_goes_with_it(model: Model) -> None:
    other = account(2000, handle="specimen_other", **THIRD)
    new = account(1000, **RETURNED)
    for watchlist in (
        Watchlist.build([*OTHERS, removed(), other], model),
        Watchlist.build([*OTHERS, removed()], model),
    ):
        watchlist.add(other)
        assert "specimen-900" in found(watchlist, new)
        watchlist.remove("specimen-2000")
        assert "specimen-900" not in found(watchlist, new)


@pytest.mark.parametrize(
    "text",
    [
        "with @specimen_qandil_voice and @zikorra at the fair",
        "news of the new account of @specimen_qandil_voice, by @zikorra, report it: fake account",
        "my new accounts: @specimen_qandil_voice @zikorra @a_specimen @b_specimen @c_specimen",
    ],
)
def test_naming_two_accounts_is_not_introducing_them(model: Model, text: str) -> None:
    watchlist = Watchlist.build([*OTHERS, removed()], model)
    other = account(2000, handle="specimen_other", posts=[{"text": text}])
    watchlist.weigh_by(model, Crowd.of([read([other], model.background)]))
    assert "specimen-900" not in found(watchlist, account(1000, **RETURNED))


@pytest.mark.parametrize(
    ("entry", "new"),
    [
        ({"handle": "dar_muvel"}, {"handle": "dar_muvel7"}),
        ({"client": {"phone": "k1"}}, {"client": {"phone": "k1"}}),
        ({"client": {"email": "k2"}}, {"client": {"email": "k2"}}),
        ({"client": {"ip_prefixes": ["k3"]}}, {"client": {"ip_prefixes": ["k3"]}}),
        ({"handle": "darmuvel"}, {"bio": "backup of @darmuvel"}),
        ({"handle": "darmuvel"}, {"posts": [{"text": "my old account @darmuvel is gone"}]}),
        (
            {"handle": "darmuvel", "posts": [{"text": "follow my new account @zikorra"}]},
            {"handle": "zikorra"},
        ),
        ({"links": ["https://t.me/+Ab3dEf6hIj8kLm0p"]}, {"bio": "t.me/joinchat/Ab3dEf6hIj8kLm0p"}),
        ({"followers": ["g1", "g2"]}, {"followers": ["g2", "g1"]}),
        ({"groups": ["g1"]}, {"groups": ["g1", "g3"]}),
        ({"posts": [{"text": "#seven_specimen_lanterns"}]}, {"bio": "#seven_specimen_lanterns"}),
    ],
)
def test_two_accounts_alone_are_enough(
    model: Model, entry: dict[str, Any], new: dict[str, Any]
) -> None:
    old = parse({"id": "specimen-old", "platform": "x", **entry})
    watchlist = Watchlist.build([old], model)
    assert found(watchlist, parse({"id": "specimen-new", "platform": "x", **new})) == [old.id]


def test_a_picture_in_posts_leads_to_the_entry(model: Model) -> None:
    media = {"posts": [{"text": "", "media": [{"pdq": PICTURE, "quality": 90}]}]}
    watchlist = Watchlist.build([*OTHERS, account(900, **media)], model)
    assert found(watchlist, account(1000, **(PLAIN | media)))[0] == "specimen-900"


def test_a_picture_too_poor_to_compare_leads_nowhere(watchlist: Watchlist) -> None:
    poor = account(1000, **(PLAIN | {"avatar": {"pdq": PICTURE, "quality": 10}}))
    assert "specimen-900" not in found(watchlist, poor)
