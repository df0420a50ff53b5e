"""A whole world: a watchlist, and sign-ups of which some are returns and some only look like it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from staydown.mirrors.synth.innocents import KINDS
from staydown.mirrors.synth.people import NOW, Cast, Person, Record, own_bio
from staydown.mirrors.synth.pictures import Album
from staydown.mirrors.synth.surroundings import Community, coined, surroundings
from staydown.mirrors.synth.tricks import TRICKS, NotHereError, Scene, family_of

ORDINARY = "ordinary"
#: American area codes, so that fictional numbers are many enough to be told apart.
AREAS = tuple(f"{n}{m:02}" for n in range(2, 10) for m in range(1, 20) if m != 11)
Owner = tuple[Person, Record]


@dataclass(frozen=True, slots=True)
class Manners:
    """Shares by which worlds differ. `rare_given`, `rare_family`: names that hardly anybody else
    bears. `belonging`: removed accounts that belong to a community. `own_profile`: those with a
    biography and picture of their own. `missing`: fields left out beyond those that always may be.
    `innocents_soon`, `returns_soon`: sign-ups within weeks of the removal."""

    rare_given: float = 0.1
    rare_family: float = 0.4
    belonging: float = 0.8
    own_profile: float = 0.6
    missing: float = 0.0
    innocents_soon: float = 0.1
    returns_soon: float = 0.7


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to make. `kept` are the numbers of traits that returns keep, drawn evenly."""

    seed: int = 0
    entries: int = 500
    returns: int = 1000
    innocents: int = 2000
    ordinary: int = 2000
    communities: int = 12
    kept: Sequence[int] = (1, 2, 3)
    tricks: Collection[str] = tuple(TRICKS)
    kinds: Collection[str] = tuple(KINDS)
    head_shots: Path | None = None
    profiles: Path | None = None
    manners: Manners = Manners()

    @classmethod
    def varied(cls, seed: int, **fields: Any) -> Recipe:
        """A recipe for a world put together in a way of its own, drawn by the seed: how rare names
        are, how many belong to communities, how soon who signs up, how much is missing."""
        rng = Random(seed * 7919)  # noqa: S311
        manners = Manners(
            rare_given=rng.uniform(0.05, 0.4),
            rare_family=rng.uniform(0.2, 0.8),
            belonging=rng.uniform(0.3, 0.9),
            own_profile=rng.uniform(0.4, 0.95),
            missing=rng.choice((0.0, 0.0, 0.3, 0.6)),
            innocents_soon=rng.uniform(0.05, 0.6),
            returns_soon=rng.uniform(0.4, 0.95),
        )
        return cls(seed=seed, communities=rng.randint(6, 40), manners=manners, **fields)


@dataclass(frozen=True, slots=True)
class Note:
    """What an account really is: a kind of innocent or `return`, and which tricks it used."""

    kind: str
    entry: str | None = None
    tricks: tuple[str, ...] = ()
    language: str = ""


@dataclass(slots=True)
class World:
    """Account records of the watchlist and of the sign-ups, and the truth about the latter."""

    entries: list[Record] = field(default_factory=list)
    accounts: list[Record] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)

    def pairs(self) -> list[Record]:
        """Labelled pairs as `train` and `evaluate` read them, clustered by the entry."""
        return [
            {"account": id_, "entry": note.entry, "label": int(note.kind == "return"),
             "cluster": note.entry, "kind": note.kind, "tricks": list(note.tricks)}
            for id_, note in self.notes.items() if note.entry is not None
        ]  # fmt: skip

    def write(self, folder: Path) -> None:
        """`watchlist.jsonl`, `accounts.jsonl` and `pairs.jsonl` in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in (
            ("watchlist", self.entries), ("accounts", self.accounts), ("pairs", self.pairs())
        ):  # fmt: skip
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


def generate(recipe: Recipe) -> World:
    """The world of a recipe; the same recipe gives the same world, byte for byte."""
    rng = Random(recipe.seed)  # noqa: S311
    album = Album(recipe.seed, recipe.head_shots)
    manners = recipe.manners
    cast = Cast(
        rng, surroundings(rng, recipe.communities), album,
        rare={"given": manners.rare_given, "family": manners.rare_family},
    )  # fmt: skip
    world = World()
    owners = [_owner(cast, manners) for _ in range(recipe.entries)]
    world.entries = [old for _, old in owners]
    for _ in range(recipe.returns):
        _add_return(cast, world, recipe, owners)
    for _ in range(recipe.innocents):
        _add_innocent(cast, world, recipe, owners)
    for _ in range(recipe.ordinary):
        _add_ordinary(cast, world)
    if recipe.profiles is not None:
        _add_profiles(rng, world, recipe.profiles)
    _lose_times(rng, world)
    _lose_fields(rng, world, manners.missing)
    rng.shuffle(world.accounts)
    return world


def _lose_times(rng: Random, world: World) -> None:
    """Not every platform says when an account was made, nor every record when it was removed."""
    for records, field_, share in (
        (world.accounts, "created_at", 0.15), (world.entries, "removed_at", 0.08)
    ):  # fmt: skip
        for record in records:
            if rng.random() < share:
                record[field_] = None


_MAY_BE_MISSING = ("bio", "location", "links", "avatar", "posts", "follows", "followers", "groups",
                   "client", "language")  # fmt: skip


def _lose_fields(rng: Random, world: World, share: float) -> None:
    """Platforms hand over less than they know: ordinary accounts and look-alikes lose fields as
    returns do, but for the one that a return kept or a look-alike shares."""
    for record in (*world.entries, *world.accounts):
        note = world.notes.get(record["id"])
        if share and (note is None or note.kind == ORDINARY):
            for name in _MAY_BE_MISSING:
                if rng.random() < share / 2 and note is not None:
                    record.pop(name, None)


def _any_community(cast: Cast, share: float) -> Community | None:
    return cast.rng.choice(cast.around.communities) if cast.rng.random() < share else None


def _owner(cast: Cast, manners: Manners) -> Owner:
    """A removed account and its owner; most belong to a community."""
    person = cast.draw(_any_community(cast, manners.belonging))
    removed = NOW - timedelta(days=cast.rng.uniform(1, 300))
    old = cast.record(person, created=removed - timedelta(days=cast.rng.uniform(20, 900)))
    old["removed_at"] = removed.isoformat()
    old["posts"] = [p for p in old.get("posts", ()) if p["at"] < old["removed_at"]]
    if cast.rng.random() < manners.own_profile:
        _own_profile(cast, person, old)
    return person, old


def _own_profile(cast: Cast, person: Person, old: Record) -> None:
    """A biography and a picture that nobody else has; some give a number or a wallet. Numbers are
    of 555-0100 to 555-0199, which NANPA keeps for fiction (ATIS-0300115)."""
    rng = cast.rng
    person.bio = f"{own_bio(rng, person)} {coined(rng, 3)}"
    if rng.random() < 0.4:
        person.contacts["phone"] = f"+1 {rng.choice(AREAS)} 555 01{rng.randrange(100):02}"
    elif rng.random() < 0.4:
        person.contacts["wallet"] = "0x" + "".join(rng.choices("0123456789abcdef", k=40))
    old["bio"] = " ".join((person.bio, *person.contacts.values()))
    old["avatar"] = cast.album.plain(person.picture)


def _add_return(cast: Cast, world: World, recipe: Recipe, owners: Sequence[Owner]) -> None:
    """A new account of a removed one's owner: made up afresh but for the tricks."""
    rng = cast.rng
    tricks = _pick(rng, sorted(recipe.tricks), rng.choice(recipe.kept))
    for person, old in _draws(rng, owners):
        created = _comes_back(rng, old, recipe.manners.returns_soon)
        newcomer = cast.draw(person.community)
        newcomer.language = person.language
        scene = Scene(cast, person, old, cast.record(newcomer, created=created), newcomer)
        if _played(scene, [TRICKS[trick] for trick in tricks]):
            return _add(world, scene.new, Note("return", old["id"], tricks, person.language))
    raise ValueError(f"no entry of this world can play {', '.join(tricks)}: make more entries")


