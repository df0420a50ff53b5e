"""Near pictures: bands find what comparing one by one finds, each picture once."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from staydown.mirrors import albums
from staydown.mirrors.albums import NEAR, Album, album_of, bearers, find_near
from staydown.mirrors.images import apart, turned, words_of
from tests.mirrors.accounts import distance

MANY = albums.ONE_BY_ONE + 50


def pictures(seed: int, count: int = MANY) -> list[bytes]:
    rng = Random(seed)  # noqa: S311
    return [rng.randbytes(32) for _ in range(count)]


def album(hashes: list[bytes]) -> Album:
    rows = np.frombuffer(b"".join(hashes), np.uint64).reshape(-1, 4)
    return album_of(rows, np.arange(len(hashes)))


def changed(picture: bytes, bits: int, rng: Random) -> bytes:
    found = int.from_bytes(picture)
    for bit in rng.sample(range(256), bits):
        found ^= 1 << bit
    return found.to_bytes(32)


def near(
    found: Album, picture: bytes, radius: int = NEAR, room: int = 2000
) -> list[tuple[int, int]]:
    owners, distances = np.empty(room, np.int64), np.empty(room, np.int64)
    count = find_near(found, words_of(picture), radius, owners, distances, 0)
    return sorted(zip(owners[:count].tolist(), distances[:count].tolist(), strict=True))


def test_the_distance_is_how_many_bits_differ() -> None:
    for one, other in zip(pictures(1, 50), pictures(2, 50), strict=True):
        far = (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()
        assert distance(one, other) == apart(words_of(one), words_of(other)) == far


def test_a_picture_turned_and_mirrored_comes_back() -> None:
    for picture in pictures(3, 5):
        forms = turned(picture)
        assert forms[0] == picture
        assert len(set(forms)) == 8
        assert all(picture in turned(form) for form in forms)


@pytest.mark.parametrize("flips", [0, 5, 20, 31])
def test_bands_find_what_comparing_one_by_one_finds(flips: int) -> None:
    rng = Random(flips)  # noqa: S311
    hashes = pictures(4)
    hashes[:40] = [changed(hashes[0], rng.randint(0, 25), rng) for _ in range(40)]
    large = album(hashes)
    assert large.orders.size
    for place in (0, 7, MANY - 1):
        picture = changed(hashes[place], flips, rng)
        far = [(n, distance(picture, one)) for n, one in enumerate(hashes)]
        assert near(large, picture) == [(n, one) for n, one in far if one <= NEAR]


def test_few_and_many_pictures_are_found_alike() -> None:
    hashes = pictures(5)
    rng = Random(6)  # noqa: S311
    for place in range(0, 500, 50):
        picture = changed(hashes[place], 12, rng)
        assert near(album(hashes[:500]), picture) == near(album(hashes), picture) == [(place, 12)]


def test_a_picture_that_a_crowd_shows_is_passed_over() -> None:
    shown_by_all, *others = pictures(7, MANY)
    assert near(album([*others, *[shown_by_all] * (albums.CROWD + 1)]), shown_by_all) == []
    assert len(near(album([*others, *[shown_by_all] * albums.CROWD]), shown_by_all)) == albums.CROWD


def test_what_does_not_fit_is_left_out() -> None:
    for count in (30, MANY):
        same = album([pictures(8, 1)[0]] * 30 + pictures(9, count - 30))
        assert len(near(same, pictures(8, 1)[0], room=10)) == 10


def test_bearers_are_counted_once_and_up_to_a_limit() -> None:
    rng = Random(10)  # noqa: S311
    hashes = pictures(11)
    hashes[:60] = [changed(hashes[0], rng.randint(0, 10), rng) for _ in range(60)]
    for some in (hashes[:500], hashes):
        found = album(some)
        owners = np.minimum(found.owners, 50)
        twice = found._replace(owners=np.where(found.owners < 60, owners, found.owners))
        assert bearers(twice, words_of(hashes[0]), NEAR, 400) == 51
        assert bearers(twice, words_of(hashes[0]), NEAR, 20) == 20
