"""Generated worlds: the same for the same seed, readable, invented, and as they say they are."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from staydown.mirrors.records import parse
from staydown.mirrors.synth import KINDS, TRICKS, Recipe, World, generate
from staydown.mirrors.synth.disguises import IN_HANDLES, IN_TEXT
from staydown.mirrors.synth.pictures import TRANSFORMS, Album
from staydown.mirrors.synth.world import Manners
from tests.mirrors.accounts import distance

SMALL = Recipe(seed=7, entries=120, returns=200, innocents=200, ordinary=100)


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311


@pytest.fixture(scope="module")
def world() -> World:
    return generate(SMALL)


def test_it_makes_the_same_world_of_the_same_seed(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "one")
    generate(SMALL).write(tmp_path / "two")
    for name in ("watchlist", "accounts", "pairs"):
        assert (tmp_path / "one" / f"{name}.jsonl").read_bytes() == (
            tmp_path / "two" / f"{name}.jsonl"
        ).read_bytes()


def test_it_makes_another_world_of_another_seed(world: World) -> None:
    other = generate(Recipe(seed=8, entries=5, returns=0, innocents=0, ordinary=0))
    assert {e["handle"] for e in other.entries}.isdisjoint({e["id"] for e in world.entries})
    assert other.entries[0] != world.entries[0]


def test_every_record_has_the_form(world: World) -> None:
    for record in (*world.entries, *world.accounts):
        account = parse(json.loads(json.dumps(record)))
        assert account.id.startswith("specimen-")


def test_it_knows_what_every_account_is(world: World) -> None:
    entries = {entry["id"] for entry in world.entries}
    assert set(world.notes) == {account["id"] for account in world.accounts}
    for note in world.notes.values():
        assert (note.entry in entries) == (note.kind != "ordinary")
        assert bool(note.tricks) == (note.kind == "return")


def test_its_pairs_say_which_accounts_are_mirrors(world: World) -> None:
    rows = world.pairs()
    assert sum(row["label"] for row in rows) == SMALL.returns
    assert len(rows) == SMALL.returns + SMALL.innocents


@pytest.mark.parametrize("trick", sorted(TRICKS))
def test_every_trick_can_be_played_alone(trick: str) -> None:
    made = generate(
        Recipe(seed=3, entries=60, returns=3, innocents=0, ordinary=0, kept=(1,), tricks=(trick,))
    )
    assert [note.tricks for note in made.notes.values()] == [(trick,)] * 3


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_innocent_can_be_met(kind: str) -> None:
    made = generate(Recipe(seed=3, entries=60, returns=0, innocents=3, ordinary=0, kinds=(kind,)))
    assert [note.kind for note in made.notes.values()] == [kind] * 3


def test_a_return_keeps_nothing_that_no_trick_kept(world: World) -> None:
    """Own traits only: emblems, template biographies and hubs are the community's."""
    entries = {entry["id"]: entry for entry in world.entries}
    for account in world.accounts:
        note = world.notes[account["id"]]
        if note.entry is None or any(trick.startswith("client") for trick in note.tricks):
            continue
        old = entries[note.entry].get("client", {})
        if note.kind == "return" and old.get("email"):
            assert account.get("client", {}).get("email") != old["email"]


@pytest.mark.parametrize("name", sorted(IN_HANDLES))
def test_a_handle_in_disguise_is_still_a_handle(name: str) -> None:
    for seed in range(20):
        worn = IN_HANDLES[name](chance(seed), "Muhammad_Khan22")
        assert worn
        assert worn.isascii()


@pytest.mark.parametrize("name", sorted(IN_TEXT))
def test_a_text_in_disguise_is_another_text(name: str) -> None:
    assert any(
        IN_TEXT[name](chance(seed), "Aslam Paceo يكه") != "Aslam Paceo يكه" for seed in range(5)
    )


@pytest.mark.parametrize(
    "name", sorted(set(TRANSFORMS) - {"mirrored", "turned", "cropped", "bordered"})
)
def test_a_picture_survives_common_transforms(name: str) -> None:
    album, near = Album(1), 0
    for number in range(20):
        plain = int(album.plain(number)["pdq"], 16)
        near += (
            plain ^ int(album.changed(chance(number), number, name)["pdq"], 16)
        ).bit_count() <= 40
    assert near >= 15


def test_a_mirrored_picture_is_among_the_turned_forms_of_its_hash() -> None:
    from staydown.mirrors.images import turned

    album = Album(1)
    for number in range(10):
        forms = turned(bytes.fromhex(album.plain(number)["pdq"]))
        for name in ("mirrored", "turned"):
            other = bytes.fromhex(album.changed(chance(number), number, name)["pdq"])
            assert min(distance(form, other) for form in forms) <= 40


def test_it_says_which_trick_no_entry_can_play() -> None:
    bare = Recipe(seed=1, entries=1, returns=1, innocents=0, ordinary=0, kept=(1,),
                  tricks=("contact-wallet",), manners=Manners(own_profile=0))  # fmt: skip
    with pytest.raises(ValueError, match="contact-wallet"):
        generate(bare)


def test_worlds_are_put_together_in_ways_of_their_own() -> None:
    recipes = [Recipe.varied(seed, entries=7) for seed in (1, 1, 2, 3)]
    assert recipes[0] == recipes[1]
    assert len({(one.communities, one.manners) for one in recipes}) == 3
    assert all(one.entries == 7 for one in recipes)


def test_fields_go_missing_where_a_world_says_so() -> None:
    def fields(missing: float) -> int:
        manners = Manners(missing=missing)
        made = generate(Recipe(seed=5, entries=5, returns=0, innocents=0, ordinary=40,
                               manners=manners))  # fmt: skip
        return sum(len(account) for account in made.accounts)

    assert fields(0.6) < 0.9 * fields(0.0)


def test_it_mixes_in_real_profiles_as_recent_sign_ups(tmp_path: Path) -> None:
    file = tmp_path / "profiles.jsonl"
    row = {
        "id": "specimen-p1",
        "platform": "x",
        "handle": "specimen_reader",
        "created_at": "2009-01-01T00:00:00Z",
    }
    file.write_text(json.dumps(row) + "\n")
    made = generate(Recipe(seed=1, entries=2, returns=0, innocents=0, ordinary=0, profiles=file))
    assert made.notes["specimen-p1"].kind == "profile"
    created = made.accounts[0]["created_at"]
    assert created is None or created > "2024"
