"""The webhook connector against the sample platform and against the receiver of the manual."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from staydown.connectors.base import (
    AlreadySo,
    Applied,
    Connector,
    Outcome,
    Refused,
    RetryAt,
    Snapshot,
    SnapshotOutcome,
    Unknown,
)
from staydown.connectors.registry import ConnectorConfig, load
from staydown.platforms import AccountRef
from tests.connectors import faulty
from tests.connectors.contract import HOLD, REMOVE, Connect, ConnectorContract, notice, order

SECRET = "whsec_" + base64.b64encode(b"specimen secret of the tests 001").decode()
ONE = AccountRef("x", "handle", "specimen_one")
NOBODY = AccountRef("x", "handle", "specimen_nobody")
MANUAL = Path(__file__).resolve().parents[2] / "docs" / "webhook.md"
SAMPLE = "staydown.connectors.webhook.sample_platform"


def connected(url: str, *, seconds: str = "10", **options: str) -> Connector:
    told = {"url": url, "secret": SECRET, "platforms": "x, telegram", "seconds": seconds}
    registry = load([ConnectorConfig("webhook", "specimen", {**told, **options})])
    return next(iter(registry))


@contextmanager
def running(arguments: Sequence[str | Path]) -> Iterator[subprocess.Popen[str]]:
    """A Python process, ended with the block."""
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def sample_platform(folder: Path, *options: str) -> Iterator[str]:
    """The sample platform with one account; gives its address."""
    record = {"id": "specimen_one", "platform": "x", "handle": "specimen_one", "bio": "specimen"}
    accounts = folder / "accounts.json"
    accounts.write_text(json.dumps([{"ref": str(ONE), "account": record}]))
    secret = folder / "secret"
    secret.write_text(SECRET + "\n")
    files = {"--accounts": accounts, "--state": folder / "journal", "--secret-file": secret}
    given = [str(part) for pair in files.items() for part in pair]
    with running(["-m", SAMPLE, *given, *options]) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"


@contextmanager
def receiver_of_the_manual(folder: Path) -> Iterator[str]:
    """The receiver that `docs/webhook.md` prints, taken from the page as it stands."""
    block = re.search(r"```python\n(.+?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    program = folder / "receiver.py"
    program.write_text(block[1], encoding="utf-8")
    url = faulty.closed_port()
    with running([program, url.rpartition(":")[2], SECRET]):
        _wait_for(url)
        yield url


def _wait_for(url: str) -> None:
    for _ in range(400):
        try:
            httpx.get(url, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.025)
    pytest.fail("the receiver of the manual does not start")


class WebhookContract(ConnectorContract):
    """What both receivers have in common."""

    @pytest.fixture
    def url(self, tmp_path: Path) -> Iterator[str]:
        raise NotImplementedError

    @pytest.fixture
    def connector(self, url: str) -> Iterator[Connector]:
        with connected(url) as connector:
            yield connector

    @pytest.fixture
    def account(self) -> AccountRef:
        return ONE

    @pytest.fixture
    def nobody(self) -> AccountRef:
        return NOBODY

    @pytest.fixture
    def foreigner(self) -> AccountRef:
        return AccountRef("tiktok", "handle", "specimen_one")

    @pytest.fixture
    def connect(self) -> Connect:
        return lambda url: connected(url, seconds="0.4")

    @pytest.fixture
    def secret(self) -> str:
        return SECRET.removeprefix("whsec_")


class TestSamplePlatform(WebhookContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> Iterator[str]:
        with sample_platform(tmp_path) as url:
            yield url

    def test_what_is_in_force_survives_a_restart(self, tmp_path: Path, url: str) -> None:
        with connected(url) as connector:
            connector.apply(order(ONE, REMOVE))
        with sample_platform(tmp_path) as again, connected(again) as connector:
            assert connector.read(ONE).in_force == {REMOVE}

    def test_an_order_that_comes_late_undoes_no_later_one(self, connector: Connector) -> None:
        removal = order(ONE, REMOVE)
        connector.apply(removal)
        connector.lift(order(ONE, REMOVE))
        assert isinstance(connector.apply(removal), Unknown)
        assert connector.read(ONE).in_force == frozenset()

    def test_the_user_is_told_once_also_over_a_restart(self, tmp_path: Path, url: str) -> None:
        told = notice("Your account is on hold. آپ کا اکاؤنٹ")
        with connected(url) as connector:
            assert isinstance(connector.notify(ONE, told), Applied)
            assert isinstance(connector.notify(ONE, told), AlreadySo)
        with sample_platform(tmp_path) as again, connected(again) as connector:
            assert isinstance(connector.notify(ONE, told), AlreadySo)
            assert connector.read(ONE).in_force == frozenset()
        journal = (tmp_path / "journal").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in journal] == [
            {
                "id": told.key,
                "ref": str(ONE),
                "notice": {"language": "en", "subject": told.subject, "text": told.text},
            }
        ]

    def test_a_wrong_secret_is_refused(self, url: str) -> None:
        other = "whsec_" + base64.b64encode(b"another secret of the tests 0002").decode()
        with connected(url, secret=other) as connector:
            outcome = connector.apply(order(ONE, REMOVE))
        assert isinstance(outcome, Refused)
        assert outcome.code == "credentials"


class TestReceiverOfTheManual(WebhookContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> Iterator[str]:
        with receiver_of_the_manual(tmp_path) as url:
            yield url


class TestLimitedAbilities(WebhookContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> Iterator[str]:
        with sample_platform(tmp_path) as url:
            yield url

    @pytest.fixture
    def connector(self, url: str) -> Iterator[Connector]:
        with connected(url, abilities="remove,hold") as connector:
            yield connector


@pytest.mark.parametrize("fault", ["garbage", "drop"])
def test_an_order_that_was_done_and_not_confirmed_is_found_by_reading(
    tmp_path: Path, fault: str
) -> None:
    removal = order(ONE, REMOVE)
    with (
        sample_platform(tmp_path, "--fault", fault, "--fail-first", "1") as url,
        connected(url) as connector,
    ):
        assert isinstance(connector.apply(removal), Unknown)
        assert connector.read(ONE).shows_applied(removal)
        assert isinstance(connector.apply(removal), AlreadySo)


def test_a_platform_that_dies_after_acting_has_acted(tmp_path: Path) -> None:
    removal = order(ONE, REMOVE)
    with (
        sample_platform(tmp_path, "--fault", "die", "--fail-first", "1") as url,
        connected(url) as connector,
    ):
        assert isinstance(connector.apply(removal), Unknown)
    with sample_platform(tmp_path) as url, connected(url) as connector:
        assert isinstance(connector.apply(removal), AlreadySo)


@pytest.mark.parametrize(("fault", "outcome"), [("error", Unknown), ("rate-limit", RetryAt)])
def test_an_order_that_was_not_done_is_done_at_the_next_attempt(
    tmp_path: Path, fault: str, outcome: type[Outcome]
) -> None:
    removal = order(ONE, REMOVE)
    with (
        sample_platform(tmp_path, "--fault", fault, "--fail-first", "1") as url,
        connected(url) as connector,
    ):
        assert isinstance(connector.apply(removal), outcome)
        assert connector.read(ONE).in_force == frozenset()
        assert isinstance(connector.apply(removal), Applied)


def test_a_platform_slower_than_we_wait_leaves_us_not_knowing(tmp_path: Path) -> None:
    with (
        sample_platform(tmp_path, "--delay", "5") as url,
        connected(url, seconds="0.3") as connector,
    ):
        assert isinstance(connector.apply(order(ONE, REMOVE)), Unknown)


def answered(document: Any) -> faulty.Behaviour:
    return faulty.answers("200 OK", json.dumps(document).encode())


def applying(document: Any) -> Outcome:
    """What comes of a removal where the platform answers `document`."""
    with faulty.misbehaving(answered(document)) as platform, connected(platform.url) as connector:
        return connector.apply(order(ONE, REMOVE))


def notifying(document: Any) -> Outcome:
    """What comes of a notice where the platform answers `document`."""
    with faulty.misbehaving(answered(document)) as platform, connected(platform.url) as connector:
        return connector.notify(ONE, notice())


def test_a_platform_may_refuse_a_notice_and_say_why() -> None:
    state = {"exists": True, "in_force": []}
    outcome = notifying({"outcome": "refused", "reason": "no inbox here", "state": state})
    assert outcome == Refused("refused", "the platform says: no inbox here")


def test_a_notice_of_which_the_platform_says_nothing_may_have_been_given() -> None:
    assert isinstance(notifying({"state": {"exists": True, "in_force": []}}), Unknown)


def test_a_notice_that_was_given_and_not_confirmed_is_not_given_again(tmp_path: Path) -> None:
    told = notice()
    with (
        sample_platform(tmp_path, "--fault", "drop", "--fail-first", "1") as url,
        connected(url) as connector,
    ):
        assert isinstance(connector.notify(ONE, told), Unknown)
        assert isinstance(connector.notify(ONE, told), AlreadySo)


def snapshot_of(account: dict[str, Any] | None) -> SnapshotOutcome:
    """What comes of a snapshot where the platform gives this account."""
    document = {"state": {"exists": True, "in_force": []}, "account": account}
    with faulty.misbehaving(answered(document)) as platform, connected(platform.url) as connector:
        return connector.snapshot(ONE)


@pytest.mark.parametrize(
    "document",
    [
        {"outcome": "applied"},
        {"outcome": "applied", "state": {"exists": True, "in_force": []}},
        {"outcome": "applied", "state": {"exists": True, "in_force": ["hold"]}},
        {"outcome": "done", "state": {"exists": True, "in_force": ["remove"]}},
        {"outcome": "applied", "state": {"exists": "yes", "in_force": ["remove"]}},
        {"state": {"exists": True, "in_force": ["remove"]}},
    ],
)
def test_an_outcome_that_the_state_does_not_bear_out_is_unknown(document: Any) -> None:
    assert isinstance(applying(document), Unknown)


def test_a_platform_may_refuse_and_say_why() -> None:
    reason = "protected by\na court order " + "x" * 500
    state = {"exists": True, "in_force": []}
    outcome = applying({"outcome": "refused", "reason": reason, "state": state})
    assert isinstance(outcome, Refused)
    assert outcome.code == "refused"
    assert "protected by a court order" in outcome.reason
    assert len(outcome.reason) < 300


def test_measures_and_fields_of_a_later_version_do_no_harm() -> None:
    state = {"exists": True, "in_force": ["remove", "demonetise"], "since": "yesterday"}
    assert isinstance(applying({"outcome": "applied", "state": state, "trace": 7}), Applied)


def test_a_snapshot_keeps_only_what_an_account_record_has() -> None:
    snapshot = snapshot_of(
        {
            "id": "7",
            "platform": "x",
            "handle": "specimen_one",
            "email": "specimen@specimen.example",
            "posts": [{"at": "2026-01-02T03:04:05Z", "text": "specimen", "ip": "192.0.2.7"}],
            "client": {"phone": "+44 7700 900123", "email": "0f" * 32, "ip_prefixes": ["192.0.2"]},
        }
    )
    assert isinstance(snapshot, Snapshot)
    assert snapshot.account["client"] == {"email": "0f" * 32, "ip_prefixes": []}
    kept = str(snapshot.account) + str(snapshot.evidence[0].content)
    for private in ("specimen@specimen.example", "7700", "192.0.2"):
        assert private not in kept


@pytest.mark.parametrize(
    "account",
    [
        None,
        {"platform": "x"},
        {"id": "", "platform": "x"},
        {"id": 7, "platform": "x"},
        {"id": "7", "platform": "telegram"},
        {"id": "7", "platform": "x", "posts": "many"},
    ],
)
def test_a_snapshot_that_is_no_account_record_is_asked_for_again(
    account: dict[str, Any] | None,
) -> None:
    assert isinstance(snapshot_of(account), RetryAt)


def test_the_message_is_as_the_manual_shows_it() -> None:
    example = re.search(r"```json\n(.+?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    shown = json.loads(example[1])
    sent = _sent(order(ONE, REMOVE, key=shown["id"]))
    assert json.loads(sent[1]) == shown


def test_every_attempt_bears_the_same_id_and_a_signature_that_verifies() -> None:
    removal = order(ONE, REMOVE, HOLD)
    for headers, body in (_sent(removal), _sent(removal)):
        assert headers["webhook-id"] == removal.key
        message = Webhook(SECRET).verify(body, headers)
        assert message["standing"] == ["hold"]
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(body.replace(b"remove", b"limit!"), headers)


def _sent(removal: Any) -> tuple[dict[str, str], bytes]:
    """Headers and body of the message that an order becomes."""
    with faulty.misbehaving(answered({})) as platform, connected(platform.url) as connector:
        connector.apply(removal)
        head, _, body = platform.requests[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    pairs = (line.partition(": ") for line in lines)
    return {name.lower(): value for name, _, value in pairs}, body


def test_check_says_that_nobody_answers() -> None:
    with connected(faulty.closed_port()) as connector:
        assert "no connection" in connector.check()[0]


def test_check_says_that_the_secret_is_wrong(tmp_path: Path) -> None:
    other = "whsec_" + base64.b64encode(b"another secret of the tests 0002").decode()
    with sample_platform(tmp_path) as url, connected(url, secret=other) as connector:
        assert "signature" in connector.check()[0]
