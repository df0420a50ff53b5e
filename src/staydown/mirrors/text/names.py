"""Read a handle or a display name once, into everything by which it can be recognised."""

from __future__ import annotations

from dataclasses import dataclass

from staydown.mirrors.text.compounds import join_compounds, without_glued_title
from staydown.mirrors.text.lookalikes import look
from staydown.mirrors.text.sounds import sound, sounds
from staydown.mirrors.text.splitting import split_words
from staydown.mirrors.text.successors import split_marks
from staydown.mirrors.text.titles import CONNECTORS, TITLES

MAX_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Name:
    """A handle or display name.

    `text`: as written. `words`: folded, in order. `core`: words without titles, marks and numbers
    (all words where nothing else is left), compounds such as Abd al-Rahman as one. `joined`: the
    core without spaces. `looks`, `sound`, `sounds`: keys of `joined` by look, by fine and by coarse
    sound. `word_sounds`: coarse sounds of each core word. `number`: the number after the name, ""
    if none. `marks`: successor marks. `titles`: honorifics and the like.
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
    words = split_words(text.removeprefix("@"))
    return _named(text, words) if words else NAMELESS


def _named(text: str, words: tuple[str, ...]) -> Name:
    split = split_marks(words)
    titles = {word for word in split.core if word in TITLES or word in CONNECTORS}
    untitled = tuple(word for word in split.core if word not in titles) or split.core
    core, glued = without_glued_title(join_compounds(untitled))
    joined = "".join(core)
    return Name(
        text=text,
        words=words,
        core=core,
        joined=joined,
        looks=look(joined),
        sound=sound(joined),
        sounds=sounds(joined),
        word_sounds=tuple(map(sounds, core)) if len(core) > 1 else (sounds(joined),),
        number=split.number,
        marks=split.marks,
        titles=frozenset(titles | glued),
    )
