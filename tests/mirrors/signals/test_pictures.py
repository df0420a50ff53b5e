"""Pictures by their hashes: turned, mirrored, borne by many."""

from __future__ import annotations

from typing import Any

import pytest

from staydown.mirrors.images import turned
from staydown.mirrors.index import Crowd
from staydown.mirrors.reading import lean, read
from staydown.mirrors.records import parse
from staydown.mirrors.signals import PLACE, compare_all
from tests.mirrors.accounts import distance
from tests.mirrors.signals.comparing import PLAIN, comparisons, pairs_in

PICTURE = "".join(f"{(number * 37 + 11) % 256:02x}" for number in range(32))


def shown(picture: str, quality: int = 90) -> dict[str, Any]:
    return {"avatar": {"pdq": picture, "quality": quality}}


def test_a_mirrored_or_turned_picture_is_known_from_the_hash_alone() -> None:
    pdqhash, numpy = pytest.importorskip("pdqhash"), pytest.importorskip("numpy")
    rng = numpy.random.default_rng(7)
    picture = rng.integers(0, 255, (16, 16, 3), dtype=numpy.uint8).repeat(16, 0).repeat(16, 1)

    def hashed(pixels: Any) -> bytes:
        bits, _ = pdqhash.compute(numpy.ascontiguousarray(pixels))
        return bytes(numpy.packbits(bits))

    forms = turned(hashed(picture))
    for moved in (picture[:, ::-1], picture[::-1], numpy.rot90(picture), picture[::-1, ::-1]):
        assert min(distance(form, hashed(moved)) for form in forms) <= 64
        assert distance(forms[0], hashed(moved)) > 90


def test_every_form_of_an_avatar_is_known() -> None:
    for form in turned(bytes.fromhex(PICTURE)):
        found = comparisons(shown(PICTURE), shown(form.hex()))["avatar"]
        assert found.level in {"same", "near", "turned"}
        assert found.rarity > 20


def test_a_farther_picture_is_worth_less() -> None:
    number = int(PICTURE, 16)
    bits = [
        comparisons(shown(PICTURE), shown(f"{number ^ ((1 << far) - 1):064x}"))["avatar"].rarity
        for far in (0, 20, 40, 60, 80, 120)
    ]
    assert bits == sorted(bits, reverse=True)
    assert bits[-1] == 0


def test_a_picture_that_many_show_is_worth_little() -> None:
    accounts = [
        parse({"id": str(number), "platform": "x", **shown(PICTURE)}) for number in range(100)
    ]
    reading = read(accounts, PLAIN)
    pairs = pairs_in(lean(reading), reading, PLAIN, None, Crowd.of([reading]))
    crowded = compare_all(pairs).rarities[0, PLACE["avatar"]]
    assert crowded < comparisons(shown(PICTURE), shown(PICTURE))["avatar"].rarity - 10


def test_a_poor_picture_is_not_compared() -> None:
    assert "avatar" not in comparisons(shown(PICTURE), shown(PICTURE, quality=20))
