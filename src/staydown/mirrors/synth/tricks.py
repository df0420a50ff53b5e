"""How a removed account comes back: each trick keeps one trait of the old account, in its own way.

A trick writes into the new record (and, where the old one lacks the trait, into that too). All else
about the new account is made up afresh, so that a trick alone shows what the engine makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from staydown.mirrors.synth import disguises, tables
from staydown.mirrors.synth.people import Cast, Person, Record
from staydown.mirrors.synth.pictures import TRANSFORMS
from staydown.mirrors.synth.surroundings import HONORIFICS, coined, sentence


@dataclass(frozen=True, slots=True)
class Scene:
    """The old account and its owner, and the new account that is being made."""

    cast: Cast
    person: Person
    old: Record
    new: Record
    newcomer: Person

    @property
    def rng(self) -> Random:
        """The world's source of chance."""
        return self.cast.rng


class NotHereError(Exception):
    """The old account has nothing that this trick keeps; another account is taken."""


Trick = Callable[[Scene], None]
AFFIXES = ("real{}", "{}official", "the{}", "{}_new", "its{}", "{}_backup", "new_{}", "{}reborn")
ROMAN = ("II", "III", "IV")


def _bare_digits(handle: str) -> str:
    return handle.rstrip("0123456789_.") or handle


def handle_same(scene: Scene) -> None:
    """The very handle, on another platform."""
    scene.new["handle"] = scene.old["handle"]
    scene.new["platform"] = "telegram" if scene.old["platform"] != "telegram" else "x"


def handle_numbered(scene: Scene) -> None:
    """name2, name_v3, name_02."""
    number = scene.rng.randint(2, 9)
    shape = scene.rng.choice(("{}{}", "{}_{}", "{}_v{}", "{}0{}", "{}_0{}", "{}.{}"))
    scene.new["handle"] = shape.format(scene.old["handle"], number)


def handle_counted_on(scene: Scene) -> None:
    """The number in the handle goes up by a few."""
    stem = _bare_digits(scene.old["handle"])
    digits = scene.old["handle"][len(stem) :].strip("_.")
    scene.new["handle"] = f"{stem}{int(digits or 1) + scene.rng.randint(1, 3)}"


def handle_affixed(scene: Scene) -> None:
    """realname, name_backup, name II."""
    shape = scene.rng.choice((*AFFIXES, "{}" + scene.rng.choice(ROMAN)))
    scene.new["handle"] = shape.format(scene.old["handle"])


def handle_disguised(how: str, scene: Scene) -> None:
    """One of the disguises that handles allow."""
    scene.new["handle"] = disguises.IN_HANDLES[how](scene.rng, scene.old["handle"])


def handle_reordered(scene: Scene) -> None:
    """The parts change places."""
    parts = re.findall(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}|[0-9]{2,}", scene.old["handle"])
    if len(parts) < 2:
        raise NotHereError
    parts.append(parts.pop(0))
    scene.new["handle"] = scene.rng.choice(("", "_")).join(parts)


def name_same(scene: Scene) -> None:
    """The same name to show."""
    scene.new["display_name"] = scene.old["display_name"]


def name_disguised(how: str, scene: Scene) -> None:
    """The same name in a disguise."""
    scene.new["display_name"] = disguises.IN_TEXT[how](scene.rng, scene.old["display_name"])


def name_in_another_script(scene: Scene) -> None:
    """Once in its own script, once in Latin letters."""
    person = scene.person
    native = f"{person.given.native} {person.family.native}"
    if native.isascii():
        raise NotHereError
    old = _whole_name(scene)
    scene.new["display_name"] = native if old != native else _another_latin(scene, "")


def _whole_name(scene: Scene) -> str:
    person, shown = scene.person, str(scene.old["display_name"])
    native = f"{person.given.native} {person.family.native}"
    if shown not in {native, f"{person.latin_given} {person.latin_family}"}:
        raise NotHereError
    return shown


def _another_latin(scene: Scene, but: str) -> str:
    person = scene.person
    spelt = [f"{a} {b}" for a in person.given.latin for b in person.family.latin]
    return scene.rng.choice([name for name in spelt if name != but] or spelt)


def name_romanised_anew(scene: Scene) -> None:
    """Another Latin spelling."""
    old = _whole_name(scene)
    if not old.isascii():
        raise NotHereError
    scene.new["display_name"] = _another_latin(scene, old)


def name_reordered(scene: Scene) -> None:
    """Family name first."""
    scene.new["display_name"] = " ".join(reversed(_whole_name(scene).split()))


def name_with_honorific(scene: Scene) -> None:
    """Abu, Ibn, Maulana… before it, or gone from it."""
    title = scene.rng.choice(HONORIFICS)
    scene.new["display_name"] = f"{title} {scene.old['display_name']}"


def name_becomes_handle(scene: Scene) -> None:
    """The old name to show makes the new handle."""
    _whole_name(scene)
    joined = f"{scene.person.latin_given}{scene.person.latin_family}"
    scene.new["handle"] = "".join(c for c in joined if c.isalnum() and c.isascii()).lower()


