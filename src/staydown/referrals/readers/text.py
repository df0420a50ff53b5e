"""What counts as text in a cell, and when two header texts are the same."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Letters by name that print nothing: the Hangul fillers and the empty Braille cell.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_GUARDED = re.compile(r"'(?=[=+\-@])")
# The same Urdu letter as an Arabic, a Persian and an Urdu keyboard write it.
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "ە": "ہ"})
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_ADDRESS = re.compile(r"://|\bwww\.|\bt\.me/|^@\w|^\+\d{8}", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\W_]+")


def cell_text(raw: str) -> str:
    """The text of a cell without surrounding blanks; empty if nothing in it can be seen.

    An apostrophe before `=`, `+`, `-` or `@` is a spreadsheet's mark for "this is text", not a part
    of it, and is dropped. Characters inside the text stay as they are, invisible ones too: what
    they mean in an address is for the parser of addresses to say.
    """
    text = raw.strip()
    if not text.isprintable() or text[:1] in _FILLERS:
        text = "" if is_invisible(text) else _storable(text)
    return _GUARDED.sub("", text, count=1) if text[:1] == "'" else text


def _storable(text: str) -> str:
    """`text` without zeros, and with U+FFFD for half a character, as databases require."""
    if not _UNSTORABLE.search(text):
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\0", "").strip()


def looks_like_address(text: str) -> bool:
    """Whether `text` holds a web address, a handle or a phone number as far as a glance tells."""
    return bool(_ADDRESS.search(text))


def is_invisible(text: str) -> bool:
    """Whether no character of `text` leaves a mark on paper."""
    return all(map(_leaves_no_mark, text))


def _leaves_no_mark(character: str) -> bool:
    return character in _FILLERS or unicodedata.category(character) in _INVISIBLE


def comparable(text: str) -> str:
    """`text` reduced to what its readers would call the same words.

    Case, punctuation, stray blanks, line breaks, diacritics, width and the Arabic or Urdu form of a
    letter do not count. `#` alone is a word of its own, since it heads columns.
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("#", " no ")).casefold()
    letters = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"})
    return _SEPARATORS.sub(" ", same_letters(letters)).strip()


def same_letters(text: str) -> str:
    """`text` with Arabic and Persian forms of an Urdu letter as the Urdu one."""
    return text.translate(_LETTERS)
