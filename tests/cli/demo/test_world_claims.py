"""The claims of the demonstration's referral, checked on the demonstration's own lists."""

from __future__ import annotations

from datetime import date

import pytest

from staydown.cli.demo.world import build
from staydown.cli.demo.world_groups import CLAIMS, Claim
from staydown.designations import queries
from staydown.designations.actions import load_list
from staydown.designations.sources.base import SourceFile
from staydown.kernel import actors

TODAY = date(2026, 11, 23)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "claim",
    [claim for claims in CLAIMS.values() for claim in claims],
    ids=lambda claim: f"{claim.organisation}, {claim.basis}",
)
def test_a_claim_gives_the_verdict_that_the_world_says(claim: Claim) -> None:
    world = build(today=TODAY)
    shell = actors.shell()
    load_list(shell, "un-sc", [SourceFile("un.xml", world.un_xml)])
    national = [SourceFile("national.csv", world.specimen_list_csv)]
    load_list(shell, "pk-nacta-organisations", national, as_of=TODAY)
    results = queries.check_row_claims(claim.organisation, claim.basis, TODAY)
    assert {result.verdict.outcome for result in results} == claim.verdicts
