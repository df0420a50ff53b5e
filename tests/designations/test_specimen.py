"""Every (organisation, legal basis) of the specimen referral, judged as a careful lawyer would.

On the whole UN list of February 2026, the OFAC pair of 2025 and our example for Pakistan, on a day
of November 2026. No UK list is loaded. The OFAC pair has the BLA only as an orphan alias.
"""

from __future__ import annotations

import csv
from datetime import date

import pytest

from staydown.designations import actions, queries
from staydown.kernel.actors import shell
from tests.designations.support import FILES
from tests.support.data import shared_data

pytestmark = pytest.mark.django_db

S, C, A, U = "supported", "contradicted", "ambiguous", "unknown"
UN, FTO, OFAC = "un-sc", "us-fto", "us-ofac-sdn"
PK, UK = "pk-nacta-organisations", "uk-proscribed"

JUDGED = {
    ("BLA", "ATA First Schedule"): [(PK, S, ["ATA-FS/BLA"])],
    ("BLA", "UK TA2000"): [(UK, U, [])],
    ("BLA", "UN 1267"): [(UN, C, [])],
    ("BLA", "US FTO"): [(FTO, A, ["26953"])],
    ("BLF", "ATA"): [(PK, S, ["ATA-FS/BLF"])],
    ("BLF", "UN 1267"): [(UN, C, [])],
    ("BLF", "UN, US, UK"): [(UN, C, []), (OFAC, C, []), (UK, U, [])],
    ("Balochistan Liberation Army (Majeed Brigade)", "ATA"): [
        (PK, S, ["ATA-FS/Majeed-Brigade", "ATA-FS/BLA"])
    ],
    ("Balochistan Liberation Army (Majeed Brigade)", "US FTO"): [(FTO, A, ["26953"])],
    ("Balochistan Liberation Front", "ATA First Schedule"): [(PK, S, ["ATA-FS/BLF"])],
    ("Fitna al Hindustan", "ATA"): [(PK, A, [])],
    ("ISKP", "ATA"): [(PK, A, ["ATA-FS/Daesh"])],
    ("ISKP", "UN QDe.161"): [(UN, S, ["QDe.161"])],
    ("Islamic State Khorasan Province", "UN"): [(UN, S, ["QDe.161"])],
    ("Islamic State Khorasan Province", "US FTO"): [(FTO, S, ["18647"])],
    ("Jamaat ul Ahrar", "UN QDe.152"): [(UN, S, ["QDe.152"])],
    ("Lashkar-e-Jhangvi", "ATA"): [(PK, S, ["ATA-FS/Lashkar-e-Jhangvi"])],
    ("Lashkar-e-Jhangvi", "UN QDe.096"): [(UN, S, ["QDe.096"])],
    ("PTM", "ATA First Schedule"): [(PK, S, ["ATA-FS/PTM"])],
    ("TTP", "ATA 1997 First Schedule"): [(PK, S, ["ATA-FS/TTP"])],
    ("TTP", "UN 1267"): [(UN, S, ["QDe.132"])],
    ("TTP", "UNSC/ATA"): [(UN, S, ["QDe.132"]), (PK, S, ["ATA-FS/TTP"])],
    ("TTP", "US FTO, UN, UK"): [(FTO, S, ["12206"]), (UN, S, ["QDe.132"]), (UK, U, [])],
    ("Tehreek-i-Taliban Pakistan", "ATA s.11B"): [(PK, S, ["ATA-FS/TTP"])],
    ("Tehreek-i-Taliban Pakistan", "UN QDe.132"): [(UN, S, ["QDe.132"])],
    ("تحریک طالبان پاکستان", "انسداد دہشت گردی ایکٹ 1997"): [(PK, S, ["ATA-FS/TTP"])],
    ("داعش خراسان", "UN 1267"): [(UN, S, ["QDe.161"])],
}


@pytest.fixture
def real_lists() -> None:
    un = shared_data("lists", "un_consolidated_2026-02-27.xml")
    ofac = [shared_data("lists", name) for name in ("ofac_sdn.csv", "ofac_alt.csv")]
    day = date(2025, 2, 1)
    actions.load_files(shell(), "un-sc", [un])
    actions.load_files(shell(), "us-ofac-sdn", ofac, as_of=day)
    example = FILES["pk-nacta-organisations"]
    actions.load_files(shell(), "pk-nacta-organisations", example, as_of=date(2026, 11, 1))


def specimen_pairs() -> set[tuple[str, str]]:
    path = shared_data("referrals", "referrals.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            (row["Affiliated organisation"], row["Legal basis"]) for row in csv.DictReader(file)
        }


@pytest.mark.usefixtures("real_lists")
def test_every_claim_of_the_specimen_is_judged_as_pinned() -> None:
    pairs = specimen_pairs()
    assert pairs == set(JUDGED)
    found = {
        (name, basis): [
            (
                claim.list,
                claim.outcome.value,
                [match.entry.reference for match in claim.verdict.entries],
            )
            for claim in queries.check_row_claims(name, basis, date(2026, 11, 23))
        ]
        for name, basis in pairs
    }
    assert found == JUDGED


def test_the_whole_un_list_has_none_of_these_nor_anything_like_them() -> None:
    actions.load_files(shell(), "un-sc", [shared_data("lists", "un_consolidated_2026-02-27.xml")])
    for name in (
        "Balochistan Liberation Front",
        "Balochistan Liberation Army",
        "Balochistan Republican Army",
        "Majeed Brigade",
        "Lashkar-e-Islam",
        "Sipah-e-Sahaba Pakistan",
        "Tehreek-e-Labbaik Pakistan",
        "Hizb ut-Tahrir",
        "Pashtun Tahafuz Movement",
        "بلوچستان لبریشن فرنٹ",
    ):
        verdict = queries.check_claim(name, "un-sc", date(2026, 2, 28))
        found = (name, verdict.outcome.value, verdict.entries, verdict.stale)
        assert found == (name, C, (), False)
