"""The demonstration's world: invented through and through, and as messy as the real thing."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date

import pytest
from defusedxml.ElementTree import fromstring

from staydown.cli.demo.world import ORDINARY, ROWS, RUN_BY_GROUPS, World, build
from staydown.cli.demo.world_groups import GROUPS
from staydown.platforms import AddressError, find, platform_named

REFERRAL_HEADERS = (
    "S.No,Platform,Account link / ID,Name on account,Affiliated organisation,"
    "Legal basis,First seen (date),Evidence,Remarks"
)


@pytest.fixture(scope="module")
def world() -> World:
    return build(seed=481, server_name="specimen.example")


def test_the_same_seed_makes_the_same_world(world: World) -> None:
    assert build(seed=481, server_name="specimen.example") == world
    assert build(seed=482, server_name="specimen.example") != world


def test_the_referral_has_the_shape_of_the_real_one(world: World) -> None:
    text = world.referral_csv.decode("utf-8-sig")
    assert text.splitlines()[0] == REFERRAL_HEADERS
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == ROWS == 481
    assert [row["S.No"] for row in rows] == [str(number) for number in range(1, ROWS + 1)]


def test_every_row_names_the_accounts_that_a_careful_person_reads_in_it(world: World) -> None:
    for row in world.rows:
        found = find(row.cells[2], platform=platform_named(row.cells[1]))
        refs = tuple(str(one.ref) for one in found if not isinstance(one, AddressError))
        assert refs == row.refs, row.cells
        assert row.refs or all(isinstance(one, AddressError) for one in found)


def test_every_platform_column_is_understood(world: World) -> None:
    assert all(platform_named(row.cells[1]) for row in world.rows)


def test_it_has_every_kind_of_mess(world: World) -> None:
    statuses = Counter(row.status for row in world.rows)
    assert (statuses["returned"], statuses["duplicate"]) == (20, 15)
    assert sum(len(row.refs) > 1 for row in world.rows) == 6
    cells = [row.cells[2] for row in world.rows]
    assert any(mark in cell for cell in cells for mark in "\u200b\u200f\u00a0")
    assert any(cell.startswith("=HYPERLINK") for cell in cells)
    mismatched = [
        row for row in world.rows
        if row.refs and platform_named(row.cells[1]) != row.refs[0].partition(":")[0]
    ]  # fmt: skip
    assert mismatched


def test_a_duplicate_is_an_account_that_stood_further_up(world: World) -> None:
    seen: set[str] = set()
    for row in world.rows:
        assert (row.status == "duplicate") == (bool(row.refs) and seen.issuperset(row.refs))
        seen.update(row.refs)


def test_its_claims_are_true_false_doubtful_and_unknown(world: World) -> None:
    verdicts = Counter(verdict for row in world.rows for verdict in row.verdicts)
    assert set(verdicts) == {"supported", "contradicted", "ambiguous", "unknown"}
    assert verdicts["supported"] > verdicts["contradicted"] > 50


def test_sixty_of_the_accounts_live_on_the_homeserver(world: World) -> None:
    members = {f"matrix:id:@{user.name}:specimen.example" for user in world.community.users}
    named = {ref for row in world.rows for ref in row.refs if ref.startswith("matrix:")}
    assert named <= members
    assert len(named) == RUN_BY_GROUPS


def test_some_of_those_referred_are_ordinary_people(world: World) -> None:
    ordinary = {m.user.name for m in world.community.members if m.group is None}
    assert len(ordinary) == ORDINARY
    named = {ref for row in world.rows for ref in row.refs}
    wronged = {name for name in ordinary if f"matrix:id:@{name}:specimen.example" in named}
    assert len(wronged) == 4


def test_whoever_posts_is_a_member(world: World) -> None:
    names = {user.name for user in world.community.users}
    assert len(names) == RUN_BY_GROUPS + ORDINARY
    assert {name for room in world.community.rooms for name, _ in room.posts} <= names


def test_the_other_platforms_know_the_accounts_but_for_a_few_that_are_gone(world: World) -> None:
    known = [account["ref"] for account in world.platform_accounts]
    elsewhere = {r for row in world.rows for r in row.refs if not r.startswith("matrix:")}
    assert len(known) == len(set(known))
    assert len(elsewhere - set(known)) == 4
    assert set(known) <= elsewhere
    for account in world.platform_accounts:
        assert account["account"]["platform"] == account["ref"].partition(":")[0]


def test_nobody_in_it_is_real(world: World) -> None:
    for user in world.community.users:
        assert user.name.startswith("specimen_")
    for ref in {ref for row in world.rows for ref in row.refs}:
        platform, kind, value = ref.split(":", 2)
        if kind == "phone":
            assert re.fullmatch(r"\+447700900\d{3}", value)
        elif kind not in {"id", "group"} or platform in {"matrix", "whatsapp"}:
            assert "specimen" in value.lower(), ref


def test_every_organisation_is_one_of_the_invented_groups(world: World) -> None:
    un = {alias for group in GROUPS if group.un for alias in group.un.aliases}
    names = un | {name for group in GROUPS for name in (group.name, group.acronym, group.urdu)}
    for row in world.rows:
        organisation = row.cells[4]
        outer, _, inner = organisation.rstrip(")").partition(" (")
        assert organisation in names or {outer, inner} <= names


def test_the_specimen_list_says_who_is_banned_since_when(world: World) -> None:
    rows = list(csv.DictReader(io.StringIO(world.specimen_list_csv.decode())))
    council = [row for row in rows if row["name"] == "Specimen Council of Lantern Hill"]
    assert [(row["date_from"], row["date_to"]) for row in council] == [
        ("2021-04-15", "2021-11-07"),
        ("2025-10-24", ""),
    ]


def test_the_un_list_has_the_shape_of_the_published_one() -> None:
    root = fromstring(build(today=date(2027, 1, 2)).un_xml)
    assert root.tag == "CONSOLIDATED_LIST"
    assert root.get("dateGenerated") == "2027-01-02T00:00:09.554Z"
    references = [each.text for each in root.iterfind("ENTITIES/ENTITY/REFERENCE_NUMBER")]
    assert references == ["QDe.901", "QDe.902", "QDe.903 "]