def _owned_bio(scene: Scene) -> str:
    if not scene.person.bio:
        raise NotHereError
    return scene.person.bio


def bio_copied(scene: Scene) -> None:
    """Word for word."""
    scene.new["bio"] = _owned_bio(scene)


def bio_edited(scene: Scene) -> None:
    """Some words go, some come, the rest change places."""
    rng, words = scene.rng, _owned_bio(scene).split()
    kept = [word for word in words if rng.random() < 0.75] or words
    cut = rng.randrange(len(kept))
    extra = sentence(rng, scene.person.language, rng.randint(1, 3)).split()
    scene.new["bio"] = " ".join([*kept[cut:], *extra, *kept[:cut]])


def bio_disguised(how: str, scene: Scene) -> None:
    """The same words in a disguise."""
    scene.new["bio"] = disguises.IN_TEXT[how](scene.rng, _owned_bio(scene))


def _own_link(scene: Scene) -> str:
    links = scene.old.get("links", [])
    scene.old["links"] = sorted({*links, scene.person.site})
    return scene.person.site


def link_same(scene: Scene) -> None:
    """The owner's own site."""
    scene.new["links"] = [_own_link(scene)]


def link_rewritten(scene: Scene) -> None:
    """The same address with other trimmings."""
    bare = _own_link(scene).removeprefix("https://")
    shape = scene.rng.choice(("http://www.{}/?utm_source=x", "{}", "https://{}#top", "HTTPS://{}/"))
    scene.new["links"] = [shape.format(bare)]


def link_in_bio(scene: Scene) -> None:
    """Once as a link, once in the words of the biography."""
    code = "".join(scene.rng.choices("abcdefghjkmnpqrstuvwxyzABCDEFGH23456789", k=16))
    scene.old["links"] = [*scene.old.get("links", []), f"https://t.me/+{code}"]
    scene.new["bio"] = f"{scene.new.get('bio', '')} t.me/joinchat/{code}".strip()


def contact_kept(kind: str, scene: Scene) -> None:
    """The number to write to or the wallet for gifts that the old biography gave."""
    contact = scene.person.contacts.get(kind)
    if contact is None:
        raise NotHereError
    if kind == "phone":
        contact = scene.rng.choice((f"wa.me/{contact.replace(' ', '')[1:]}", f"tel: {contact}"))
    scene.new["bio"] = f"{scene.new.get('bio', '')} {contact}".strip()


def avatar_kept(transform: str, scene: Scene) -> None:
    """The old picture after a transform."""
    album, number = scene.cast.album, scene.person.picture
    if scene.old.get("avatar") != album.plain(number):
        raise NotHereError
    scene.new["avatar"] = album.changed(scene.rng, number, transform)


@contextmanager
def _posts(record: Record) -> Iterator[list[Record]]:
    posts = list(record.get("posts", ()))
    yield posts
    record["posts"] = sorted(posts, key=lambda post: post["at"])


def _say(scene: Scene, record: Record, text: str, **extra: Any) -> None:
    begin = datetime.fromisoformat(record["created_at"])
    at = begin + timedelta(hours=scene.rng.expovariate(1 / 90))
    with _posts(record) as posts:
        posts.append({"at": at.isoformat(), "text": text, **extra})


def posts_repeated(scene: Scene) -> None:
    """Posts of the old account come again, some words changed."""
    for _ in range(scene.rng.randint(1, 4)):
        words = sentence(scene.rng, scene.person.language, scene.rng.randint(8, 22)).split()
        words.insert(scene.rng.randrange(len(words)), coined(scene.rng, 3))
        _say(scene, scene.old, " ".join(words))
        again = [word for word in words if scene.rng.random() < 0.93]
        _say(scene, scene.new, " ".join(again))


def phrases_kept(scene: Scene) -> None:
    """Turns of phrase that only this person has."""
    for record in (scene.old, scene.new):
        for habit in scene.rng.sample(scene.person.habits, 3):
            opening = sentence(scene.rng, scene.person.language, 5)
            _say(scene, record, f"{opening} {habit}")


def hashtag_kept(scene: Scene) -> None:
    """A hashtag of their own."""
    tag = f"#{coined(scene.rng, 3).title()}{scene.rng.choice(('Lives', 'Voice', 'Diaries'))}"
    for record in (scene.old, scene.new):
        for _ in range(scene.rng.randint(1, 3)):
            _say(scene, record, f"{sentence(scene.rng, scene.person.language, 7)} {tag}")


def media_again(scene: Scene) -> None:
    """Pictures from the old account's posts come again."""
    album, rng = scene.cast.album, scene.rng
    for _ in range(rng.randint(1, 3)):
        number = rng.randrange(10**7, 10**8)
        words = partial(sentence, rng, scene.person.language, 4)
        _say(scene, scene.old, words(), media=[album.plain(number)])
        again = album.changed(
            rng, number, rng.choice(("exact", "reencoded", "captioned", "retouched"))
        )
        _say(scene, scene.new, words(), media=[again])


