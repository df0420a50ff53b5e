"""Registering peers, and how to reach them."""

from __future__ import annotations

from typing import Any

import pytest

from staydown.kernel import actors
from staydown.kernel.actors import Actor
from staydown.kernel.errors import PermissionDenied
from staydown.ledger import queries as ledger
from staydown.liaison import actions, queries
from staydown.liaison.errors import BadPeer, PeerDiffers, UnknownPeer

pytestmark = pytest.mark.django_db

SHELL = actors.shell()
READER = Actor("user", "reader", frozenset({"peers.read"}))


def register(slug: str = "pk-interior", **facts: Any) -> tuple[Any, bool]:
    stated = {"name": "Ministry of the Interior", "kind": "authority", "country": "PK", **facts}
    return actions.add_peer(SHELL, slug, **stated)


def last_entry() -> str:
    body = ledger.proof(SHELL, ledger.size() - 1)["body"]
    assert isinstance(body, str)
    return body


def test_a_new_peer_is_there_with_the_zone_of_its_country_and_one_entry() -> None:
    peer, created = register()
    assert created
    assert queries.peer("pk-interior") == peer
    assert peer.time_zone == "Asia/Karachi"
    assert ledger.size() == 1
    assert '"action":"peers.add"' in last_entry()
    assert "Ministry" not in last_entry()
    assert ledger.verify(SHELL).findings == []


def test_registering_it_again_does_nothing() -> None:
    first, _ = register()
    for facts in ({}, {"country": "pk"}, {"country": None}, {"time_zone": "Asia/Karachi"}):
        again, created = register(**facts)
        assert (again, created) == (first, False)
    assert ledger.size() == 1


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": "Another"}, "name is Ministry of the Interior, not Another"),
        ({"kind": "flagger"}, "kind is authority, not flagger"),
        ({"country": "GB"}, "country is PK, not GB"),
        ({"time_zone": "UTC"}, "time zone is Asia/Karachi, not UTC"),
    ],
)
def test_other_facts_under_a_known_slug_are_a_conflict_that_says_how_they_differ(
    facts: dict[str, str], said: str
) -> None:
    register()
    with pytest.raises(PeerDiffers, match=said):
        register(**facts)
    assert ledger.size() == 1
    assert queries.peer("pk-interior").name == "Ministry of the Interior"


def test_without_a_country_of_one_zone_it_keeps_utc() -> None:
    assert register("nowhere", country=None)[0].time_zone == "UTC"
    assert register("us-desk", country="US")[0].time_zone == "UTC"
    assert register("us-desk-2", country="US", time_zone="America/New_York")[0].time_zone == (
        "America/New_York"
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"slug": "PK Interior"}, "slug"),
        ({"slug": "-pk"}, "slug"),
        ({"slug": "a" * 65}, "slug"),
        ({"name": " \t"}, "name"),
        ({"name": "nul\x00byte"}, "name"),
        ({"kind": "ministry"}, "kind"),
        ({"country": "UK"}, "country"),
        ({"time_zone": "PKT+5"}, "time_zone"),
    ],
)
def test_facts_that_cannot_be_used_are_refused_and_nothing_is_kept(
    facts: dict[str, str], field: str
) -> None:
    with pytest.raises(BadPeer) as refusal:
        register(**facts)
    assert refusal.value.facts["field"] == field
    assert queries.peers() == []
    assert ledger.size() == 0


def test_a_name_in_urdu_is_kept_with_single_blanks() -> None:
    peer, _ = register(name="  وزارتِ   داخلہ ")
    assert peer.name == "وزارتِ داخلہ"


def test_facts_left_out_can_be_added_and_wrong_ones_corrected() -> None:
    register(country=None)
    peer = actions.change_peer(SHELL, "pk-interior", country="PK", time_zone="Asia/Karachi")
    assert (peer.country, peer.time_zone) == ("PK", "Asia/Karachi")
    assert queries.peer("pk-interior").country == "PK"
    assert '"fields":["country","time_zone"]' in last_entry()
    assert ledger.verify(SHELL).findings == []


def test_a_change_to_what_already_holds_writes_nothing() -> None:
    register()
    actions.change_peer(SHELL, "pk-interior", country="PK", name="Ministry of the Interior")
    assert ledger.size() == 1


def test_an_unknown_peer_says_how_to_register_it() -> None:
    with pytest.raises(UnknownPeer, match="staydown peers add nobody --name"):
        queries.peer("nobody")
    with pytest.raises(UnknownPeer):
        actions.change_peer(SHELL, "nobody", name="Somebody")


def test_ways_to_reach_it_are_kept_once_in_one_form() -> None:
    register("uk-desk", country="GB")
    stated = [
        ("email", "Desk@Authority.Example"),
        ("phone", "07700 900123"),
        ("phone", "+44 7700 900 123"),
        ("portal", "https://authority.example/answers"),
    ]
    assert len(actions.add_contact_points(SHELL, "uk-desk", stated)) == 3
    assert actions.add_contact_points(SHELL, "uk-desk", stated) == []
    assert [point["value"] for point in queries.contact_points(READER, "uk-desk")] == [
        "Desk@authority.example", "+447700900123", "https://authority.example/answers",
    ]  # fmt: skip
    assert ledger.size() == 2
    assert "900123" not in last_entry()
    assert ledger.verify(SHELL).findings == []


def test_the_same_address_may_serve_two_purposes() -> None:
    register()
    for purpose in ("answers", "emergency"):
        actions.add_contact_points(
            SHELL, "pk-interior", [("email", "desk@authority.example")], purpose
        )
    purposes = [point["purpose"] for point in queries.contact_points(READER, "pk-interior")]
    assert purposes == ["answers", "emergency"]


@pytest.mark.parametrize(
    ("kind", "value", "purpose"),
    [
        ("email", "desk at authority", "answers"),
        ("email", "a@b.example,c@d.example", "answers"),
        ("phone", "twelve", "answers"),
        ("phone", "+44 1", "answers"),
        ("portal", "http://authority.example", "answers"),
        ("portal", "https://[bad", "answers"),
        ("pigeon", "coop 4", "answers"),
        ("email", "desk@authority.example", "gossip"),
    ],
)
def test_one_unusable_way_refuses_all_and_keeps_none(kind: str, value: str, purpose: str) -> None:
    register()
    good = ("email", "good@authority.example")
    with pytest.raises(BadPeer):
        actions.add_contact_points(SHELL, "pk-interior", [good, (kind, value)], purpose)
    assert queries.contact_points(READER, "pk-interior") == []


def test_only_who_may_manage_peers_changes_them_and_only_who_may_read_sees_contacts() -> None:
    register()
    stranger = Actor("user", "stranger", frozenset())
    for attempt in (
        lambda: actions.add_peer(READER, "other", "Other", "platform"),
        lambda: actions.change_peer(READER, "pk-interior", name="Other"),
        lambda: actions.add_contact_points(READER, "pk-interior", []),
        lambda: queries.contact_points(stranger, "pk-interior"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert ledger.size() == 1


def test_a_row_changed_behind_the_ledgers_back_is_found() -> None:
    peer, _ = register()
    type(peer).objects.filter(pk=peer.pk).update(country="GB")
    assert [finding.code for finding in ledger.verify(SHELL).findings] == ["row-altered"]
