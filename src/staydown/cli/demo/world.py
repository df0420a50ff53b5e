"""The invented world of the demonstration: a community, a referral and the lists it appeals to.

Everything follows from the seed, and nothing in it exists. The referral has the shape and the mess
of a real one: 481 rows, the same account in several forms, several accounts in a cell, pages that
are no accounts, claims that are true, false, doubtful or beyond what is loaded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from staydown.cli.demo.homeserver import SERVER_NAME, NewRoom, NewUser
from staydown.cli.demo.world_forms import LABELS, NOT_ACCOUNTS, Addresses, Subject, decorated
from staydown.cli.demo.world_groups import (
    CLAIMS,
    GROUPS,
    RUNNING,
    Claim,
    Group,
    national_list_csv,
    un_list_xml,
)

ROWS = 481
RUN_BY_GROUPS = 60
ORDINARY = 300
REFERRED_BY_MISTAKE = 4
"""Ordinary members of the homeserver that the referral names too: resemblance is not control."""
TWO_IN_A_CELL = 6
WRITTEN_TWICE = 15
GONE = 4
"""Referred accounts of other platforms that their platform does not have any more."""

_SHARES = {"x": 95, "facebook": 95, "telegram": 85, "whatsapp": 65, "instagram": 56}

HEADERS = (
    "S.No", "Platform", "Account link / ID", "Name on account", "Affiliated organisation",
    "Legal basis", "First seen (date)", "Evidence", "Remarks",
)  # fmt: skip
_NAMES = ("", "", "Voice of Dry River", "Glass Mountain Media", "آواز چراغ پہاڑ", "Tin Bridge News")
_REMARKS = (
    *("", "", "mirror of earlier account", "journalist?", "news page, quotes statements") * 6,
    *("پہلے بند کیا گیا اکاؤنٹ",) * 6, "=1+1",
)  # fmt: skip
_WEIGHTS = (6, 6, 4, 5, 4, 1, 1, 1)
"""How often the referral ascribes an account to each of `GROUPS`."""
_COLOURS = ("amber", "brown", "coral", "ebony", "green", "ivory", "khaki", "lilac", "ochre", "teal")
_THINGS = ("baker", "cook", "diver", "farmer", "hiker", "knitter", "painter", "potter", "reader")
_CHAT = (
    "The bus to the market is late again.",
    "Who has a spare ladder this weekend?",
    "Chess in the reading room at six.",
    "آج چائے کون بنائے گا؟",
    "The bakery has apricot bread today.",
)
_STATEMENTS = (
    "Statement no. {number} of the {name}.",
    "{acronym}: follow this channel, the earlier one was closed.",
    "{urdu} کا بیان نمبر {number}",
)


@dataclass(frozen=True, slots=True)
class Member:
    """An account of the homeserver; `group` is the key of the group that runs it, if one does."""

    user: NewUser
    group: str | None


@dataclass(frozen=True, slots=True)
class Community:
    """Who lives on the homeserver, and what they say in public rooms."""

    members: tuple[Member, ...]
    rooms: tuple[NewRoom, ...]

    @property
    def users(self) -> tuple[NewUser, ...]:
        """All accounts, as the homeserver registers them."""
        return tuple(member.user for member in self.members)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the referral, and what a careful person would make of it.

    `refs` are the accounts it names (empty: it must be sent back); `status` and `verdicts` are as
    DESIGN.md defines them.
    """

    cells: tuple[str, ...]
    refs: tuple[str, ...]
    status: str
    verdicts: frozenset[str]


