"""People, and the account records they make.

A `Person` is whom the engine wants to recognise; `draw` invents one and `record` makes an account
of theirs. Two accounts of one person drawn by `record` share nothing on purpose: what a return
keeps is put in by `tricks.py`, what an innocent shares by `innocents.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from staydown.mirrors.synth import tables
from staydown.mirrors.synth.pictures import Album
from staydown.mirrors.synth.surroundings import (
    CITIES,
    HONORIFICS,
    MEDIA_WORDS,
    Community,
    Surroundings,
    coined,
    sentence,
    zipf,
)
from staydown.mirrors.synth.tables import Name

Record = dict[str, Any]
NOW = datetime(2025, 11, 1, tzinfo=UTC)
PLATFORMS = ("x", "telegram", "facebook", "instagram", "tiktok", "youtube")


@dataclass(slots=True)
class Person:
    """Somebody: names, tongue, community, and the habits that others do not have. `coined`: at
    least one of the names is borne by hardly anybody else."""

    number: int
    culture: str
    language: str
    given: Name
    family: Name
    community: Community | None
    latin_given: str
    latin_family: str
    digits: str
    habits: tuple[str, ...]
    friends: tuple[str, ...]
    picture: int
    hour: int
    outlet: bool
    site: str
    coined: bool = False
    bio: str = ""
    contacts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Cast:
    """A world's source of people and records."""

    rng: Random
    around: Surroundings
    album: Album
    rare: Mapping[str, float]
    count: int = 0

    def draw(self, community: Community | None) -> Person:
        """Somebody new, of that community or of none."""
        self.count += 1
        rng, culture = self.rng, self._culture(community)
        given, family = self._name("given", culture), self._name("family", culture)
        language = tables.CULTURES[culture][0]
        return Person(
            number=self.count,
            culture=culture,
            language=language,
            given=given,
            family=family,
            community=community,
            latin_given=rng.choice(given.latin),
            latin_family=rng.choice(family.latin),
            digits=_digits(rng),
            habits=tuple(sentence(rng, language, 2) + " " + coined(rng, 3) for _ in range(4)),
            friends=tuple(
                f"specimen-person-{rng.randrange(10**7)}" for _ in range(rng.randint(5, 40))
            ),
            picture=self.count + 300,
            hour=rng.randrange(24),
            outlet=community is not None and rng.random() < 0.25,
            site=f"https://{coined(rng, 3)}.example/{coined(rng, 2)}",
            coined=bool(
                {given, family}
                - {*tables.names("given", culture), *tables.names("family", culture)}
            ),
        )

    def _culture(self, community: Community | None) -> str:
        if community is not None and self.rng.random() < 0.85:
            return next(
                c for c, (tongue, _) in tables.CULTURES.items() if tongue == community.language
            )
        shares = [share for _, share in tables.CULTURES.values()]
        return self.rng.choices(tuple(tables.CULTURES), shares)[0]

    def _name(self, part: str, culture: str) -> Name:
        """From the list, or, as in life, from its long tail: names that few others bear."""
        if self.rng.random() >= self.rare[part]:
            return zipf(self.rng, tables.names(part, culture), 0.8)
        word = coined(self.rng, self.rng.randint(2, 3)).title()
        return Name(word, (word, word.replace("aa", "a"), word.replace("e", "i")))

    def record(self, person: Person, *, created: datetime, platform: str | None = None) -> Record:
        """An account of theirs, its fields present as often as they are in life."""
        rng = self.rng
        filled: Record = {
            "id": f"specimen-{uuid.UUID(int=rng.getrandbits(128))}",
            "platform": platform or zipf(rng, PLATFORMS, 0.8),
            "handle": handle(rng, person),
            "display_name": display_name(rng, person),
            "created_at": created.isoformat(),
        }
        if rng.random() < 0.75:
            filled["bio"] = bio(rng, person)
        if rng.random() < 0.5:
            filled["location"] = rng.choice(CITIES[person.language].split("|"))
        if rng.random() < 0.6:
            filled["language"] = person.language
        if rng.random() < 0.25:
            filled["links"] = [self.link(person)]
        if rng.random() < 0.8:
            filled["avatar"] = self.avatar(person)
        if rng.random() < 0.7:
            filled["posts"] = self.posts(person, created)
        if rng.random() < 0.7:
            filled["follows"] = self.follows(person)
            filled["followers"] = self.follows(person)
        if rng.random() < 0.3:
            filled["groups"] = self.groups(person)
        if rng.random() < 0.7:
            filled["client"] = self.client()
        return filled

    def avatar(self, person: Person) -> Record:
        """A picture of their own, the community's emblem, or one that many have."""
        rng, luck = self.rng, self.rng.random()
        if person.community is not None and luck < 0.35:
            return self.album.emblem(person.community.number * 10 + rng.randrange(3))
        if luck < 0.42:
            return self.album.emblem(100_000 + zipf(rng, range(40)))
        return self.album.plain(1_000 + self.count * 50 + rng.randrange(50))

    def link(self, person: Person) -> str:
        """A link of the community, one that everybody has, or one of their own."""
        rng = self.rng
        if person.community is not None and rng.random() < 0.5:
            return zipf(rng, person.community.links)
        if rng.random() < 0.3:
            return rng.choice(
                ("https://linktr.ee", "https://www.youtube.com", "https://www.facebook.com")
            )
        return f"https://{coined(rng, 3)}.example/{coined(rng, 2)}"

    def posts(self, person: Person, created: datetime) -> list[Record]:
        """A dozen posts at their own hours: small talk, texts that go round, hashtags."""
        rng = self.rng
        length, hour = min(40, 1 + int(rng.lognormvariate(1.7, 0.8))), rng.randrange(24)
        found = []
        for _ in range(length):
            at = created + timedelta(days=rng.expovariate(1 / 20), hours=rng.gauss(0, 2))
            at = at.replace(hour=int(hour + rng.gauss(0, 3)) % 24)
            post: Record = {"at": at.isoformat(), "text": self.text(person)}
            if rng.random() < 0.08:
                post["media"] = [self.album.plain(rng.randrange(10**6, 10**7))]
            found.append(post)
        return sorted(found, key=lambda post: post["at"])

    def text(self, person: Person) -> str:
        """One post's text."""
        rng, luck = self.rng, self.rng.random()
        if person.community is not None and luck < 0.25:
            return zipf(rng, person.community.posts)
        if luck < 0.32:
            return zipf(rng, self.around.viral[person.language])
        text = sentence(rng, person.language, rng.randint(3, 18))
        if person.community is not None and rng.random() < 0.3:
            text += " " + zipf(rng, person.community.hashtags)
        return text

    def follows(self, person: Person) -> list[str]:
        """Mostly accounts that everybody follows, then some that few do."""
        rng = self.rng
        hubs = person.community.hubs if person.community else self.around.hubs
        found = {zipf(rng, self.around.hubs) for _ in range(rng.randint(2, 25))}
        found |= {zipf(rng, hubs) for _ in range(rng.randint(2, 20))}
        found |= {f"specimen-person-{rng.randrange(10**7)}" for _ in range(rng.randint(2, 30))}
        return sorted(found)

    def groups(self, person: Person) -> list[str]:
        """The community's groups, and a few of their own."""
        rng = self.rng
        own = {f"specimen-group-{rng.randrange(10**6)}" for _ in range(rng.randint(0, 4))}
        if person.community is not None:
            own |= {zipf(rng, person.community.groups) for _ in range(rng.randint(1, 5))}
        return sorted(own)

    def client(self) -> Record:
        """What the platform saw of a client: a line of their own, or one that many share."""
        found = _client(self.rng)
        if self.rng.random() < 0.3:
            found["ip_prefixes"] = [
                *found["ip_prefixes"],
                zipf(self.rng, self.around.shared_prefixes),
            ]
        if self.rng.random() < 0.03:
            found["devices"] = [zipf(self.rng, self.around.shared_devices)]
        return found


