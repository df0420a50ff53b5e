"""`staydown users`: adding people and giving them roles."""

from __future__ import annotations

import pytest

from staydown.kernel import people
from staydown.kernel.models import User
from staydown.kernel.permissions import Role
from tests.cli.shell import Ran, Shell, run
from tests.support.flow import entries, quick_passwords, the_ledger_holds

__all__ = ["quick_passwords", "run", "the_ledger_holds"]

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def add(run: Shell, *more: str, username: str = "specimen", password: str = PASSWORD) -> Ran:
    return run("users", "add", username, "--password", password, *more)


def test_it_adds_a_person_with_roles_and_leaves_one_entry_without_their_name(run: Shell) -> None:
    ran = add(run, "--role", "reviewer", "--role", "auditor", "--name", "A. Specimen")
    assert (ran.status, ran.out) == (0, "Added: specimen (reviewer, auditor)\n")
    user = people.user("specimen")
    assert (user.name, set(user.roles())) == ("A. Specimen", {Role.REVIEWER, Role.AUDITOR})
    [entry] = entries("people.add")
    assert entry["data"] == {"user": str(user.id), "roles": ["auditor", "reviewer"]}


def test_the_password_may_come_from_the_environment(
    run: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAYDOWN_USER_PASSWORD", PASSWORD)
    assert run("users", "add", "specimen", "--role", "reviewer").status == 0
    assert people.user("specimen").check_password(PASSWORD)


def test_a_known_person_gets_a_further_role(run: Shell) -> None:
    add(run, "--role", "reviewer")
    ran = add(run, "--role", "legal")
    assert (ran.status, ran.out) == (0, "Known: specimen (legal)\n")
    assert set(people.user("specimen").roles()) == {Role.REVIEWER, Role.LEGAL}


def test_a_weak_password_is_one_line_and_nobody_added(run: Shell) -> None:
    line = add(run, "--role", "reviewer", password="elevenchars").refusal
    assert "12 characters" in line
    assert "elevenchars" not in line
    assert not User.objects.exists()
    assert entries() == []


def test_a_person_without_a_role_is_not_added(run: Shell) -> None:
    assert "--role" in add(run).refusal
    assert not User.objects.exists()


def test_it_lists_everybody_with_their_roles(run: Shell) -> None:
    add(run, "--role", "reviewer", "--name", "A. Specimen")
    add(run, "--role", "auditor", username="another")
    assert run("users", "list").out.splitlines() == [
        "another\tanother\tauditor",
        "specimen\tA. Specimen\treviewer",
    ]
