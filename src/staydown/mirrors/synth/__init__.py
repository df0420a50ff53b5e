"""A seeded generator of returning accounts and of innocents who resemble them.

Everything in it is invented. Traits that a return keeps come by named tricks, resemblance by named
kinds of innocents, so that a model can be fitted on some and tested on others.
"""

from staydown.mirrors.synth.innocents import FREQUENT, KINDS
from staydown.mirrors.synth.tricks import FAMILIES, TRICKS, family_of, fold
from staydown.mirrors.synth.world import Note, Recipe, World, generate

__all__ = [
    "FAMILIES",
    "FREQUENT",
    "KINDS",
    "TRICKS",
    "Note",
    "Recipe",
    "World",
    "family_of",
    "fold",
    "generate",
]
