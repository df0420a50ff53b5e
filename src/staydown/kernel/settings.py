"""The settings of an installation: `STAYDOWN_*` variables, then `staydown.toml`, then defaults.

A secret may also be given as the path of a file that holds it: `STAYDOWN_SECRET_KEY_FILE`. The
file `staydown.toml` is looked for in the current folder and in the data folder; the variable
`STAYDOWN_CONFIG` names another.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from staydown.kernel.errors import ConfigurationError

_POSTGRESQL = re.compile(
    r"postgres(ql)?://([^@/?#]+@)?(\[[0-9A-Fa-f:.]+\]|[^@/?#:]*)(:\d+)?/[^/?#]+(\?[^#]*)?"
)


class ConnectorSettings(BaseModel):
    """One `[[connectors]]` table: its kind, a name, and what its kind asks for."""

    model_config = ConfigDict(extra="allow")

    kind: str
    name: str

    def options(self) -> dict[str, Any]:
        """Everything but `kind` and `name`, for the connector to validate."""
        return dict(self.model_extra or {})


class Settings(BaseSettings):
    """What can be set, with its default. `docs/settings.md` describes each for people."""

    model_config = SettingsConfigDict(env_prefix="STAYDOWN_", env_ignore_empty=True, extra="forbid")

    data: Path = Field(Path("staydown-data"), description="Folder of database, keys and files")
    operator: Literal["platform", "authority"] = "platform"
    operator_name: str = "Staydown"
    database_url: SecretStr | None = Field(None, description="Default: SQLite in the data folder")
    secret_key: SecretStr | None = Field(None, description="Default: made and kept in the data")
    allowed_hosts: list[str] = ["localhost", "127.0.0.1", "[::1]"]
    debug: bool = False
    https: bool = Field(False, description="Served behind TLS: secure cookies, HSTS")
    time_zone: str = "UTC"
    language: Literal["en", "ur"] = "en"
    phone_region: str = Field(
        "PK", pattern="^[A-Z]{2}$", description="Region of phone numbers written nationally"
    )
    day_first: bool = Field(True, description="06/11/2025 is 6 November")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    connectors: list[ConnectorSettings] = []
    delivery_workers: int = Field(2, ge=1, le=64)
    delivery_attempts: int = Field(8, ge=1, description="Tries before a delivery is stuck")
    delivery_lease_seconds: int = Field(60, ge=5)
    watchlist_days: int = Field(
        365, ge=1, le=3650, description="A removed account is remembered, where no rule sheet says"
    )
    match_days: int = Field(
        400, ge=1, le=3650, description="An account that matched is kept for learning"
    )
    drift_minutes: int = Field(360, ge=1, description="How often each measure is read back")
    drift_restore: bool = Field(False, description="Restore what was lost without being asked")
    checkpoint_folder: Path | None = Field(None, description="Where signed checkpoints are kept")
    checkpoint_minutes: int = Field(60, ge=1)

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        """Its parts are not repeated in the error, for the password is one of them."""
        if url and not _POSTGRESQL.fullmatch(url.get_secret_value()):
            raise ValueError(
                "wanted is postgresql://user:password@host:port/name, with signs such as / and @ "
                "in the password or the host percent-encoded"
            )
        return url

    @field_validator("time_zone")
    @classmethod
    def _is_time_zone(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ValueError, OSError, ZoneInfoNotFoundError) as error:
            raise ValueError(f"there is no time zone {name!r}; wanted is Asia/Karachi") from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls, toml_file=_toml_files())
        return init_settings, env_settings, _FromFiles(settings_cls), toml

    @property
    def checkpoints(self) -> Path:
        """The folder that checkpoints are written to."""
        return self.checkpoint_folder or self.data / "checkpoints"


class _FromFiles(PydanticBaseSettingsSource):
    """`STAYDOWN_X_FILE=/path` gives the text of that file as the setting `x`."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        variable = f"STAYDOWN_{field_name.upper()}_FILE"
        path = os.environ.get(variable)
        return (_text_of(variable, Path(path)) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


def _text_of(variable: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        text = f"{variable}: cannot read {path}: {error.strerror}"
        raise ConfigurationError("settings-unreadable", text) from error
    except UnicodeDecodeError as error:
        text = f"{variable}: {path} is not a text file in UTF-8"
        raise ConfigurationError("settings-unreadable", text) from error


def _toml_files() -> list[Path]:
    named = os.environ.get("STAYDOWN_CONFIG")
    if named:
        if not Path(named).is_file():
            raise ConfigurationError("config-missing", f"STAYDOWN_CONFIG names no file: {named}")
        return [Path(named)]
    data = Path(os.environ.get("STAYDOWN_DATA") or "staydown-data")
    return [data / "staydown.toml", Path("staydown.toml")]


@lru_cache(maxsize=1)
def load() -> Settings:
    """The settings in force; raises ConfigurationError that names what is wrong and where."""
    try:
        return Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        raise ConfigurationError("settings-invalid", _sentence(error)) from error
    except SettingsError as error:  # a variable that wants JSON and is none
        raise ConfigurationError("settings-invalid", f"settings: {error}; wanted is JSON") from None
    except OSError as error:
        raise ConfigurationError(
            "settings-unreadable", f"cannot read {error.filename}: {error.strerror}"
        ) from error
    except ValueError as error:  # TOML that is none, or not in UTF-8
        raise ConfigurationError("settings-invalid", f"staydown.toml: {error}") from error


def _sentence(error: ValidationError) -> str:
    """One line that names each setting at fault and what is wrong, without its value."""
    parts = []
    for fault in error.errors(include_input=False, include_url=False):
        name = ".".join(str(step) for step in fault["loc"])
        parts.append(f"{name} (STAYDOWN_{name.split('.')[0].upper()}): {fault['msg']}")
    return "settings: " + "; ".join(parts)
