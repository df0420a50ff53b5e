"""What people share without being the same: communities, crowds, connections.

A community has slogans, hashtags, an emblem, template biographies, hubs that everybody follows,
groups, links and texts that go round. Removed accounts belong to communities, and so do very many
innocent ones: what they share must weigh nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import TypeVar

from staydown.mirrors.synth import tables

Item = TypeVar("Item")
CITIES = {
    "ur": "Karachi|Lahore|Peshawar|Quetta|کراچی|لاہور|Islamabad, Pakistan|پشاور|Swat|Multan",
    "ar": "Damascus|بغداد|القاهرة|Riyadh|صنعاء|Tunis|غزة|طرابلس|Mosul|دمشق",
    "en": "London|New York|Toronto|Manchester, UK|Texas|Chicago, IL|Sydney|Berlin|LA|Atlanta",
    "ru": "Москва|Казань|Grozny|Махачкала|Moscow|Бишкек|Ташкент|Алматы",
    "tr": "İstanbul|Ankara|Konya|Diyarbakır|Istanbul, Turkey|İzmir|Bursa",
    "id": "Jakarta|Bandung|Surabaya|Solo|Medan|Jakarta, Indonesia|Poso",
    "fa": "Kabul|تهران|کابل|Herat|مشهد|Kandahar|Tehran, Iran",
}
HONORIFICS = ("Abu", "Ibn", "Maulana", "Mufti", "Ustad", "Sheikh", "Umm", "Haji", "Qari")
MEDIA_WORDS = ("Media", "News", "Voice", "Updates", "Official", "Studio", "Foundation", "Markaz")


def zipf(rng: Random, items: Sequence[Item], power: float = 1.0) -> Item:
    """One of the items, the first ones far oftener."""
    return rng.choices(items, cum_weights=_heaped(len(items), power))[0]


@cache
def _heaped(count: int, power: float) -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + 1) ** power for rank in range(count)))


def coined(rng: Random, syllables: int) -> str:
    """A word that nobody else has: `darmuvel`."""
    return "".join(
        rng.choice("bdfghjklmnprstvz")
        + rng.choice(("a", "e", "i", "o", "u", "aa", "ar", "en", "il"))
        for _ in range(syllables)
    )


def sentence(rng: Random, language: str, length: int) -> str:
    """Everyday words in a row, now and then one from elsewhere."""
    common = tables.words(language)
    return " ".join(
        coined(rng, 2) if rng.random() < 0.06 else zipf(rng, common, 0.6) for _ in range(length)
    )


@dataclass(frozen=True, slots=True)
class Community:
    """What the members of one community have in common."""

    number: int
    language: str
    words: tuple[str, ...]
    slogans: tuple[str, ...]
    hashtags: tuple[str, ...]
    bios: tuple[str, ...]
    posts: tuple[str, ...]
    hubs: tuple[str, ...]
    groups: tuple[str, ...]
    links: tuple[str, ...]
    emblems: int


def community(rng: Random, number: int, language: str) -> Community:
    """A community invented anew."""
    words = tuple(coined(rng, 2).title() for _ in range(5))
    slogans = tuple(sentence(rng, language, rng.randint(2, 5)) for _ in range(8))
    tags = tuple(f"#{rng.choice(words)}{coined(rng, 1).title()}" for _ in range(10))
    stock = tables.stock_bios(language)
    bios = [f"{rng.choice(slogans)} | {rng.choice(stock)} {rng.choice(tags)}" for _ in range(8)]
    return Community(
        number=number,
        language=language,
        words=words,
        slogans=slogans,
        hashtags=tags,
        bios=(*slogans, *bios),
        posts=tuple(
            f"{sentence(rng, language, rng.randint(6, 22))} {rng.choice(tags)}" for _ in range(60)
        ),
        hubs=tuple(f"specimen-hub-{number}-{k}" for k in range(60)),
        groups=tuple(f"specimen-group-{number}-{k}" for k in range(25)),
        links=tuple(f"https://t.me/specimen_{coined(rng, 3)}" for _ in range(6)),
        emblems=3,
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that a world's people share."""

    communities: tuple[Community, ...]
    hubs: tuple[str, ...]
    viral: dict[str, tuple[str, ...]]
    shared_prefixes: tuple[str, ...]
    shared_devices: tuple[str, ...]
    popular_links: tuple[str, ...]


def surroundings(rng: Random, communities: int) -> Surroundings:
    """Communities of several languages, general hubs, and connections that many use."""
    tongues = [language for language, _ in tables.CULTURES.values()]
    found = [community(rng, n, zipf(rng, tongues, 0.7)) for n in range(communities)]
    viral = {t: tuple(sentence(rng, t, rng.randint(6, 20)) for _ in range(80)) for t in tongues}
    return Surroundings(
        communities=tuple(found),
        hubs=tuple(f"specimen-star-{k}" for k in range(400)),
        viral=viral,
        shared_prefixes=tuple(f"prefix-shared-{k}" for k in range(300)),
        shared_devices=tuple(f"device-shared-{k}" for k in range(100)),
        popular_links=tuple(f"https://{coined(rng, 3)}.example/join" for _ in range(60)),
    )
