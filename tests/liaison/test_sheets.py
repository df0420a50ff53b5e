"""The rule sheets that come with the program say what the law says; bad ones are refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from staydown.liaison import places, queries
from staydown.liaison.errors import BadRuleSheet, UnknownInstrument
from staydown.liaison.sheets import SHIPPED, read_folder, read_sheet

SHEET = (SHIPPED / "pk-peca-37.toml").read_text(encoding="utf-8")


def altered(folder: Path, old: str, new: str) -> Path:
    assert old in SHEET
    path = folder / "pk-peca-37.toml"
    path.write_text(SHEET.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_five_instruments_are_there() -> None:
    assert [sheet.id for sheet in queries.instruments()] == [
        "dsa-16-notice", "eu-tco-order", "pk-peca-37", "pk-peca-37-emergency", "tos-referral",
    ]  # fmt: skip


def test_an_unknown_instrument_names_those_that_exist() -> None:
    with pytest.raises(UnknownInstrument, match="pk-peca-37-emergency, tos-referral"):
        queries.instrument("pk-peca-38")


def test_a_direction_under_peca_section_37_has_48_hours_and_reaches_pakistan() -> None:
    sheet = queries.instrument("pk-peca-37")
    assert sheet.clock.allowance == timedelta(hours=48)
    assert sheet.clock.starts == "receipt-complete"
    assert sheet.compels
    assert sheet.subject == "account"
    assert sheet.scope.countries == {"PK"}
    assert sheet.missing_in_batch({}) == ()


def test_its_emergency_form_has_12_hours_and_needs_written_reasons() -> None:
    sheet = queries.instrument("pk-peca-37-emergency")
    assert sheet.clock.allowance == timedelta(hours=12)
    assert sheet.missing_in_batch({}) == ("reasons",)
    assert sheet.missing_in_batch({"reasons": "  "}) == ("reasons",)
    assert sheet.missing_in_batch({"reasons": "an attack is being broadcast"}) == ()


def test_the_two_forms_of_section_37_differ_in_nothing_else() -> None:
    plain = queries.instrument("pk-peca-37").model_dump()
    urgent = queries.instrument("pk-peca-37-emergency").model_dump()
    differing = {field for field in plain if plain[field] != urgent[field]}
    assert differing == {"id", "title", "clock", "required", "sources", "notes"}


def test_an_eu_removal_order_has_one_hour_that_waits_for_clarification_and_obstacles() -> None:
    sheet = queries.instrument("eu-tco-order")
    assert sheet.clock.allowance == timedelta(hours=1)
    assert set(sheet.clock.suspends_on) == {"clarification", "force-majeure"}
    assert sheet.compels
    assert sheet.scope.countries == places.EUROPEAN_UNION
    assert sheet.notice.gag == "by-order"
    assert sheet.notice.gag_limit == timedelta(weeks=6)
    assert sheet.preservation.set_by == "law"


def test_six_months_of_preservation_are_never_cut_short() -> None:
    period = queries.instrument("eu-tco-order").preservation.period
    for month in range(1, 13):
        removed = date(2027, month, 1)
        later = month + 6
        assert removed + period >= date(2027 + (later - 1) // 12, (later - 1) % 12 + 1, 1)


@pytest.mark.parametrize("instrument", ["eu-tco-order", "dsa-16-notice"])
def test_instruments_about_content_never_compel_an_account_measure(instrument: str) -> None:
    sheet = queries.instrument(instrument)
    assert sheet.subject == "content"
    assert any("account" in note for note in sheet.notes)


@pytest.mark.parametrize("instrument", ["dsa-16-notice", "tos-referral"])
def test_notices_and_referrals_compel_nothing_and_have_no_fixed_time(instrument: str) -> None:
    sheet = queries.instrument(instrument)
    assert not sheet.compels
    assert sheet.clock.allowance is None


def test_a_referral_under_the_terms_of_service_has_no_territory_of_its_own() -> None:
    assert queries.instrument("tos-referral").scope.countries == frozenset()


@pytest.mark.parametrize(
    ("instrument", "kind", "country", "verdict"),
    [
        ("pk-peca-37", "authority", "PK", "may"),
        ("pk-peca-37", "authority", None, "unknown"),
        ("pk-peca-37", "authority", "DE", "may-not"),
        ("pk-peca-37", "flagger", "PK", "may-not"),
        ("eu-tco-order", "authority", "DE", "may"),
        ("eu-tco-order", "authority", "PK", "may-not"),
        ("eu-tco-order", "authority", "GB", "may-not"),
        ("dsa-16-notice", "flagger", None, "may"),
        ("tos-referral", "platform", "US", "may"),
    ],
)
def test_a_pakistani_authority_issues_no_eu_order_and_the_other_way_round(
    instrument: str, kind: str, country: str | None, verdict: str
) -> None:
    assert queries.instrument(instrument).may_be_issued_by(kind, country) == verdict


def test_who_may_issue_depends_on_the_day() -> None:
    sheet = queries.instrument("pk-peca-37")
    before = [body.name for body in sheet.issuing_bodies(date(2024, 6, 1))]
    after = [body.name for body in sheet.issuing_bodies(date(2025, 6, 1))]
    assert before == ["Pakistan Telecommunication Authority"]
    assert "Social Media Protection and Regulatory Authority" in after


def test_an_instrument_does_not_exist_before_its_law() -> None:
    sheet = queries.instrument("eu-tco-order")
    assert not sheet.in_force_on(date(2022, 6, 6))
    assert sheet.in_force_on(date(2022, 6, 7))


@pytest.mark.parametrize("instrument", [sheet.id for sheet in queries.instruments()])
def test_every_sheet_asks_for_the_account_and_cites_its_sources(instrument: str) -> None:
    sheet = queries.instrument(instrument)
    assert sheet.missing_in_row({}) == sheet.required.row
    assert "account" in sheet.required.row
    assert sheet.missing_in_row(dict.fromkeys(sheet.required.row, "given")) == ()
    assert all(source.law and source.says for source in sheet.sources)
    assert sheet.title.ur.isascii() is False


@pytest.mark.parametrize("instrument", [sheet.id for sheet in queries.instruments()])
def test_a_sheet_cannot_be_changed_in_memory(instrument: str) -> None:
    with pytest.raises(ValidationError):
        queries.instrument(instrument).compels = True


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("compels = true", "compells = true", "compels"),
        ("compels = true", "compels = true\nsevere = true", "severe"),
        ('allowance = "PT48H"', 'allowance = "48 hours"', "clock.allowance"),
        ('allowance = "PT48H"', 'allowance = "P2M"', "clock.allowance"),
        ('allowance = "PT48H"', 'allowance = "PT0H"', "clock.allowance"),
        ('allowance = "PT48H"', 'allowance = "P1DT"', "clock.allowance"),
        ('allowance = "PT48H"', "allowance = 48", "clock.allowance"),
        ('countries = ["PK"]', 'countries = ["PKX"]', "issuer.countries.0"),
        ('row = ["account"]', 'row = ["acount"]', "required.row.0"),
        ('"cases.decide"', '"cases.decree"', "approvals.permission"),
        ("minimum = 1", "minimum = 0", "approvals.minimum"),
        ('id = "pk-peca-37"', 'id = "pk-peca-38"', "id"),
        ('subject = "account"', 'subject = "person"', "subject"),
        ("verified = false", "", "sources.0.verified"),
    ],
)
def test_a_bad_sheet_is_refused_with_file_and_field(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    with pytest.raises(BadRuleSheet) as refusal:
        read_sheet(altered(tmp_path, old, new))
    assert refusal.value.facts["field"] == field
    assert str(refusal.value).startswith(f"pk-peca-37.toml, {field}: ")


def test_a_sheet_without_sources_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pk-peca-37.toml"
    path.write_text(SHEET[: SHEET.index("[[sources]]")], encoding="utf-8")
    with pytest.raises(BadRuleSheet, match="sources"):
        read_sheet(path)


@pytest.mark.parametrize("content", [b"id = ", b"\xff\xfe\x00", b"not toml at all"])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(BadRuleSheet, match=r"broken\.toml: not readable as TOML"):
        read_folder(tmp_path)
