"""What people decide becomes pairs to learn from; a model is used only if it proved better."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from staydown.kernel import actors
from staydown.kernel.actors import Actor
from staydown.kernel.errors import InputError, PermissionDenied
from staydown.mirrors.model import Model
from staydown.screening import actions, model_store
from staydown.screening.actions import judge, screen
from staydown.screening.errors import AlreadyJudged, ModelRefused, NoSuchMatch
from staydown.screening.models import Match
from tests.support.flow import entries
from tests.support.returning import coming_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def models_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_store, "folder", lambda: tmp_path / "models")


def test_a_judgement_is_a_labelled_pair_with_who_when_and_why(
    asker: Actor, senior: Actor, removed: UUID, tmp_path: Path
) -> None:
    screen(asker, [coming_back(1), coming_back(2), coming_back(3)])
    first, second, _ = Match.objects.order_by("id")
    judge(senior, first.id, "mirror", "The same page.")
    judge(senior, second.id, "not_mirror", "A namesake.")
    assert actions.export_pairs(actors.shell(), tmp_path) == 2
    pairs = [json.loads(line) for line in (tmp_path / "pairs.jsonl").read_text().splitlines()]
    assert [(one["label"], one["who"], one["why"]) for one in pairs] == [
        (1, "senior", "The same page."),
        (0, "senior", "A namesake."),
    ]
    assert all(one["when"] for one in pairs)


def test_a_match_is_judged_once_and_by_who_may(asker: Actor, senior: Actor, removed: UUID) -> None:
    screen(asker, [coming_back()])
    match = Match.objects.get()
    with pytest.raises(PermissionDenied):
        judge(asker, match.id, "mirror", "")
    with pytest.raises(InputError):
        judge(senior, match.id, "perhaps", "")
    with pytest.raises(NoSuchMatch):
        judge(senior, removed, "mirror", "")
    judge(senior, match.id, "undecided", "Cannot tell.")
    with pytest.raises(AlreadyJudged):
        judge(senior, match.id, "mirror", "On second thoughts.")


def test_too_few_pairs_teach_nothing(removed: UUID, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="wanted are 40"):
        actions.train(actors.shell(), tmp_path / "model.json", "learnt")


def model_file(folder: Path, **held_out: object) -> Path:
    path = folder / "candidate.json"
    plain: dict[str, object] = {
        "pairs": 30, "mirrors": 12, "loss": 0.2, "loss_before": 0.3, "against": "shipped",
    }  # fmt: skip
    measured = {"held_out": plain | held_out} if held_out.get("pairs") != 0 else {}
    model = replace(Model.load(), name="candidate", fitted_on={**measured})
    model.save(path)
    return path


def test_a_better_model_is_taken_and_the_ledger_says_so(removed: UUID, tmp_path: Path) -> None:
    actions.activate_model(actors.shell(), model_file(tmp_path))
    assert model_store.current().name == "candidate"
    assert model_store.load(model_store.current()).name == "candidate"
    [entry] = entries("models.activate")
    assert entry["data"]["overridden"] is False  # type: ignore[index]


@pytest.mark.parametrize(
    ("held_out", "code"),
    [
        ({"pairs": 0}, "model-not-measured"),
        ({"against": "another"}, "model-measured-beside-another"),
        ({"loss": 0.3}, "model-not-better"),
    ],
)
def test_a_model_that_proved_nothing_is_refused_unless_overridden(
    removed: UUID, tmp_path: Path, held_out: dict[str, object], code: str
) -> None:
    path = model_file(tmp_path, **held_out)
    with pytest.raises(ModelRefused) as refused:
        actions.activate_model(actors.shell(), path)
    assert refused.value.code == code
    chosen = actions.activate_model(actors.shell(), path, override="A trial week.")
    assert chosen.override == "A trial week."


def test_the_shipped_model_can_be_gone_back_to(removed: UUID, tmp_path: Path) -> None:
    actions.activate_model(actors.shell(), model_file(tmp_path))
    actions.activate_model(actors.shell(), Path("shipped"))
    assert model_store.current().sha256 == "shipped"


def test_a_file_that_is_no_model_is_said_so(removed: UUID, tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    path.write_text("{}")
    with pytest.raises(InputError, match=r"none\.json"):
        actions.activate_model(actors.shell(), path)


def test_screening_uses_the_model_that_was_chosen(
    asker: Actor, removed: UUID, tmp_path: Path
) -> None:
    """One by which nothing is likely any more."""
    strict = replace(
        Model.load(), name="strict", thresholds={"likely": 1.0, "possible": 1.0}, fitted_on={}
    )
    strict.save(tmp_path / "strict.json")
    [before] = screen(asker, [coming_back(1)])
    actions.activate_model(actors.shell(), tmp_path / "strict.json", override="a test")
    [after] = screen(asker, [coming_back(2)])
    assert (before.verdict, after.verdict) == ("likely", "none")  # type: ignore[union-attr]
    assert after.model == "strict"  # type: ignore[union-attr]
