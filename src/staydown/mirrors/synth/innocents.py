"""Who resembles a removed account without being it, each kind with what makes it look alike.

Resemblance is not control: every kind here is someone whom a careless engine would accuse. The new
record is somebody else's already; a kind writes into it what it shares with the old account.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from staydown.mirrors.synth import tables
from staydown.mirrors.synth.disguises import typo
from staydown.mirrors.synth.people import NOW, display_name, handle
from staydown.mirrors.synth.pictures import TRANSFORMS
from staydown.mirrors.synth.surroundings import MEDIA_WORDS, sentence, zipf
from staydown.mirrors.synth.tricks import NotHereError, Scene

Kind = Callable[[Scene], None]


def namesake(scene: Scene) -> None:
    """Somebody of the same name, who makes a handle of it in the same way. Namesakes are found
    among bearers of names that people have, and the commoner the name, the more of them."""
    mine, theirs = scene.newcomer, scene.person
    if theirs.coined and scene.rng.random() < 0.98:
        raise NotHereError
    mine.given, mine.family, mine.outlet = theirs.given, theirs.family, False
    mine.latin_given = scene.rng.choice(theirs.given.latin)
    mine.latin_family = scene.rng.choice(theirs.family.latin)
    scene.new["display_name"] = display_name(scene.rng, mine)
    scene.new["handle"] = handle(scene.rng, mine)


def half_namesake(scene: Scene) -> None:
    """The same given name or the same family name only."""
    mine, theirs = scene.newcomer, scene.person
    if scene.rng.random() < 0.5:
        mine.given, mine.latin_given = theirs.given, theirs.latin_given
    else:
        mine.family, mine.latin_family = theirs.family, theirs.latin_family
    mine.outlet = False
    scene.new["display_name"] = display_name(scene.rng, mine)
    scene.new["handle"] = handle(scene.rng, mine)


def comrade(scene: Scene) -> None:
    """A member of the same community: its slogans, emblem, hashtags, template biography."""
    community = scene.person.community
    if community is None:
        raise NotHereError
    emblem = community.number * 10 + scene.rng.randrange(community.emblems)
    scene.new["avatar"] = scene.cast.album.emblem(emblem)
    bio = scene.old.get("bio")
    scene.new["bio"] = bio if bio in community.bios else scene.rng.choice(community.bios)
    scene.new["links"] = [zipf(scene.rng, community.links)]


def _quote(scene: Scene, kind: str) -> str:
    language = scene.newcomer.language
    text = scene.rng.choice(tables.sayings(kind, language))
    name = scene.old.get("display_name") or scene.old["handle"]
    return text.format(old=scene.old["handle"], name=name, new="", nth="2nd")


def _post(scene: Scene, text: str) -> None:
    at = datetime.fromisoformat(scene.new["created_at"]) + timedelta(days=scene.rng.random() * 9)
    posts = [*scene.new.get("posts", ()), {"at": at.isoformat(), "text": text}]
    scene.new["posts"] = sorted(posts, key=lambda post: post["at"])


def fan(scene: Scene) -> None:
    """Says whose fan it is, names the account, shows its picture."""
    scene.new["bio"] = _quote(scene, "fan")
    scene.new["display_name"] = f"{scene.old.get('display_name', '')} fans".strip()
    if scene.old.get("avatar") == scene.cast.album.plain(scene.person.picture):
        transform = scene.rng.choice(("reencoded", "cropped", "captioned"))
        scene.new["avatar"] = scene.cast.album.changed(scene.rng, scene.person.picture, transform)


def news(scene: Scene) -> None:
    """Reports that the account was removed, and quotes it."""
    scene.new["display_name"] = f"{scene.newcomer.latin_family} {scene.rng.choice(MEDIA_WORDS)}"
    scene.new["bio"] = _quote(scene, "researcher")
    _post(scene, _quote(scene, "news"))
    for post in scene.old.get("posts", ())[:1]:
        _post(scene, f'"{post["text"]}" wrote @{scene.old["handle"]}')


def parodist(scene: Scene) -> None:
    """Plays the account, and says that it plays."""
    scene.new["display_name"] = f"{scene.old.get('display_name', '')} (parody)".strip()
    scene.new["handle"] = f"not{scene.old['handle']}"[:30]
    scene.new["bio"] = _quote(scene, "parody")


def number_neighbour(scene: Scene) -> None:
    """A handle that a platform made: the same word with other digits."""
    stem = scene.old["handle"].rstrip("0123456789")
    digits = scene.old["handle"][len(stem) :]
    if len(digits) < 2 or (scene.person.coined and scene.rng.random() < 0.98):
        raise NotHereError
    near, far = int(digits) + scene.rng.randint(1, 9), scene.rng.randrange(10 ** len(digits))
    scene.new["handle"] = f"{stem}{scene.rng.choice((near, far, far))}"


def template_bot(scene: Scene) -> None:
    """Made by the thousand: the same biography, picture and first post as all its siblings."""
    number = scene.rng.randrange(20)
    text = tables.stock_bios("en")[number % 15]
    scene.old.setdefault("bio", text)
    scene.new["bio"] = f"{text} DM for promo"
    scene.new["avatar"] = scene.cast.album.emblem(200_000 + number)
    _post(scene, f"Check my page for free followers {number}")


def shared_line(scene: Scene) -> None:
    """Behind one connection: a family, a campus, a café, a mobile carrier's exit."""
    prefix = zipf(scene.rng, scene.cast.around.shared_prefixes, 0.5)
    _share(scene, "ip_prefixes", prefix)


