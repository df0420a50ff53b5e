"""Real names and handles: those of one person agree, those of others do not."""

from __future__ import annotations

import csv
import json
from itertools import combinations, pairwise
from xml.etree import ElementTree

from tests.mirrors.signals.comparing import name_levels
from tests.support.data import shared_data

STRONG = {"same", "successor", "looks-alike", "sounds-alike"}


def test_names_on_the_un_list_are_known_by_their_original_script() -> None:
    latin, script = zip(*_original_scripts(), strict=True)
    levels = name_levels(script, latin, "display_name")
    assert len(levels) > 300
    assert levels.count("sounds-alike") / len(levels) > 0.85
    assert levels.count("differs") / len(levels) < 0.02


def test_the_names_of_others_on_the_list_are_not_taken_for_one() -> None:
    latin, _ = zip(*_original_scripts(), strict=True)
    levels = name_levels(latin[:-1], latin[1:], "display_name")
    assert sum(level in STRONG for level in levels) / len(levels) < 0.01


def test_the_labelled_name_pairs_are_told_apart() -> None:
    with shared_data("mirrors", "name_pairs.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["schema"] == "Person"]
    levels = name_levels(
        [row["name2"] for row in rows], [row["name1"] for row in rows], "display_name"
    )
    found = [row["is_match"] for row, level in zip(rows, levels, strict=True) if level in STRONG]
    assert len(found) > 80
    assert found.count("true") / len(found) > 0.9


def test_long_names_that_end_otherwise_are_not_one() -> None:
    old = "Specimen Qandil Mustafa Namuna Ghazi al-Lahori"
    new = ["Specimen Qandil Mustafa Namuna Ghazi al-Quetti", "Specimen Mustafa"]
    assert not STRONG & set(name_levels([old, old], new, "display_name"))


def test_handles_of_one_person_agree_and_of_others_do_not() -> None:
    lines = shared_data("mirrors", "same_person_handles.jsonl").read_text("utf-8").splitlines()
    people = [
        [handle for key, handle in json.loads(line).items() if key != "person"] for line in lines
    ]
    pairs = [pair for person in people for pair in combinations(person, 2)]
    same = name_levels([old for old, _ in pairs], [new for _, new in pairs])
    others = [(one[0], other[0]) for one, other in pairwise(people)]
    strangers = name_levels([old for old, _ in others], [new for _, new in others])
    assert same.count("differs") / len(same) < 0.15
    assert strangers.count("differs") + strangers.count("shares-word") > 0.98 * len(strangers)


def _original_scripts() -> list[tuple[str, str]]:
    path = shared_data("lists", "un_consolidated_2026-02-27.xml")
    parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    found = []
    for person in ElementTree.parse(path).getroot().iter("INDIVIDUAL"):  # noqa: S314
        latin = " ".join((person.findtext(part) or "").strip() for part in parts).strip()
        script = (person.findtext("NAME_ORIGINAL_SCRIPT") or "").strip().partition("\n")[0]
        if latin and script:
            found.append((latin, script))
    return found