@dataclass(frozen=True, slots=True)
class World:
    """All that the demonstration needs, made by `build`."""

    server_name: str
    community: Community
    rows: tuple[Row, ...]
    platform_accounts: list[dict[str, Any]]
    specimen_list_csv: bytes
    un_xml: bytes

    @property
    def referral_csv(self) -> bytes:
        """The referral as its sender would hand it over: UTF-8 with a byte order mark."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(HEADERS)
        writer.writerows(row.cells for row in self.rows)
        return text.getvalue().encode("utf-8-sig")


def build(seed: int = 481, server_name: str = SERVER_NAME, *, today: date | None = None) -> World:
    """The world of `seed`; `today` (default 2026-11-23) dates the lists and ends the sightings."""
    day = today or date(2026, 11, 23)
    random = Random(seed)  # noqa: S311 - a world to look at, not a secret
    members = _members(random)
    addresses = Addresses(random)
    referred = [*_referred_members(members, addresses, server_name), *_elsewhere(random, addresses)]
    return World(
        server_name=server_name,
        community=Community(members, _rooms(random, members)),
        rows=_rows(random, referred, day),
        platform_accounts=_platform_accounts(random, referred, day),
        specimen_list_csv=national_list_csv(),
        un_xml=un_list_xml(day),
    )


def _members(random: Random) -> tuple[Member, ...]:
    """The accounts that groups run, then the ordinary ones."""
    run = [_run_by(RUNNING[n % len(RUNNING)], n) for n in range(RUN_BY_GROUPS)]
    return (*run, *(_ordinary(random, n) for n in range(ORDINARY)))


def _run_by(group: Group, number: int) -> Member:
    user = NewUser(
        name=f"specimen_{group.key}_{number:02}",
        password=f"specimen-{number:03}",
        display_name=(f"{group.acronym} Media {number}", f"{group.urdu} {number}")[number % 2],
        bio=f"Official channel of the {group.name}. {_motto(number)}. Earlier account was closed.",
    )
    return Member(user, group.key)


def _motto(number: int) -> str:
    """What each account of a group calls itself besides: no two the same."""
    colour = _COLOURS[number % len(_COLOURS)].title()
    place = ("Ferry", "Quarry", "Orchard", "Kiln", "Weir", "Beacon")[number // len(_COLOURS) % 6]
    return f"Voice from the {colour} {place}"


def _ordinary(random: Random, number: int) -> Member:
    colour, thing = random.choice(_COLOURS), random.choice(_THINGS)
    user = NewUser(
        name=f"specimen_{colour}{thing}_{number:03}",
        password=f"specimen-{RUN_BY_GROUPS + number:03}",
        display_name=f"{colour.title()} {thing.title()}",
        bio=f"I am a {thing}. This is a specimen." if number % 8 == 0 else "",
    )
    return Member(user, None)


def _rooms(random: Random, members: Sequence[Member]) -> tuple[NewRoom, ...]:
    run, ordinary = members[:RUN_BY_GROUPS], members[RUN_BY_GROUPS:]
    statements = [(each.user.name, _statement(random, each)) for each in run[:20]]
    chat = [(each.user.name, random.choice(_CHAT)) for each in random.sample(ordinary, 16)]
    news = random.sample(statements, 4) + chat[:4]
    return (
        NewRoom("specimen-statements", "Statements", statements[:10]),
        NewRoom("specimen-voices", "Voices of the valley", statements[10:]),
        NewRoom("specimen-tea", "Tea house", chat[4:10]),
        NewRoom("specimen-market", "Market day", chat[10:]),
        NewRoom("specimen-news", "News desk", news),
    )


def _statement(random: Random, member: Member) -> str:
    group = next(group for group in GROUPS if group.key == member.group)
    return random.choice(_STATEMENTS).format(
        number=random.randrange(1, 90), name=group.name, acronym=group.acronym, urdu=group.urdu
    )


@dataclass(frozen=True, slots=True)
class _Referred:
    """An account that the referral names, the group it is ascribed to, and whether it is there."""

    subject: Subject
    group: str
    exists: bool = True


def _referred_members(
    members: Sequence[Member], addresses: Addresses, server_name: str
) -> Iterator[_Referred]:
    """Sixty accounts of the homeserver: most are run by the groups, a few by mistake are not."""
    run = members[: RUN_BY_GROUPS - REFERRED_BY_MISTAKE]
    by_mistake = members[RUN_BY_GROUPS : RUN_BY_GROUPS + REFERRED_BY_MISTAKE]
    for number, member in enumerate((*run, *by_mistake)):
        group = member.group or RUNNING[number % len(RUNNING)].key
        yield _Referred(addresses.matrix(f"@{member.user.name}:{server_name}"), group)


def _elsewhere(random: Random, addresses: Addresses) -> list[_Referred]:
    """Accounts of the other five platforms, as many as the file still has rows for."""
    wanted = ROWS - RUN_BY_GROUPS - len(NOT_ACCOUNTS) - WRITTEN_TWICE + TWO_IN_A_CELL
    platforms = random.choices([*_SHARES], [*_SHARES.values()], k=wanted)
    groups = random.choices(GROUPS, _WEIGHTS, k=wanted)
    return [
        _Referred(addresses.make(platform), group.key, exists=number >= GONE)
        for number, (platform, group) in enumerate(zip(platforms, groups, strict=True))
    ]


def _rows(random: Random, referred: Sequence[_Referred], day: date) -> tuple[Row, ...]:
    """Every account once, some two in a cell, some written twice, and rows that name none."""
    elsewhere = [each for each in referred if each.subject.platform != "matrix"]
    paired = elsewhere[-2 * TWO_IN_A_CELL :]
    single = [each for each in referred if each not in paired]
    rows = [_row(random, [each], day) for each in single]
    rows += [_row(random, _alike(paired[n], paired[n + 1]), day) for n in range(0, len(paired), 2)]
    rows += [_row_without_account(random, label, text, day) for label, text in NOT_ACCOUNTS]
    rows += [_row(random, [each], day) for each in random.sample(single, WRITTEN_TWICE)]
    random.shuffle(rows)
    return tuple(_numbered(_told_apart(rows)))


def _alike(one: _Referred, other: _Referred) -> list[_Referred]:
    """Two accounts of one cell, ascribed to one organisation."""
    return [one, _Referred(other.subject, one.group, other.exists)]


def _row(random: Random, named: Sequence[_Referred], day: date) -> Row:
    claim = random.choice(CLAIMS[named[0].group])
    label, text = _written(random, [each.subject for each in named])
    cells = _cells(random, label, decorated(text, random), claim, day)
    return Row(cells, tuple(each.subject.ref for each in named), "accepted", claim.verdicts)


def _row_without_account(random: Random, label: str, text: str, day: date) -> Row:
    claim = random.choice(CLAIMS[random.choice(GROUPS).key])
    return Row(_cells(random, label, text, claim, day), (), "returned", claim.verdicts)


def _written(random: Random, subjects: Sequence[Subject]) -> tuple[str, str]:
    """Platform column and account cell; now and then the column is wrong, where the address of
    itself says better."""
    several = len(subjects) > 1
    forms = [
        random.choice([form for form in subject.forms if not (several and form.bare)])
        for subject in subjects
    ]
    platform = subjects[0].platform
    if not any(form.bare for form in forms) and random.random() < 0.04:
        platform = random.choice([*_SHARES])
    separator = random.choice(("\n", " , ", " / "))
    return random.choice(LABELS[platform]), separator.join(form.text for form in forms)


def _cells(random: Random, label: str, account: str, claim: Claim, day: date) -> tuple[str, ...]:
    seen = day - timedelta(days=random.randrange(20, 700))
    shapes = ("%Y.%m.%d", "%Y-%m-%d", "%d/%m/%Y")
    return (
        label,
        account,
        random.choice(_NAMES),
        claim.organisation,
        claim.basis,
        seen.strftime(random.choice(shapes)) if random.random() < 0.8 else "",
        random.choice(("", "screenshot attached", f"annex-{random.randrange(1, 90)}")),
        random.choice(_REMARKS),
    )


def _told_apart(rows: Iterable[Row]) -> Iterator[Row]:
    """A row whose accounts all stood further up is a duplicate."""
    seen: set[str] = set()
    for row in rows:
        repeated = bool(row.refs) and seen.issuperset(row.refs)
        seen.update(row.refs)
        yield Row(row.cells, row.refs, "duplicate" if repeated else row.status, row.verdicts)


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        yield Row((str(number), *row.cells), row.refs, row.status, row.verdicts)


def _platform_accounts(
    random: Random, referred: Sequence[_Referred], day: date
) -> list[dict[str, Any]]:
    """What the sample platform knows: `{"ref", "account"}`, the account as an account record."""
    return [
        {"ref": each.subject.ref, "account": _record(random, each, day)}
        for each in referred
        if each.subject.platform != "matrix" and each.exists
    ]


def _record(random: Random, referred: _Referred, day: date) -> dict[str, Any]:
    group = next(group for group in GROUPS if group.key == referred.group)
    made = day - timedelta(days=random.randrange(30, 900))
    moment = datetime(made.year, made.month, made.day, 10, tzinfo=UTC)
    return {
        "id": referred.subject.value,
        "platform": referred.subject.platform,
        "handle": referred.subject.value,
        "display_name": random.choice((f"{group.acronym} Media", group.urdu)),
        "bio": f"Official channel of the {group.name}.",
        "language": random.choice(("ur", "en")),
        "created_at": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "posts": [
            {
                "at": (moment + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "text": f"Statement no. {random.randrange(1, 90)} of the {group.name}.",
                "media": [],
            }
        ],
    }
