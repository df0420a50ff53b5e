"""The Synapse connector on a real homeserver, and on one that breaks off at the wrong moment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest

from staydown.cli.demo.homeserver import Homeserver, NewRoom, NewUser
from staydown.connectors.base import (
    AlreadySo,
    Applied,
    Connector,
    MeasureKind,
    Outcome,
    Refused,
    RetryAt,
    Snapshot,
    Unknown,
)
from staydown.connectors.options import Secret
from staydown.connectors.registry import ConnectorConfig, load
from staydown.connectors.synapse.adapter import SynapseConnector
from staydown.connectors.synapse.client import SynapseClient
from staydown.connectors.synapse.states import AccountState, Step
from staydown.platforms import AccountRef
from tests.connectors import faulty
from tests.connectors.contract import HOLD, REMOVE, Connect, ConnectorContract, notice, order
from tests.support.synapse import Inbox, OtherNotices, as_admin, log_in

TOKEN = "syt_specimen_admin_token"
PASSWORD = "specimen password"
FICTION = "+44 7700 900123"
LOCKED = AccountState(locked=True, suspended=False)
SUSPENDED = AccountState(locked=False, suspended=True)
BOTH = AccountState(locked=True, suspended=True)
FREE = AccountState(locked=False, suspended=False)

_numbers = count(1)


def new_account(homeserver: Homeserver, **facts: str) -> AccountRef:
    """A fresh account of the homeserver."""
    name = f"specimen_contract_{next(_numbers)}"
    homeserver.register([NewUser(name, PASSWORD, facts.get("display_name", "Specimen"))])
    return ref_of(homeserver, name)


def ref_of(homeserver: Homeserver, name: str) -> AccountRef:
    return AccountRef("matrix", "id", homeserver.user_id(name))


def name_of(ref: AccountRef) -> str:
    return ref.value[1:].partition(":")[0]


def connected(url: str, server_name: str, token: str, seconds: str = "10") -> Connector:
    options = {"base_url": url, "server_name": server_name, "token": token, "seconds": seconds}
    registry = load([ConnectorConfig("synapse", "specimen", options)])
    return next(iter(registry))


@pytest.mark.synapse
class TestSynapse(ConnectorContract):
    @pytest.fixture
    def connector(self, homeserver: Homeserver) -> Iterator[Connector]:
        url, name = homeserver.base_url, homeserver.server_name
        with connected(url, name, homeserver.admin_token) as connector:
            yield connector

    @pytest.fixture
    def account(self, homeserver: Homeserver) -> AccountRef:
        return new_account(homeserver)

    @pytest.fixture
    def nobody(self, homeserver: Homeserver) -> AccountRef:
        return ref_of(homeserver, "specimen_nobody")

    @pytest.fixture
    def foreigner(self) -> AccountRef:
        return AccountRef("matrix", "id", "@specimen:elsewhere.example")

    @pytest.fixture
    def connect(self, homeserver: Homeserver) -> Connect:
        return lambda url: connected(url, homeserver.server_name, TOKEN, seconds="0.4")

    @pytest.fixture
    def secret(self, homeserver: Homeserver) -> str:
        return homeserver.admin_token

    def test_a_removed_account_cannot_log_in_until_it_is_restored(
        self, connector: Connector, account: AccountRef, homeserver: Homeserver
    ) -> None:
        assert homeserver.can_log_in(name_of(account), PASSWORD).allowed
        connector.apply(order(account, REMOVE))
        assert homeserver.can_log_in(name_of(account), PASSWORD).reason == "M_USER_LOCKED"
        connector.lift(order(account, REMOVE))
        assert homeserver.can_log_in(name_of(account), PASSWORD).allowed

    def test_a_removed_account_loses_the_sessions_that_it_had(
        self, connector: Connector, account: AccountRef, homeserver: Homeserver
    ) -> None:
        token = log_in(homeserver, name_of(account), PASSWORD)
        connector.apply(order(account, REMOVE))
        url, name = homeserver.base_url, homeserver.server_name
        with connected(url, name, token) as theirs:
            assert "M_USER_LOCKED" in theirs.check()[0]
            connector.lift(order(account, REMOVE))
            assert "M_USER_LOCKED" not in theirs.check()[0]

    def test_a_held_account_can_log_in_and_not_write(
        self, connector: Connector, account: AccountRef, homeserver: Homeserver
    ) -> None:
        connector.apply(order(account, HOLD))
        assert homeserver.can_log_in(name_of(account), PASSWORD).allowed
        with pytest.raises(Exception, match="M_USER_SUSPENDED"):
            homeserver.open_rooms([NewRoom("specimen-held", "Held", [(name_of(account), "x")])])

    def test_lifting_a_hold_leaves_a_lock_that_somebody_else_set(
        self, connector: Connector, account: AccountRef, homeserver: Homeserver
    ) -> None:
        client = SynapseClient(homeserver.base_url, Secret(homeserver.admin_token))
        client.lock(account.value, locked=True)
        connector.apply(order(account, HOLD))
        connector.lift(order(account, HOLD))
        assert connector.read(account).detail == "locked, not suspended"

    def test_a_held_user_finds_the_notice_and_finds_it_once(
        self, connector: Connector, account: AccountRef, homeserver: Homeserver
    ) -> None:
        connector.apply(order(account, HOLD))
        told = notice("Your account is on hold.\nیہ اکاؤنٹ روکا گیا ہے")
        for _ in range(2):
            assert connector.notify(account, told) == Applied("server notice sent")
        with Inbox(homeserver, name_of(account), PASSWORD) as inbox:
            sender = homeserver.user_id("notices")
            assert inbox.read() == [(sender, f"{told.subject}\n\n{told.text}")]

    def test_a_second_notice_comes_into_the_same_room(
        self, connector: Connector, account: AccountRef, homeserver: Homeserver
    ) -> None:
        connector.notify(account, notice("first"))
        connector.notify(account, notice("second"))
        with Inbox(homeserver, name_of(account), PASSWORD) as inbox:
            assert [text.splitlines()[-1] for _, text in inbox.read()] == ["first", "second"]
            assert len(inbox.rooms()) == 1

    def test_a_removed_user_finds_the_notice_when_the_lock_is_gone(
        self, connector: Connector, account: AccountRef, homeserver: Homeserver
    ) -> None:
        connector.apply(order(account, REMOVE))
        assert isinstance(connector.notify(account, notice("removed")), Applied)
        connector.lift(order(account, REMOVE))
        with Inbox(homeserver, name_of(account), PASSWORD) as inbox:
            assert [text.splitlines()[-1] for _, text in inbox.read()] == ["removed"]

    def test_it_never_blocks_an_admin_of_the_homeserver(
        self, connector: Connector, homeserver: Homeserver
    ) -> None:
        outcome = connector.apply(order(ref_of(homeserver, "admin"), REMOVE))
        assert isinstance(outcome, Refused)
        assert outcome.code == "protected"

    def test_it_says_that_a_token_of_no_admin_is_not_enough(
        self, account: AccountRef, homeserver: Homeserver
    ) -> None:
        token = log_in(homeserver, name_of(account), PASSWORD)
        with connected(homeserver.base_url, homeserver.server_name, token) as connector:
            assert "HTTP 403" in connector.check()[0]
            outcome = connector.apply(order(account, REMOVE))
        assert isinstance(outcome, Refused)
        assert outcome.code == "credentials"

    def test_it_notices_that_it_is_set_up_for_another_server(self, homeserver: Homeserver) -> None:
        url, token = homeserver.base_url, homeserver.admin_token
        with connected(url, "elsewhere.example", token) as connector:
            assert "option server_name says elsewhere.example" in connector.check()[0]

    def test_a_deactivated_account_can_be_read_and_locked(
        self, connector: Connector, account: AccountRef, homeserver: Homeserver
    ) -> None:
        as_admin(homeserver, "POST", f"v1/deactivate/{account.value}", {"erase": True})
        assert connector.read(account).exists is True
        assert isinstance(connector.apply(order(account, REMOVE)), Applied)

    def test_a_snapshot_holds_name_bio_rooms_and_posts(
        self, connector: Connector, homeserver: Homeserver
    ) -> None:
        account = new_account(homeserver, display_name="نمونہ محاذ")
        name = name_of(account)
        homeserver.write_bios([NewUser(name, "", "", bio="Statements of the specimen front")])
        room = NewRoom(f"tea_{name}", "Tea", [(name, "first"), (name, "دوسرا")])
        homeserver.open_rooms([room])
        snapshot = connector.snapshot(account)
        assert isinstance(snapshot, Snapshot)
        assert snapshot.account["handle"] == name
        assert snapshot.account["display_name"] == "نمونہ محاذ"
        assert snapshot.account["bio"] == "Statements of the specimen front"
        assert snapshot.account["groups"] == [f"#tea_{name}:{homeserver.server_name}"]
        assert [post["text"] for post in snapshot.account["posts"]] == ["first", "دوسرا"]
        assert snapshot.account["created_at"] >= "2020"

    def test_a_snapshot_keeps_no_address_number_or_external_id(
        self, connector: Connector, account: AccountRef, homeserver: Homeserver
    ) -> None:
        contacts = [
            {"medium": "email", "address": "specimen@specimen.example"},
            {"medium": "msisdn", "address": FICTION},
        ]
        as_admin(homeserver, "PUT", f"v2/users/{account.value}", {"threepids": contacts})
        snapshot = connector.snapshot(account)
        assert isinstance(snapshot, Snapshot)
        kept = str(snapshot.account) + "".join(str(file.content) for file in snapshot.evidence)
        for private in ("specimen@specimen.example", FICTION, "threepids", "external_ids"):
            assert private not in kept

    def test_a_lost_answer_is_unknown_and_the_next_attempt_goes_on_from_there(
        self, account: AccountRef, homeserver: Homeserver
    ) -> None:
        breaking = BreakingOff("PUT", "/suspend/")
        connector = broken(homeserver, breaking)
        wanted = order(account, REMOVE)
        assert isinstance(connector.apply(wanted), Unknown)
        assert connector.read(account).in_force == {HOLD}
        breaking.mended = True
        assert connector.apply(wanted) == Applied("lock")
        assert connector.read(account).shows_applied(wanted)

    def test_a_lift_that_broke_off_goes_on_from_there(
        self, account: AccountRef, homeserver: Homeserver
    ) -> None:
        breaking = BreakingOff("PUT", "/users/", mended=True)
        connector = broken(homeserver, breaking)
        connector.apply(order(account, REMOVE))
        breaking.mended = False
        lifting = order(account, REMOVE)
        assert isinstance(connector.lift(lifting), Unknown)
        breaking.mended = True
        assert connector.lift(lifting) == Applied("restore")
        assert connector.lift(lifting) == AlreadySo("nothing had to change")

    def test_nothing_is_unknown_where_nothing_was_sent_yet(
        self, account: AccountRef, homeserver: Homeserver
    ) -> None:
        connector = broken(homeserver, BreakingOff("GET", "/users/"))
        assert isinstance(connector.apply(order(account, REMOVE)), RetryAt)
        with connected(
            homeserver.base_url, homeserver.server_name, homeserver.admin_token
        ) as whole:
            assert whole.read(account).in_force == frozenset()


@pytest.mark.synapse
@pytest.mark.slow
def test_what_is_missing_of_server_notices_is_said(synapse_python: Path, tmp_path: Path) -> None:
    told = notice()
    with OtherNotices(synapse_python, tmp_path / "synapse") as server:
        account, token = new_account(server), server.admin_token
        with connected(server.base_url, server.server_name, token) as connector:
            outcome = connector.notify(account, told)
        assert isinstance(outcome, Refused)
        assert (outcome.code, "server_notices" in outcome.reason) == ("not-able", True)

        server.stop()
        server.server_notices = {"system_mxid_localpart": "notices"}
        server.start()
        with connected(server.base_url, server.server_name, token) as connector:
            connector.apply(order(account, HOLD))
            outcome = connector.notify(account, told)
        assert isinstance(outcome, Applied)
        assert "auto_join" in outcome.detail
        with Inbox(server, name_of(account), PASSWORD) as inbox:
            assert inbox.read() == []


class BreakingOff(httpx.BaseTransport):
    """Passes everything on, but the answer to one kind of request is lost on its way back."""

    def __init__(self, method: str, part: str, *, mended: bool = False) -> None:
        self.mended = mended
        self._method, self._part = method, part
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        lost = request.method == self._method and self._part in request.url.path
        if lost and not self.mended:
            response.close()
            raise httpx.ReadTimeout("the answer is lost", request=request)
        return response


def broken(homeserver: Homeserver, transport: httpx.BaseTransport) -> SynapseConnector:
    token = Secret(homeserver.admin_token)
    client = SynapseClient(homeserver.base_url, token, transport=transport)
    return SynapseConnector("broken", homeserver.server_name, client)


@pytest.mark.parametrize("state", [FREE, LOCKED, SUSPENDED, BOTH])
def test_applying_tightens_and_never_loosens(state: AccountState) -> None:
    ref = AccountRef("matrix", "id", "@specimen:specimen.example")
    for kind in (REMOVE, HOLD):
        after = state.after_applying(order(ref, kind))
        assert kind in after.in_force()
        assert after.locked >= state.locked
        assert after.suspended >= state.suspended


@pytest.mark.parametrize("state", [FREE, LOCKED, SUSPENDED, BOTH])
@pytest.mark.parametrize("standing", [(), (REMOVE,), (HOLD,), (REMOVE, HOLD)])
def test_lifting_leaves_exactly_what_stands(
    state: AccountState, standing: tuple[MeasureKind, ...]
) -> None:
    ref = AccountRef("matrix", "id", "@specimen:specimen.example")
    others = frozenset(standing) - {REMOVE}
    assert state.after_lifting(order(ref, REMOVE, *others)).in_force() == others


def test_an_account_is_suspended_before_it_is_locked_and_unlocked_before_it_is_restored() -> None:
    assert list(FREE.steps_to(BOTH)) == [Step.SUSPEND, Step.LOCK]
    assert list(BOTH.steps_to(FREE)) == [Step.UNLOCK, Step.RESTORE]
    assert list(BOTH.steps_to(BOTH)) == []


def test_it_escapes_a_user_id_that_would_lead_elsewhere() -> None:
    ref = AccountRef("matrix", "id", "@specimen/../../x?y#z:specimen.example")
    with faulty.misbehaving(faulty.answers("404 Not Found", b"{}")) as platform:
        with connected(platform.url, "specimen.example", TOKEN) as connector:
            connector.read(ref)
        path = platform.requests[0].split()[1]
    assert path == b"/_synapse/admin/v2/users/%40specimen%2F..%2F..%2Fx%3Fy%23z%3Aspecimen.example"


@pytest.fixture
def specimen() -> AccountRef:
    return AccountRef("matrix", "id", "@specimen:specimen.example")


def applying(answer: faulty.Behaviour, ref: AccountRef) -> Outcome:
    """What comes of a removal where every call is answered like this."""
    with (
        faulty.misbehaving(answer) as platform,
        connected(platform.url, "specimen.example", TOKEN) as connector,
    ):
        return connector.apply(order(ref, REMOVE))


def test_an_unknown_path_is_not_taken_for_an_unknown_account(specimen: AccountRef) -> None:
    """Synapse says M_UNRECOGNIZED where it, or the proxy before it, has no such endpoint."""
    body = b'{"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}'
    outcome = applying(faulty.answers("404 Not Found", body), specimen)
    assert isinstance(outcome, Refused)
    assert outcome.code == "rejected"


@pytest.mark.parametrize("waits", ["NaN", "1e999", "Infinity", "-7", '"soon"', "1" + "0" * 400])
def test_it_waits_a_sane_time_whatever_the_body_says(specimen: AccountRef, waits: str) -> None:
    body = f'{{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": {waits}}}'.encode()
    outcome = applying(faulty.answers("429 Too Many Requests", body), specimen)
    assert isinstance(outcome, RetryAt)
    assert 1 <= outcome.after.total_seconds() <= 86_400


def test_a_snapshot_survives_whatever_the_server_says_of_the_account(
    specimen: AccountRef,
) -> None:
    """The same answer to every question: texts that no database stores, numbers out of range."""
    body = (
        rb'{"name": "@specimen:specimen.example", "displayname": "a\u0000b\ud800",'
        rb' "creation_ts": 1' + b"0" * 400 + rb', "joined_rooms": ["!r:s", 7, null],'
        rb' "room_id": "!r:s", "join_rules": "public", "chunk": [null, {"sender": 7},'
        rb' {"sender": "@specimen:specimen.example", "content": {}, "origin_server_ts": -1}]}'
    )
    with (
        faulty.misbehaving(faulty.answers("200 OK", body)) as platform,
        connected(platform.url, "specimen.example", TOKEN) as connector,
    ):
        snapshot = connector.snapshot(specimen)
    assert isinstance(snapshot, Snapshot)
    assert snapshot.account["display_name"] == "a\ufffdb?"
    assert snapshot.account["created_at"] is None
    assert snapshot.account["posts"] == [{"at": None, "text": "", "media": []}]


def test_it_waits_as_matrix_says_it_in_the_body(specimen: AccountRef) -> None:
    body = b'{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 4500}'
    outcome = applying(faulty.answers("429 Too Many Requests", body), specimen)
    assert isinstance(outcome, RetryAt)
    assert outcome.after.total_seconds() == 4.5
