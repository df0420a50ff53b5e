"""Whoever changes the log's own rows is found out, and the first bad entry is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from staydown.ledger.merkle import leaf_hash, root_of
from staydown.ledger.models import Head
from staydown.ledger.notes import Checkpoint
from staydown.ledger.verify import verify
from tests.ledger.log import (
    Stored,
    chained,
    edited,
    execute,
    flip,
    frontier_of_head,
    insert,
    only_finding,
    replace_log,
    rewrite_head,
    stored,
    with_leaf,
    write_entries,
)

pytestmark = pytest.mark.django_db

SIZE = 11
Tamper = Callable[[list[Stored]], list[Stored]]


@pytest.fixture(autouse=True)
def log(db: None) -> list[Stored]:
    write_entries(SIZE)
    return stored()


def altered(at: int) -> Tamper:
    """An entry says something else; its hash was made to fit."""
    return lambda log: [*log[:at], edited(log[at], action="forged"), *log[at + 1 :]]


def dropped(at: int) -> Tamper:
    """An entry is gone, and the later ones moved up into its place."""
    return lambda log: log[:at] + log[at + 1 :]


def swapped(one: int, other: int) -> Tamper:
    """Two entries stand in each other's place."""

    def swap(log: list[Stored]) -> list[Stored]:
        log = list(log)
        log[one], log[other] = log[other], log[one]
        return log

    return swap


def inserted(at: int) -> Tamper:
    """An entry that fits what stands before it; the later ones moved down."""

    def add(log: list[Stored]) -> list[Stored]:
        forged = edited(log[0], seq=at, prev=log[at - 1][1].hex() if at else "", action="forged")
        return [*log[:at], forged, *log[at:]]

    return add


def test_an_untouched_log_holds_and_says_what_it_cannot_prove() -> None:
    report = verify()
    assert (report.findings, report.size) == ([], SIZE)
    [limit] = report.limits
    assert "no checkpoint was given" in limit


def test_an_empty_log_holds() -> None:
    replace_log([])
    execute("DELETE FROM ledger_head")
    assert verify().ok


@pytest.mark.parametrize("at", [0, 4, SIZE - 1])
def test_a_changed_text_is_found_by_its_hash(at: int) -> None:
    execute(
        "UPDATE ledger_entry SET body = replace(body, 'specimen', 'spec1men') WHERE seq = %s", at
    )
    found = only_finding()
    assert (found.code, found.entry) == ("entry-altered", at)


@pytest.mark.parametrize("at", [0, 4, SIZE - 1])
def test_a_changed_hash_is_found(log: list[Stored], at: int) -> None:
    execute("UPDATE ledger_entry SET leaf = %s WHERE seq = %s", flip(log[at][1]), at)
    found = only_finding()
    assert (found.code, found.entry) == ("entry-altered", at)


@pytest.mark.parametrize("at", [0, 4, SIZE - 2])
def test_a_changed_text_with_a_fitting_hash_is_found_by_the_entry_after_it(
    log: list[Stored], at: int
) -> None:
    replace_log(altered(at)(log))
    found = only_finding()
    assert (found.code, found.entry) == ("entry-replaced", at)


def test_the_last_entry_with_a_fitting_hash_is_found_by_the_head(log: list[Stored]) -> None:
    replace_log(altered(SIZE - 1)(log))
    found = only_finding()
    assert (found.code, found.entry) == ("head-altered", SIZE - 1)


@pytest.mark.parametrize(("at", "first", "last"), [(0, 0, 7), (4, 0, 7), (9, 8, 9), (10, 10, 10)])
def test_all_later_entries_written_anew_are_found_by_the_head(
    log: list[Stored], at: int, first: int, last: int
) -> None:
    replace_log(chained(altered(at)(log), at + 1))
    found = only_finding()
    assert (found.code, found.entry) == ("head-altered", first)
    assert f"entries {first} to {last}" in found.text


@pytest.mark.parametrize("at", [0, 5, SIZE - 2])
def test_a_dropped_entry_is_missing(at: int) -> None:
    execute("DELETE FROM ledger_entry WHERE seq = %s", at)
    found = only_finding()
    assert (found.code, found.entry) == ("entry-missing", at)


def test_the_last_entry_dropped_is_missing() -> None:
    execute("DELETE FROM ledger_entry WHERE seq = %s", SIZE - 1)
    found = only_finding()
    assert (found.code, found.entry) == ("entries-dropped", SIZE - 1)


def test_all_entries_dropped_are_missing() -> None:
    execute("DELETE FROM ledger_entry")
    found = only_finding()
    assert (found.code, found.entry) == ("entries-dropped", 0)


@pytest.mark.parametrize(
    ("tamper", "first"),
    [
        (dropped(0), 0),
        (dropped(5), 5),
        (dropped(SIZE - 2), SIZE - 2),
        (swapped(0, 1), 0),
        (swapped(2, 7), 2),
        (swapped(SIZE - 2, SIZE - 1), SIZE - 2),
        (inserted(0), 0),
        (inserted(5), 5),
        (inserted(SIZE - 1), SIZE - 1),
        (inserted(SIZE), SIZE),
    ],
)
def test_entries_moved_to_close_the_gap_still_name_the_first_bad_one(
    log: list[Stored], tamper: Tamper, first: int
) -> None:
    replace_log(tamper(log))
    assert only_finding().entry == first


