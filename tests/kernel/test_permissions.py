"""Who may do what: the one table, read as a promise to each role."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import staydown
from staydown.kernel import actors
from staydown.kernel.actors import Actor
from staydown.kernel.errors import PermissionDenied
from staydown.kernel.permissions import ALL, BY_ROLE, SHELL, SYSTEM, Role, of_roles

#: Verbs that leave everything as it was; whoever adds another says here that it does, too.
HARMLESS = {"read", "verify"}
#: What shows nobody's account, message or telephone number.
IMPERSONAL = {"people.manage", "keys.manage", "lists.read", "peers.read"}


def verb(permission: str) -> str:
    return permission.partition(".")[2]


@pytest.mark.parametrize("permission", sorted(ALL))
def test_a_permission_is_a_thing_and_a_verb(permission: str) -> None:
    thing, _, what = permission.partition(".")
    assert thing.isidentifier()
    assert what.isidentifier()


def test_every_role_has_its_line() -> None:
    assert set(BY_ROLE) == set(Role)


def test_the_auditor_changes_nothing() -> None:
    assert {verb(one) for one in BY_ROLE[Role.AUDITOR]} <= HARMLESS


def test_the_auditor_reads_all_that_anybody_reads() -> None:
    assert {one for one in ALL if verb(one) in HARMLESS} <= BY_ROLE[Role.AUDITOR]


def test_the_administrator_sees_no_personal_data() -> None:
    assert BY_ROLE[Role.ADMINISTRATOR] <= IMPERSONAL


def test_only_reviewers_decide() -> None:
    deciding = {role for role in Role if "cases.decide" in BY_ROLE[role]}
    assert deciding == {Role.REVIEWER, Role.SENIOR_REVIEWER}


def test_neither_the_shell_nor_a_worker_decides_or_lifts() -> None:
    assert not {"cases.decide", "cases.lift"} & (SHELL | SYSTEM)


def test_of_all_roles_only_the_administrator_manages_people() -> None:
    assert [role for role in Role if "people.manage" in BY_ROLE[role]] == [Role.ADMINISTRATOR]


def test_several_roles_add_up_and_none_is_nothing() -> None:
    both = of_roles([Role.REVIEWER, Role.AUDITOR])
    assert both == BY_ROLE[Role.REVIEWER] | BY_ROLE[Role.AUDITOR]
    assert of_roles([]) == frozenset()


def test_an_actor_without_it_is_refused_and_told_what_is_needed() -> None:
    auditor = Actor("user", "7", BY_ROLE[Role.AUDITOR])
    auditor.require("ledger.verify")
    with pytest.raises(
        PermissionDenied, match=r"user:7 lacks the permission cases\.decide"
    ) as error:
        auditor.require("cases.decide")
    assert error.value.facts == {"needed": "cases.decide"}


def test_a_permission_that_nobody_has_defined_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match=r"no such permission: cases\.destroy"):
        actors.shell().require("cases.destroy")


def test_the_table_holds_just_what_the_program_asks_for() -> None:
    assert set(_asked_for()) == ALL


def _asked_for() -> list[str]:
    """The argument of each call of `require` in the program."""
    found = []
    for path in Path(staydown.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "require"
                and isinstance(node.args[0], ast.Constant)
            ):
                found.append(str(node.args[0].value))
    return found


def test_the_ledger_names_an_actor_by_kind_and_id_only() -> None:
    assert (str(actors.shell()), str(actors.system())) == ("shell:local", "system:worker")
    assert str(actors.system("events")) == "system:events"