def _comes_back(rng: Random, old: Record, soon: float) -> datetime:
    """Within the hour, the week or the season; one in four was made in reserve beforehand."""
    removed, made = (datetime.fromisoformat(old[name]) for name in ("removed_at", "created_at"))
    if rng.random() < 0.25:
        return max(made, removed - timedelta(days=rng.expovariate(1 / 60)))
    if rng.random() > soon:
        return removed + timedelta(days=rng.uniform(20, 400))
    days = rng.choice((rng.expovariate(2), rng.expovariate(1 / 5), rng.expovariate(1 / 30)))
    return removed + timedelta(days=days)


def _draws(rng: Random, owners: Sequence[Owner]) -> Iterator[Owner]:
    return (rng.choice(owners) for _ in range(300))


def _played(scene: Scene, parts: Sequence[Callable[[Scene], None]]) -> bool:
    try:
        for part in parts:
            part(scene)
    except NotHereError:
        return False
    return True


def _pick(rng: Random, tricks: list[str], count: int) -> tuple[str, ...]:
    """That many tricks of different families, each family as likely as any other."""
    families = sorted({family_of(trick) for trick in tricks})
    chosen = rng.sample(families, min(count, len(families)))
    return tuple(rng.choice([t for t in tricks if family_of(t) == one]) for one in chosen)


def _add_innocent(cast: Cast, world: World, recipe: Recipe, owners: Sequence[Owner]) -> None:
    """Somebody else who looks like a removed account's owner in one way."""
    rng = cast.rng
    kind = rng.choice(sorted(recipe.kinds))
    for person, old in _draws(rng, owners):
        community = person.community if rng.random() < 0.5 else _any_community(cast, 0.3)
        newcomer = cast.draw(community)
        created = NOW - timedelta(days=rng.uniform(0, 300))
        if rng.random() < recipe.manners.innocents_soon:
            removed = datetime.fromisoformat(old["removed_at"])
            created = removed + timedelta(days=rng.expovariate(1 / 15))
        new = cast.record(newcomer, created=created)
        if _played(Scene(cast, person, old, new, newcomer), [KINDS[kind]]):
            return _add(world, new, Note(kind, old["id"], (), newcomer.language))
    raise ValueError(f"no entry of this world is resembled by a {kind}: make more entries")


def _add_ordinary(cast: Cast, world: World) -> None:
    person = cast.draw(_any_community(cast, 0.3))
    created = NOW - timedelta(days=cast.rng.uniform(0, 300))
    _add(world, cast.record(person, created=created), Note(ORDINARY, language=person.language))


def _add_profiles(rng: Random, world: World, file: Path) -> None:
    """Real ordinary profiles, dated as if they had signed up lately: their true age would make
    them easy to clear."""
    for line in file.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        record["created_at"] = (NOW - timedelta(days=rng.uniform(0, 300))).isoformat()
        _add(world, record, Note("profile", language=record.get("language") or ""))


def _add(world: World, record: Record, note: Note) -> None:
    world.accounts.append(record)
    world.notes[record["id"]] = note
