"""Finding the entries of one snapshot by name: by equal key, and by likeness.

Made once for each snapshot (which never changes) and then only read, so that a check costs some
dozens of dictionary look-ups whatever the length of the list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from staydown.designations.names import Key, is_acronym, key_of
from staydown.designations.values import Kind, ListedEntry, ListedName, Strength


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found by one of its names. `sure` is False for a weak name or a part of a name."""

    entry: ListedEntry
    name: ListedName
    sure: bool


#: Fewest words and letters of a name that may be found inside a longer one, or as its beginning.
_WHOLE_WORDS, _WHOLE_LETTERS = 2, 10


class NameIndex:
    """The names of a list's entries as one snapshot has them."""

    def __init__(self, entries: Iterable[ListedEntry]) -> None:
        self._by_key: dict[str, list[Hit]] = defaultdict(list)
        self._by_reference: dict[str, list[ListedEntry]] = defaultdict(list)
        self._likeness = _Likeness()
        self.size = 0
        for entry in entries:
            self._add(entry)

    def named(self, key: str) -> list[Hit]:
        """Every entry that bears a name with this key."""
        return self._by_key.get(key, [])

    def referred(self, reference: str) -> list[ListedEntry]:
        """The entries with this reference, however it is punctuated (`QDe161`, `qde.161`)."""
        return self._by_reference.get(plain_reference(reference), [])

    def near(self, key: Key) -> list[Hit]:
        """Organisations with a name so like this one that a person should look at it."""
        return [
            Hit(hit.entry, hit.name, sure=False)
            for other in self._likeness.of(key)
            for hit in self._by_key[other]
            if hit.entry.kind is Kind.ORGANISATION
        ]

    def _add(self, entry: ListedEntry) -> None:
        self.size += 1
        self._by_reference[plain_reference(entry.reference)].append(entry)
        for name in entry.names:
            for text, sure in spellings(name):
                key = key_of(text)
                if not key.words:
                    continue
                self._by_key[key.text].append(Hit(entry, name, sure))
                if sure and entry.kind is Kind.ORGANISATION:
                    self._likeness.add(key)


class _Likeness:
    """Keys that are alike: a slip or two apart, equal consonants, or one the start of the other.

    Slips are found by pieces (Pass-Join: a key in three pieces and another at most two edits away
    share at least one piece, at nearly the same place), so that nothing is compared with the whole
    list. What tells organisations apart is not a slip: "Army" and "Front" are five edits apart.
    """

    def __init__(self) -> None:
        self._pieces: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        self._skeletons: dict[str, list[str]] = defaultdict(list)
        self._starts: dict[str, list[str]] = defaultdict(list)
        self._keys: set[str] = set()

    def add(self, key: Key) -> None:
        """Let `key` be found."""
        if key.text in self._keys:
            return
        self._keys.add(key.text)
        for number, start, end in _thirds(len(key.text)):
            self._pieces[len(key.text), number, key.text[start:end]].append(key.text)
        if len(key.skeleton) > 6:
            self._skeletons[key.skeleton].append(key.text)
        for beginning in _beginnings(key):
            self._starts[beginning].append(key.text)

    def of(self, key: Key) -> list[str]:
        """The keys like `key`, each once, the nearest kind first; never `key` itself."""
        found = dict.fromkeys(self._slips(key.text))
        found |= dict.fromkeys(self._skeletons.get(key.skeleton, []))
        found |= dict.fromkeys(start for start in _beginnings(key) if start in self._keys)
        if len(key.words) >= _WHOLE_WORDS and len(key.text) >= _WHOLE_LETTERS:
            found |= dict.fromkeys(self._starts.get(key.text, []))
        found.pop(key.text, None)
        return list(found)

    def _slips(self, text: str) -> Iterator[str]:
        allowed = _slips_allowed(text)
        if not allowed:
            return
        for length in range(len(text) - allowed, len(text) + allowed + 1):
            for number, start, end in _thirds(length):
                for shift in range(-allowed, allowed + 1):
                    if start + shift < 0:
                        continue
                    piece = text[start + shift : end + shift]
                    for other in self._pieces.get((length, number, piece), ()):
                        if Levenshtein.distance(text, other, score_cutoff=allowed) <= allowed:
                            yield other


def _slips_allowed(text: str) -> int:
    """How many letters may differ: none in an acronym, one in a short name, two in a long one."""
    if len(text) < 6:
        return 0
    return 1 if len(text) < 11 else 2


def _thirds(length: int) -> Iterator[tuple[int, int, int]]:
    """(number, start, end) of the three pieces of a text of `length` letters."""
    bounds = [0, length // 3, 2 * length // 3, length]
    for number, (start, end) in enumerate(pairwise(bounds)):
        yield number, start, end


def _beginnings(key: Key) -> Iterator[str]:
    """The starts of a key that are whole words, long enough to be a name, and not all of it."""
    for count in range(_WHOLE_WORDS, len(key.words)):
        start = "".join(key.words[:count])
        if len(start) >= _WHOLE_LETTERS:
            yield start


_BRACKET = re.compile(r"\(([^()]*)\)")


def spellings(name: ListedName) -> Iterator[tuple[str, bool]]:
    """The texts under which a listed name can be met, and whether each is sure.

    Sure is the name as it stands, and the name without a bracketed acronym of itself. An acronym
    cut out of a name, one of two names joined by a stroke, and a name without its qualifier
    ("AL-HARAMAIN FOUNDATION (PAKISTAN)") are not sure: alone they may mean another organisation.
    """
    strong = name.strength is Strength.STRONG
    yield name.text, strong
    acronyms = [part.strip() for inner in _BRACKET.findall(name.text) for part in inner.split(",")]
    outer = " ".join(_BRACKET.sub(" ", name.text).split())
    own = [text for text in acronyms if _abbreviates(text, outer)]
    if acronyms and outer:
        yield outer, strong and len(own) == len(acronyms)
    yield from ((text, False) for text in own)
    parts = [part.strip() for part in re.split(r" ?/ ?| ; ", outer)]
    if len(parts) > 1 and all(parts):
        beside_acronym = sum(is_acronym(part) and " " not in part for part in parts) == 1
        for part in parts:
            yield part, strong and beside_acronym and len(part) > 8


def _abbreviates(text: str, name: str) -> bool:
    """Is `text` an acronym of `name`? (`PAKISTAN` in a name all in capitals is not.)"""
    if not is_acronym(text):
        return False
    letters = iter(name.lower())
    initials = {word[0].lower() for word in re.split(r"[ -]", name) if word}
    wanted = [char for char in text.lower() if char.isalpha()]
    return wanted[0] in initials and all(char in letters for char in wanted)


def plain_reference(reference: str) -> str:
    """A reference without case and punctuation, for comparison."""
    return "".join(char for char in reference if char.isalnum()).lower()
