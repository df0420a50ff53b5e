"""Pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` (from 1) of a list of `total` lines."""

    number: int
    total: int
    size: int = SIZE

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one page."""
        return max(1, -(-self.total // self.size))

    @property
    def earlier(self) -> int | None:
        """The page before this one."""
        return min(self.number - 1, self.last) if self.number > 1 else None

    @property
    def later(self) -> int | None:
        """The page after this one."""
        return self.number + 1 if self.number < self.last else None


def wanted(request: HttpRequest) -> int:
    """The page that the address asks for; 1 where it asks for none, or for nonsense."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def offset(number: int) -> int:
    """How many lines stand before page `number`."""
    return (number - 1) * SIZE
