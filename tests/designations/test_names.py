"""The key of a name: what it folds, and what it must keep apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.designations.lookup import spellings
from staydown.designations.names import is_acronym, key, key_of, script_of
from staydown.designations.values import ListedName


@pytest.mark.parametrize(
    "spellings",
    [
        ("TEHRIK-E TALIBAN PAKISTAN", "Tehreek-i-Taliban Pakistan", "Tehrik-I-Taliban  Pakistan"),
        ("Jamaat ul Ahrar", "JAMAAT-UL-AHRAR", "Jamaatul Ahrar", "Jama'at-ul-Ahrar"),
        ("Lashkar-e-Jhangvi", "LASHKAR I JHANGVI", "Lashkare Jhangvi"),
        ("Islamic State Khorasan Province", "ISLAMIC STATE’S KHORASAN PROVINCE"),
        ("Balochistan Liberation Army", "Baluchistan Liberation Army"),
        ("Al-Qaida", "Al Qa'ida", "al qaeda", "Al-Qaïda"),
        ("Jaish-e-Mohammed", "JAISH-I-MOHAMMED", "Jaysh-e Muhammad"),
        ("Jamaat-ud-Dawa", "Jamaat ul-Dawah", "Jama'at-ud-Da'awah"),
        ("Harakat ul-Mujahideen", "HARAKAT UL-MUJAHIDIN"),
        ("تحریک طالبان پاکستان", "تحريك طالبان پاكستان", "تحریکِ طالبان پاکستان"),
        ("القاعدة", "القاعدہ"),
        ("IS-K", "ISK", "I.S.K."),
        ("TTP", "T.T.P.", "t t p"),
    ],
)
def test_it_gives_spellings_of_one_name_one_key(spellings: tuple[str, ...]) -> None:
    assert len({key(text) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Balochistan Liberation Front", "Balochistan Liberation Army"),
        ("Pashtun Tahafuz Movement", "Tehreek-e-Taliban Pakistan"),
        ("Tehreek-e-Labbaik Pakistan", "Tehreek-e-Taliban Pakistan"),
        ("Lashkar-e-Islam", "Lashkar-e-Jhangvi"),
        ("LeT", "LiT"),
        ("BLA", "BLE"),
    ],
)
def test_it_keeps_different_names_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


@given(st.text())
def test_a_key_is_its_own_key_or_nothing(text: str) -> None:
    found = key_of(text)
    assert bool(found.text) == bool(found.words)


def test_it_finds_no_name_in_marks() -> None:
    assert key("— ??? —") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [("TTP", True), ("LeT", True), ("IS-K", True), ("Jit", False), ("Hamas", False), ("ٹی", False)],
)
def test_it_tells_an_acronym(text: str, *, expected: bool) -> None:
    assert is_acronym(text) is expected


def test_it_names_the_script() -> None:
    assert (script_of("طالبان"), script_of("Taliban")) == ("Arabic", "Latin")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "TEHRIK-E TALIBAN PAKISTAN (TTP)",
            {"TEHRIK-E TALIBAN PAKISTAN": True, "TTP": False},
        ),
        # A bracket that is no acronym tells this foundation from those elsewhere.
        ("AL-HARAMAIN FOUNDATION (PAKISTAN)", {"AL-HARAMAIN FOUNDATION": False}),
        ("HARAKAT UL-MUJAHIDIN / HUM", {"HARAKAT UL-MUJAHIDIN": True, "HUM": False}),
        ("Al Qa’ida/Islamic Army", {"Al Qa’ida": False, "Islamic Army": False}),
    ],
)
def test_it_knows_the_sure_and_the_unsure_spellings(name: str, expected: dict[str, bool]) -> None:
    found = dict(spellings(ListedName(name)))
    assert found == {name: True} | expected
