"""What the demonstration promises, checked: each line is printed with a tick or a cross."""

from __future__ import annotations

from collections.abc import Iterator

import click

from staydown.cases import actions as cases
from staydown.cases.queries import measures_in_force
from staydown.cli.demo.homeserver import Homeserver
from staydown.cli.demo.newcomers import RETURNS
from staydown.cli.demo.returning import ROOM, Returns
from staydown.cli.demo.story import INSTRUMENT, PEER, Story
from staydown.enforcement import queries as deliveries
from staydown.kernel import actors
from staydown.referrals import queries as referrals

_MATRIX = "matrix:id:@"


def run(story: Story, homeserver: Homeserver, back: Returns) -> int:
    """Print every check and answer how many failed."""
    failed = 0
    checked = [
        *_rows(story), *_platforms(story, homeserver), *_returns(back, homeserver), *_ledger(story),
    ]  # fmt: skip
    for text, holds in checked:
        click.secho(f"  {'✓' if holds else '✗'} {text}", fg="green" if holds else "red")
        failed += not holds
    return failed


def _rows(story: Story) -> Iterator[tuple[str, bool]]:
    assert story.batch  # noqa: S101  the story was told
    shell = actors.shell()
    answer = list(referrals.answer(shell, story.batch.id))
    expected = story.world.rows
    as_wanted = [
        (line["status"], frozenset(claim["verdict"] for claim in line["claims"]))
        == (row.status, row.verdicts)
        for line, row in zip(answer, expected, strict=True)
    ]
    yield f"each of {len(expected)} rows ended as a careful person would say", all(as_wanted)
    path = story.folder / "referral.csv"
    again = cases.receive(shell, path, peer_slug=PEER, instrument_id=INSTRUMENT)
    yield "the same file sent again made nothing twice", again.replayed


def _platforms(story: Story, homeserver: Homeserver) -> Iterator[tuple[str, bool]]:
    counts = deliveries.counts()
    yield "every delivery is done and was read back", counts["done"] == counts["confirmed"] > 0
    yield "nothing is left waiting", deliveries.waiting() == 0
    stuck = deliveries.deliveries(actors.shell(), state="stuck")
    text = f"what is stuck ({len(stuck)}) is so because the platform has no such account any more"
    yield text, all("no-such-account" in one.problem for one in stuck)
    passwords = {
        f"{_MATRIX}{user.name}:{homeserver.server_name}": (user.name, user.password)
        for user in story.world.community.users
    }
    blocked = [ref for ref in story.removed if ref in passwords and ref != story.undone]
    shut_out = [not homeserver.can_log_in(*passwords[ref]).allowed for ref in blocked[:5]]
    yield "blocked accounts cannot log in to the homeserver", bool(shut_out) and all(shut_out)
    free = next(ref for ref in passwords if not measures_in_force(ref) and ref != story.undone)
    yield "an ordinary account can", homeserver.can_log_in(*passwords[free]).allowed
    restored = homeserver.can_log_in(*passwords[story.undone]).allowed
    yield "the account whose removal was undone can log in again", restored


def _returns(back: Returns, homeserver: Homeserver) -> Iterator[tuple[str, bool]]:
    seen = back.of_kind("mirror", back.held | back.flagged)
    text = f"{len(seen)} of {RETURNS} returning accounts were held or flagged"
    yield text, len(seen) >= RETURNS // 2 and bool(back.of_kind("mirror", back.held))
    times = sorted(back.seconds_to_hold)
    median = times[len(times) // 2] if times else 99.0
    yield f"half of them within {median:.1f} s of beginning to register", median < 2
    shut_out = [
        not homeserver.can_log_in(one.user.name, one.user.password).allowed
        for one in back.of_kind("mirror", back.removed)
    ]
    yield "those that a person then removed cannot log in", bool(shut_out) and all(shut_out)
    freed = [one for one in back.everybody if one.kind != "mirror"]
    free = [homeserver.may_write(one.user.name, ROOM).allowed for one in freed if one.how]
    yield "every innocent can write, held by mistake and released or never held", all(free)
    ordinary = {one.user.name for one in back.everybody if one.kind == "ordinary"}
    yield "no ordinary newcomer was held or flagged", not ordinary & (back.held | back.flagged)


def _ledger(story: Story) -> Iterator[tuple[str, bool]]:
    assert story.report  # noqa: S101  the story was told
    yield "the ledger and every row it vouches for are as recorded", story.report.ok
