"""Accounts read: everything that comparing and filing need, as arrays, many accounts at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.background import Background, Counted
from staydown.mirrors.records import Account, Image
from staydown.mirrors.telling import (
    BIO_TEXT,
    HANDLE_TEXT,
    LATIN_ROW,
    NAME_TEXT,
    PLACE_TEXT,
    PLAIN,
    POST_TEXT,
    tell_all,
)
from staydown.mirrors.text import naming
from staydown.mirrors.text.alphabet import alphabet
from staydown.mirrors.text.declarations import SILENT, Declared, declared_in
from staydown.mirrors.text.hashing import hash_text, joined_points
from staydown.mirrors.text.letters import fold
from staydown.mirrors.text.links import link_ids
from staydown.mirrors.text.prose import HABITS
from staydown.mirrors.text.wordbook import wordbook
from staydown.mirrors.traits import (
    BARE,
    BIO_PHRASE,
    CLAIM,
    COUNT,
    DEVICE,
    DISOWNED,
    EMAIL,
    FOLLOW,
    FOLLOWER,
    GROUP,
    HOST,
    LANGUAGE,
    LINK,
    LINKED,
    MENTION,
    NETWORK,
    PHONE,
    SECRET,
    SELF,
)

ACCOUNT = 2 * naming.COLUMNS
(CREATED, REMOVED, FIRST, LAST, TONGUE, FLAGS, POSTED, ITSELF) = range(ACCOUNT, ACCOUNT + 8)
"""Columns of facts after those of the handle and of the name to show. Times in seconds of 1970, 0
for none: made, removed, first and last post. TONGUE: hash of the language. POSTED: how many posts.
ITSELF: hash of platform and id."""
FACTS = ACCOUNT + 8
RETURNING, PICTURED, HABITUAL, HOURLY, POSING = 1, 2, 4, 8, 16
"""FLAGS: it says that it had an earlier account; its avatar, habits, hours are known; it says that
it is a fan's, a parody, or not the one that it looks like."""
HOURS = len(HABITS)
"""Column of `habits` from which on posts are counted by hour of the day, UTC."""
USABLE_QUALITY = 50
"""PDQ's authors advise against matching images below this quality (PDQ README, "quality")."""
MAX_POSTS, MAX_NEIGHBOURS, MAX_VALUES, MAX_PICTURES = 200, 2_000, 64, 24
_LAST_MOMENT = 2**32 - 1


class Reading(NamedTuple):
    """Accounts by row.

    `facts`: FACTS columns, those of the handle first, then of the name, as `naming` has them.
    `letters`: ASCII letters of both. `traits` and `guesses`: hashes, and bits of rarity by spelling
    in quarters; those of row n and family f from `starts[n] + offsets[n, f]` to
    `starts[n] + offsets[n, f + 1]`, ascending.
    `avatars`: PDQ in four words. `media`: pictures in posts, from `shown[n]` to `shown[n + 1]`.
    `habits`: bytes, of HABITS and of hours.
    `introduced`: row of the author, hashes of two handles, for others introduced as one another.
    """

    facts: npt.NDArray[np.uint32]
    letters: npt.NDArray[np.uint8]
    traits: npt.NDArray[np.uint32]
    guesses: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.uint16]
    avatars: npt.NDArray[np.uint64]
    media: npt.NDArray[np.uint64]
    shown: npt.NDArray[np.int64]
    habits: npt.NDArray[np.uint8]
    introduced: npt.NDArray[np.uint32]


