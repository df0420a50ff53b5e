"""Words beside a name that a community shares: honorifics, kunyas, articles, particles.

They are left out of a name's core, so that adding, dropping or changing one hides nothing and
proves nothing. Sources: the name parts and titles in the UN consolidated list's own entries
("Maulavi", "Mullah", "Haji", "Qari"), and the honorifics of Arabic, Persian, Urdu, Pashto, Turkish
and Indonesian usage.
"""

from __future__ import annotations

from staydown.mirrors.text.words import word_set

TITLES = word_set("titles.txt")

CONNECTORS = frozenset(
    ("the", "of", "and", "de", "da", "di", "der", "den", "van", "von", "la", "le")
)
"""Words that only join other words."""

GLUED_TITLES = (
    "sheikh", "shaikh", "shaykh", "maulana", "mawlana", "molana", "ustadh", "ustad", "mufti",
    "mullah", "sayyid", "syed", "imam", "haji", "qari", "hafiz", "abou", "abu", "ibn", "umm",
)  # fmt: skip
"""Titles that handles write together with the name, the longest of a kind first."""
