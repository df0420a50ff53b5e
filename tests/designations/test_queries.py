"""Checking claims against the lists that are loaded."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from staydown.designations import actions, queries
from staydown.designations.errors import UnknownList
from staydown.designations.models import Entry, Name
from staydown.designations.queries import Outcome
from staydown.designations.sources.base import SourceFile
from staydown.kernel import clock
from staydown.kernel.actors import Actor, shell
from staydown.kernel.errors import PermissionDenied
from staydown.ledger import queries as ledger
from tests.designations.support import FILES, un_xml

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


def load(list_id: str, day: date | None = None) -> actions.Loaded:
    as_of = None if list_id == "un-sc" else day or date(2026, 2, 27)
    return actions.load_files(shell(), list_id, FILES[list_id], as_of=as_of)


def load_un(day: str, *groups: tuple[str, str]) -> None:
    files = [SourceFile("un.xml", un_xml(day, *groups))]
    actions.load_list(shell(), "un-sc", files)


def verdicts(name: str, basis: str, on: date = DAY) -> list[tuple[str | None, str]]:
    found = queries.check_row_claims(name, basis, on)
    return [(each.list, each.outcome.value) for each in found]


def test_before_any_list_is_loaded_everything_is_unknown() -> None:
    verdict = queries.check_claim("TTP", "un-sc", DAY)
    assert (verdict.outcome, verdict.snapshot, verdict.stale) == (Outcome.UNKNOWN, None, False)


def test_a_list_loaded_after_the_first_question_is_used_for_the_next() -> None:
    assert queries.check_claim("TTP", "un-sc", DAY).outcome is Outcome.UNKNOWN
    load("un-sc")
    assert queries.check_claim("TTP", "un-sc", DAY).outcome is Outcome.SUPPORTED


def test_the_verdict_names_its_snapshot() -> None:
    loaded = load("un-sc")
    found = queries.check_claim("TTP", "un-sc", DAY).as_json()
    assert found["snapshot"] == {
        "id": str(loaded.snapshot.id),
        "list": "un-sc",
        "as_of": "2026-02-27T00:00:09Z",
        "loaded_at": clock.short(loaded.snapshot.loaded_at),
        "sha256": loaded.snapshot.sha256,
    }


def test_an_unknown_list_is_an_error_and_one_not_loaded_is_not() -> None:
    with pytest.raises(UnknownList, match="un-sc"):
        queries.check_claim("TTP", "united-nations", DAY)
    assert queries.check_claim("TTP", "uk-proscribed", DAY).outcome is Outcome.UNKNOWN


def test_every_list_of_a_row_is_checked() -> None:
    load("un-sc")
    load("us-ofac-sdn")
    load("pk-nacta-organisations")
    assert verdicts("BLA", "US FTO, UN, UK, ATA") == [
        ("us-fto", "supported"),
        ("un-sc", "contradicted"),
        ("uk-proscribed", "unknown"),
        ("pk-nacta-organisations", "supported"),
    ]


def test_the_claims_json_has_the_fields_of_a_row() -> None:
    load("us-ofac-sdn")
    (claim,) = queries.check_row_claims(" BLA ", "US FTO", DAY)
    found = claim.as_json()
    assert (found["text"], found["name"], found["list"]) == ("US FTO", "BLA", "us-fto")
    assert (found["verdict"], found["checked_on"]) == ("supported", "us-ofac-sdn")
    (entry,) = found["entries"]
    assert (entry["list"], entry["reference"], entry["kind"]) == (
        "us-ofac-sdn",
        "26953",
        "organisation",
    )
    assert entry["programmes"] == ["FTO", "SDGT"]


@pytest.mark.parametrize(
    ("basis", "why"), [("PECA s.37", "law or an instrument"), ("as instructed", "not understood")]
)
def test_words_that_name_no_list_are_unknown_with_the_reason(basis: str, why: str) -> None:
    (claim,) = queries.check_row_claims("TTP", basis, DAY)
    assert (claim.list, claim.outcome) == (None, Outcome.UNKNOWN)
    assert why in claim.verdict.why


def test_a_row_without_a_legal_basis_claims_nothing() -> None:
    assert queries.check_row_claims("TTP", " ", DAY) == []


def test_snapshots_may_be_loaded_in_any_order() -> None:
    specimen = ("QDe.901", "Specimen Front of Dry River")
    other = ("QDe.902", "Another Specimen")
    load_un("2026-03-01", other)
    load_un("2026-01-01", specimen, other)

    def outcome(on: date) -> Outcome:
        return queries.check_claim("Specimen Front of Dry River", "un-sc", on).outcome

    assert outcome(date(2026, 1, 5)) is Outcome.SUPPORTED
    assert outcome(date(2026, 3, 5)) is Outcome.CONTRADICTED


def test_it_answers_with_what_was_known_at_a_moment() -> None:
    first, second = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC)
    with clock.frozen(first):
        load_un("2026-01-01", ("QDe.902", "Another Specimen"))
    with clock.frozen(second):
        load_un("2026-02-01", ("QDe.901", "Specimen Front"), ("QDe.902", "Another Specimen"))

    def outcome(known_at: datetime | None) -> Outcome:
        on = date(2026, 2, 5)
        found = queries.check_claim("Specimen Front", "un-sc", on, snapshot_known_at=known_at)
        return found.outcome

    assert outcome(datetime(2026, 1, 1, tzinfo=UTC)) is Outcome.UNKNOWN
    assert outcome(first) is Outcome.CONTRADICTED
    assert outcome(second) is Outcome.SUPPORTED
    assert outcome(None) is Outcome.SUPPORTED


def test_us_fto_is_unknown_where_neither_list_is_loaded() -> None:
    verdict = queries.check_claim("TTP", "us-fto", DAY)
    assert (verdict.outcome, verdict.list) == (Outcome.UNKNOWN, "us-fto")


def test_the_lists_show_what_is_loaded_and_how_old_it_is() -> None:
    load("un-sc")
    with clock.frozen(datetime(2026, 3, 30, tzinfo=UTC)):
        known = {each["list"]: each for each in queries.lists(shell())}
    assert known["un-sc"]["stale"]
    assert known["un-sc"]["snapshot"]["counts"]["organisation"] == 11
    assert known["us-ofac-sdn"]["snapshot"] is None


def test_the_lists_want_the_permission() -> None:
    with pytest.raises(PermissionDenied):
        queries.lists(Actor("user", "7", frozenset()))


@pytest.mark.parametrize(
    "forge",
    [
        lambda: Entry.objects.filter(reference="QDe.132").update(reference="QDe.999"),
        lambda: Name.objects.filter(text="LET").update(text="Specimen"),
        lambda: Name.objects.filter(text="LET").delete(),
    ],
)
def test_the_ledger_finds_a_list_that_was_tampered_with(forge: object) -> None:
    load("un-sc")
    assert ledger.verify(shell()).ok
    forge()  # type: ignore[operator]
    assert not ledger.verify(shell()).ok
