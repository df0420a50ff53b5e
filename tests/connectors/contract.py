"""The contract of a connector: what the rest of the system relies on, whatever the platform.

A connector's test class inherits `ConnectorContract` and brings its own examples by overriding the
fixtures at its head. Nothing else is needed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import TypeAlias

import pytest

from staydown.connectors.base import (
    CODES,
    AlreadySo,
    Applied,
    Connector,
    MeasureKind,
    Notice,
    Order,
    Refused,
    RetryAt,
    Reversible,
    Snapshot,
    Unknown,
)
from staydown.kernel import clock
from staydown.kernel.ids import new_id
from staydown.platforms import AccountRef
from tests.connectors import faulty

Connect: TypeAlias = Callable[[str], Connector]
"""Makes the connector for a platform at an address, with a time-out well under a second."""

REMOVE, HOLD = MeasureKind.REMOVE, MeasureKind.HOLD

FAULTS = {
    "500": faulty.answers("500 Internal Server Error"),
    "503": faulty.answers("503 Service Unavailable"),
    "garbage": faulty.answers("200 OK", b"<html>\xff not what you hoped for"),
    "no object": faulty.answers("200 OK", b"[]"),
    "null": faulty.answers("200 OK", b"null"),
    "empty object": faulty.answers("200 OK", b"{}"),
    "wrong types": faulty.answers("200 OK", b'{"state": 7, "locked": "yes", "suspended": null}'),
    "deep nesting": faulty.answers("200 OK", b"[" * 200_000),
    "no answer": faulty.hangs_up,
    "half an answer": faulty.dies_in_mid_answer,
    "silence": faulty.keeps_silent,
    "drips": faulty.drips,
    "drips headers": faulty.drips_headers,
    "a gigabyte": faulty.floods,
    "a bomb": faulty.bombs,
}


def order(ref: AccountRef, kind: MeasureKind, *standing: MeasureKind, key: str = "") -> Order:
    """An order with a key of its own, unless one is given."""
    return Order(ref, kind, key or str(new_id()), standing=frozenset(standing))


def notice(text: str = "Your account is on hold until a person has looked at it.") -> Notice:
    """A notice with a key of its own."""
    return Notice(str(new_id()), "en", "Your account", text)


class ConnectorContract:
    """Inherit, override the fixtures, and every test below runs on the connector."""

    @pytest.fixture
    def connector(self) -> Iterator[Connector]:
        """The connector, on a platform that works."""
        raise NotImplementedError

    @pytest.fixture
    def account(self) -> AccountRef:
        """An account of that platform on which nothing is in force."""
        raise NotImplementedError

    @pytest.fixture
    def nobody(self) -> AccountRef:
        """An account that the connector serves and the platform does not have."""
        raise NotImplementedError

    @pytest.fixture
    def foreigner(self) -> AccountRef:
        """An account that the connector does not serve."""
        raise NotImplementedError

    @pytest.fixture
    def connect(self) -> Connect:
        """Connect to a platform at another address."""
        raise NotImplementedError

    @pytest.fixture
    def secret(self) -> str:
        """The secret that the connector holds."""
        raise NotImplementedError

    # What it can do

    def test_it_says_of_every_measure_what_it_can_do(self, connector: Connector) -> None:
        assert set(connector.abilities) == set(MeasureKind)
        assert all(ability.note for ability in connector.abilities.values())

    def test_it_can_take_back_what_it_can_apply(self, connector: Connector) -> None:
        for ability in connector.abilities.values():
            if ability.apply and ability.reversible is not Reversible.NO:
                assert ability.lift
                assert ability.read

    def test_it_refuses_measures_that_it_is_not_able_to(
        self, connector: Connector, account: AccountRef
    ) -> None:
        for kind, ability in connector.abilities.items():
            if not ability.apply:
                assert _code(connector.apply(order(account, kind))) == "not-able"
                assert _code(connector.lift(order(account, kind))) == "not-able"
        assert connector.read(account).in_force == frozenset()

    def test_it_leaves_alone_whom_it_does_not_serve(
        self, connector: Connector, account: AccountRef, foreigner: AccountRef
    ) -> None:
        assert connector.serves(account)
        assert not connector.serves(foreigner)
        assert _code(connector.apply(order(foreigner, REMOVE))) == "not-served"
        assert _code(connector.lift(order(foreigner, REMOVE))) == "not-served"
        assert _code(connector.snapshot(foreigner)) == "not-served"
        assert _code(connector.notify(foreigner, notice())) == "not-served"
        assert not connector.read(foreigner).known

    def test_it_finds_nothing_wrong_with_itself(self, connector: Connector) -> None:
        assert connector.check() == []

    # Do and undo

    def test_it_shows_what_was_applied(self, connector: Connector, account: AccountRef) -> None:
        for kind in _able(connector):
            wanted = order(account, kind)
            assert isinstance(connector.apply(wanted), Applied | AlreadySo)
            assert connector.read(account).shows_applied(wanted)

    def test_it_says_applied_where_it_changed_something(
        self, connector: Connector, account: AccountRef
    ) -> None:
        assert isinstance(connector.apply(order(account, REMOVE)), Applied)

    def test_it_finds_a_second_order_already_done(
        self, connector: Connector, account: AccountRef
    ) -> None:
        for kind in _able(connector):
            connector.apply(order(account, kind))
            assert isinstance(connector.apply(order(account, kind)), AlreadySo)

    def test_it_does_the_same_order_once(self, connector: Connector, account: AccountRef) -> None:
        wanted = order(account, REMOVE)
        connector.apply(wanted)
        before = connector.read(account)
        assert isinstance(connector.apply(wanted), Applied | AlreadySo)
        assert connector.read(account) == before

    def test_it_restores_what_it_lifts(self, connector: Connector, account: AccountRef) -> None:
        before = connector.read(account)
        for kind in _able(connector):
            connector.apply(order(account, kind))
            wanted = order(account, kind)
            assert isinstance(connector.lift(wanted), Applied)
            assert connector.read(account).shows_lifted(wanted)
            assert connector.read(account).in_force == before.in_force == frozenset()

    def test_it_finds_nothing_to_lift_where_nothing_was_applied(
        self, connector: Connector, account: AccountRef
    ) -> None:
        for kind in _able(connector):
            assert isinstance(connector.lift(order(account, kind)), AlreadySo)

    def test_a_hold_outlives_the_removal_that_came_on_top(
        self, connector: Connector, account: AccountRef
    ) -> None:
        connector.apply(order(account, HOLD))
        connector.apply(order(account, REMOVE, HOLD))
        lifting = order(account, REMOVE, HOLD)
        assert isinstance(connector.lift(lifting), Applied)
        assert connector.read(account).shows_lifted(lifting)
        assert connector.read(account).in_force == {HOLD}

    def test_a_removal_outlives_the_hold_that_came_before(
        self, connector: Connector, account: AccountRef
    ) -> None:
        connector.apply(order(account, HOLD))
        connector.apply(order(account, REMOVE, HOLD))
        lifting = order(account, HOLD, REMOVE)
        assert isinstance(connector.lift(lifting), Applied | AlreadySo)
        assert connector.read(account).shows_lifted(lifting)
        assert REMOVE in connector.read(account).in_force

    def test_what_was_applied_again_after_a_lift_holds_again(
        self, connector: Connector, account: AccountRef
    ) -> None:
        connector.apply(order(account, REMOVE))
        connector.lift(order(account, REMOVE))
        assert isinstance(connector.apply(order(account, REMOVE)), Applied)
        assert REMOVE in connector.read(account).in_force

    # Accounts that are not there

    def test_it_refuses_an_account_that_does_not_exist(
        self, connector: Connector, nobody: AccountRef
    ) -> None:
        assert _code(connector.apply(order(nobody, REMOVE))) == "no-such-account"
        assert _code(connector.lift(order(nobody, REMOVE))) == "no-such-account"
        assert _code(connector.snapshot(nobody)) == "no-such-account"
        assert _code(connector.notify(nobody, notice())) == "no-such-account"

    def test_it_reads_that_an_account_does_not_exist(
        self, connector: Connector, nobody: AccountRef
    ) -> None:
        reading = connector.read(nobody)
        assert (reading.known, reading.exists, reading.in_force) == (True, False, frozenset())

    def test_it_does_not_make_the_account_that_it_was_to_remove(
        self, connector: Connector, nobody: AccountRef
    ) -> None:
        connector.apply(order(nobody, REMOVE))
        assert connector.read(nobody).exists is False

    # Snapshots

    def test_it_takes_a_snapshot(self, connector: Connector, account: AccountRef) -> None:
        snapshot = connector.snapshot(account)
        assert isinstance(snapshot, Snapshot)
        assert snapshot.taken_at.utcoffset() == timedelta(0)
        assert snapshot.account["platform"] == account.platform
        assert snapshot.account["id"]
        assert snapshot.account["handle"]

    def test_the_evidence_can_be_read_again(
        self, connector: Connector, account: AccountRef
    ) -> None:
        snapshot = connector.snapshot(account)
        assert isinstance(snapshot, Snapshot)
        names = [file.name for file in snapshot.evidence]
        assert names
        assert len(set(names)) == len(names)
        for file in snapshot.evidence:
            assert file.media_type == "application/json"
            json.loads(file.content)

    def test_it_takes_a_snapshot_of_a_removed_account(
        self, connector: Connector, account: AccountRef
    ) -> None:
        connector.apply(order(account, REMOVE))
        assert isinstance(connector.snapshot(account), Snapshot)

    def test_a_snapshot_changes_nothing(self, connector: Connector, account: AccountRef) -> None:
        before = connector.read(account)
        connector.snapshot(account)
        assert connector.read(account) == before

    # Notices

    def test_it_tells_the_user(self, connector: Connector, account: AccountRef) -> None:
        assert isinstance(connector.notify(account, notice()), Applied)

    def test_it_tells_the_user_in_other_letters(
        self, connector: Connector, account: AccountRef
    ) -> None:
        told = Notice(str(new_id()), "ur", "آپ کا اکاؤنٹ", "آپ کا اکاؤنٹ روکا گیا ہے۔\n")
        assert isinstance(connector.notify(account, told), Applied)

    def test_it_takes_the_same_notice_again(
        self, connector: Connector, account: AccountRef
    ) -> None:
        told = notice()
        connector.notify(account, told)
        assert isinstance(connector.notify(account, told), Applied | AlreadySo)

    def test_it_tells_the_user_of_a_held_account(
        self, connector: Connector, account: AccountRef
    ) -> None:
        connector.apply(order(account, HOLD))
        assert isinstance(connector.notify(account, notice()), Applied)
        assert connector.read(account).in_force == {HOLD}

    # A platform that fails

    def test_it_comes_again_where_nobody_answers(
        self, connect: Connect, account: AccountRef
    ) -> None:
        with connect(faulty.closed_port()) as connector:
            assert isinstance(connector.apply(order(account, REMOVE)), RetryAt)
            assert isinstance(connector.lift(order(account, REMOVE)), RetryAt)
            assert isinstance(connector.snapshot(account), RetryAt)
            assert isinstance(connector.notify(account, notice()), RetryAt)
            assert not connector.read(account).known

    @pytest.mark.parametrize("fault", FAULTS)
    def test_it_never_takes_a_fault_for_an_answer(
        self, connect: Connect, account: AccountRef, fault: str
    ) -> None:
        with faulty.misbehaving(FAULTS[fault]) as platform, connect(platform.url) as connector:
            assert isinstance(connector.apply(order(account, REMOVE)), RetryAt | Unknown)
            assert isinstance(connector.lift(order(account, REMOVE)), RetryAt | Unknown)
            assert isinstance(connector.snapshot(account), RetryAt | Unknown)
            assert isinstance(connector.notify(account, notice()), RetryAt | Unknown)
            assert not connector.read(account).known

    def test_it_does_not_read_a_gigabyte(self, connect: Connect, account: AccountRef) -> None:
        with faulty.misbehaving(faulty.floods) as platform, connect(platform.url) as connector:
            connector.read(account)
            assert platform.sent < 100_000_000

    @pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
    def test_it_waits_as_long_as_it_is_asked_to(
        self, connect: Connect, account: AccountRef, status: str
    ) -> None:
        busy = faulty.answers(status, Retry_After="77")
        with faulty.misbehaving(busy) as platform, connect(platform.url) as connector:
            outcome = connector.apply(order(account, REMOVE))
        assert isinstance(outcome, RetryAt)
        assert outcome.after == timedelta(seconds=77)

    def test_it_waits_until_the_date_that_it_is_told(
        self, connect: Connect, account: AccountRef
    ) -> None:
        moment = clock.now().replace(microsecond=0)
        later = format_datetime(moment + timedelta(minutes=5), usegmt=True)
        busy = faulty.answers("429 Too Many Requests", Retry_After=later)
        with (
            clock.frozen(moment),
            faulty.misbehaving(busy) as platform,
            connect(platform.url) as connector,
        ):
            outcome = connector.apply(order(account, REMOVE))
        assert isinstance(outcome, RetryAt)
        assert outcome.after == timedelta(minutes=5)

    @pytest.mark.parametrize("asked", ["-5", "soon", "0", "999999999999", "", "٣"])
    def test_it_waits_a_sane_time_whatever_it_is_told(
        self, connect: Connect, account: AccountRef, asked: str
    ) -> None:
        busy = faulty.answers("429 Too Many Requests", Retry_After=asked)
        with faulty.misbehaving(busy) as platform, connect(platform.url) as connector:
            outcome = connector.apply(order(account, REMOVE))
        assert isinstance(outcome, RetryAt)
        assert timedelta(seconds=1) <= outcome.after <= timedelta(days=1)

    @pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
    def test_it_stops_where_its_credentials_are_refused(
        self, connect: Connect, account: AccountRef, status: str
    ) -> None:
        refusing = faulty.answers(status, b'{"errcode": "M_FORBIDDEN"}')
        with faulty.misbehaving(refusing) as platform, connect(platform.url) as connector:
            assert _code(connector.apply(order(account, REMOVE))) == "credentials"
            assert _code(connector.snapshot(account)) == "credentials"
            assert _code(connector.notify(account, notice())) == "credentials"
            assert not connector.read(account).known

    def test_it_follows_nobody_elsewhere(self, connect: Connect, account: AccountRef) -> None:
        with faulty.misbehaving(faulty.answers("200 OK", b"{}")) as elsewhere:
            moved = faulty.answers("307 Temporary Redirect", Location=f"{elsewhere.url}/x")
            with faulty.misbehaving(moved) as platform, connect(platform.url) as connector:
                assert _code(connector.apply(order(account, REMOVE))) == "rejected"
            assert elsewhere.requests == []

    # Secrets

    def test_it_never_shows_its_secret(
        self,
        connector: Connector,
        connect: Connect,
        account: AccountRef,
        secret: str,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        echoing = faulty.answers("403 Forbidden", json.dumps({"error": secret}).encode())
        with faulty.misbehaving(echoing) as platform, connect(platform.url) as other:
            said = [
                other.apply(order(account, REMOVE)),
                other.snapshot(account),
                other.notify(account, notice()),
                other.check(),
            ]
        shown = [connector, vars(connector), said, connector.read(account), caplog.text]
        assert secret not in " ".join(repr(each) for each in shown)


def _able(connector: Connector) -> list[MeasureKind]:
    """The measures that the connector applies."""
    return [kind for kind, ability in connector.abilities.items() if ability.apply]


def _code(outcome: object) -> str | None:
    """The code of a refusal, which must be one of those that `base` explains."""
    if not isinstance(outcome, Refused):
        return None
    assert outcome.code in CODES
    return outcome.code
