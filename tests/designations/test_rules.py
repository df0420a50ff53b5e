"""Is a claim true? Situations on snapshots in memory."""

from __future__ import annotations

from functools import cache

import pytest

from staydown.designations import labels
from staydown.designations.basis import Claim, Held
from staydown.designations.rules import judge
from staydown.designations.verdicts import How, Outcome, Verdict
from tests.designations.support import ask, days_after, held, organisation

SUPPORTED, CONTRADICTED = Outcome.SUPPORTED, Outcome.CONTRADICTED
UNKNOWN, AMBIGUOUS = Outcome.UNKNOWN, Outcome.AMBIGUOUS
UN, OFAC, PK = "un-sc", "us-ofac-sdn", "pk-nacta-organisations"
DAY = "2026-03-01"


@cache
def snapshot(list_id: str) -> Held:
    return held(list_id, "2026-02-27")


def on_un(name: str, on: str = DAY, **claimed: str) -> Verdict:
    return ask(name, UN, on, snapshot(UN), **claimed)  # type: ignore[arg-type]


def on_ofac(name: str, on: str = DAY, **claimed: str) -> Verdict:
    return ask(name, OFAC, on, snapshot(OFAC), **claimed)  # type: ignore[arg-type]


def in_pakistan(name: str, on: str = DAY) -> Verdict:
    return ask(name, PK, on, snapshot(PK))


def references(verdict: Verdict) -> list[str]:
    return [match.entry.reference for match in verdict.entries]


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("TTP", "QDe.132"),
        ("Tehreek-i-Taliban Pakistan", "QDe.132"),
        ("تحریک طالبان پاکستان", "QDe.132"),
        ("Tehreek-e-Taliban Pakistan (TTP)", "QDe.132"),
        ("Fitna al-Khawarij (TTP)", "QDe.132"),
        ("TTP - Tehreek-e-Taliban Pakistan", "QDe.132"),
        ("banned TTP", "QDe.132"),
        ("کالعدم تحریک طالبان پاکستان", "QDe.132"),
        ("ISKP", "QDe.161"),
        ("داعش خراسان", "QDe.161"),
        ("Islamic State Khorasan Province", "QDe.161"),
        ("Jamaat ud Dawa", "QDe.118"),
        ("JuD", "QDe.118"),
        ("JuD/LeT", "QDe.118"),
        ("Lashkar-e-Jhangvi", "QDe.096"),
        ("Haqqani Network", "TAe.012"),
        ("القاعدہ", "QDe.004"),
    ],
)
def test_the_un_lists_them(name: str, reference: str) -> None:
    verdict = on_un(name)
    assert (verdict.outcome, references(verdict)) == (SUPPORTED, [reference])


@pytest.mark.parametrize(
    "name",
    [
        "BLA",
        "Balochistan Liberation Army",
        "Balochistan Liberation Army (Majeed Brigade)",
        "BLF",
        "BLA/BLF",
        "BLA Azad group",
        "PTM",
        "TLP",
        "Hizb ut-Tahrir",
        "Specimen Front of Dry River",
    ],
)
def test_the_un_does_not_list_them(name: str) -> None:
    assert on_un(name).outcome is CONTRADICTED


def test_a_person_of_that_name_does_not_support_an_organisation() -> None:
    verdict = on_un("Balochistan Liberation Front")
    assert verdict.outcome is CONTRADICTED
    assert [match.how for match in verdict.entries] == [How.PERSON]


def test_a_ship_of_that_name_does_not_support_an_organisation() -> None:
    assert on_ofac("Balochistan Liberation Front").outcome is CONTRADICTED


@pytest.mark.parametrize("name", ["The Base", "LJ", "HUA"])
def test_a_weak_name_alone_is_ambiguous(name: str) -> None:
    assert on_un(name).outcome is AMBIGUOUS


def test_a_name_that_two_entries_bear_is_ambiguous_unless_the_reference_decides() -> None:
    both = on_un("Harakat ul-Ansar")
    assert (both.outcome, references(both)) == (AMBIGUOUS, ["QDe.008", "QDe.130"])
    one = on_un("Harakat ul-Ansar", reference="QDe.008")
    assert (one.outcome, references(one)) == (SUPPORTED, ["QDe.008"])


def test_two_organisations_in_one_cell_are_ambiguous() -> None:
    verdict = on_un("TTP / ISKP")
    assert (verdict.outcome, references(verdict)) == (AMBIGUOUS, ["QDe.132", "QDe.161"])


