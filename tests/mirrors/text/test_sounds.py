"""One name, written down by many hands."""

from __future__ import annotations

from itertools import combinations

import pytest

from staydown.mirrors.text.forms import FORMS
from staydown.mirrors.text.sounding import MOST_KEYS, sounds
from tests.mirrors.text.names import named


@pytest.mark.parametrize(
    "spellings",
    [
        "محمد Muhammad Mohamad Mohammed Mehmet mhmd Mohd Muhamed Мухаммад Магомед",
        "خراسان Khorasan Khurasan xurasan Horasan Хорасан Xuroson",
        "عثمان Uthman Osman Usman Усман",
        "یوسف Yusuf Youssef Yousaf Юсуф",
        "جهاد Jihad Cihad Djihad Джихад",
        "خالد Khalid Halid Khaled Халид",
        "عبدالرحمن Abdulrahman Abdurrahman Abdelrahman Abdirahman Абдурахман",
        "حسین Husain Hussein Hossein Hüseyin Хусейн",
        "اسحاق Ishaq Eshaq Ishak Исхак",
        "رمضان Ramadan Ramazan Ramadhan Рамазан",
        "قذافی Qadhafi Gaddafi Kadhafi",
        "صحرا Sahra",
        "فیصل Faisal Faysal",
        "احمد Ahmed Ahmet Ahmad A7mad Achmad Ахмад",
        "عمر Umar Omar 3umar Ömer Умар",
        "شریف Sharif Sherif Şerif Cherif Шариф",
        "پښتون Pashtun Pukhtun Pakhtun Pathan",
        "ګلاب Gulab گلاب Гулаб",
        "نمونه نمونہ Namuna Namoona Намуна",
        "نورالدین Nuruddin Nureddin Nooruddin",
        "حمزه Hamza Hamzah 7amza Хамза",
    ],
)
def test_spellings_of_a_name_share_a_key(spellings: str) -> None:
    keys = [(word, named(word).sounds) for word in spellings.split()]
    apart = [(one, other) for (one, a), (other, b) in combinations(keys, 2) if not a & b]
    assert apart == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abd al-Rahman Specimen", "عبد الرحمن Specimen"),
        ("Salah ad-Din", "صلاح الدین"),
        ("Salahuddin", "صلاحالدین"),
        ("Attiq Ullah", "عتیق الله"),
        ("Nur al-Din", "نورالدین"),
        ("Abdullah Specimen", "عبد الله Specimen"),
        ("Ghulam Rasul", "غلام رسول"),
    ],
)
def test_compound_names_sound_alike_in_both_scripts(one: str, other: str) -> None:
    assert named(one).sounds & named(other).sounds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hamid", "ahmed"), ("karim", "salim"), ("usman", "hasan"), ("khalid", "walid"),
        ("محمد", "محمود"[::-1]), ("خراسان", "خالد"), ("specimen", "sample"),
    ],
)  # fmt: skip
def test_other_names_do_not(one: str, other: str) -> None:
    assert not named(one).sounds & named(other).sounds


def test_every_written_form_sounds_like_its_name() -> None:
    plain = {form: name for form, name in FORMS.items() if form.isascii()}
    apart = [form for form, name in plain.items() if not sounds(form) & sounds(name)]
    assert apart == []


def test_a_word_has_few_keys_and_one_without_letters_none() -> None:
    assert len(sounds("thscchqxgkdhzh5239")) <= MOST_KEYS
    assert sounds("") == frozenset()


def test_a_key_is_the_same_in_every_process() -> None:
    assert sounds("specimen") == SPECIMEN


SPECIMEN = frozenset({1509512864, 2572456348})
