"""Logs are JSON Lines without personal data: of facts only safe ones, of errors no words."""

from __future__ import annotations

import ast
import io
import json
import logging
import logging.config
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import staydown
from staydown.kernel import logs

PERSONAL = "specimen_river +44 7700 900123"


class Log:
    """A logger of the program, and what it has written."""

    def __init__(self) -> None:
        self.text = io.StringIO()
        self.logger = logging.getLogger("staydown.specimen")

    def line(self) -> dict[str, Any]:
        [line] = self.text.getvalue().splitlines()
        return dict(json.loads(line))


@pytest.fixture
def log() -> Iterator[Log]:
    """Set up as in the installation, but for where it is written."""
    log = Log()
    wanted = logs.configuration("INFO")
    configurator = logging.config.DictConfigurator(wanted)
    handler = logging.StreamHandler(log.text)
    handler.setFormatter(configurator.configure_formatter(wanted["formatters"]["json"]))
    handler.addFilter(logs.OnlySafeFacts())
    log.logger.addHandler(handler)
    log.logger.setLevel("INFO")
    yield log
    log.logger.removeHandler(handler)


def test_the_one_handler_of_the_program_has_the_filter() -> None:
    wanted = logs.configuration("INFO")
    assert [one["filters"] for one in wanted["handlers"].values()] == [["safe"]]
    assert wanted["loggers"]["staydown"] == {
        "handlers": ["stderr"], "level": "INFO", "propagate": False,
    }  # fmt: skip


def test_a_line_is_json_with_its_safe_facts(log: Log) -> None:
    log.logger.info("delivery done", extra={"delivery": "7", "attempt": 2})
    line = log.line()
    assert (line["message"], line["level"], line["logger"]) == (
        "delivery done", "INFO", "staydown.specimen",
    )  # fmt: skip
    assert (line["delivery"], line["attempt"]) == ("7", 2)
    assert "dropped" not in line


def test_an_unsafe_fact_is_dropped_and_its_name_kept(log: Log) -> None:
    log.logger.info("case opened", extra={"case": "7", "handle": PERSONAL, "phone": PERSONAL})
    assert PERSONAL not in log.text.getvalue()
    assert log.line()["dropped"] == ["handle", "phone"]


def test_of_an_error_its_kind_and_place_are_kept_and_not_its_words(log: Log) -> None:
    try:
        int(PERSONAL)
    except ValueError:
        log.logger.exception("event handler failed", extra={"code": "specimen"})
    assert PERSONAL not in log.text.getvalue()
    error = log.line()["error"]
    assert error["kind"] == "ValueError"
    assert error["at"][-1].startswith("test_logs.py:")


def test_a_second_handler_writes_the_same_line(log: Log) -> None:
    [first] = log.logger.handlers
    second = logging.StreamHandler(other := io.StringIO())
    second.setFormatter(first.formatter)
    second.addFilter(logs.OnlySafeFacts())
    log.logger.addHandler(second)
    log.logger.error("failed", exc_info=LookupError(PERSONAL), extra={"handle": PERSONAL})
    log.logger.removeHandler(second)
    assert json.loads(other.getvalue()) == log.line()


def test_an_error_without_a_traceback_does_no_harm(log: Log) -> None:
    log.logger.error("failed", exc_info=LookupError(PERSONAL))
    log.text.seek(0)
    assert PERSONAL not in log.text.read()
    assert log.line()["error"] == {"kind": "LookupError", "at": []}


def test_the_http_client_that_quotes_addresses_is_silent() -> None:
    assert logs.configuration("DEBUG")["loggers"]["httpx"]["handlers"] == []


LOGGING = {"debug", "info", "warning", "error", "exception", "critical"}


def _log_calls() -> list[tuple[str, ast.Call]]:
    """Every call of a module's `log` in the program, with where it stands."""
    found = []
    root = Path(staydown.__file__).parent
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in LOGGING
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in {"log", "logger"}
            ):
                found.append((f"{path.relative_to(root)}:{node.lineno}", node))
    return found


@pytest.mark.parametrize(("place", "call"), [pytest.param(*one, id=one[0]) for one in _log_calls()])
def test_every_message_is_constant_and_every_fact_safe(place: str, call: ast.Call) -> None:
    assert len(call.args) == 1, f"{place}: what varies goes into `extra`"
    assert isinstance(call.args[0], ast.Constant)
    assert "%" not in str(call.args[0].value)
    for keyword in call.keywords:
        if keyword.arg == "extra":
            assert isinstance(keyword.value, ast.Dict), f"{place}: name the facts in place"
            names = {key.value for key in keyword.value.keys if isinstance(key, ast.Constant)}
            assert names <= logs.SAFE, place


def test_there_are_such_calls_to_look_at() -> None:
    assert _log_calls()