def test_an_umbrella_never_resolves() -> None:
    verdict = in_pakistan("Fitna al Hindustan")
    assert (verdict.outcome, verdict.entries) == (AMBIGUOUS, ())
    assert "umbrella" in verdict.why


def test_an_official_style_is_no_designation_but_shows_who_is_meant() -> None:
    verdict = on_un("فتنہ الخوارج")
    assert (verdict.outcome, references(verdict)) == (AMBIGUOUS, ["QDe.132"])


@pytest.mark.parametrize(
    "name",
    [
        "Laskar e Jangvi",
        "Tahrik-e-Taliban",
        "Tehreek-e-Taliban Swat",
        "TTP Swat",
        "TTP-Khyber wing",
    ],
)
def test_a_name_that_is_only_like_one_wants_a_person(name: str) -> None:
    verdict = on_un(name)
    assert verdict.outcome is AMBIGUOUS
    assert verdict.entries[0].how is How.NEAR


def test_a_claim_without_a_name_cannot_be_checked() -> None:
    assert on_un(" — ").outcome is UNKNOWN


def test_a_list_that_was_never_loaded_answers_nothing() -> None:
    claim = Claim("Fitna al Hindustan", "uk-proscribed", snapshot(UN).day)
    assert judge(claim, None, labels.load()).outcome is UNKNOWN


class TestReferenceAndRegime:
    def test_the_reference_claimed_agrees(self) -> None:
        assert on_un("Tehrik-e-Taliban", reference="qde 132").outcome is SUPPORTED

    def test_another_entrys_reference_is_ambiguous_and_both_are_shown(self) -> None:
        verdict = on_un("TTP", reference="QDe.161")
        assert (verdict.outcome, references(verdict)) == (AMBIGUOUS, ["QDe.132", "QDe.161"])

    def test_a_reference_does_not_help_a_name_that_is_not_listed(self) -> None:
        verdict = on_un("PTM", reference="QDe.132")
        assert (verdict.outcome, references(verdict)) == (CONTRADICTED, ["QDe.132"])

    def test_the_haqqani_network_is_not_under_1267(self) -> None:
        verdict = on_un("Haqqani Network", regime="Al-Qaida")
        assert (verdict.outcome, references(verdict)) == (AMBIGUOUS, ["TAe.012"])

    def test_of_two_organisations_the_reference_fits_one(self) -> None:
        assert on_un("TTP / ISKP", reference="QDe.161").outcome is AMBIGUOUS


class TestDates:
    def test_an_entry_was_not_in_force_before_it_was_listed(self) -> None:
        assert on_un("TTP", "2011-07-28").outcome is CONTRADICTED
        assert on_un("TTP", "2011-07-29").outcome is SUPPORTED

    def test_a_contradiction_before_the_earliest_snapshot_says_what_it_cannot_see(self) -> None:
        assert "not seen" in on_un("BLF", "2020-01-01").why
        assert "not seen" not in on_un("BLF").why

    @pytest.mark.parametrize(
        ("on", "outcome"),
        [
            ("2021-04-14", CONTRADICTED),
            ("2021-04-15", SUPPORTED),
            ("2021-11-06", SUPPORTED),
            ("2021-11-07", CONTRADICTED),
            ("2024-01-01", CONTRADICTED),
            ("2025-10-24", SUPPORTED),
        ],
    )
    def test_tlp_was_banned_freed_and_banned_again(self, on: str, outcome: Outcome) -> None:
        assert in_pakistan("TLP", on).outcome is outcome

    def test_a_contradiction_by_date_shows_the_ban_that_was_lifted(self) -> None:
        verdict = in_pakistan("TLP", "2024-01-01")
        assert [match.in_force for match in verdict.entries] == [False, False]

    def test_ofac_cannot_answer_for_days_before_its_earliest_snapshot(self) -> None:
        assert on_ofac("TTP", "2026-02-26").outcome is AMBIGUOUS
        assert on_ofac("Specimen Front", "2026-02-26").outcome is AMBIGUOUS

    def test_a_snapshot_older_than_the_refresh_interval_is_stale(self) -> None:
        assert not on_un("TTP", days_after("2026-02-27", 7)).stale
        assert on_un("TTP", days_after("2026-02-27", 8)).stale


