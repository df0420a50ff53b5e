"""One name, written down by many hands."""

from __future__ import annotations

import csv
from itertools import combinations
from xml.etree import ElementTree

import pytest

from staydown.mirrors.signals.naming import agree
from staydown.mirrors.text.letters import fold
from staydown.mirrors.text.names import read_name
from staydown.mirrors.text.sounds import sounds
from tests.support.data import shared_data


@pytest.mark.parametrize(
    "spellings",
    [
        "محمد Muhammad Mohamad Mohammed Mehmet mhmd Mohd Muhamed Мухаммад",
        "خراسان Khorasan Khurasan xurasan Horasan Хорасан",
        "عثمان Uthman Osman Usman",
        "یوسف Yusuf Youssef Yousaf",
        "جهاد Jihad Cihad Djihad Джихад",
        "خالد Khalid Halid Khaled",
        "عبدالرحمن Abdulrahman Abdurrahman Abdelrahman Abdirahman",
        "حسین Husain Hussein Hossein Hüseyin Хусейн",
        "اسحاق Ishaq Eshaq Ishak",
        "رمضان Ramadan Ramazan Ramadhan",
        "قذافی Qadhafi Gaddafi Kadhafi",
        "صحرا Sahra",
        "فیصل Faisal Faysal",
        "احمد Ahmed Ahmet Ahmad A7mad",
        "عمر Umar Omar 3umar Ömer",
        "شریف Sharif Sherif Şerif Cherif Шариф",
    ],
)
def test_spellings_of_a_name_share_a_key(spellings: str) -> None:
    keys = [set(sounds(fold(word))) for word in spellings.split()]
    assert all(one & other for one, other in combinations(keys, 2))


@pytest.mark.parametrize(
    ("one", "other"),
    [("hamid", "ahmed"), ("karim", "salim"), ("usman", "hasan"), ("khalid", "walid")],
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert not set(sounds(one)) & set(sounds(other))


def test_names_on_the_un_list_are_known_by_their_original_script() -> None:
    pairs = _original_scripts()
    levels = [agree(read_name(latin), read_name(script)).level for latin, script in pairs]
    assert levels.count("sounds-alike") / len(levels) > 0.85
    assert levels.count("differs") / len(levels) < 0.02


def test_the_labelled_name_pairs_are_told_apart() -> None:
    with shared_data("mirrors", "name_pairs.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["schema"] == "Person"]
    strong = {"same", "successor", "looks-alike", "sounds-alike"}
    found = [row["is_match"] for row in rows if _level(row) in strong]
    assert len(found) > 80
    assert found.count("true") / len(found) > 0.9


def _level(row: dict[str, str]) -> str:
    one, other = read_name(row["name1"]), read_name(row["name2"])
    return agree(one, other).level if one and other else "differs"


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