def shared_device(scene: Scene) -> None:
    """A phone that goes round in a family or a shop."""
    _share(scene, "devices", zipf(scene.rng, scene.cast.around.shared_devices, 0.5))
    shared_line(scene)


def _share(scene: Scene, field: str, value: str) -> None:
    for record in (scene.old, scene.new):
        client: dict[str, Any] = record.setdefault("client", {})
        client[field] = sorted({*client.get(field, ()), value})


def recycled_number(scene: Scene) -> None:
    """A phone number that was given out again, months later."""
    number = scene.old.setdefault("client", {}).setdefault(
        "phone", f"phone-{scene.rng.getrandbits(64):016x}"
    )
    scene.new.setdefault("client", {})["phone"] = number
    _long_after(scene)


def recycled_handle(scene: Scene) -> None:
    """The freed handle, taken by somebody else, months later."""
    scene.new["handle"] = scene.old["handle"]
    _long_after(scene)


def _long_after(scene: Scene) -> None:
    removed = datetime.fromisoformat(scene.old["removed_at"])
    later = removed + timedelta(days=scene.rng.uniform(90, 400))
    scene.new["created_at"] = min(later, NOW + timedelta(days=300)).isoformat()


def chain_letter(scene: Scene) -> None:
    """Passes on what everybody passes on."""
    community = scene.person.community
    letters = community.posts if community else scene.cast.around.viral[scene.person.language]
    for record in (scene.old, scene.new):
        text = zipf(scene.rng, letters[:4])
        at = datetime.fromisoformat(record["created_at"]) + timedelta(days=3)
        posts = [*record.get("posts", ()), {"at": at.isoformat(), "text": text}]
        record["posts"] = sorted(posts, key=lambda post: post["at"])