class TestTwoSnapshots:
    """The list of January, and that of the following month."""

    OLD = organisation("1", "Specimen Front of Dry River", since="2020-01-01")

    def ask(self, on: str, used: list[object], after: list[object], list_id: str = UN) -> Outcome:
        before = held(list_id, "2026-01-01", used)  # type: ignore[arg-type]
        later = held(list_id, "2026-02-01", after)  # type: ignore[arg-type]
        return ask("Specimen Front of Dry River", list_id, on, before, later).outcome

    def test_listed_in_between_and_the_entry_says_since_when(self) -> None:
        new = organisation("1", "Specimen Front of Dry River", since="2026-01-10")
        assert self.ask("2026-01-15", [], [new]) is SUPPORTED
        assert self.ask("2026-01-09", [], [new]) is CONTRADICTED

    def test_listed_in_between_on_a_list_without_dates(self) -> None:
        new = organisation("1", "Specimen Front of Dry River")
        assert self.ask("2026-01-15", [], [new], OFAC) is AMBIGUOUS

    def test_listed_long_ago_by_the_later_snapshot_only(self) -> None:
        assert self.ask("2026-01-15", [], [self.OLD]) is AMBIGUOUS

    def test_gone_by_the_next_snapshot(self) -> None:
        assert self.ask("2026-01-03", [self.OLD], []) is SUPPORTED
        assert self.ask("2026-01-20", [self.OLD], []) is AMBIGUOUS  # the snapshot used is stale

    def test_an_alias_that_was_added_in_between(self) -> None:
        had = organisation("1", "Another Name", since="2020-01-01")
        has = organisation("1", "Another Name", "Specimen Front of Dry River", since="2020-01-01")
        assert self.ask("2026-01-15", [had], [has]) is AMBIGUOUS


class TestUsLists:
    def test_bla_is_on_the_list_that_the_un_lacks_it_on(self) -> None:
        assert on_ofac("BLA").outcome is SUPPORTED
        assert on_ofac("BLA", programme="FTO").outcome is SUPPORTED

    def test_the_majeed_brigade_is_an_alias_of_it(self) -> None:
        verdict = on_ofac("Balochistan Liberation Army (Majeed Brigade)", programme="FTO")
        assert (verdict.outcome, references(verdict)) == (SUPPORTED, ["26953"])

    def test_jamaat_ul_ahrar_is_sdgt_and_not_fto(self) -> None:
        assert on_ofac("Jamaat-ul-Ahrar").outcome is SUPPORTED
        verdict = on_ofac("Jamaat-ul-Ahrar", programme="FTO")
        assert (verdict.outcome, references(verdict)) == (CONTRADICTED, ["20360"])

    def test_the_urdu_name_is_found_though_ofac_has_none(self) -> None:
        assert on_ofac("تحریک طالبان پاکستان").outcome is SUPPORTED

    def test_a_name_known_only_from_an_orphan_alias_is_ambiguous(self) -> None:
        assert on_ofac("Specimen Orphan Front").outcome is AMBIGUOUS

    def test_a_weak_alias_of_the_remarks_is_ambiguous(self) -> None:
        assert on_ofac("LJ").outcome is AMBIGUOUS


class TestPakistan:
    @pytest.mark.parametrize(
        "name", ["BLF", "Balochistan Liberation Front", "PTM", "پی ٹی ایم", "TTP", "Majeed Brigade"]
    )
    def test_these_are_banned(self, name: str) -> None:
        assert in_pakistan(name).outcome is SUPPORTED

    def test_the_khorasan_branch_is_covered_through_its_parent_only(self) -> None:
        for name in ("ISKP", "داعش خراسان", "Daesh (ISKP)"):
            verdict = in_pakistan(name)
            assert (verdict.outcome, references(verdict)) == (AMBIGUOUS, ["ATA-FS/Daesh"])
            assert verdict.entries[0].how is How.PARENT

    def test_a_wing_in_brackets_is_what_the_claim_is_about(self) -> None:
        name = "Balochistan Liberation Army (Majeed Brigade)"
        now = in_pakistan(name)
        assert (now.outcome, references(now)) == (
            SUPPORTED,
            ["ATA-FS/Majeed-Brigade", "ATA-FS/BLA"],
        )
        assert in_pakistan(name, "2023-01-01").outcome is AMBIGUOUS  # then only the BLA was banned

    def test_a_bracket_that_nobody_knows_is_an_explanation(self) -> None:
        assert in_pakistan("TTP (media wing, Dry River)").outcome is SUPPORTED
        assert in_pakistan("Specimen Front (TTP)").outcome is AMBIGUOUS
