"""Connectors as the settings name them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from staydown.connectors.registry import ConnectorConfig, load
from staydown.kernel.errors import ConfigurationError
from staydown.platforms import AccountRef

WHSEC = "whsec_c3BlY2ltZW4gc2VjcmV0IG9mIHRoZSB0ZXN0cyAwMDE="
SYNAPSE = {"base_url": "https://hs.example", "server_name": "hs.example", "token": "syt_specimen"}
WEBHOOK = {"url": "https://forum.example/in", "secret": WHSEC, "platforms": ["x", "telegram"]}


def synapse(**changes: str) -> ConnectorConfig:
    return ConnectorConfig("synapse", "our-server", {**SYNAPSE, **changes})


def webhook(**changes: str | list[str]) -> ConnectorConfig:
    return ConnectorConfig("webhook", "our-forum", {**WEBHOOK, **changes})


def without(config: ConnectorConfig, option: str) -> ConnectorConfig:
    left = {name: value for name, value in config.options.items() if name != option}
    return ConnectorConfig(config.kind, config.name, left)


def refusal(*configs: ConnectorConfig) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        load(configs)
    return caught.value


def test_it_finds_the_connector_that_serves_an_account() -> None:
    with load([synapse(), webhook()]) as registry:
        found = registry.for_ref(AccountRef("matrix", "id", "@specimen:hs.example"))
        assert found is registry.named("our-server")
        found = registry.for_ref(AccountRef("telegram", "handle", "specimen"))
        assert found is registry.named("our-forum")


def test_it_finds_nobody_for_an_account_that_nobody_serves() -> None:
    with load([synapse(), webhook()]) as registry:
        assert registry.for_ref(AccountRef("matrix", "id", "@specimen:other.example")) is None
        assert registry.for_ref(AccountRef("tiktok", "handle", "specimen")) is None
        assert registry.named("retired") is None


def test_it_asks_the_first_of_two_that_serve_the_same() -> None:
    other = ConnectorConfig("webhook", "other-forum", WEBHOOK)
    with load([webhook(), other]) as registry:
        found = registry.for_ref(AccountRef("x", "handle", "specimen"))
        assert found is registry.named("our-forum")
        assert [connector.name for connector in registry] == ["our-forum", "other-forum"]
        assert len(registry) == 2


def test_no_connector_at_all_is_a_registry_too() -> None:
    with load([]) as registry:
        assert registry.for_ref(AccountRef("x", "handle", "specimen")) is None
        assert registry.check() == []


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    error = refusal(ConnectorConfig("carrier-pigeon", "coop", {}))
    assert error.code == "connector-kind-unknown"
    assert "synapse, webhook" in error.message


def test_two_connectors_of_one_name_are_refused() -> None:
    assert refusal(webhook(), webhook()).code == "connector-named-twice"


@pytest.mark.parametrize("option", SYNAPSE)
def test_synapse_misses_each_of_its_options(option: str) -> None:
    error = refusal(without(synapse(), option))
    assert (error.code, error.facts["option"]) == ("connector-option-missing", option)


@pytest.mark.parametrize("option", WEBHOOK)
def test_a_webhook_misses_each_of_its_options(option: str) -> None:
    error = refusal(without(webhook(), option))
    assert (error.code, error.facts["option"]) == ("connector-option-missing", option)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("base_url", "hs.example"),
        ("base_url", "http://hs.example"),
        ("base_url", "ftp://hs.example"),
        ("base_url", "https://admin:word@hs.example"),
        ("base_url", "https://[hs.example"),
        ("server_name", "https://hs.example"),
        ("server_name", ""),
        ("token", "  "),
        ("token_file", "/nowhere/at/all"),
        ("seconds", "0"),
        ("seconds", "soon"),
        ("seconds", "nan"),
        ("seconds", "86400"),
        ("tokn", "syt_misspelt"),
    ],
)
def test_synapse_names_the_option_that_is_wrong(option: str, value: str) -> None:
    error = refusal(synapse(**{option: value}))
    assert (error.code, error.facts["option"]) == ("connector-option-wrong", option)
    assert option in error.message


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("secret", "not-a-secret"),
        ("secret", "whsec_not base64!"),
        ("secret", "whsec_c2hvcnQ="),
        ("platforms", []),
        ("platforms", " , "),
        ("abilities", "remove, explode"),
        ("url", "http://forum.example/in"),
    ],
)
def test_a_webhook_names_the_option_that_is_wrong(option: str, value: str | list[str]) -> None:
    error = refusal(webhook(**{option: value}))
    assert (error.code, error.facts["option"]) == ("connector-option-wrong", option)


def test_plain_http_will_do_on_the_same_machine() -> None:
    with load([synapse(base_url="http://127.0.0.1:8008/")]) as registry:
        assert len(registry) == 1


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("syt_specimen_in_a_file\n")
    with load([without(synapse(token_file=str(file)), "token")]) as registry:
        assert "syt_specimen_in_a_file" not in repr(vars(registry.named("our-server")))


def test_numbers_and_lists_come_from_toml_as_they_are() -> None:
    config = ConnectorConfig("webhook", "forum", {**WEBHOOK, "seconds": 2.5, "abilities": ["hold"]})
    with load([config]) as registry:
        assert len(registry) == 1


def test_no_secret_shows_in_a_configuration_or_its_errors(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    error = refusal(synapse(base_url="nowhere"), webhook())
    shown = f"{synapse()!r} {webhook()!r} {error!r} {error} {error.facts} {caplog.text}"
    assert "syt_specimen" not in shown
    assert WHSEC not in shown