@pytest.mark.parametrize("tamper", [dropped(3), swapped(2, 7), inserted(5), altered(6)])
def test_a_log_written_anew_from_there_is_found_by_the_head(
    log: list[Stored], tamper: Tamper
) -> None:
    replace_log(chained(tamper(log), 2))
    found = only_finding()
    assert found.code in {"head-altered", "entries-dropped", "entry-inserted"}


def test_an_entry_before_the_first_is_found(log: list[Stored]) -> None:
    insert(-1, *edited(log[0], seq=-1))
    found = only_finding()
    assert (found.code, found.entry) == ("entry-inserted", -1)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"seq": 4},
        {"seq": "4", "prev": ""},
        {"seq": 4, "prev": "", "rows": [], "sets": []},
        {"seq": 4, "prev": None, "rows": 7, "sets": None},
    ],
)
def test_an_entry_of_another_shape_is_a_finding_and_no_crash(
    log: list[Stored], content: dict[str, object]
) -> None:
    replace_log([*log[:4], with_leaf(content), *log[5:]])
    assert only_finding().entry == 4


@pytest.mark.parametrize(
    "rows", [7, [["a.b", "id", "zz", ""]], [["a.b", "id"]], [[[], "id", "", ""]]]
)
def test_rows_of_another_shape_are_a_finding_and_no_crash(log: list[Stored], rows: object) -> None:
    replace_log(chained([*log[:-1], edited(log[-1], rows=rows)], SIZE - 1))
    rewrite_head()
    found = only_finding()
    assert (found.code, found.entry) == ("entry-altered", SIZE - 1)


@pytest.mark.parametrize("body", ["", "[]", "null", "\u0627", '{"seq": 4'])
def test_a_text_that_is_no_entry_is_a_finding_and_no_crash(log: list[Stored], body: str) -> None:
    replace_log([*log[:4], (body, leaf_hash(body.encode())), *log[5:]])
    found = only_finding()
    assert (found.code, found.entry) == ("entry-altered", 4)


def test_a_changed_head_is_found() -> None:
    hashes = frontier_of_head()
    Head.objects.update(frontier=b"".join([*hashes[:1], flip(hashes[1]), *hashes[2:]]))
    found = only_finding()
    assert (found.code, found.entry) == ("head-altered", 8)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"frontier": b""}, "head-altered"),
        ({"last_leaf": b"\0" * 32}, "head-altered"),
        ({"size": SIZE + 1}, "entries-dropped"),
        ({"size": SIZE - 1}, "entry-inserted"),
    ],
)
def test_every_column_of_the_head_is_compared(change: dict[str, object], code: str) -> None:
    Head.objects.update(**change)
    assert only_finding().code == code


def test_a_head_that_is_gone_is_found() -> None:
    execute("DELETE FROM ledger_head")
    assert only_finding().code == "entry-inserted"


@pytest.fixture
def checkpoint(log: list[Stored]) -> Checkpoint:
    """Taken while the log was whole."""
    return Checkpoint("staydown/specimen", len(log), root_of([leaf for _, leaf in log]))


def cut(log: list[Stored]) -> None:
    """Drop the tail and make the head fit: what no log can find by itself."""
    replace_log(log[:7])
    rewrite_head()


def test_a_tail_cut_off_is_not_found_without_a_checkpoint_and_the_limits_say_so(
    log: list[Stored],
) -> None:
    cut(log)
    report = verify()
    assert report.ok
    assert "its last entries dropped" in report.limits[0]


def test_a_tail_cut_off_is_found_with_an_earlier_checkpoint(
    log: list[Stored], checkpoint: Checkpoint
) -> None:
    cut(log)
    found = only_finding(verify(checkpoint))
    assert (found.code, found.entry) == ("behind-checkpoint", 7)


def test_it_is_found_even_after_new_entries_were_written(
    log: list[Stored], checkpoint: Checkpoint
) -> None:
    cut(log)
    write_entries(SIZE)
    assert verify().ok
    assert only_finding(verify(checkpoint)).code == "not-the-checkpoint"


def test_a_whole_log_written_anew_is_found_with_a_checkpoint(
    log: list[Stored], checkpoint: Checkpoint
) -> None:
    replace_log(chained(altered(3)(log), 4))
    rewrite_head()
    assert verify().ok
    assert only_finding(verify(checkpoint)).code == "not-the-checkpoint"


@pytest.mark.parametrize("covered", [0, 1, 8, SIZE])
def test_an_older_checkpoint_holds_and_the_rest_is_said_to_be_newer(
    log: list[Stored], covered: int
) -> None:
    root = root_of([leaf for _, leaf in log[:covered]])
    report = verify(Checkpoint("staydown/specimen", covered, root))
    assert report.ok
    newer = SIZE - covered
    assert report.limits == ([f"{newer} entries are newer than the checkpoint"] if newer else [])


def test_a_broken_log_is_one_finding_and_the_checkpoint_is_said_not_to_be_reached(
    checkpoint: Checkpoint,
) -> None:
    execute("DELETE FROM ledger_entry WHERE seq = 3")
    report = verify(checkpoint)
    assert only_finding(report).entry == 3
    assert report.limits == ["the log could not be followed as far as the checkpoint"]