def read(accounts: Sequence[Account], background: Background) -> Reading:
    """Read accounts. Pure; the time is bounded whatever the texts hold."""
    texts: list[str] = []
    kinds: list[int] = []
    firsts = [0]
    count = len(accounts)
    introduced: list[tuple[int, int, int]] = []
    facts = np.zeros((count, FACTS), np.uint32)
    habits = np.zeros((count, HOURS + 24), np.uint8)
    for row, account in enumerate(accounts):
        declared = _declared(account)
        for kind, values in _told(account, declared):
            texts += values
            kinds += [kind] * len(values)
        firsts.append(len(texts))
        introduced += _introduced(row, account, declared)
        facts[row, ACCOUNT:] = _facts(account, declared)
        _hours(account, facts[row], habits[row])
    points, starts = joined_points(texts)
    letters = np.zeros((count, 2 * LATIN_ROW), np.uint8)
    begins, offsets = np.zeros(count, np.int64), np.zeros((count, COUNT + 1), np.uint16)
    kind_of = np.array(kinds, np.int64)
    traits, guesses = tell_all(
        points, starts, kind_of, np.array(firsts, np.int64), alphabet(), wordbook(),
        background.counts, _room(np.diff(starts), kind_of), facts, letters, begins, offsets,
        habits,
    )  # fmt: skip
    avatars, media, shown = _pictures(accounts)
    return Reading(
        facts, letters, traits, guesses, begins, offsets, avatars, media, shown, habits,
        np.array(introduced, np.uint32).reshape(-1, 3),
    )  # fmt: skip


def count_traits(readings: Iterable[Reading], least: int) -> Counted:
    """How many accounts bear each trait, of those that `least` do."""
    keys: list[npt.NDArray[np.uint64]] = []
    total = 0
    for reading in readings:
        total += len(reading.facts)
        widths = np.diff(reading.offsets.astype(np.int64), axis=1).ravel().astype(np.int64)
        families = np.tile(np.arange(COUNT, dtype=np.uint64), len(reading.facts))
        keys.append((np.repeat(families, widths) << np.uint64(32)) | reading.traits)
    return Counted.of(total, np.concatenate(keys) if keys else np.empty(0, np.uint64), least)


def core_letters(reading: Reading) -> Iterator[str]:
    """The cores of all names in ASCII letters, from which spelling is learnt."""
    for row, fact in zip(reading.letters, reading.facts, strict=True):
        for name in (0, 1):
            length = int(fact[name * naming.COLUMNS + naming.LENGTHS]) & 255
            first = name * LATIN_ROW
            if length:
                yield row[first : first + length].tobytes().decode("ascii")


def itself(account: Account) -> str:
    """The account's handle as others would name it."""
    return fold(account.handle.strip().removeprefix("@"))[:100]


def _introduced(row: int, account: Account, declared: Declared) -> Iterator[tuple[int, int, int]]:
    """Of the handles that it gives as one person's those that are neither its own."""
    own = itself(account)
    for pair in declared.introduced:
        if own not in pair:
            yield row, hash_text(pair[0]), hash_text(pair[1])


def _claimed(account: Account, declared: Declared) -> list[str]:
    """Handles that it claims as its own, and those of which it says that its own is one."""
    own = itself(account)
    others = {name for pair in declared.introduced if own in pair for name in pair}
    return [*declared.handles, *(others - {own})]


def selves(
    reading: Reading, rows: npt.NDArray[np.int64] | slice = slice(None)
) -> npt.NDArray[np.uint32]:
    """The hash of the handle of each account, or of those in `rows`; 0 for none."""
    offsets = reading.offsets[rows]
    begins = reading.starts[rows] + offsets[:, SELF]
    has = offsets[:, SELF + 1] > offsets[:, SELF]
    found = np.zeros(len(begins), np.uint32)
    found[has] = reading.traits[begins[has]]
    return found


def said_in(reading: Reading, among: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.uint32]:
    """What its accounts (those `among` them) introduced, authors by the hash of platform and id."""
    said = reading.introduced.copy()
    if among is not None:
        said = said[among[said[:, 0]]]
    said[:, 0] = reading.facts[said[:, 0], ITSELF]
    return said


