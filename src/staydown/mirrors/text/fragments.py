"""The longest run of letters that two names share."""

from __future__ import annotations


def longest_common(one: str, other: str, least: int) -> str:
    """The longest substring of both, "" under `least` letters; the first of equals.

    Both are names of at most some hundred letters.

    >>> longest_common("repspecimen", "specimenhq", 5)
    'specimen'
    """
    if len(one) > len(other):
        one, other = other, one
    best, start = "", 0
    while start + max(least, len(best) + 1) <= len(one):
        end = start + max(least, len(best) + 1)
        if one[start:end] in other:
            best = one[start:end]
        else:
            start += 1
    return best
