"""What the description of the API says beyond the operations' own parameters.

The documents of screening stand here for people and for programs that make clients. They check no
request: screening reads each document itself and says what is wrong with it, and a check of every
field twice would cost a sign-up more than the screening.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import NinjaAPI
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from staydown.api.access import Key
from staydown.api.problems import MEDIA

_REF = "#/components/schemas/{model}"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Picture(_Document):
    """A picture by its PDQ hash."""

    pdq: str = Field(pattern="^[0-9a-f]{64}$")
    quality: int = Field(ge=0, le=100)


class Post(_Document):
    """One post of the account."""

    at: datetime | None = None
    text: str | None = None
    media: list[Picture] | None = None


class KeyedSignals(_Document):
    """Signals of the account's devices, already keyed."""

    phone: str | None = None
    email: str | None = None
    devices: list[str] | None = None
    ip_prefixes: list[str] | None = None


class Account(_Document):
    """An account as the platform knows it. Every field but `id` and `platform` may be absent."""

    id: str
    platform: str
    handle: str | None = None
    display_name: str | None = None
    bio: str | None = None
    location: str | None = None
    language: str | None = None
    links: list[str] | None = None
    created_at: datetime | None = None
    removed_at: datetime | None = None
    avatar: Picture | None = None
    posts: list[Post] | None = None
    follows: list[str] | None = None
    followers: list[str] | None = None
    groups: list[str] | None = None
    client: KeyedSignals | None = None


class RawSignals(_Document):
    """Signals as the platform has them. They are keyed at the door and kept nowhere."""

    phone: str | None = None
    email: str | None = None
    devices: list[str] | None = None
    ips: list[str] | None = None


class ScreenRequest(_Document):
    """One account to screen; the same `event` from the same key is the same request again."""

    event: str = Field(min_length=1, max_length=200)
    occasion: Literal["registration", "profile", "activity"]
    account: Account
    client: RawSignals | None = None


class Evidence(_Document):
    """What speaks for or against, in bits: positive is for."""

    signal: str
    bits: float
    text: str


class ScreenMatch(_Document):
    """A removed account that this one may continue."""

    account: str
    entry: str
    probability: float = Field(ge=0, le=1)
    tier: Literal["likely", "possible"] | None
    evidence: list[Evidence]
    match: UUID | None
    case: UUID | None


class Hold(_Document):
    """A standing policy holds the account until a person has looked, at most until then."""

    measure: Literal["hold"]
    until: datetime


class ScreenAnswer(_Document):
    """What was found. It decides nothing."""

    event: str
    account: str
    verdict: Literal["none", "possible", "likely"]
    matches: list[ScreenMatch]
    hold: Hold | None
    model: str
    watchlist_version: int
    replayed: bool
    warnings: list[str]


class LineError(_Document):
    """Code and sentence."""

    code: str
    message: str


class ScreenLineRefused(_Document):
    """A line of a batch that cannot be used, by its number in the request."""

    line: int
    event: str | None
    error: LineError


class FieldError(_Document):
    """What is wrong with one field."""

    field: str
    code: str
    text: str


class Problem(_Document):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] | None = None


_SHOWN: tuple[type[BaseModel], ...] = (ScreenRequest, ScreenAnswer, ScreenLineRefused, Problem)


def screen() -> dict[str, Any]:
    """Body and answer of `POST /screen`."""
    return {
        "requestBody": _body("application/json", "ScreenRequest"),
        "responses": {200: _content("What was found", "application/json", "ScreenAnswer")},
    }


def screen_batch() -> dict[str, Any]:
    """Body and answer of `POST /screen/batch`; the schema is that of one line."""
    return {
        "requestBody": _body("application/x-ndjson", "ScreenRequest"),
        "responses": {
            200: _content(
                "A line for each line", "application/x-ndjson", "ScreenAnswer", "ScreenLineRefused"
            )
        },
    }


def file_body() -> dict[str, Any]:
    """The body of `POST /batches`: the file itself, or a form with it."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    form = {"type": "object", "properties": {"file": binary["schema"]}, "required": ["file"]}
    media = dict.fromkeys(FILES, binary) | {"multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": media}}


#: The media types of a referral file, as its sender may declare them. Its content decides.
FILES = (
    "text/csv",
    "application/json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
)


def completed(found: Any, api: NinjaAPI) -> Any:
    """The description with the scope of each operation, its problems, and the documents."""
    scopes = scopes_of(api)
    for path in found["paths"].values():
        for operation in path.values():
            scope = scopes[operation["operationId"]]
            operation["x-scope"] = scope
            said = operation.get("description", "")
            operation["description"] = f"{said}\n\nScope: `{scope}`.".strip()
            operation["responses"]["default"] = _content("A refusal", MEDIA, "Problem")
    chosen = [(model, "serialization") for model in _SHOWN]
    definitions = models_json_schema(chosen, ref_template=_REF)[1]["$defs"]  # type: ignore[arg-type]
    found["components"].setdefault("schemas", {}).update(definitions)
    return found


def scopes_of(api: NinjaAPI) -> dict[str, str]:
    """The scope of each operation by its id; KeyError for one that declares none."""
    found = {}
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                name = operation.operation_id or api.get_openapi_operation_id(operation)
                [key] = operation.auth_callbacks
                if not isinstance(key, Key):
                    raise KeyError(f"{name} declares no scope")
                found[name] = key.scope
    return found


def _body(media: str, model: str) -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": _ref(model)}}}


def _content(text: str, media: str, *models: str) -> dict[str, Any]:
    refs = [_ref(model) for model in models]
    return {
        "description": text,
        "content": {media: {"schema": {"anyOf": refs} if refs[1:] else refs[0]}},
    }


def _ref(model: str) -> dict[str, str]:
    return {"$ref": _REF.format(model=model)}