def _told(account: Account, declared: Declared) -> list[tuple[int, list[str]]]:
    """The account's texts and values by kind."""
    client = account.client
    links = link_ids(account.links, account.bio, account.location, *account.post_texts())
    told = [
        (HANDLE_TEXT, [account.handle]),
        (NAME_TEXT, [account.display_name]),
        (BIO_TEXT, [account.bio]),
        (PLACE_TEXT, [account.location]),
        (POST_TEXT, [post.text for post in account.posts[:MAX_POSTS] if post.text]),
        (PLAIN + SELF, [itself(account)]),
        (PLAIN + CLAIM, _claimed(account, declared)),
        (PLAIN + MENTION, list(declared.about)),
        (PLAIN + DISOWNED, list(declared.disowned)),
        (PLAIN + BARE, list(declared.hinted)),
        (PLAIN + LINKED, _handles_in(links)),
        *((PLAIN + family, _of_kind(links, kinds)) for family, kinds in _LINK_KINDS.items()),
        (PLAIN + PHONE, client.phone.split()),
        (PLAIN + EMAIL, client.email.split()),
        (PLAIN + DEVICE, list(client.devices[:MAX_VALUES])),
        (PLAIN + NETWORK, list(client.ip_prefixes[:MAX_VALUES])),
        (PLAIN + FOLLOW, list(account.follows[:MAX_NEIGHBOURS])),
        (PLAIN + FOLLOWER, list(account.followers[:MAX_NEIGHBOURS])),
        (PLAIN + GROUP, list(account.groups[:MAX_NEIGHBOURS])),
        (PLAIN + LANGUAGE, [_tongue(account)]),
    ]
    return [(kind, values) for kind, values in told if values and values[0]]


SECRETS = ("invite", "code", "phone", "email")
"""Kinds of links that are hardly anybody else's."""
_LINK_KINDS = {
    SECRET: SECRETS, LINK: ("account", "page"), HOST: ("host",),
}  # fmt: skip


def _of_kind(links: Iterable[str], kinds: Sequence[str]) -> list[str]:
    return [link for link in links if link.partition(":")[0] in kinds]


def _handles_in(links: Iterable[str]) -> list[str]:
    """Handles of the accounts that links point to, on any platform, as others would name them."""
    accounts = (link.partition("/")[2] for link in links if link.startswith("account:"))
    return [fold(name) for name in accounts if name]


def _tongue(account: Account) -> str:
    return account.language.lower().partition("-")[0]


def _declared(account: Account) -> Declared:
    profile = [text for text in (account.display_name, account.bio, account.location) if text]
    posts = account.post_texts()
    return declared_in(profile, posts) if profile or posts else SILENT


def _facts(account: Account, declared: Declared) -> list[int]:
    times = [_seconds(post.at) for post in account.posts[:MAX_POSTS] if post.at]
    tongue = _tongue(account)
    flags = (RETURNING if declared.returning else 0) | (POSING if declared.posing else 0)
    flags |= PICTURED if _usable(account.avatar) else 0
    return [
        _seconds(account.created_at),
        _seconds(account.removed_at),
        min(times, default=0),
        max(times, default=0),
        hash_text(tongue) if tongue else 0,
        flags,
        len(account.posts),
        hash_text(f"{account.platform}\0{account.id}"),
    ]


def _seconds(moment: datetime | None) -> int:
    """Seconds of 1970, 0 for none; moments before and after what fits are the first and last."""
    return min(_LAST_MOMENT, max(1, int(moment.timestamp()))) if moment else 0


def _hours(account: Account, fact: npt.NDArray[np.uint32], row: npt.NDArray[np.uint8]) -> None:
    times = [post.at.hour for post in account.posts[:MAX_POSTS] if post.at]
    if times:
        row[HOURS:] = np.minimum(np.bincount(times, minlength=24), 255)
        fact[FLAGS] |= HOURLY
    if sum(bool(post.text) for post in account.posts[:MAX_POSTS]) >= 3:
        fact[FLAGS] |= HABITUAL


