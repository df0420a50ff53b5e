"""A legal-basis cell, read into the lists that it claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.designations.claim_text import read_claim_text

UN, OFAC, FTO = "un-sc", "us-ofac-sdn", "us-fto"
UK, PK, EU = "uk-proscribed", "pk-nacta-organisations", "eu-fsf"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UN", [(UN, None, None)]),
        ("UN 1267", [(UN, None, "Al-Qaida")]),
        ("UN, 1267", [(UN, None, "Al-Qaida")]),
        ("UNSCR 1267/1989/2253", [(UN, None, "Al-Qaida")]),
        ("UNSC Resolution 1267 (1999)", [(UN, None, "Al-Qaida")]),
        ("UN 1988", [(UN, None, "Taliban")]),
        ("QDe.161", [(UN, "QDe.161", None)]),
        ("UN QDe.152", [(UN, "QDe.152", None)]),
        ("qde161", [(UN, "QDe.161", None)]),
        ("اقوام متحدہ", [(UN, None, None)]),
        ("UNSC/ATA", [(UN, None, None), (PK, None, None)]),
        ("UN ATA", [(UN, None, None), (PK, None, None)]),
        ("US FTO", [(FTO, None, None)]),
        ("US", [(OFAC, None, None)]),
        ("SDGT", [(OFAC, None, "SDGT")]),
        ("E.O. 13224", [(OFAC, None, "SDGT")]),
        ("US FTO, UN, UK", [(FTO, None, None), (UN, None, None), (UK, None, None)]),
        ("UN, US, UK", [(UN, None, None), (OFAC, None, None), (UK, None, None)]),
        ("UN and US", [(UN, None, None), (OFAC, None, None)]),
        ("اقوام متحدہ اور امریکہ", [(UN, None, None), (OFAC, None, None)]),
        ("UK TA2000", [(UK, None, None)]),
        ("Terrorism Act 2000", [(UK, None, None)]),
        ("UK sanctions", [("uk-sanctions", None, None)]),
        ("EU 881/2002", [(EU, None, None)]),
        ("ATA", [(PK, None, None)]),
        ("ATA First Schedule", [(PK, None, None)]),
        ("ATA, First Schedule", [(PK, None, None)]),
        ("ATA s.11B", [(PK, None, None)]),
        ("ATA 1997 First Schedule", [(PK, None, None)]),
        ("Anti-Terrorism Act 1997", [(PK, None, None)]),
        ("انسداد دہشت گردی ایکٹ", [(PK, None, None)]),
        ("انسداد دہشت گردی ایکٹ 1997", [(PK, None, None)]),
        ("ATA Fourth Schedule", [("pk-nacta-persons", None, None)]),
        ("", []),
        (" , ", []),
    ],
)
def test_it_reads_the_lists_claimed(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = [(each.list, each.reference, each.regime) for each in read_claim_text(text)]
    assert found == expected


def test_it_keeps_the_words_of_each_claim() -> None:
    assert [each.text for each in read_claim_text("US FTO, UN")] == ["US FTO", "UN"]


@pytest.mark.parametrize(
    ("text", "recognised"), [("PECA s.37", True), ("national interest", False), ("پیکا", True)]
)
def test_a_law_is_no_list_and_other_words_are_not_understood(
    text: str, *, recognised: bool
) -> None:
    (claim,) = read_claim_text(text)
    assert (claim.list, claim.recognised) == (None, recognised)


@given(st.text())
def test_it_reads_any_text(text: str) -> None:
    for claim in read_claim_text(text):
        assert claim.text
