"""A scan into a folder: parts, manifest, going on, refusing, beginning anew."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from staydown.mirrors import scan as whole_file
from staydown.mirrors.model import Model
from staydown.mirrors.rows import FileError
from staydown.mirrors.scanning import whole
from staydown.mirrors.scanning.chunks import Wanted
from staydown.mirrors.scanning.folder import WORK, Order
from tests.mirrors.accounts import record, write
from tests.mirrors.scanning.scans import (
    NOW,
    accounts,
    files,
    lines,
    manifest,
    refused,
    returns,
    scanned,
    table,
    watchlist_at,
)

WANTED = Wanted(top=2, min_probability=0.2)


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """1,200 accounts in seven parts, with a row that is none."""
    file = write(tmp_path / "a.jsonl", [*accounts(600), "{", "", *accounts(1200)[600:]])
    return Order(
        watchlist_at(tmp_path), file, tmp_path / "m", wanted=WANTED, part_bytes=20_000, workers=1
    )


def test_a_scan_into_a_folder_finds_what_one_into_a_file_does(order: Order) -> None:
    scanned(order)
    watchlist = whole_file.load_watchlist(order.watchlist, Model.load(), problems=[])
    watchlist.weigh_by(watchlist.model, whole_file.crowd_at(watchlist, order.accounts))
    one = order.out.parent / "m.jsonl"
    whole_file.scan(watchlist, order.accounts, one, WANTED)
    together = b"".join(path.read_bytes() for path in sorted(order.out.glob("part-*")))
    assert together == one.read_bytes()
    assert len({found["account"] for found in lines(order.out)}) >= 24


def test_the_manifest_says_what_was_scanned_and_how(order: Order) -> None:
    scanned(order)
    found, content = manifest(order.out), order.accounts.read_bytes()
    parts = found["parts"]
    assert (found["format"], found["started"], found["finished"]) == (1, NOW, NOW)
    assert found["settings"] == {
        "top": 2, "min_probability": 0.2, "strict": False, "format": "jsonl", "part_bytes": 20_000
    }  # fmt: skip
    assert found["watchlist"] == {
        "name": "w.jsonl", "entries": 81, "passed_over": 0,
        "sha256": hashlib.sha256(order.watchlist.read_bytes()).hexdigest(),
    }  # fmt: skip
    assert found["totals"]["rows"] == 1201
    assert found["totals"]["problems"] == 1
    assert found["totals"]["matches"] == len(lines(order.out))
    assert [one["name"] for one in parts] == sorted(p.name for p in order.out.glob("part-*"))
    digests = [hashlib.sha256(content[one["begin"] : one["end"]]).hexdigest() for one in parts]
    assert [one["input_sha256"] for one in parts] == digests
    listed = "".join(f"{digest}\n" for digest in digests).encode()
    assert found["inputs"] == [{
        "name": "a.jsonl", "bytes": len(content), "rows": 1201,
        "sha256": hashlib.sha256(listed).hexdigest(),
    }]  # fmt: skip
    for one in parts:
        written = (order.out / one["name"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(written), hashlib.sha256(written).hexdigest())
        assert one["matches"] == written.count(b"\n")
    (detail,) = [each for one in parts for each in one["details"]]
    assert detail["row"] == 601
    assert detail["reason"].startswith("not JSON")


def test_only_parts_and_manifest_are_left(order: Order) -> None:
    scanned(order)
    assert {name.partition("-")[0] for name in files(order.out)} == {"part", "manifest.json"}


def test_parquet_out_says_the_same(order: Order) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    scanned(order)
    other = replace(order, out=order.out.parent / "p", suffix=".parquet")
    scanned(other)
    rows = [row for part in sorted(other.out.glob("part-*.parquet")) for row in
            pq.read_table(part).to_pylist()]  # fmt: skip
    assert rows == lines(order.out)


def test_a_folder_of_both_formats_is_one_input(order: Order) -> None:
    folder = order.out.parent / "in"
    folder.mkdir()
    rows = accounts(1200)
    write(folder / "a.jsonl", rows[:500])
    table(folder / "b.parquet", rows[500:900], row_group_size=100)
    write(folder / "c.jsonl", rows[900:])
    scanned(replace(order, accounts=folder))
    whole_one = write(order.out.parent / "whole.jsonl", rows)
    other = replace(order, accounts=whole_one, out=order.out.parent / "other")
    scanned(other)
    assert lines(order.out) == lines(other.out)
    assert [(one["name"], one["rows"]) for one in manifest(order.out)["inputs"]] == [
        ("a.jsonl", 500), ("b.parquet", 400), ("c.jsonl", 300)
    ]  # fmt: skip


def test_a_saved_watchlist_is_used_where_it_is(order: Order) -> None:
    scanned(order)
    saved = order.out.parent / "saved"
    whole_file.load_watchlist(order.watchlist, Model.load(), problems=[]).save(saved)
    other = replace(order, watchlist=saved, out=order.out.parent / "other")
    scanned(other)
    assert lines(other.out) == lines(order.out)
    printed = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted((saved / "generation-000001").iterdir())
    )
    digest = hashlib.sha256(printed.encode()).hexdigest()
    assert manifest(other.out)["watchlist"]["sha256"] == digest


def test_a_whole_scan_is_left_as_it_is(order: Order) -> None:
    scanned(order)
    before = files(order.out)
    again = scanned(order)
    assert files(order.out) == before
    assert again.done_before == len(again.manifest.parts)


def test_parts_changed_or_lost_are_found_and_done_again(order: Order) -> None:
    scanned(order)
    before = files(order.out)
    (order.out / "part-00001.jsonl").write_bytes(before["part-00001.jsonl"][:-7])
    (order.out / "part-00003.jsonl").unlink()
    again = scanned(order)
    assert again.redone == ["part-00001.jsonl", "part-00003.jsonl"]
    assert again.done_before == len(again.manifest.parts) - 2
    assert files(order.out) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"wanted": Wanted(3, 0.2)}, "settings top was 2 and is 3"),
        ({"wanted": Wanted(2, 0.3)}, "settings min_probability was 0.2 and is 0.3"),
        ({"strict": True}, "settings strict was false and is true"),
        ({"part_bytes": 30_000}, "settings part_bytes was 20000 and is 30000"),
        ({"suffix": ".parquet"}, "settings format was jsonl and is parquet"),
    ],
)
def test_other_settings_are_refused(order: Order, change: dict[str, object], said: str) -> None:
    scanned(order)
    before = files(order.out)
    message = refused(replace(order, **change))
    assert said in message
    assert "--restart" in message
    assert files(order.out) == before


def test_another_watchlist_model_or_input_is_refused(order: Order, tmp_path: Path) -> None:
    scanned(order)
    Model.load().save(tmp_path / "other.json")
    content = (tmp_path / "other.json").read_text()
    (tmp_path / "other.json").write_text(content.replace('"base_rate": 0.0001', '"base_rate": 0.1'))
    assert "model sha256 was" in refused(replace(order, model=tmp_path / "other.json"))
    other = write(tmp_path / "other.jsonl", [record(1)])
    assert "watchlist name was w.jsonl" in refused(replace(order, watchlist=other))
    assert "input a.jsonl is gone" in refused(replace(order, accounts=other))
    with order.accounts.open("a") as file:
        file.write("\n")
    assert "input a.jsonl had" in refused(order)


def test_an_input_changed_within_a_finished_part_is_refused(order: Order) -> None:
    scanned(order)
    content = bytearray(order.accounts.read_bytes())
    content[45_000] ^= 1
    order.accounts.write_bytes(content)
    assert "a.jsonl has changed since part-00002.jsonl was scanned" in refused(order)


def test_restart_begins_anew_and_touches_nothing_else(order: Order) -> None:
    scanned(order)
    (order.out / "notes.txt").write_text("ours")
    (order.out / "part-00099.jsonl").write_text("{}")
    done = scanned(replace(order, wanted=Wanted(1), part_bytes=50_000, restart=True))
    assert done.done_before == 0
    assert (order.out / "notes.txt").read_text() == "ours"
    assert not (order.out / "part-00099.jsonl").exists()
    assert manifest(order.out)["settings"]["top"] == 1


def test_parts_without_a_manifest_are_refused(order: Order) -> None:
    scanned(order)
    (order.out / "manifest.json").unlink()
    assert "holds parts without a manifest; --restart" in refused(order)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": 99}', '{"format": 1, "parts": 3}'])
def test_a_manifest_that_is_none_is_refused(order: Order, content: str) -> None:
    order.out.mkdir()
    (order.out / "manifest.json").write_text(content)
    message = refused(order)
    assert "manifest.json" in message
    assert len(message.splitlines()) == 1


def test_strict_stops_at_a_row_and_what_is_done_stays(order: Order) -> None:
    message = refused(replace(order, strict=True))
    assert message.startswith("a.jsonl, row ")
    assert "not JSON" in message
    assert manifest(order.out)["finished"] is None
    assert not (order.out / "part-00006.jsonl").exists()


def test_two_scans_do_not_share_a_folder(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    order.out.mkdir()
    held = os.open(order.out, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(FileError, match="another scan is at work"), whole.alone_in(order.out, 0.3):
        pass
    os.close(held)
    scanned(order)


def test_what_a_killed_scan_left_behind_is_not_taken_for_a_part(order: Order) -> None:
    scanned(order)
    before = files(order.out)
    (order.out / ".unfinished-ab-part-00001.jsonl").write_text('{"half')
    (order.out / WORK).mkdir()
    (order.out / "part-00001.jsonl").unlink()
    scanned(order)
    assert files(order.out) == before


def test_few_accounts_say_nothing_about_what_is_common(order: Order, tmp_path: Path) -> None:
    few = write(tmp_path / "few.jsonl", [record(2), returns(1)])
    scanned(replace(order, accounts=few))
    assert manifest(order.out)["crowd"] == {"accounts": 2, "sha256": None}


def test_the_answer_does_not_depend_on_the_number_of_workers(order: Order) -> None:
    scanned(order)
    other = replace(order, out=order.out.parent / "other", workers=3)
    scanned(other)
    assert files(order.out) == files(other.out)


def test_progress_counts_rows_and_share(order: Order) -> None:
    seen: list[tuple[int, float]] = []
    scanned(order, tell=lambda progress: seen.append((progress.rows, progress.share)))
    assert seen[0] == (0, 0.0)
    assert seen[-1] == (1201, 1.0)
    assert seen == sorted(seen)
    (order.out / "part-00000.jsonl").unlink()
    seen.clear()
    scanned(order, tell=lambda progress: seen.append((progress.rows, progress.share)))
    assert seen[0][1] > 0.5
    assert json.dumps(seen[-1][1]) == "1.0"