def _room(lengths: npt.NDArray[np.int64], kinds: npt.NDArray[np.int64]) -> int:
    """Traits that the texts can have at most."""
    names, texts = kinds <= NAME_TEXT, (kinds > NAME_TEXT) & (kinds < PLAIN)
    return int(130 * names.sum() + (4 * lengths[texts] + 16).sum() + len(kinds))


def _usable(image: Image | None) -> bool:
    return image is not None and image.quality >= USABLE_QUALITY


def _pictures(
    accounts: Sequence[Account],
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    avatars = b"".join(
        account.avatar.pdq if account.avatar and _usable(account.avatar) else bytes(32)
        for account in accounts
    )
    media = [
        list(dict.fromkeys(
            image.pdq for post in account.posts[:MAX_POSTS] for image in post.media
            if _usable(image)
        ))[:MAX_PICTURES]
        for account in accounts
    ]  # fmt: skip
    shown = np.concatenate(([0], np.cumsum([len(own) for own in media]))).astype(np.int64)
    joined = b"".join(pdq for own in media for pdq in own)
    return (
        np.frombuffer(avatars, np.uint64).reshape(-1, 4),
        np.frombuffer(joined, np.uint64).reshape(-1, 4),
        shown,
    )


def _kept(reading: Reading, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """What the authors among some rows introduced, with the authors' new places."""
    places = np.full(len(reading.facts), -1, np.int64)
    places[rows] = np.arange(len(rows))
    said = reading.introduced.copy()
    authors = places[said[:, 0]]
    said[:, 0] = np.maximum(authors, 0)
    return said[authors >= 0]


def lean(reading: Reading) -> Reading:
    """The reading as an entry needs it once it is filed: without the traits of names, which are in
    its facts, and without guesses."""
    drop = reading.offsets[:, _LEAN].astype(np.int64)
    counts = reading.offsets[:, COUNT].astype(np.int64) - drop
    starts = np.concatenate(([0], np.cumsum(counts)))
    places = np.repeat(reading.starts + drop - starts[:-1], counts) + np.arange(starts[-1])
    offsets = np.maximum(reading.offsets.astype(np.int64) - drop[:, None], 0).astype(np.uint16)
    return reading._replace(
        traits=reading.traits[places], guesses=np.empty(0, np.uint8), starts=starts[:-1],
        offsets=offsets,
    )  # fmt: skip


_LEAN = BIO_PHRASE


def joined(readings: Sequence[Reading]) -> Reading:
    """Several readings as one, in order."""
    begins, shown, traits, media = [], [np.zeros(1, np.int64)], 0, 0
    introduced, rows = [], 0
    for one in readings:
        begins.append(one.starts + traits)
        shown.append(one.shown[1:] + media)
        traits += len(one.traits)
        media += len(one.media)
        introduced.append(one.introduced + np.array([rows, 0, 0], np.uint32))
        rows += len(one.facts)
    columns = {
        name: np.concatenate([getattr(one, name) for one in readings])
        for name in Reading._fields
        if name not in {"starts", "shown", "introduced"}
    }
    return Reading(
        starts=np.concatenate(begins), shown=np.concatenate(shown),
        introduced=np.concatenate(introduced), **columns,
    )  # fmt: skip


def taken(reading: Reading, rows: npt.NDArray[np.int64]) -> Reading:
    """Some rows of a lean reading, in the order given."""
    counts = reading.offsets[rows, COUNT].astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(counts)))
    places = np.repeat(reading.starts[rows] - starts[:-1], counts) + np.arange(starts[-1])
    pictures = reading.shown[rows + 1] - reading.shown[rows]
    shown = np.concatenate(([0], np.cumsum(pictures)))
    media = np.repeat(reading.shown[rows] - shown[:-1], pictures) + np.arange(shown[-1])
    return Reading(
        reading.facts[rows], reading.letters[rows], reading.traits[places],
        np.empty(0, np.uint8), starts[:-1], reading.offsets[rows], reading.avatars[rows],
        reading.media[media], shown, reading.habits[rows], _kept(reading, rows),
    )  # fmt: skip
