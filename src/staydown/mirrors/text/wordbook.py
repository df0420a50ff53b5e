"""The word lists as tables that kernels look words up in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel
from staydown.mirrors.text.forms import FORMS
from staydown.mirrors.text.hashing import hash_text
from staydown.mirrors.text.words import word_set

Numbers = npt.NDArray[np.int32]
MARK, TITLE, JOINING, SERVANT, JOINS_BACK, ABOUT = 1, 2, 4, 8, 16, 32
"""Classes of words, as bits. MARK: of a follow-up account. TITLE: beside a name. JOINING: only
joins other words. SERVANT: "servant of". JOINS_BACK: belongs to the word before. ABOUT: added to
another's name, it is about that name's bearer."""

_CONNECTORS = ("the", "of", "and", "de", "da", "di", "der", "den", "van", "von", "la", "le")
_ORDINALS: Mapping[int, str] = {
    2: "ii two 2nd second ثانی الثانی دوم iki ikinci dua kedua vtoroy второи",
    3: "iii three 3rd third ثالث الثالث سوم uc ucuncu tiga ketiga tretii третии",
    4: "iv four 4th fourth رابع الرابع چهارم dort empat keempat четвертыи",
    5: "five 5th fifth خامس الخامس پنجم bes lima kelima пятыи",
    6: "vi six 6th sixth", 7: "vii seven 7th seventh", 8: "viii eight 8th", 9: "ix nine 9th",
}  # fmt: skip
_GLUED_ENDS = (
    "official", "officiel", "oficial", "original", "reloaded", "returned", "cadangan", "returns",
    "account", "backup", "isback", "newacc", "reborn", "bckup", "resmi", "yedek", "again", "bkup",
    "back", "real", "bkp", "alt", "new", "acc", "ofc", "two",
)  # fmt: skip
_GLUED_STARTS = (
    "theofficial", "therealest", "official", "original", "backupof", "thereal", "backup", "newacc",
    "iamthe", "itsme", "resmi", "real", "iam", "its", "the", "new", "alt",
)  # fmt: skip
_GLUED_TITLES = (
    "sheikh", "shaikh", "shaykh", "maulana", "mawlana", "molana", "ustadh", "mullah", "sayyid",
    "ustad", "mufti", "hafiz", "syed", "imam", "haji", "qari", "abou", "abu", "ibn", "umm",
)  # fmt: skip
"""Marks and titles that handles write together with the name, the longest first."""
_SLOTS = 4096


class Glued(NamedTuple):
    """Letter strings on end: string n from `at[n]` to `at[n + 1]`."""

    letters: npt.NDArray[np.uint32]
    at: Numbers


class Wordbook(NamedTuple):
    """`keys`, `classes`, `ordinals`: hashed words in open addressing, their class bits, and which
    account a word like "third" counts. `form_keys`, `form_of`: hashed written forms, and the number
    of the string in `forms` that stands for each. `ends`, `starts`, `titles`: what is written
    together with a name."""

    keys: npt.NDArray[np.uint32]
    classes: npt.NDArray[np.uint8]
    ordinals: npt.NDArray[np.uint8]
    form_keys: npt.NDArray[np.uint32]
    form_of: Numbers
    forms: Glued
    ends: Glued
    starts: Glued
    titles: Glued


@kernel
def slot_of(keys: npt.NDArray[np.uint32], key: np.uint32) -> int:
    """Where a key stands or would stand; tables are never full."""
    mask = len(keys) - 1
    place = np.int64(key) & mask
    while keys[place] != 0 and keys[place] != key:
        place = (place + 1) & mask
    return place


@kernel
def classes_of(book: Wordbook, word: np.uint32) -> int:
    """The class bits of a hashed word; 0 for a word in no list."""
    place = slot_of(book.keys, word)
    return np.int64(book.classes[place]) if book.keys[place] == word else 0


@cache
def wordbook() -> Wordbook:
    """The book; made once in a process."""
    keys = np.zeros(_SLOTS, np.uint32)
    classes, ordinals = np.zeros(_SLOTS, np.uint8), np.zeros(_SLOTS, np.uint8)
    for bit, words in (
        (MARK, word_set("marks.txt")), (TITLE, word_set("titles.txt")), (JOINING, _CONNECTORS),
        (SERVANT, word_set("servant.txt")), (JOINS_BACK, word_set("joins_back.txt")),
        (ABOUT, word_set("about.txt")),
    ):  # fmt: skip
        for word in words:
            classes[_put(keys, word)] |= bit
    for number, words_of in _ORDINALS.items():
        for word in words_of.split():
            ordinals[_put(keys, word)] = number
    names = sorted(set(FORMS.values()))
    form_keys, form_of = np.zeros(_SLOTS // 4, np.uint32), np.zeros(_SLOTS // 4, np.int32)
    for form, name in FORMS.items():
        form_of[_put(form_keys, form)] = names.index(name)
    return Wordbook(
        keys, classes, ordinals, form_keys, form_of,
        _glued(names), _glued(_GLUED_ENDS), _glued(_GLUED_STARTS), _glued(_GLUED_TITLES),
    )  # fmt: skip


def _put(keys: npt.NDArray[np.uint32], word: str) -> int:
    key = np.uint32(hash_text(word))
    place = slot_of(keys, key)
    keys[place] = key
    return place


def _glued(texts: Sequence[str]) -> Glued:
    lengths: Iterable[int] = map(len, texts)
    at = np.concatenate(([0], np.cumsum(np.fromiter(lengths, np.int32, len(texts)))))
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    return Glued(letters, at.astype(np.int32))
