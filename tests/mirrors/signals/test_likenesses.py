"""Who is a return and who only looks like one, signal by signal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from staydown.mirrors.signals.naming import LEVELS
from tests.mirrors.signals.comparing import comparisons, name_levels


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ("specimen92", "specimen92_2", "successor"),
        ("specimen92", "specimen923", "successor"),
        ("specimen_khan", "itsspecimen_khan", "successor"),
        ("specimen", "specimen_III", "successor"),
        ("specimen", "real.specimen", "successor"),
        ("specimen", "new_specimen_4", "successor"),
        ("specimen1990", "specimen1991", "successor"),
        ("specimen1990", "specimen1971", "renumbered"),
        ("AbuSpecimen", "1bnsp3c1m3n", "differs"),
        ("ibnspecimen37", "1bn5pec1men37", "looks-alike"),
        ("specimen", "ѕресіmеn", "same"),
        ("specimen", "nemiceps", "looks-alike"),
        ("TaherSpecimen", "TahrSpcmn", "sounds-alike"),
        ("Specimen1996Khan", "KhanSpecimen1996", "reordered"),
        ("specimen.khan", "khanspecimen", "reordered"),
        ("specimen", "notspecimen", "about"),
        ("specimen", "specimen_fanpage", "about"),
        ("VazirShaheed86", "VairShaheed86", "near"),
        ("3ali5252", "5252_ali", "sounds-alike"),
        ("7amza_specimen", "hamza_specimen", "sounds-alike"),
        ("specimen_qandil", "qandil_orchard", "shares-word"),
        ("specimen70921", "orchard70921", "shares-word"),
        ("specimen", "unheard_of", "differs"),
        ("ali", "khan", "differs"),
    ],
)
def test_handles_are_recognised_through_their_tricks(old: str, new: str, level: str) -> None:
    assert name_levels([old], [new]) == [level]


@pytest.mark.parametrize(
    "mark", ["2", "_v3", "_new", ".real", "_backup", " II", "_official", "_2nd"]
)
@pytest.mark.parametrize("name", ["specimen", "نمونہ قندیل", "намуна"])
def test_a_follow_up_form_is_one_in_every_script(name: str, mark: str) -> None:
    assert name_levels([name], [name + mark]) == ["successor"]


def test_levels_are_in_the_order_of_their_strength() -> None:
    forms = ["specimen_qandil", "specimen_qandil2", "specimen_qandeel", "specimen_qantil_x"]
    levels = name_levels([forms[0]] * len(forms), forms)
    places = [LEVELS.index(level) for level in levels if level]
    assert places == sorted(places)


def rarity(old: Mapping[str, Any], new: Mapping[str, Any], signal: str) -> float:
    return comparisons(old, new)[signal].rarity


def test_the_same_number_adds_to_the_same_name() -> None:
    old = {"handle": "specimen4471"}
    same = rarity(old, {"handle": "specimen_4471"}, "handle")
    assert same > rarity(old, {"handle": "specimen_9032"}, "handle") + 5


def test_looser_agreement_is_worth_less() -> None:
    old = {"handle": "specimenkhan"}
    near = rarity(old, {"handle": "specimenkhaz"}, "handle")
    assert near < rarity(old, {"handle": "specimen_khan"}, "handle")


def test_a_longer_name_in_common_is_worth_more() -> None:
    short = rarity({"handle": "specimen"}, {"handle": "specimen"}, "handle")
    long = rarity({"handle": "specimenqandil"}, {"handle": "specimenqandil"}, "handle")
    assert long > short


def test_more_in_common_is_worth_more() -> None:
    words = [{"posts": [{"text": text}]} for text in (
        "seven specimen lanterns burn over the orchard bridge tonight",
        "seven specimen lanterns",
    )]  # fmt: skip
    assert rarity(words[0], words[0], "posts") > rarity(words[0], words[1], "posts") > 0
    many, few = ({"follows": [f"specimen-{n}" for n in range(count)]} for count in (9, 2))
    assert rarity(many, many, "follows") > rarity(many, few, "follows") > 0


def test_a_hundred_tries_make_one_hit_likelier() -> None:
    old = {"follows": ["specimen-hub"]}
    many = {"follows": ["specimen-hub", *(f"specimen-{n}" for n in range(500))]}
    assert rarity(old, many, "follows") < rarity(old, old, "follows") - 5


def test_an_explanation_names_nobody_else() -> None:
    client = {"phone": "specimen-hash", "devices": ["specimen-device"]}
    old = {"handle": "specimen", "follows": ["specimen-third"], "client": client}
    new = {"handle": "specimen2", "follows": ["specimen-third"], "client": client}
    texts = " ".join(one.text for one in comparisons(old, new).values())
    assert "specimen-third" not in texts
    assert "specimen-hash" not in texts
    assert "specimen-device" not in texts


def test_silence_and_difference_weigh_nothing() -> None:
    found = comparisons({"handle": "specimen_lahore"}, {"handle": "unheard_of"})
    assert {name: (one.level, one.rarity) for name, one in found.items()} == {
        "handle": ("differs", 0.0)
    }
