"""Word lists of the text layer: one file a list, folded words, `#` for comments and sources."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ahocorasick import Automaton

from staydown.mirrors.text.letters import fold


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of a list, without comments and blank lines."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and line[0] != "#")


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of a list, folded as every text is."""
    return frozenset(word for line in lines(name) for word in fold(line).split())


class Stems:
    """Pieces of text, all looked for at once (Aho and Corasick, 1975)."""

    def __init__(self, name: str) -> None:
        self._automaton = Automaton()
        for stem in lines(name):
            self._automaton.add_word(stem, stem)
        self._automaton.make_automaton()

    def within(self, text: str) -> bool:
        """Whether any of them is in a text."""
        return next(self._automaton.iter(text), None) is not None
