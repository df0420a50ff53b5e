"""Who is a return and who only looks like one, signal by signal."""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from typing import Any

import pytest

from staydown.mirrors.background import Background
from staydown.mirrors.images import distance, turned
from staydown.mirrors.prepare import Prepared, prepare
from staydown.mirrors.records import parse
from staydown.mirrors.signals import Comparison, compare_all
from staydown.mirrors.signals.naming import agree
from staydown.mirrors.text.names import read_name
from tests.support.data import shared_data

NONE = Background.none()


def account(**fields: Any) -> Prepared:
    return prepare(parse({"id": "specimen", "platform": "x", **fields}))


def found(entry: Prepared, new: Prepared, signal: str) -> Comparison:
    return next(one for one in compare_all(entry, new, NONE) if one.signal == signal)


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ("specimen92", "specimen92_2", "successor"),
        ("specimen92", "specimen923", "successor"),
        ("specimen_khan", "itsspecimen_khan", "successor"),
        ("AbuSpecimen", "1bnsp3c1m3n", "differs"),
        ("ibnspecimen37", "1bn5pec1men37", "looks-alike"),
        ("TaherSpecimen", "ThrSpcmn", "sounds-alike"),
        ("Specimen1996Khan", "KhanSpecimen1996", "reordered"),
        ("specimen", "notspecimen", "about"),
        ("specimen.khan", "khanspecimen", "reordered"),
        ("VazirShaheed86", "VairShaheed86", "near"),
        ("3ali5252", "5252_ali", "sounds-alike"),
    ],
)
def test_handles_are_recognised_through_their_tricks(old: str, new: str, level: str) -> None:
    assert agree(read_name(new), read_name(old)).level == level


def test_the_same_number_adds_to_the_same_name() -> None:
    old = account(handle="specimen4471")
    same = found(old, account(handle="specimen_4471"), "handle")
    other = found(old, account(handle="specimen_9032"), "handle")
    assert same.rarity > other.rarity + 5


def test_looser_agreement_is_worth_less() -> None:
    old = account(handle="specimenkhan")
    near = found(old, account(handle="specimenkhaz"), "handle")
    same = found(old, account(handle="specimen_khan"), "handle")
    assert near.rarity < same.rarity


def test_an_explanation_names_nobody_else() -> None:
    old = account(handle="specimen", follows=["specimen-third"], client={"phone": "specimen-hash"})
    new = account(handle="specimen2", follows=["specimen-third"], client={"phone": "specimen-hash"})
    texts = " ".join(one.text for one in compare_all(old, new, NONE))
    assert "specimen-third" not in texts
    assert "specimen-hash" not in texts


def test_handles_of_one_person_agree_and_of_others_do_not() -> None:
    lines = shared_data("mirrors", "same_person_handles.jsonl").read_text().splitlines()
    people = [
        [read_name(v) for k, v in json.loads(line).items() if k != "person"] for line in lines
    ]
    same = [agree(a, b).level for person in people for a, b in combinations(person, 2)]
    strangers = [agree(one[0], other[0]).level for one, other in pairwise(people)]
    assert same.count("differs") / len(same) < 0.15
    assert strangers.count("differs") / len(strangers) > 0.95


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
