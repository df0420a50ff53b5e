"""Who registers after the blocks: ordinary people, returning accounts, and innocents like them.

All invented. Each return keeps some of what the removed account was and changes the rest, as one
of the tricks; each innocent resembles a removed account for another reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from staydown.cli.demo.homeserver import NewUser
from staydown.cli.demo.world import Member

NUMBER = 400
RETURNS = 20
LOOKALIKES = 10

_BOLD = dict(zip("abcdefghijklmnopqrstuvwxyz", map(chr, range(0x1D41A, 0x1D434)), strict=True))
_CYRILLIC = str.maketrans("aeopcxyAEOPCXBHKMT", "аеорсхуАЕОРСХВНКМТ")
_LEET = str.maketrans("aeios", "43105")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who registers. `kind`: ordinary, mirror or lookalike; `of`: the removed account's
    name that a mirror continues; `how`: the trick, or why an innocent resembles; `address`: the
    network address; `texts`: what is posted in a public room afterwards."""

    user: NewUser
    kind: str
    how: str
    address: str
    of: str = ""
    texts: tuple[str, ...] = ()


Trick = Callable[[NewUser, int], NewUser]


def _successor(old: NewUser, _number: int) -> NewUser:
    return replace(old, name=f"{old.name}_2")


def _declared(old: NewUser, number: int) -> NewUser:
    name = f"specimen_newpage_{number:02}"
    return replace(
        old, name=name, display_name="New page", bio=f"Backup of @{old.name}, it was suspended."
    )


def _leet(old: NewUser, _number: int) -> NewUser:
    return replace(old, name=old.name.translate(_LEET))


def _bold(old: NewUser, number: int) -> NewUser:
    bold = "".join(_BOLD.get(letter, letter) for letter in old.display_name.lower())
    return replace(old, name=f"specimen_user_{number:03}", display_name=bold)


def _copied_bio(old: NewUser, number: int) -> NewUser:
    return replace(old, name=f"specimen_valley_{number:03}", display_name="Valley voice")


def _homoglyphs(old: NewUser, number: int) -> NewUser:
    name = f"specimen_guest_{number:03}"
    return replace(old, name=name, display_name=old.display_name.translate(_CYRILLIC))


def _real(old: NewUser, _number: int) -> NewUser:
    return replace(old, name=f"real_{old.name}", bio="")


def _reordered(old: NewUser, _number: int) -> NewUser:
    return replace(old, name="_".join(reversed(old.name.split("_"))))


def _new_name_old_posts(old: NewUser, number: int) -> NewUser:
    name = f"specimen_quiet_{number:03}"
    return replace(old, name=name, display_name="Quiet reader", bio="")


def _third_account(old: NewUser, number: int) -> NewUser:
    bio = f"My last account was suspended. {old.bio}"
    return replace(old, name=f"specimen_third_{number:02}", bio=bio)


TRICKS: dict[str, Trick] = {
    "the old handle with a number": _successor,
    "a new handle, “backup of” the old one": _declared,
    "digits for letters in the handle": _leet,
    "the old name in decorated letters": _bold,
    "the old biography under new names": _copied_bio,
    "the old name in Cyrillic letters": _homoglyphs,
    "“real” before the old handle": _real,
    "the handle's parts turned round": _reordered,
    "nothing kept but what it posts": _new_name_old_posts,
    "“my last account was suspended”": _third_account,
}


def newcomers(
    removed: Sequence[Member], texts: dict[str, tuple[str, ...]], seed: int = 481
) -> list[Newcomer]:
    """Everybody, in a random order; `texts`: what each removed account had posted."""
    random = Random(seed)  # noqa: S311 - a world to look at, not a secret
    mirrors = list(_mirrors(removed, texts))
    innocents = list(_lookalikes(removed[: len(removed) // 2]))
    ordinary = [_ordinary(random, n) for n in range(NUMBER - len(mirrors) - len(innocents))]
    everybody = [*mirrors, *innocents, *ordinary]
    random.shuffle(everybody)
    return everybody


def _mirrors(removed: Sequence[Member], texts: dict[str, tuple[str, ...]]) -> Iterator[Newcomer]:
    tricks = list(TRICKS.items())
    for number in range(RETURNS):
        old = removed[number % len(removed)].user
        how, trick = tricks[number % len(tricks)]
        user = replace(trick(old, number), password=f"specimen-mirror-{number:03}")
        # The second round of tricks must not take the names of the first.
        user = replace(user, name=user.name if number < len(removed) else f"{user.name}x")
        said = texts.get(old.name, ()) if "posts" in how else ()
        yield Newcomer(user, "mirror", how, f"203.0.113.{number + 1}", old.name, said)


def _lookalikes(removed: Sequence[Member]) -> Iterator[Newcomer]:
    first, second = removed[0].user, removed[1 % len(removed)].user
    like = {
        "a namesake": (first.display_name, "Mother of two, baker. This is a specimen."),
        "another namesake": (second.display_name, "Chess in the evening."),
        "a news page": ("Valley News Desk", f"News of the valley. We quote {first.display_name}."),
        "another news page": ("Morning Courier", f"Reports on @{second.name} and others."),
        "a parody": (f"Not {first.display_name}", "Parody. Not affiliated with anybody."),
        "a researcher": ("Archive of statements", "I archive statements for a university."),
        "counter-speech": ("Against the river men", f"They lie. Do not follow @{first.name}."),
        "a victim's relative": ("For my brother", "He was killed by them. I remember."),
        "behind a mirror's connection": ("Neighbour", "Same house, other door."),
        "behind it too": ("Flatmate", "I only share the router."),
    }
    for number, (how, (name, bio)) in enumerate(like.items()):
        user = NewUser(f"specimen_other_{number:02}", f"specimen-other-{number:03}", name, bio)
        shares = "behind" in how
        yield Newcomer(user, "lookalike", how, f"203.0.113.{1 if shares else 200 + number}")


def _ordinary(random: Random, number: int) -> Newcomer:
    colours = ("amber", "brown", "coral", "ebony", "green", "ivory", "khaki", "lilac", "ochre")
    things = ("baker", "cook", "diver", "farmer", "hiker", "knitter", "painter", "potter")
    colour, thing = random.choice(colours), random.choice(things)
    user = NewUser(
        f"specimen_new_{colour}{thing}_{number:03}",
        f"specimen-new-{number:03}",
        f"{colour.title()} {thing.title()}",
        f"I am a {thing}." if number % 3 == 0 else "",
    )
    address = f"198.51.{number % 90 + 1}.{number % 250 + 1}"
    return Newcomer(user, "ordinary", "", address)