def _client(rng: Random) -> Record:
    def key(kind: str) -> str:
        return f"{kind}-{rng.getrandbits(64):016x}"

    found: Record = {"ip_prefixes": [key("prefix") for _ in range(rng.randint(1, 3))]}
    if rng.random() < 0.6:
        found["phone"] = key("phone")
    if rng.random() < 0.7:
        found["email"] = key("email")
    if rng.random() < 0.8:
        found["devices"] = [key("device") for _ in range(rng.randint(1, 2))]
    return found


def _digits(rng: Random) -> str:
    luck = rng.random()
    if luck < 0.4:
        return ""
    if luck < 0.7:
        return str(rng.randint(1, 99))
    return str(rng.randint(1970, 2010)) if luck < 0.9 else str(rng.randint(1000, 10**7))


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isalnum())


def handle(rng: Random, person: Person) -> str:
    """A handle as their kind makes them, within what platforms allow."""
    given, family = _bare(person.latin_given), _bare(person.latin_family)
    digits = person.digits or (_digits(rng) if rng.random() < 0.5 else "")
    if person.outlet and person.community is not None:
        words = rng.choice(person.community.words), rng.choice(MEDIA_WORDS)
        return rng.choice(("{}{}", "{}_{}", "the{}{}")).format(*words)[:24] + digits
    shapes = (
        f"{given}{family}", f"{given}_{family}", f"{given}.{family}", f"{given}{digits}",
        f"{given[:1]}{family}", f"{family}{given}", f"{rng.choice(HONORIFICS)}{given}",
        f"{coined(rng, 2)}_{given}", coined(rng, 3), f"{given}{rng.randint(10**6, 10**8)}",
    )  # fmt: skip
    made = zipf(rng, shapes, 0.4) + digits
    return (made if rng.random() < 0.5 else made.lower())[:30]


def display_name(rng: Random, person: Person) -> str:
    """A name to show: in their own script or in Latin, whole or in part."""
    if person.outlet and person.community is not None:
        return f"{rng.choice(person.community.words)} {rng.choice(MEDIA_WORDS)}"
    native, latin = (
        (person.given.native, person.family.native),
        (person.latin_given, person.latin_family),
    )
    first, last = native if rng.random() < 0.45 else latin
    shapes = (f"{first} {last}", first, f"{rng.choice(HONORIFICS)} {first}", f"{last} {first}")
    return zipf(rng, shapes, 0.9)


def bio(rng: Random, person: Person) -> str:
    """A biography: a stock phrase, the community's template, or their own words."""
    luck = rng.random()
    if person.community is not None and luck < 0.45:
        return rng.choice(person.community.bios)
    if luck < 0.6:
        return zipf(rng, tables.stock_bios(person.language), 0.5)
    return own_bio(rng, person)


def own_bio(rng: Random, person: Person) -> str:
    """Words that only they have."""
    parts = [
        sentence(rng, person.language, rng.randint(3, 9)),
        rng.choice(tables.stock_bios(person.language)),
    ]
    return rng.choice((". ", " | ", " • ", " ")).join(parts[: rng.randint(1, 2)])
