"""Keys of programs: told again by their secret, bounded in what they may do and for how long."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from staydown.kernel import actors, clock, keys
from staydown.kernel.actors import Actor
from staydown.kernel.errors import Conflict, InputError, NotFound, PermissionDenied
from staydown.kernel.keys import KeyView, UnusableKey
from staydown.kernel.models import ApiKey
from staydown.kernel.permissions import FOR_KEYS, FOR_KEYS_OF_PEERS

pytestmark = pytest.mark.django_db


class Watch:
    """Takes the place of the monotonic clock, by which callers are remembered."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    monkeypatch.setattr(keys, "monotonic", watch)
    return watch


def make(
    *scopes: str, peer: str = "", days: int = 365, name: str = "sign-up"
) -> tuple[KeyView, str]:
    wanted = scopes or ("screening.screen",)
    return keys.make(actors.shell(), name, wanted, peer=peer, days=days)


def refused(text: str) -> str:
    with pytest.raises(UnusableKey) as error:
        keys.caller(text)
    assert text not in error.value.message or not text
    return error.value.code


def test_a_key_acts_with_its_scopes_and_is_named_by_its_id_alone() -> None:
    view, text = make("screening.screen", "matches.read")
    found = keys.caller(text)
    assert str(found.actor) == f"key:{view.id}"
    assert found.actor.permissions == {"screening.screen", "matches.read"}
    assert found.peer == ""


def test_of_the_secret_only_its_digest_and_its_last_four_signs_are_kept() -> None:
    view, text = make()
    secret = text.rpartition("_")[2]
    assert len(bytes.fromhex(secret)) == 32
    kept = ApiKey.objects.values().get()
    assert kept["secret_sha256"] == sha256(secret.encode()).hexdigest()
    assert view.last_four == secret[-4:]
    assert secret not in str(kept)


def test_two_keys_of_one_name_are_two() -> None:
    assert make()[1] != make()[1]


def test_the_secret_of_another_key_opens_nothing() -> None:
    one, other = make()[1], make()[1]
    mixed = "_".join([*one.split("_")[:2], other.split("_")[2]])
    assert refused(mixed) == "key-unknown"


@pytest.mark.parametrize(
    "text",
    ["", "sdk", "sdk__", "sdk_x_y", f"sdk_{uuid4().hex}_{'0' * 64}", "sdk_" + "1" * 9999,
     "bearer", "sdk_ا_ب", "\udc80", "sdk_\0_\0"],
)  # fmt: skip
def test_what_is_no_key_is_unknown(text: str) -> None:
    assert refused(text) == "key-unknown"


def test_a_key_expires_to_the_second_even_if_it_is_remembered() -> None:
    view, text = make(days=1)
    assert view.expires_at - view.created_at == timedelta(days=1)
    with clock.frozen(view.expires_at - timedelta(seconds=1)):
        assert keys.caller(text).actor.id == str(view.id)
    with clock.frozen(view.expires_at):
        assert refused(text) == "key-expired"


def test_a_revoked_key_stops_within_a_second(watch: Watch) -> None:
    view, text = make()
    keys.caller(text)
    keys.revoke(actors.shell(), view.id)
    watch.seconds += keys.REMEMBERED_SECONDS + 0.01
    assert refused(text) == "key-revoked"
    assert keys.REMEMBERED_SECONDS <= 1


def test_a_busy_program_costs_one_look_up_a_second(
    watch: Watch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _, text = make()
    keys.caller(text)
    with django_assert_num_queries(0):
        for _ in range(50):
            keys.caller(text)
    watch.seconds += 1.01
    with django_assert_num_queries(1):
        keys.caller(text)


def test_an_unknown_key_is_not_remembered() -> None:
    before = len(keys._recent)
    for number in range(20):
        refused(f"sdk_{uuid4().hex}_{number:064}")
    assert len(keys._recent) == before


def test_it_is_kept_to_the_minute_when_a_key_was_last_used(watch: Watch) -> None:
    view, text = make()
    moments = []
    for seconds in (0, 2, 59, 61):
        watch.seconds += 2
        with clock.frozen(view.created_at + timedelta(seconds=seconds)):
            keys.caller(text)
        moments.append(ApiKey.objects.get().last_used_at)
    first, later = view.created_at, view.created_at + timedelta(seconds=61)
    assert moments == [first, first, first, later]


def test_a_key_never_decides() -> None:
    assert not FOR_KEYS & {"cases.decide", "cases.lift", "people.manage", "keys.manage"}
    with pytest.raises(InputError, match=r"cannot hold cases\.decide"):
        make("cases.decide", "cases.read")
    assert not ApiKey.objects.exists()


def test_a_scope_that_is_no_longer_allowed_gives_nothing() -> None:
    _, text = make()
    ApiKey.objects.update(scopes=["screening.screen", "cases.decide"])
    assert keys.caller(text).actor.permissions == {"screening.screen"}


def test_a_key_of_a_peer_brings_in_and_reads_its_own_batches_only() -> None:
    _, text = make(*FOR_KEYS_OF_PEERS, peer="specimen-ministry")
    assert keys.caller(text).peer == "specimen-ministry"
    with pytest.raises(InputError, match=r"a key of a peer cannot hold cases\.read"):
        make("cases.read", peer="specimen-ministry")


@pytest.mark.parametrize("days", [0, -1, 1_096])
def test_no_key_lives_for_ever(days: int) -> None:
    with pytest.raises(InputError, match="1 to 1095 days"):
        make(days=days)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_key_is_named_for_its_program(name: str) -> None:
    with pytest.raises(InputError, match="name the key"):
        make(name=name)


def test_the_database_refuses_a_key_that_expired_before_it_was_made() -> None:
    make()
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.update(expires_at=clock.now() - timedelta(days=1))


def test_a_key_is_revoked_once_and_one_that_nobody_made_not_at_all() -> None:
    view, _ = make()
    assert keys.revoke(actors.shell(), view.id).state == "revoked"
    with pytest.raises(Conflict, match="revoked before"):
        keys.revoke(actors.shell(), view.id)
    with pytest.raises(NotFound, match="no key"):
        keys.revoke(actors.shell(), uuid4())


def test_all_keys_are_listed_the_newest_first_with_their_state() -> None:
    old, gone, good = make(days=1)[0], make()[0], make()[0]
    keys.revoke(actors.shell(), gone.id)
    with clock.frozen(old.expires_at):
        found = keys.everything(actors.shell())
    states = [(view.id, view.state) for view in found]
    assert states == [(good.id, "in-use"), (gone.id, "revoked"), (old.id, "expired")]


def test_who_may_not_manage_keys_neither_makes_nor_sees_nor_ends_one() -> None:
    view, _ = make()
    nobody = Actor("user", "7", frozenset({"people.manage"}))
    for attempt in (
        lambda: keys.make(nobody, "x", ["cases.read"]),
        lambda: keys.revoke(nobody, view.id),
        lambda: keys.everything(nobody),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
