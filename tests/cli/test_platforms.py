"""`staydown platforms parse` as a script meets it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from staydown.cli import main
from staydown.cli.platforms import command

KEYS = ["line", "input", "ref", "platform", "kind", "value", "url", "warnings", "error"]


def run(text: bytes, *options: str) -> Result:
    return CliRunner().invoke(command, ["parse", *options], input=text)


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_it_writes_one_record_a_found_account_with_the_fixed_keys() -> None:
    result = run(b"https://x.com/Specimen\nhttps://t.me/c/9368332599349/1\n")
    assert result.exit_code == 0
    assert [list(record) for record in records(result)] == [KEYS, KEYS]
    assert records(result)[0] == {
        "line": 1,
        "input": "https://x.com/Specimen",
        "ref": "x:handle:specimen",
        "platform": "x",
        "kind": "handle",
        "value": "specimen",
        "url": "https://x.com/specimen",
        "warnings": [],
        "error": None,
    }
    assert records(result)[1]["url"] is None


def test_two_accounts_on_a_line_are_two_records_of_that_line() -> None:
    result = run(b"@specimen / @specimentwo\n@specimenthree", "--platform", "x")
    assert [(r["line"], r["value"]) for r in records(result)] == [
        (1, "specimen"),
        (1, "specimentwo"),
        (2, "specimenthree"),
    ]


def test_a_blank_line_is_an_error_and_the_rest_is_still_read() -> None:
    result = run(b"\nhttps://x.com/specimen\n")
    assert result.exit_code == 1
    first, second = records(result)
    assert (first["line"], first["error"]["code"], first["ref"]) == (1, "empty", None)
    assert second["ref"] == "x:handle:specimen"


def test_an_address_outweighs_the_default_platform() -> None:
    (record,) = records(run(b"https://t.me/specimen\n", "--platform", "x"))
    assert (record["ref"], record["warnings"]) == (
        "telegram:handle:specimen",
        ["platform-mismatch"],
    )


def test_national_numbers_belong_to_the_region() -> None:
    (record,) = records(run(b"07700 900123\n", "--platform", "whatsapp", "--region", "GB"))
    assert record["ref"] == "whatsapp:phone:+447700900123"


def test_a_byte_order_mark_and_windows_line_ends_do_not_show() -> None:
    (record,) = records(run(b"\xef\xbb\xbfhttps://x.com/specimen\r\n"))
    assert (record["input"], record["ref"]) == ("https://x.com/specimen", "x:handle:specimen")


def test_bytes_that_are_not_utf8_are_reported_on_their_line() -> None:
    result = run(b"https://x.com/specimen\n\xff\xfe\x00@\n")
    assert result.exit_code == 1
    assert [r["error"] and r["error"]["code"] for r in records(result)] == [None, "not-utf8"]


def test_no_lines_give_no_records() -> None:
    result = run(b"")
    assert (result.exit_code, result.stdout) == (0, "")


def test_urdu_is_written_as_it_is() -> None:
    result = run("ٹیلیگرام: @specimen\n".encode())
    assert "ٹیلیگرام" in result.stdout
    assert records(result)[0]["ref"] == "telegram:handle:specimen"


def test_an_unknown_platform_is_one_line_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["platforms", "parse", "--platform", "myspace"])
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
