"""The demonstration's summary: one screen that a minister could read."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from staydown.cli.demo.newcomers import LOOKALIKES, RETURNS
from staydown.cli.demo.returning import Returns, counted
from staydown.cli.demo.story import Story, time_to_block
from staydown.enforcement import queries as deliveries
from staydown.kernel import actors
from staydown.referrals import queries as referrals

_WHY = {
    "empty": "the cell is empty",
    "placeholder": "a remark instead of an address",
    "malformed": "the address cannot be read",
    "formula": "a spreadsheet formula",
    "search-page": "a search page, not an account",
    "login-page": "a log-in page, not an account",
    "home-page": "a home page, not an account",
    "hashtag-page": "a hashtag, not an account",
    "post-without-author": "a post that names no author",
    "bare-host": "a platform's name, not an account",
    "email": "an e-mail address",
    "not-an-address": "text that is no address",
    "bare-number": "a number without a platform's address",
}


def text(story: Story) -> str:
    """The summary, with a line for each figure."""
    assert story.batch  # noqa: S101  the story was told
    assert story.report  # noqa: S101
    counts = story.batch.counts
    answer = list(referrals.answer(actors.shell(), story.batch.id))
    states = deliveries.counts()
    lines = [
        "",
        "What happened  (specimen data: no account, person or group here is real)",
        f"  {story.batch.rows:>5} rows came in from {story.batch.peer_name} "
        f"under {story.batch.instrument}",
        f"  {counts['accepted']:>5} accepted, {counts['duplicate']} already referred, "
        f"{counts['returned']} returned to the sender:",
        *[f"        {number:>3} × {why}" for why, number in _returned(answer).most_common()],
        f"  {_verdicts(answer)}",
        f"  {story.outcomes['remove']:>5} accounts decided to be removed; "
        f"{story.outcomes['no_action']} left alone; "
        f"{story.outcomes['more_information']} sent back with a question",
        f"  {states['confirmed']:>5} deliveries done and read back from the platform; "
        f"{states['stuck']} wait for a person (no such account any more)",
        f"      {_spoken(time_to_block(story))} from receipt to a block that was read back "
        "(median; people would take longer to decide)",
        "      1 decision undone: the account can log in again",
        f"  {story.report.size:>5} ledger entries and {story.report.rows:,} rows verified "
        "against a signed checkpoint",
    ]
    return "\n".join(lines)


def returns(back: Returns) -> str:
    """What became of those who registered afterwards, the missed and the wrongly held by name of
    their trick."""
    count = counted(back)
    wrongly = back.of_kind("lookalike", back.held)
    missed = [
        one for one in back.everybody
        if one.kind == "mirror" and one.user.name not in back.held | back.flagged
    ]  # fmt: skip
    lines = [
        "",
        "After the blocks",
        f"  {len(back.everybody):>5} people registered and were screened "
        f"{back.asked:,} times, at sign-up and as they began to act",
        f"  {count['mirror held']:>5} of {RETURNS} returning accounts held at once; "
        f"{count['mirror flagged']} flagged for a person; {count['mirror missed']} missed:",
        *[f"        {one.how}" for one in missed],
        f"  {count['lookalike held']:>5} of {LOOKALIKES} innocents who look alike wrongly held, "
        f"and released by a person; {count['lookalike flagged']} flagged and left alone",
        *[f"        {one.how}" for one in wrongly],
        f"  {count['ordinary held'] + count['ordinary flagged']:>5} of "
        f"{len(back.everybody) - RETURNS - LOOKALIKES} others held or flagged",
        f"  {len(back.removed):>5} returning accounts removed by a person; they are remembered too",
    ]
    return "\n".join(lines)


def _returned(answer: list[dict[str, object]]) -> Counter[str]:
    why: Counter[str] = Counter()
    for line in answer:
        if line["status"] == "returned":
            code = line["reasons"][0]["code"]  # type: ignore[index]
            why[_WHY.get(code, code)] += 1
    return why


def _verdicts(answer: list[dict[str, object]]) -> str:
    found = Counter(claim["verdict"] for line in answer for claim in line["claims"])  # type: ignore[attr-defined]
    return (
        f"{found['supported']:>5} claims of a legal basis hold; {found['contradicted']} are "
        f"contradicted by the list they name; {found['ambiguous'] + found['unknown']} are unclear"
    )


def _spoken(length: timedelta) -> str:
    return f"{length.total_seconds():.0f} seconds"
