"""The tables of letters that lie in the package."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import icu
import numpy as np
import pytest

from staydown.mirrors.text.alphabet import (
    DIGIT,
    GONE,
    IDEOGRAPH,
    LETTER,
    SIGN,
    SIZE,
    SPACE,
    UPPER,
    Alphabet,
    alphabet,
    fold_character,
    make,
    save,
)

MADE_WITH = ("14.0.0", "15.0")
"""Versions of Unicode: of the Python and of the ICU that the tables were made with."""


def folded(character: str) -> str:
    """What the tables make of a character."""
    abc, point = alphabet(), ord(character)
    letters = abc.folded[abc.folded_at[point] : abc.folded_at[point + 1]]
    return "".join(map(chr, letters))


def differing(one: Alphabet, other: Alphabet) -> list[str]:
    """The tables that are not alike."""
    pairs = ((name, getattr(one, name), getattr(other, name)) for name in Alphabet._fields)
    return [name for name, a, b in pairs if a.dtype != b.dtype or not np.array_equal(a, b)]


@pytest.mark.skipif(
    (unicodedata.unidata_version, icu.UNICODE_VERSION) != MADE_WITH,
    reason="the tables were made with other versions of Unicode",
)
def test_the_tables_in_the_package_are_what_making_them_anew_gives() -> None:
    assert differing(alphabet(), make()) == []


def test_saved_tables_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "alphabet.npz"
    save(alphabet(), file)
    monkeypatch.setattr("staydown.mirrors.text.alphabet._FILE", file)
    assert differing(alphabet(), alphabet.__wrapped__()) == []


def test_every_character_has_its_place() -> None:
    abc = alphabet()
    assert len(abc.kind) == len(abc.shown) == len(abc.script) == SIZE
    for starts, texts in ((abc.folded_at, abc.folded), (abc.latin_at, abc.latin)):
        assert starts[0] == 0
        assert (np.diff(starts) >= 0).all()
        assert starts[-1] == len(texts)


@pytest.mark.parametrize("character", "aÉßﷺ𝕾ꜱ٣۳३کي가漢🅂ﬃ½™\u200b\u0336\u00a0")
def test_both_ways_to_fold_agree(character: str) -> None:
    assert folded(character) == fold_character(character)


@pytest.mark.parametrize(
    ("characters", "kind"),
    [
        ("aшم", LETTER),
        ("AШ", UPPER),
        ("7٣۳३", DIGIT),
        (" \n\u00a0\u3000", SPACE),
        ("\u200b\u0336\ud800\u064e", GONE),
        ("漢かカ", IDEOGRAPH),
        ("!_@🔥", SIGN),
    ],
)
def test_a_character_is_of_its_kind(characters: str, kind: int) -> None:
    assert {int(alphabet().kind[ord(character)]) for character in characters} == {kind}


def test_what_is_folded_stays_as_it_is() -> None:
    abc = alphabet()
    letters = np.unique(abc.folded[abc.folded < SIZE])
    assert (np.diff(abc.folded_at)[letters] == 1).all()
    assert (abc.folded[abc.folded_at[letters]] == letters).all()


def test_every_letter_is_spelt_in_plain_ones() -> None:
    assert all(chr(letter).isalnum() for letter in np.unique(alphabet().latin))
