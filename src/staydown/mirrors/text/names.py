"""Read a handle or a display name once, into everything by which it can be recognised."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from staydown.mirrors.text.compounds import join_compounds, without_glued_title
from staydown.mirrors.text.lookalikes import look
from staydown.mirrors.text.romanise import romanise
from staydown.mirrors.text.sounds import sound, sounds
from staydown.mirrors.text.splitting import split_words, without_number
from staydown.mirrors.text.successors import split_marks
from staydown.mirrors.text.titles import CONNECTORS, TITLES

MAX_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Name:
    """A handle or display name.

    `text`: as written. `words`: folded, in order; `whole`: they in one. `core`: words without
    titles, marks and numbers (all words where nothing else is left), compounds such as Abd
    al-Rahman as one; `joined`: they in one. `looks`, `sound`, `sounds`: keys of `joined` by look,
    by fine and by coarse sound; `whole_looks`, `whole_sounds`: of `whole`, for where title or
    number cannot be told from name. `latin`: `joined` in ASCII letters. `word_sounds`: coarse
    sounds of each core word; `all_sounds`: they in one set. `number`: the
    digits after the name, `ordinal`: which account this is (v3, II, a second number); "" if none.
    `marks`: successor marks. `titles`: honorifics and the like.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    whole: str = ""
    core: tuple[str, ...] = ()
    joined: str = ""
    looks: str = ""
    sound: str = ""
    sounds: tuple[str, ...] = ()
    whole_looks: str = ""
    whole_sounds: tuple[str, ...] = ()
    latin: str = ""
    word_sounds: tuple[tuple[str, ...], ...] = ()
    all_sounds: frozenset[str] = frozenset()
    number: str = ""
    ordinal: str = ""
    marks: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.joined)


NAMELESS = Name()


def read_name(text: str) -> Name:
    """A handle or display name, read; NAMELESS where it holds no letter or digit.

    >>> read_name("Abu_Specimen_V2").core, read_name("Abu_Specimen_V2").ordinal
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
    joined, whole = "".join(core), "".join(words)
    looks, keys = look(joined), sounds(joined)
    word_sounds = tuple(map(sounds, core)) if len(core) > 1 else (keys,)
    return Name(
        text=text,
        words=words,
        whole=whole,
        core=core,
        joined=joined,
        looks=looks,
        sound=sound(joined),
        sounds=keys,
        whole_looks=looks if whole == joined else look(whole),
        whole_sounds=keys if whole == joined else sounds(without_number(whole)),
        latin=romanise(joined),
        word_sounds=word_sounds,
        all_sounds=frozenset(chain.from_iterable(word_sounds)),
        number=split.number,
        ordinal=split.ordinal,
        marks=split.marks,
        titles=frozenset(titles | glued),
    )