def _claim(scene: Scene, kind: str) -> str:
    language = scene.person.language if scene.rng.random() < 0.7 else "en"
    text = scene.rng.choice(tables.sayings(kind, language))
    nth = scene.rng.choice(("2nd", "3rd", "5th", "second"))
    return text.format(old=scene.old["handle"], new=scene.new["handle"], nth=nth)


def declared_in_bio(scene: Scene) -> None:
    """It says in its biography whose account it is."""
    scene.new["bio"] = f"{_claim(scene, 'bio')} {scene.new.get('bio', '')}".strip()


def declared_in_post(scene: Scene) -> None:
    """It says so in a post."""
    _say(scene, scene.new, _claim(scene, "post"))


def announced_before(scene: Scene) -> None:
    """The old account told where it would be found."""
    _say(scene, scene.old, _claim(scene, "announce"))


def _keep_some(scene: Scene, field: str, share: tuple[float, float]) -> None:
    ties = list(scene.person.friends)
    old = set(scene.old.get(field, ())) | set(ties)
    kept = scene.rng.sample(ties, max(3, int(len(ties) * scene.rng.uniform(*share))))
    scene.old[field] = sorted(old)
    scene.new[field] = sorted(set(scene.new.get(field, ())) | set(kept))


def follows_kept(scene: Scene) -> None:
    """It follows many of the same friends."""
    _keep_some(scene, "follows", (0.3, 0.8))


def followers_back(scene: Scene) -> None:
    """Many of the old followers are back."""
    _keep_some(scene, "followers", (0.2, 0.6))


def groups_kept(scene: Scene) -> None:
    """It joins the small groups that the old one was in."""
    small = [f"specimen-group-{scene.rng.randrange(10**6)}" for _ in range(scene.rng.randint(2, 5))]
    scene.old["groups"] = sorted({*scene.old.get("groups", ()), *small})
    scene.new["groups"] = sorted({*scene.new.get("groups", ()), *small[:3]})


def client_kept(field: str, scene: Scene) -> None:
    """The same phone, e-mail address, device or connection."""
    old, new = scene.old.setdefault("client", {}), scene.new.setdefault("client", {})
    if not old.get(field):
        old[field] = _made_up(scene, field)
    if isinstance(old[field], list):
        new[field] = [*new.get(field, ()), old[field][0]]
    else:
        new[field] = old[field]


def _made_up(scene: Scene, field: str) -> Any:
    value = f"{field}-{scene.rng.getrandbits(64):016x}"
    return [value] if field in {"devices", "ip_prefixes"} else value


def _each(
    prefix: str, trick: Callable[[str, Scene], None], names: Iterable[str]
) -> dict[str, Trick]:
    return {f"{prefix}-{name}": partial(trick, name) for name in names}


#: Trick by name, in families; a return's slice in reports is its trick.
FAMILIES: Mapping[str, Mapping[str, Trick]] = {
    "handle": {
        "handle-same": handle_same,
        "handle-numbered": handle_numbered,
        "handle-counted-on": handle_counted_on,
        "handle-affixed": handle_affixed,
        "handle-reordered": handle_reordered,
        **_each("handle", handle_disguised, disguises.IN_HANDLES),
    },
    "name": {
        "name-same": name_same,
        "name-script": name_in_another_script,
        "name-romanised": name_romanised_anew,
        "name-reordered": name_reordered,
        "name-honorific": name_with_honorific,
        "name-handle": name_becomes_handle,
        **_each("name", name_disguised, disguises.IN_TEXT),
    },
    "bio": {
        "bio-copied": bio_copied,
        "bio-edited": bio_edited,
        **_each("bio", bio_disguised, disguises.IN_TEXT),
    },
    "links": {
        "link-same": link_same,
        "link-rewritten": link_rewritten,
        "link-in-bio": link_in_bio,
        **_each("contact", contact_kept, ("phone", "wallet")),
    },
    "avatar": _each("avatar", avatar_kept, TRANSFORMS),
    "posts": {
        "posts-repeated": posts_repeated,
        "phrases-kept": phrases_kept,
        "hashtag-kept": hashtag_kept,
        "media-again": media_again,
    },
    "said": {
        "declared-bio": declared_in_bio,
        "declared-post": declared_in_post,
        "announced": announced_before,
    },
    "network": {
        "follows-kept": follows_kept,
        "followers-back": followers_back,
        "groups-kept": groups_kept,
    },
    "client": _each("client", client_kept, ("phone", "email", "devices", "ip_prefixes")),
}
TRICKS: Mapping[str, Trick] = {
    name: trick for family in FAMILIES.values() for name, trick in family.items()
}


def family_of(trick: str) -> str:
    """The family that a trick is of."""
    return next(family for family, tricks in FAMILIES.items() if trick in tricks)


def fold(number: int) -> tuple[str, ...]:
    """Every second trick of each family: fold 0 and fold 1 are all of them. A model fitted on one
    is tested on the other."""
    return tuple(
        name
        for family in FAMILIES.values()
        for place, name in enumerate(sorted(family))
        if place % 2 == number
    )
