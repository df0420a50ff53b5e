"""The statement of reasons, as the user reads it.

Regulation (EU) 2022/2065 Article 17(3) says what it contains: the restriction, its territory and
duration (a), the facts, and whether a notice led to it (b), the use of automated means (c), the
law (d) or the rules (e) that it rests on and why, and how to object (f).
"""

from __future__ import annotations

from dataclasses import dataclass

from staydown.cases.queries import CasePage, Draft
from staydown.liaison.queries import Instrument


@dataclass(frozen=True, slots=True)
class Statement:
    """`instrument` is the one that a legal ground names; `referred`, whether somebody asked for it.

    `redress` names the ways to object that the instruments of the case know, each once.
    """

    ref: str
    draft: Draft
    instrument: Instrument | None
    referred: bool
    redress: tuple[str, ...]


def of_draft(page: CasePage, draft: Draft) -> Statement:
    """The statement that a decision by `draft` gives."""
    sheets = {one.instrument.id: one.instrument for one in page.referrals}
    legal = sheets.get(draft.legal_instrument) if draft.ground == "legal" else None
    named = [legal] if legal else list(sheets.values())
    return Statement(
        ref=page.ref,
        draft=draft,
        instrument=legal,
        referred=bool(page.referrals),
        redress=tuple(dict.fromkeys(sheet.notice.redress for sheet in named)),
    )
