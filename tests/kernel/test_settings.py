"""Settings from variables, from files and from staydown.toml; errors that name the setting only."""

from __future__ import annotations

from pathlib import Path

import pytest

from staydown.kernel.errors import ConfigurationError
from staydown.kernel.settings import Settings
from staydown.kernel.settings import load as cached_load

load = cached_load.__wrapped__
SECRET = "specimen-secret-1234"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, and another for the data."""
    monkeypatch.delenv("STAYDOWN_DATABASE_URL", raising=False)
    monkeypatch.setenv("STAYDOWN_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal() -> str:
    with pytest.raises(ConfigurationError) as error:
        load()
    assert SECRET not in str(error.value)
    return str(error.value)


def test_it_has_defaults_for_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STAYDOWN_DATA")
    settings = load()
    assert settings.data == Path("staydown-data")
    assert settings.checkpoints == Path("staydown-data/checkpoints")
    assert (settings.operator, settings.database_url, settings.https) == ("platform", None, False)


def test_a_variable_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAYDOWN_OPERATOR_NAME", "Specimen Forum")
    monkeypatch.setenv("STAYDOWN_ALLOWED_HOSTS", '["forum.example"]')
    settings = load()
    assert (settings.operator_name, settings.allowed_hosts) == ("Specimen Forum", ["forum.example"])


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAYDOWN_DATA", "")
    monkeypatch.setenv("STAYDOWN_DATABASE_URL", "")
    settings = load()
    assert (settings.data, settings.database_url) == (Path("staydown-data"), None)


def test_the_toml_of_the_folder_outweighs_that_of_the_data_and_a_variable_both(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / "data/staydown.toml").write_text('operator_name = "Data"\nlanguage = "ur"\n')
    assert load().operator_name == "Data"
    (elsewhere / "staydown.toml").write_text('operator_name = "Folder"\n')
    assert (load().operator_name, load().language) == ("Folder", "ur")
    monkeypatch.setenv("STAYDOWN_OPERATOR_NAME", "Variable")
    assert load().operator_name == "Variable"


def test_another_file_can_be_named_and_must_exist(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = elsewhere / "other.toml"
    monkeypatch.setenv("STAYDOWN_CONFIG", str(other))
    assert "STAYDOWN_CONFIG" in refusal()
    other.write_text('operator_name = "Other"\n')
    assert load().operator_name == "Other"


def test_connectors_keep_what_their_kind_asks_for(elsewhere: Path) -> None:
    (elsewhere / "staydown.toml").write_text(
        '[[connectors]]\nkind = "webhook"\nname = "forum"\nurl = "https://forum.example"\n'
    )
    [connector] = load().connectors
    assert (connector.kind, connector.name) == ("webhook", "forum")
    assert connector.options() == {"url": "https://forum.example"}


def test_a_secret_comes_from_a_file(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / "key").write_text(f"  {SECRET}\n")
    monkeypatch.setenv("STAYDOWN_SECRET_KEY_FILE", str(elsewhere / "key"))
    key = load().secret_key
    assert key is not None
    assert key.get_secret_value() == SECRET


def test_no_secret_shows_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAYDOWN_SECRET_KEY", SECRET)
    monkeypatch.setenv("STAYDOWN_DATABASE_URL", f"postgresql://u:{SECRET}@db.example/staydown")
    settings: Settings = load()
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump()}"


def test_a_secret_file_that_is_not_there_is_named_by_its_variable(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAYDOWN_DATABASE_URL_FILE", str(elsewhere / "gone"))
    text = refusal()
    assert text.startswith("STAYDOWN_DATABASE_URL_FILE: cannot read")
    assert "No such file" in text


def test_a_secret_file_of_bytes_is_refused(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / "key").write_bytes(SECRET.encode() + b"\xff\xfe")
    monkeypatch.setenv("STAYDOWN_SECRET_KEY_FILE", str(elsewhere / "key"))
    assert refusal().startswith("STAYDOWN_SECRET_KEY_FILE:")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPERATOR", "ministry"),
        ("LANGUAGE", "fr"),
        ("TIME_ZONE", "Mars/Base"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("PHONE_REGION", "Pakistan"),
        ("LOG_LEVEL", "LOUD"),
        ("DAY_FIRST", "sometimes"),
        ("DELIVERY_WORKERS", "0"),
        ("DELIVERY_WORKERS", "many"),
        ("DELIVERY_LEASE_SECONDS", "1"),
        ("CHECKPOINT_MINUTES", "-5"),
        ("CONNECTORS", '[{"kind": "webhook"}]'),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_its_setting_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"STAYDOWN_{name}", value)
    assert f"(STAYDOWN_{name})" in refusal()


@pytest.mark.parametrize(
    "url",
    [
        SECRET,
        f"mysql://u:{SECRET}@db.example/staydown",
        f"postgresql://u:{SECRET}@db.example:port/staydown",
        f"postgresql://u:{SECRET}@db.example",
        f"postgresql://u:{SECRET}@db.example/",
        f"postgresql://u:{SECRET}/odd@db.example/staydown",
        f"sqlite:///{SECRET}.sqlite3",
    ],
)
def test_a_database_address_is_refused_without_repeating_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("STAYDOWN_DATABASE_URL", url)
    text = refusal()
    assert "(STAYDOWN_DATABASE_URL)" in text
    assert "postgresql://user:password@host" in text


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db.example/staydown",
        "postgres://u:p%40ss@db.example:5433/staydown?sslmode=require",
        "postgresql://u@%2Frun%2Fpostgresql/staydown",
        "postgresql:///staydown",
        "postgresql://u:p@[::1]:5432/staydown",
    ],
)
def test_a_database_address_that_can_be_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("STAYDOWN_DATABASE_URL", url)
    found = load().database_url
    assert found is not None
    assert found.get_secret_value() == url


def test_a_variable_that_wants_json_and_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAYDOWN_ALLOWED_HOSTS", f"forum.example,{SECRET}")
    text = refusal()
    assert "allowed_hosts" in text
    assert "JSON" in text
    assert "toml" not in text


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("operator_nam = 'x'", "operator_nam"),
        ("delivery_workers = 'two'", "delivery_workers"),
        ("operator = 7", "operator"),
        ("this is no toml", "staydown.toml"),
    ],
)
def test_a_faulty_toml_is_refused_and_the_fault_named(
    elsewhere: Path, toml: str, named: str
) -> None:
    (elsewhere / "staydown.toml").write_text(f'secret_key = "{SECRET}"\n{toml}\n')
    assert named in refusal()


def test_a_toml_in_another_encoding_is_refused(elsewhere: Path) -> None:
    (elsewhere / "staydown.toml").write_bytes(b'operator_name = "\xff"\n')
    assert "staydown.toml" in refusal()


def test_several_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAYDOWN_OPERATOR", "ministry")
    monkeypatch.setenv("STAYDOWN_LANGUAGE", "fr")
    text = refusal()
    assert "STAYDOWN_OPERATOR)" in text
    assert "STAYDOWN_LANGUAGE)" in text