def friend(scene: Scene) -> None:
    """A friend of the owner's: some of the same friends, and alive while the account was."""
    ties = scene.person.friends
    shared = scene.rng.sample(ties, max(1, len(ties) // 8))
    scene.old["follows"] = sorted({*scene.old.get("follows", ()), *ties})
    scene.new["follows"] = sorted({*scene.new.get("follows", ()), *shared})
    if scene.rng.random() < 0.5:
        removed = datetime.fromisoformat(scene.old["removed_at"])
        earlier = removed - timedelta(days=scene.rng.uniform(30, 900))
        scene.new["created_at"] = earlier.isoformat()


def quoter(scene: Scene) -> None:
    """Argues against what the account wrote, in its own words first."""
    text = sentence(scene.rng, scene.person.language, 14)
    begin = datetime.fromisoformat(scene.old["created_at"]) + timedelta(days=2)
    posts = [*scene.old.get("posts", ()), {"at": begin.isoformat(), "text": text}]
    scene.old["posts"] = sorted(posts, key=lambda post: post["at"])
    _post(scene, f"RT @{scene.old['handle']}: {text}")


def faithful(scene: Scene) -> None:
    """Wants the account back: names it by name, shows its picture after some transform."""
    scene.new["bio"] = f"{_quote(scene, 'solidarity')} {scene.new.get('bio', '')}".strip()
    if scene.old.get("avatar") == scene.cast.album.plain(scene.person.picture):
        transform = scene.rng.choice(tuple(TRANSFORMS))
        scene.new["avatar"] = scene.cast.album.changed(scene.rng, scene.person.picture, transform)
    elif scene.rng.random() < 0.5:
        raise NotHereError


def original(scene: Scene) -> None:
    """Was there first: the removed account posed as this one, with its name, picture, words."""
    began = datetime.fromisoformat(scene.old["created_at"])
    scene.new["created_at"] = (began - timedelta(days=scene.rng.uniform(30, 1500))).isoformat()
    for post in scene.new.get("posts", ()):
        post["at"] = (began - timedelta(days=scene.rng.uniform(1, 30))).isoformat()
    copied = scene.rng.sample(
        ("display_name", "avatar", "bio", "links"), scene.rng.choice((1, 1, 2))
    )
    for name in copied:
        if scene.old.get(name):
            scene.new[name] = scene.old[name]


def disowned(scene: Scene) -> None:
    """Poses as the account while it is there, and is called a fake by it."""
    scene.new["display_name"] = scene.old.get("display_name")
    scene.new["handle"] = f"{scene.old['handle']}{scene.rng.choice(('_', '1', 'x', '0'))}"
    removed = datetime.fromisoformat(scene.old["removed_at"])
    scene.new["created_at"] = (removed - timedelta(days=scene.rng.uniform(2, 90))).isoformat()
    text = scene.rng.choice(tables.sayings("disown", scene.person.language))
    at = removed - timedelta(days=1)
    posts = [*scene.old.get("posts", ()), {"at": at.isoformat(),
             "text": text.format(new=scene.new["handle"])}]  # fmt: skip
    scene.old["posts"] = sorted(posts, key=lambda post: post["at"])


def popular_link(scene: Scene) -> None:
    """Points to a page that hundreds point to."""
    link = zipf(scene.rng, scene.cast.around.popular_links, 0.5)
    for record in (scene.old, scene.new):
        record["links"] = sorted({*record.get("links", ()), link})


def stock_picture(scene: Scene) -> None:
    """Shows a picture that goes round, as it came to them."""
    number = 300_000 + zipf(scene.rng, range(200), 0.6)
    album = scene.cast.album
    for record in (scene.old, scene.new):
        record["avatar"] = album.changed(
            scene.rng, number, scene.rng.choice(("exact", "reencoded"))
        )


def like_handle(scene: Scene) -> None:
    """A handle that is a letter away by chance; mostly of a common name."""
    if scene.person.coined and scene.rng.random() < 0.9:
        raise NotHereError
    scene.new["handle"] = typo(scene.rng, scene.old["handle"])


def elsewhere(scene: Scene) -> None:
    """Bears the same handle on another platform, as bearers of common names do."""
    if scene.person.coined and scene.rng.random() < 0.97:
        raise NotHereError
    scene.new["handle"] = scene.old["handle"]
    scene.new["platform"] = "instagram" if scene.old["platform"] != "instagram" else "tiktok"


KINDS: Mapping[str, Kind] = {
    "namesake": namesake,
    "half-namesake": half_namesake,
    "comrade": comrade,
    "fan": fan,
    "news": news,
    "parodist": parodist,
    "number-neighbour": number_neighbour,
    "template-bot": template_bot,
    "shared-line": shared_line,
    "shared-device": shared_device,
    "recycled-number": recycled_number,
    "recycled-handle": recycled_handle,
    "chain-letter": chain_letter,
    "friend": friend,
    "quoter": quoter,
    "faithful": faithful,
    "original": original,
    "disowned": disowned,
    "popular-link": popular_link,
    "stock-picture": stock_picture,
    "like-handle": like_handle,
    "elsewhere": elsewhere,
}

FREQUENT = (
    "namesake", "half-namesake", "number-neighbour", "fan", "faithful", "comrade", "friend",
    "template-bot", "shared-line", "shared-device",
)  # fmt: skip
"""Those whom any population has in number: namesakes, neighbours in number, fans, communities with
their bots, shared connections. The others are rarer, and some of them (the original of a removed
impersonator, the next owner of a handle) differ from a return in nothing but time."""
