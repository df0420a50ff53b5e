"""Read a handle or a display name once, into everything by which it can be recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass

from staydown.mirrors.text.letters import fold
from staydown.mirrors.text.lookalikes import look, unmix
from staydown.mirrors.text.sounds import sound, sounds
from staydown.mirrors.text.successors import split_marks
from staydown.mirrors.text.titles import CONNECTORS, TITLES

MAX_CHARACTERS = 200
MAX_WORDS = 12
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_WORD = re.compile(r"[^\W_]+")
_TAIL_NUMBER = re.compile(r"^(\D{2,}.*?)(\d+)$")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")
_ARABIC_ARTICLE = re.compile("^ال(?=\\w{3})")


@dataclass(frozen=True, slots=True)
class Name:
    """A handle or display name.

    `text`: as written. `words`: folded, in order. `core`: words without titles, marks and numbers
    (all words where nothing else is left). `joined`: the core without spaces. `looks`, `sound`,
    `sounds`: keys of `joined` by look, by fine and by coarse sound. `word_sounds`: coarse sounds
    of each core word. `number`: the number after the name, "" if none. `marks`: successor marks.
    `titles`: honorifics and the like.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    core: tuple[str, ...] = ()
    joined: str = ""
    looks: str = ""
    sound: str = ""
    sounds: tuple[str, ...] = ()
    word_sounds: tuple[tuple[str, ...], ...] = ()
    number: str = ""
    marks: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.joined)


NAMELESS = Name()


def read_name(text: str) -> Name:
    """A handle or display name, read; NAMELESS where it holds no letter or digit.

    >>> read_name("Abu_Specimen_V2").core, read_name("Abu_Specimen_V2").number
    (('specimen',), '2')
    """
    text = text[:MAX_CHARACTERS].strip()
    words = _words(text.removeprefix("@"))
    if not words:
        return NAMELESS
    return _named(text, words)


def _named(text: str, words: tuple[str, ...]) -> Name:
    split = split_marks(words)
    titles = frozenset(word for word in split.core if word in TITLES or word in CONNECTORS)
    core = tuple(word for word in split.core if word not in titles) or split.core
    core = tuple(_ARABIC_ARTICLE.sub("", word) for word in core)
    joined = "".join(core)
    return Name(
        text=text,
        words=words,
        core=core,
        joined=joined,
        looks=look(joined),
        sound=sound(joined),
        sounds=sounds(joined),
        word_sounds=tuple(sounds(word) for word in core),
        number=split.number,
        marks=split.marks,
        titles=titles,
    )


def _words(text: str) -> tuple[str, ...]:
    if not text.islower() and not text.isupper():
        text = _CAMEL.sub(" ", text)
    found = (unmix(_STRETCHED.sub(r"\1", word)) for word in _WORD.findall(fold(text)))
    return tuple(part for word in found for part in _without_tail(word))[:MAX_WORDS]


def _without_tail(word: str) -> tuple[str, ...]:
    """`specimen92` is a name and a number; `7amza`, `sp3cimen` and `92` are one word."""
    tail = _TAIL_NUMBER.match(word)
    return (tail.group(1), tail.group(2)) if tail else (word,)
