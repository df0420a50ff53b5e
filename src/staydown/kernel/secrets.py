"""Keys that an installation makes for itself on first use and keeps in its data folder."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from staydown.kernel.errors import ConfigurationError
from staydown.kernel.settings import Settings


def keys_folder(settings: Settings) -> Path:
    """The folder of the installation's keys, readable by its owner only."""
    folder = settings.data / "keys"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder


def django_secret(settings: Settings) -> str:
    """Django's secret key: as set, else made once and kept."""
    if settings.secret_key:
        return settings.secret_key.get_secret_value()
    path = keys_folder(settings) / "django-secret-key"
    if not path.exists():
        write_once(path, secrets.token_urlsafe(48).encode())
    return path.read_text().strip()


def write_once(path: Path, content: bytes) -> None:
    """Create `path` whole, with mode 0600, or leave the one that another process just made."""
    whole = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(whole, content)
        with suppress(FileExistsError):
            os.link(whole, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        whole.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _unwritable(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        "data-folder",
        f"cannot write {path}: {error.strerror}; set STAYDOWN_DATA to a folder that can be written",
    )
