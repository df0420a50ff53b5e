"""The report: one page that stands alone and names nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from staydown.mirrors.evaluate import evaluate
from staydown.mirrors.model import hand_set
from staydown.mirrors.report import html
from tests.mirrors.evaluate.counted import innocent, innocents, outcomes, ret

FOUND = outcomes(
    ret(30, 0.995, cluster="specimen-cluster"), ret(2, 0.1), innocent(7, 0.6, "fan"), *innocents(50)
)


@pytest.fixture(scope="module")
def page() -> str:
    model = replace(hand_set(), name="<specimen>")
    return html(evaluate(FOUND, model), model, "A <test>")


def test_it_needs_nothing_from_outside(page: str) -> None:
    assert page.count("<svg") == 3
    for outside in ("http://", "https://", "<script", "src=", "<link", "@import", "url("):
        assert outside not in page


def test_what_it_is_told_is_escaped(page: str) -> None:
    assert "A &lt;test&gt;" in page
    assert "&lt;specimen&gt;" in page
    assert "<test>" not in page
    assert "<specimen>" not in page


def test_it_names_nobody(page: str) -> None:
    assert "specimen-cluster" not in page


def test_it_shows_every_part(page: str) -> None:
    for heading in ("Overall", "Tiers", "Who is accused wrongly", "What each signal adds",
                    "By trick", "The table of bits"):  # fmt: skip
        assert f"<h2>{heading}</h2>" in page
    assert "handle-same" in page
    assert "<td>fan</td>" in page
